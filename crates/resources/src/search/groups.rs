//! Search for groups.

use ::search::Scope;
use api::{GetGroupsSearch, Group, GroupSearchRequest, GroupsSearchResponse, PostGroupsSearch};
use gate::{call::Call, refusal::Result, reply::Rendered};
use store::{
    groups::{self, Sight},
    search::Collection,
};

use super::{
    page,
    prepared::{Prepared, found, prepared},
    repeated,
};
use crate::rules::{group_chat, groups::sight};

const PATH: &str = "/api/v2/groups/search";

/// Reads a search.
pub(crate) async fn prepare(
    call: &mut Call,
    PostGroupsSearch { body }: PostGroupsSearch,
) -> Result<Prepared<GroupSearchRequest>> {
    prepared(call, body, Collection::Groups).await
}

/// Reads a search from a link.
pub(crate) async fn prepare_again(
    call: &mut Call,
    GetGroupsSearch { q64, .. }: GetGroupsSearch,
) -> Result<Prepared<GroupSearchRequest>> {
    let body = repeated::read::<PostGroupsSearch>(&q64)?;
    prepared(call, body, Collection::Groups).await
}

/// Finds the groups that meet the criteria and that the caller sees.
pub(crate) async fn search_groups(
    call: &mut Call,
    _: PostGroupsSearch,
    prepared: Prepared<GroupSearchRequest>,
) -> Result<Rendered<GroupsSearchResponse>> {
    answer(call, prepared).await
}

/// The same from a link.
pub(crate) async fn search_groups_again(
    call: &mut Call,
    _: GetGroupsSearch,
    prepared: Prepared<GroupSearchRequest>,
) -> Result<Rendered<GroupsSearchResponse>> {
    answer(call, prepared).await
}

async fn answer(
    call: &mut Call,
    prepared: Prepared<GroupSearchRequest>,
) -> Result<Rendered<GroupsSearchResponse>> {
    let user = call.user().map(str::to_owned);
    let sight = sight(call, user.as_deref());
    let mut scope = Scope::default();
    if !matches!(sight, Sight::Whole) {
        let seen = groups::seen_ids(&mut call.tx, sight).await?;
        scope.ids = Some(seen.iter().filter_map(|id| id.parse().ok()).collect());
    }
    let (ids, total) = found(call, &prepared, scope).await?;
    let groups = groups::in_order(&mut call.tx, sight, &ids).await?;
    let host = group_chat::host(call).await?;
    let groups: Vec<Group> =
        groups.into_iter().map(|group| group_chat::with_room(group, &host)).collect();
    page::render_models(&prepared.asked, (Some(PATH), "groups"), &groups, total)
}
