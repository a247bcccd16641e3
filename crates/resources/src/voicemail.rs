//! Voicemail policies of users.

use api::{GetVoicemailUserpolicy, PatchVoicemailUserpolicy, VoicemailUserPolicy};
use store::voicemail;

use crate::rules::people::{audited, present, present_to_change};
use gate::routes::Routes;
use gate::{
    audit::{self, Action, AuditEvent, Kind},
    call::Call,
    refusal::Result,
};

/// A user's voicemail policy, in the audit.
pub(crate) const VOICEMAIL_POLICY: Kind = Kind {
    name: "VoicemailUserPolicy",
    service: "Voicemail",
    actions: &[Action::Update],
    uri: None,
};

/// The operations on voicemail that are served.
pub(crate) fn routes() -> Routes {
    Routes::default().answer(get_policy).answer(update_policy)
}

/// The voicemail policy of a user.
pub(crate) async fn get_policy(
    call: &mut Call,
    GetVoicemailUserpolicy { user_id }: GetVoicemailUserpolicy,
) -> Result<VoicemailUserPolicy> {
    let user = present(call, &user_id).await?;
    read(call, &user.id).await
}

/// Changes the voicemail policy of a user; what is left out stays.
pub(crate) async fn update_policy(
    call: &mut Call,
    PatchVoicemailUserpolicy { user_id, body }: PatchVoicemailUserpolicy,
) -> Result<VoicemailUserPolicy> {
    let user = present_to_change(call, &user_id).await?;
    let before = read(call, &user.id).await?;
    let policy = VoicemailUserPolicy {
        alert_timeout_seconds: body.alert_timeout_seconds.or(before.alert_timeout_seconds),
        // Nothing asks for it, and a secret that nothing asks for is not kept.
        pin: None,
        send_email_notifications: body.send_email_notifications.or(before.send_email_notifications),
        modified_date: Some(call.now),
        enabled: before.enabled,
    };
    voicemail::save(&mut call.tx, &user.id, &policy).await?;
    let changed = AuditEvent::new(VOICEMAIL_POLICY, Action::Update, &user.id);
    let changed = changed.named(audited::name(&user)?).between(&before, &policy)?;
    audit::record(call, changed).await?;
    Ok(policy)
}

/// What was set, or what holds for a user of whom nothing was set.
async fn read(call: &mut Call, user: &str) -> Result<VoicemailUserPolicy> {
    let stored = voicemail::find(&mut call.tx, user).await?;
    Ok(stored.unwrap_or_else(|| VoicemailUserPolicy {
        enabled: Some(false),
        alert_timeout_seconds: Some(20),
        send_email_notifications: Some(true),
        ..VoicemailUserPolicy::default()
    }))
}
