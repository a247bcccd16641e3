//! Notifications: what is told with a change, and the channels that hear it.

pub mod channels;

use api::Topic;

use crate::{Changed, Result, Told, Tx, changes::NewChange, documents::to_json};

/// What is told of a topic.
pub fn told<T: Topic>(topic: &T, body: &T::Body) -> Result<Told> {
    Ok(Told { topic: topic.name(), body: to_json(body)?, action: None })
}

/// Tells those who subscribed, once the transaction is committed. What is told of one user is heard
/// in its order; the lock of the user must be held.
pub fn tell(tx: &mut Tx, user: &str, all: Vec<Told>) -> Result<()> {
    if all.is_empty() {
        return Ok(());
    }
    let organization = &*tx.organization();
    tx.changed(NewChange::of_user(organization, user, Changed::Told(all)))
}
