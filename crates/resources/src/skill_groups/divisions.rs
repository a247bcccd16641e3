//! Member divisions of skill groups: those whose users can belong to a group.

use api::{
    Division, GetRoutingSkillgroupMembersDivisions, PostRoutingSkillgroupMembersDivisions,
    SkillGroupMemberDivisionList,
};
use store::{
    divisions::{self, StoredDivision},
    skill_groups::{self, StoredSkillGroup},
};

use crate::rules::{
    grants::lock_organization,
    skill_groups::{SKILL_GROUP, find, gather},
};
use gate::{
    audit::{self, Action, AuditEvent},
    call::Call,
    refusal::{Refusal, Result},
};

/// A group has no more member divisions than these, its own among them.
const MAX_DIVISIONS: usize = 50;

/// The member divisions of a group, its own first.
pub(crate) async fn list_divisions(
    call: &mut Call,
    asked: GetRoutingSkillgroupMembersDivisions,
) -> Result<SkillGroupMemberDivisionList> {
    let visible = call.divisions().clone();
    let group = find(call, &visible, &asked.skill_group_id).await?;
    let more = besides(call, &group).await?;
    let all = divisions::all(&mut call.tx).await?;
    let ids = std::iter::once(&group.division).chain(&more);
    let entities: Vec<Division> = ids
        .filter_map(|id| all.iter().find(|one| one.id == *id))
        .map(StoredDivision::reference)
        .collect();
    Ok(SkillGroupMemberDivisionList { entities })
}

/// Adds member divisions to a group and removes others.
pub(crate) async fn change_divisions(
    call: &mut Call,
    asked: PostRoutingSkillgroupMembersDivisions,
) -> Result<()> {
    lock_organization(call).await?;
    let visible = call.divisions().clone();
    let group = find(call, &visible, &asked.skill_group_id).await?;
    let body = asked.body.unwrap_or_default();
    let before = besides(call, &group).await?;
    let add = body.add_division_ids.unwrap_or_default();
    let mut after = before.clone();
    for id in to_be_members(call, &group.division, "addDivisionIds", &add).await? {
        if !after.contains(&id) {
            after.push(id);
        }
    }
    for (place, id) in body.remove_division_ids.unwrap_or_default().iter().enumerate() {
        let field = format!("removeDivisionIds[{place}]");
        let lower = id.to_lowercase();
        if lower == group.division {
            let allowed = "any but the group's own division, which always is one";
            return Err(Refusal::invalid_value(field, id, allowed));
        }
        must_exist(call, (&field, id)).await?;
        after.retain(|one| *one != lower);
    }
    at_most(after.len() + 1)?;
    if after == before {
        return Ok(());
    }
    skill_groups::set_member_divisions(&mut call.tx, &group.id, &after).await?;
    gather(call, &group).await?;
    let event = AuditEvent::new(SKILL_GROUP, Action::Update, &group.id).named(Some(&group.name));
    audit::record(call, event.property("memberDivisions", before, after)).await
}

/// The divisions of a group besides its own.
async fn besides(call: &mut Call, group: &StoredSkillGroup) -> Result<Vec<String>> {
    let mut all = skill_groups::member_divisions(&mut call.tx).await?;
    let mut more = all.remove(&group.id).unwrap_or_default();
    more.retain(|division| *division != group.division);
    Ok(more)
}

/// Divisions as a body names them to become member divisions besides the group's own: the caller
/// must reach each of them.
pub(super) async fn to_be_members(
    call: &mut Call,
    own: &str,
    field: &str,
    given: &[String],
) -> Result<Vec<String>> {
    let mut found: Vec<String> = Vec::with_capacity(given.len());
    for (place, id) in given.iter().enumerate() {
        let division = must_exist(call, (&format!("{field}[{place}]"), id)).await?;
        call.must_reach(&division)?;
        if division != own && !found.contains(&division) {
            found.push(division);
        }
    }
    at_most(found.len() + 1)?;
    Ok(found)
}

async fn must_exist(call: &mut Call, (field, id): (&str, &str)) -> Result<String> {
    let found = divisions::find(&mut call.tx, &id.to_lowercase()).await?;
    let unknown = || Refusal::invalid_value(field, id, "the id of a division");
    Ok(found.ok_or_else(unknown)?.id)
}

fn at_most(divisions: usize) -> Result<()> {
    if divisions <= MAX_DIVISIONS {
        return Ok(());
    }
    let allowed = format!("at most {MAX_DIVISIONS} member divisions, the group's own among them");
    Err(Refusal::invalid_value("memberDivisions", divisions.to_string(), allowed))
}
