//! Sessions of browsers: who is signed in does not show a password again for a while.

use std::sync::Arc;

use api::DateTime;
use store::{
    Lock, ServerTime, Tx,
    browser_sessions::{self, BrowserSession},
    oauth_clients::StoredClient,
};

use super::trouble::Trouble;
use super::{given::give, noted, redirect::Given, request::AuthorizationRequest};
use crate::{clients, identity::Identity};
use gate::{origin::Origin, random::Random, refusal, secrets::TokenHash};

/// How long a session may lie unused, in seconds: 8 hours.
const IDLE_SECONDS: i64 = 8 * 3600;
/// How long one lasts after the password was shown, in seconds: a day.
const LONGEST_SECONDS: i64 = 24 * 3600;

/// The session of a browser, if it is of this organization and still good.
async fn live(
    tx: &mut Tx,
    cookie: &TokenHash,
    organization: &str,
    now: DateTime,
) -> refusal::Result<Option<BrowserSession>> {
    let found = browser_sessions::find(tx, cookie.as_str()).await?;
    Ok(found.filter(|session| {
        let unused = now < session.used_at.plus_seconds(IDLE_SECONDS);
        let young = now < session.signed_in_at.plus_seconds(LONGEST_SECONDS);
        session.organization == organization && unused && young
    }))
}

/// Answers the request for the user who is signed in in this browser.
///
/// Nothing is written before it is certain that a user is signed in, and does not come too often.
pub(super) async fn resume(
    identity: &Identity,
    asked: &Arc<AuthorizationRequest>,
    cookie: TokenHash,
    origin: Origin,
) -> Result<Option<Given>, Trouble> {
    let (shared, server_now) = (&identity.shared, identity.shared.clock.now());
    let mut tx = shared.db.snapshot().await?;
    let found = find(&mut tx, asked, &cookie, server_now).await?;
    drop(tx);
    let Some(Found { session, .. }) = found else { return Ok(None) };
    identity.throttle.sign_in((&session.organization, &session.user), server_now)?;
    let asked = asked.clone();
    let given = shared.db.write(move |tx| {
        let (asked, cookie) = (asked.clone(), cookie.clone());
        Box::pin(async move { resume_in(tx, &asked, &cookie, origin, server_now).await })
    });
    Ok(given.await?)
}

/// A session of a browser, and the client that it would give something.
struct Found {
    session: BrowserSession,
    client: StoredClient,
    now: DateTime,
}

async fn find(
    tx: &mut Tx,
    asked: &AuthorizationRequest,
    cookie: &TokenHash,
    server_now: ServerTime,
) -> refusal::Result<Option<Found>> {
    let Some((client, now)) = clients::open(tx, asked.client.id(), server_now).await? else {
        return Ok(None);
    };
    let session = live(tx, cookie, &client.organization, now).await?;
    Ok(session.map(|session| Found { session, client, now }))
}

async fn resume_in(
    tx: &mut Tx,
    asked: &AuthorizationRequest,
    cookie: &TokenHash,
    origin: Origin,
    server_now: ServerTime,
) -> refusal::Result<Option<Given>> {
    let Some(found) = find(tx, asked, cookie, server_now).await? else { return Ok(None) };
    let Found { session, client, now } = found;
    tx.lock(Lock::User(&session.user)).await?;
    // The session may have ended meanwhile.
    let Some(session) = live(tx, cookie, &client.organization, now).await? else {
        return Ok(None);
    };
    browser_sessions::used(tx, &session.id, now).await?;
    let given = give(tx, asked, &client, (&session.user, &session.id), (origin, now)).await?;
    noted::note(tx, &client, &session.user, ("session", origin), now).await?;
    Ok(Some(given))
}

/// Begins a session under a new secret, whatever the browser had before, so that a planted cookie
/// is worth nothing. Answers the session's id and the secret.
pub(super) async fn begin(
    tx: &mut Tx,
    (organization, user): (&str, &str),
    before: Option<&TokenHash>,
    now: DateTime,
) -> refusal::Result<(String, String)> {
    let before = match before {
        Some(cookie) => browser_sessions::find(tx, cookie.as_str()).await?,
        None => None,
    };
    let same =
        |session: &BrowserSession| session.organization == organization && session.user == user;
    let id = match before {
        // What was given in it is still to end when this browser signs out.
        Some(session) if same(&session) => session.id,
        Some(session) => {
            browser_sessions::end(tx, &session.id).await?;
            Random::System.id()
        }
        None => Random::System.id(),
    };
    let session = BrowserSession {
        id,
        organization: organization.to_owned(),
        user: user.to_owned(),
        signed_in_at: now,
        used_at: now,
    };
    let secret = Random::System.secret();
    let oldest = now.plus_seconds(-LONGEST_SECONDS);
    browser_sessions::save(tx, TokenHash::of(&secret).as_str(), &session, oldest).await?;
    Ok((session.id, secret))
}

/// Ends the session of a browser; answers it.
pub(super) async fn end(
    tx: &mut Tx,
    cookie: &TokenHash,
) -> refusal::Result<Option<BrowserSession>> {
    let found = browser_sessions::find(tx, cookie.as_str()).await?;
    if let Some(session) = &found {
        browser_sessions::end(tx, &session.id).await?;
    }
    Ok(found)
}
