//! OAuth clients: the programs that may sign in.

use crate::{
    DateTime, DomainEntityRef, NamedEntity, Operation, listing, model, operations, wire_enum,
};

operations! {
    "oauth_clients":
    GetOauthClients,
    PostOauthClients,
    DeleteOauthClient,
    GetOauthClient,
    PutOauthClient,
    PostOauthClientSecret,
}

/// List OAuth clients.
///
/// Answers the OAuth clients of the organization, without their secrets.
#[derive(Debug, Clone, Operation)]
#[operation(
    GET "/api/v2/oauth/clients",
    any("oauth:client:view"),
    returns(OAuthClientEntityListing),
    inferred
)]
pub struct GetOauthClients {}

/// Create an OAuth client.
///
/// Creates a client and answers it with its secret, which is not shown again when the client is
/// read. Tokens live `accessTokenValiditySeconds` seconds, from 300 to 172800 and 86400 by
/// default. The roles of a client-credentials client must be held by its creator; a role
/// without a division holds in the home division. A client for `CODE` or `TOKEN` needs an address
/// to which sign-ins return: https, http to this machine or a private network, or a scheme of
/// the application's own. Scopes are those of `GET /api/v2/oauth/scopes`.
#[derive(Debug, Clone, Operation)]
#[operation(POST "/api/v2/oauth/clients", any("oauth:client:add"), returns(OAuthClient), inferred)]
pub struct PostOauthClients {
    /// The body.
    pub body: OAuthClientRequest,
}

/// Delete an OAuth client.
///
/// Removes the client for good, with its tokens. An unknown client is refused with 404.
#[derive(Debug, Clone, Operation)]
#[operation(
    DELETE "/api/v2/oauth/clients/{clientId}",
    any("oauth:client:delete"),
    returns(204),
    inferred
)]
pub struct DeleteOauthClient {
    /// Id of the OAuth client.
    pub client_id: String,
}

/// Read an OAuth client.
///
/// Answers one client without its secret. An unknown client answers 404.
#[derive(Debug, Clone, Operation)]
#[operation(
    GET "/api/v2/oauth/clients/{clientId}",
    any("oauth:client:view"),
    returns(OAuthClient),
    inferred
)]
pub struct GetOauthClient {
    /// Id of the OAuth client.
    pub client_id: String,
}

/// Change an OAuth client.
///
/// Sets the client's name, grant type, roles, scopes, redirect addresses and token life. A
/// client that is `disabled` loses its tokens at once; an `inactive` one gets no new ones. When
/// `dateToDelete` has come, the client is gone with its tokens, whatever its state. Other scopes
/// count at the next request, of tokens that were issued before too.
#[derive(Debug, Clone, Operation)]
#[operation(
    PUT "/api/v2/oauth/clients/{clientId}",
    any("oauth:client:edit"),
    returns(OAuthClient),
    inferred
)]
pub struct PutOauthClient {
    /// Id of the OAuth client.
    pub client_id: String,
    /// The body.
    pub body: OAuthClientRequest,
}

/// Make a new secret for an OAuth client.
///
/// Gives the client a new secret in place of the old one and answers the client with it; keep
/// it, because it is not shown when the client is read. The old secret and the client's tokens
/// end at once; `callroster client rotate-secret --overlap` lets the old one live on for a while.
#[derive(Debug, Clone, Operation)]
#[operation(
    POST "/api/v2/oauth/clients/{clientId}/secret",
    any("oauth:client:edit"),
    returns(OAuthClient),
    inferred
)]
pub struct PostOauthClientSecret {
    /// Id of the OAuth client.
    pub client_id: String,
}

/// An application that signs in to this API.
#[model]
pub struct OAuthClient {
    /// UUID of the client, its user name at the token endpoint.
    #[field(read_only)]
    pub id: Option<String>,
    /// Display name of the client.
    #[field(required)]
    pub name: Option<String>,
    /// How long a token lives, in seconds, from 300 to 172800; 86400 by default. SCIM
    /// clients may go to 38880000.
    pub access_token_validity_seconds: Option<i64>,
    /// The one way in which the client gets tokens.
    #[field(required)]
    pub authorized_grant_type: Option<OAuthGrantType>,
    /// User who made the client.
    pub created_by: Option<DomainEntityRef>,
    /// When the client was made.
    pub date_created: Option<DateTime>,
    /// When the client last changed.
    pub date_modified: Option<DateTime>,
    /// When an inactive client is to be deleted.
    pub date_to_delete: Option<DateTime>,
    /// What the client is for.
    pub description: Option<String>,
    /// User who last changed the client.
    pub modified_by: Option<DomainEntityRef>,
    /// Addresses that sign-in may return to; one must match entirely.
    pub registered_redirect_uri: Option<Vec<String>>,
    /// Roles of a client-credentials client, each with its division.
    pub role_divisions: Option<Vec<RoleDivision>>,
    /// Deprecated: ids of a client-credentials client's roles, without divisions.
    pub role_ids: Option<Vec<String>>,
    /// Scopes that limit users' tokens, such as `analytics:readonly`; client-credentials
    /// tokens are not limited by them.
    pub scope: Option<Vec<String>>,
    /// Password of the client at the token endpoint, made by the server.
    pub secret: Option<String>,
    /// `active`; `disabled`, its tokens no longer count; or `inactive`, it gets no new
    /// tokens and is to be deleted.
    pub state: Option<OAuthClientState>,
    /// Where this resource is read.
    #[field(read_only)]
    pub self_uri: Option<String>,
}

