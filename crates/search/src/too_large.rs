//! What does not fit into a model.

use std::fmt;

/// More text, more documents or more different statuses than a model can hold: 4 GiB under one name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TooLarge;

impl fmt::Display for TooLarge {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a field of all documents together has more than 4 GiB or 65,535 statuses")
    }
}

impl std::error::Error for TooLarge {}
