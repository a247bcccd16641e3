//! Listings as streams.

use std::{
    fmt,
    pin::Pin,
    task::{Context, Poll},
};

use api::{Described, Shape};
use futures_util::{
    Stream, StreamExt, TryStreamExt,
    stream::{self, BoxStream},
};
use serde::de::{DeserializeOwned, IgnoredAny};

use crate::{
    Result, answer,
    request::unsendable,
    walk::{Entries, Walk},
};

/// The entries or pages of a listing, fetched as they are taken; dropping it stops the walk.
///
/// It is a [`Stream`] of results that ends after the first error, and can be taken from without
/// any other crate by [`try_next`](Self::try_next).
#[must_use = "nothing is asked for until entries are taken"]
pub struct Listing<T> {
    items: BoxStream<'static, Result<T>>,
}

impl<T> Listing<T> {
    /// The next one; nothing after the last.
    pub async fn try_next(&mut self) -> Result<Option<T>> {
        self.items.try_next().await
    }

    /// All that are left. A listing can be long; this keeps all of it in memory.
    pub async fn collect(self) -> Result<Vec<T>> {
        self.items.try_collect().await
    }
}

impl<T> Stream for Listing<T> {
    type Item = Result<T>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Result<T>>> {
        self.items.poll_next_unpin(context)
    }
}

impl<T> fmt::Debug for Listing<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Listing").finish_non_exhaustive()
    }
}

/// One entry after the other.
pub(crate) fn entries<T>(walk: Result<Walk>) -> Listing<T>
where
    T: DeserializeOwned + Described + Send + 'static,
{
    let walk = walk.and_then(|walk| {
        let listed = Entries::of((walk.entry.response)()).map(|entries| entries.shape);
        match wrong_entries(listed, T::shape()) {
            Some(reason) => Err(unsendable(walk.entry.meta, reason)),
            None => Ok(walk),
        }
    });
    let pages = turns(walk, |mut walk| async move {
        let page = walk.turn::<T>().await?;
        Ok(page.map(|(page, _)| (stream::iter(page.entries.into_iter().map(Ok)), walk)))
    });
    Listing { items: pages.try_flatten().boxed() }
}

/// One page after the other.
pub(crate) fn pages<T>(walk: Result<Walk>) -> Listing<T>
where
    T: DeserializeOwned + Described + Send + 'static,
{
    let pages = turns(walk, |mut walk| async move {
        let Some((_, body)) = walk.turn::<IgnoredAny>().await? else { return Ok(None) };
        Ok(Some((answer::typed(walk.entry.meta.id, &body)?, walk)))
    });
    Listing { items: pages.boxed() }
}

fn turns<P, F>(
    walk: Result<Walk>,
    turn: impl Fn(Walk) -> F + Send + 'static,
) -> impl Stream<Item = Result<P>> + Send + 'static
where
    P: Send + 'static,
    F: Future<Output = Result<Option<(P, Walk)>>> + Send + 'static,
{
    stream::once(async move { walk.map(|walk| stream::try_unfold(walk, turn)) }).try_flatten()
}

/// Why entries of shape `wanted` cannot be read from a listing of `listed`.
fn wrong_entries(listed: Option<Shape>, wanted: Shape) -> Option<String> {
    let Some(listed) = listed else {
        return Some("its answer has no list, or several; use `send` or `pages`".to_owned());
    };
    match (listed, wanted) {
        (_, Shape::Anything) => None,
        (Shape::Model(listed), Shape::Model(wanted)) if listed.name == wanted.name => None,
        (Shape::Model(listed), Shape::Model(wanted)) => {
            Some(format!("it lists `{}`, not `{}`", listed.name, wanted.name))
        }
        (Shape::Model(listed), _) => Some(format!("it lists `{}`", listed.name)),
        (_, Shape::Model(wanted)) => Some(format!("it does not list `{}`", wanted.name)),
        _ => None,
    }
}
