//! Groups of users.

use crate::{
    Chat, DateTime, Empty, Image, Operation, Page, SortOrder, State, User, UserEntityListing,
    UserExpand, listing, model, operations, wire_enum,
};

operations! {
    "groups":
    GetGroups,
    PostGroups,
    GetGroup,
    PutGroup,
    DeleteGroup,
    GetGroupIndividuals,
    GetGroupMembers,
    PostGroupMembers,
    DeleteGroupMembers,
    GetGroupProfile,
}

/// List groups.
///
/// Answers a page of the groups that the caller can see, by name: public ones, those of its
/// members for members, those of its owners for owners, and every group for callers with a
/// permission on groups.
#[derive(Debug, Clone, Operation)]
#[operation(GET "/api/v2/groups", signed_in, returns(GroupEntityListing))]
pub struct GetGroups {
    /// Number of groups on one page: 25 by default.
    pub page: Page,
    /// Only groups with these ids.
    pub id: Vec<String>,
    /// Only groups with these chat addresses.
    pub jabber_id: Vec<String>,
    /// Direction of the listing, ascending by default; `asc` and `desc` are understood too,
    /// in any case.
    #[query(default = SortOrder::Ascending)]
    pub sort_order: SortOrder,
}

/// Create a group.
///
/// Creates a group without members and answers it with version 1. Its name must be free in the
/// organization, upper and lower case being the same; a name that is taken answers 409
/// `general.conflict`.
#[derive(Debug, Clone, Operation)]
#[operation(POST "/api/v2/groups", any("directory:group:add"), returns(Group))]
pub struct PostGroups {
    /// The body.
    pub body: GroupCreate,
}

/// Read a group.
///
/// A group that the caller can't see answers 404, as an unknown one does.
#[derive(Debug, Clone, Operation)]
#[operation(GET "/api/v2/groups/{groupId}", signed_in, returns(Group))]
pub struct GetGroup {
    /// Id of the group.
    pub group_id: String,
}

/// Change a group.
///
/// Changes what the body names and leaves the rest. The version must be the current one,
/// otherwise the answer is 409 `general.conflict`. A caller who lets roles pass to the members, or
/// makes a user a member by naming owners, must hold all that the group's roles allow.
#[derive(Debug, Clone, Operation)]
#[operation(PUT "/api/v2/groups/{groupId}", any("directory:group:edit"), returns(Group))]
pub struct PutGroup {
    /// Id of the group.
    pub group_id: String,
    /// The body.
    pub body: Option<GroupUpdate>,
}

/// Delete a group.
///
/// Removes the group for good, with its members and the roles granted to it.
#[derive(Debug, Clone, Operation)]
#[operation(
    DELETE "/api/v2/groups/{groupId}",
    any("directory:group:delete"),
    returns(204),
    inferred
)]
pub struct DeleteGroup {
    /// Id of the group.
    pub group_id: String,
}

/// List all members of a group.
///
/// Answers all members, 10,000 at most, on one page, by name; owners are among them where the group counts its
/// owners as members.
#[derive(Debug, Clone, Operation)]
#[operation(
    GET "/api/v2/groups/{groupId}/individuals",
    signed_in,
    returns(UserEntityListing),
    reads_long
)]
pub struct GetGroupIndividuals {
    /// Id of the group.
    pub group_id: String,
}

/// List the members of a group.
///
/// Answers a page of the members, by name; inactive users stay members, deleted ones do not.
#[derive(Debug, Clone, Operation)]
#[operation(GET "/api/v2/groups/{groupId}/members", signed_in, returns(UserEntityListing))]
pub struct GetGroupMembers {
    /// Id of the group.
    pub group_id: String,
    /// Number of users on one page: 25 by default.
    pub page: Page,
    /// Direction of the listing, ascending by default; `asc` and `desc` are understood too,
    /// in any case.
    #[query(default = SortOrder::Ascending)]
    pub sort_order: SortOrder,
    /// Further parts of each user to include; best effort, a part that cannot be made is
    /// left out.
    pub expand: Vec<UserExpand>,
}

/// Add members to a group.
///
/// The caller needs `directory:group:edit` or is an owner of the group, and must hold all that the
/// group's roles allow. Users who are already members stay; an unknown user answers 404, and no
/// user is added. If a version is given, it must be the current one.
#[derive(Debug, Clone, Operation)]
#[operation(POST "/api/v2/groups/{groupId}/members", signed_in, returns(202, Empty), inferred)]
pub struct PostGroupMembers {
    /// Id of the group.
    pub group_id: String,
    /// The body.
    pub body: GroupMembersUpdate,
}

