//! OAuth clients: the programs that may sign in.

mod request;

use crate::rules::clients::OAUTH_CLIENT;
use api::{
    DeleteOauthClient, DomainEntityRef, GetOauthClient, GetOauthClients, OAuthClient,
    OAuthClientEntityListing, OAuthClientState, PostOauthClientSecret, PostOauthClients,
    PutOauthClient,
};
use store::{
    grants,
    oauth_clients::{self, StoredClient},
    organizations, tokens,
};

use crate::oauth_clients::request::{fill, must_reach};
use crate::rules::clients::{self, shown, with_roles};
use crate::rules::grants::{lock_organization, must_hold_all_of};
use gate::routes::Routes;
use gate::{
    audit::{self, Action, AuditEvent},
    call::Call,
    refusal::{Refusal, Result},
    secrets,
};

/// The operations on oauth clients that are served.
pub(crate) fn routes() -> Routes {
    Routes::default()
        .answer(list_clients)
        .answer(create_client)
        .answer(get_client)
        .answer(replace_client)
        .answer(delete_client)
        .answer(renew_secret)
}

/// The clients of the organization, by name.
pub(crate) async fn list_clients(
    call: &mut Call,
    _: GetOauthClients,
) -> Result<OAuthClientEntityListing> {
    let stored = oauth_clients::all(&mut call.tx).await?;
    let held = grants::of_clients(&mut call.tx).await?;
    let entities: Vec<OAuthClient> = stored
        .into_iter()
        .filter(|stored| !stored.is_gone(call.now))
        .map(|stored| with_roles(stored.client, &held))
        .collect();
    let uri = || Some("/api/v2/oauth/clients".to_owned());
    Ok(OAuthClientEntityListing {
        first_uri: uri(),
        self_uri: uri(),
        last_uri: uri(),
        ..OAuthClientEntityListing::whole(entities)
    })
}

/// One client, without its secret.
pub(crate) async fn get_client(
    call: &mut Call,
    GetOauthClient { client_id }: GetOauthClient,
) -> Result<OAuthClient> {
    let client = find(call, &client_id).await?.client;
    shown(call, client).await
}

/// Makes a client; its secret is in this answer and in no other.
pub(crate) async fn create_client(
    call: &mut Call,
    PostOauthClients { body }: PostOauthClients,
) -> Result<OAuthClient> {
    let (id, secret) = (call.random.id(), call.random.secret());
    let author = author(call);
    let client = OAuthClient {
        self_uri: Some(format!("/api/v2/oauth/clients/{id}")),
        id: Some(id),
        created_by: author.clone(),
        modified_by: author,
        date_created: Some(call.now),
        date_modified: Some(call.now),
        ..OAuthClient::default()
    };
    let mut stored = StoredClient {
        organization: call.organization().to_string(),
        client,
        secret_hash: secrets::hash_secret(&mut call.random, &secret),
        previous_secret: None,
        token_seconds: request::TOKEN_SECONDS,
    };
    lock(call).await?;
    let roles = fill(call, &mut stored, body).await?;
    let client = clients::add(call, stored, &roles).await?;
    Ok(OAuthClient { secret: Some(secret), ..client })
}

/// Changes a client: the body says all of it. Its secret stays.
pub(crate) async fn replace_client(
    call: &mut Call,
    PutOauthClient { client_id, body }: PutOauthClient,
) -> Result<OAuthClient> {
    let mut stored = find_to_change(call, &client_id).await?;
    may_manage(call, &stored).await?;
    let before = shown(call, stored.client.clone()).await?;
    let roles = fill(call, &mut stored, body).await?;
    let disabled = stored.client.state == Some(OAuthClientState::Disabled);
    if disabled || stored.client.authorized_grant_type != before.authorized_grant_type {
        // Enabled again, it starts without tokens.
        tokens::delete_of_client(&mut call.tx, stored.id()).await?;
    }
    (stored.client.date_modified, stored.client.modified_by) = (Some(call.now), author(call));
    oauth_clients::save(&mut call.tx, &stored).await?;
    grants::delete_of_subject(&mut call.tx, stored.id()).await?;
    clients::grant_roles(call, stored.id(), &roles).await?;
    let client = shown(call, stored.client).await?;
    audit::record(call, event(Action::Update, &client).between(&before, &client)?).await?;
    Ok(client)
}

/// Removes a client for good; its tokens end with it.
pub(crate) async fn delete_client(
    call: &mut Call,
    DeleteOauthClient { client_id }: DeleteOauthClient,
) -> Result<()> {
    let stored = find_to_change(call, &client_id).await?;
    may_manage(call, &stored).await?;
    let client = shown(call, stored.client.clone()).await?;
    audit::record(call, clients::deletion(&client)).await?;
    grants::delete_of_subject(&mut call.tx, stored.id()).await?;
    oauth_clients::delete(&mut call.tx, stored.id()).await?;
    Ok(organizations::access_changed(&mut call.tx, &stored.organization).await?)
}

/// Gives a client a new secret; the old one ends.
pub(crate) async fn renew_secret(
    call: &mut Call,
    PostOauthClientSecret { client_id }: PostOauthClientSecret,
) -> Result<OAuthClient> {
    let mut stored = find_to_change(call, &client_id).await?;
    // With the secret the caller could act as the client, so this needs what making the client
    // needs.
    may_manage(call, &stored).await?;
    let secret = call.random.secret();
    stored.secret_hash = secrets::hash_secret(&mut call.random, &secret);
    stored.previous_secret = None;
    (stored.client.date_modified, stored.client.modified_by) = (Some(call.now), author(call));
    oauth_clients::save(&mut call.tx, &stored).await?;
    // A holder of the old secret may have tokens.
    tokens::delete_of_client(&mut call.tx, stored.id()).await?;
    organizations::access_changed(&mut call.tx, &stored.organization).await?;
    let client = shown(call, stored.client).await?;
    audit::record(call, event(Action::Reset, &client)).await?;
    Ok(OAuthClient { secret: Some(secret), ..client })
}

async fn find(call: &mut Call, id: &str) -> Result<StoredClient> {
    let found = oauth_clients::find(&mut call.tx, id).await?;
    let found = found.filter(|stored| !stored.is_gone(call.now));
    found.ok_or_else(|| Refusal::not_found("OAuth client", id))
}

async fn find_to_change(call: &mut Call, id: &str) -> Result<StoredClient> {
    lock(call).await?;
    find(call, id).await
}

/// Locks the clients until the call has ended, and removes those that are due.
async fn lock(call: &mut Call) -> Result<()> {
    lock_organization(call).await?;
    clients::remove_due(call).await
}

/// What is written down of a client.
fn event(action: Action, client: &OAuthClient) -> AuditEvent {
    let id = client.id.as_deref().unwrap_or_default();
    AuditEvent::new(OAUTH_CLIENT, action, id).named(client.name.clone())
}

/// The user who makes or changes a client; a client that does so has no user to name.
fn author(call: &Call) -> Option<DomainEntityRef> {
    call.user().map(|id| DomainEntityRef {
        id: Some(id.to_owned()),
        self_uri: Some(store::users::uri(id)),
        ..DomainEntityRef::default()
    })
}

/// Refuses callers that do not hold everything that the client holds, however it was granted.
async fn may_manage(call: &mut Call, stored: &StoredClient) -> Result<()> {
    let grants = grants::direct(&mut call.tx, stored.id()).await?;
    let scopes = stored.client.scope.as_deref().unwrap_or_default();
    must_reach(call, scopes, !grants.is_empty())?;
    must_hold_all_of(call, stored.id()).await
}
