//! How large what is stored and read may be, in bytes.

/// A document of a row.
pub(crate) const LARGEST_DOCUMENT: usize = 64 * 1024;
/// The document of a role, which may name every permission there is.
pub(crate) const LARGEST_ROLE: usize = 4 * LARGEST_DOCUMENT;
/// The documents that one statement reads for an answer, together.
pub(crate) const LARGEST_READ: usize = 8 * 1024 * 1024;
