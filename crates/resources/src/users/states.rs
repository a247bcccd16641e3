//! What the listings of users share.

use api::{State, UserListState};

/// More users than this are not shown at once with a presence from outside.
pub(super) const MAX_WITH_SOURCE: u32 = 100;

/// The states of the users that a listing shows.
pub(super) fn states(asked: &UserListState) -> Vec<State> {
    match asked {
        UserListState::Inactive => vec![State::Inactive],
        UserListState::Deleted => vec![State::Deleted],
        UserListState::Any => vec![State::Active, State::Inactive, State::Deleted],
        UserListState::Active | UserListState::Other(_) => vec![State::Active],
    }
}
