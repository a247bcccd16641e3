//! Teams.

use crate::{DateTime, WritableDivision, model};

/// Users who work together under one name.
#[model]
pub struct Team {
    /// Team id, a UUID.
    #[field(read_only)]
    pub id: Option<String>,
    /// Display name of the team.
    #[field(required)]
    pub name: Option<String>,
    /// When the team was made.
    #[field(read_only)]
    pub date_created: Option<DateTime>,
    /// When the team was last changed.
    #[field(read_only)]
    pub date_modified: Option<DateTime>,
    /// What the team is for.
    pub description: Option<String>,
    /// Division in which the team lives.
    pub division: Option<WritableDivision>,
    /// Number of members; counted by the server.
    #[field(read_only)]
    pub member_count: Option<i64>,
    /// Where this resource is read.
    #[field(read_only)]
    pub self_uri: Option<String>,
}

/// A team as other resources point to it, with all of its properties.
#[model]
pub struct TeamFullReference {
    /// Team id, a UUID.
    #[field(newer)]
    pub id: Option<String>,
    /// Display name of the team.
    #[field(required, newer)]
    pub name: Option<String>,
    /// When the team was made.
    #[field(read_only, newer)]
    pub date_created: Option<DateTime>,
    /// When the team was last changed.
    #[field(read_only, newer)]
    pub date_modified: Option<DateTime>,
    /// What the team is for.
    #[field(newer)]
    pub description: Option<String>,
    /// Division in which the team lives.
    #[field(newer)]
    pub division: Option<WritableDivision>,
    /// Number of members; counted by the server.
    #[field(read_only, newer)]
    pub member_count: Option<i64>,
    /// Where this resource is read.
    #[field(read_only, newer)]
    pub self_uri: Option<String>,
}
