//! Keys by which other systems know a user. They belong to the user, so each change raises the
//! version.

use store::{
    external_ids::{self, ExternalId},
    users::StoredUser,
};

use super::{audited, saving::save};
use gate::{
    audit::{self, Action},
    context::Context,
    refusal::{Refusal, Result},
};

/// So many external ids may a user have.
pub(super) const MAX_OF_USER: usize = 100;

/// Gives a user a key.
pub async fn add(context: &mut Context, user: StoredUser, id: &ExternalId) -> Result<()> {
    let before = external_ids::of_user(&mut context.tx, &user.id).await?;
    if before.len() >= MAX_OF_USER {
        return Err(too_many());
    }
    if let Some(one) = before.iter().find(|one| one.authority == id.authority) {
        return Err(taken(id).because(format!("the user has the key {} there", one.key)));
    }
    if !external_ids::insert(&mut context.tx, &user.id, id).await? {
        return Err(taken(id).because("another user has the key"));
    }
    record(context, &user, &before).await
}

/// Takes a key from a user.
pub async fn remove(context: &mut Context, user: StoredUser, id: &ExternalId) -> Result<()> {
    let before = external_ids::of_user(&mut context.tx, &user.id).await?;
    if !external_ids::delete(&mut context.tx, &user.id, id).await? {
        return Err(Refusal::not_found("external id", &id.key));
    }
    record(context, &user, &before).await
}

/// The external ids of a user in words, for the audit.
pub(super) fn in_words(ids: &[ExternalId]) -> Vec<String> {
    ids.iter().map(|id| format!("{}: {}", id.authority, id.key)).collect()
}

pub(super) fn too_many() -> Refusal {
    let template = "The user already has the maximum of {max} external ids; delete one first.";
    Refusal::conflict(template).with("max", MAX_OF_USER.to_string())
}

pub(super) fn taken(id: &ExternalId) -> Refusal {
    let template = "The external id [{externalKey}] of [{authorityName}] is a duplicate: the key belongs \
                    to a user already, or the user has a key of that authority.";
    Refusal::conflict(template).with("externalKey", &*id.key).with("authorityName", &*id.authority)
}

/// Raises the version of the user and tells which keys came or went.
async fn record(context: &mut Context, user: &StoredUser, before: &[ExternalId]) -> Result<()> {
    let (shown, profile) = (user.read_document()?, user.read_profile()?);
    let saved = save(context, user, user.clone(), shown, profile).await?;
    let after = external_ids::of_user(&mut context.tx, &user.id).await?;
    let change = audited::change(Action::Update, Some(user), &saved)?;
    let change = change.property("externalIds", in_words(before), in_words(&after));
    audit::record(context, change).await
}
