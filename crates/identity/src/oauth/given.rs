//! What a sign-in gives a program: a code, or a token at once.

use api::DateTime;
use store::{
    Tx,
    authorization_codes::{self, StoredCode},
    oauth_clients::StoredClient,
    token_families::{self, TokenFamily},
};

use super::{
    grants,
    redirect::Given,
    request::{AuthorizationRequest, ResponseType},
};
use gate::{origin::Origin, random::Random, secrets::TokenHash};

/// How long a code may be on its way, in seconds.
const CODE_SECONDS: i64 = 300;

/// Gives what was asked for, to a user in a browser session.
pub(super) async fn give(
    tx: &mut Tx,
    asked: &AuthorizationRequest,
    client: &StoredClient,
    (user, session): (&str, &str),
    (origin, now): (Origin, DateTime),
) -> Result<Given, store::Error> {
    let seconds = match asked.response_type {
        ResponseType::Code { .. } => CODE_SECONDS,
        ResponseType::Token => client.token_seconds,
    };
    let family = TokenFamily {
        id: Random::System.id(),
        organization: client.organization.clone(),
        client: client.id().to_owned(),
        user: user.to_owned(),
        session: session.to_owned(),
        confidential: true,
        ends_at: now.plus_seconds(seconds),
    };
    token_families::insert(tx, &family, now).await?;
    let ResponseType::Code { challenge } = &asked.response_type else {
        let token = grants::issue(tx, (client, Some(&family)), origin, now).await?;
        return Ok(Given::Token { token, seconds });
    };
    let code = Random::System.secret();
    let stored = StoredCode {
        organization: family.organization,
        family: family.id,
        redirect_uri: asked.redirect.registered.clone(),
        challenge: challenge.clone(),
        used: false,
        ends_at: family.ends_at,
    };
    authorization_codes::insert(tx, TokenHash::of(&code).as_str(), &stored, now).await?;
    Ok(Given::Code(code))
}
