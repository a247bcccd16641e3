//! Objects, moved from one division to another.

use api::{DivisionObjectType, PostAuthorizationDivisionObject, WireEnum as _};
use store::{
    divisions::StoredDivision,
    users::{self, StoredUser},
};

use super::administration::USERS;
use crate::rules::divisions::{find, where_held, within};
use crate::rules::people::{find_to_change, present_to_change, saving::move_to};
use gate::{
    audit::{self, Action, Change, Kind},
    call::Call,
    refusal::{Refusal, Result},
};

/// What it takes to move users, where they are and where they come to.
const EDIT: &str = "directory:user:edit";

/// Moves objects to a division, all or none.
pub(crate) async fn move_objects(
    call: &mut Call,
    asked: PostAuthorizationDivisionObject,
) -> Result<()> {
    if asked.object_type != DivisionObjectType::User {
        let given = asked.object_type.as_str();
        let allowed = format!("{USERS}; this server holds no other objects of divisions");
        return Err(Refusal::invalid_value("objectType", given, allowed));
    }
    let target = find(call, &asked.division_id).await?;
    // From here on the call sees what may be moved.
    call.divisions = where_held(call, EDIT)?;
    within(&call.divisions, EDIT, &target)?;
    let mut ids: Vec<String> = asked.body.iter().map(|id| id.to_lowercase()).collect();
    // Everybody locks users in one order, so that nobody waits for who waits for them.
    ids.sort_unstable();
    ids.dedup();
    for id in &ids {
        let user = present_to_change(call, id).await?;
        move_user(call, user, &target).await?;
    }
    Ok(())
}

/// Moves so many users at most out of a division; how many there were. The caller must be able to
/// move each of them.
pub(super) async fn move_users(
    call: &mut Call,
    from: &StoredDivision,
    target: &StoredDivision,
    most: i64,
) -> Result<usize> {
    let organization = call.caller.organization.clone();
    let ids = users::of_division(&mut call.tx, &organization, &from.id, most).await?;
    if ids.is_empty() {
        return Ok(0);
    }
    let movable = where_held(call, EDIT)?;
    within(&movable, EDIT, from)?;
    within(&movable, EDIT, target)?;
    let seen = std::mem::replace(&mut call.divisions, movable);
    for id in &ids {
        // Whoever changed since is found by the next attempt to delete the division.
        let user = find_to_change(call, id).await?;
        if user.division == from.id {
            move_user(call, user, target).await?;
        }
    }
    call.divisions = seen;
    Ok(ids.len())
}

async fn move_user(call: &mut Call, user: StoredUser, target: &StoredDivision) -> Result<()> {
    if user.division == target.id {
        return Ok(());
    }
    let from = user.division.clone();
    let moved = move_to(call, user, target).await?;
    let change = Change::new(Kind::User, Action::Move, &moved.id)
        .named(moved.read_document()?.name)
        .property("division", [from], [&*target.id]);
    audit::record(call, change).await
}
