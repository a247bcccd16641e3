//! Search for users.

use std::collections::HashSet;

use ::search::Scope;
use api::{
    GetUsersSearch, PostUsersSearch, PostUsersSearchConversationTarget,
    PostUsersSearchQueuemembersManage, PostUsersSearchTeamsAssign, State, UserExpand,
    UserSearchRequest, UsersSearchResponse, WireEnum,
};
use gate::{call::Call, refusal::Result, reply::Rendered};
use store::{
    Visible, groups,
    groups::Sight,
    search::{Collection, DIVISION, GROUPS, STATE},
    users,
};

use super::{
    page,
    prepared::{Prepared, found, prepared},
    repeated,
};
use crate::rules::{groups::sight, people::shown::Shown};

const PATH: &str = "/api/v2/users/search";

/// Reads a search.
pub(crate) async fn prepare(
    call: &mut Call,
    PostUsersSearch { body }: PostUsersSearch,
) -> Result<Prepared<UserSearchRequest>> {
    prepared(call, body, Collection::Users).await
}

/// Reads a search from a link.
pub(crate) async fn prepare_again(
    call: &mut Call,
    asked: GetUsersSearch,
) -> Result<Prepared<UserSearchRequest>> {
    let mut body = repeated::read::<PostUsersSearch>(&asked.q64)?;
    if !asked.expand.is_empty() {
        body.expand.get_or_insert_default().extend(asked.expand);
    }
    if asked.integration_presence_source.is_some() {
        body.integration_presence_source = asked.integration_presence_source;
    }
    prepared(call, body, Collection::Users).await
}

/// Finds the users who meet the criteria, in the divisions in which the caller sees users.
pub(crate) async fn search_users(
    call: &mut Call,
    _: PostUsersSearch,
    prepared: Prepared<UserSearchRequest>,
) -> Result<Rendered<UsersSearchResponse>> {
    answer(call, prepared).await
}

/// Reads a search among users who can be put into teams.
pub(crate) async fn prepare_to_assign(
    call: &mut Call,
    PostUsersSearchTeamsAssign { body }: PostUsersSearchTeamsAssign,
) -> Result<Prepared<UserSearchRequest>> {
    prepared(call, body, Collection::Users).await
}

/// The same among users who can be put into teams: those of the divisions in which the caller may do
/// that, which are the divisions of this call.
pub(crate) async fn search_users_to_assign(
    call: &mut Call,
    _: PostUsersSearchTeamsAssign,
    prepared: Prepared<UserSearchRequest>,
) -> Result<Rendered<UsersSearchResponse>> {
    answer(call, prepared).await
}

/// Reads a search among users who can be made members of queues.
pub(crate) async fn prepare_for_queues(
    call: &mut Call,
    PostUsersSearchQueuemembersManage { body }: PostUsersSearchQueuemembersManage,
) -> Result<Prepared<UserSearchRequest>> {
    prepared(call, body, Collection::Users).await
}

/// The same among users who can be made members of queues: those of the divisions in which the caller may do
/// that, which are the divisions of this call.
pub(crate) async fn search_users_for_queues(
    call: &mut Call,
    _: PostUsersSearchQueuemembersManage,
    prepared: Prepared<UserSearchRequest>,
) -> Result<Rendered<UsersSearchResponse>> {
    answer(call, prepared).await
}

/// Reads a search among users to whom a conversation can be sent.
pub(crate) async fn prepare_targets(
    call: &mut Call,
    PostUsersSearchConversationTarget { body }: PostUsersSearchConversationTarget,
) -> Result<Prepared<UserSearchRequest>> {
    prepared(call, body, Collection::Users).await
}

/// The same among users to whom a conversation can be sent: those of the divisions in which the caller may do
/// that, which are the divisions of this call.
pub(crate) async fn search_targets(
    call: &mut Call,
    _: PostUsersSearchConversationTarget,
    prepared: Prepared<UserSearchRequest>,
) -> Result<Rendered<UsersSearchResponse>> {
    answer(call, prepared).await
}

/// The same from a link: whoever follows it finds what they may see.
pub(crate) async fn search_users_again(
    call: &mut Call,
    _: GetUsersSearch,
    prepared: Prepared<UserSearchRequest>,
) -> Result<Rendered<UsersSearchResponse>> {
    answer(call, prepared).await
}

async fn answer(
    call: &mut Call,
    prepared: Prepared<UserSearchRequest>,
) -> Result<Rendered<UsersSearchResponse>> {
    let scope = scope(call, &prepared).await?;
    let (ids, total) = found(call, &prepared, scope).await?;
    let (tx, divisions) = call.seeing();
    let users = users::with_ids(tx, divisions, &ids).await?;
    let asked = &prepared.asked;
    let expand = asked.body.expand.iter().flatten();
    // What nobody knows is left out, as an expansion is that fails.
    let expand: Vec<UserExpand> = expand
        .flat_map(|names| names.split(','))
        .map(|name| UserExpand::from_wire(name.trim()))
        .filter(|part| !matches!(part, UserExpand::Other(_)))
        .collect();
    let shown = Shown::read(call, &users, &expand).await?;
    page::render(asked, (Some(PATH), "users"), |json| shown.write(json), total)
}

/// Whom the caller can find at all.
async fn scope(call: &mut Call, prepared: &Prepared<UserSearchRequest>) -> Result<Scope> {
    let criteria = &prepared.asked.criteria;
    let mut scope = Scope::default();
    if let Visible::Some(divisions) = call.divisions().visible() {
        scope.only.push((DIVISION, divisions.clone()));
    }
    if !criteria.mentions(STATE) {
        scope.only.push((STATE, vec![State::Active.to_string()]));
    }
    if criteria.mentions(GROUPS) {
        // Who is in a group tells of the group.
        let user = call.user().map(str::to_owned);
        let sight = sight(call, user.as_deref());
        if !matches!(sight, Sight::Whole) {
            let seen: HashSet<String> =
                groups::seen_ids(&mut call.tx, sight).await?.into_iter().collect();
            scope.seen.push((GROUPS, seen));
        }
    }
    Ok(scope)
}
