//! Signing in with a password, and with a second factor where the user must show one.

use crate::sessions::SESSION;
use std::sync::Arc;

use api::{DateTime, State};
use store::{
    Divisions, Lock, ServerTime, Tx,
    oauth_clients::StoredClient,
    sign_in_tickets::{self, SignInTicket},
    users,
};

use super::noted::{actor, note};
use super::{
    given::give,
    redirect::Given,
    request::AuthorizationRequest,
    second_factor::{self, Factors, Outcome, Shown},
    session,
};
use crate::{
    clients,
    credentials::{self, Denied, Known},
    identity::Identity,
    throttle::TooOften,
    verifiers::codes,
};
use gate::{
    audit::{self, Action, AuditEvent},
    origin::Origin,
    random::Random,
    reached::Reached,
    refusal::Result,
    secrets::TokenHash,
    shared::Shared,
};

/// How long the user may take to find a code or a key, in seconds.
const TICKET_SECONDS: i64 = 300;
/// How many codes and keys may be tried with one password.
const TICKET_ATTEMPTS: i64 = 5;

/// What comes after a step.
#[derive(Debug, Clone)]
pub(super) enum Next {
    /// The user is signed in.
    Done {
        given: Given,
        /// The secret of the browser's session.
        session: String,
    },
    /// The user must show one of these, together with this ticket.
    AskFactor { ticket: String, factors: Factors },
    /// The password is too old; at this path of the server the user sets another.
    Renew { path: String },
    /// Address and password are not those of a user who may sign in.
    Wrong,
    /// What was shown is not right; the ticket is still good.
    WrongFactor { factors: Factors },
    /// The ticket is not good, or not any more.
    Over,
    /// Too many attempts; the next may be made after so many seconds.
    Throttled(u64),
    /// Too many sign in at once; the next may be tried after so many seconds.
    Busy(u64),
}

/// A browser that signs in.
#[derive(Debug, Clone)]
pub(super) struct Browser {
    pub(super) asked: Arc<AuthorizationRequest>,
    /// The session that it had before, whosever it is.
    pub(super) before: Option<TokenHash>,
    pub(super) origin: Origin,
    /// The name under which it reached the server.
    pub(super) reached: Reached,
}

/// The first step.
pub(super) async fn with_password(
    identity: &Identity,
    browser: &Browser,
    email: &str,
    password: &str,
) -> Result<Next> {
    let (shared, organization) = (&identity.shared, &browser.asked.client.organization);
    let checked = credentials::check(shared, browser.origin, organization, email, password).await?;
    let known = match checked {
        Ok(known) => known,
        Err(Denied::Throttled(seconds)) => return Ok(Next::Throttled(seconds)),
        Err(Denied::Busy(seconds)) => return Ok(Next::Busy(seconds)),
        Err(Denied::Wrong) => {
            note_wrong(shared, browser, email).await?;
            return Ok(Next::Wrong);
        }
    };
    let server_now = shared.clock.now();
    let counted = identity.throttle.sign_in((organization, &known.user), server_now);
    if let Err(TooOften { seconds }) = counted {
        return Ok(Next::Throttled(seconds));
    }
    let browser = browser.clone();
    let next = shared.db.write(move |tx| {
        let (browser, known) = (browser.clone(), known.clone());
        Box::pin(async move { after_password(tx, &browser, &known, server_now).await })
    });
    next.await
}

async fn after_password(
    tx: &mut Tx,
    browser: &Browser,
    known: &Known,
    server_now: ServerTime,
) -> Result<Next> {
    let user = known.user.as_str();
    let Some((client, now)) = still_welcome(tx, browser, user, server_now).await? else {
        return Ok(Next::Wrong);
    };
    if !known.is_current(tx).await? {
        return Ok(Next::Wrong);
    }
    if !codes::asks(tx, user).await? {
        return finish(tx, browser, &client, user, now).await;
    }
    let ticket = Random::System.secret();
    let stored = SignInTicket {
        organization: client.organization.clone(),
        client: client.id().to_owned(),
        user: user.to_owned(),
        attempts_left: TICKET_ATTEMPTS,
        ends_at: now.plus_seconds(TICKET_SECONDS),
    };
    sign_in_tickets::insert(tx, TokenHash::of(&ticket).as_str(), &stored, now).await?;
    let factors = second_factor::factors(tx, user, &ticket, browser.reached.host()).await?;
    Ok(Next::AskFactor { ticket, factors })
}

