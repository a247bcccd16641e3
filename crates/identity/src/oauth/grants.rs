//! The grants of the token endpoint: what becomes an access token.

use crate::sessions::SESSION;
use std::sync::Arc;

use api::{DateTime, OAuthGrantType};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use sha2::{Digest as _, Sha256};
use store::{
    Lock, ServerTime, Tx, authorization_codes,
    oauth_clients::StoredClient,
    refresh_tokens::{self, StoredRefreshToken},
    token_families::{self, TokenFamily},
    tokens::{self, NewToken},
};

use super::{
    asking::{Asking, Form, Tokens},
    error::OAuthError,
};
use crate::clients;
use gate::{
    audit::{self, Action, Actor, AuditEvent},
    origin::Origin,
    random::Random,
    refusal::Refusal,
    secrets::{self, TokenHash},
    shared::Shared,
};

/// How long a refresh token may lie unused, in seconds: 30 days.
const REFRESH_SECONDS: i64 = 30 * 24 * 3600;

/// How long a code verifier may be, in characters: RFC 7636, section 4.1.
const VERIFIER_LENGTH: std::ops::RangeInclusive<usize> = 43..=128;

/// What a grant answers; a refusal is an answer too where what led to it must be kept.
type Answer = Result<Tokens, OAuthError>;

/// A token for the client itself.
pub(super) async fn client_credentials(shared: &Arc<Shared>, asking: Asking) -> Answer {
    if !asking.confidential {
        return Err(OAuthError::bad_client());
    }
    must_be(&asking.client, OAuthGrantType::ClientCredentials, "client credentials")?;
    let server_now = shared.clock.now();
    let issued = shared.db.write(move |tx| {
        let id = asking.client.id().to_owned();
        Box::pin(async move {
            // It may have changed since its secret was looked at.
            let open = clients::open(tx, &id, server_now).await?;
            let (client, now) = open.ok_or_else(OAuthError::bad_client)?;
            let access_token = issue(tx, (&client, None), asking.origin, now).await?;
            let expires_in = client.token_seconds;
            Ok::<_, OAuthError>(Tokens { access_token, expires_in, refresh_token: None })
        })
    });
    issued.await
}

/// Tokens for a code that a browser brought from the sign-in page.
pub(super) async fn authorization_code(
    shared: &Arc<Shared>,
    asking: Asking,
    form: &Form,
) -> Answer {
    must_be(&asking.client, OAuthGrantType::Code, "authorization codes")?;
    let shown = Shown {
        hash: TokenHash::of(form.required("code")?),
        redirect_uri: form.required("redirect_uri")?.to_owned(),
        verifier: form.field("code_verifier").map(str::to_owned),
    };
    let server_now = shared.clock.now();
    let exchanged = shared.db.write(move |tx| {
        let (asking, shown) = (asking.clone(), shown.clone());
        Box::pin(async move { exchange(tx, &asking, &shown, server_now).await })
    });
    exchanged.await?
}

/// What a client shows for tokens.
#[derive(Debug, Clone)]
struct Shown {
    hash: TokenHash,
    redirect_uri: String,
    verifier: Option<String>,
}

async fn exchange(
    tx: &mut Tx,
    asking: &Asking,
    shown: &Shown,
    server_now: ServerTime,
) -> Result<Answer, OAuthError> {
    let unknown = || OAuthError::bad_grant("the code is unknown or no longer valid");
    let (client, now) = still_open(tx, asking, server_now).await?;
    let hash = shown.hash.as_str();
    let found = authorization_codes::find(tx, hash).await?.ok_or_else(unknown)?;
    let family = own_family(tx, &client, &found.family).await?.ok_or_else(unknown)?;
    // What others did to it while the family was waited for shows now.
    let found = authorization_codes::find(tx, hash).await?.ok_or_else(unknown)?;
    if found.used {
        let why = "a code was used twice";
        return Ok(Err(end(tx, asking, &family, why, now).await?));
    }
    if found.ends_at <= now {
        return Err(unknown());
    }
    if found.redirect_uri != shown.redirect_uri {
        let description = "redirect_uri is not the address that the code was sent to";
        return Err(OAuthError::bad_grant(description));
    }
    check_verifier(found.challenge.as_deref(), shown.verifier.as_deref(), asking)?;
    authorization_codes::use_up(tx, hash).await?;
    Ok(Ok(give(tx, (&client, &family), (asking.confidential, asking.origin), now).await?))
}

/// A code that was asked for with a challenge needs its verifier, from every client; one without a
/// challenge needs the client's secret.
fn check_verifier(
    challenge: Option<&str>,
    verifier: Option<&str>,
    asking: &Asking,
) -> Result<(), OAuthError> {
    match (challenge, verifier) {
        (Some(_), Some(verifier)) if !VERIFIER_LENGTH.contains(&verifier.len()) => {
            let why = format!(
                "code_verifier has {} characters; {} to {} are allowed",
                verifier.len(),
                VERIFIER_LENGTH.start(),
                VERIFIER_LENGTH.end()
            );
            Err(OAuthError::bad_grant(why))
        }
        (Some(challenge), Some(verifier)) => {
            let given = URL_SAFE_NO_PAD.encode(Sha256::digest(verifier));
            if secrets::same(challenge, &given) {
                return Ok(());
            }
            Err(OAuthError::bad_grant("code_verifier does not match the code's challenge"))
        }
        (Some(_), None) => Err(OAuthError::bad_grant("code_verifier is missing for this code")),
        // An attacker may have removed the challenge from the authorization request.
        (None, Some(_)) => Err(OAuthError::bad_grant("the code was requested without a challenge")),
        (None, None) if asking.confidential => Ok(()),
        (None, None) => {
            let why = "the code was requested without a challenge, so it needs the client's secret";
            Err(OAuthError::secret_needed(why))
        }
    }
}

