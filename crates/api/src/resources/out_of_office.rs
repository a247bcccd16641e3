//! Out-of-office notices.

use crate::{DateTime, Entity, Operation, Topic, User, model, operations, topics};

operations! {
    "out_of_office":
    GetUserOutofoffice,
    PutUserOutofoffice,
}

topics! {
    "out_of_office":
    UserOutOfOfficeTopic,
}

/// Read a user's out-of-office notice.
///
/// Answers whether the user is out of office and for how long. `active` is false if it was never
/// set, before it begins, and once its end has passed.
#[derive(Debug, Clone, Operation)]
#[operation(GET "/api/v2/users/{userId}/outofoffice", signed_in, returns(OutOfOffice))]
pub struct GetUserOutofoffice {
    /// Id of the user.
    pub user_id: String,
}

/// Set the caller's own out-of-office notice.
///
/// Sets the notice with a start and an end, or with `indefinite` and no end; `active: false`
/// switches it off. An end that is not after the start is refused with 400. Users change only their
/// own; for anyone else the answer is 403 `outofoffice.update.error`.
#[derive(Debug, Clone, Operation)]
#[operation(PUT "/api/v2/users/{userId}/outofoffice", signed_in, returns(OutOfOffice))]
pub struct PutUserOutofoffice {
    /// Id of the user.
    pub user_id: String,
    /// The body.
    pub body: OutOfOffice,
}

/// A user's absence, between two dates or without an end. Users set only their own.
#[model]
pub struct OutOfOffice {
    /// Id of this entry.
    #[field(read_only)]
    pub id: Option<String>,
    /// Name of this entry.
    pub name: Option<String>,
    /// Whether the absence is going on: false when never set or switched off, before the start
    /// and once the end has passed.
    pub active: Option<bool>,
    /// When the absence ends; needed unless it is indefinite.
    pub end_date: Option<DateTime>,
    /// Whether the absence has no end date.
    pub indefinite: Option<bool>,
    /// When the absence starts; needed when it is active.
    pub start_date: Option<DateTime>,
    /// Whose absence this is.
    pub user: Option<Box<User>>,
    /// Where this resource is read.
    #[field(read_only)]
    pub self_uri: Option<String>,
}

/// A user's out-of-office notice changes.
#[derive(Debug, Clone, Topic)]
#[topic("v2.users.{id}.outofoffice", signed_in, sends(OutOfOfficeEventOutOfOffice))]
pub struct UserOutOfOfficeTopic {
    /// Id of the user.
    pub id: String,
}

/// A user's out-of-office notice, as a notification tells it.
#[model]
pub struct OutOfOfficeEventOutOfOffice {
    /// Whether the absence is switched on.
    pub active: Option<bool>,
    /// When the absence ends.
    pub end_date: Option<DateTime>,
    /// Whether the absence has no end date.
    pub indefinite: Option<bool>,
    /// When the absence starts.
    pub start_date: Option<DateTime>,
    /// Whose absence this is.
    pub user: Option<Entity>,
}
