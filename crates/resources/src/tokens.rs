//! Access tokens.

use crate::rules::clients::OAUTH_CLIENT;
use api::{DeleteToken, DeleteTokensMe, GetTokensMe, HeadTokensMe, TokenInfo};
use identity::sessions::SESSION;
use store::{oauth_clients, tokens, users};

use crate::rules::{people::present, tokens::info};
use gate::routes::Routes;
use gate::{
    audit::{self, Action, AuditEvent},
    call::Call,
    refusal::Result,
};

/// The operations on tokens that are served.
pub(crate) fn routes() -> Routes {
    Routes::default()
        .answer(get_token)
        .answer(check_token)
        .answer(revoke_token)
        .answer(revoke_tokens_of_user)
}

/// What the caller's token stands for.
pub(crate) async fn get_token(call: &mut Call, _: GetTokensMe) -> Result<TokenInfo> {
    info(call).await
}

/// Answers while the caller's token is good.
pub(crate) async fn check_token(_: &mut Call, _: HeadTokensMe) -> Result<()> {
    Ok(())
}

/// Revokes the caller's token.
pub(crate) async fn revoke_token(call: &mut Call, _: DeleteTokensMe) -> Result<()> {
    let token = call.caller().token.clone();
    tokens::delete(&mut call.tx, token.as_str()).await?;
    let change = own_revocation(call).await?;
    audit::record(call, change).await
}

/// That the caller's token ends: that of a user, or of a client that has it for itself.
async fn own_revocation(call: &mut Call) -> Result<AuditEvent> {
    if let Some(id) = call.user().map(str::to_owned) {
        let everywhere = store::Divisions::all();
        let user = users::find(&mut call.tx, &everywhere, &id).await?;
        let name = user.map(|user| user.read_document()).transpose()?.and_then(|user| user.name);
        return Ok(AuditEvent::new(SESSION, Action::Revoke, id).named(name));
    }
    let id = call.client().map(str::to_owned).unwrap_or_default();
    let client = oauth_clients::find(&mut call.tx, &id).await?;
    let name = client.and_then(|stored| stored.client.name);
    Ok(AuditEvent::new(OAUTH_CLIENT, Action::Revoke, id).named(name))
}

/// Revokes every token of a user.
pub(crate) async fn revoke_tokens_of_user(
    call: &mut Call,
    DeleteToken { user_id }: DeleteToken,
) -> Result<()> {
    let user = present(call, &user_id).await?;
    tokens::delete_of_user(&mut call.tx, &user.id).await?;
    let name = user.read_document()?.name;
    audit::record(call, AuditEvent::new(SESSION, Action::Revoke, user.id).named(name)).await
}
