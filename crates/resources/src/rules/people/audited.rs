//! Users as audit messages compare them.

use std::{borrow::Cow, collections::HashMap};

use api::User;
use serde::Deserialize;
use serde_json::{Map, Value, value::RawValue};
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
    let mut old = before.map(fields).transpose()?.unwrap_or_default();
    let mut new = fields(after)?;
    let name: Option<String> =
        new.get("name").map(|text| read(&after.id, text.get())).transpose()?;
    // Most of a user stays as it is, and need not be read.
    let same = |name: &Cow<'_, str>, text: &RawValue, others: &Fields<'_>| {
        others.get(name).is_some_and(|other| other.get() == text.get())
    };
    let kept: Vec<String> = (new.iter())
        .filter(|(name, text)| same(name, text, &old))
        .map(|(name, _)| name.to_string())
        .collect();
    for name in &kept {
        old.remove(&**name);
        new.remove(&**name);
    }
    let event = AuditEvent::new(USER, action, &after.id).named(name);
    let before = before.map(|before| shown(before, &old)).transpose()?.unwrap_or_default();
    event.between(&before, &shown(after, &new)?)
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

/// Fields of a user, as JSON, by their names.
type Fields<'u> = HashMap<Cow<'u, str>, &'u RawValue>;

/// All that is stored of what the API shows of a user, expanded or not.
fn fields(user: &StoredUser) -> store::Result<Fields<'_>> {
    let mut fields: Fields<'_> = read(&user.id, &user.document)?;
    fields.extend(read::<Fields<'_>>(&user.id, &user.profile)?);
    Ok(fields)
}

/// These fields of a user, with what else the API shows.
fn shown(user: &StoredUser, fields: &Fields<'_>) -> store::Result<Map<String, Value>> {
    let mut shown = Map::new();
    for (name, text) in fields {
        shown.insert(name.to_string(), read(&user.id, text.get())?);
    }
    shown.insert("division".to_owned(), user.division_name.clone().into());
    if let Some(reason) = &user.dates.state_reason {
        shown.insert("stateChangeReason".to_owned(), reason.clone().into());
    }
    Ok(shown)
}

fn read<'u, T: Deserialize<'u>>(user: &str, text: &'u str) -> store::Result<T> {
    serde_json::from_str(text)
        .map_err(|error| store::Error::Storage(format!("user {user}: {error}")))
}
