//! What has to be read again before a model is true.

use std::collections::HashSet;

use ::search::Id;

/// What has to be read again.
#[derive(Debug, Default)]
pub(super) struct Pending {
    /// Rows.
    pub(super) rows: Noted,
    /// Names of what rows refer to.
    pub(super) labels: bool,
    /// What rows have of the fields that are kept beside the documents. Only searches for these read
    /// it.
    pub(super) statuses: Noted,
}

/// Ids, or all that there are.
#[derive(Debug, Default)]
pub(super) struct Noted {
    pub(super) ids: HashSet<Id>,
    pub(super) all: bool,
}

/// Above so many ids it is all of them.
const MOST: usize = 20_000;

impl Noted {
    pub(super) fn is_empty(&self) -> bool {
        self.ids.is_empty() && !self.all
    }

    pub(super) fn all(&mut self) {
        *self = Self { ids: HashSet::new(), all: true };
    }

    pub(super) fn note(&mut self, id: &str) {
        if self.all {
            return;
        }
        // Every id is a UUID; what is none could not be read, and `callroster check` says so.
        self.ids.extend(id.parse::<Id>().ok());
        self.bound();
    }

    fn and(&mut self, other: Self) {
        if self.all || other.all {
            return self.all();
        }
        self.ids.extend(other.ids);
        self.bound();
    }

    fn bound(&mut self) {
        if self.ids.len() > MOST {
            self.all();
        }
    }

    /// The ids, in order.
    pub(super) fn sorted(&self) -> Vec<Id> {
        let mut ids: Vec<Id> = self.ids.iter().copied().collect();
        ids.sort_unstable();
        ids
    }
}

/// What a search looks at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Needs {
    /// Documents alone.
    Documents,
    /// What is kept beside them too.
    Statuses,
}

impl Pending {
    /// Must nothing be read for such a search?
    pub(super) fn is_empty(&self, needs: Needs) -> bool {
        let statuses = needs == Needs::Statuses && !self.statuses.is_empty();
        self.rows.is_empty() && !self.labels && !statuses
    }

    /// Also what the other says.
    pub(super) fn and(&mut self, other: Self) {
        self.rows.and(other.rows);
        self.labels |= other.labels;
        self.statuses.and(other.statuses);
    }

    /// Takes what must be read for such a search.
    pub(super) fn take(&mut self, needs: Needs) -> Self {
        let statuses = match needs {
            Needs::Documents => Noted::default(),
            Needs::Statuses => std::mem::take(&mut self.statuses),
        };
        let labels = std::mem::take(&mut self.labels);
        Self { rows: std::mem::take(&mut self.rows), labels, statuses }
    }
}
