//! Pages of listings.

/// Which part of a listing, and from which end.
#[derive(Debug, Clone, Copy)]
pub struct Part {
    /// How many rows are passed over.
    pub offset: i64,
    /// How many rows at most.
    pub limit: i64,
    /// From the last name to the first.
    pub descending: bool,
}
