//! Audit messages, read for those who ask.

use std::collections::BTreeMap;

use api::{AuditLogMessage, State};
use store::{
    Divisions, Part, Tx,
    users::{self, UserFilter},
};

/// Names as a message lists them.
pub fn in_words(names: impl Iterator<Item = &'static str>) -> String {
    let mut names: Vec<&str> = names.collect();
    names.sort_unstable();
    names.dedup();
    names.join(", ")
}

/// A message as it was stored.
pub fn read(document: &str) -> store::Result<AuditLogMessage> {
    serde_json::from_str(document)
        .map_err(|error| store::Error::Storage(format!("an audit message: {error}")))
}

/// Adds the names that the users have now, as far as the divisions show them.
pub async fn name_users(
    tx: &mut Tx,
    divisions: &Divisions,
    messages: &mut [AuditLogMessage],
) -> store::Result<()> {
    let users = messages.iter_mut().filter_map(|message| message.user.as_mut());
    let mut ids: Vec<String> = users.filter_map(|user| user.id.clone()).collect();
    ids.sort_unstable();
    ids.dedup();
    let part =
        Part { offset: 0, limit: i64::try_from(ids.len()).unwrap_or(i64::MAX), descending: false };
    let states = vec![State::Active, State::Inactive, State::Deleted];
    let filter = UserFilter { states, ids: Some(ids), ..UserFilter::default() };
    let mut names = BTreeMap::new();
    // FIXME seeing
    for user in users::list(tx, divisions, &filter, part).await? {
        if let Some(name) = user.read_document()?.name {
            names.insert(user.id.clone(), name);
        }
    }
    for user in messages.iter_mut().filter_map(|message| message.user.as_mut()) {
        user.name = user.id.as_ref().and_then(|id| names.get(id)).cloned();
    }
    Ok(())
}
