//! OAuth clients: the programs that may sign in.

use api::{
    DeleteOauthClient, DomainEntityRef, DomainOrganizationRole, GetOauthClient, GetOauthClients,
    OAuthClient, OAuthClientEntityListing, OAuthClientRequest, OAuthClientState, OAuthGrantType,
    PostOauthClientSecret, PostOauthClients, PutOauthClient, RoleDivision,
};
use store::{
    Lock, divisions, grants,
    grants::{ClientGrant, NewGrant, SubjectType},
    oauth_clients::{self, StoredClient},
    organizations, roles, tokens,
};

use crate::{
    call::Call,
    refusal::{Refusal, Result},
    secrets,
};

/// How long tokens live, in seconds, unless the client says otherwise.
const TOKEN_SECONDS: i64 = 86_400;
/// How long they may live.
const ALLOWED_SECONDS: std::ops::RangeInclusive<i64> = 300..=172_800;

/// The clients of the organization, by name.
pub(crate) async fn list_clients(
    call: &mut Call,
    _: GetOauthClients,
) -> Result<OAuthClientEntityListing> {
    let stored = oauth_clients::all(&mut call.tx, &call.caller.organization).await?;
    let held = grants::of_clients(&mut call.tx, &call.caller.organization).await?;
    let entities: Vec<OAuthClient> =
        stored.into_iter().map(|stored| with_roles(stored.client, &held)).collect();
    let total = entities.len();
    let uri = || Some("/api/v2/oauth/clients".to_owned());
    Ok(OAuthClientEntityListing {
        page_size: i32::try_from(total).ok(),
        page_number: Some(1),
        page_count: Some(i32::from(total > 0)),
        total: i64::try_from(total).ok(),
        first_uri: uri(),
        self_uri: uri(),
        last_uri: uri(),
        entities,
        ..OAuthClientEntityListing::default()
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
        organization: call.caller.organization.clone(),
        client,
        secret_hash: secrets::hash_secret(&mut call.random, &secret),
        token_seconds: TOKEN_SECONDS,
    };
    let roles = fill(call, &mut stored, body).await?;
    if !oauth_clients::insert(&mut call.tx, &stored, call.now).await? {
        return Err(Refusal::internal("a new client's id is taken"));
    }
    grant_roles(call, stored.id(), &roles).await?;
    let client = shown(call, stored.client).await?;
    Ok(OAuthClient { secret: Some(secret), ..client })
}

/// Changes a client: the body says all of it. Its secret stays.
pub(crate) async fn replace_client(
    call: &mut Call,
    PutOauthClient { client_id, body }: PutOauthClient,
) -> Result<OAuthClient> {
    let mut stored = find_to_change(call, &client_id).await?;
    may_manage(call, stored.id()).await?;
    let grant_type = stored.client.authorized_grant_type.clone();
    let roles = fill(call, &mut stored, body).await?;
    let disabled = stored.client.state == Some(OAuthClientState::Disabled);
    if disabled || stored.client.authorized_grant_type != grant_type {
        // Enabled again, it starts without tokens.
        tokens::delete_of_client(&mut call.tx, stored.id()).await?;
    }
    (stored.client.date_modified, stored.client.modified_by) = (Some(call.now), author(call));
    oauth_clients::save(&mut call.tx, &stored).await?;
    grants::delete_of_subject(&mut call.tx, &stored.organization, stored.id()).await?;
    grant_roles(call, stored.id(), &roles).await?;
    shown(call, stored.client).await
}

/// Removes a client for good; its tokens end with it.
pub(crate) async fn delete_client(
    call: &mut Call,
    DeleteOauthClient { client_id }: DeleteOauthClient,
) -> Result<()> {
    let stored = find_to_change(call, &client_id).await?;
    may_manage(call, stored.id()).await?;
    grants::delete_of_subject(&mut call.tx, &stored.organization, stored.id()).await?;
    oauth_clients::delete(&mut call.tx, &stored.organization, stored.id()).await?;
    Ok(organizations::access_changed(&mut call.tx, &stored.organization).await?)
}

/// Gives a client a new secret; the old one counts no more.
pub(crate) async fn renew_secret(
    call: &mut Call,
    PostOauthClientSecret { client_id }: PostOauthClientSecret,
) -> Result<OAuthClient> {
    let mut stored = find_to_change(call, &client_id).await?;
    // Whoever knows the secret is the client, so it takes what making the client takes.
    may_manage(call, stored.id()).await?;
    let secret = call.random.secret();
    stored.secret_hash = secrets::hash_secret(&mut call.random, &secret);
    (stored.client.date_modified, stored.client.modified_by) = (Some(call.now), author(call));
    oauth_clients::save(&mut call.tx, &stored).await?;
    // Whoever had the old secret may have tokens.
    tokens::delete_of_client(&mut call.tx, stored.id()).await?;
    let client = shown(call, stored.client).await?;
    Ok(OAuthClient { secret: Some(secret), ..client })
}

/// A client with the roles that it holds, however they were granted.
pub(crate) async fn shown(call: &mut Call, client: OAuthClient) -> Result<OAuthClient> {
    let held = grants::of_clients(&mut call.tx, &call.caller.organization).await?;
    Ok(with_roles(client, &held))
}

fn with_roles(mut client: OAuthClient, held: &[ClientGrant]) -> OAuthClient {
    let own = held.iter().filter(|grant| client.id.as_deref() == Some(&grant.client));
    let roles: Vec<RoleDivision> = own
        .map(|grant| RoleDivision {
            role_id: Some(grant.role.clone()),
            division_id: Some(grant.division.clone()),
        })
        .collect();
    client.role_ids = Some(roles.iter().filter_map(|role| role.role_id.clone()).collect());
    client.role_divisions = Some(roles);
    client
}

async fn find(call: &mut Call, id: &str) -> Result<StoredClient> {
    let found = oauth_clients::find(&mut call.tx, &call.caller.organization, id).await?;
    found.ok_or_else(|| Refusal::not_found("OAuth client", id))
}

async fn find_to_change(call: &mut Call, id: &str) -> Result<StoredClient> {
    call.tx.lock(Lock::Organization(&call.caller.organization)).await?;
    find(call, id).await
}

/// The user who makes or changes a client; a client that does so has no user to name.
fn author(call: &Call) -> Option<DomainEntityRef> {
    call.caller.user.as_deref().map(|id| DomainEntityRef {
        id: Some(id.to_owned()),
        self_uri: Some(store::users::uri(id)),
        ..DomainEntityRef::default()
    })
}

/// Takes over what the body says, checked; answers the roles that it names, which are grants and
/// no part of the client.
async fn fill(
    call: &mut Call,
    stored: &mut StoredClient,
    body: OAuthClientRequest,
) -> Result<Vec<RoleDivision>> {
    let name = body.name.trim();
    if name.is_empty() {
        return Err(Refusal::missing_value("name"));
    }
    let seconds = body.access_token_validity_seconds.unwrap_or(TOKEN_SECONDS);
    if !ALLOWED_SECONDS.contains(&seconds) {
        let allowed = format!("{} to {} seconds", ALLOWED_SECONDS.start(), ALLOWED_SECONDS.end());
        let field = "accessTokenValiditySeconds";
        return Err(Refusal::invalid_value(field, seconds.to_string(), allowed));
    }
    let grant_type = body.authorized_grant_type;
    let addresses = body.registered_redirect_uri.unwrap_or_default();
    for address in &addresses {
        if url::Url::parse(address).is_err() {
            let allowed = "an absolute URL";
            return Err(Refusal::invalid_value("registeredRedirectUri", address, allowed));
        }
    }
    let given = body.role_divisions.unwrap_or_default();
    let older = body
        .role_ids
        .unwrap_or_default()
        .into_iter()
        .map(|role_id| RoleDivision { role_id: Some(role_id), ..RoleDivision::default() });
    let role_divisions = if grant_type == OAuthGrantType::ClientCredentials {
        let named: Vec<RoleDivision> = if given.is_empty() { older.collect() } else { given };
        checked_roles(call, named).await?
    } else {
        Vec::new()
    };
    let client = &mut stored.client;
    stored.token_seconds = seconds;
    client.name = Some(name.to_owned());
    client.access_token_validity_seconds = Some(seconds);
    client.authorized_grant_type = Some(grant_type);
    client.date_to_delete = body.date_to_delete;
    client.description = body.description;
    client.registered_redirect_uri = Some(addresses);
    client.scope = Some(body.scope.unwrap_or_default());
    client.state = Some(body.state.unwrap_or(OAuthClientState::Active));
    Ok(role_divisions)
}

/// Roles and divisions that exist, and that the caller could grant: nobody makes a client that may
/// do more than they may themselves.
async fn checked_roles(call: &mut Call, named: Vec<RoleDivision>) -> Result<Vec<RoleDivision>> {
    let organization = call.caller.organization.clone();
    let mut checked: Vec<RoleDivision> = Vec::with_capacity(named.len());
    for (index, one) in named.into_iter().enumerate() {
        let place = format!("roleDivisions[{index}]");
        let role_id = one.role_id.filter(|id| !id.is_empty());
        let role_id = role_id.ok_or_else(|| Refusal::missing_value(format!("{place}.roleId")))?;
        let role = roles::find(&mut call.tx, &organization, &role_id).await?.ok_or_else(|| {
            let field = format!("{place}.roleId");
            Refusal::invalid_value(field, &*role_id, "the id of a role of the organization")
        })?;
        let division = one.division_id.filter(|id| !id.is_empty());
        let division = match division.as_deref() {
            Some("*") => "*".to_owned(),
            Some(id) => match divisions::find(&mut call.tx, &organization, id).await? {
                Some(division) => division.id,
                None => {
                    let allowed = "the id of a division of the organization, or *";
                    let field = format!("{place}.divisionId");
                    return Err(Refusal::invalid_value(field, id, allowed));
                }
            },
            None => {
                divisions::home(&mut call.tx, &organization)
                    .await?
                    .ok_or_else(|| Refusal::internal("the organization has no home division"))?
                    .id
            }
        };
        must_hold(call, &role, &division)?;
        let one = RoleDivision { role_id: Some(role_id), division_id: Some(division) };
        if !checked.contains(&one) {
            checked.push(one);
        }
    }
    Ok(checked)
}

/// Refuses whoever may not do all that this client or user may, however it was granted.
pub(crate) async fn may_manage(call: &mut Call, subject: &str) -> Result<()> {
    let organization = call.caller.organization.clone();
    for held in grants::held_by(&mut call.tx, &organization, subject).await? {
        if let Some(role) = roles::find(&mut call.tx, &organization, &held.role).await? {
            must_hold(call, &role, &held.division)?;
        }
    }
    Ok(())
}

fn must_hold(call: &Call, role: &DomainOrganizationRole, division: &str) -> Result<()> {
    if call.caller.authority.holds_all_of(role, division) {
        return Ok(());
    }
    Err(Refusal::more_than_held(role.name.as_deref().unwrap_or_default(), division))
}

/// Grants the client's roles to the client.
async fn grant_roles(call: &mut Call, client: &str, roles: &[RoleDivision]) -> Result<()> {
    let organization = call.caller.organization.clone();
    for one in roles {
        let grant = NewGrant {
            subject: client,
            subject_type: SubjectType::OAuthClient,
            role: one.role_id.as_deref().unwrap_or_default(),
            division: one.division_id.as_deref().unwrap_or_default(),
            made_at: call.now,
        };
        grants::insert(&mut call.tx, &organization, &grant).await?;
    }
    Ok(organizations::access_changed(&mut call.tx, &organization).await?)
}
