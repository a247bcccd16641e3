//! Groups whose members follow from skills.

mod administration;

pub use administration::*;

use crate::{DateTime, Operation, WritableDivision, model, operations, wire_enum};

operations! {
    "skill_groups":
    GetRoutingSkillgroups,
    PostRoutingSkillgroups,
    GetRoutingSkillgroup,
    PatchRoutingSkillgroup,
    DeleteRoutingSkillgroup,
    GetRoutingSkillgroupMembers,
    GetRoutingSkillgroupMembersDivisions,
    PostRoutingSkillgroupMembersDivisions,
    GetUserSkillgroups,
}

/// List the skill groups that a user belongs to.
///
/// Answers the groups whose conditions on skills and languages the user meets, ordered by name;
/// the conditions themselves are left out. There are no totals: follow `nextUri` to walk on.
#[derive(Debug, Clone, Operation)]
#[operation(
    GET "/api/v2/users/{userId}/skillgroups",
    any("routing:skillGroup:view"),
    returns(UserSkillGroupEntityListing)
)]
pub struct GetUserSkillgroups {
    /// Id of the user.
    pub user_id: String,
    /// Number of groups on one page: 25 by default.
    #[query(default = 25, minimum = 1, maximum = 500)]
    pub page_size: u32,
    /// Cursor after which the page begins, as `nextUri` carries it.
    pub after: Option<String>,
    /// Cursor before which the page ends, as `previousUri` carries it.
    pub before: Option<String>,
}

/// Users who meet conditions on skills and languages; the server keeps the membership current.
#[model]
pub struct SkillGroup {
    /// Skill group id, a UUID.
    #[field(read_only)]
    pub id: Option<String>,
    /// Display name of the group, unique in the organization without regard to case.
    #[field(required, max_length = 255)]
    pub name: Option<String>,
    /// When the group was made.
    #[field(read_only)]
    pub date_created: Option<DateTime>,
    /// When the group was last changed.
    #[field(read_only)]
    pub date_modified: Option<DateTime>,
    /// What the group is for.
    pub description: Option<String>,
    /// Division in which the group lives.
    pub division: Option<WritableDivision>,
    /// Number of users who meet the conditions; counted by the server.
    #[field(read_only)]
    pub member_count: Option<i64>,
    /// What a user must meet to belong: all of these conditions, of which a group without members
    /// has none. Left out of listings.
    #[field(required, max_items = 100)]
    pub skill_conditions: Option<Vec<SkillGroupCondition>>,
    /// Whether the membership has been worked out.
    #[field(read_only)]
    pub status: Option<SkillGroupStatus>,
    /// Where this resource is read.
    #[field(read_only)]
    pub self_uri: Option<String>,
}

/// Conditions on skills and languages, joined by one operation.
#[model]
pub struct SkillGroupCondition {
    /// Conditions on languages.
    #[field(required, max_items = 100)]
    pub language_skill_conditions: Option<Vec<SkillGroupLanguageCondition>>,
    /// How the conditions are joined: all must hold, one must hold, or none may.
    #[field(required)]
    pub operation: Option<SkillConditionJoin>,
    /// Conditions on routing skills.
    #[field(required, max_items = 100)]
    pub routing_skill_conditions: Option<Vec<SkillGroupRoutingCondition>>,
}

/// A condition on how well a user has one language.
#[model]
pub struct SkillGroupLanguageCondition {
    /// Further conditions beneath this one, which must hold too.
    #[field(max_items = 100)]
    pub child_conditions: Option<Vec<SkillGroupCondition>>,
    /// How the user's proficiency is compared with the one given here.
    #[field(required)]
    pub comparator: Option<ProficiencyComparator>,
    /// The language in question, by name or id.
    #[field(required)]
    pub language_skill: Option<String>,
    /// Proficiency to compare with, from 0 to 5.
    #[field(required, minimum = 0, maximum = 5)]
    pub proficiency: Option<i32>,
}

/// A condition on how well a user has one routing skill.
#[model]
pub struct SkillGroupRoutingCondition {
    /// Further conditions beneath this one, which must hold too.
    #[field(max_items = 100)]
    pub child_conditions: Option<Vec<SkillGroupCondition>>,
    /// How the user's proficiency is compared with the one given here.
    #[field(required)]
    pub comparator: Option<ProficiencyComparator>,
    /// Proficiency to compare with, from 0 to 5.
    #[field(required, minimum = 0, maximum = 5)]
    pub proficiency: Option<i32>,
    /// The skill in question, by name or id.
    #[field(required)]
    pub routing_skill: Option<String>,
}

/// One page of a user's skill groups, ordered by name. Follow `nextUri`: there are no totals.
#[model]
pub struct UserSkillGroupEntityListing {
    /// Skill groups on this page, without their conditions.
    pub entities: Vec<SkillGroup>,
    /// Relative link to the next page, with its `after` cursor; absent on the last one.
    pub next_uri: Option<String>,
    /// Relative link to the previous page; absent on the first one.
    pub previous_uri: Option<String>,
    /// Relative link to this page.
    pub self_uri: Option<String>,
}

/// Whether the members of a skill group are worked out.
#[wire_enum]
pub enum SkillGroupStatus {
    /// They are being worked out.
    #[wire("InProgress")]
    InProgress,
    /// They are up to date.
    #[wire("Complete")]
    Complete,
}

/// How the conditions of a skill group are joined.
#[wire_enum]
pub enum SkillConditionJoin {
    /// All must hold.
    #[wire("And")]
    And,
    /// None may hold.
    #[wire("Not")]
    Not,
    /// One must hold.
    #[wire("Or")]
    Or,
}

/// How a proficiency is compared with that of a condition.
#[wire_enum]
pub enum ProficiencyComparator {
    /// Equal.
    #[wire("EqualTo")]
    EqualTo,
    /// Not equal.
    #[wire("NotEqualTo")]
    NotEqualTo,
    /// Less than.
    #[wire("LessThan")]
    LessThan,
    /// Greater than.
    #[wire("GreaterThan")]
    GreaterThan,
    /// At least.
    #[wire("GreaterThanOrEqualTo")]
    GreaterThanOrEqualTo,
    /// At most.
    #[wire("LessThanOrEqualTo")]
    LessThanOrEqualTo,
}
