//! Search for users, groups, locations and teams.

#[cfg(test)]
mod compared;
mod conditions;
mod groups;
mod locations;
mod order;
mod page;
mod repeated;
mod teams;
mod users;

use std::sync::Arc;

use ::search::{Compiled, Model, Sort};
use api::Page;
use gate::{
    call::Call,
    paging::Listing as _,
    refusal::{Refusal, Result},
    routes::Routes,
};
use store::search::Collection;

/// The searches that are served.
pub(crate) fn routes() -> Routes {
    Routes::default()
        .answer_after(users::prepare, users::search_users)
        .answer_after(users::prepare_again, users::search_users_again)
        .answer_after(users::prepare_to_assign, users::search_users_to_assign)
        .answer_after(groups::prepare, groups::search_groups)
        .answer_after(groups::prepare_again, groups::search_groups_again)
        .answer_after(locations::prepare, locations::search_locations)
        .answer_after(locations::prepare_again, locations::search_locations_again)
        .answer_after(teams::prepare, teams::search_teams)
}

/// A search that was read, and the model that it looks into.
#[derive(Clone)]
pub(crate) struct Prepared<B> {
    model: Arc<Model>,
    asked: Arc<Asked<B>>,
}

/// A search that was read.
struct Asked<B> {
    /// As it came.
    body: B,
    page: Page,
    criteria: Compiled,
    sort: Vec<Sort>,
}

/// Reads a search, and sees to it that the model is there: it may have to be read first, which no
/// snapshot waits for.
async fn prepared<B: conditions::Search>(
    call: &mut Call,
    body: B,
    collection: Collection,
) -> Result<Prepared<B>> {
    let page = page::of(&body);
    page.within_window()?;
    let schema = collection.schema();
    let criteria = conditions::compile(schema, &body)?;
    let sort = order::read(schema, &body, criteria.has_scores())?;
    call.release();
    let (shared, organization) = (call.shared().clone(), call.organization());
    let model = shared.models.current(&shared.db, &organization, collection).await?;
    Ok(Prepared { model, asked: Arc::new(Asked { body, page, criteria, sort }) })
}

/// The part of the results that the page shows, as ids, and how many there are in all.
async fn found<B>(
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