/// New tokens for a refresh token, which is used up.
pub(super) async fn refresh_token(shared: &Arc<Shared>, asking: Asking, form: &Form) -> Answer {
    must_be(&asking.client, OAuthGrantType::Code, "refresh tokens")?;
    let hash = TokenHash::of(form.required("refresh_token")?);
    let server_now = shared.clock.now();
    let refreshed = shared.db.write(move |tx| {
        let (asking, hash) = (asking.clone(), hash.clone());
        Box::pin(async move { refresh(tx, &asking, hash.as_str(), server_now).await })
    });
    refreshed.await?
}

async fn refresh(
    tx: &mut Tx,
    asking: &Asking,
    hash: &str,
    server_now: ServerTime,
) -> Result<Answer, OAuthError> {
    let unknown = || OAuthError::bad_grant("the refresh token is unknown or no longer valid");
    let (client, now) = still_open(tx, asking, server_now).await?;
    let found = refresh_tokens::find(tx, hash).await?.ok_or_else(unknown)?;
    let family = own_family(tx, &client, &found.family).await?.ok_or_else(unknown)?;
    if family.confidential && !asking.confidential {
        return Err(OAuthError::secret_needed("the code was exchanged with the client's secret"));
    }
    let found = refresh_tokens::find(tx, hash).await?.ok_or_else(unknown)?;
    if found.used {
        let why = "a refresh token was used twice";
        return Ok(Err(end(tx, asking, &family, why, now).await?));
    }
    if found.ends_at <= now {
        return Err(unknown());
    }
    refresh_tokens::use_up(tx, hash).await?;
    Ok(Ok(give(tx, (&client, &family), (family.confidential, asking.origin), now).await?))
}

fn must_be(client: &StoredClient, grant: OAuthGrantType, what: &str) -> Result<(), OAuthError> {
    if client.client.authorized_grant_type == Some(grant) {
        return Ok(());
    }
    Err(OAuthError::not_registered_for(what))
}

/// The client again: it may have changed since it said who it is.
async fn still_open(
    tx: &mut Tx,
    asking: &Asking,
    server_now: ServerTime,
) -> Result<(StoredClient, DateTime), OAuthError> {
    let open = clients::open(tx, asking.client.id(), server_now).await?;
    open.ok_or_else(OAuthError::bad_client)
}

/// The family, when it is the client's and its user is active; its user's other sign-ins wait.
async fn own_family(
    tx: &mut Tx,
    client: &StoredClient,
    id: &str,
) -> Result<Option<TokenFamily>, OAuthError> {
    let found = token_families::find_of_active_user(tx, id).await?;
    let Some(family) = found.filter(|family| family.client == client.id()) else {
        return Ok(None);
    };
    let user = &family.user;
    tx.lock(Lock::User(user)).await?;
    Ok(token_families::find_of_active_user(tx, id).await?)
}

/// New tokens of a family.
async fn give(
    tx: &mut Tx,
    (client, family): (&StoredClient, &TokenFamily),
    (confidential, origin): (bool, Origin),
    now: DateTime,
) -> Result<Tokens, OAuthError> {
    let ends_at = now.plus_seconds(REFRESH_SECONDS);
    token_families::extend(tx, &family.id, confidential, ends_at).await?;
    let access_token = issue(tx, (client, Some(family)), origin, now).await?;
    let refresh_token = Random::System.secret();
    let stored = StoredRefreshToken {
        organization: family.organization.clone(),
        family: family.id.clone(),
        used: false,
        ends_at,
    };
    let hash = TokenHash::of(&refresh_token);
    refresh_tokens::insert(tx, hash.as_str(), &stored, now).await?;
    let expires_in = client.token_seconds;
    Ok(Tokens { access_token, expires_in, refresh_token: Some(refresh_token) })
}

/// An access token of a client, for the family's user or for itself.
pub(super) async fn issue(
    tx: &mut Tx,
    (client, family): (&StoredClient, Option<&TokenFamily>),
    origin: Origin,
    now: DateTime,
) -> Result<String, store::Error> {
    let token = Random::System.secret();
    let hash = TokenHash::of(&token);
    let stored = NewToken {
        hash: hash.as_str(),
        client: Some(client.id()),
        user: family.map(|family| family.user.as_str()),
        family: family.map(|family| family.id.as_str()),
        issued_at: now,
        expires_at: now.plus_seconds(client.token_seconds),
    };
    if let Some(user) = stored.user {
        tx.lock(Lock::User(user)).await?;
        tokens::tell(tx, user, &stored, origin.address()).await?;
    }
    tokens::insert(tx, &stored).await?;
    Ok(token)
}

/// Ends a family of which a code or token was used twice: one of the two users is not the rightful
/// one.
async fn end(
    tx: &mut Tx,
    asking: &Asking,
    family: &TokenFamily,
    why: &str,
    now: DateTime,
) -> Result<OAuthError, Refusal> {
    token_families::end(tx, &family.id).await?;
    let actor = Actor {
        organization: &family.organization,
        user: None,
        client: Some(&family.client),
        origin: asking.origin,
        now,
    };
    let event = AuditEvent::new(SESSION, Action::Revoke, &family.user).with("reason", why);
    audit::record_by(tx, &actor, event).await?;
    Ok(OAuthError::bad_grant(format!("{why}, so all of its tokens are revoked")))
}
