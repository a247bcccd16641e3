//! What passwords must be like, and how they are changed.

pub mod change;
pub mod policy;
