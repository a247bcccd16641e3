//! Clients that come to sign in.

use api::{DateTime, OAuthClientState};
use store::{
    Tx,
    oauth_clients::{self, StoredClient},
    organizations,
};

use crate::{clock::organization_time, refusal::Result, secrets};

/// The client with this id, whichever organization it belongs to, if it may have tokens; and the
/// time, by that organization's clock.
pub(super) async fn open(
    tx: &mut Tx,
    id: &str,
    server_now: DateTime,
) -> Result<Option<(StoredClient, DateTime)>> {
    let found = find(tx, id, server_now).await?;
    Ok(found.filter(|(stored, _)| stored.client.state == Some(OAuthClientState::Active)))
}

/// The client with this id, in whatever state.
pub(super) async fn find(
    tx: &mut Tx,
    id: &str,
    server_now: DateTime,
) -> Result<Option<(StoredClient, DateTime)>> {
    if id.contains('\0') {
        // PostgreSQL cannot even ask for it.
        return Ok(None);
    }
    let Some(stored) = oauth_clients::sign_in(tx, id).await? else { return Ok(None) };
    let Some(organization) = organizations::find(tx, &stored.organization).await? else {
        return Ok(None);
    };
    let (offset, stopped) = (organization.clock_offset, organization.clock_stopped_at);
    Ok(Some((stored, organization_time(server_now, offset, stopped))))
}

/// Is this the client's secret? It takes as long for a client that is not there.
pub(super) fn fits(open: Option<&(StoredClient, DateTime)>, secret: &str) -> bool {
    secrets::verify_secret(open.map_or("", |(stored, _)| stored.secret_hash.as_str()), secret)
}
