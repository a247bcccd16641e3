//! A document: what is kept of one entity.

use crate::{Id, fold};

/// What is kept of one entity: values by the place of the stored field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Document {
    /// Its id.
    pub id: Id,
    pub(crate) texts: Vec<(usize, String)>,
    pub(crate) numbers: Vec<(usize, i64)>,
}

impl Document {
    /// A document without values.
    pub const fn new(id: Id) -> Self {
        Self { id, texts: Vec::new(), numbers: Vec::new() }
    }

    /// Adds a text, which is folded; blank ones are no values.
    pub fn text(&mut self, column: usize, text: &str) {
        let folded = fold(text);
        if !folded.is_empty() {
            self.texts.push((column, folded));
        }
    }

    /// Adds a number, or an instant in milliseconds; there is one a field.
    pub fn number(&mut self, column: usize, number: i64) {
        self.numbers.push((column, number));
    }

    /// The same with its values in the order in which a model answers them, each once.
    #[must_use]
    pub fn normalized(mut self) -> Self {
        self.texts.sort_unstable();
        self.texts.dedup();
        self.numbers.sort_unstable();
        self
    }
}
