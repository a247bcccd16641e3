//! Search for teams.

use ::search::Scope;
use api::{PostTeamsSearch, TeamSearchRequest, TeamsSearchResponse};
use gate::{call::Call, refusal::Result, reply::Rendered};
use store::{
    Visible,
    search::{Collection, DIVISION_OF_TEAM},
    teams::{self, StoredTeam},
};

use super::{
    page,
    prepared::{Prepared, found, prepared},
};

/// Reads a search.
pub(crate) async fn prepare(
    call: &mut Call,
    PostTeamsSearch { body }: PostTeamsSearch,
) -> Result<Prepared<TeamSearchRequest>> {
    prepared(call, body, Collection::Teams).await
}

/// Finds the teams that meet the criteria, in the divisions in which the caller sees teams.
pub(crate) async fn search_teams(
    call: &mut Call,
    _: PostTeamsSearch,
    prepared: Prepared<TeamSearchRequest>,
) -> Result<Rendered<TeamsSearchResponse>> {
    let mut scope = Scope::default();
    if let Visible::Some(divisions) = call.divisions().visible() {
        scope.only.push((DIVISION_OF_TEAM, divisions.clone()));
    }
    let (ids, total) = found(call, &prepared, scope).await?;
    let (tx, divisions) = call.seeing();
    let found = teams::with_ids(tx, divisions, &ids).await?;
    let shown: Vec<_> = found.iter().map(StoredTeam::entity).collect();
    page::render_models(&prepared.asked, (None, "teams"), &shown, total)
}
