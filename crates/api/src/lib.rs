//! The contract: every operation and every model of the API, and no I/O.
//!
//! The server, the SDK, the command line, the OpenAPI document, the coverage page and the
//! permission sweeps all derive from the structs of this crate. An operation is a documented struct
//! with `#[derive(Operation)]`, a topic of notifications one with `#[derive(Topic)]`; a model is a documented struct under `#[model]`; a list of wire
//! values is an enum under `#[wire_enum]`. Each resource has one file, whose [`operations!`] list is
//! its table of contents.

// The macros write `::api::…`, here too.
extern crate self as api;

mod body;
mod check;
mod coverage;
mod date_time;
mod error_body;
mod lenient;
mod openapi;
mod operation;
mod page;
mod parameters;
mod patch;
mod permission;
mod scope;
mod shape;
mod topic;
mod wire;

mod resources;

pub use api_macros::{Operation, Topic, model, model_like, wire_enum};
pub use body::{BodyError, decode_body};
pub use check::{Problem, ProblemKind, check};
pub use coverage::coverage_page;
pub use date_time::{DateTime, WholeSecond};
pub use error_body::{ErrorBody, ErrorDetail, ErrorLimit};
pub use openapi::{document, schema_of};
pub use operation::{
    BodyRule, DefaultText, Entry, Lane, Listed, Meta, Method, Operation, ParameterFacts,
    ParameterPlace, Rule,
};
pub use page::Page;
pub(crate) use page::listing;
pub use parameters::{BadParameter, Parameter, Parameters, Unchecked};
pub use patch::Patch;
pub use permission::{LEGACY_PERMISSIONS, Permission, catalogue, covers};
pub use resources::*;
pub use scope::Scope;
pub use shape::{Described, EnumFacts, Field, Limits, Model, ModelFacts, Shape};
pub use topic::{Topic, TopicEntry, TopicMeta, TopicParameter, TopicRule};
pub use wire::WireEnum;

/// Any JSON value, where the API leaves the shape open.
pub type Json = serde_json::Value;

/// Text keys to values, in key order.
pub type Map<T> = std::collections::BTreeMap<String, T>;
