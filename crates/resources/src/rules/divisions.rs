//! Divisions, found and changed, and where a permission is held.

use store::{
    Lock,
    divisions::{self, StoredDivision},
    organizations,
};

use gate::{
    audit::{Action, AuditEvent, Kind, PEOPLE_PERMISSIONS},
    context::Context,
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
pub async fn find(context: &mut Context, id: &str) -> Result<StoredDivision> {
    let found = divisions::find(&mut context.tx, &id.to_lowercase()).await?;
    found.ok_or_else(|| Refusal::not_found("division", id))
}

/// The division with this id, where the call's permission is held; no division changes until the
/// call has ended.
pub async fn find_to_change(context: &mut Context, id: &str) -> Result<StoredDivision> {
    context.tx.lock(Lock::Organization(&context.organization())).await?;
    let division = find(context, id).await?;
    if context.divisions().contains(&division.id) {
        return Ok(division);
    }
    Err(Refusal::not_found("division", id).because("the permission is not held in this division"))
}

/// Stores a new division, and writes it down.
pub async fn add(context: &mut Context, division: &StoredDivision) -> Result<()> {
    if !divisions::insert(&mut context.tx, division).await? {
        return Err(Refusal::name_taken("division", &division.name));
    }
    let organization = context.organization();
    organizations::access_changed(&mut context.tx, &organization).await?;
    let event = AuditEvent::new(DIVISION, Action::Create, &division.id);
    context.record(event.named(Some(&division.name)).between(&(), &division.entity())?).await
}

/// The home division, which every organization has.
pub async fn home(context: &mut Context) -> Result<StoredDivision> {
    let found = divisions::home(&mut context.tx).await?;
    found.ok_or_else(|| Refusal::internal("the organization has no home division"))
}
