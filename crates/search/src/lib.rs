//! Search in memory: documents in folded columns, and criteria over them.
//!
//! A [`Model`] holds the searchable fields of many documents, such as the users of an organization.
//! It is immutable: a change makes another model that shares what did not change. [`compile`] turns
//! criteria into a [`Query`], and [`Model::search`] answers which documents meet it, in what order.
//!
//! This crate reads no database and no clock, and knows no wire format: `store` fills models, and
//! `resources` reads criteria. What both engines answer is computed here, so it is the same.
//!
//! # How it is laid out
//!
//! A model is a few segments: a large one and small ones with what changed since. A segment has one
//! column a field: its distinct values, folded and sorted, one after another in one text, and for
//! each value the rows that have it. So a whole value or a beginning is found by bisection, a part
//! by scanning one text, and the place of a value is its rank for sorting.

mod best;
mod column;
mod compile;
mod dates;
mod document;
mod evaluate;
mod fold;
mod hits;
mod id;
mod intern;
mod matcher;
mod model;
mod order;
mod pattern;
mod phone;
mod query;
mod query_string;
mod schema;
mod segment;
mod words;

pub use compile::{Compare, Compiled, Criterion, Join, Problem, Value, compile};
pub use document::Document;
pub use fold::fold;
pub use id::Id;
pub use model::{Builder, Found, Labels, Model, TooLarge};
pub use order::{Key, Sort};
pub use query::{Query, Scope};
pub use schema::{Field, Kind, Schema, StoredField};

/// Rows and places are counted in 32 bits: no column holds more, see [`TooLarge`].
pub(crate) fn narrow(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}
