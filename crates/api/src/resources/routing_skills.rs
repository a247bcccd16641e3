//! Skills by which work is routed, and those of a user.

mod definitions;

pub use definitions::*;

use crate::{Operation, Page, SortOrder, State, listing, model, operations};

operations! {
    "routing_skills":
    GetRoutingSkills,
    PostRoutingSkills,
    GetRoutingSkill,
    DeleteRoutingSkill,
    PatchRoutingSkill,
    GetUserRoutingskills,
    PostUserRoutingskills,
    PatchUserRoutingskillsBulk,
    PutUserRoutingskillsBulk,
    DeleteUserRoutingskill,
    PutUserRoutingskill,
}

/// List a user's routing skills.
///
/// Answers a page of the user's routing skills with the proficiency in each, from 0 to 5.
#[derive(Debug, Clone, Operation)]
#[operation(GET "/api/v2/users/{userId}/routingskills", signed_in, returns(UserSkillEntityListing))]
pub struct GetUserRoutingskills {
    /// Id of the user.
    pub user_id: String,
    /// Number of skills on one page: 25 by default.
    pub page: Page,
    /// Direction of the listing, ascending by default; `asc` and `desc` are understood too,
    /// in any case.
    #[query(default = SortOrder::Ascending)]
    pub sort_order: SortOrder,
}

/// Give a user a routing skill.
///
/// Adds the skill with a proficiency from 0 to 5, fractions allowed; a skill that the user
/// already has takes the new proficiency. A skill that is unknown, or that is in a division where
/// the caller may not assign skills, answers 404, a proficiency out of range 400.
#[derive(Debug, Clone, Operation)]
#[operation(
    POST "/api/v2/users/{userId}/routingskills",
    all("routing:skill:assign"),
    returns(UserRoutingSkill)
)]
pub struct PostUserRoutingskills {
    /// Id of the user.
    pub user_id: String,
    /// The body.
    pub body: UserRoutingSkillPost,
}

/// Add or change several routing skills of a user.
///
/// Takes up to 50 skills: those that are new are added, the others take the given proficiency,
/// and skills that are not named stay as they are. All are taken or none: an unknown skill answers
/// 400, which names it.
#[derive(Debug, Clone, Operation)]
#[operation(
    PATCH "/api/v2/users/{userId}/routingskills/bulk",
    any("routing:skill:assign"),
    returns(UserSkillEntityListing)
)]
pub struct PatchUserRoutingskillsBulk {
    /// Id of the user.
    pub user_id: String,
    /// The body.
    pub body: Vec<UserRoutingSkillPost>,
}

/// Replace the routing skills of a user.
///
/// Leaves the user with exactly the given skills, up to 50, each with a proficiency from 0 to 5; an
/// empty array takes all skills away. An unknown skill answers 400, which names it, and changes
/// nothing.
#[derive(Debug, Clone, Operation)]
#[operation(
    PUT "/api/v2/users/{userId}/routingskills/bulk",
    any("routing:skill:assign"),
    returns(UserSkillEntityListing)
)]
pub struct PutUserRoutingskillsBulk {
    /// Id of the user.
    pub user_id: String,
    /// The body.
    pub body: Vec<UserRoutingSkillPost>,
}

/// Take a routing skill from a user.
///
/// Removes the skill from the user; the skill itself stays. The answer is empty.
#[derive(Debug, Clone, Operation)]
#[operation(DELETE "/api/v2/users/{userId}/routingskills/{skillId}", all("routing:skill:assign"))]
pub struct DeleteUserRoutingskill {
    /// Id of the user.
    pub user_id: String,
    /// Id of the routing skill.
    pub skill_id: String,
}

/// Change a routing skill of a user.
///
/// Sets the user's proficiency in the skill, from 0 to 5 with fractions allowed, or its state,
/// `active` or `inactive`. A skill that the user does not have answers 404.
#[derive(Debug, Clone, Operation)]
#[operation(
    PUT "/api/v2/users/{userId}/routingskills/{skillId}",
    all("routing:skill:assign"),
    returns(UserRoutingSkill)
)]
pub struct PutUserRoutingskill {
    /// Id of the user.
    pub user_id: String,
    /// Id of the routing skill.
    pub skill_id: String,
    /// The body.
    pub body: UserRoutingSkill,
}

/// A routing skill that a user has, and how well.
#[model]
pub struct UserRoutingSkill {
    /// Skill id, a UUID.
    #[field(read_only)]
    pub id: Option<String>,
    /// Display name of the skill.
    pub name: Option<String>,
    /// How well the user has it, from 0.0 to 5.0.
    #[field(minimum = 0, maximum = 5)]
    pub proficiency: Option<f64>,
    /// Where the skill itself is read.
    #[field(read_only)]
    pub skill_uri: Option<String>,
    /// Whether the skill counts for this user.
    pub state: Option<State>,
    /// Where this assignment is read.
    #[field(read_only)]
    pub self_uri: Option<String>,
}

/// A routing skill to assign to a user.
#[model]
pub struct UserRoutingSkillPost {
    /// The skill to assign, a UUID; one already assigned gets the new proficiency.
    pub id: String,
    /// How well the user has it, from 0.0 to 5.0.
    #[field(minimum = 0, maximum = 5)]
    pub proficiency: f64,
    /// Where the skill itself is read.
    #[field(read_only)]
    pub skill_uri: Option<String>,
    /// Where this assignment is read.
    #[field(read_only)]
    pub self_uri: Option<String>,
}

listing! {
    /// One page of a user's routing skills.
    UserSkillEntityListing of UserRoutingSkill: "Skills of the user on this page."
}
