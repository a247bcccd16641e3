//! Divisions, deleted and brought back.

use crate::rules::divisions::DIVISION;
use crate::rules::grants::GRANT;
use api::{
    AuthzDivision, AuthzDivisionEntityListing, DeleteAuthorizationDivision,
    GetAuthorizationDivisionsDeleted, PostAuthorizationDivisionRestore,
};
use store::{
    Lock,
    divisions::{self, Divisioned, KINDS, ObjectCounts, StoredDivision},
    grants, organizations,
    trusts::{self, GrantsOf, TrustGrant},
};

use super::{
    administration::{for_the_organization, name, room_for_one},
    objects::move_all,
};
use crate::rules::divisions::{find_to_change, home};
use crate::rules::{grants::keep_an_administrator, trusts::record_revoked};
use gate::{
    audit::{self, Action, AuditEvent},
    call::Call,
    paging::Listing,
    refusal::{Refusal, Result},
    reply::Rendered,
};

/// A division with more objects or grants than these has to be emptied first, because no other
/// write can go on while they are deleted with it.
const MAX_OBJECTS: i64 = 1_000;
const MAX_GRANTS: i64 = 5_000;
/// What it takes to remove the grants in a division.
const REVOKE: &str = "authorization:grant:delete";

/// Deletes a division. What it holds is moved, and grants in it are taken away, if the request
/// insists; objects that are deleted already move in any case, so that they can still come back.
pub(crate) async fn delete_division(
    call: &mut Call,
    asked: DeleteAuthorizationDivision,
) -> Result<()> {
    let division = find_to_change(call, &asked.division_id).await?;
    if division.home {
        return Err(Refusal::bad_request("The home division cannot be deleted."));
    }
    let organization = call.organization();
    let mut counts = divisions::object_counts(&mut call.tx).await?;
    let held = counts.remove(&division.id).unwrap_or_default();
    let objects: i64 = held.values().sum();
    let own = grants::count_in_division(&mut call.tx, &division.id).await?;
    let of = GrantsOf::Division(&division.id);
    let trusted = trusts::grants(&mut call.tx, &organization, of).await?;
    let granted = own.saturating_add(i64::try_from(trusted.len()).unwrap_or(i64::MAX));
    let (too_many, in_use) = (objects > MAX_OBJECTS || granted > MAX_GRANTS, objects + granted > 0);
    if (in_use && !asked.force) || too_many {
        return Err(still_holds(&division, &held, granted));
    }
    let home = home(call).await?;
    let mut moved = Vec::new();
    for kind in KINDS {
        let places = (&division, &home);
        // An object that came since it was counted is not moved unasked: the division cannot go
        // while it is there, and the next attempt counts it.
        let most = if objects > 0 { MAX_OBJECTS } else { 0 };
        moved.push((kind, move_all(call, kind, places, most).await?));
    }
    revoke_all(call, &division, granted, &trusted).await?;
    for kind in KINDS {
        let places = (&*division.id, &*home.id);
        kind.move_deleted(&mut call.tx, places).await?;
    }
    let now = call.now;
    divisions::delete(&mut call.tx, &division.id, now).await?;
    keep_an_administrator(call).await?;
    organizations::access_changed(&mut call.tx, &organization).await?;
    let event = AuditEvent::new(DIVISION, Action::Delete, &division.id)
        .named(Some(&division.name))
        .between(&division.entity(), &())?
        .with("grantsRemoved", granted.to_string());
    let event = moved.into_iter().fold(event, |event, (kind, moved)| {
        event.with(&format!("{}Moved", kind.plural), moved.to_string())
    });
    audit::record(call, event).await
}

fn still_holds(division: &StoredDivision, held: &ObjectCounts, granted: i64) -> Refusal {
    let count = |kind: &Divisioned| held.get(kind.object_type).copied().unwrap_or_default();
    let each = KINDS.iter().map(|kind| format!("{} {}", count(kind), kind.plural));
    let (objects, name) = (each.collect::<Vec<_>>().join(", "), &division.name);
    Refusal::bad_request(format!(
        "The division [{name}] still has {objects} and {granted} grants. Move the objects and remove \
         the grants first; force=true does both, for up to {MAX_OBJECTS} objects and {MAX_GRANTS} grants.",
    ))
}

/// Takes the grants in a division away, if the caller could do so one by one.
async fn revoke_all(
    call: &mut Call,
    division: &StoredDivision,
    granted: i64,
    trusted: &[TrustGrant],
) -> Result<()> {
    if granted == 0 {
        return Ok(());
    }
    call.must_hold(REVOKE, &division.id)?;
    let organization = call.organization();
    let held = grants::in_division(&mut call.tx, &division.id, (0, MAX_GRANTS)).await?;
    grants::delete_in_division(&mut call.tx, &division.id).await?;
    trusts::revoke_in_division(&mut call.tx, &organization, &division.id).await?;
    record_revoked(call, trusted).await?;
    for grant in held {
        let pair = format!("{} in {}", grant.role, grant.division);
        let event = AuditEvent::new(GRANT, Action::Remove, &grant.subject);
        let event = event.property("roles", [pair], None::<String>);
        audit::record(call, event.with("roleName", grant.role_name)).await?;
    }
    Ok(())
}

/// The deleted divisions, in pages. Every caller with the permission sees all of them, as with
/// those that are not deleted.
pub(crate) async fn list_deleted(
    call: &mut Call,
    asked: GetAuthorizationDivisionsDeleted,
) -> Result<Rendered<AuthzDivisionEntityListing>> {
    let page = asked.page;
    let part = (page.offset(), page.size.into());
    let found = divisions::list_deleted(&mut call.tx, part).await?;
    let total = divisions::count_deleted(&mut call.tx).await?;
    let shown: Vec<AuthzDivision> = found.iter().map(StoredDivision::entity).collect();
    page.render_models(asked, &shown, total)
}

/// Brings a division back, empty.
pub(crate) async fn restore_division(
    call: &mut Call,
    PostAuthorizationDivisionRestore { division_id, body }: PostAuthorizationDivisionRestore,
) -> Result<AuthzDivision> {
    let organization = call.organization();
    call.tx.lock(Lock::Organization(&organization)).await?;
    let found = divisions::find_deleted(&mut call.tx, &division_id.to_lowercase()).await?;
    let mut division = found.ok_or_else(|| Refusal::not_found("deleted division", &division_id))?;
    for_the_organization(call).await?;
    division.name = name(body.name)?.unwrap_or(division.name);
    division.description = body.description.unwrap_or(division.description);
    room_for_one(call).await?;
    if !divisions::restore(&mut call.tx, &division).await? {
        return Err(Refusal::name_taken("division", &division.name));
    }
    organizations::access_changed(&mut call.tx, &organization).await?;
    let event = AuditEvent::new(DIVISION, Action::Restore, &division.id);
    let event = event.named(Some(&division.name)).between(&(), &division.entity())?;
    audit::record(call, event).await?;
    Ok(division.entity())
}
