//! Skill groups: how they are listed, made and changed, and who belongs to them.

mod changes;
mod divisions;
mod shown;

use api::{
    GetRoutingSkillgroup, GetRoutingSkillgroupMembers, GetRoutingSkillgroups, GetUserSkillgroups,
    SkillGroup, SkillGroupEntityListing, SkillGroupMemberEntityListing, UserReferenceWithName,
    UserSkillGroupEntityListing,
};
use store::{
    skill_groups::{self, StoredSkillGroup},
    users,
};

use self::shown::{definition, shown};
use crate::rules::{people::present, skill_groups::find};
use gate::{
    call::Call,
    cursor::{Cursor, Walk},
    listing::name_fits,
    refusal::Result,
    routes::Routes,
};

/// The operations on skill groups that are served.
pub(crate) fn routes() -> Routes {
    Routes::default()
        .answer(list_groups)
        .answer(changes::create_group)
        .answer(get_group)
        .answer(changes::update_group)
        .answer(changes::delete_group)
        .answer(list_members)
        .answer(divisions::list_divisions)
        .answer(divisions::change_divisions)
        .answer(list_of_user)
}

fn cursor(group: &StoredSkillGroup) -> Cursor {
    Cursor::of(&group.name, &group.id)
}

/// A part of the groups, by name.
pub(crate) async fn list_groups(
    call: &mut Call,
    asked: GetRoutingSkillgroups,
) -> Result<SkillGroupEntityListing> {
    let (tx, visible) = call.seeing();
    let mut all = skill_groups::all(tx, visible, None).await?;
    all.retain(|one| asked.name.as_deref().is_none_or(|filter| name_fits(filter, &one.name)));
    let walk = Walk::read(asked.after.as_deref(), asked.before.as_deref(), asked.page_size)?;
    let walked = walk.part_of_all(all, cursor);
    let links = walked.links(&asked);
    Ok(SkillGroupEntityListing {
        entities: walked.entities.iter().map(definition).collect(),
        next_uri: links.next,
        previous_uri: links.previous,
        self_uri: links.own,
    })
}

/// One group.
pub(crate) async fn get_group(
    call: &mut Call,
    GetRoutingSkillgroup { skill_group_id }: GetRoutingSkillgroup,
) -> Result<SkillGroup> {
    let visible = call.divisions().clone();
    Ok(shown(&find(call, &visible, &skill_group_id).await?))
}

/// A part of the members of a group, by name.
pub(crate) async fn list_members(
    call: &mut Call,
    asked: GetRoutingSkillgroupMembers,
) -> Result<SkillGroupMemberEntityListing> {
    let visible = call.divisions().clone();
    let group = find(call, &visible, &asked.skill_group_id).await?;
    let all = skill_groups::members(&mut call.tx, &group.id).await?;
    let walk = Walk::read(asked.after.as_deref(), asked.before.as_deref(), asked.page_size)?;
    let cursor = |(key, id): &(String, String)| Cursor { key: key.clone(), id: id.clone() };
    let walked = walk.part_of_all(all, cursor);
    let links = walked.links(&asked);
    let ids: Vec<String> = walked.entities.into_iter().map(|(_, id)| id).collect();
    let found = users::in_order(&mut call.tx, &ids).await?;
    let reference = |user: &std::sync::Arc<users::StoredUser>| {
        Ok(UserReferenceWithName {
            id: Some(user.id.clone()),
            name: user.read_document()?.name,
            self_uri: Some(users::uri(&user.id)),
        })
    };
    Ok(SkillGroupMemberEntityListing {
        entities: found.iter().map(reference).collect::<Result<_>>()?,
        next_uri: links.next,
        previous_uri: links.previous,
        self_uri: links.own,
    })
}

/// A part of the groups of a user, by name.
pub(crate) async fn list_of_user(
    call: &mut Call,
    asked: GetUserSkillgroups,
) -> Result<UserSkillGroupEntityListing> {
    let user = present(call, &asked.user_id).await?;
    let (tx, visible) = call.seeing();
    let all = skill_groups::all(tx, visible, Some(&user.id)).await?;
    let walk = Walk::read(asked.after.as_deref(), asked.before.as_deref(), asked.page_size)?;
    let walked = walk.part_of_all(all, cursor);
    let links = walked.links(&asked);
    let without = |group| SkillGroup { skill_conditions: None, ..shown(group) };
    Ok(UserSkillGroupEntityListing {
        entities: walked.entities.iter().map(without).collect(),
        next_uri: links.next,
        previous_uri: links.previous,
        self_uri: links.own,
    })
}
