//! Users, stored under their next version.

use api::User;
use store::{
    Divisions, Visible,
    divisions::StoredDivision,
    grants::{self, NewGrant, SubjectType},
    roles::{self, DefaultRole},
    users::{self, Saved, StoredUser},
};

use super::audited;
use crate::rules::skill_groups::sort_in;
use gate::{
    audit::{self, Action},
    context::Context,
    refusal::{Refusal, Result},
};

/// Stores what was changed under the next version, and writes it down.
pub(super) async fn save_and_record(
    context: &mut Context,
    before: &StoredUser,
    after: StoredUser,
    shown: User,
    profile: User,
) -> Result<StoredUser> {
    let saved = save(context, before, after, shown, profile).await?;
    audit::record(context, audited::change(Action::Update, Some(before), &saved)?).await?;
    Ok(saved)
}

/// Stores what was changed under the next version.
pub(super) async fn save(
    context: &mut Context,
    before: &StoredUser,
    mut after: StoredUser,
    mut shown: User,
    profile: User,
) -> Result<StoredUser> {
    after.version = before.version + 1;
    shown.version = i32::try_from(after.version).ok();
    // Only where it was found.
    let place = Divisions::new(Visible::Some(vec![before.division.clone()]));
    let saved =
        users::save(&mut context.tx, &place, before, &mut after, (&shown, &profile), context.now);
    match saved.await? {
        Saved::Stored if (&before.division, &before.state) != (&after.division, &after.state) => {
            sort_in(context, std::slice::from_ref(&after.id)).await?;
        }
        Saved::Stored => {}
        Saved::Stale => {
            return Err(Refusal::stale_version("user", before.version, before.version + 1));
        }
        Saved::EmailTaken => return Err(email_taken(shown.email.as_deref().unwrap_or_default())),
    }
    Ok(after)
}

/// Gives a user, who is new or comes back, the role of every employee.
pub(super) async fn give_employee_role(context: &mut Context, user: &StoredUser) -> Result<()> {
    let role = roles::default_role(&mut context.tx, DefaultRole::Employee).await?;
    let grant = NewGrant {
        subject: &user.id,
        subject_type: SubjectType::User,
        role: &role,
        division: &user.division,
        made_at: context.now,
    };
    if user.version == 1 {
        grants::insert_first(&mut context.tx, &grant).await?;
    } else {
        grants::insert(&mut context.tx, &grant).await?;
    }
    Ok(())
}

pub(super) fn email_taken(email: &str) -> Refusal {
    Refusal::conflict(format!(
        "A user with the e-mail address [{email}] already exists; the user may be deleted."
    ))
}

/// Moves a user to another division.
pub async fn move_to(
    context: &mut Context,
    user: StoredUser,
    division: &StoredDivision,
) -> Result<StoredUser> {
    let (shown, profile) = (user.read_document()?, user.read_profile()?);
    let mut after = user.clone();
    after.division.clone_from(&division.id);
    after.division_name.clone_from(&division.name);
    save(context, &user, after, shown, profile).await
}
