//! Managers and reports.

use super::people::shown::{self};
use api::UserExpand;
use gate::{call::Call, refusal::Result};
use store::users::{self, StoredUser};

/// The JSON of an [`Adjacents`], with at most so many of each.
pub async fn adjacents_of(
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

/// Users as a JSON array, with what is expanded.
pub async fn list(
    call: &mut Call,
    users: Vec<StoredUser>,
    expand: &[UserExpand],
) -> Result<String> {
    Ok(format!("[{}]", shown::users(call, users, expand).await?.join(",")))
}
