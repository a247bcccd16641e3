//! A document: what is kept of one entity.

use crate::{Id, fold};

/// What is kept of one entity: values by the place of the stored field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Document {
    /// Its id.
    pub id: Id,
    pub(crate) texts: Vec<(usize, String)>,
    pub(crate) numbers: Vec<(usize, i64)>,
    /// By their keys.
    pub(crate) attributes: Vec<(String, String)>,
}

impl Document {
    /// A document without values.
    pub const fn new(id: Id) -> Self {
        Self { id, texts: Vec::new(), numbers: Vec::new(), attributes: Vec::new() }
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

    /// Adds a value of an attribute, which is folded; blank ones are no values.
    pub fn attribute(&mut self, key: &str, text: &str) {
        let folded = fold(text);
        if !folded.is_empty() {
            self.attributes.push((key.to_owned(), folded));
        }
    }

    /// The same with its values in the order in which a model answers them, each once.
    #[must_use]
    pub fn normalized(mut self) -> Self {
        self.texts.sort_unstable();
        self.texts.dedup();
        self.numbers.sort_unstable();
        self.attributes.sort_unstable();
        self.attributes.dedup();
        self
    }
}
