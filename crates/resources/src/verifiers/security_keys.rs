//! Security keys of the caller: what a browser needs to make one, and what it made.

use api::{
    AuthenticatorSelection, BeginWebAuthnRegistrationResponse, CredentialDescriptor,
    CredentialParameter, PostUsersMeVerifiersWebauthnRegister,
    PostUsersMeVerifiersWebauthnRegisterOptions, PublicKeyCredentialCreationOptions,
    RelyingPartyEntity, UserEntity, Verifier,
};
use gate::{
    audit::{self, Action},
    call::Call,
    refusal::{Refusal, Result},
};
use identity::verifiers::security_keys::{self, ALGORITHMS, Asked};
use store::{
    security_keys::{self as stored, Challenge, SecurityKey},
    verifiers::{Method, StoredVerifier},
};

use super::held::{PUBLIC_KEY, checked_name, event, make_room, own_user_to_change, shown};
use crate::rules::organization;

/// How long a browser may take to make a key, in seconds.
const CHALLENGE_SECONDS: i64 = 300;
/// More ways to reach a key than there are.
const MAX_TRANSPORTS: usize = 10;
/// The longest name of one, in bytes.
const MAX_TRANSPORT_BYTES: usize = 50;

/// Answers what the caller's browser needs to make a key for the name by which it reached the
/// server.
pub(crate) async fn begin(
    call: &mut Call,
    _: PostUsersMeVerifiersWebauthnRegisterOptions,
) -> Result<BeginWebAuthnRegistrationResponse> {
    let user = own_user_to_change(call).await?;
    let site = site(call)?;
    let challenge = security_keys::encode(call.random.bytes::<32>());
    let ends_at = call.now.plus_seconds(CHALLENGE_SECONDS);
    let asked = Challenge { challenge: challenge.clone(), site: site.clone(), ends_at };
    stored::begin_registration(&mut call.tx, &user.id, &asked).await?;
    let held = stored::of_user(&mut call.tx, &user.id).await?;
    let held = held.into_iter().filter(|(_, key)| key.site == site);
    let exclude = held.filter_map(|(verifier, key)| match verifier.method {
        Method::SecurityKey { credential_id } => Some(descriptor(credential_id, key.transports)),
        Method::Codes { .. } => None,
    });
    let name = organization::read(call).await?.name.unwrap_or_else(|| site.clone());
    let shown = user.read_document()?;
    let options = PublicKeyCredentialCreationOptions {
        attestation: Some("none".to_owned()),
        authenticator_selection: Some(AuthenticatorSelection {
            authenticator_attachment: None,
            require_resident_key: Some(false),
            resident_key: Some("discouraged".to_owned()),
            user_verification: Some("discouraged".to_owned()),
        }),
        challenge: Some(challenge),
        exclude_credentials: Some(exclude.collect()),
        pub_key_cred_params: Some(ALGORITHMS.map(parameter).to_vec()),
        rp: Some(RelyingPartyEntity { id: Some(site), name: Some(name) }),
        timeout: i32::try_from(CHALLENGE_SECONDS * 1000).ok(),
        user: Some(UserEntity {
            display_name: shown.name,
            id: Some(security_keys::encode(&user.id)),
            name: shown.email,
        }),
        ..PublicKeyCredentialCreationOptions::default()
    };
    Ok(BeginWebAuthnRegistrationResponse { public_key: Some(options) })
}

/// Makes a verifier of the key that the caller's browser made. It counts at once: the browser has
/// shown that the key is there.
pub(crate) async fn register(
    call: &mut Call,
    PostUsersMeVerifiersWebauthnRegister { body }: PostUsersMeVerifiersWebauthnRegister,
) -> Result<Verifier> {
    let name = checked_name(&body.name)?;
    let sent = body.credential;
    if sent.r#type != PUBLIC_KEY {
        return Err(Refusal::invalid_value("credential.type", sent.r#type, PUBLIC_KEY));
    }
    let user = own_user_to_change(call).await?;
    let now = call.now;
    let challenge = stored::find_challenge(&mut call.tx, &user.id, now).await?;
    let Challenge { challenge, site, .. } = challenge.ok_or_else(|| {
        let message = "No key is being registered, or it took longer than 5 minutes; begin with \
                       POST /api/v2/users/me/verifiers/webauthn/register/options.";
        Refusal::conflict(message)
    })?;
    let asked = Asked { challenge: &challenge, site: &site };
    let (client, attestation) =
        (&sent.response.client_data_json, &sent.response.attestation_object);
    let made = security_keys::made(client, attestation, asked).map_err(|wrong| {
        let field = format!("credential.response.{}", wrong.field);
        Refusal::invalid_value(field, wrong.given, wrong.allowed)
    })?;
    for (field, id) in [("credential.id", sent.id), ("credential.rawId", sent.raw_id)] {
        if id.trim_end_matches('=') != made.credential_id {
            let allowed = format!("the id of the key that was made, {}", made.credential_id);
            return Err(Refusal::invalid_value(field, id, allowed));
        }
    }
    let transports = sent.response.transports.unwrap_or_default();
    if let Some(long) = transports.iter().find(|name| name.len() > MAX_TRANSPORT_BYTES) {
        let allowed = format!("names of at most {MAX_TRANSPORT_BYTES} bytes, such as usb");
        return Err(Refusal::invalid_value("credential.response.transports", &**long, allowed));
    }
    if transports.len() > MAX_TRANSPORTS {
        let allowed = format!("at most {MAX_TRANSPORTS} names");
        let given = format!("{} names", transports.len());
        return Err(Refusal::invalid_value("credential.response.transports", given, allowed));
    }
    if stored::owner_of_credential(&mut call.tx, &made.credential_id).await?.is_some() {
        return Err(Refusal::conflict("This security key is registered already."));
    }
    make_room(call, &user).await?;
    let verifier = StoredVerifier {
        id: call.random.id(),
        name,
        method: Method::SecurityKey { credential_id: made.credential_id },
        enabled: true,
        is_default: body.r#default.unwrap_or(false),
        confirmed_at: Some(call.now),
        created_at: call.now,
    };
    let (public_key, counter) = (made.public_key, made.counter);
    let key = SecurityKey { site, public_key, counter, transports };
    stored::insert(&mut call.tx, &user.id, &verifier, &key).await?;
    stored::delete_challenge(&mut call.tx, &user.id).await?;
    let after = shown(&user.id, &verifier);
    let event = event(Action::Create, &user, &verifier)?;
    audit::record(call, event.between(&(), &after)?).await?;
    Ok(after)
}

/// The domain that a key of this request belongs to.
fn site(call: &Call) -> Result<String> {
    let site = call.reached().site().map(str::to_owned);
    site.ok_or_else(|| Refusal::bad_request("The request names no host, which a key belongs to."))
}

fn descriptor(id: String, transports: Vec<String>) -> CredentialDescriptor {
    let (id, r#type) = (Some(id), Some(PUBLIC_KEY.to_owned()));
    CredentialDescriptor { id, transports: Some(transports), r#type }
}

fn parameter(algorithm: i32) -> CredentialParameter {
    CredentialParameter { alg: Some(algorithm), r#type: Some(PUBLIC_KEY.to_owned()) }
}
