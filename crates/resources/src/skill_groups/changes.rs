//! Skill groups, made, changed and deleted.

use api::{
    DeleteRoutingSkillgroup, PatchRoutingSkillgroup, PostRoutingSkillgroups, SkillGroup,
    SkillGroupCondition, SkillGroupWithMemberDivisions, WritableDivision,
};
use store::{
    Divisions,
    divisions::{self, StoredDivision},
    queues, routing_languages, routing_skills,
    skill_groups::{self, StoredSkillGroup},
};

use super::{divisions::to_be_members, shown::shown};
use crate::rules::{
    divisions::home,
    fields::required_text,
    grants::lock_organization,
    queues::take_work_anew,
    skill_groups::{Named, SKILL_GROUP, find, gather, move_to},
};
use gate::{
    audit::{self, Action, AuditEvent},
    call::Call,
    refusal::{Refusal, Result},
};

/// Makes a group, and works out who belongs to it.
pub(crate) async fn create_group(
    call: &mut Call,
    PostRoutingSkillgroups { body }: PostRoutingSkillgroups,
) -> Result<SkillGroupWithMemberDivisions> {
    lock_organization(call).await?;
    let name = required_text(&body.name, "name")?;
    let division = match division(call, body.division.as_ref()).await? {
        Some(division) => division,
        None => home(call).await?,
    };
    call.must_reach(&division.id)?;
    let conditions = body.skill_conditions.unwrap_or_default();
    must_be_known(call, &conditions).await?;
    let given = body.member_divisions.unwrap_or_default();
    let members = to_be_members(call, &division.id, "memberDivisions", &given).await?;
    let group = StoredSkillGroup {
        id: call.random.id(),
        name,
        division: division.id,
        division_name: division.name,
        document: SkillGroup {
            description: body.description,
            skill_conditions: Some(conditions),
            ..SkillGroup::default()
        },
        member_count: 0,
        created_at: call.now,
        modified_at: call.now,
    };
    if !skill_groups::insert(&mut call.tx, &group).await? {
        return Err(Refusal::name_taken("skill group", &group.name));
    }
    skill_groups::set_member_divisions(&mut call.tx, &group.id, &members).await?;
    gather(call, &group).await?;
    let made = stored(call, &group.id).await?;
    let event = AuditEvent::new(SKILL_GROUP, Action::Create, &made.id).named(Some(&made.name));
    audit::record(call, event.between(&(), &made.entity())?).await?;
    let mut all = vec![made.division.clone()];
    all.extend(members);
    let shown = shown(&made);
    Ok(SkillGroupWithMemberDivisions {
        id: shown.id,
        name: made.name,
        date_created: shown.date_created,
        date_modified: shown.date_modified,
        description: shown.description,
        division: shown.division,
        member_count: shown.member_count,
        member_divisions: Some(all),
        skill_conditions: shown.skill_conditions,
        status: shown.status,
        self_uri: shown.self_uri,
    })
}

/// Changes what the body names, and works out who belongs to the group now.
pub(crate) async fn update_group(
    call: &mut Call,
    PatchRoutingSkillgroup { skill_group_id, body }: PatchRoutingSkillgroup,
) -> Result<SkillGroup> {
    lock_organization(call).await?;
    let visible = call.divisions().clone();
    let mut before = find(call, &visible, &skill_group_id).await?;
    if let Some(division) = division(call, body.division.as_ref()).await? {
        call.must_reach(&division.id)?;
        move_to(call, before, &division).await?;
        before = find(call, &visible, &skill_group_id).await?;
    }
    let mut after = before.clone();
    if let Some(name) = &body.name {
        after.name = required_text(name, "name")?;
        if skill_groups::name_is_taken(&mut call.tx, &after.name, &after.id).await? {
            return Err(Refusal::name_taken("skill group", &after.name));
        }
    }
    after.document.description = body.description.or(after.document.description);
    if let Some(conditions) = body.skill_conditions {
        must_be_known(call, &conditions).await?;
        after.document.skill_conditions = Some(conditions);
    }
    after.modified_at = call.now;
    skill_groups::save(&mut call.tx, &before, &after).await?;
    gather(call, &after).await?;
    let changed = stored(call, &after.id).await?;
    let event = AuditEvent::new(SKILL_GROUP, Action::Update, &after.id).named(Some(&after.name));
    audit::record(call, event.between(&before.entity(), &changed.entity())?).await?;
    Ok(shown(&changed))
}

