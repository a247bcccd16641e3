//! Teams: users who work together under one name.

use api::{
    DeleteTeam, DeleteTeamMembers, GetTeam, GetTeamMembers, GetTeams, PatchTeam, PostTeamMembers,
    PostTeams, Team, TeamEntityListing, TeamMemberAddListingResponse, TeamMemberEntityListing,
    TeamMemberExpand, UserReference, UserReferenceWithName, WritableDivision,
};
use store::{
    divisions::{self, StoredDivision},
    teams::{self, StoredTeam},
    users,
};

use crate::rules::{
    divisions::home,
    fields::required_text,
    grants::lock_organization,
    people::audited,
    teams::{TEAM, assign_members, find, save, told},
};
use gate::{
    audit::{self, Action, AuditEvent},
    call::Call,
    cursor::{Cursor, Walk},
    refusal::{Refusal, Result},
    routes::Routes,
};

/// The operations on teams that are served.
pub(crate) fn routes() -> Routes {
    Routes::default()
        .answer(list_teams)
        .answer(create_team)
        .answer(delete_team)
        .answer(get_team)
        .answer(update_team)
        .answer(remove_members)
        .answer(list_members)
        .answer(add_members)
}

/// A part of the teams, by name.
async fn list_teams(call: &mut Call, asked: GetTeams) -> Result<TeamEntityListing> {
    let walk = Walk::read(asked.after.as_deref(), asked.before.as_deref(), asked.page_size)?;
    let (tx, divisions) = call.seeing();
    let found = teams::list(tx, divisions, asked.name.as_deref(), walk.slice(false)).await?;
    let walked = walk.part(found, |team| Cursor::of(&team.name, &team.id));
    let links = walked.links(&asked);
    Ok(TeamEntityListing {
        entities: walked.entities.iter().map(StoredTeam::entity).collect(),
        next_uri: links.next,
        previous_uri: links.previous,
        self_uri: links.own,
    })
}

/// One team.
async fn get_team(call: &mut Call, GetTeam { team_id, .. }: GetTeam) -> Result<Team> {
    Ok(find(call, &team_id).await?.entity())
}

/// Makes a team without members.
async fn create_team(call: &mut Call, PostTeams { body }: PostTeams) -> Result<Team> {
    let name = required_text(body.name.as_deref().unwrap_or_default(), "name")?;
    // Before the division is looked at: nobody may delete it meanwhile.
    lock_organization(call).await?;
    let division = match division(call, body.division).await? {
        Some(division) => division,
        None => home(call).await?,
    };
    call.must_reach(&division.id)?;
    let team = StoredTeam {
        id: call.random.id(),
        division: division.id,
        division_name: division.name,
        name,
        description: description(body.description).unwrap_or_default(),
        created_at: call.now,
        modified_at: call.now,
        members: 0,
    };
    if !teams::insert(&mut call.tx, &team).await? {
        return Err(Refusal::name_taken("team", &team.name));
    }
    let change = AuditEvent::new(TEAM, Action::Create, &team.id).named(Some(&team.name));
    audit::record(call, change.between(&(), &told(&team))?).await?;
    Ok(team.entity())
}

/// Changes what the body names.
async fn update_team(call: &mut Call, PatchTeam { team_id, body }: PatchTeam) -> Result<Team> {
    lock_organization(call).await?;
    let before = find(call, &team_id).await?;
    let mut after = before.clone();
    after.name = required_text(body.name.as_deref().unwrap_or_default(), "name")?;
    after.description = description(body.description).unwrap_or(after.description);
    if let Some(division) = division(call, body.division).await?
        && division.id != before.division
    {
        call.must_reach(&division.id)?;
        (after.division, after.division_name) = (division.id, division.name);
    }
    after.modified_at = call.now;
    save(call, &before, &after).await?;
    Ok(after.entity())
}

