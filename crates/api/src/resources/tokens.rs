//! Access tokens.

use crate::{
    DateTime, Entity, NamedEntity, Operation, OrgOAuthClient, Topic, model, operations, topics,
};

operations! {
    "tokens":
    DeleteTokensMe,
    GetTokensMe,
    HeadTokensMe,
    DeleteToken,
}

topics! {
    "tokens":
    UserTokensTopic,
}

/// Revoke the caller's own token.
///
/// Ends the token that the call is made with; it is refused from then on. The answer is empty.
#[derive(Debug, Clone, Operation)]
#[operation(DELETE "/api/v2/tokens/me", signed_in, inferred)]
pub struct DeleteTokensMe {}

/// Read what the caller's own token stands for.
///
/// Answers the organization and the OAuth client of the token and the scopes that it grants. A
/// light call with which to test a token.
#[derive(Debug, Clone, Operation)]
#[operation(GET "/api/v2/tokens/me", signed_in, returns(TokenInfo), inferred)]
pub struct GetTokensMe {
    /// `true` asks without counting as use of the token, so that its idle time runs on.
    #[query(name = "preserveIdleTTL")]
    pub preserve_idle_ttl: Option<bool>,
}

/// Check the caller's own token.
///
/// Answers 200 without a body while the token is valid, and 401 otherwise.
#[derive(Debug, Clone, Operation)]
#[operation(HEAD "/api/v2/tokens/me", signed_in, inferred)]
pub struct HeadTokensMe {}

/// Revoke every token of a user.
///
/// Revokes the user's tokens and ends the user's sessions, for every client; the user may sign in
/// again. A user that the caller cannot see answers 404. The answer is empty.
#[derive(Debug, Clone, Operation)]
#[operation(DELETE "/api/v2/tokens/{userId}", any("oauth:token:delete"), inferred)]
pub struct DeleteToken {
    /// Id of the user.
    pub user_id: String,
}

/// When the user was last given an access token.
#[model]
pub struct OAuthLastTokenIssued {
    /// When the most recent access token was issued, through any client.
    pub date_issued: Option<DateTime>,
}

/// What an access token is and what it may do.
#[model]
pub struct TokenInfo {
    /// The client for which the token was issued.
    #[field(name = "OAuthClient")]
    pub o_auth_client: Option<OrgOAuthClient>,
    /// Scopes granted to the token.
    #[field(read_only)]
    pub authorized_scope: Option<Vec<String>>,
    /// The original user, when the token acts for a copy of a user of another organization.
    #[field(read_only)]
    pub cloned_user: Option<TokenInfoClonedUser>,
    /// When the token ends if it is not used before.
    #[field(read_only, newer)]
    pub date_token_idles: Option<DateTime>,
    /// The organization to which the user belongs.
    #[field(read_only)]
    pub home_organization: Option<NamedEntity>,
    /// The organization in which the token works.
    #[field(read_only)]
    pub organization: Option<NamedEntity>,
}

/// The user of another organization behind a token that works in this one.
#[model]
pub struct TokenInfoClonedUser {
    /// Id of the original user, a UUID.
    #[field(read_only)]
    pub id: Option<String>,
    /// Organization of the original user.
    #[field(read_only)]
    pub organization: Option<Entity>,
}

/// A client gets an access token for a user.
///
/// The token itself is not sent.
#[derive(Debug, Clone, Topic)]
#[topic("v2.users.{id}.tokens", own, sends(UserTokensTopicTokenNotification))]
pub struct UserTokensTopic {
    /// Id of the user.
    pub id: String,
}

/// An access token that was issued.
#[model]
pub struct UserTokensTopicTokenNotification {
    /// Id of the OAuth client.
    pub client_id: Option<String>,
    /// When the token was issued.
    pub date_created: Option<String>,
    /// Address from which it was asked for.
    pub ip_address: Option<String>,
    /// Id of the session that the token belongs to.
    pub session_id: Option<String>,
    /// When the token expires.
    pub token_expiration_date: Option<String>,
    /// Hash of the token.
    pub token_hash: Option<String>,
    /// The user.
    pub user: Option<NamedEntity>,
}
