//! Groups of users.

use crate::{DateTime, Image, State, User, model, wire_enum};

/// A named set of users that can be called, chatted with and granted roles.
#[model]
pub struct Group {
    /// UUID of the group.
    #[field(read_only)]
    pub id: Option<String>,
    /// Display name of the group.
    #[field(required)]
    pub name: Option<String>,
    /// Numbers at which the group can be called.
    pub addresses: Option<Vec<GroupContact>>,
    /// Whether the group can be called.
    pub calls_enabled: Option<bool>,
    /// When the group last changed.
    #[field(read_only)]
    pub date_modified: Option<DateTime>,
    /// What the group is for.
    pub description: Option<String>,
    /// Pictures of the group, in several sizes.
    pub images: Option<Vec<Image>>,
    /// Whether owners count as members.
    pub include_owners: Option<bool>,
    /// How many members the group has; counted by the server.
    #[field(read_only)]
    pub member_count: Option<i64>,
    /// Users who look after the group.
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
