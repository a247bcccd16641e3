//! Scopes, which limit what applications may do for their users.

use crate::{Operation, model, operations};

operations! {
    "oauth_scopes":
    GetOauthScopes,
    GetOauthScope,
}

/// List the scopes that there are.
///
/// Answers every scope that an OAuth client may be registered with: `<area>` to read and change,
/// `<area>:readonly` to read.
#[derive(Debug, Clone, Operation)]
#[operation(GET "/api/v2/oauth/scopes", signed_in, returns(OAuthScopeListing), inferred)]
pub struct GetOauthScopes {
    /// Language of the descriptions; they are English whatever is asked for.
    #[query(default = "en-us".to_owned())]
    pub accept_language: String,
}

/// Read a scope.
///
/// Answers one scope with its description. An unknown scope answers 404.
#[derive(Debug, Clone, Operation)]
#[operation(GET "/api/v2/oauth/scopes/{scopeId}", signed_in, returns(OAuthScope), inferred)]
pub struct GetOauthScope {
    /// Name of the scope, such as `users:readonly`.
    pub scope_id: String,
    /// Language of the description; it is English whatever is asked for.
    #[query(default = "en-us".to_owned())]
    pub accept_language: String,
}

/// A scope that an OAuth client may be registered with.
#[model]
pub struct OAuthScope {
    /// Name of the scope, such as `users:readonly`.
    #[field(read_only)]
    pub id: Option<String>,
    /// What it lets an application do.
    pub description: Option<String>,
    /// Where this resource is read.
    #[field(read_only)]
    pub self_uri: Option<String>,
}

/// Every scope that there is.
#[model]
pub struct OAuthScopeListing {
    /// The scopes, by name.
    pub entities: Vec<OAuthScope>,
    /// How many there are.
    pub total: Option<i64>,
    /// Where this listing is read.
    pub self_uri: Option<String>,
}
