//! Managers and their reports.

use api::{Adjacents, GetUserAdjacents, GetUserDirectreports, GetUserSuperiors, User};

use crate::rules::hierarchy::{self as rules, ALL};
use crate::rules::people::present;
use gate::routes::Routes;
use gate::{call::Call, refusal::Result, reply::Rendered};

/// The operations on hierarchy that are served.
pub(crate) fn routes() -> Routes {
    Routes::default().answer(superiors).answer(direct_reports).answer(adjacents)
}

/// The managers above a user, the nearest first.
pub(crate) async fn superiors(
    call: &mut Call,
    GetUserSuperiors { user_id, expand }: GetUserSuperiors,
) -> Result<Rendered<Vec<User>>> {
    let user = present(call, &user_id).await?;
    rules::superiors(call, &user, (&expand, ALL)).await.map(Rendered::new)
}

/// The users who report to a user, by name.
pub(crate) async fn direct_reports(
    call: &mut Call,
    GetUserDirectreports { user_id, expand }: GetUserDirectreports,
) -> Result<Rendered<Vec<User>>> {
    let user = present(call, &user_id).await?;
    rules::direct_reports(call, &user, (&expand, ALL)).await.map(Rendered::new)
}

/// Superiors, siblings and reports of a user.
pub(crate) async fn adjacents(
    call: &mut Call,
    GetUserAdjacents { user_id, expand }: GetUserAdjacents,
) -> Result<Rendered<Adjacents>> {
    let user = present(call, &user_id).await?;
    rules::adjacents(call, &user, (&expand, ALL)).await.map(Rendered::new)
}
