//! Users, found and changed, for every resource that is about one.

pub mod audited;
pub mod changes;
pub mod contacts;
mod drafts;
pub mod external_ids;
mod fields;
pub mod geolocations;
pub mod importing;
pub mod joining;
mod leaving;
pub(crate) mod listing;
mod phone;
pub mod saving;
pub mod shown;
pub mod state;

use std::sync::Arc;

use api::State;
use store::{
    Divisions, Lock,
    users::{self, StoredUser},
};

use gate::{
    context::Context,
    refusal::{Refusal, Result},
};

/// The user with this id, in whatever state, within the call's divisions.
pub async fn find(context: &mut Context, id: &str) -> Result<StoredUser> {
    let (tx, divisions) = context.seeing();
    let found = users::find(tx, divisions, &id.to_lowercase()).await?;
    found.ok_or_else(|| Refusal::user_not_found(id))
}

/// The same for those who only show it.
pub async fn find_to_show(context: &mut Context, id: &str) -> Result<Arc<StoredUser>> {
    let (tx, divisions) = context.seeing();
    let found = users::find_shared(tx, divisions, &id.to_lowercase()).await?;
    found.ok_or_else(|| Refusal::user_not_found(id))
}

/// The user to be changed, in whatever state, within these divisions; no other change of the user
/// begins before the transaction has ended.
pub async fn find_to_change_in(
    context: &mut Context,
    divisions: &Divisions,
    id: &str,
) -> Result<StoredUser> {
    let id = id.to_lowercase();
    context.tx.lock(Lock::User(&id)).await?;
    let found = users::find(&mut context.tx, divisions, &id).await?;
    found.ok_or_else(|| Refusal::user_not_found(&id))
}

/// The user with this id who is not deleted, within the call's divisions.
pub async fn present(context: &mut Context, id: &str) -> Result<StoredUser> {
    let user = find(context, id).await?;
    if user.state == State::Deleted {
        return Err(Refusal::user_not_found(id));
    }
    Ok(user)
}

/// The user to be changed, in whatever state; it stays locked until the transaction ends.
pub async fn find_to_change(context: &mut Context, id: &str) -> Result<StoredUser> {
    let id = id.to_lowercase();
    let lock = Lock::User(&id);
    context.tx.lock(lock).await?;
    find(context, &id).await
}

/// The user to be changed, who is not deleted; it stays locked until the transaction ends.
pub async fn present_to_change(context: &mut Context, id: &str) -> Result<StoredUser> {
    let user = find_to_change(context, id).await?;
    if user.state == State::Deleted {
        return Err(Refusal::user_not_found(id));
    }
    Ok(user)
}

/// The caller, who may act on their own user whatever divisions the permission is held in; locked
/// until the transaction ends.
pub async fn own_to_change(context: &mut Context, id: &str) -> Result<StoredUser> {
    find_to_change_in(context, &Divisions::all(), id).await
}
