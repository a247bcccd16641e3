//! Names of what documents refer to.

use std::collections::HashMap;

use crate::fold;

/// The names of entities that documents refer to, folded, by the place of the stored field and by
/// id. Where a field has names, an entity without one is gone.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Labels(HashMap<usize, HashMap<String, String>>);

impl Labels {
    /// Sets the names of all entities that a field can refer to.
    pub fn set(&mut self, column: usize, names: impl IntoIterator<Item = (String, String)>) {
        let names = names.into_iter().map(|(id, name)| (fold(&id), fold(&name)));
        self.0.insert(column, names.collect());
    }

    pub(crate) fn of(&self, column: usize) -> Option<&HashMap<String, String>> {
        self.0.get(&column)
    }
}
