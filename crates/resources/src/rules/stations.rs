//! Stations: the audit kinds, and who may change whose.

use api::{Station, UserStations};
use gate::{
    audit::{Action, AuditEvent, Kind},
    context::Context,
    refusal::{Refusal, Result},
};
use store::{
    phones,
    stations::{self, StoredStation},
};

/// A station, in the audit.
pub const STATION: Kind = Kind {
    name: "Station",
    service: "Telephony",
    actions: &[Action::Create, Action::Update],
    uri: Some(stations::uri),
};

/// A phone, in the audit.
pub const PHONE: Kind = Kind {
    name: "Phone",
    service: "Telephony",
    actions: &[Action::Create, Action::Update, Action::Delete],
    uri: Some(phones::uri),
};

/// The station with this id.
pub async fn find(context: &mut Context, id: &str) -> Result<StoredStation> {
    let found = stations::find(&mut context.tx, &id.to_lowercase()).await?;
    found.ok_or_else(|| Refusal::not_found("station", id))
}

/// The stations of a user, without the user.
pub async fn of_user(context: &mut Context, user: &str) -> Result<UserStations> {
    let mut found = stations::of_users(&mut context.tx, &[user.to_owned()]).await?;
    Ok(found.remove(user).unwrap_or_default())
}

/// Writes down that somebody uses a station, or does not any more.
pub async fn record(context: &mut Context, before: &Station, after: &Station) -> Result<()> {
    let id = after.id.as_deref().unwrap_or_default();
    let event = AuditEvent::new(STATION, Action::Update, id).named(after.name.as_deref());
    context.record(event.between(before, after)?).await
}

/// Releases the station that a user, whose lock is held, uses.
pub async fn release(context: &mut Context, user: &str) -> Result<()> {
    let Some(before) = stations::release(&mut context.tx, user).await? else { return Ok(()) };
    let after = StoredStation { user: None, associated_at: None, ..before.clone() };
    record(context, &before.shown(), &after.shown()).await
}