/// Remove members from a group.
///
/// The caller needs `directory:group:edit` or is an owner of the group. Users who are not members
/// are ignored.
#[derive(Debug, Clone, Operation)]
#[operation(DELETE "/api/v2/groups/{groupId}/members", signed_in, returns(202, Empty), inferred)]
pub struct DeleteGroupMembers {
    /// Id of the group.
    pub group_id: String,
    /// Ids of the users to remove, with commas between them.
    pub ids: String,
}

/// Read the profile of a group.
///
/// Answers the older, short view of a group. Deprecated: read the group instead.
#[derive(Debug, Clone, Operation)]
#[operation(GET "/api/v2/groups/{groupId}/profile", signed_in, returns(GroupProfile), deprecated)]
pub struct GetGroupProfile {
    /// Id of the group.
    pub group_id: String,
    /// Fields to answer; the view is so short that it is always answered whole.
    pub fields: Option<String>,
}

/// A named set of users that can be called, chatted with and granted roles.
#[model(base)]
pub struct Group {
    /// UUID of the group.
    #[field(read_only)]
    pub id: Option<String>,
    /// Display name of the group.
    #[field(required)]
    pub name: Option<String>,
    /// Numbers at which the group can be called.
    #[field(max_items = 100)]
    pub addresses: Option<Vec<GroupContact>>,
    /// Whether the group can be called.
    pub calls_enabled: Option<bool>,
    /// The group's room in the chat.
    #[field(read_only, newer)]
    pub chat: Option<Chat>,
    /// When the group last changed.
    #[field(read_only)]
    pub date_modified: Option<DateTime>,
    /// What the group is for.
    pub description: Option<String>,
    /// Pictures of the group, in several sizes.
    #[field(max_items = 20)]
    pub images: Option<Vec<Image>>,
    /// Whether owners count as members.
    pub include_owners: Option<bool>,
    /// How many members the group has; counted by the server.
    #[field(read_only)]
    pub member_count: Option<i64>,
    /// Users who look after the group.
    #[field(max_items = 100)]
    pub owners: Option<Vec<User>>,
    /// Whether roles granted to the group pass to its members.
    pub roles_enabled: Option<bool>,
    /// Whether the rules of membership can be seen.
    #[field(required)]
    pub rules_visible: Option<bool>,
    /// Whether the group is active, inactive or deleted.
    #[field(read_only)]
    pub state: Option<State>,
    /// Whether the group is official or social.
    #[field(required)]
    pub r#type: Option<GroupType>,
    /// Version of the group, raised by each change.
    #[field(read_only)]
    pub version: Option<i32>,
    /// Who can see the group: everyone, its owners or its members.
    #[field(required)]
    pub visibility: Option<GroupVisibility>,
    /// Where this resource is read.
    #[field(read_only)]
    pub self_uri: Option<String>,
}

/// A group to be made.
#[model]
pub struct GroupCreate {
    /// UUID of the group; given by the server.
    #[field(read_only)]
    pub id: Option<String>,
    /// Display name of the group, unique in the organization.
    pub name: String,
    /// Numbers at which the group can be called.
    #[field(max_items = 25)]
    pub addresses: Option<Vec<GroupContact>>,
    /// Whether the group can be called; false by default.
    pub calls_enabled: Option<bool>,
    /// When the group last changed.
    #[field(read_only)]
    pub date_modified: Option<DateTime>,
    /// What the group is for.
    pub description: Option<String>,
    /// Pictures of the group, in several sizes.
    #[field(max_items = 20)]
    pub images: Option<Vec<Image>>,
    /// Whether owners count as members; false by default.
    pub include_owners: Option<bool>,
    /// How many members the group has; counted by the server.
    #[field(read_only)]
    pub member_count: Option<i64>,
    /// Ids of the users who look after the group.
    #[field(max_items = 100)]
    pub owner_ids: Option<Vec<String>>,
    /// Whether roles granted to the group pass to its members; false by default.
    pub roles_enabled: Option<bool>,
    /// Whether the rules of membership can be seen.
    pub rules_visible: bool,
    /// Whether the group is active, inactive or deleted.
    #[field(read_only)]
    pub state: Option<State>,
    /// Whether the group is official or social; it stays so.
    pub r#type: GroupType,
    /// Version of the group.
    #[field(read_only)]
    pub version: Option<i32>,
    /// Who can see the group: everyone, its owners or its members.
    pub visibility: GroupVisibility,
    /// Where this resource is read.
    #[field(read_only)]
    pub self_uri: Option<String>,
}

