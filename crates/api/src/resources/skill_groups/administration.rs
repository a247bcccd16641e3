//! The operations on skill groups.

use crate::{
    DateTime, Division, Operation, SkillGroup, SkillGroupCondition, SkillGroupStatus,
    UserReferenceWithName, WritableDivision, model, wire_enum,
};

/// List skill groups.
///
/// Answers the groups in the divisions where the caller may see them, by name, without their
/// conditions. There are no totals: follow `nextUri` to walk on.
#[derive(Debug, Clone, Operation)]
#[operation(
    GET "/api/v2/routing/skillgroups",
    any("routing:skillGroup:view"),
    returns(SkillGroupEntityListing)
)]
pub struct GetRoutingSkillgroups {
    /// Number of groups on one page: 25 by default.
    #[query(default = 25, minimum = 1, maximum = 500)]
    pub page_size: u32,
    /// Only groups whose name contains this, in any case; `*` stands for any text.
    pub name: Option<String>,
    /// Cursor after which the page begins, as `nextUri` carries it.
    pub after: Option<String>,
    /// Cursor before which the page ends, as `previousUri` carries it.
    pub before: Option<String>,
}

/// Create a skill group.
///
/// Makes a group, whose members are worked out at once. A name that is taken answers 409
/// `general.conflict`; a skill, language or division that is unknown answers 400.
#[derive(Debug, Clone, Operation)]
#[operation(
    POST "/api/v2/routing/skillgroups",
    all("routing:skillGroup:add"),
    returns(SkillGroupWithMemberDivisions)
)]
pub struct PostRoutingSkillgroups {
    /// The body.
    pub body: SkillGroupWithMemberDivisions,
}

/// Read a skill group.
///
/// Answers the group with its conditions and the number of its members.
#[derive(Debug, Clone, Operation)]
#[operation(
    GET "/api/v2/routing/skillgroups/{skillGroupId}",
    any("routing:skillGroup:view"),
    returns(SkillGroup)
)]
pub struct GetRoutingSkillgroup {
    /// Id of the skill group.
    pub skill_group_id: String,
}

/// Change a skill group.
///
/// Changes what the body names; the members are worked out at once. A name that is taken answers
/// 409 `general.conflict`.
#[derive(Debug, Clone, Operation)]
#[operation(
    PATCH "/api/v2/routing/skillgroups/{skillGroupId}",
    any("routing:skillGroup:edit"),
    returns(SkillGroup)
)]
pub struct PatchRoutingSkillgroup {
    /// Id of the skill group.
    pub skill_group_id: String,
    /// The body.
    pub body: SkillGroup,
}

/// Delete a skill group.
///
/// Removes the group for good, from queues too.
#[derive(Debug, Clone, Operation)]
#[operation(
    DELETE "/api/v2/routing/skillgroups/{skillGroupId}",
    any("routing:skillGroup:delete"),
    returns(204),
    inferred
)]
pub struct DeleteRoutingSkillgroup {
    /// Id of the skill group.
    pub skill_group_id: String,
}

/// List the members of a skill group.
///
/// Answers the users who meet the conditions, by name. There are no totals: follow `nextUri` to
/// walk on.
#[derive(Debug, Clone, Operation)]
#[operation(
    GET "/api/v2/routing/skillgroups/{skillGroupId}/members",
    any("routing:skillGroup:view"),
    returns(SkillGroupMemberEntityListing)
)]
pub struct GetRoutingSkillgroupMembers {
    /// Id of the skill group.
    pub skill_group_id: String,
    /// Number of members on one page: 25 by default.
    #[query(default = 25, minimum = 1, maximum = 500)]
    pub page_size: u32,
    /// Cursor after which the page begins, as `nextUri` carries it.
    pub after: Option<String>,
    /// Cursor before which the page ends, as `previousUri` carries it.
    pub before: Option<String>,
    /// Whether to name the members; they always have their names.
    pub expand: Option<SkillGroupExpand>,
}

