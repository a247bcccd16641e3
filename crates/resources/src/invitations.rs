//! Invitations to choose a password.

use crate::rules::people::audited::USER;
use api::{PostUserInvite, State};
use store::invitations::{self, NewInvitation};

use crate::rules::people::present_to_change;
use gate::routes::Routes;
use gate::{
    audit::{self, Action, AuditEvent},
    call::Call,
    refusal::{Refusal, Result},
};

/// The operations on invitations that are served.
pub(crate) fn routes() -> Routes {
    Routes::default().answer(invite)
}

/// How long an invitation lives, in seconds: a week.
const SECONDS: i64 = 7 * 86_400;

/// Invites a user to choose a password.
pub(crate) async fn invite(call: &mut Call, asked: PostUserInvite) -> Result<()> {
    let user = present_to_change(call, &asked.user_id).await?;
    if user.state != State::Active {
        return Err(Refusal::user_inactive(&user.id));
    }
    let now = call.now;
    let pending = invitations::is_pending(&mut call.tx, &user.id, now).await?;
    if pending && !asked.force {
        return Err(Refusal::invitation_pending(&user.id));
    }
    if !call.shared().sends_mail {
        return Err(Refusal::no_mail());
    }
    let shown = user.read_document()?;
    let email = shown.email.unwrap_or_default();
    let invitation = NewInvitation {
        id: &call.random.id(),
        user: &user.id,
        email: &email,
        made_at: call.now,
        ends_at: call.now.plus_seconds(SECONDS),
        due_at: call.server_now(),
    };
    invitations::insert(&mut call.tx, &invitation).await?;
    let event = AuditEvent::new(USER, Action::Update, &user.id).named(shown.name);
    audit::record(call, event.with("invitation", email)).await
}
