//! Voicemail policies of users.

use crate::{DateTime, Operation, model, operations};

operations! {
    "voicemail":
    GetVoicemailUserpolicy,
    PatchVoicemailUserpolicy,
}

/// Read a user's voicemail policy.
///
/// Answers whether the user has voicemail, after how many seconds a call goes there, and
/// whether messages are announced by e-mail.
#[derive(Debug, Clone, Operation)]
#[operation(
    GET "/api/v2/voicemail/userpolicies/{userId}",
    any("telephony:plugin:all", "voicemail:userPolicy:viewOther"),
    returns(VoicemailUserPolicy),
    inferred
)]
pub struct GetVoicemailUserpolicy {
    /// Id of the user.
    pub user_id: String,
}

/// Change a user's voicemail policy.
///
/// Changes the given fields and leaves the others. `alertTimeoutSeconds` is in seconds;
/// `enabled` is not set here.
#[derive(Debug, Clone, Operation)]
#[operation(
    PATCH "/api/v2/voicemail/userpolicies/{userId}",
    any("telephony:plugin:all", "voicemail:userPolicy:viewOther"),
    returns(VoicemailUserPolicy),
    inferred
)]
pub struct PatchVoicemailUserpolicy {
    /// Id of the user.
    pub user_id: String,
    /// The body.
    pub body: VoicemailUserPolicy,
}

/// How voicemail works for one user.
#[model]
pub struct VoicemailUserPolicy {
    /// Seconds to ring before voicemail answers.
    #[field(minimum = 0, maximum = 3600)]
    pub alert_timeout_seconds: Option<i32>,
    /// Whether the user has voicemail; set by the server.
    #[field(read_only)]
    pub enabled: Option<bool>,
    /// When the policy was last changed.
    #[field(read_only)]
    pub modified_date: Option<DateTime>,
    /// Number to enter when listening by phone; taken, and neither kept nor answered.
    pub pin: Option<String>,
    /// Whether new voicemail is announced by e-mail.
    pub send_email_notifications: Option<bool>,
}
