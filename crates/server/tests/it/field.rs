//! What programs in use send to the platform, and what they expect of it.

mod pages;
mod roles;

use serde_json::Value;

fn id(entity: &Value) -> &str {
    entity["id"].as_str().unwrap()
}

/// The names of what a listing lists.
fn names(listing: &Value) -> Vec<&str> {
    let entities = listing["entities"].as_array().unwrap().iter();
    entities.map(|one| one["name"].as_str().unwrap()).collect()
}
