//! The order of results.

/// A key of the order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sort {
    /// What is compared.
    pub key: Key,
    /// From the last to the first. Documents without a value are last either way.
    pub descending: bool,
}

/// What is compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Key {
    /// How well a document matches, the best first: a field that is the text that was searched for,
    /// then one that begins with it, then others; over several criteria the sum.
    Score,
    /// A stored field.
    Column(usize),
}

impl Sort {
    /// The best match first.
    pub const SCORE: Self = Self { key: Key::Score, descending: true };

    /// By a stored field, from the first to the last.
    pub const fn by(column: usize) -> Self {
        Self { key: Key::Column(column), descending: false }
    }
}
