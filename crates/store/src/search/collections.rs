//! What is searched.

use ::search::{Builder, Document, Id, Kind, Labels, Model, Schema, Status};

use super::{groups, locations, pending::Pending, teams, too_large, users};
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
    /// Teams.
    Teams,
}

/// All of them.
pub(super) const ALL: [Collection; 4] =
    [Collection::Users, Collection::Groups, Collection::Locations, Collection::Teams];

/// Rows that one statement reads while a model is built: a snapshot lives no longer than that.
const SLICE: i64 = 2_000;

impl Collection {
    pub(super) const fn place(self) -> usize {
        match self {
            Self::Users => 0,
            Self::Groups => 1,
            Self::Locations => 2,
            Self::Teams => 3,
        }
    }

    /// What is known of its documents.
    pub fn schema(self) -> &'static Schema {
        match self {
            Self::Users => &users::SCHEMA,
            Self::Groups => &groups::SCHEMA,
            Self::Locations => &locations::SCHEMA,
            Self::Teams => &teams::SCHEMA,
        }
    }

    /// Has it fields that are kept beside the documents?
    pub(super) fn has_statuses(self) -> bool {
        self.schema().columns.iter().any(|column| column.kind == Kind::Status)
    }

    /// Notes what a change makes necessary to read again.
    pub(super) fn hear(self, changed: &Changed, pending: &mut Pending) {
        let own = match self {
            Self::Users => Entity::User,
            Self::Groups => Entity::Group,
            Self::Locations => Entity::Location,
            Self::Teams => Entity::Team,
        };
        match changed {
            Changed::User { id, .. } if own == Entity::User => {
                pending.rows.note(id);
                // A new user is doing something.
                pending.statuses.note(id);
            }
            Changed::Live { user } if own == Entity::User => pending.statuses.note(user),
            Changed::Entity { kind: Entity::Abilities, id } if own == Entity::User => {
                pending.rows.note(id);
            }
            Changed::Entity { kind, id } if *kind == own => pending.rows.note(id),
            Changed::Many { kind } if *kind == own => pending.rows.all(),
            // A group and its number of members; a team is searched by nothing of the kind.
            Changed::Members { kind: Entity::Group, id, .. } if own == Entity::Group => {
                pending.rows.note(id);
            }
            Changed::Members {
                kind: Entity::Group | Entity::Team | Entity::Station,
                users,
                ..
            } if own == Entity::User => {
                for user in users {
                    pending.rows.note(user);
                }
            }
            // Nobody says who came or went.
            Changed::Many { kind: Entity::Group | Entity::Team } if own == Entity::User => {
                pending.rows.all();
            }
            Changed::Entity { kind, .. } | Changed::Many { kind } if self.refers_to(*kind) => {
                pending.labels = true;
            }
            _ => {}
        }
    }

    /// Do its rows refer to entities of this kind, by their names too?
    const fn refers_to(self, kind: Entity) -> bool {
        match self {
            Self::Users => {
                matches!(
                    kind,
                    Entity::Group
                        | Entity::Division
                        | Entity::Location
                        | Entity::Team
                        | Entity::RoutingSkill
                        | Entity::RoutingLanguage
                        | Entity::Presence
                )
            }
            Self::Teams => matches!(kind, Entity::Division),
            Self::Groups | Self::Locations => false,
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
                Self::Teams => teams::some(tx, ids).await?,
            });
        }
        Ok(documents)
    }

    /// What the rows with these ids have of the fields that are kept beside the documents.
    pub(super) async fn statuses(self, tx: &mut Tx, ids: &[Id]) -> Result<Vec<Status>> {
        let mut statuses = Vec::with_capacity(ids.len());
        for ids in ids.chunks(usize::try_from(SLICE).unwrap_or(usize::MAX)) {
            let ids = ids.iter().map(ToString::to_string).collect();
            statuses.extend(match self {
                Self::Users => users::some_statuses(tx, ids).await?,
                Self::Groups | Self::Locations | Self::Teams => Vec::new(),
            });
        }
        Ok(statuses)
    }

    /// The same of all rows, slice by slice.
    pub(super) async fn each_status(
        self,
        tx: &mut Tx,
        mut take: impl FnMut(Vec<Status>) -> Result<()>,
    ) -> Result<()> {
        let mut after = String::new();
        loop {
            let slice = match self {
                Self::Users => users::slice_of_statuses(tx, &after, SLICE).await?,
                Self::Groups | Self::Locations | Self::Teams => Vec::new(),
            };
            let Some(last) = slice.last() else { return Ok(()) };
            after = last.id.to_string();
            take(slice)?;
            tx.next_snapshot().await?;
        }
    }

    /// The names of what rows refer to.
    pub(super) async fn labels(self, tx: &mut Tx) -> Result<Labels> {
        match self {
            Self::Users => users::labels(tx).await,
            Self::Teams => teams::labels(tx).await,
            Self::Groups | Self::Locations => Ok(Labels::default()),
        }
    }

    /// Fields whose rows change when an entity goes that they refer to.
    pub(super) const fn followed(self) -> &'static [usize] {
        match self {
            Self::Users => &[users::GROUPS, users::TEAM, users::SKILLS, users::LANGUAGES],
            Self::Groups | Self::Locations | Self::Teams => &[],
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
                Self::Teams => teams::slice(tx, &after, SLICE).await?,
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
