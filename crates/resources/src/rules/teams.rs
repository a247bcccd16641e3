//! Teams: found, shown and joined, for every resource that needs to know of them.

use std::collections::HashMap;

use api::{State, Team, TeamAddMemberFailure, TeamAddMemberReason};
use store::{
    Divisions, Part,
    divisions::StoredDivision,
    teams::{self, StoredTeam},
    users::{self, UserFilter},
};

use super::grants::lock_organization;
use gate::{
    audit::{Action, AuditEvent, Kind},
    context::Context,
    refusal::{Refusal, Result},
};

/// A team, in the audit.
pub const TEAM: Kind = Kind {
    name: "Team",
    service: "Groups",
    actions: &[
        Action::Create,
        Action::Update,
        Action::Delete,
        Action::Add,
        Action::Remove,
        Action::Move,
    ],
    uri: Some(teams::uri),
};

/// What it takes to change a team.
pub const EDIT: &str = "groups:team:edit";
/// What it takes to make users members of a team.
pub const ASSIGN: &str = "groups:team:assign";

/// The team with this id, within these divisions.
pub async fn find_in(context: &mut Context, divisions: &Divisions, id: &str) -> Result<StoredTeam> {
    let found = teams::find(&mut context.tx, divisions, &id.to_lowercase()).await?;
    found.ok_or_else(|| Refusal::not_found("team", id))
}

/// The team with this id, within the call's divisions.
pub async fn find(context: &mut Context, id: &str) -> Result<StoredTeam> {
    let divisions = context.divisions().clone();
    find_in(context, &divisions, id).await
}

/// The divisions whose users the caller may make members of a team.
pub fn assignable(context: &Context) -> Result<Divisions> {
    context.held_somewhere(ASSIGN)
}

/// The teams of users as they are shown, by user.
pub async fn shown(context: &mut Context, users: &[String]) -> Result<HashMap<String, Team>> {
    let found = teams::of_users(&mut context.tx, users).await?;
    Ok(found.into_iter().map(|(user, team)| (user, team.entity())).collect())
}

/// What became of users who were to join a team.
pub struct Assigned {
    /// Those who belong to it now.
    pub members: Vec<String>,
    /// The others, and why not.
    pub failures: Vec<TeamAddMemberFailure>,
}

/// Makes users members of a team, each who can be one: users who are not deleted, of the team's
/// division, where the caller may assign, and of no other team. Writes down who joined.
pub async fn assign_members(
    context: &mut Context,
    team: &StoredTeam,
    given: &[String],
) -> Result<Assigned> {
    lock_organization(context).await?;
    let mut ids: Vec<String> = Vec::with_capacity(given.len());
    for id in given.iter().map(|id| id.trim().to_lowercase()) {
        if !ids.contains(&id) {
            ids.push(id);
        }
    }
    let filter = UserFilter {
        states: vec![State::Active, State::Inactive],
        ids: Some(ids.clone()),
        ..UserFilter::default()
    };
    let limit = i64::try_from(ids.len()).unwrap_or(i64::MAX);
    let part = Part { offset: 0, limit, descending: false };
    let reach = assignable(context)?;
    let found = users::list(&mut context.tx, &reach, &filter, part).await?;
    let divisions: HashMap<&str, &str> =
        found.iter().map(|user| (&*user.id, &*user.division)).collect();
    let teams = teams::team_ids(&mut context.tx, &ids).await?;
    let (mut members, mut new, mut failures) = (Vec::new(), Vec::new(), Vec::new());
    for id in ids {
        let reason = match (divisions.get(&*id), teams.get(&id)) {
            (None, _) => TeamAddMemberReason::UserNotFound,
            (Some(_), Some(other)) if *other != team.id => {
                TeamAddMemberReason::UserGroupLimitExceeded
            }
            (Some(_), Some(_)) => {
                members.push(id);
                continue;
            }
            (Some(division), None) if **division != team.division => {
                TeamAddMemberReason::UserGroupDivisionMismatch
            }
            (Some(_), None) => {
                new.push(id.clone());
                members.push(id);
                continue;
            }
        };
        failures.push(TeamAddMemberFailure { id: Some(id), reason: Some(reason) });
    }
    if !new.is_empty() {
        teams::add_members(&mut context.tx, &team.id, &new).await?;
        new.sort_unstable();
        let change = AuditEvent::new(TEAM, Action::Add, &team.id).named(Some(&team.name));
        context.record(change.property("members", None::<String>, new)).await?;
    }
    Ok(Assigned { members, failures })
}

/// Stores a changed team, and writes it down.
pub async fn save(context: &mut Context, before: &StoredTeam, after: &StoredTeam) -> Result<()> {
    if !teams::save(&mut context.tx, before, after).await? {
        return Err(Refusal::name_taken("team", &after.name));
    }
    let moved = before.division != after.division;
    let action = if moved { Action::Move } else { Action::Update };
    let change = AuditEvent::new(TEAM, action, &after.id).named(Some(&after.name));
    context.record(change.between(&told(before), &told(after))?).await
}

/// What the audit compares: members are told by name, not by number.
pub fn told(team: &StoredTeam) -> Team {
    Team { member_count: None, ..team.entity() }
}

/// Moves a team to another division; its members stay in it.
pub async fn move_to(
    context: &mut Context,
    team: &StoredTeam,
    division: &StoredDivision,
) -> Result<()> {
    let after = StoredTeam {
        division: division.id.clone(),
        division_name: division.name.clone(),
        modified_at: context.now,
        ..team.clone()
    };
    save(context, team, &after).await
}