/// The second step.
pub(super) async fn with_factor(
    shared: &Arc<Shared>,
    browser: &Browser,
    ticket: &str,
    shown: Shown,
) -> Result<Next> {
    let (browser, server_now) = (browser.clone(), shared.clock.now());
    let ticket = ticket.to_owned();
    let next = shared.db.write(move |tx| {
        let (browser, ticket, shown) = (browser.clone(), ticket.clone(), shown.clone());
        Box::pin(async move { after_factor(tx, &browser, (&ticket, &shown), server_now).await })
    });
    next.await
}

/// A wrong code is kept count of, so every answer here is one that commits.
async fn after_factor(
    tx: &mut Tx,
    browser: &Browser,
    (ticket, shown): (&str, &Shown),
    server_now: ServerTime,
) -> Result<Next> {
    let (id, hash) = (browser.asked.client.id(), TokenHash::of(ticket));
    let Some((_, now)) = clients::open(tx, id, server_now).await? else { return Ok(Next::Over) };
    let Some(tried) = sign_in_tickets::attempt(tx, hash.as_str(), id, now).await? else {
        return Ok(Next::Over);
    };
    let Some((client, now)) = still_welcome(tx, browser, &tried.user, server_now).await? else {
        return Ok(Next::Over);
    };
    let reason = match second_factor::check(tx, &tried.user, (ticket, shown), now).await? {
        Outcome::Right => {
            sign_in_tickets::end(tx, hash.as_str()).await?;
            return finish(tx, browser, &client, &tried.user, now).await;
        }
        Outcome::Later(seconds) => return Ok(Next::Throttled(seconds)),
        Outcome::Wrong(reason) => reason,
    };
    let actor = actor(&client, None, browser.origin, now);
    let event = AuditEvent::new(SESSION, Action::Deny, &tried.user).failed();
    audit::record_by(tx, &actor, event.with("reason", reason)).await?;
    if tried.attempts_left <= 0 {
        return Ok(Next::Over);
    }
    let host = browser.reached.host();
    let factors = second_factor::factors(tx, &tried.user, ticket, host).await?;
    Ok(Next::WrongFactor { factors })
}

/// Client and time, while the client may have tokens and the user is active; whatever else ends
/// the user's sign-ins waits until this transaction has ended.
async fn still_welcome(
    tx: &mut Tx,
    browser: &Browser,
    user: &str,
    server_now: ServerTime,
) -> Result<Option<(StoredClient, DateTime)>> {
    let open = clients::open(tx, browser.asked.client.id(), server_now).await?;
    let Some((client, now)) = open else { return Ok(None) };
    tx.lock(Lock::User(user)).await?;
    let found = users::find(tx, &Divisions::all(), user).await?;
    let active = found.is_some_and(|found| found.state == State::Active);
    Ok(active.then_some((client, now)))
}

/// Everything that is asked for was right.
async fn finish(
    tx: &mut Tx,
    browser: &Browser,
    client: &StoredClient,
    user: &str,
    now: DateTime,
) -> Result<Next> {
    let organization = &client.organization;
    if let Some(path) = credentials::renewal(tx, user, now, &mut Random::System).await? {
        return Ok(Next::Renew { path });
    }
    credentials::signed_in(tx, browser.origin, user, now).await?;
    let before = browser.before.as_ref();
    let (id, session) = session::begin(tx, (organization, user), before, now).await?;
    let given = give(tx, &browser.asked, client, (user, &id), (browser.origin, now)).await?;
    note(tx, client, user, ("password", browser.origin), now).await?;
    Ok(Next::Done { given, session })
}

/// The name in the audit for an address without a user.
const NOBODY: &str = "unknown";

/// Writes down a refused sign-in, without the text that was typed: it may be a password in the
/// wrong field. Guesses at unknown addresses, of which there is no end, share one message a minute.
async fn note_wrong(shared: &Arc<Shared>, browser: &Browser, email: &str) -> Result<()> {
    let (browser, server_now) = (browser.clone(), shared.clock.now());
    let email = email.replace('\0', "");
    let noted = shared.db.write(move |tx| {
        let (browser, email) = (browser.clone(), email.clone());
        Box::pin(async move {
            let id = browser.asked.client.id();
            let Some((client, now)) = clients::open(tx, id, server_now).await? else {
                return Ok(());
            };
            let known = users::by_email(tx, &Divisions::all(), &email).await?;
            let actor = actor(&client, None, browser.origin, now);
            let denied = |user: &str| {
                let event = AuditEvent::new(SESSION, Action::Deny, user).failed();
                event.with("reason", "wrong e-mail address or password")
            };
            match known {
                Some(user) => audit::record_by(tx, &actor, denied(&user.id)).await,
                None => {
                    credentials::hold_unknown(tx, client.id(), now).await?;
                    audit::record_often(tx, &actor, denied(NOBODY)).await
                }
            }
        })
    });
    noted.await
}
