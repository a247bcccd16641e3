//! Skills of the organization.

use crate::{Division, Operation, Page, State, WholeSecond, listing, model};

/// List routing skills.
///
/// Answers a page of the skills that are in use, by name, in the divisions where the caller may see
/// them.
#[derive(Debug, Clone, Operation)]
#[operation(
    GET "/api/v2/routing/skills",
    any("routing:skill:view"),
    returns(SkillEntityListing)
)]
pub struct GetRoutingSkills {
    /// Number of skills on one page: 25 by default.
    pub page: Page,
    /// Only skills whose name contains this, in any case; `*` stands for any text.
    pub name: Option<String>,
    /// Only skills with these ids.
    pub id: Vec<String>,
}

/// Create a routing skill.
///
/// Makes a skill in the home division. Its name must be free among the skills in use, upper and
/// lower case being the same; a name that is taken answers 409 `general.conflict`.
#[derive(Debug, Clone, Operation)]
#[operation(
    POST "/api/v2/routing/skills",
    any("routing:skill:manage", "routing:skill:create"),
    returns(RoutingSkill)
)]
pub struct PostRoutingSkills {
    /// The body.
    pub body: CreateRoutingSkill,
}

/// Read a routing skill.
///
/// A deleted skill is answered too, with the state `deleted`.
#[derive(Debug, Clone, Operation)]
#[operation(
    GET "/api/v2/routing/skills/{skillId}",
    any("routing:skill:view"),
    returns(RoutingSkill)
)]
pub struct GetRoutingSkill {
    /// Id of the skill.
    pub skill_id: String,
}

/// Delete a routing skill.
///
/// Users lose the skill, and its name is free again. By its id it can still be read. A skill that
/// is deleted already answers 404.
#[derive(Debug, Clone, Operation)]
#[operation(
    DELETE "/api/v2/routing/skills/{skillId}",
    any("routing:skill:manage", "routing:skill:delete"),
    returns(204),
    inferred
)]
pub struct DeleteRoutingSkill {
    /// Id of the skill.
    pub skill_id: String,
}

/// Move a routing skill to another division.
///
/// The caller needs `routing:skill:update` in both divisions. An unknown division answers 400;
/// fields other than `divisionId` are passed over.
#[derive(Debug, Clone, Operation)]
#[operation(
    PATCH "/api/v2/routing/skills/{skillId}",
    any("routing:skill:update"),
    returns(RoutingSkill)
)]
pub struct PatchRoutingSkill {
    /// Id of the skill.
    pub skill_id: String,
    /// The body.
    pub body: UpdateSkillDivisionRequest,
}

/// A skill of the organization, by which work is matched with agents.
#[model]
pub struct RoutingSkill {
    /// Skill id, a UUID.
    #[field(read_only)]
    pub id: Option<String>,
    /// Display name of the skill.
    #[field(required)]
    pub name: Option<String>,
    /// When the skill was last changed, in whole seconds.
    #[field(read_only)]
    pub date_modified: Option<WholeSecond>,
    /// Division in which the skill lives.
    #[field(newer)]
    pub division: Option<Division>,
    /// Whether the skill is in use; a deleted skill can still be read.
    #[field(read_only)]
    pub state: Option<State>,
    /// Revision of the skill, as text.
    #[field(read_only)]
    pub version: Option<String>,
    /// Where this resource is read.
    #[field(read_only)]
    pub self_uri: Option<String>,
}

/// A routing skill to be made.
#[model]
pub struct CreateRoutingSkill {
    /// Display name of the skill.
    #[field(newer, max_length = 255)]
    pub name: String,
}

/// Where a routing skill is moved to.
#[model]
pub struct UpdateSkillDivisionRequest {
    /// Id of the division; without one the skill stays where it is.
    #[field(newer)]
    pub division_id: Option<String>,
}

listing! {
    /// One page of routing skills.
    SkillEntityListing of RoutingSkill: "Skills on this page."
}