/// What changes of a group; what is left out stays.
#[model]
pub struct GroupUpdate {
    /// UUID of the group; the path says it.
    #[field(read_only)]
    pub id: Option<String>,
    /// Display name of the group, unique in the organization.
    pub name: Option<String>,
    /// Numbers at which the group can be called; they replace those that there are.
    #[field(max_items = 25)]
    pub addresses: Option<Vec<GroupContact>>,
    /// Whether the group can be called.
    pub calls_enabled: Option<bool>,
    /// What the group is for.
    pub description: Option<String>,
    /// Pictures of the group; they replace those that there are.
    #[field(max_items = 20)]
    pub images: Option<Vec<Image>>,
    /// Whether owners count as members.
    pub include_owners: Option<bool>,
    /// Ids of the users who look after the group; they replace those who do.
    #[field(max_items = 100)]
    pub owner_ids: Option<Vec<String>>,
    /// Whether roles granted to the group pass to its members.
    pub roles_enabled: Option<bool>,
    /// Whether the rules of membership can be seen.
    pub rules_visible: Option<bool>,
    /// `active` or `inactive`: an inactive group passes no roles on. Deleting has an operation of
    /// its own.
    pub state: Option<State>,
    /// Version of the group that is changed.
    pub version: i32,
    /// Who can see the group; `owners` is understood as `ownerIds` is.
    pub visibility: Option<GroupUpdateVisibility>,
    /// Where this resource is read.
    #[field(read_only)]
    pub self_uri: Option<String>,
}

/// Users who become members of a group.
#[model]
pub struct GroupMembersUpdate {
    /// Ids of the users.
    #[field(max_items = 1000)]
    pub member_ids: Vec<String>,
    /// Version of the group that is changed; any, when left out or 0.
    pub version: Option<i32>,
}

listing! {
    /// One page of groups.
    GroupEntityListing of Group: "Groups on this page."
}

/// An older, short view of a group.
#[model]
pub struct GroupProfile {
    /// UUID of the group.
    #[field(read_only)]
    pub id: Option<String>,
    /// Display name of the group.
    pub name: Option<String>,
    /// When the group last changed.
    #[field(read_only)]
    pub date_modified: Option<DateTime>,
    /// Whether the group is active, inactive or deleted.
    pub state: Option<State>,
    /// Version of the group, raised by each change.
    #[field(required)]
    pub version: Option<i64>,
    /// Where this resource is read.
    #[field(read_only)]
    pub self_uri: Option<String>,
}

/// A number at which a group can be called.
#[model]
pub struct GroupContact {
    /// Phone number in E.164.
    #[field(required)]
    pub address: Option<String>,
    /// Number as people read it; written by the server.
    #[field(read_only)]
    pub display: Option<String>,
    /// Internal extension of the group.
    pub extension: Option<String>,
    /// Always `PHONE`.
    #[field(required)]
    pub media_type: Option<GroupContactMedia>,
    /// Whether calls ring all members or the group's own phone.
    #[field(required)]
    pub r#type: Option<GroupContactType>,
}

/// The standing of a group.
#[wire_enum]
pub enum GroupType {
    /// Part of the organization.
    #[wire("official")]
    Official,
    /// Made among users.
    #[wire("social")]
    Social,
}

/// Who sees a group.
#[wire_enum]
pub enum GroupVisibility {
    /// Everyone.
    #[wire("public")]
    Public,
    /// Its owners.
    #[wire("owners")]
    Owners,
    /// Its members.
    #[wire("members")]
    Members,
}

/// Who sees a group, as a change says it.
#[wire_enum]
pub enum GroupUpdateVisibility {
    /// Everyone.
    #[wire("public")]
    Public,
    /// Its owners.
    #[wire("ownerIds", "owners")]
    Owners,
    /// Its members.
    #[wire("members")]
    Members,
}

/// The medium of a group address.
#[wire_enum]
pub enum GroupContactMedia {
    /// Telephone.
    #[wire("PHONE")]
    Phone,
}

/// How a group is reached by telephone.
#[wire_enum]
pub enum GroupContactType {
    /// The phones of the members ring.
    #[wire("GROUPRING")]
    GroupRing,
    /// The group has a phone.
    #[wire("GROUPPHONE")]
    GroupPhone,
}