/// Removes a group.
pub(crate) async fn delete_group(
    call: &mut Call,
    DeleteRoutingSkillgroup { skill_group_id }: DeleteRoutingSkillgroup,
) -> Result<()> {
    lock_organization(call).await?;
    let visible = call.divisions().clone();
    let group = find(call, &visible, &skill_group_id).await?;
    let served = queues::are_served_by(&mut call.tx, &group.id).await?;
    let members =
        if served { skill_groups::member_ids(&mut call.tx, &group.id).await? } else { Vec::new() };
    skill_groups::delete(&mut call.tx, &group).await?;
    take_work_anew(call, members).await?;
    let event = AuditEvent::new(SKILL_GROUP, Action::Delete, &group.id).named(Some(&group.name));
    audit::record(call, event.between(&group.entity(), &())?).await
}

/// A group that was just stored.
async fn stored(call: &mut Call, id: &str) -> Result<StoredSkillGroup> {
    find(call, &Divisions::all(), id).await
}

/// The division that a body names.
async fn division(
    call: &mut Call,
    given: Option<&WritableDivision>,
) -> Result<Option<StoredDivision>> {
    let Some(id) = given.and_then(|division| division.id.as_deref()) else { return Ok(None) };
    let found = divisions::find(&mut call.tx, &id.to_lowercase()).await?;
    let unknown = || Refusal::invalid_value("division.id", id, "the id of a division");
    Ok(Some(found.ok_or_else(unknown)?))
}

/// Refuses conditions on skills and languages that there are not, or that say too little.
async fn must_be_known(call: &mut Call, conditions: &[SkillGroupCondition]) -> Result<()> {
    let mut named = Named::default();
    for condition in conditions {
        must_be_whole(condition)?;
        named.add(condition);
    }
    if !named.skills.is_empty() {
        let all = routing_skills::all(&mut call.tx, &Divisions::all()).await?;
        let known: Vec<_> = all.into_iter().map(|one| (one.id, one.name)).collect();
        must_be_among("routingSkill", &named.skills, &known)?;
    }
    if !named.languages.is_empty() {
        let all = routing_languages::all(&mut call.tx).await?;
        let known: Vec<_> =
            all.into_iter().map(|one| (one.id.unwrap_or_default(), one.name)).collect();
        must_be_among("languageSkill", &named.languages, &known)?;
    }
    Ok(())
}

/// Each part names what it is about and how it compares.
fn must_be_whole(condition: &SkillGroupCondition) -> Result<()> {
    let missing = |field: &str| Err(Refusal::missing_value(format!("skillConditions…{field}")));
    if condition.operation.is_none() {
        return missing("operation");
    }
    for one in condition.routing_skill_conditions.iter().flatten() {
        match (&one.routing_skill, &one.comparator, one.proficiency) {
            (None, ..) => return missing("routingSkill"),
            (_, None, _) => return missing("comparator"),
            (.., None) => return missing("proficiency"),
            _ => one.child_conditions.iter().flatten().try_for_each(must_be_whole)?,
        }
    }
    for one in condition.language_skill_conditions.iter().flatten() {
        match (&one.language_skill, &one.comparator, one.proficiency) {
            (None, ..) => return missing("languageSkill"),
            (_, None, _) => return missing("comparator"),
            (.., None) => return missing("proficiency"),
            _ => one.child_conditions.iter().flatten().try_for_each(must_be_whole)?,
        }
    }
    Ok(())
}

fn must_be_among(field: &str, names: &[String], known: &[(String, String)]) -> Result<()> {
    let is_known = |name: &&String| {
        let lower = name.to_lowercase();
        known.iter().any(|(id, own)| *id == lower || store::fold(own) == store::fold(name))
    };
    match names.iter().find(|name| !is_known(name)) {
        Some(unknown) => {
            let allowed = "the name or id of one that there is";
            Err(Refusal::invalid_value(format!("skillConditions…{field}"), unknown, allowed))
        }
        None => Ok(()),
    }
}
