//! Users as audit messages compare them.

use api::User;
use serde_json::{Map, Value};
use store::users::{self, StoredUser};

use gate::audit::{Action, AuditEvent, Kind};

/// A user, in the audit.
pub const USER: Kind = Kind {
    name: "User",
    service: "Directory",
    actions: &[Action::Create, Action::Update, Action::Delete, Action::Restore, Action::Move],
    uri: Some(store::users::uri),
};

/// What is done to a user, with every property that differs; without `before` all are new.
pub fn change(
    action: Action,
    before: Option<&StoredUser>,
    after: &StoredUser,
) -> store::Result<AuditEvent> {
    let old = before.map(shown).transpose()?.unwrap_or_default();
    let new = shown(after)?;
    let name = new.get("name").and_then(Value::as_str).map(str::to_owned);
    AuditEvent::new(USER, action, &after.id).named(name).between(&old, &new)
}

/// The name of a user, for messages about what belongs to it.
pub fn name(user: &StoredUser) -> store::Result<Option<String>> {
    let User { name, .. } = user.read_document()?;
    Ok(name)
}

/// A user as others name it: the id, and where it is read.
pub fn reference(id: &str) -> User {
    User { id: Some(id.to_owned()), self_uri: Some(users::uri(id)), ..User::default() }
}

/// All that the API shows of a user, expanded or not.
fn shown(user: &StoredUser) -> store::Result<Map<String, Value>> {
    let read = |text: &str| {
        serde_json::from_str::<Map<String, Value>>(text)
            .map_err(|error| store::Error::Storage(format!("user {}: {error}", user.id)))
    };
    let mut shown = read(&user.document)?;
    shown.extend(read(&user.profile)?);
    shown.insert("division".to_owned(), user.division_name.clone().into());
    if let Some(reason) = &user.dates.state_reason {
        shown.insert("stateChangeReason".to_owned(), reason.clone().into());
    }
    Ok(shown)
}
