//! Users who become active or inactive, are deleted or come back.

use api::State;
use store::{external_ids, groups, organizations, teams, users::StoredUser};

use super::{
    audited,
    external_ids::in_words,
    leaving::{self, Leaver, WHEN_DELETED, WHEN_INACTIVE},
    saving::{give_employee_role, save},
};
use crate::rules::grants::{grants_in_words, keep_an_administrator, lock_organization};
use gate::{
    audit::{self, Action},
    context::Context,
    refusal::Result,
};

/// A change of state.
pub struct StateChange {
    /// The new state.
    pub state: State,
    /// Why, as `stateChangeReason` says.
    pub reason: Option<String>,
}

/// Changes the state of a user, with all that hangs on it. The caller holds the organization still
/// since before it took the user: of two administrators who leave at once, the second sees that the
/// first is gone.
pub async fn change_state(
    context: &mut Context,
    user: StoredUser,
    change: StateChange,
) -> Result<StoredUser> {
    let mut after = user.clone();
    let organization = context.organization();
    lock_organization(context).await?;
    after.state = change.state;
    after.dates.state_changed_at = Some(context.now);
    after.dates.state_reason = change.reason;
    let (mut shown, profile) = (user.read_document()?, user.read_profile()?);
    shown.state = Some(after.state.clone());
    let leaver = Leaver { user: &user.id, now: context.now };
    if after.state != State::Active {
        leaving::end(&mut context.tx, WHEN_INACTIVE, &leaver).await?;
    }
    let deleted = after.state == State::Deleted && user.state != State::Deleted;
    let restored = user.state == State::Deleted && after.state != State::Deleted;
    let held = if deleted { belongings(context, &user.id).await? } else { Belongings::default() };
    if deleted {
        leaving::end(&mut context.tx, WHEN_DELETED, &leaver).await?;
        organizations::access_changed(&mut context.tx, &organization).await?;
    }
    if restored {
        give_employee_role(context, &after).await?;
        organizations::access_changed(&mut context.tx, &organization).await?;
    }
    let saved = save(context, &user, after, shown, profile).await?;
    let action = match (deleted, restored) {
        (true, _) => Action::Delete,
        (_, true) => Action::Restore,
        _ => Action::Update,
    };
    let mut told = audited::change(action, Some(&user), &saved)?;
    if deleted || restored {
        let now = belongings(context, &user.id).await?;
        told = told.property("roles", held.roles, now.roles);
        if !held.groups.is_empty() {
            told = told.property("groups", held.groups, now.groups);
        }
        if !held.external_ids.is_empty() {
            told = told.property("externalIds", held.external_ids, now.external_ids);
        }
        if held.team.is_some() {
            told = told.property("team", held.team, now.team);
        }
    }
    audit::record(context, told).await?;
    if saved.state != State::Active {
        keep_an_administrator(context).await?;
    }
    Ok(saved)
}

/// What a user holds and belongs to, in words.
#[derive(Default)]
struct Belongings {
    roles: Vec<String>,
    groups: Vec<String>,
    external_ids: Vec<String>,
    team: Option<String>,
}

async fn belongings(context: &mut Context, user: &str) -> Result<Belongings> {
    let (all, of) = (groups::Sight::Whole, [user.to_owned()]);
    let groups = groups::of_users(&mut context.tx, all, &of).await?;
    let mut teams = teams::of_users(&mut context.tx, &of).await?;
    Ok(Belongings {
        team: teams.remove(user).map(|team| team.name),
        roles: grants_in_words(&mut context.tx, user).await?,
        groups: groups.into_iter().filter_map(|membership| membership.group.name).collect(),
        external_ids: in_words(&external_ids::of_user(&mut context.tx, user).await?),
    })
}
