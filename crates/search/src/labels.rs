//! Names of what documents refer to.

use std::collections::HashMap;

use crate::fold;

/// The names of entities by id, folded; an entity may have several.
pub(crate) type Names = HashMap<String, Vec<String>>;

/// The names of entities that documents refer to, by the place of the stored field. Where a field
/// has names, an entity without one is gone.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Labels(HashMap<usize, Names>);

impl Labels {
    /// Sets the names of all entities that a field can refer to; an id that comes again has another
    /// name too.
    pub fn set(&mut self, column: usize, names: impl IntoIterator<Item = (String, String)>) {
        let mut all = Names::new();
        for (id, name) in names {
            all.entry(fold(&id)).or_default().push(fold(&name));
        }
        self.0.insert(column, all);
    }

    pub(crate) fn of(&self, column: usize) -> Option<&Names> {
        self.0.get(&column)
    }
}
