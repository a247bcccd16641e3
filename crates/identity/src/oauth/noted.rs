//! What the audit tells of sign-ins.

use crate::sessions::SESSION;
use api::DateTime;
use gate::{
    audit::{self, Action, Actor, AuditEvent},
    origin::Origin,
    refusal::Result,
};
use store::{Tx, oauth_clients::StoredClient};

/// Who signs in, as the audit names them.
pub(super) fn actor<'a>(
    client: &'a StoredClient,
    user: Option<&'a str>,
    origin: Origin,
    now: DateTime,
) -> Actor<'a> {
    Actor { organization: &client.organization, user, client: Some(client.id()), origin, now }
}

/// Writes down that a user has signed in, and what with.
pub(super) async fn note(
    tx: &mut Tx,
    client: &StoredClient,
    user: &str,
    (with, origin): (&str, Origin),
    now: DateTime,
) -> Result<()> {
    let event = AuditEvent::new(SESSION, Action::SignIn, user).with("with", with);
    audit::record_by(tx, &actor(client, Some(user), origin, now), event).await
}
