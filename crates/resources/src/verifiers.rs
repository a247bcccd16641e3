//! What is asked for at sign-in beside the password: second factors of users.

mod held;
mod security_keys;

use api::{
    CreateVerifierRequest, CreateVerifierResponse, Credential, DeleteUserVerifier,
    DeleteUsersMeVerifier, GetUserVerifiers, GetUsersMeVerifiers, PostUsersMeVerifiersTotp,
    PostUsersMeVerifiersTotpVerifierId, PutUserVerifier, PutUsersMeVerifier, UpdateVerifierRequest,
    Verifier, VerifierEntityListing, VerifierType,
};
use identity::verifiers::{
    codes::{self, Taken, WhichVerifier},
    totp,
};
use store::{
    users::StoredUser,
    verifiers::{self, Method, StoredVerifier},
};

use crate::rules::{grants::must_hold_all_of, organization, people};
use gate::routes::Routes;
use gate::{
    audit::{self, Action, Actor},
    call::Call,
    refusal::{Refusal, Result},
};
use held::{checked_name, delete, event, make_room, own_user_to_change, shown, waiting_since};

/// The operations on verifiers that are served.
pub(crate) fn routes() -> Routes {
    Routes::default()
        .answer(list_verifiers)
        .answer(replace_verifier)
        .answer(delete_verifier)
        .answer(list_own_verifiers)
        .answer(create_totp)
        .answer_after(prepare_confirmation, confirm_totp)
        .answer(security_keys::begin)
        .answer(security_keys::register)
        .answer(replace_own_verifier)
        .answer(delete_own_verifier)
}

/// The verifiers of a user.
pub(crate) async fn list_verifiers(
    call: &mut Call,
    GetUserVerifiers { user_id }: GetUserVerifiers,
) -> Result<VerifierEntityListing> {
    let user = people::present(call, &user_id).await?.id;
    let uri = format!("{}/verifiers", store::users::uri(&user));
    listing(call, &user, uri).await
}

/// The caller's verifiers.
pub(crate) async fn list_own_verifiers(
    call: &mut Call,
    _: GetUsersMeVerifiers,
) -> Result<VerifierEntityListing> {
    let user = call.caller().user()?.to_owned();
    listing(call, &user, "/api/v2/users/me/verifiers".to_owned()).await
}

async fn listing(call: &mut Call, user: &str, uri: String) -> Result<VerifierEntityListing> {
    let since = waiting_since(call.now);
    let found = verifiers::of_user(&mut call.tx, user, since).await?;
    let entities: Vec<Verifier> = found.iter().map(|verifier| shown(user, verifier)).collect();
    let total = i64::try_from(entities.len()).ok();
    Ok(VerifierEntityListing { entities, total, self_uri: Some(uri) })
}

/// Changes a verifier of a user.
pub(crate) async fn replace_verifier(
    call: &mut Call,
    PutUserVerifier { user_id, verifier_id, body }: PutUserVerifier,
) -> Result<Verifier> {
    let user = people::present_to_change(call, &user_id).await?;
    let before = find(call, &user.id, &verifier_id).await?;
    // Without a second factor the password is all that stands before what the user may do.
    must_hold_all_of(call, &user.id).await?;
    replace(call, &user, before, body).await
}

/// Changes a verifier of the caller.
pub(crate) async fn replace_own_verifier(
    call: &mut Call,
    PutUsersMeVerifier { verifier_id, body }: PutUsersMeVerifier,
) -> Result<Verifier> {
    let user = own_user_to_change(call).await?;
    let before = find(call, &user.id, &verifier_id).await?;
    replace(call, &user, before, body).await
}

/// Removes a verifier of a user.
pub(crate) async fn delete_verifier(
    call: &mut Call,
    DeleteUserVerifier { user_id, verifier_id }: DeleteUserVerifier,
) -> Result<()> {
    let user = people::present_to_change(call, &user_id).await?;
    let verifier = find(call, &user.id, &verifier_id).await?;
    must_hold_all_of(call, &user.id).await?;
    delete(call, &user, &verifier).await
}

/// Removes a verifier of the caller. The API asks for no code here, so any holder of the user's
/// token can; the audit tells of it, and signing in still needs the password.
pub(crate) async fn delete_own_verifier(
    call: &mut Call,
    DeleteUsersMeVerifier { verifier_id }: DeleteUsersMeVerifier,
) -> Result<()> {
    let user = own_user_to_change(call).await?;
    let verifier = find(call, &user.id, &verifier_id).await?;
    delete(call, &user, &verifier).await
}

/// Makes a code generator for the caller; its secret is in this answer and in no other.
pub(crate) async fn create_totp(
    call: &mut Call,
    PostUsersMeVerifiersTotp { body }: PostUsersMeVerifiersTotp,
) -> Result<CreateVerifierResponse> {
    let size = body.secret_size;
    let verifier = made(call, &body)?;
    let user = own_user_to_change(call).await?;
    make_room(call, &user).await?;
    let secret = totp::new_secret(&mut call.random, size);
    let issuer = organization::read(call).await?.name.unwrap_or_default();
    let account = user.read_document()?.email.unwrap_or_default();
    let key_uri = totp::key_uri(&verifier, &secret, &issuer, &account)?;
    verifiers::insert(&mut call.tx, &user.id, &verifier, &secret).await?;
    let after = shown(&user.id, &verifier);
    audit::record(call, event(Action::Create, &user, &verifier)?.between(&(), &after)?).await?;
    Ok(CreateVerifierResponse {
        id: after.id,
        name: after.name,
        r#default: after.r#default,
        enabled: after.enabled,
        key_uri: Some(key_uri),
        r#type: Some(VerifierType::Totp),
    })
}

