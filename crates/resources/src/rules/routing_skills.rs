//! Routing skills, moved from one division to another.

use store::{
    Divisions,
    divisions::StoredDivision,
    routing_skills::{self, StoredSkill},
};

use gate::{
    audit::{Action, AuditEvent, Kind},
    context::Context,
    refusal::{Refusal, Result},
};

/// The service of what routes work, in the audit.
pub const ROUTING: &str = "Routing";

/// A routing skill, in the audit.
pub const ROUTING_SKILL: Kind = Kind {
    name: "RoutingSkill",
    service: ROUTING,
    actions: &[Action::Create, Action::Delete, Action::Move],
    uri: Some(routing_skills::uri),
};

/// The skill with this id, deleted or not, within these divisions.
pub async fn find(context: &mut Context, divisions: &Divisions, id: &str) -> Result<StoredSkill> {
    let found = routing_skills::find(&mut context.tx, divisions, &id.to_lowercase()).await?;
    found.ok_or_else(|| Refusal::not_found("skill", id))
}

/// Stores a skill under its next version.
pub async fn save(
    context: &mut Context,
    before: &StoredSkill,
    mut after: StoredSkill,
) -> Result<StoredSkill> {
    (after.version, after.modified_at) = (before.version + 1, context.now);
    if !routing_skills::save(&mut context.tx, before, &after).await? {
        return Err(Refusal::stale_version("skill", before.version, after.version));
    }
    Ok(after)
}

/// Moves a skill to a division, and writes it down; one that is there stays as it is.
pub async fn move_to(
    context: &mut Context,
    skill: StoredSkill,
    target: &StoredDivision,
) -> Result<StoredSkill> {
    if skill.division == target.id {
        return Ok(skill);
    }
    let after = StoredSkill {
        division: target.id.clone(),
        division_name: target.name.clone(),
        ..skill.clone()
    };
    let moved = save(context, &skill, after).await?;
    let event = AuditEvent::new(ROUTING_SKILL, Action::Move, &moved.id).named(Some(&moved.name));
    context.record(event.property("division", [&*skill.division], [&*target.id])).await?;
    Ok(moved)
}
