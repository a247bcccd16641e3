//! Divisions, found and changed, and where a permission is held.

use gate::audit::{Action, Kind, PEOPLE_PERMISSIONS};
use store::{
    Divisions, Lock,
    divisions::{self, StoredDivision},
};

use gate::{
    call::Call,
    refusal::{Refusal, Result},
};

/// A division, in the audit.
pub const DIVISION: Kind = Kind {
    name: "Division",
    service: PEOPLE_PERMISSIONS,
    actions: &[Action::Create, Action::Update, Action::Delete, Action::Restore],
    uri: Some(divisions::uri),
};

/// The division with this id; everybody may see every division of the organization.
pub async fn find(call: &mut Call, id: &str) -> Result<StoredDivision> {
    let found = divisions::find(&mut call.tx, &id.to_lowercase()).await?;
    found.ok_or_else(|| Refusal::not_found("division", id))
}

/// The division with this id, where the call's permission is held; no division changes until the
/// call has ended.
pub async fn find_to_change(call: &mut Call, id: &str) -> Result<StoredDivision> {
    call.tx.lock(Lock::Organization(&call.caller.organization)).await?;
    let division = find(call, id).await?;
    if call.divisions.contains(&division.id) {
        return Ok(division);
    }
    Err(Refusal::not_found("division", id).because("the permission is not held in this division"))
}

/// The home division, which every organization has.
pub async fn home(call: &mut Call) -> Result<StoredDivision> {
    let found = divisions::home(&mut call.tx).await?;
    found.ok_or_else(|| Refusal::internal("the organization has no home division"))
}

/// Where the caller holds a permission that the operation does not name.
pub fn where_held(call: &Call, permission: &str) -> Result<Divisions> {
    let visible = call.caller.authority.divisions_with(permission);
    if visible == store::Visible::Some(Vec::new()) {
        return Err(Refusal::missing_permissions(&[permission]));
    }
    Ok(Divisions::new(visible))
}

/// Refuses a division in which the permission is not held.
pub fn within(held: &Divisions, permission: &str, place: &StoredDivision) -> Result<()> {
    if held.contains(&place.id) {
        return Ok(());
    }
    let reason = format!("{permission} held, but not in the division {}", place.id);
    Err(Refusal::missing_permissions(&[permission]).because(reason))
}
