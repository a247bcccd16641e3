//! Users, found and changed, for every resource that is about one.

pub mod audited;
pub mod changes;
pub mod contacts;
mod fields;
mod leaving;
mod phone;
pub mod saving;
pub mod shown;
pub mod state;

use api::State;
use store::{
    Lock,
    users::{self, StoredUser},
};

use gate::{
    call::Call,
    refusal::{Refusal, Result},
};

/// The user with this id, in whatever state, within the call's divisions.
pub async fn find(call: &mut Call, id: &str) -> Result<StoredUser> {
    let found = users::find(&mut call.tx, &call.divisions, &id.to_lowercase()).await?;
    found.ok_or_else(|| Refusal::user_not_found(id))
}

/// The user with this id who is not deleted, within the call's divisions.
pub async fn present(call: &mut Call, id: &str) -> Result<StoredUser> {
    let user = find(call, id).await?;
    if user.state == State::Deleted {
        return Err(Refusal::user_not_found(id));
    }
    Ok(user)
}

/// The user to be changed, in whatever state; nobody else changes it until this call has ended.
pub async fn find_to_change(call: &mut Call, id: &str) -> Result<StoredUser> {
    let id = id.to_lowercase();
    let lock = Lock::User(&id);
    call.tx.lock(lock).await?;
    find(call, &id).await
}

/// The user to be changed, who is not deleted; nobody else changes it until this call has ended.
pub async fn present_to_change(call: &mut Call, id: &str) -> Result<StoredUser> {
    let user = find_to_change(call, id).await?;
    if user.state == State::Deleted {
        return Err(Refusal::user_not_found(id));
    }
    Ok(user)
}
