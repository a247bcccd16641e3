//! A new secret for a client; the old one works on for a while.

use resources::rules::clients::OAUTH_CLIENT;
use serde_json::{Value, json};
use store::{
    Db, Tx,
    oauth_clients::{self, PreviousSecret, StoredClient},
    organizations::{self, StoredOrganization},
    tokens,
};

use super::target::named;
use crate::operate::error::OrganizationError;
use gate::{
    audit::{Action, AuditEvent, Operator},
    clock::Clock,
    context::Context,
    random::Random,
    secrets,
};
use resources::rules::grants::lock_organization;

/// The longest that an old secret may go on, in seconds: a month.
const LONGEST: u64 = 31 * 86_400;

/// Gives a client a new secret. The old one goes on for `overlap` seconds and its tokens to their
/// end; without an overlap, both end at once.
pub(super) async fn rotate_secret(
    db: &Db,
    clock: &Clock,
    client: String,
    overlap: u64,
    organization: Option<String>,
) -> Result<Value, OrganizationError> {
    if overlap > LONGEST {
        let message = format!("an overlap of {overlap} seconds is too long; at most {LONGEST}");
        return Err(OrganizationError::Invalid(message));
    }
    let overlap = i64::try_from(overlap).unwrap_or_default();
    let (mut random, server_now) = (Random::System, clock.now());
    let secret = random.secret();
    let hash = secrets::hash_secret(&mut random, &secret);
    let made = db.write(move |tx| {
        let (client, hash) = (client.clone(), hash.clone());
        let organization = organization.clone();
        Box::pin(async move {
            let owner = owner(tx, &client, organization.as_deref()).await?;
            tx.enter(&owner.id);
            let mut context = Context::lend(tx, Operator::CommandLine, owner.clock, server_now);
            let now = context.now;
            lock_organization(&mut context).await?;
            let found = oauth_clients::find(&mut context.tx, &client).await?;
            let found = found.filter(|stored| !stored.is_gone(now));
            let mut stored = found.ok_or_else(|| unknown(&client, Some(&owner)))?;
            let old = std::mem::replace(&mut stored.secret_hash, hash);
            stored.previous_secret = (overlap > 0)
                .then(|| PreviousSecret { hash: old, until: now.plus_seconds(overlap) });
            stored.client.date_modified = Some(now);
            stored.client.modified_by = None;
            oauth_clients::save(&mut context.tx, &stored).await?;
            if overlap == 0 {
                // Tokens may have been issued for the old secret.
                tokens::delete_of_client(&mut context.tx, stored.id()).await?;
            }
            organizations::access_changed(&mut context.tx, &owner.id).await?;
            context.record(told(&stored)).await?;
            drop(context);
            Ok::<_, OrganizationError>((owner, stored))
        })
    });
    let (owner, stored) = made.await?;
    let until = stored.previous_secret.as_ref().map(|previous| previous.until);
    let mut answer = json!({
        "clientId": stored.id(),
        "clientSecret": secret,
        "name": stored.client.name,
        "organization": { "id": owner.id, "name": owner.name },
    });
    if let Some(until) = until {
        answer["previousSecretEnds"] = json!(until);
    }
    Ok(answer)
}

/// What is written down of it.
fn told(stored: &StoredClient) -> AuditEvent {
    let change =
        AuditEvent::new(OAUTH_CLIENT, Action::Reset, stored.id()).named(stored.client.name.clone());
    match &stored.previous_secret {
        Some(previous) => change.with("previousSecretEnds", previous.until.to_string()),
        None => change,
    }
}

/// The organization of the client: the one named, or whichever has it.
async fn owner(
    tx: &mut Tx,
    client: &str,
    organization: Option<&str>,
) -> Result<StoredOrganization, OrganizationError> {
    if let Some(reference) = organization {
        return named(tx, reference).await;
    }
    let stored = oauth_clients::sign_in(tx, client).await?;
    let stored = stored.ok_or_else(|| unknown(client, None))?;
    let found = organizations::find(tx, &stored.organization).await?;
    found.ok_or_else(|| unknown(client, None))
}

fn unknown(client: &str, organization: Option<&StoredOrganization>) -> OrganizationError {
    let place = organization.map(|one| format!(" in `{}`", one.name)).unwrap_or_default();
    OrganizationError::Invalid(format!(
        "there is no OAuth client `{client}`{place}; `callroster api getOauthClients` lists them"
    ))
}