/// Removes a team for good.
async fn delete_team(call: &mut Call, DeleteTeam { team_id }: DeleteTeam) -> Result<()> {
    lock_organization(call).await?;
    let team = find(call, &team_id).await?;
    teams::delete(&mut call.tx, &team).await?;
    let change = AuditEvent::new(TEAM, Action::Delete, &team.id).named(Some(&team.name));
    audit::record(call, change.between(&told(&team), &())?).await
}

/// A part of the members of a team, by name.
async fn list_members(call: &mut Call, asked: GetTeamMembers) -> Result<TeamMemberEntityListing> {
    let team = find(call, &asked.team_id).await?;
    let walk = Walk::read(asked.after.as_deref(), asked.before.as_deref(), asked.page_size)?;
    let (tx, divisions) = call.seeing();
    let found = teams::members(tx, divisions, &team.id, walk.slice(false)).await?;
    let mut named = Vec::with_capacity(found.len());
    for user in &found {
        named.push((audited::name(user)?.unwrap_or_default(), user.id.clone()));
    }
    let with_names = asked.expand == Some(TeamMemberExpand::Entities);
    let walked = walk.part(named, |(name, id)| Cursor::of(name, id));
    let links = walked.links(&asked);
    let entities = walked.entities.into_iter().map(|(name, id)| UserReferenceWithName {
        self_uri: Some(users::uri(&id)),
        id: Some(id),
        name: with_names.then_some(name),
    });
    Ok(TeamMemberEntityListing {
        entities: entities.collect(),
        next_uri: links.next,
        previous_uri: links.previous,
        self_uri: links.own,
    })
}

/// Makes users members, each who can be one.
async fn add_members(
    call: &mut Call,
    PostTeamMembers { team_id, body }: PostTeamMembers,
) -> Result<TeamMemberAddListingResponse> {
    lock_organization(call).await?;
    let team = find(call, &team_id).await?;
    let assigned = assign_members(call, &team, &body.member_ids).await?;
    let entities = assigned
        .members
        .into_iter()
        .map(|id| UserReference { self_uri: Some(users::uri(&id)), id: Some(id) });
    Ok(TeamMemberAddListingResponse {
        entities: entities.collect(),
        failures: Some(assigned.failures),
    })
}

/// Removes users from a team; users who are not members are ignored.
async fn remove_members(
    call: &mut Call,
    DeleteTeamMembers { team_id, id }: DeleteTeamMembers,
) -> Result<()> {
    let ids = id.split(',').map(|id| id.trim().to_lowercase()).filter(|id| !id.is_empty());
    let ids: Vec<String> = ids.collect();
    if ids.is_empty() {
        return Err(Refusal::missing_value("id"));
    }
    lock_organization(call).await?;
    let team = find(call, &team_id).await?;
    let reach = call.divisions().clone();
    let mut places = users::places(&mut call.tx, &ids).await?;
    places.retain(|_, division| reach.contains(division));
    let ids: Vec<String> = ids.into_iter().filter(|id| places.contains_key(id)).collect();
    let left = teams::remove_members(&mut call.tx, &team.id, &ids).await?;
    if left.is_empty() {
        return Ok(());
    }
    let change = AuditEvent::new(TEAM, Action::Remove, &team.id).named(Some(&team.name));
    audit::record(call, change.property("members", left, None::<String>)).await
}

/// The division that a body names.
async fn division(
    call: &mut Call,
    given: Option<WritableDivision>,
) -> Result<Option<StoredDivision>> {
    let id = given.and_then(|division| division.id).filter(|id| !id.trim().is_empty());
    let Some(id) = id else { return Ok(None) };
    let found = divisions::find(&mut call.tx, &id.to_lowercase()).await?;
    let allowed = "the id of a division of the organization";
    found.map(Some).ok_or_else(|| Refusal::invalid_value("division.id", id, allowed))
}

fn description(given: Option<String>) -> Option<String> {
    given.map(|text| text.trim().to_owned())
}
