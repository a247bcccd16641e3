//! Managers and their reports.

use api::{Adjacents, GetUserAdjacents, GetUserDirectreports, GetUserSuperiors, User, UserExpand};
use store::users::{self, StoredUser};

use crate::{
    call::Call,
    refusal::Result,
    reply::Rendered,
    users::{present, render},
};

/// The managers above a user, the nearest first.
pub(crate) async fn superiors(
    call: &mut Call,
    GetUserSuperiors { user_id, expand }: GetUserSuperiors,
) -> Result<Rendered<Vec<User>>> {
    let user = present(call, &user_id).await?;
    let found = users::superiors(&mut call.tx, &call.divisions, &user.id).await?;
    list(call, found, &expand).await.map(Rendered::new)
}

/// The users who report to a user, by name.
pub(crate) async fn direct_reports(
    call: &mut Call,
    GetUserDirectreports { user_id, expand }: GetUserDirectreports,
) -> Result<Rendered<Vec<User>>> {
    let user = present(call, &user_id).await?;
    let found = users::reports(&mut call.tx, &call.divisions, &user.id).await?;
    list(call, found, &expand).await.map(Rendered::new)
}

/// Superiors, siblings and reports of a user.
pub(crate) async fn adjacents(
    call: &mut Call,
    GetUserAdjacents { user_id, expand }: GetUserAdjacents,
) -> Result<Rendered<Adjacents>> {
    let user = present(call, &user_id).await?;
    adjacents_of(call, &user, &expand, None).await.map(Rendered::new)
}

/// The JSON of an [`Adjacents`], with at most so many of each.
pub(crate) async fn adjacents_of(
    call: &mut Call,
    user: &StoredUser,
    expand: &[UserExpand],
    most: Option<usize>,
) -> Result<String> {
    let most = most.unwrap_or(usize::MAX);
    let mut superiors = users::superiors(&mut call.tx, &call.divisions, &user.id).await?;
    let mut siblings = users::siblings(&mut call.tx, &call.divisions, user).await?;
    let mut reports = users::reports(&mut call.tx, &call.divisions, &user.id).await?;
    for list in [&mut superiors, &mut siblings, &mut reports] {
        list.truncate(most);
    }
    let superiors = list(call, superiors, expand).await?;
    let siblings = list(call, siblings, expand).await?;
    let reports = list(call, reports, expand).await?;
    Ok(format!("{{\"superiors\":{superiors},\"siblings\":{siblings},\"directReports\":{reports}}}"))
}

async fn list(call: &mut Call, users: Vec<StoredUser>, expand: &[UserExpand]) -> Result<String> {
    Ok(format!("[{}]", render::users(call, users, expand).await?.join(",")))
}
