//! Presence and its definitions.

use crate::{DateTime, Map, StandardPresence, Topic, User, model, topics, wire_enum};

topics! {
    "presence":
    UserPresenceTopic,
}

/// A presence that users can choose: a system presence, or a refinement of one made by the
/// organization.
#[model]
pub struct OrganizationPresence {
    /// Definition id, a UUID; ids of system presences are the same in every organization.
    #[field(read_only)]
    pub id: Option<String>,
    /// Name of the definition.
    pub name: Option<String>,
    /// Who made the definition.
    pub created_by: Option<User>,
    /// When the definition was made.
    pub created_date: Option<DateTime>,
    /// Whether the definition can no longer be chosen.
    pub deactivated: Option<bool>,
    /// Label by language tag, such as `en_US`.
    #[field(required)]
    pub language_labels: Option<Map<String>>,
    /// Who changed the definition last.
    pub modified_by: Option<User>,
    /// When the definition was last changed.
    pub modified_date: Option<DateTime>,
    /// True for the built-in definition of its system presence, false for those the
    /// organization made.
    pub primary: Option<bool>,
    /// System presence this definition belongs to, in display form, such as `Available` or
    /// `On Queue`.
    pub system_presence: Option<String>,
    /// Where this resource is read.
    #[field(read_only)]
    pub self_uri: Option<String>,
}

/// A presence that users can choose, limited to a division if it names one.
#[model]
pub struct OrganizationPresenceDefinition {
    /// Definition id, a UUID; ids of system presences are the same in every organization.
    #[field(read_only)]
    pub id: Option<String>,
    /// Name of the definition.
    pub name: Option<String>,
    /// Whether the definition can no longer be chosen.
    pub deactivated: Option<bool>,
    /// Division whose users can choose this presence, a UUID, or `*` for all divisions.
    pub division_id: Option<String>,
    /// Label by language tag, such as `en_US`.
    #[field(required)]
    pub language_labels: Option<Map<String>>,
    /// System presence this definition belongs to, written without spaces, such as
    /// `OnQueue`.
    pub system_presence: Option<StandardPresence>,
    /// `System` for a built-in definition, `User` for one the organization made.
    pub r#type: Option<PresenceDefinitionType>,
    /// Where this resource is read.
    #[field(read_only)]
    pub self_uri: Option<String>,
}

/// The definition behind a user's presence.
#[model]
pub struct PresenceDefinition {
    /// Definition id, a UUID; this alone is needed when a presence is set.
    pub id: Option<String>,
    /// System presence of the definition, in upper case, such as `AVAILABLE` or `ON_QUEUE`.
    pub system_presence: Option<String>,
    /// Where this resource is read.
    #[field(read_only)]
    pub self_uri: Option<String>,
}

/// What a user says about being there, according to one source.
#[model]
pub struct UserPresence {
    /// Id of the user, a UUID.
    #[field(read_only)]
    pub id: Option<String>,
    /// Name of the presence entry.
    pub name: Option<String>,
    /// Presence that is to follow the current one; set by the server.
    #[field(read_only, newer)]
    pub future_presence_definition: Option<PresenceDefinition>,
    /// Free text shown beside the presence.
    pub message: Option<String>,
    /// When the presence last changed.
    pub modified_date: Option<DateTime>,
    /// The chosen presence; OFFLINE until the user first signs in.
    pub presence_definition: Option<PresenceDefinition>,
    /// Whether this source decides the presence that others see. Setting it to true makes
    /// it the one.
    pub primary: Option<bool>,
    /// System that reports the presence, such as `PURECLOUD`.
    pub source: Option<String>,
    /// Id of the source that reports the presence.
    pub source_id: Option<String>,
    /// Where this resource is read.
    #[field(read_only)]
    pub self_uri: Option<String>,
}

/// Who made a presence definition.
#[wire_enum]
pub enum PresenceDefinitionType {
    /// It is built in.
    #[wire("System")]
    System,
    /// The organization added it.
    #[wire("User")]
    User,
}

/// A user's presence changes.
#[derive(Debug, Clone, Topic)]
#[topic("v2.users.{id}.presence", signed_in, sends(PresenceEventUserPresence))]
pub struct UserPresenceTopic {
    /// Id of the user.
    pub id: String,
}

/// The presence that a user has now, as a notification tells it.
#[model]
pub struct PresenceEventUserPresence {
    /// Presence that is to follow the current one.
    pub future_presence_definition: Option<PresenceEventOrganizationPresence>,
    /// Free text shown beside the presence.
    pub message: Option<String>,
    /// When the presence changed.
    pub modified_date: Option<DateTime>,
    /// The chosen presence.
    pub presence_definition: Option<PresenceEventOrganizationPresence>,
    /// Whether this source decides the presence that others see.
    pub primary: Option<bool>,
    /// System that reports the presence, such as `PURECLOUD`.
    pub source: Option<String>,
}

/// A presence definition, as a notification names it.
#[model]
pub struct PresenceEventOrganizationPresence {
    /// Id of the definition, a UUID.
    pub id: Option<String>,
    /// System presence of the definition, in upper case, such as `ON_QUEUE`.
    pub system_presence: Option<String>,
}
