//! What programs in use send to the platform, and what they expect of it.

mod pages;

use serde_json::Value;

fn id(entity: &Value) -> &str {
    entity["id"].as_str().unwrap()
}