/// List the member divisions of a skill group.
///
/// Answers the divisions whose users can belong to the group, its own first.
#[derive(Debug, Clone, Operation)]
#[operation(
    GET "/api/v2/routing/skillgroups/{skillGroupId}/members/divisions",
    any("routing:skillGroup:view"),
    returns(SkillGroupMemberDivisionList)
)]
pub struct GetRoutingSkillgroupMembersDivisions {
    /// Id of the skill group.
    pub skill_group_id: String,
    /// Whether to name the divisions; they always have their names.
    pub expand: Option<SkillGroupExpand>,
}

/// Change the member divisions of a skill group.
///
/// Adds divisions, in each of which the caller needs the permission, and removes others. The
/// group's own division is always one of them; there are 50 at most. Otherwise the answer is 400.
#[derive(Debug, Clone, Operation)]
#[operation(
    POST "/api/v2/routing/skillgroups/{skillGroupId}/members/divisions",
    all("routing:skillGroup:add"),
    returns(204),
    inferred
)]
pub struct PostRoutingSkillgroupMembersDivisions {
    /// Id of the skill group.
    pub skill_group_id: String,
    /// The body.
    pub body: Option<SkillGroupMemberDivisions>,
}

/// A skill group with the divisions of its members.
#[model]
pub struct SkillGroupWithMemberDivisions {
    /// Skill group id, a UUID.
    #[field(read_only)]
    pub id: Option<String>,
    /// Display name of the group, unique in the organization without regard to case.
    #[field(max_length = 255)]
    pub name: String,
    /// When the group was made.
    #[field(read_only)]
    pub date_created: Option<DateTime>,
    /// When the group was last changed.
    #[field(read_only)]
    pub date_modified: Option<DateTime>,
    /// What the group is for.
    pub description: Option<String>,
    /// Division in which the group lives, by default the home division.
    pub division: Option<WritableDivision>,
    /// Number of users who meet the conditions; counted by the server.
    #[field(read_only)]
    pub member_count: Option<i64>,
    /// Ids of the divisions whose users can belong to the group; its own always is one.
    #[field(max_items = 50)]
    pub member_divisions: Option<Vec<String>>,
    /// What a user must meet to belong: all of these conditions.
    #[field(required, max_items = 100)]
    pub skill_conditions: Option<Vec<SkillGroupCondition>>,
    /// Whether the membership has been worked out.
    #[field(read_only)]
    pub status: Option<SkillGroupStatus>,
    /// Where this resource is read.
    #[field(read_only)]
    pub self_uri: Option<String>,
}

/// A skill group without its conditions.
#[model]
pub struct SkillGroupDefinition {
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
    /// Where this resource is read.
    #[field(read_only)]
    pub self_uri: Option<String>,
}

/// One page of skill groups, ordered by name. Follow `nextUri`: there are no totals.
#[model]
pub struct SkillGroupEntityListing {
    /// Skill groups on this page, without their conditions.
    pub entities: Vec<SkillGroupDefinition>,
    /// Relative link to the next page, with its `after` cursor; absent on the last one.
    pub next_uri: Option<String>,
    /// Relative link to the previous page; absent on the first one.
    pub previous_uri: Option<String>,
    /// Relative link to this page.
    pub self_uri: Option<String>,
}

/// One page of the members of a skill group, ordered by name. Follow `nextUri`: there are no totals.
#[model]
pub struct SkillGroupMemberEntityListing {
    /// Members on this page.
    pub entities: Vec<UserReferenceWithName>,
    /// Relative link to the next page, with its `after` cursor; absent on the last one.
    pub next_uri: Option<String>,
    /// Relative link to the previous page; absent on the first one.
    pub previous_uri: Option<String>,
    /// Relative link to this page.
    pub self_uri: Option<String>,
}

/// The divisions whose users can belong to a skill group.
#[model]
pub struct SkillGroupMemberDivisionList {
    /// The divisions, that of the group first.
    pub entities: Vec<Division>,
}

/// Divisions to be added to those of a skill group, and to be removed.
#[model]
pub struct SkillGroupMemberDivisions {
    /// Ids of the divisions to add.
    #[field(max_items = 50)]
    pub add_division_ids: Option<Vec<String>>,
    /// Ids of the divisions to remove.
    #[field(max_items = 50)]
    pub remove_division_ids: Option<Vec<String>>,
}

/// What can be added to a listing of a skill group.
#[wire_enum]
pub enum SkillGroupExpand {
    /// The entities.
    #[wire("entities")]
    Entities,
}
