//! What is counted while criteria are read.

use std::collections::BTreeSet;

use crate::Schema;

/// Fields × values of one search, over all criteria.
const MAX_TESTS: usize = 20_000;
/// Of these, such as look at every value of a field.
const MAX_SCANS: usize = 100;

/// The schema, what was asked for so far, and what it costs.
pub(crate) struct Reading<'s> {
    pub(crate) schema: &'s Schema,
    /// The stored fields that criteria look at.
    pub(crate) mentioned: BTreeSet<usize>,
    tests: usize,
    scans: usize,
}

impl<'s> Reading<'s> {
    pub(crate) const fn of(schema: &'s Schema) -> Self {
        Self { schema, mentioned: BTreeSet::new(), tests: 0, scans: 0 }
    }

    /// Counts tests, and those among them that look at every value; the error says what is allowed.
    pub(crate) fn spend(&mut self, scans: usize, tests: usize) -> Result<(), String> {
        self.scans += scans;
        self.tests += tests;
        if self.scans > MAX_SCANS || self.tests > MAX_TESTS {
            return Err(format!(
                "at most {MAX_TESTS} values times fields in one search, and at most {MAX_SCANS} \
                 that look into the midst of fields"
            ));
        }
        Ok(())
    }
}
