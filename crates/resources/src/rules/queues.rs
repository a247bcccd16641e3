//! Queues and who serves them: what the operations on queues and on users share, and what follows
//! presence and routing.

pub mod shown;

use store::{
    Divisions, Lock,
    divisions::StoredDivision,
    queues::{self, Member, Setting, StoredQueue},
};

use super::routing_skills::ROUTING;
use gate::{
    audit::{Action, AuditEvent, Kind},
    context::Context,
    refusal::{Refusal, Result},
};

/// A queue, in the audit.
pub const QUEUE: Kind = Kind {
    name: "Queue",
    service: ROUTING,
    actions: &[
        Action::Create,
        Action::Update,
        Action::Delete,
        Action::Move,
        Action::Add,
        Action::Remove,
    ],
    uri: Some(queues::uri),
};

/// One request changes no more members than these.
pub const MAX_MEMBERS_AT_ONCE: usize = 100;

/// The queue with this id, within these divisions.
pub async fn find(context: &mut Context, divisions: &Divisions, id: &str) -> Result<StoredQueue> {
    let found = queues::find(&mut context.tx, divisions, &id.to_lowercase()).await?;
    found.ok_or_else(|| Refusal::not_found("queue", id))
}

/// Moves a queue to a division, and writes it down; one that is there stays as it is.
pub async fn move_to(
    context: &mut Context,
    queue: StoredQueue,
    target: &StoredDivision,
) -> Result<()> {
    if queue.division == target.id {
        return Ok(());
    }
    let after = StoredQueue {
        division: target.id.clone(),
        division_name: target.name.clone(),
        ..queue.clone()
    };
    let shown = api::Queue { division: None, ..queue.entity()? };
    queues::save(&mut context.tx, &queue, &after, &shown).await?;
    let event = AuditEvent::new(QUEUE, Action::Move, &queue.id).named(Some(&queue.name));
    context.record(event.property("division", [&*queue.division], [&*target.id])).await
}

/// What is to change for a member of a queue; what is absent stays.
#[derive(Debug, Clone)]
pub struct MemberChange {
    /// The id of the user.
    pub user: String,
    /// Joins or leaves.
    pub joined: Option<bool>,
    /// The ring in which the user is asked, counted from 1.
    pub ring: Option<i64>,
}

/// Lets members of a queue join or leave it, or puts them into other rings, all or none. Whoever is
/// no member is 404. The users' locks are taken in one order.
pub async fn change_members(
    context: &mut Context,
    queue: &StoredQueue,
    mut changes: Vec<MemberChange>,
) -> Result<()> {
    changes.sort_by(|one, other| one.user.cmp(&other.user));
    for change in &changes {
        context.lock(Lock::User(&change.user)).await?;
    }
    let members = queues::members(&mut context.tx, &queue.id).await?;
    let mut settings: Vec<Setting> = Vec::with_capacity(changes.len());
    for MemberChange { user, joined, ring } in changes {
        let found = members.iter().find(|member| member.user == user);
        let before = found.cloned().ok_or_else(|| Refusal::not_found("member", &user))?;
        let joined = joined.unwrap_or(before.joined);
        let ring = ring.unwrap_or(before.ring);
        // Of a user that comes twice, the last counts.
        settings.retain(|setting| setting.before.user != user);
        if (joined, ring) != (before.joined, before.ring) {
            settings.push(Setting { before, joined, ring });
        }
    }
    if settings.is_empty() {
        return Ok(());
    }
    let now = context.now;
    queues::set_members(&mut context.tx, &queue.id, &settings, now).await?;
    let was =
        |setting: &Setting| state(&setting.before, setting.before.joined, setting.before.ring);
    let is = |setting: &Setting| state(&setting.before, setting.joined, setting.ring);
    let event = AuditEvent::new(QUEUE, Action::Update, &queue.id).named(Some(&queue.name));
    let (old, new): (Vec<_>, Vec<_>) = settings.iter().map(|one| (was(one), is(one))).unzip();
    context.record(event.property("members", old, new)).await
}

/// What is set for a member, in words.
fn state(member: &Member, joined: bool, ring: i64) -> String {
    let joined = if joined { "joined" } else { "not joined" };
    format!("{}: {joined}, ring {ring}", member.user)
}

/// Tells the state machine where users take work who serve queues, or do not any more, because of
/// something else than their own joining. Their locks are taken in one order.
pub async fn take_work_anew(context: &mut Context, mut users: Vec<String>) -> Result<()> {
    users.sort_unstable();
    users.dedup();
    let now = context.now;
    for user in users {
        context.lock(Lock::User(&user)).await?;
        queues::take_work(&mut context.tx, &user, now).await?;
    }
    Ok(())
}

/// The same for users who come to a group or go, where the group serves a queue.
pub async fn follow_group(context: &mut Context, group: &str, users: Vec<String>) -> Result<()> {
    if users.is_empty() || !queues::are_served_by(&mut context.tx, group).await? {
        return Ok(());
    }
    take_work_anew(context, users).await
}

/// The ids of all who serve a queue.
pub async fn servers(context: &mut Context, queue: &str) -> Result<Vec<String>> {
    let members = queues::members(&mut context.tx, queue).await?;
    Ok(members.into_iter().map(|member| member.user).collect())
}
