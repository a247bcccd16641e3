//! Objects, moved from one division to another.

use crate::rules::people::audited::USER;
use api::{DivisionObjectType, PostAuthorizationDivisionObject, State, WireEnum as _};
use store::{
    BoxFuture, Divisions,
    divisions::{
        Divisioned, KINDS, QUEUES, ROUTING_SKILLS, SKILL_GROUPS, StoredDivision, TEAMS, USERS,
        WRAPUP_CODES,
    },
};

use crate::rules::divisions::find;
use crate::rules::people::{find_to_change_in, saving::move_to};
use crate::rules::{
    grants::lock_organization, queues, routing_skills, skill_groups, teams, wrapup_codes,
};
use gate::{
    audit::{self, Action, AuditEvent},
    call::Call,
    refusal::{Refusal, Result},
};

/// Moves one object, by its id, which must be in a division where the caller may edit it. Where a division is
/// named that it leaves, an object that has left it already stays where it is.
type Move = for<'c> fn(
    &'c mut Call,
    of: (&'c str, &'c Divisions),
    from: Option<&'c StoredDivision>,
    to: &'c StoredDivision,
) -> BoxFuture<'c, Result<()>>;

/// How objects of each kind are moved, and written down.
fn mover(kind: &Divisioned) -> Option<Move> {
    match *kind {
        TEAMS => Some(|call, of, from, to| Box::pin(move_team(call, of, from, to))),
        USERS => Some(|call, of, from, to| Box::pin(move_user(call, of, from, to))),
        QUEUES => Some(|call, of, from, to| Box::pin(move_queue(call, of, from, to))),
        SKILL_GROUPS => Some(|call, of, from, to| Box::pin(move_skill_group(call, of, from, to))),
        WRAPUP_CODES => Some(|call, of, from, to| Box::pin(move_code(call, of, from, to))),
        ROUTING_SKILLS => Some(|call, of, from, to| Box::pin(move_skill(call, of, from, to))),
        _ => None,
    }
}

/// Moves objects to a division, all or none.
pub(crate) async fn move_objects(
    call: &mut Call,
    asked: PostAuthorizationDivisionObject,
) -> Result<()> {
    let given = asked.object_type.as_str();
    let known = Divisioned::named(given).and_then(|kind| Some((kind, mover(kind)?)));
    let (kind, move_one) = known.ok_or_else(|| {
        // Some kinds are moved by operations of their own.
        let known = DivisionObjectType::FACTS.values;
        let kinds: Vec<_> =
            KINDS.iter().map(|kind| kind.object_type).filter(|one| known.contains(one)).collect();
        let kinds = kinds.join(", ");
        let allowed = format!("{kinds}; this server has no other objects in divisions");
        Refusal::invalid_value("objectType", given, allowed)
    })?;
    // Who belongs to skill groups follows from divisions.
    lock_organization(call).await?;
    let target = find(call, &asked.division_id).await?;
    let movable = call.held_somewhere(kind.edit)?;
    call.must_hold(kind.edit, &target.id)?;
    let mut ids: Vec<String> = asked.body.iter().map(|id| id.to_lowercase()).collect();
    // In one order, to avoid deadlocks.
    ids.sort_unstable();
    ids.dedup();
    for id in &ids {
        move_one(call, (id, &movable), None, &target).await?;
    }
    Ok(())
}

/// Moves so many objects of a kind at most out of a division; how many there were. The caller must
/// be able to move each of them.
pub(super) async fn move_all(
    call: &mut Call,
    kind: &Divisioned,
    (from, target): (&StoredDivision, &StoredDivision),
    most: i64,
) -> Result<usize> {
    let ids = kind.of_division(&mut call.tx, &from.id, most).await?;
    if ids.is_empty() {
        return Ok(0);
    }
    let unmovable = || Refusal::internal(format!("{} cannot be moved", kind.plural));
    let move_one = mover(kind).ok_or_else(unmovable)?;
    let movable = call.held_somewhere(kind.edit)?;
    call.must_hold(kind.edit, &from.id)?;
    call.must_hold(kind.edit, &target.id)?;
    for id in &ids {
        move_one(call, (id, &movable), Some(from), target).await?;
    }
    Ok(ids.len())
}

async fn move_user(
    call: &mut Call,
    (id, movable): (&str, &Divisions),
    from: Option<&StoredDivision>,
    target: &StoredDivision,
) -> Result<()> {
    let user = find_to_change_in(call, movable, id).await?;
    if from.is_none() && user.state == State::Deleted {
        return Err(Refusal::user_not_found(id));
    }
    // Users that changed meanwhile are skipped; the next deletion of the division finds them.
    let gone = from.is_some_and(|from| from.id != user.division);
    if gone || user.division == target.id {
        return Ok(());
    }
    let from = user.division.clone();
    let moved = move_to(call, user, target).await?;
    let event = AuditEvent::new(USER, Action::Move, &moved.id)
        .named(moved.read_document()?.name)
        .property("division", [from], [&*target.id]);
    audit::record(call, event).await
}

async fn move_skill(
    call: &mut Call,
    (id, movable): (&str, &Divisions),
    from: Option<&StoredDivision>,
    target: &StoredDivision,
) -> Result<()> {
    let skill = routing_skills::find(call, movable, id).await?;
    if from.is_none_or(|from| from.id == skill.division) {
        routing_skills::move_to(call, skill, target).await?;
    }
    Ok(())
}

async fn move_queue(
    call: &mut Call,
    (id, movable): (&str, &Divisions),
    from: Option<&StoredDivision>,
    target: &StoredDivision,
) -> Result<()> {
    let queue = queues::find(call, movable, id).await?;
    if from.is_none_or(|from| from.id == queue.division) {
        queues::move_to(call, queue, target).await?;
    }
    Ok(())
}

async fn move_skill_group(
    call: &mut Call,
    (id, movable): (&str, &Divisions),
    from: Option<&StoredDivision>,
    target: &StoredDivision,
) -> Result<()> {
    let group = skill_groups::find(call, movable, id).await?;
    if from.is_none_or(|from| from.id == group.division) {
        skill_groups::move_to(call, group, target).await?;
    }
    Ok(())
}

async fn move_team(
    call: &mut Call,
    (id, movable): (&str, &Divisions),
    from: Option<&StoredDivision>,
    target: &StoredDivision,
) -> Result<()> {
    lock_organization(call).await?;
    let team = teams::find_in(call, movable, id).await?;
    // Teams that moved meanwhile are skipped, as users are.
    let gone = from.is_some_and(|from| from.id != team.division);
    if gone || team.division == target.id {
        return Ok(());
    }
    teams::move_to(call, &team, target).await
}

async fn move_code(
    call: &mut Call,
    (id, movable): (&str, &Divisions),
    from: Option<&StoredDivision>,
    target: &StoredDivision,
) -> Result<()> {
    let code = wrapup_codes::find(call, movable, id).await?;
    if from.is_none_or(|from| from.id == code.division) {
        wrapup_codes::move_to(call, code, target).await?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn objects_of_every_kind_can_be_moved() {
        for kind in KINDS {
            assert!(mover(kind).is_some(), "{kind:?}");
        }
    }
}
