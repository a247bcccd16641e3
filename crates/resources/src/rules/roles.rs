//! Roles, found and changed.

use api::DomainOrganizationRole;
use store::{Lock, organizations, roles};

use gate::{
    audit::{Action, AuditEvent, Kind, PEOPLE_PERMISSIONS},
    context::Context,
    refusal::{Refusal, Result},
};

/// A role, in the audit.
pub const ROLE: Kind = Kind {
    name: "Role",
    service: PEOPLE_PERMISSIONS,
    actions: &[
        Action::Create,
        Action::Update,
        Action::Delete,
        Action::Restore,
        Action::Add,
        Action::Remove,
    ],
    uri: Some(|id| format!("/api/v2/authorization/roles/{id}")),
};

/// The role with this id. Roles belong to the organization, not to a division.
pub async fn find(context: &mut Context, id: &str) -> Result<DomainOrganizationRole> {
    let found = roles::find(&mut context.tx, &id.to_lowercase()).await?;
    found.ok_or_else(|| Refusal::not_found("role", id))
}

/// Stores a new role, and writes it down.
pub async fn add(context: &mut Context, role: &DomainOrganizationRole) -> Result<()> {
    let (id, name) = (role.id.clone().unwrap_or_default(), role.name.as_deref());
    if !roles::insert(&mut context.tx, role).await? {
        return Err(Refusal::name_taken("role", name.unwrap_or_default()));
    }
    let organization = context.organization();
    organizations::access_changed(&mut context.tx, &organization).await?;
    let event = AuditEvent::new(ROLE, Action::Create, id).named(name);
    context.record(event.between(&(), role)?).await
}

/// The role to be changed; no role and no grant changes until the call has ended.
pub async fn find_to_change(context: &mut Context, id: &str) -> Result<DomainOrganizationRole> {
    context.tx.lock(Lock::Organization(&context.organization())).await?;
    find(context, id).await
}
