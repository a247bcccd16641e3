//! Roles, found and changed.

use api::DomainOrganizationRole;
use store::{Lock, roles};

use gate::{
    call::Call,
    refusal::{Refusal, Result},
};

/// The role with this id. Roles belong to the organization, not to a division.
pub async fn find(call: &mut Call, id: &str) -> Result<DomainOrganizationRole> {
    let found = roles::find(&mut call.tx, &id.to_lowercase()).await?;
    found.ok_or_else(|| Refusal::not_found("role", id))
}

/// The role to be changed; no role and no grant changes until the call has ended.
pub async fn find_to_change(call: &mut Call, id: &str) -> Result<DomainOrganizationRole> {
    call.tx.lock(Lock::Organization(&call.caller.organization)).await?;
    find(call, id).await
}
