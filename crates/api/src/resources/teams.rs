//! Teams.

use crate::{
    DateTime, Operation, UserReference, UserReferenceWithName, WritableDivision, model, operations,
    wire_enum,
};

operations! {
    "teams":
    GetTeams,
    PostTeams,
    DeleteTeam,
    GetTeam,
    PatchTeam,
    DeleteTeamMembers,
    GetTeamMembers,
    PostTeamMembers,
}

/// List teams.
///
/// Answers a part of the teams by name, with links to the parts before and after.
#[derive(Debug, Clone, Operation)]
#[operation(GET "/api/v2/teams", any("groups:team:view"), returns(TeamEntityListing), inferred)]
pub struct GetTeams {
    /// Number of teams in one answer: 25 by default, at most 500; more is taken as 500.
    #[query(default = 25, minimum = 1, maximum = 500)]
    pub page_size: u32,
    /// Only teams whose name begins with this, in any case.
    pub name: Option<String>,
    /// Cursor of a `nextUri`. Excludes `before`.
    pub after: Option<String>,
    /// Cursor of a `previousUri`. Excludes `after`.
    pub before: Option<String>,
    /// Ignored: a team shows its division whole.
    pub expand: Option<TeamExpand>,
}

/// Make a team.
///
/// Makes a team without members, in the home division unless another is named. Its name must be
/// free in the organization, upper and lower case being the same; a name that is taken answers 409
/// `general.conflict`.
#[derive(Debug, Clone, Operation)]
#[operation(POST "/api/v2/teams", any("groups:team:add"), returns(Team), inferred)]
pub struct PostTeams {
    /// The body.
    pub body: Team,
}

/// Delete a team.
///
/// Removes the team for good; its members stay as they are.
#[derive(Debug, Clone, Operation)]
#[operation(DELETE "/api/v2/teams/{teamId}", any("groups:team:delete"), returns(204), inferred)]
pub struct DeleteTeam {
    /// Id of the team.
    pub team_id: String,
}

/// Read a team.
///
/// A team in a division where the permission is not held answers 404, as an unknown one does.
#[derive(Debug, Clone, Operation)]
#[operation(GET "/api/v2/teams/{teamId}", any("groups:team:view"), returns(Team), inferred)]
pub struct GetTeam {
    /// Id of the team.
    pub team_id: String,
    /// Ignored: a team shows its division whole.
    pub expand: Option<TeamExpand>,
}

/// Change a team.
///
/// What is left out stays. Another division takes the permission there too; the members stay in
/// the team.
#[derive(Debug, Clone, Operation)]
#[operation(PATCH "/api/v2/teams/{teamId}", any("groups:team:edit"), returns(Team), inferred)]
pub struct PatchTeam {
    /// Id of the team.
    pub team_id: String,
    /// The body.
    pub body: Team,
}

/// Remove members from a team.
///
/// Users who are not members are ignored.
#[derive(Debug, Clone, Operation)]
#[operation(
    DELETE "/api/v2/teams/{teamId}/members",
    any("groups:team:assign"),
    returns(204),
    inferred
)]
pub struct DeleteTeamMembers {
    /// Id of the team.
    pub team_id: String,
    /// Ids of the users, with commas between them.
    pub id: String,
}

/// List the members of a team.
///
/// Answers a part of the members by name, with links to the parts before and after.
#[derive(Debug, Clone, Operation)]
#[operation(
    GET "/api/v2/teams/{teamId}/members",
    any("groups:team:view"),
    returns(TeamMemberEntityListing),
    inferred
)]
pub struct GetTeamMembers {
    /// Id of the team.
    pub team_id: String,
    /// Number of members in one answer: 25 by default, at most 500; more is taken as 500.
    #[query(default = 25, minimum = 1, maximum = 500)]
    pub page_size: u32,
    /// Cursor of a `previousUri`. Excludes `after`.
    pub before: Option<String>,
    /// Cursor of a `nextUri`. Excludes `before`.
    pub after: Option<String>,
    /// `entities` adds the names of the members.
    pub expand: Option<TeamMemberExpand>,
}

/// Add members to a team.
///
/// Answers who belongs to it now, of those who were named, and who could not be added: users who
/// are unknown or deleted, users of another division than the team's, and members of another team,
/// because a user belongs to one at most.
#[derive(Debug, Clone, Operation)]
#[operation(
    POST "/api/v2/teams/{teamId}/members",
    any("groups:team:assign"),
    returns(TeamMemberAddListingResponse),
    inferred
)]
pub struct PostTeamMembers {
    /// Id of the team.
    pub team_id: String,
    /// The body.
    pub body: TeamMembers,
}

