//! The scopes that there are.

use api::{GetOauthScope, GetOauthScopes, OAuthScope, OAuthScopeListing, Scope};

use gate::routes::Routes;
use gate::{
    call::Call,
    refusal::{Refusal, Result},
};

/// The operations on oauth scopes that are served.
pub(crate) fn routes() -> Routes {
    Routes::default().answer(list_scopes).answer(get_scope)
}

/// Every scope that a client may be registered with.
pub(crate) async fn list_scopes(_: &mut Call, _: GetOauthScopes) -> Result<OAuthScopeListing> {
    let entities: Vec<OAuthScope> = Scope::all().map(shown).collect();
    Ok(OAuthScopeListing {
        total: i64::try_from(entities.len()).ok(),
        self_uri: Some("/api/v2/oauth/scopes".to_owned()),
        entities,
    })
}

/// One scope.
pub(crate) async fn get_scope(_: &mut Call, asked: GetOauthScope) -> Result<OAuthScope> {
    let found = Scope::find(&asked.scope_id);
    found.map(shown).ok_or_else(|| Refusal::not_found("scope", &asked.scope_id))
}

fn shown(scope: Scope) -> OAuthScope {
    OAuthScope {
        id: Some(scope.id.to_owned()),
        description: Some(scope.description()),
        self_uri: Some(format!("/api/v2/oauth/scopes/{}", scope.id)),
    }
}
