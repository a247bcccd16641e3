//! `/logout`: ends what a browser has.

use crate::sessions::SESSION;
use std::sync::Arc;

use api::OAuthClientState;
use axum::{
    extract::{Request, State},
    response::{IntoResponse as _, Response},
};
use store::{ServerTime, Tx, oauth_clients::StoredClient, organizations, token_families};

use super::{
    forms, redirect, session,
    visit::{Visit, setting},
};
use crate::{clients, redirects};
use gate::{
    audit::{self, Action, Actor, AuditEvent},
    origin::Origin,
    refusal::Result,
    secrets::TokenHash,
    shared::Shared,
};

/// What the log and the metrics call the page, which is no operation of the contract.
const OPERATION: &str = "oauthLogout";

/// `GET /logout`: ends the browser's session, and what the client was given in it; then goes on to
/// an address that the client is registered with, and to no other.
pub async fn logout(State(shared): State<Arc<Shared>>, request: Request) -> Response {
    let visit = Visit::of(&shared, &request);
    let answer = async { Ok(logged_out(&shared, &visit).await?) };
    visit.answer(&shared, OPERATION, answer).await
}

async fn logged_out(shared: &Arc<Shared>, visit: &Visit) -> Result<Response> {
    let value = |wanted: &str| {
        let mut values = visit.query.iter().filter(|(name, _)| name == wanted);
        values.next().map(|(_, value)| value.as_str()).unwrap_or_default()
    };
    let client = {
        let mut tx = shared.db.snapshot().await?;
        clients::find(&mut tx, value("client_id"), shared.clock.now()).await?
    };
    let client = client.map(|(client, _)| client);
    if let Some(cookie) = visit.cookies.session() {
        let (client, origin) = (client.clone(), visit.origin);
        let server_now = shared.clock.now();
        let ended = shared.db.write(move |tx| {
            let (cookie, client) = (cookie.clone(), client.clone());
            Box::pin(async move { end(tx, &cookie, client.as_ref(), origin, server_now).await })
        });
        ended.await?;
    }
    let onward = client.as_ref().and_then(|client| registered(client, value("redirect_uri")));
    let answer = match onward {
        Some(address) => redirect::see(&address),
        None => forms::signed_out().into_response(),
    };
    Ok(setting(answer, [visit.cookies.without_session()]))
}

/// The address, if it is one of an active client's.
fn registered(client: &StoredClient, asked: &str) -> Option<url::Url> {
    let registered = client.client.registered_redirect_uri.as_deref().unwrap_or_default();
    let active = client.client.state == Some(OAuthClientState::Active);
    let known = active && registered.iter().any(|registered| registered == asked);
    known.then(|| redirects::allowed(asked)).flatten()
}

async fn end(
    tx: &mut Tx,
    cookie: &TokenHash,
    client: Option<&StoredClient>,
    origin: Origin,
    server_now: ServerTime,
) -> Result<()> {
    let Some(session) = session::end(tx, cookie).await? else { return Ok(()) };
    if let Some(client) = client {
        token_families::end_of_session(tx, &session.id, client.id()).await?;
    }
    let Some(organization) = organizations::find(tx, &session.organization).await? else {
        return Ok(());
    };
    let own = client.filter(|client| client.organization == session.organization);
    let actor = Actor {
        organization: &session.organization,
        user: Some(&session.user),
        client: own.map(StoredClient::id),
        origin,
        now: organization.clock.at(server_now),
    };
    let event = AuditEvent::new(SESSION, Action::Delete, &session.user);
    audit::record_by(tx, &actor, event).await
}
