//! Working days of a contact centre out of a number, before what is known of its users.

mod agent;
mod chance;
mod day;
mod live;

use std::sync::Arc;

use api::DateTime;
use jiff::Timestamp;
use resources::rules::organization::ORGANIZATION;
use serde::Serialize;
use store::{
    Db, Lock, ServerTime, analytics_users,
    organizations::StoredOrganization,
    presence::{
        intervals::{self, Interval, Kind},
        packs, played,
    },
};

use self::agent::Agent;
pub use self::live::Shifts;
use super::{
    blueprint::Blueprint,
    error::OrganizationError,
    seed::{self, Progress},
};
use gate::{
    audit::{Action, AuditEvent},
    clock::Clock,
};

/// The most users that work.
pub const MAX_AGENTS: u32 = 100_000;
/// The most days that are played: ten years.
pub const MAX_DAYS: u32 = 3_660;

/// Days of users that one transaction stores, about 200 intervals each: everybody else's writes wait
/// for it.
const TOGETHER: u32 = 150;

/// What is to be played.
#[derive(Debug, Clone, Copy)]
pub(crate) struct What {
    /// How many users work.
    pub(crate) agents: u32,
    /// How many days, the last of them yesterday.
    pub(crate) days: u32,
    /// What the days are made from.
    pub(crate) seed: u64,
}

/// What became of it.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Simulated {
    organization: Named,
    /// Users who were made for it.
    created: u64,
    /// Users whose days were played.
    agents: u64,
    /// Users of whom as much was known already.
    existing: u64,
    /// Changes of presence and routing status that were stored.
    status_changes: u64,
}

#[derive(Debug, Serialize)]
struct Named {
    id: String,
    name: String,
}

/// What a user did, and since when.
struct Past {
    user: String,
    begin: DateTime,
    intervals: Vec<Interval>,
}

/// Plays the days of users, who are made if they are missing.
pub(crate) async fn simulate(
    (db, clock): (&Db, &Clock),
    organization: &StoredOrganization,
    what: What,
    progress: &mut (dyn FnMut(Progress) + Send),
) -> Result<Simulated, OrganizationError> {
    let (agents, most, server_now) = (what.agents, what.days.clamp(1, MAX_DAYS), clock.now());
    if agents > MAX_AGENTS || what.days > MAX_DAYS {
        return Err(OrganizationError::Invalid(format!(
            "at most {MAX_AGENTS} agents and {MAX_DAYS} days are simulated"
        )));
    }
    let wanted = usize::try_from(agents).unwrap_or(usize::MAX);
    let mut users = active(db, &organization.id).await?;
    let (mut created, mut seed) = (0, what.seed);
    let blueprint = Blueprint::read(&organization.blueprint)?;
    let place = (organization.id.as_str(), blueprint.mail_host());
    // Some of the people of a seed are inactive, or are there already: others come from the next.
    while users.len() < wanted {
        let missing = u32::try_from(wanted - users.len()).unwrap_or(agents);
        let added = seed::populate(db, clock, place, (missing, seed), progress).await?;
        (created, seed) = (created + added.created, seed.wrapping_add(1));
        users = active(db, &organization.id).await?;
    }
    users.truncate(wanted);
    let total = u64::try_from(users.len()).unwrap_or(u64::MAX);
    let now = organization.clock.at(server_now);
    let now = Timestamp::from_millisecond(now.milliseconds())
        .map_err(|_| OrganizationError::Invalid(format!("no days can be played before {now}")))?;
    let named = Named { id: organization.id.clone(), name: organization.name.clone() };
    let mut done =
        Simulated { organization: named, created, agents: 0, existing: 0, status_changes: 0 };
    progress(Progress { done: 0, total });
    let size = usize::try_from((TOGETHER / most).max(1)).unwrap_or(1);
    for slice in users.chunks(size) {
        let slice = slice.to_vec();
        let played = tokio::task::spawn_blocking(move || {
            slice.into_iter().map(|user| play(user, what, now)).collect::<Result<Arc<[_]>, _>>()
        });
        let played = played.await.map_err(|error| OrganizationError::Invalid(error.to_string()))?;
        let played = played.map_err(OrganizationError::Invalid)?;
        let many = u64::try_from(played.len()).unwrap_or_default();
        // One row of the audit tells of all of them.
        let told = (done.agents == 0).then_some(total);
        let (agents, changes) =
            save(db, (&organization.id, server_now), (what, told), played).await?;
        done.agents += agents;
        done.existing += many - agents;
        done.status_changes += changes;
        progress(Progress { done: done.agents + done.existing, total });
    }
    Ok(done)
}

async fn active(db: &Db, organization: &str) -> store::Result<Vec<String>> {
    let id = organization.to_owned();
    let read = db.read(|tx| {
        Box::pin(async move {
            tx.enter(&id);
            analytics_users::active_users(tx).await
        })
    });
    read.await
}

/// The days of a user, whatever may be known of them.
fn play(user: String, what: What, now: Timestamp) -> Result<Past, String> {
    let agent = Agent::new(what.seed, &user);
    let played = agent.days(what.days, now);
    let (begin, intervals) = played.map_err(|error| format!("days of {user}: {error}"))?;
    Ok(Past { user, begin, intervals })
}

/// Stores what users did before what is known of them, and writes the simulation of so many down if
/// it is told. How many there were of whom less was known, and how many changes were stored.
async fn save(
    db: &Db,
    (organization, server_now): (&str, ServerTime),
    (what, told): (What, Option<u64>),
    played: Arc<[Past]>,
) -> Result<(u64, u64), OrganizationError> {
    let id = organization.to_owned();
    let write = db.write(move |tx| {
        let (id, played) = (id.clone(), played.clone());
        Box::pin(async move {
            let mut context = seed::acting(tx, &id, server_now).await?;
            for past in &*played {
                context.tx.lock(Lock::User(&past.user)).await?;
            }
            let users: Vec<_> = played.iter().map(|past| past.user.clone()).collect();
            let starts = intervals::first_starts(&mut context.tx, &users).await?;
            let (mut agents, mut changes) = (0, 0);
            let closed = packs::closed(context.now);
            for past in &*played {
                let mut found = 0;
                for kind in [Kind::Presence, Kind::Routing] {
                    // A user who was removed meanwhile has none.
                    let Some(until) = starts.get(&(past.user.clone(), kind)) else { continue };
                    if past.begin < *until {
                        let before = played::before(&past.intervals, kind, *until);
                        let tx = &mut context.tx;
                        packs::insert_past(tx, &past.user, &before, closed).await?;
                        found += u64::try_from(before.len()).unwrap_or_default();
                    }
                }
                agents += u64::from(found > 0);
                changes += found;
            }
            if let Some(all) = told.filter(|_| agents > 0) {
                let event = AuditEvent::new(ORGANIZATION, Action::Add, &id)
                    .with("simulatedAgents", all.to_string())
                    .with("days", what.days.to_string())
                    .with("seed", what.seed.to_string());
                context.record(event).await?;
            }
            Ok::<_, OrganizationError>((agents, changes))
        })
    });
    write.await
}

#[cfg(test)]
mod tests;
