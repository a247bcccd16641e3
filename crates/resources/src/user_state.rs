//! Whether a user is active, inactive or deleted.

use crate::rules::fields::check_version;
use api::{GetUserState, PutUserState, State, StateChangeReason, UserState, WireEnum};
use store::users::StoredUser;

use crate::rules::{
    grants::lock_organization,
    people::{
        find, find_to_change,
        state::{StateChange, change_state},
    },
};
use gate::routes::Routes;
use gate::{
    call::Call,
    refusal::{Refusal, Result},
};

/// The operations on user state that are served.
pub(crate) fn routes() -> Routes {
    Routes::default().answer(get_state).answer(set_state)
}

/// The state of a user, deleted ones included.
pub(crate) async fn get_state(
    call: &mut Call,
    GetUserState { user_id }: GetUserState,
) -> Result<UserState> {
    Ok(shown(&find(call, &user_id).await?))
}

/// Changes the state of a user: deletes and restores, too.
pub(crate) async fn set_state(
    call: &mut Call,
    PutUserState { user_id, body }: PutUserState,
) -> Result<UserState> {
    let state = body.state.ok_or_else(|| Refusal::missing_value("state"))?;
    let version = body.version.ok_or_else(|| Refusal::missing_value("version"))?;
    // Before the user: locks are taken in one order.
    lock_organization(call).await?;
    let user = find_to_change(call, &user_id).await?;
    if user.state == State::Deleted && state == State::Deleted {
        return Err(Refusal::user_not_found(&user_id));
    }
    check_version("user", version.into(), user.version)?;
    let reason = body.state_change_reason.map(|reason| reason.to_string());
    Ok(shown(&change_state(call, user, StateChange { state, reason }).await?))
}

fn shown(user: &StoredUser) -> UserState {
    let reason = user.dates.state_reason.as_deref();
    UserState {
        state: Some(user.state.clone()),
        version: i32::try_from(user.version).ok(),
        state_change_reason: reason.map(StateChangeReason::from_wire),
        state_change_date: user.dates.state_changed_at,
    }
}
