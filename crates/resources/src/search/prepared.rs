//! The step before a search: it is read, and its model is made ready.

use std::sync::Arc;

use ::search::{Compiled, Model, Sort};
use api::Page;
use gate::{
    call::Call,
    paging::Listing as _,
    refusal::{Refusal, Result},
};
use store::search::Collection;

use super::{
    conditions::{self, Search},
    order,
};

/// A search that was read, and the model that it looks into.
#[derive(Clone)]
pub(crate) struct Prepared<B> {
    model: Arc<Model>,
    pub(super) asked: Arc<Asked<B>>,
}

/// A search that was read.
pub(crate) struct Asked<B> {
    /// As it came.
    pub(super) body: B,
    pub(super) page: Page,
    pub(super) criteria: Compiled,
    sort: Vec<Sort>,
}

/// Reads a search, and sees to it that the model is there: it may have to be read first, which no
/// snapshot waits for.
pub(super) async fn prepared<B: conditions::Search>(
    call: &mut Call,
    body: B,
    collection: Collection,
) -> Result<Prepared<B>> {
    let page = paged(&body);
    page.within_window()?;
    let schema = collection.schema();
    let criteria = conditions::compile(schema, &body)?;
    let sort = order::read(schema, &body, criteria.has_scores())?;
    call.release();
    let (shared, organization) = (call.shared().clone(), call.organization());
    let model = shared.models.current(&shared.db, (&organization, collection), &criteria).await?;
    Ok(Prepared { model, asked: Arc::new(Asked { body, page, criteria, sort }) })
}

/// The part of the results that the page shows, as ids, and how many there are in all.
pub(super) async fn found<B>(
    call: &mut Call,
    prepared: &Prepared<B>,
    scope: ::search::Scope,
) -> Result<(Vec<String>, i64)> {
    let Prepared { model, asked } = prepared;
    let part = |number: i64| usize::try_from(number).unwrap_or(usize::MAX);
    let (offset, size) = (part(asked.page.offset()), part(asked.page.size.into()));
    let query = asked.criteria.clone().query(asked.sort.clone(), offset, size);
    let found = call.shared().models.search(model.clone(), query, scope).await?;
    let total = i64::try_from(found.total)
        .map_err(|_| Refusal::internal("a search found more than there can be"))?;
    Ok((found.ids.iter().map(ToString::to_string).collect(), total))
}

/// The page that a search asks for.
fn paged<B: Search>(body: &B) -> Page {
    let (number, size) = body.page();
    let usual = Page::default();
    let read = |given: Option<i32>, usual| {
        given.and_then(|given| u32::try_from(given).ok()).unwrap_or(usual)
    };
    Page { number: read(number, usual.number), size: read(size, usual.size).min(Page::MAXIMUM) }
}
