//! Groups whose members follow from skills.

use crate::{DateTime, Operation, WritableDivision, model, operations, wire_enum};

operations! {
    "skill_groups":
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
    #[query(default = 25, minimum = 1, maximum = 100)]
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
    /// Display name of the group.
    #[field(required)]
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
    /// What a user must meet to belong; left out of listings.
    #[field(required)]
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
    #[field(required)]
    pub language_skill_conditions: Option<Vec<SkillGroupLanguageCondition>>,
    /// How the conditions are joined: all must hold, one must hold, or none may.
    #[field(required)]
    pub operation: Option<SkillConditionJoin>,
    /// Conditions on routing skills.
    #[field(required)]
    pub routing_skill_conditions: Option<Vec<SkillGroupRoutingCondition>>,
}

/// A condition on how well a user has one language.
#[model]
pub struct SkillGroupLanguageCondition {
    /// Further conditions, nested beneath this one.
    pub child_conditions: Option<Vec<SkillGroupCondition>>,
    /// How the user's proficiency is compared with the one given here.
    #[field(required)]
    pub comparator: Option<ProficiencyComparator>,
    /// The language in question.
    #[field(required)]
    pub language_skill: Option<String>,
    /// Proficiency to compare with, from 0 to 5.
    #[field(required)]
    pub proficiency: Option<i32>,
}

/// A condition on how well a user has one routing skill.
#[model]
pub struct SkillGroupRoutingCondition {
    /// Further conditions, nested beneath this one.
    pub child_conditions: Option<Vec<SkillGroupCondition>>,
    /// How the user's proficiency is compared with the one given here.
    #[field(required)]
    pub comparator: Option<ProficiencyComparator>,
    /// Proficiency to compare with, from 0 to 5.
    #[field(required)]
    pub proficiency: Option<i32>,
    /// The skill in question.
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