/// Takes the code that confirms a verifier, in a transaction of its own: a wrong one is counted
/// although the request is refused.
pub(crate) async fn prepare_confirmation(
    call: &mut Call,
    asked: PostUsersMeVerifiersTotpVerifierId,
) -> Result<()> {
    let user = call.caller().user()?.to_owned();
    let user = people::present(call, &user).await?;
    let verifier = find(call, &user.id, &asked.verifier_id).await?;
    let tried = event(Action::Deny, &user, &verifier)?.with("reason", "wrong code").failed();
    call.release();
    let (caller, origin, now) = (call.caller().clone(), call.origin(), call.now);
    let code = asked.body.token;
    let taking = call.shared().db.write(move |tx| {
        let (caller, user, code) = (caller.clone(), user.id.clone(), code.clone());
        let (verifier, tried) = (verifier.id.clone(), tried.clone());
        Box::pin(async move {
            tx.enter(&caller.organization);
            let taken =
                codes::take(tx, &user, WhichVerifier::Verifier(&verifier), &code, now).await?;
            if taken == Taken::Wrong {
                let actor = Actor {
                    organization: &caller.organization,
                    user: Some(&user),
                    client: caller.client.as_deref(),
                    origin,
                    now,
                };
                audit::record_by(tx, &actor, tried).await?;
            }
            Ok::<_, Refusal>(taken)
        })
    });
    match taking.await? {
        Taken::Right => Ok(()),
        Taken::Wrong => {
            let allowed = "the code that the authenticator app shows now, not used before";
            Err(Refusal::invalid_value("token", "(not shown)", allowed))
        }
        Taken::Later(seconds) => Err(Refusal::too_many_requests(seconds)),
    }
}

/// Confirms a verifier of the caller whose code was right.
pub(crate) async fn confirm_totp(
    call: &mut Call,
    PostUsersMeVerifiersTotpVerifierId { verifier_id, body }: PostUsersMeVerifiersTotpVerifierId,
    (): (),
) -> Result<()> {
    let user = own_user_to_change(call).await?;
    let before = find(call, &user.id, &verifier_id).await?;
    let mut after = before.clone();
    after.enabled = match body.enable {
        Some(true) => true,
        // A code proves a verifier; only a change disables one that counts already.
        Some(false) => before.enabled && before.confirmed_at.is_some(),
        None => before.enabled,
    };
    after.confirmed_at = before.confirmed_at.or(Some(call.now));
    save(call, &user, &before, &after).await
}

/// A new verifier as it was asked for.
fn made(call: &mut Call, body: &CreateVerifierRequest) -> Result<StoredVerifier> {
    let name = checked_name(&body.name)?;
    if body.digits != 6 && body.digits != 8 {
        return Err(Refusal::invalid_value("digits", body.digits.to_string(), "6, 8"));
    }
    Ok(StoredVerifier {
        id: call.random.id(),
        name,
        method: Method::Codes {
            algorithm: body.algorithm.to_string(),
            digits: body.digits.into(),
            period: body.period.into(),
        },
        enabled: body.enabled,
        is_default: body.r#default,
        confirmed_at: None,
        created_at: call.now,
    })
}

/// Applies a change: what it does not say stays.
async fn replace(
    call: &mut Call,
    user: &StoredUser,
    before: StoredVerifier,
    body: UpdateVerifierRequest,
) -> Result<Verifier> {
    let mut after = before.clone();
    after.name = checked_name(&body.name)?;
    if let Some(credential) = &body.credential {
        same_credential(&before, credential)?;
    }
    if body.enabled == Some(true) && before.confirmed_at.is_none() {
        let message = "The verifier is not confirmed; send one of its codes to \
                       POST /api/v2/users/me/verifiers/totp/{verifierId} first.";
        return Err(Refusal::conflict(message));
    }
    after.enabled = body.enabled.unwrap_or(before.enabled);
    after.is_default = body.r#default.unwrap_or(before.is_default);
    save(call, user, &before, &after).await?;
    Ok(shown(&user.id, &after))
}

/// A change may repeat the credential that it read, and hold no other.
fn same_credential(before: &StoredVerifier, given: &Credential) -> Result<()> {
    let refused =
        |allowed: String| Err(Refusal::invalid_value("credential", "(not shown)", allowed));
    match &before.method {
        Method::Codes { .. } => refused(
            "nothing: only security keys have one; create a new verifier for a new secret"
                .to_owned(),
        ),
        Method::SecurityKey { credential_id } => {
            let other = given.id.as_ref().is_some_and(|id| id != credential_id);
            if other || given.credential_fields.is_some() {
                return refused(format!(
                    "the id `{credential_id}` or nothing: register another key as a verifier of \
                     its own"
                ));
            }
            Ok(())
        }
    }
}

async fn save(
    call: &mut Call,
    user: &StoredUser,
    before: &StoredVerifier,
    after: &StoredVerifier,
) -> Result<()> {
    verifiers::save(&mut call.tx, &user.id, after).await?;
    let (was, is) = (shown(&user.id, before), shown(&user.id, after));
    let mut change = event(Action::Update, user, after)?.between(&was, &is)?;
    if before.confirmed_at != after.confirmed_at {
        change = change.property("confirmed", ["false"], ["true"]);
    }
    audit::record(call, change).await
}

/// A verifier of this user.
async fn find(call: &mut Call, user: &str, id: &str) -> Result<StoredVerifier> {
    let since = waiting_since(call.now);
    let lower = id.to_lowercase();
    let found = verifiers::find(&mut call.tx, user, &lower, since).await?;
    found.ok_or_else(|| Refusal::not_found("verifier", id))
}
