//! The caller's own token, as it is answered.

use super::{clients, organization};
use api::{NamedEntity, OrgOAuthClient, TokenInfo};
use gate::{call::Call, refusal::Result};
use store::oauth_clients;

/// Organization, client and scopes of the caller's token.
pub async fn info(call: &mut Call) -> Result<TokenInfo> {
    let organization = organization::read(call).await?;
    let organization = NamedEntity { id: organization.id, name: organization.name };
    let client = match call.client().map(str::to_owned) {
        Some(id) => oauth_clients::find(&mut call.tx, &id).await?,
        None => None,
    };
    let client = match client {
        Some(stored) => Some(clients::shown(call, stored.client).await?),
        None => None,
    };
    let client = client.map(|client| OrgOAuthClient {
        id: client.id,
        name: client.name,
        authorized_grant_type: client.authorized_grant_type,
        created_by: client.created_by,
        date_created: client.date_created,
        date_modified: client.date_modified,
        date_to_delete: client.date_to_delete,
        modified_by: client.modified_by,
        organization: Some(organization.clone()),
        role_divisions: client.role_divisions,
        scope: client.scope,
        state: client.state,
    });
    Ok(TokenInfo {
        o_auth_client: client,
        authorized_scope: Some(call.caller().scopes.clone()),
        date_token_idles: Some(call.caller().expires_at),
        home_organization: Some(organization.clone()),
        organization: Some(organization),
        ..TokenInfo::default()
    })
}
