//! Which handler answers which operation. Each resource lists its own.

use api::{Entry, Listed, Operation};

use crate::handler::{Decode, Handler, HandlerAfter, Prepare, decode, decode_after};

/// An operation that is served.
pub struct Route {
    /// What the contract says of it.
    pub entry: Entry,
    /// Where its handler stands in `resources`, such as `voicemail::get_policy`.
    pub handler: &'static str,
    /// Reads the operation from a request, together with its handler.
    pub decode: Decode,
}

/// Handlers with the operations that they answer.
#[derive(Default)]
pub struct Routes(Vec<Route>);

impl Routes {
    /// Answers operation `O` with `handler`, an `async fn(&mut Call, O) -> Result<O::Response>`.
    #[must_use]
    pub fn answer<O, H>(self, handler: H) -> Self
    where
        O: Operation + Listed,
        H: for<'c> Handler<'c, O>,
    {
        self.with::<O, H>(decode(handler))
    }

    /// The same for slow work: `step` runs first, outside the transaction, and what it answers is
    /// the handler's third argument.
    #[must_use]
    pub fn answer_after<O, P, S, H>(self, step: S, handler: H) -> Self
    where
        O: Operation + Listed,
        P: Clone + Send + Sync + 'static,
        S: for<'c> Prepare<'c, O, P>,
        H: for<'c> HandlerAfter<'c, O, P>,
    {
        self.with::<O, H>(decode_after(step, handler))
    }

    fn with<O: Operation, H>(mut self, decode: Decode) -> Self {
        let name = std::any::type_name::<H>();
        let handler = name.split_once("::").map_or(name, |(_, within_crate)| within_crate);
        self.0.push(Route { entry: Entry::of::<O>(""), handler, decode });
        self
    }

    /// These and those of another resource.
    #[must_use]
    pub fn and(mut self, others: Self) -> Self {
        self.0.extend(others.0);
        self
    }

    /// The handler of an operation, if it has one.
    pub fn handler(&self, id: &str) -> Option<&'static str> {
        self.0.iter().find(|route| route.entry.meta.id == id).map(|route| route.handler)
    }
}

impl IntoIterator for Routes {
    type Item = Route;
    type IntoIter = std::vec::IntoIter<Route>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}
