//! Managers and reports.

use api::UserExpand;
use gate::{context::Context, refusal::Result};
use store::users::{self, StoredUser};

use super::people::shown::Shown;

/// What is expanded of each user, and how many users are shown at most.
type ListOptions<'e> = (&'e [UserExpand], usize);

/// As many as there are.
pub const ALL: usize = usize::MAX;

/// The managers above a user as a JSON list, the nearest first.
pub async fn superiors(
    context: &mut Context,
    user: &StoredUser,
    asked: ListOptions<'_>,
) -> Result<String> {
    let (tx, divisions) = context.seeing();
    let found = users::superiors(tx, divisions, &user.id).await?;
    list(context, &found, asked).await
}

/// The users who report to a user as a JSON list, by name.
pub async fn direct_reports(
    context: &mut Context,
    user: &StoredUser,
    asked: ListOptions<'_>,
) -> Result<String> {
    let (tx, divisions) = context.seeing();
    let found = users::reports(tx, divisions, &user.id).await?;
    list(context, &found, asked).await
}

/// The JSON of an [`api::Adjacents`]: superiors, siblings and direct reports.
pub async fn adjacents(
    context: &mut Context,
    user: &StoredUser,
    asked: ListOptions<'_>,
) -> Result<String> {
    let superiors = superiors(context, user, asked).await?;
    let (tx, divisions) = context.seeing();
    let siblings = users::siblings(tx, divisions, user).await?;
    let siblings = list(context, &siblings, asked).await?;
    let reports = direct_reports(context, user, asked).await?;
    Ok(format!("{{\"superiors\":{superiors},\"siblings\":{siblings},\"directReports\":{reports}}}"))
}

async fn list(
    context: &mut Context,
    users: &[StoredUser],
    (expand, most): ListOptions<'_>,
) -> Result<String> {
    let users = users.get(..most).unwrap_or(users);
    let shown = Shown::read(context, users, expand).await?;
    let mut json = shown.write("[".to_owned())?;
    json.push(']');
    Ok(json)
}
