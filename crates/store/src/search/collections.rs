//! What is searched.

use std::collections::HashSet;

use ::search::{Builder, Document, Id, Labels, Model, Schema};

use super::{groups, locations, too_large, users};
use crate::{Changed, Entity, Result, Tx};

/// A collection of entities that is searched.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Collection {
    /// Users, in whatever state.
    Users,
    /// Groups, whatever their visibility.
    Groups,
    /// Locations, deleted ones too.
    Locations,
}

/// All of them.
pub(super) const ALL: [Collection; 3] =
    [Collection::Users, Collection::Groups, Collection::Locations];

/// Rows that one statement reads while a model is built: a snapshot lives no longer than that.
const SLICE: i64 = 2_000;

/// What has to be read again.
#[derive(Debug, Default)]
pub(super) struct Pending {
    /// Rows.
    pub(super) ids: HashSet<Id>,
    /// Names of what rows refer to.
    pub(super) labels: bool,
    /// All of it.
    pub(super) all: bool,
}

/// At more rows than this, all of it is read again.
const MAX_PENDING: usize = 20_000;

impl Pending {
    pub(super) fn is_empty(&self) -> bool {
        self.ids.is_empty() && !self.labels && !self.all
    }

    /// Also what the other says.
    pub(super) fn and(&mut self, other: Self) {
        self.ids.extend(other.ids);
        self.labels |= other.labels;
        self.all |= other.all;
        self.bound();
    }

    fn note(&mut self, id: &str) {
        // Every id is a UUID; what is none could not be read, and `callroster check` says so.
        self.ids.extend(id.parse::<Id>().ok());
        self.bound();
    }

    fn bound(&mut self) {
        if self.ids.len() > MAX_PENDING {
            self.ids = HashSet::new();
            self.all = true;
        }
    }
}

impl Collection {
    pub(super) const fn place(self) -> usize {
        match self {
            Self::Users => 0,
            Self::Groups => 1,
            Self::Locations => 2,
        }
    }

    /// What is known of its documents.
    pub fn schema(self) -> &'static Schema {
        match self {
            Self::Users => &users::SCHEMA,
            Self::Groups => &groups::SCHEMA,
            Self::Locations => &locations::SCHEMA,
        }
    }

    /// Notes what a change makes necessary to read again.
    pub(super) fn hear(self, changed: &Changed, pending: &mut Pending) {
        match (self, changed) {
            (Self::Users, Changed::User { id, .. })
            | (
                Self::Groups,
                Changed::Entity { kind: Entity::Group, id }
                | Changed::Members { kind: Entity::Group, id, .. },
            )
            | (Self::Locations, Changed::Entity { kind: Entity::Location, id }) => pending.note(id),
            (Self::Users, Changed::Members { kind: Entity::Group, users, .. }) => {
                users.iter().for_each(|user| pending.note(user));
            }
            (
                Self::Users,
                Changed::Entity {
                    kind: Entity::Group | Entity::Division | Entity::Location, ..
                }
                | Changed::Many { kind: Entity::Division | Entity::Location },
            ) => pending.labels = true,
            (Self::Users, Changed::Many { kind: Entity::User | Entity::Group })
            | (Self::Groups, Changed::Many { kind: Entity::Group })
            | (Self::Locations, Changed::Many { kind: Entity::Location }) => pending.all = true,
            _ => {}
        }
    }

    /// The rows with these ids.
    pub(super) async fn some(self, tx: &mut Tx, ids: &[Id]) -> Result<Vec<Document>> {
        let mut documents = Vec::with_capacity(ids.len());
        for ids in ids.chunks(usize::try_from(SLICE).unwrap_or(usize::MAX)) {
            let ids = ids.iter().map(ToString::to_string).collect();
            documents.extend(match self {
                Self::Users => users::some(tx, ids).await?,
                Self::Groups => groups::some(tx, ids).await?,
                Self::Locations => locations::some(tx, ids).await?,
            });
        }
        Ok(documents)
    }

    /// The names of what rows refer to.
    pub(super) async fn labels(self, tx: &mut Tx) -> Result<Labels> {
        match self {
            Self::Users => users::labels(tx).await,
            Self::Groups | Self::Locations => Ok(Labels::default()),
        }
    }

    /// Fields whose rows change when an entity goes that they refer to.
    pub(super) const fn followed(self) -> &'static [usize] {
        match self {
            Self::Users => &[users::GROUPS],
            Self::Groups | Self::Locations => &[],
        }
    }

    /// A model of all rows, read in slices.
    pub(super) async fn build(self, tx: &mut Tx) -> Result<Model> {
        let mut builder = Builder::new(self.schema());
        let mut after = String::new();
        loop {
            let slice = match self {
                Self::Users => users::slice(tx, &after, SLICE).await?,
                Self::Groups => groups::slice(tx, &after, SLICE).await?,
                Self::Locations => locations::slice(tx, &after, SLICE).await?,
            };
            for document in &slice {
                builder.push(document).map_err(too_large)?;
            }
            let Some(last) = slice.last() else { break };
            after = last.id.to_string();
            tx.next_snapshot().await?;
        }
        Ok(builder.finish(self.labels(tx).await?))
    }
}