listing! {
    /// One page of OAuth clients.
    OAuthClientEntityListing of OAuthClient: "OAuth clients on this page."
}

/// An OAuth client to be made or replaced.
#[model]
pub struct OAuthClientRequest {
    /// Display name of the client.
    #[field(max_length = 255)]
    pub name: String,
    /// How long a token lives, in seconds, from 300 to 172800; 86400 by default. SCIM
    /// clients may go to 38880000.
    pub access_token_validity_seconds: Option<i64>,
    /// The one way in which the client gets tokens.
    pub authorized_grant_type: OAuthGrantType,
    /// When an inactive client is to be deleted.
    pub date_to_delete: Option<DateTime>,
    /// What the client is for.
    pub description: Option<String>,
    /// Addresses that sign-in may return to; one must match entirely.
    #[field(max_items = 100)]
    pub registered_redirect_uri: Option<Vec<String>>,
    /// Roles of a client-credentials client, each with its division.
    #[field(max_items = 500)]
    pub role_divisions: Option<Vec<RoleDivision>>,
    /// Deprecated: ids of a client-credentials client's roles, without divisions.
    #[field(max_items = 500)]
    pub role_ids: Option<Vec<String>>,
    /// Scopes that limit users' tokens, such as `analytics:readonly`; client-credentials
    /// tokens are not limited by them.
    #[field(max_items = 500)]
    pub scope: Option<Vec<String>>,
    /// `active`; `disabled`, its tokens no longer count; or `inactive`, it gets no new
    /// tokens and is to be deleted.
    pub state: Option<OAuthClientState>,
}

/// The OAuth client for which a token was issued, with its organization and without its secret.
#[model]
pub struct OrgOAuthClient {
    /// Client id, a UUID; unique across all organizations.
    #[field(read_only)]
    pub id: Option<String>,
    /// Display name of the client.
    #[field(required)]
    pub name: Option<String>,
    /// The one grant with which the client obtains tokens. CLIENT-CREDENTIALS tokens have
    /// no user.
    #[field(required)]
    pub authorized_grant_type: Option<OAuthGrantType>,
    /// Who registered the client.
    pub created_by: Option<DomainEntityRef>,
    /// When the client was registered.
    pub date_created: Option<DateTime>,
    /// When the client was last changed.
    pub date_modified: Option<DateTime>,
    /// When an inactive client is due to be deleted.
    pub date_to_delete: Option<DateTime>,
    /// Who changed the client last.
    pub modified_by: Option<DomainEntityRef>,
    /// The organization to which the client belongs.
    #[field(read_only)]
    pub organization: Option<NamedEntity>,
    /// Roles of the client itself, each in one division; they count for client credentials
    /// only.
    pub role_divisions: Option<Vec<RoleDivision>>,
    /// Scopes the client may ask for, such as `users` or `users:readonly`. They limit user
    /// tokens, not client credentials.
    pub scope: Option<Vec<String>>,
    /// Whether the client works: `disabled` invalidates its tokens, `inactive` issues no
    /// new ones.
    pub state: Option<OAuthClientState>,
}

/// One role that an OAuth client holds in one division.
#[model]
pub struct RoleDivision {
    /// Division in which the role counts, a UUID, or `*` for all divisions.
    #[field(required)]
    pub division_id: Option<String>,
    /// The role held, a UUID.
    #[field(required)]
    pub role_id: Option<String>,
}

/// How a client obtains its tokens.
#[wire_enum]
pub enum OAuthGrantType {
    /// By an authorization code.
    #[wire("CODE")]
    Code,
    /// By the implicit flow.
    #[wire("TOKEN")]
    Token,
    /// By a SAML 2 assertion.
    #[wire("SAML2-BEARER")]
    Saml2Bearer,
    /// By a user's name and password.
    #[wire("PASSWORD")]
    Password,
    /// By its own id and secret, without a user.
    #[wire("CLIENT-CREDENTIALS")]
    ClientCredentials,
}

/// Whether a client may have tokens.
#[wire_enum]
pub enum OAuthClientState {
    /// It gets tokens.
    #[wire("active")]
    Active,
    /// Its tokens are invalid and it gets no new ones.
    #[wire("disabled")]
    Disabled,
    /// It gets no new tokens and is to be deleted.
    #[wire("inactive")]
    Inactive,
}
