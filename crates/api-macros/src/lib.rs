//! The macros of the contract crate: `#[derive(Operation)]`, `#[derive(Topic)]`,
//! `#[model]` and `#[wire_enum]`.
//!
//! Each turns a plain, documented Rust item into one fact of the API, and refuses, with a message
//! that names the mistake, what could not be served. The messages are tested in
//! `crates/api/tests/fail`.

mod docs;
mod like;
mod model;
mod operation;
mod options;
mod route;
mod topic;
mod types;
mod wire_enum;

use proc_macro::TokenStream;
use syn::{DeriveInput, Error, parse_macro_input};

/// Turns a request struct into one HTTP operation.
///
/// The path template decides where a field travels: a field named in the template is a path
/// parameter, a field called `body` is the JSON body, every other field is a query parameter.
/// `Option` and `Vec` fields and those with `#[query(default = ..)]` may be left out; the rest are
/// arguments of the generated `new`.
#[proc_macro_derive(Operation, attributes(operation, query))]
pub fn derive_operation(input: TokenStream) -> TokenStream {
    let input = parse_macro_input!(input as DeriveInput);
    let result = operation::expand(&input);
    result.unwrap_or_else(|error| operation::refuse(&input, &error)).into()
}

/// Turns a struct into one topic of notifications: `#[topic("v2.users.{id}.presence", signed_in,
/// sends(Model))]`.
///
/// Each field is a parameter of the template. `signed_in`, `own`, `own_or(..)` or `any(..)` says who
/// may subscribe, `sends` what `eventBody` holds.
#[proc_macro_derive(Topic, attributes(topic))]
pub fn derive_topic(input: TokenStream) -> TokenStream {
    let input = parse_macro_input!(input as DeriveInput);
    topic::expand(&input).unwrap_or_else(|error| topic::refuse(&input, &error)).into()
}

/// Turns a struct into a model: its JSON form, its description and its constructor.
///
/// Fields are written in `camelCase` on the wire, or under `#[field(name = "..")]`. A field whose
/// type is not `Option` or `Patch` must be present in a request body. `#[field(expand = "..")]`
/// says by which word the field is asked for, and adds that to its documentation.
///
/// `#[model("Name")]` gives the API's name where an operation of the same name takes it in Rust.
///
/// `#[model(like = User)]` repeats the fields of `User`, which is marked `#[model(base)]`, beside
/// the struct's own; a field that the struct declares itself replaces the one of the base.
/// `without(..)` names fields that are not repeated, `newer` marks all as newer than the documents
/// that define the product, and `given` says that no field waits to be asked for.
#[proc_macro_attribute]
pub fn model(arguments: TokenStream, item: TokenStream) -> TokenStream {
    let options = parse_macro_input!(arguments as options::Options);
    let input = parse_macro_input!(item as DeriveInput);
    model::expand(&input, &options).unwrap_or_else(Error::into_compile_error).into()
}

/// The second half of `#[model(like = ..)]`: the base hands over its fields, then the model.
#[doc(hidden)]
#[proc_macro]
pub fn model_like(input: TokenStream) -> TokenStream {
    let like::Both { base, options, model } = parse_macro_input!(input as like::Both);
    let whole = like::join(&base, &options, model);
    let expanded = whole.and_then(|model| model::expand(&model, &options.plain()));
    expanded.unwrap_or_else(Error::into_compile_error).into()
}

/// Turns an enum into a list of wire values; values it does not know become `Other`.
#[proc_macro_attribute]
pub fn wire_enum(_: TokenStream, item: TokenStream) -> TokenStream {
    let input = parse_macro_input!(item as DeriveInput);
    wire_enum::expand(&input).unwrap_or_else(Error::into_compile_error).into()
}
