//! Managers and reports.

use super::people::shown::{self};
use api::UserExpand;
use gate::{context::Context, refusal::Result};
use store::users::{self, StoredUser};

/// The JSON of an [`Adjacents`], with at most so many of each.
pub async fn adjacents_of(
    context: &mut Context,
    user: &StoredUser,
    expand: &[UserExpand],
    most: Option<usize>,
) -> Result<String> {
    let most = most.unwrap_or(usize::MAX);
    let (tx, divisions) = context.seeing();
    let mut superiors = users::superiors(tx, divisions, &user.id).await?;
    let (tx, divisions) = context.seeing();
    let mut siblings = users::siblings(tx, divisions, user).await?;
    let (tx, divisions) = context.seeing();
    let mut reports = users::reports(tx, divisions, &user.id).await?;
    for list in [&mut superiors, &mut siblings, &mut reports] {
        list.truncate(most);
    }
    let superiors = list(context, superiors, expand).await?;
    let siblings = list(context, siblings, expand).await?;
    let reports = list(context, reports, expand).await?;
    Ok(format!("{{\"superiors\":{superiors},\"siblings\":{siblings},\"directReports\":{reports}}}"))
}

/// Users as a JSON array, with what is expanded.
pub async fn list(
    context: &mut Context,
    users: Vec<StoredUser>,
    expand: &[UserExpand],
) -> Result<String> {
    Ok(format!("[{}]", shown::users(context, &users, expand).await?.join(",")))
}
