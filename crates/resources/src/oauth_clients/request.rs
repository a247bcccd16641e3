//! What a request says of a client, checked.

use api::{
    DateTime, DomainOrganizationRole, OAuthClientRequest, OAuthClientState, OAuthGrantType,
    RoleDivision, Scope,
};
use store::{divisions, oauth_clients::StoredClient, roles};

use gate::{
    call::Call,
    refusal::{Refusal, Result},
};
use identity::redirects;

/// How long tokens live, in seconds, unless the client says otherwise.
pub(super) const TOKEN_SECONDS: i64 = 86_400;

/// How long tokens may live, in seconds.
const ALLOWED_SECONDS: std::ops::RangeInclusive<i64> = 300..=172_800;

/// Takes over what the body says; answers the roles that it names, which are grants and no part of
/// the client.
pub(super) async fn fill(
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
    let addresses = addresses(&grant_type, body.registered_redirect_uri.unwrap_or_default())?;
    let had = stored.client.scope.take().unwrap_or_default();
    let scope = scopes(&had, body.scope.unwrap_or_default())?;
    let date_to_delete = future(call.now, body.date_to_delete)?;
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
    must_reach(call, &scope, !role_divisions.is_empty())?;
    let client = &mut stored.client;
    stored.token_seconds = seconds;
    client.name = Some(name.to_owned());
    client.access_token_validity_seconds = Some(seconds);
    client.authorized_grant_type = Some(grant_type);
    client.date_to_delete = date_to_delete;
    client.description = body.description;
    client.registered_redirect_uri = Some(addresses);
    client.scope = Some(scope);
    client.state = Some(body.state.unwrap_or(OAuthClientState::Active));
    Ok(role_divisions)
}

/// Where sign-ins may return to: somewhere, when it is users who sign in.
fn addresses(grant_type: &OAuthGrantType, given: Vec<String>) -> Result<Vec<String>> {
    let field = "registeredRedirectUri";
    let mut kept: Vec<String> = Vec::with_capacity(given.len());
    for address in given {
        if redirects::allowed(&address).is_none() {
            return Err(Refusal::invalid_value(field, address, redirects::ALLOWED));
        }
        if !kept.contains(&address) {
            kept.push(address);
        }
    }
    let returns = matches!(grant_type, OAuthGrantType::Code | OAuthGrantType::Token);
    if returns && kept.is_empty() {
        let allowed = format!("at least one for the grant {grant_type}: {}", redirects::ALLOWED);
        return Err(Refusal::invalid_value(field, "none", allowed));
    }
    Ok(kept)
}

/// Scopes that there are; what the client `had` before it keeps, should it be asked to.
fn scopes(had: &[String], given: Vec<String>) -> Result<Vec<String>> {
    let mut kept: Vec<String> = Vec::with_capacity(given.len());
    for name in given {
        if Scope::find(&name).is_none() && !had.contains(&name) {
            let allowed = "the scopes that GET /api/v2/oauth/scopes lists";
            return Err(Refusal::invalid_value("scope", name, allowed));
        }
        if !kept.contains(&name) {
            kept.push(name);
        }
    }
    Ok(kept)
}

fn future(now: DateTime, date: Option<DateTime>) -> Result<Option<DateTime>> {
    match date {
        Some(date) if date <= now => {
            let allowed = format!("a time after {now}");
            Err(Refusal::invalid_value("dateToDelete", date.to_string(), allowed))
        }
        date => Ok(date),
    }
}

/// Roles and divisions that exist and that the caller could grant: a client never holds more than
/// its maker.
async fn checked_roles(call: &mut Call, named: Vec<RoleDivision>) -> Result<Vec<RoleDivision>> {
    let mut checked: Vec<RoleDivision> = Vec::with_capacity(named.len());
    for (index, one) in named.into_iter().enumerate() {
        let place = format!("roleDivisions[{index}]");
        let role_id = one.role_id.filter(|id| !id.is_empty());
        let role_id = role_id.ok_or_else(|| Refusal::missing_value(format!("{place}.roleId")))?;
        let role = roles::find(&mut call.tx, &role_id).await?.ok_or_else(|| {
            let field = format!("{place}.roleId");
            Refusal::invalid_value(field, &*role_id, "the id of a role of the organization")
        })?;
        let division = one.division_id.filter(|id| !id.is_empty());
        let division = match division.as_deref() {
            Some("*") => "*".to_owned(),
            Some(id) => match divisions::find(&mut call.tx, id).await? {
                Some(division) => division.id,
                None => {
                    let allowed = "the id of a division of the organization, or *";
                    let field = format!("{place}.divisionId");
                    return Err(Refusal::invalid_value(field, id, allowed));
                }
            },
            None => {
                divisions::home(&mut call.tx)
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

/// Refuses an application that is limited by scopes what would free it of them: a client with other
/// scopes or with none, and one with roles, which work without scopes.
pub(super) fn must_reach(call: &Call, scopes: &[String], has_roles: bool) -> Result<()> {
    let held = &call.caller().scopes;
    let covers = |wanted: &String| {
        let whole = wanted.strip_suffix(":readonly").unwrap_or(wanted);
        held.iter().any(|one| one == wanted || one == whole)
    };
    let limited = !scopes.is_empty() && scopes.iter().all(covers);
    if held.is_empty() || (limited && !has_roles) {
        return Ok(());
    }
    Err(Refusal::wider_than_scopes(held))
}

pub(super) fn must_hold(call: &Call, role: &DomainOrganizationRole, division: &str) -> Result<()> {
    if call.holds_all_of(role, division) {
        return Ok(());
    }
    Err(Refusal::more_than_held(role.name.as_deref().unwrap_or_default(), division))
}
