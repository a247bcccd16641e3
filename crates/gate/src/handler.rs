//! Handlers: `async fn(&mut Call, Operation) -> Result<Model>`, and their erasure.

use std::sync::{Arc, OnceLock};

use api::{Operation, Parameters, decode_body};
use store::BoxFuture;

use crate::{
    call::Call,
    refusal::{Refusal, Result},
    reply::{Answers, Reply},
};

/// An `async fn(&mut Call, O) -> Result<O::Response>`, or one that answers it rendered.
#[diagnostic::on_unimplemented(
    message = "`{Self}` does not answer `{O}`",
    note = "a handler is an `async fn(&mut Call, {O}) -> Result<the model that {O} returns>`"
)]
pub trait Handler<'c, O: Operation>: Send + Sync + 'static {
    /// Answers the operation.
    fn handle(&self, call: &'c mut Call, operation: O) -> BoxFuture<'c, Result<Reply>>;
}

impl<'c, O, F, Answer, Body> Handler<'c, O> for F
where
    O: Operation,
    F: Fn(&'c mut Call, O) -> Answer + Send + Sync + 'static,
    Answer: Future<Output = Result<Body>> + Send + 'c,
    Body: Answers<O::Response>,
{
    fn handle(&self, call: &'c mut Call, operation: O) -> BoxFuture<'c, Result<Reply>> {
        let answer = self(call, operation);
        Box::pin(async move { Reply::of::<O::Response>(O::META, answer.await?) })
    }
}

/// An `async fn(&mut Call, O, Prepared) -> Result<O::Response>`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` does not answer `{O}` after a step that prepares `{P}`",
    note = "such a handler is an `async fn(&mut Call, {O}, {P}) -> Result<the model>`"
)]
pub trait HandlerAfter<'c, O: Operation, P>: Send + Sync + 'static {
    /// Answers the operation with what was prepared.
    fn handle(&self, call: &'c mut Call, operation: O, prepared: P)
    -> BoxFuture<'c, Result<Reply>>;
}

impl<'c, O, P, F, Answer, Body> HandlerAfter<'c, O, P> for F
where
    O: Operation,
    F: Fn(&'c mut Call, O, P) -> Answer + Send + Sync + 'static,
    Answer: Future<Output = Result<Body>> + Send + 'c,
    Body: Answers<O::Response>,
{
    fn handle(
        &self,
        call: &'c mut Call,
        operation: O,
        prepared: P,
    ) -> BoxFuture<'c, Result<Reply>> {
        let answer = self(call, operation, prepared);
        Box::pin(async move { Reply::of::<O::Response>(O::META, answer.await?) })
    }
}

/// Slow work before the transaction: an `async fn(&mut Call, O) -> Result<P>` with a `Call` that
/// reads.
pub trait Prepare<'c, O: Operation, P>: Send + Sync + 'static {
    /// Prepares.
    fn prepare(&self, call: &'c mut Call, operation: O) -> BoxFuture<'c, Result<P>>;
}

impl<'c, O, P, F, Answer> Prepare<'c, O, P> for F
where
    O: Operation,
    F: Fn(&'c mut Call, O) -> Answer + Send + Sync + 'static,
    Answer: Future<Output = Result<P>> + Send + 'c,
{
    fn prepare(&self, call: &'c mut Call, operation: O) -> BoxFuture<'c, Result<P>> {
        Box::pin(self(call, operation))
    }
}

/// Reads an operation from what came over the wire.
pub type Decode = Box<dyn Fn(&Parameters, &[u8]) -> Result<Arc<dyn Work>> + Send + Sync + 'static>;

/// A decoded operation with its handler. It may run more than once: PostgreSQL asks again after a
/// serialization failure.
pub trait Work: Send + Sync {
    /// Is there a slow step before?
    fn prepares(&self) -> bool;
    /// The slow step before, where there is one.
    fn prepare<'c>(&'c self, call: &'c mut Call) -> BoxFuture<'c, Result<()>>;
    /// The handler.
    fn run<'c>(&'c self, call: &'c mut Call) -> BoxFuture<'c, Result<Reply>>;
}

/// The decoder of a plain handler: one after a step that has nothing to do.
pub fn decode<O, H>(handler: H) -> Decode
where
    O: Operation,
    H: for<'c> Handler<'c, O>,
{
    decode_with(nothing::<O>, Alone(handler), Some(()))
}

/// The decoder of a handler with a step before.
pub fn decode_after<O, P, S, H>(step: S, handler: H) -> Decode
where
    O: Operation,
    P: Clone + Send + Sync + 'static,
    S: for<'c> Prepare<'c, O, P>,
    H: for<'c> HandlerAfter<'c, O, P>,
{
    decode_with(step, handler, None)
}

fn decode_with<O, P, S, H>(step: S, handler: H, prepared: Option<P>) -> Decode
where
    O: Operation,
    P: Clone + Send + Sync + 'static,
    S: for<'c> Prepare<'c, O, P>,
    H: for<'c> HandlerAfter<'c, O, P>,
{
    let both = Arc::new((step, handler));
    Box::new(move |parts, body| {
        let operation = O::from_parts(parts, decode_body::<O>(body)?)?;
        let prepared = prepared.clone().map_or_else(OnceLock::new, OnceLock::from);
        Ok(Arc::new(Decoded { operation, both: both.clone(), prepared }))
    })
}

/// The step before a handler that stands alone; it never runs.
async fn nothing<O>(_: &mut Call, _: O) -> Result<()> {
    Ok(())
}

/// A handler without a step before.
struct Alone<H>(H);

impl<'c, O, H> HandlerAfter<'c, O, ()> for Alone<H>
where
    O: Operation,
    H: Handler<'c, O>,
{
    fn handle(&self, call: &'c mut Call, operation: O, (): ()) -> BoxFuture<'c, Result<Reply>> {
        self.0.handle(call, operation)
    }
}

struct Decoded<O, P, S, H> {
    operation: O,
    both: Arc<(S, H)>,
    prepared: OnceLock<P>,
}

impl<O, P, S, H> Work for Decoded<O, P, S, H>
where
    O: Operation,
    P: Clone + Send + Sync + 'static,
    S: for<'c> Prepare<'c, O, P>,
    H: for<'c> HandlerAfter<'c, O, P>,
{
    fn prepares(&self) -> bool {
        self.prepared.get().is_none()
    }

    fn prepare<'c>(&'c self, call: &'c mut Call) -> BoxFuture<'c, Result<()>> {
        Box::pin(async move {
            let prepared = self.both.0.prepare(call, self.operation.clone()).await?;
            // Preparing runs once; a second result would be as good as the first.
            let _ = self.prepared.set(prepared);
            Ok(())
        })
    }

    fn run<'c>(&'c self, call: &'c mut Call) -> BoxFuture<'c, Result<Reply>> {
        match self.prepared.get() {
            Some(prepared) => self.both.1.handle(call, self.operation.clone(), prepared.clone()),
            None => Box::pin(async { Err(Refusal::internal("a handler ran unprepared")) }),
        }
    }
}
