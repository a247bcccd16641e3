//! Sessions of browsers: who is signed in does not show a password again for a while.

use std::sync::Arc;

use api::DateTime;
use store::{
    Lock, ServerTime, Tx,
    browser_sessions::{self, BrowserSession},
};

use super::{given::give, noted, redirect::Given, request::AuthorizationRequest};
use crate::clients;
use gate::{origin::Origin, random::Random, refusal::Result, secrets::TokenHash, shared::Shared};

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
) -> Result<Option<BrowserSession>> {
    let found = browser_sessions::find(tx, cookie.as_str()).await?;
    Ok(found.filter(|session| {
        let unused = now < session.used_at.plus_seconds(IDLE_SECONDS);
        let young = now < session.signed_in_at.plus_seconds(LONGEST_SECONDS);
        session.organization == organization && unused && young
    }))
}

/// Answers the request for the user who is signed in in this browser.
pub(super) async fn resume(
    shared: &Arc<Shared>,
    asked: &Arc<AuthorizationRequest>,
    cookie: TokenHash,
    origin: Origin,
) -> Result<Option<Given>> {
    let (asked, server_now) = (asked.clone(), shared.clock.now());
    let given = shared.db.write(move |tx| {
        let (asked, cookie) = (asked.clone(), cookie.clone());
        Box::pin(async move { resume_in(tx, &asked, &cookie, origin, server_now).await })
    });
    given.await
}

async fn resume_in(
    tx: &mut Tx,
    asked: &AuthorizationRequest,
    cookie: &TokenHash,
    origin: Origin,
    server_now: ServerTime,
) -> Result<Option<Given>> {
    let Some((client, now)) = clients::open(tx, asked.client.id(), server_now).await? else {
        return Ok(None);
    };
    let organization = &client.organization;
    let Some(session) = live(tx, cookie, organization, now).await? else { return Ok(None) };
    tx.lock(Lock::User(&session.user)).await?;
    // The session may have ended meanwhile.
    let Some(session) = live(tx, cookie, organization, now).await? else { return Ok(None) };
    browser_sessions::used(tx, &session.id, now).await?;
    let given = give(tx, asked, &client, (&session.user, &session.id), now).await?;
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
) -> Result<(String, String)> {
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
pub(super) async fn end(tx: &mut Tx, cookie: &TokenHash) -> Result<Option<BrowserSession>> {
    let found = browser_sessions::find(tx, cookie.as_str()).await?;
    if let Some(session) = &found {
        browser_sessions::end(tx, &session.id).await?;
    }
    Ok(found)
}
