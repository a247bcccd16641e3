//! What the listings of users share.

use api::{State, UserListState};

/// The states of the users that a listing shows.
pub(super) fn states(asked: &UserListState) -> Vec<State> {
    match asked {
        UserListState::Inactive => vec![State::Inactive],
        UserListState::Deleted => vec![State::Deleted],
        UserListState::Any => vec![State::Active, State::Inactive, State::Deleted],
        UserListState::Active | UserListState::Other(_) => vec![State::Active],
    }
}
