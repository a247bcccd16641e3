//! Call forwarding of a user.

use crate::{DateTime, Entity, Operation, Topic, User, model, operations, topics, wire_enum};

operations! {
    "call_forwarding":
    GetUserCallforwarding,
    PatchUserCallforwarding,
    PutUserCallforwarding,
}

topics! {
    "call_forwarding":
    UserCallForwardingTopic,
}

/// Read a user's call forwarding.
///
/// Answers whether calls are forwarded, along which routes and to which voicemail. If it was
/// never set, it is disabled and has no routes.
#[derive(Debug, Clone, Operation)]
#[operation(GET "/api/v2/users/{userId}/callforwarding", signed_in, returns(CallForwarding))]
pub struct GetUserCallforwarding {
    /// Id of the user.
    pub user_id: String,
}

/// Change a user's call forwarding.
///
/// Changes the given fields and leaves the others: `enabled` alone switches it on or off. Enabling
/// it without a target is refused with 400. Client credentials answer 400 `not.a.user`.
#[derive(Debug, Clone, Operation)]
#[operation(
    PATCH "/api/v2/users/{userId}/callforwarding",
    any("conversation:callForwarding:edit"),
    returns(CallForwarding),
    needs_user
)]
pub struct PatchUserCallforwarding {
    /// Id of the user.
    pub user_id: String,
    /// The body.
    pub body: CallForwarding,
}

/// Replace a user's call forwarding.
///
/// Sets the whole call forwarding; `calls` are routes in order, each to stations or to phone
/// numbers in E.164. Without `calls`, `phoneNumber` is the only target. Enabling it without a target
/// is refused with 400, and client credentials answer 400 `not.a.user`.
#[derive(Debug, Clone, Operation)]
#[operation(
    PUT "/api/v2/users/{userId}/callforwarding",
    any("conversation:callForwarding:edit"),
    returns(CallForwarding),
    needs_user
)]
pub struct PutUserCallforwarding {
    /// Id of the user.
    pub user_id: String,
    /// The body.
    pub body: CallForwarding,
}

/// Where a user's calls go when they are forwarded. Never set means disabled without targets.
#[model]
pub struct CallForwarding {
    /// Id of the settings.
    #[field(read_only)]
    pub id: Option<String>,
    /// Name under which the settings are shown.
    pub name: Option<String>,
    /// Routes to try, in order.
    #[field(max_items = 100)]
    pub calls: Option<Vec<CallRoute>>,
    /// Whether calls are forwarded.
    pub enabled: Option<bool>,
    /// When the settings last changed; set by the server.
    pub modified_date: Option<DateTime>,
    /// Deprecated: E.164 number to forward to, the same as one `PHONENUMBER` target in
    /// `calls`.
    pub phone_number: Option<String>,
    /// User whose calls are forwarded.
    pub user: Option<User>,
    /// Which voicemail takes a forwarded call that is not answered.
    pub voicemail: Option<ForwardingVoicemail>,
    /// Where this resource is read.
    #[field(read_only)]
    pub self_uri: Option<String>,
}

/// One step of call forwarding.
#[model]
pub struct CallRoute {
    /// Where the call rings in this step.
    #[field(max_items = 100)]
    pub targets: Option<Vec<CallTarget>>,
}

/// One place that a forwarded call rings.
#[model]
pub struct CallTarget {
    /// Whether the target is a station or a phone number.
    pub r#type: Option<CallTargetType>,
    /// Id of the station, or the number in E.164.
    pub value: Option<String>,
}

/// Which voicemail takes a forwarded call that is not answered.
#[wire_enum]
pub enum ForwardingVoicemail {
    /// The user's voicemail on the platform.
    #[wire("PURECLOUD")]
    PureCloud,
    /// The voicemail of the last target called.
    #[wire("LASTCALL")]
    LastCall,
    /// No voicemail.
    #[wire("NONE")]
    None,
}

/// What a target of a call route is.
#[wire_enum]
pub enum CallTargetType {
    /// A station, by its id.
    #[wire("STATION")]
    Station,
    /// A phone number in E.164.
    #[wire("PHONENUMBER")]
    PhoneNumber,
}

/// A user's call forwarding changes.
#[derive(Debug, Clone, Topic)]
#[topic("v2.users.{id}.callforwarding", signed_in, sends(CallForwardingEventCallForwarding))]
pub struct UserCallForwardingTopic {
    /// Id of the user.
    pub id: String,
}

/// A user's call forwarding, as a notification tells it.
#[model]
pub struct CallForwardingEventCallForwarding {
    /// Routes to try, in order.
    pub calls: Option<Vec<CallRoute>>,
    /// Whether calls are forwarded.
    pub enabled: Option<bool>,
    /// When the call forwarding changed.
    pub modified_date: Option<DateTime>,
    /// User whose calls are forwarded.
    pub user: Option<Entity>,
    /// Which voicemail takes a forwarded call that is not answered.
    pub voicemail: Option<ForwardingVoicemail>,
}
