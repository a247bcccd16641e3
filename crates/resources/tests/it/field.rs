//! What programs in use send to the platform, and what they expect of it.

mod access;
mod audits;
mod clients;
mod contacts;
mod groups;
mod pages;
mod roles;
mod users;

use serde_json::Value;

fn id(entity: &Value) -> &str {
    entity["id"].as_str().unwrap()
}

/// The names of the fields of an object.
fn keys(entity: &Value) -> Vec<&str> {
    entity.as_object().unwrap().keys().map(String::as_str).collect()
}

/// The names of what a listing lists.
fn names(listing: &Value) -> Vec<&str> {
    let entities = listing["entities"].as_array().unwrap().iter();
    entities.map(|one| one["name"].as_str().unwrap()).collect()
}
