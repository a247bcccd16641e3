//! Which clients may have new tokens, and with which secrets.

use api::DateTime;
use store::{
    ServerTime, Tx,
    oauth_clients::{self, StoredClient},
};

use gate::{refusal::Result, secrets};

/// The client with this id, whichever organization it belongs to, if it may have new tokens; and
/// the time, by that organization's clock. The transaction works in that organization afterwards.
///
/// A client that is not active, or whose date to be deleted has come, is not found.
pub async fn open(
    tx: &mut Tx,
    id: &str,
    server_now: ServerTime,
) -> Result<Option<(StoredClient, DateTime)>> {
    let found = find(tx, id, server_now).await?;
    Ok(found.filter(|(stored, now)| stored.gets_tokens(*now)))
}

/// The client with this id, active or not, unless its date to be deleted has come.
pub async fn find(
    tx: &mut Tx,
    id: &str,
    server_now: ServerTime,
) -> Result<Option<(StoredClient, DateTime)>> {
    if id.contains('\0') {
        // PostgreSQL cannot even ask for it.
        return Ok(None);
    }
    let found = oauth_clients::sign_in_with_clock(tx, id).await?;
    let Some((stored, clock)) = found else { return Ok(None) };
    tx.enter(&stored.organization);
    let now = clock.at(server_now);
    Ok((!stored.is_gone(now)).then_some((stored, now)))
}

/// Is this the client's secret, or the one before while that still counts? It takes equally long
/// with two secrets, with one, and for a client that is not there.
pub fn fits(open: Option<&(StoredClient, DateTime)>, secret: &str) -> bool {
    let mut hashes = open.into_iter().flat_map(|(stored, now)| stored.secret_hashes(*now));
    let (current, previous) = (hashes.next().unwrap_or(""), hashes.next().unwrap_or(""));
    let (current, previous) =
        (secrets::verify_secret(current, secret), secrets::verify_secret(previous, secret));
    current | previous
}
