//! Members of groups: who they are, and who may change that.

use crate::rules::groups::GROUP;
use api::{
    DeleteGroupMembers, Empty, GetGroupIndividuals, GetGroupMembers, Group, Page, PostGroupMembers,
    SortOrder, State, UserEntityListing,
};
use store::{
    Divisions, Part, groups,
    users::{self, UserFilter},
};

use super::changes::{must_hold_its_roles, owner_ids, store_next};
use crate::rules::fields::check_version;
use crate::rules::groups::{EDIT, find};
use crate::rules::{
    grants::{keep_an_administrator, lock_organization},
    people::shown,
    queues::follow_group,
};
use gate::{
    audit::{self, Action, AuditEvent},
    call::Call,
    paging::{Listing, WINDOW},
    refusal::{Refusal, Result},
    reply::Rendered,
};

/// Everybody in a group, on one page.
pub(crate) async fn list_individuals(
    call: &mut Call,
    asked: GetGroupIndividuals,
) -> Result<Rendered<UserEntityListing>> {
    let group = find(call, &asked.group_id).await?.id.unwrap_or_default();
    let part = Part { offset: 0, limit: WINDOW, descending: false };
    let (tx, divisions) = call.seeing();
    let found = groups::members(tx, divisions, &group, part).await?;
    let size = u32::try_from(found.len().max(1)).unwrap_or(u32::MAX);
    let total = i64::try_from(found.len()).unwrap_or(i64::MAX);
    let entities = shown::users(call, &found, &[]).await?;
    Ok(Page { number: 1, size }.render(asked, &entities, total))
}

/// A page of the members of a group, by name.
pub(crate) async fn list_members(
    call: &mut Call,
    asked: GetGroupMembers,
) -> Result<Rendered<UserEntityListing>> {
    let group = find(call, &asked.group_id).await?.id.unwrap_or_default();
    let page = asked.page;
    let descending = asked.sort_order == SortOrder::Descending;
    let part = Part { offset: page.offset(), limit: page.size.into(), descending };
    let (tx, divisions) = call.seeing();
    let total = groups::member_total(tx, divisions, &group).await?;
    let (tx, divisions) = call.seeing();
    let found = groups::members(tx, divisions, &group, part).await?;
    let entities = shown::users(call, &found, &asked.expand).await?;
    Ok(page.render(asked, &entities, total))
}

/// Makes users members, all or none.
pub(crate) async fn add_members(
    call: &mut Call,
    PostGroupMembers { group_id, body }: PostGroupMembers,
) -> Result<Empty> {
    lock_organization(call).await?;
    let (group, reach) = find_to_manage(call, &group_id).await?;
    // Programs that do not know the version send 0, which no group has.
    if let Some(version) = body.version.filter(|version| *version != 0) {
        check_version("group", version.into(), group.version.unwrap_or_default().into())?;
    }
    let id = id_of(&group);
    let users = checked(call, &reach, &body.member_ids).await?;
    let present = groups::members_among(&mut call.tx, &id, &users).await?;
    let new: Vec<String> = users.iter().filter(|user| !present.contains(user)).cloned().collect();
    groups::add_members(&mut call.tx, &id, &users).await?;
    if !new.is_empty() {
        must_hold_its_roles(call, &id).await?;
        changed(call, group, Action::Add, new.clone()).await?;
        follow_group(call, &id, new).await?;
    }
    Ok(Empty {})
}

/// Removes users from a group; users who are not members are ignored.
pub(crate) async fn remove_members(
    call: &mut Call,
    DeleteGroupMembers { group_id, ids }: DeleteGroupMembers,
) -> Result<Empty> {
    let ids = ids.split(',').map(|id| id.trim().to_lowercase()).filter(|id| !id.is_empty());
    let ids: Vec<String> = ids.collect();
    lock_organization(call).await?;
    let (group, reach) = find_to_manage(call, &group_id).await?;
    if ids.is_empty() {
        return Err(Refusal::missing_value("ids"));
    }
    let id = id_of(&group);
    let members = groups::members_among(&mut call.tx, &id, &ids).await?;
    let members = checked(call, &reach, &members).await?;
    let owners_belong = group.include_owners == Some(true);
    groups::remove_members(&mut call.tx, &id, (&members, owners_belong)).await?;
    let left = groups::members_among(&mut call.tx, &id, &members).await?;
    let gone: Vec<String> = members.into_iter().filter(|user| !left.contains(user)).collect();
    if !gone.is_empty() {
        keep_an_administrator(call).await?;
        changed(call, group, Action::Remove, gone.clone()).await?;
        follow_group(call, &id, gone).await?;
    }
    Ok(Empty {})
}

/// A group whose members the caller may change, and the divisions whose users the caller may name:
/// all for an owner, otherwise those in which groups may be changed.
///
/// The operations themselves name no permission, so this takes the one for changing the group:
/// docs/fidelity.md.
async fn find_to_manage(call: &mut Call, id: &str) -> Result<(Group, Divisions)> {
    let group = find(call, id).await?;
    let owners = owner_ids(&group);
    if call.user().is_some_and(|user| owners.iter().any(|owner| owner == user)) {
        return Ok((group, Divisions::all()));
    }
    if !call.holds(EDIT) {
        let reason = format!("not held, and the caller is not an owner of the group {id}");
        return Err(Refusal::missing_any_permissions(&[EDIT]).because(reason));
    }
    Ok((group, call.held(EDIT)))
}

/// Users who are not deleted, within reach, each once.
async fn checked(call: &mut Call, reach: &Divisions, ids: &[String]) -> Result<Vec<String>> {
    let mut named: Vec<String> = ids.iter().map(|id| id.trim().to_lowercase()).collect();
    named.sort_unstable();
    named.dedup();
    let filter = UserFilter {
        states: vec![State::Active, State::Inactive],
        ids: Some(named.clone()),
        ..UserFilter::default()
    };
    let limit = i64::try_from(named.len()).unwrap_or(i64::MAX);
    let part = Part { offset: 0, limit, descending: false };
    let found = users::list(&mut call.tx, reach, &filter, part).await?;
    match named.iter().find(|id| found.iter().all(|user| user.id != **id)) {
        Some(unknown) => Err(Refusal::user_not_found(unknown)),
        None => Ok(named),
    }
}

/// Raises the version of a group whose members changed, and audits who joined or left.
async fn changed(
    call: &mut Call,
    mut group: Group,
    action: Action,
    members: Vec<String>,
) -> Result<()> {
    store_next(call, &mut group).await?;
    let none = Vec::<String>::new();
    let (old, new) = if action == Action::Add { (none, members) } else { (members, none) };
    let event = AuditEvent::new(GROUP, action, id_of(&group)).named(group.name);
    audit::record(call, event.property("members", old, new)).await
}

fn id_of(group: &Group) -> String {
    group.id.clone().unwrap_or_default()
}
