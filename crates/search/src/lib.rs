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
//!
//! What changes many times a day ([`Kind::Status`]) is kept beside the segments, see [`Status`].

mod best;
mod column;
mod compile;
mod criterion;
mod dates;
mod document;
mod evaluate;
mod fold;
mod hits;
mod id;
mod intern;
mod labels;
mod matcher;
mod model;
mod order;
mod pattern;
mod phone;
mod query;
mod query_string;
mod reading;
mod schema;
mod segment;
mod status;
mod too_large;
mod words;

pub use compile::{Compiled, compile};
pub use criterion::{Compare, Criterion, Join, Problem, Value};
pub use document::Document;
pub use fold::fold;
pub use id::Id;
pub use labels::Labels;
pub use model::{Builder, Found, Model};
pub use order::{Key, Sort};
pub use query::{Query, Scope};
pub use schema::{Field, Kind, Schema, StoredField};
pub use status::Status;
pub use too_large::TooLarge;

/// Rows and places are counted in 32 bits: no column holds more, see [`TooLarge`].
pub(crate) fn narrow(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}
