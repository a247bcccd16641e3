//! What a transaction changed, in the words of those who follow.
//!
//! The store function that writes a row names the change with [`Tx::changed`](crate::Tx); handlers
//! do not. At the COMMIT each change is a row of the outbox, and after it followers hear of it
//! ([`Follower`](crate::Follower)). Test builds compare the tables that a transaction wrote with
//! the changes it named (`changes/touched.rs`).

#[cfg(feature = "testing")]
pub(crate) mod touched;

use std::any::Any;
use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::clocks::ServerTime;

/// What changed. The body of an outbox row is this, as JSON.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Changed {
    /// A user, who has this version now: of two, the higher one is newer.
    User {
        /// Its id.
        id: String,
        /// Its version.
        version: i64,
    },
    /// What a user is doing: presence and routing status.
    Live {
        /// The id of the user.
        user: String,
    },
    /// An entity: to be read again, or gone.
    Entity {
        /// What it is.
        kind: Entity,
        /// Its id.
        id: String,
    },
    /// Who belongs to an entity.
    Members {
        /// What it is.
        kind: Entity,
        /// Its id.
        id: String,
        /// The users who came or went.
        users: Vec<String>,
    },
    /// A user joined a queue or left it, as a member or by being added or removed.
    QueueMember {
        /// The id of the queue.
        queue: String,
        /// The id of the user.
        user: String,
        /// Does the user take work from the queue now?
        joined: bool,
    },
    /// Permissions: of roles, grants, groups or clients.
    Access {
        /// The organization's count of such changes.
        version: i64,
    },
    /// Tokens were revoked.
    Tokens(Subject),
    /// Work is due now: wake its worker.
    Due(Work),
    /// So many entities of a kind that all of them are to be read again.
    Many {
        /// What they are.
        kind: Entity,
    },
    /// Notifications, whole and in their order.
    Told(Vec<Told>),
    /// The organization is gone, with everything in it; it may be made anew after this.
    OrganizationGone,
}

/// A notification, as channels send it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Told {
    /// The name of the topic.
    pub topic: String,
    /// The body, as JSON.
    pub body: String,
    /// What was done, where the body does not say it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub action: Option<String>,
}

/// Kinds of entities.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Entity {
    /// The organization itself.
    Organization,
    /// Users, where many change at once.
    User,
    /// Divisions, deleted ones too.
    Division,
    /// Groups.
    Group,
    /// Queues.
    Queue,
    /// Schemas of custom attributes.
    AttributeSchema,
    /// Custom attributes; the id is that of the user who has them.
    CustomAttributes,
    /// Locations.
    Location,
    /// Teams.
    Team,
    /// Roles.
    Role,
    /// Routing skills, deleted ones too.
    RoutingSkill,
    /// Routing skills and languages that users have; the id is the user's.
    Abilities,
    /// Wrap-up codes.
    WrapupCode,
    /// Routing languages, deleted ones too.
    RoutingLanguage,
    /// OAuth clients.
    Client,
    /// Skill groups.
    SkillGroup,
    /// Trusts; the id is that of the other organization.
    Trust,
    /// Absences; the id is the user's.
    OutOfOffice,
    /// Call forwarding; the id is the user's.
    CallForwarding,
    /// Where a client of a user is; the id is the user's.
    Geolocation,
    /// Channels of notifications.
    Channel,
    /// Presence definitions and sources of presences.
    Presence,
    /// Stations and phones.
    Station,
}

/// Whose tokens.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Subject {
    /// This user's.
    User(String),
    /// This client's.
    Client(String),
    /// Everybody's.
    Everybody,
}

/// Work that is done outside of requests.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Work {
    /// Sending mail.
    Mail,
    /// Answering questions of analytics.
    Analytics,
}

/// A change, as followers hear it.
#[derive(Clone)]
pub struct Change {
    /// The organization whose row it is.
    pub organization: Arc<str>,
    /// The user it is about: changes of one user are heard in their order.
    pub user: Option<Arc<str>>,
    /// When, by the server's clock.
    pub at: ServerTime,
    /// What.
    pub what: Changed,
    row: Option<Arc<dyn Any + Send + Sync>>,
}

impl Change {
    /// A change that was read from the outbox.
    pub(crate) fn read(
        (organization, user): (&str, Option<&str>),
        what: Changed,
        at: ServerTime,
    ) -> Self {
        Self { organization: organization.into(), user: user.map(Arc::from), at, what, row: None }
    }

    /// The row that was written, such as a [`StoredUser`](crate::users::StoredUser). Only the node
    /// that wrote it has one.
    pub fn row<T: Any + Send + Sync>(&self) -> Option<&T> {
        self.row.as_ref()?.downcast_ref()
    }
}

impl fmt::Debug for Change {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?} in {} at {}", self.what, self.organization, self.at)
    }
}

/// A change that a store function names.
pub(crate) struct NewChange {
    pub(crate) organization: Arc<str>,
    pub(crate) what: Changed,
    pub(crate) user: Option<Arc<str>>,
    pub(crate) row: Option<Arc<dyn Any + Send + Sync>>,
}

impl NewChange {
    /// A change in this organization.
    pub(crate) fn new(organization: &str, what: Changed) -> Self {
        Self { organization: organization.into(), what, user: None, row: None }
    }

    /// A change of one entity.
    pub(crate) fn of_entity(organization: &str, kind: Entity, id: &str) -> Self {
        Self::new(organization, Changed::Entity { kind, id: id.to_owned() })
    }

    /// A change of many entities.
    pub(crate) fn of_many(organization: &str, kind: Entity) -> Self {
        Self::new(organization, Changed::Many { kind })
    }

    /// A change of a user's, whose lock the transaction holds.
    pub(crate) fn of_user(organization: &str, user: &str, what: Changed) -> Self {
        Self { user: Some(user.into()), ..Self::new(organization, what) }
    }

    /// With the row that was written, for followers on this node.
    pub(crate) fn with_row<T: Any + Send + Sync>(mut self, row: T) -> Self {
        self.row = Some(Arc::new(row));
        self
    }

    pub(crate) fn stamped(self, at: ServerTime) -> Change {
        let Self { organization, what, user, row } = self;
        Change { organization, user, at, what, row }
    }
}
