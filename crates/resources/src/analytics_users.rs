//! What users did and do, counted and added up.

mod activity;
mod observations;

use analytics::{Aggregation, Details, Hits, Kind, Page};
use api::{
    AnalyticsUserDetailsQueryResponse, PostAnalyticsUsersAggregatesQuery,
    PostAnalyticsUsersDetailsQuery, UserAggregateQueryResponse,
};

use crate::rules::analytics::{Added, add_up, refused, show, users};
use gate::{call::Call, refusal::Result, routes::Routes};

/// The operations on the analytics of users that are served.
pub(crate) fn routes() -> Routes {
    Routes::default()
        .answer(query_details)
        .answer(query_aggregates)
        .answer(observations::query)
        .answer(activity::query)
}

/// A page of the records of users.
pub(crate) async fn query_details(
    call: &mut Call,
    PostAnalyticsUsersDetailsQuery { body }: PostAnalyticsUsersDetailsQuery,
) -> Result<AnalyticsUserDetailsQueryResponse> {
    let asked = Details::read(&body).map_err(refused)?;
    let page = Page::read(body.paging.as_ref()).map_err(refused)?;
    let now = call.now;
    let (tx, divisions) = call.seeing();
    let users = users(tx, divisions, &asked.users).await?;
    let mut hits = Hits::new(&asked, page, now);
    show(tx, &users, (&Kind::ALL, asked.span), &mut hits).await?;
    let (total, rows, counted) = hits.finish();
    Ok(AnalyticsUserDetailsQueryResponse {
        // Programs test for the field where nothing was found.
        user_details: (!rows.is_empty()).then_some(rows),
        aggregations: (!counted.is_empty()).then_some(counted),
        total_hits: Some(i32::try_from(total).unwrap_or(i32::MAX)),
    })
}

/// How long users were in each status.
pub(crate) async fn query_aggregates(
    call: &mut Call,
    PostAnalyticsUsersAggregatesQuery { body }: PostAnalyticsUsersAggregatesQuery,
) -> Result<UserAggregateQueryResponse> {
    let asked = Aggregation::read(&body).map_err(refused)?;
    let now = call.now;
    let (tx, divisions) = call.seeing();
    let Added { results, definitions } = add_up(tx, divisions, asked, now).await?;
    Ok(UserAggregateQueryResponse { results, system_to_organization_mappings: Some(definitions) })
}