/// A part of the teams, with links to its neighbours.
#[model]
pub struct TeamEntityListing {
    /// Teams of this part.
    pub entities: Vec<Team>,
    /// Where the part after this one is read; absent at the end.
    pub next_uri: Option<String>,
    /// Where the part before this one is read; absent at the beginning.
    pub previous_uri: Option<String>,
    /// Where this part is read.
    pub self_uri: Option<String>,
}

/// A part of the members of a team, with links to its neighbours.
#[model]
pub struct TeamMemberEntityListing {
    /// Members of this part.
    pub entities: Vec<UserReferenceWithName>,
    /// Where the part after this one is read; absent at the end.
    pub next_uri: Option<String>,
    /// Where the part before this one is read; absent at the beginning.
    pub previous_uri: Option<String>,
    /// Where this part is read.
    pub self_uri: Option<String>,
}

/// Users to be added to a team.
#[model]
pub struct TeamMembers {
    /// Ids of the users.
    #[field(max_items = 500)]
    pub member_ids: Vec<String>,
}

/// What became of users who were to be added to a team.
#[model]
pub struct TeamMemberAddListingResponse {
    /// Those who belong to it now.
    pub entities: Vec<UserReference>,
    /// Those who could not be added, and why.
    #[field(read_only)]
    pub failures: Option<Vec<TeamAddMemberFailure>>,
}

/// A user who could not be added to a team.
#[model]
pub struct TeamAddMemberFailure {
    /// Id of the user, as it was sent.
    pub id: Option<String>,
    /// Why not.
    #[field(read_only)]
    pub reason: Option<TeamAddMemberReason>,
}

/// Why a user could not be added to a team.
#[wire_enum]
pub enum TeamAddMemberReason {
    /// There is no such user, or the caller may not assign this one.
    #[wire("UserNotFound")]
    UserNotFound,
    /// The user belongs to another team.
    #[wire("UserGroupLimitExceeded")]
    UserGroupLimitExceeded,
    /// The user is in another division than the team.
    #[wire("UserGroupDivisionMismatch")]
    UserGroupDivisionMismatch,
}

/// A part of teams that may be asked for.
#[wire_enum]
pub enum TeamExpand {
    /// The division, which is always shown.
    #[wire("entities.division")]
    Division,
}

/// A part of members of teams that is answered only when asked for.
#[wire_enum]
pub enum TeamMemberExpand {
    /// The names.
    #[wire("entities")]
    Entities,
}

/// Users who work together under one name.
#[model]
pub struct Team {
    /// Team id, a UUID.
    #[field(read_only)]
    pub id: Option<String>,
    /// Display name of the team.
    #[field(required)]
    pub name: Option<String>,
    /// When the team was made.
    #[field(read_only)]
    pub date_created: Option<DateTime>,
    /// When the team was last changed.
    #[field(read_only)]
    pub date_modified: Option<DateTime>,
    /// What the team is for.
    pub description: Option<String>,
    /// Division in which the team lives.
    pub division: Option<WritableDivision>,
    /// Number of members; counted by the server.
    #[field(read_only)]
    pub member_count: Option<i64>,
    /// Where this resource is read.
    #[field(read_only)]
    pub self_uri: Option<String>,
}

/// A team as other resources point to it, with all of its properties.
#[model]
pub struct TeamFullReference {
    /// Team id, a UUID.
    #[field(newer)]
    pub id: Option<String>,
    /// Display name of the team.
    #[field(required, newer)]
    pub name: Option<String>,
    /// When the team was made.
    #[field(read_only, newer)]
    pub date_created: Option<DateTime>,
    /// When the team was last changed.
    #[field(read_only, newer)]
    pub date_modified: Option<DateTime>,
    /// What the team is for.
    #[field(newer)]
    pub description: Option<String>,
    /// Division in which the team lives.
    #[field(newer)]
    pub division: Option<WritableDivision>,
    /// Number of members; counted by the server.
    #[field(read_only, newer)]
    pub member_count: Option<i64>,
    /// Where this resource is read.
    #[field(read_only, newer)]
    pub self_uri: Option<String>,
}
