//! Groups of users: who sees them, who belongs to them, and what they pass on.

mod changes;
mod members;

use api::{
    DeleteGroup, GetGroup, GetGroupProfile, GetGroups, Group, GroupEntityListing, GroupProfile,
    PostGroups, PutGroup, SortOrder,
};
pub(crate) use members::{add_members, list_individuals, list_members, remove_members};
use store::{
    Part,
    groups::{self, GroupFilter},
};

use crate::rules::{
    group_chat,
    groups::{find, sight},
};
use gate::routes::Routes;
use gate::{
    call::Call,
    paging::Listing,
    refusal::{Refusal, Result},
    reply::Rendered,
};

/// The operations on groups that are served.
pub(crate) fn routes() -> Routes {
    Routes::default()
        .answer(list_groups)
        .answer(create_group)
        .answer(get_group)
        .answer(update_group)
        .answer(delete_group)
        .answer(list_individuals)
        .answer(list_members)
        .answer(add_members)
        .answer(remove_members)
        .answer(get_profile)
}

/// Lists the groups that the caller sees, by name.
pub(crate) async fn list_groups(
    call: &mut Call,
    asked: GetGroups,
) -> Result<Rendered<GroupEntityListing>> {
    let page = asked.page;
    let ids: Vec<String> = asked.id.iter().map(|id| id.to_lowercase()).collect();
    let host = group_chat::host(call).await?;
    let rooms: Vec<String> =
        asked.jabber_id.iter().map(|room| group_chat::beginning_of_id(room, &host)).collect();
    let filter = GroupFilter {
        ids: (!ids.is_empty()).then_some(ids),
        beginnings: (!rooms.is_empty()).then_some(rooms),
    };
    let descending = asked.sort_order == SortOrder::Descending;
    let part = Part { offset: page.offset(), limit: page.size.into(), descending };
    let user = call.user().map(str::to_owned);
    let sight = sight(call, user.as_deref());
    let total = groups::count(&mut call.tx, sight, &filter).await?;
    let found = groups::list(&mut call.tx, sight, &filter, part).await?;
    let found: Vec<Group> =
        found.into_iter().map(|group| group_chat::with_room(group, &host)).collect();
    page.render_models(asked, &found, total)
}

/// One group that the caller sees.
pub(crate) async fn get_group(call: &mut Call, GetGroup { group_id }: GetGroup) -> Result<Group> {
    let group = find(call, &group_id).await?;
    shown(call, group).await
}

/// The older view of a group.
pub(crate) async fn get_profile(
    call: &mut Call,
    GetGroupProfile { group_id, .. }: GetGroupProfile,
) -> Result<GroupProfile> {
    let group = find(call, &group_id).await?;
    Ok(GroupProfile {
        self_uri: group.id.as_deref().map(|id| format!("/api/v2/groups/{id}/profile")),
        id: group.id,
        name: group.name,
        date_modified: group.date_modified,
        state: group.state,
        version: group.version.map(i64::from),
    })
}

/// Makes a group.
pub(crate) async fn create_group(
    call: &mut Call,
    PostGroups { body }: PostGroups,
) -> Result<Group> {
    let made = changes::create(call, body).await?;
    shown(call, made).await
}

/// Changes a group.
pub(crate) async fn update_group(
    call: &mut Call,
    PutGroup { group_id, body }: PutGroup,
) -> Result<Group> {
    let body = body.ok_or_else(|| Refusal::missing_value("version"))?;
    let changed = changes::update(call, &group_id, body).await?;
    shown(call, changed).await
}

/// The group as it is answered.
async fn shown(call: &mut Call, group: Group) -> Result<Group> {
    let host = group_chat::host(call).await?;
    Ok(group_chat::with_room(group, &host))
}

/// Removes a group for good.
pub(crate) async fn delete_group(
    call: &mut Call,
    DeleteGroup { group_id }: DeleteGroup,
) -> Result<()> {
    changes::delete(call, &group_id).await
}
