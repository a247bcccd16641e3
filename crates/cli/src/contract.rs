//! What the contract says: `operations`, `openapi`, `coverage`.

use api::{Entry, Rule};
use serde_json::{Value, json};

use crate::{
    failure::Failure,
    output::{self, Choice, Output},
};

/// Every operation, with who may call it and the handler that answers it, if this version serves
/// it.
pub(crate) fn operations(choice: Choice) -> Result<(), Failure> {
    match choice.output() {
        Output::Json => choice.show(&api::operations().map(described).collect()),
        Output::Table => {
            let headers = ["operation", "method", "path", "permissions", "handler"];
            let table = output::table(headers, api::operations().map(row));
            output::print(&format!("{table}\n"))
        }
    }
}

/// The OpenAPI document of every operation.
pub(crate) fn openapi() -> Result<(), Failure> {
    output::print(&format!("{:#}\n", api::document()))
}

/// The coverage page, or the same as JSON.
pub(crate) fn coverage(choice: Choice) -> Result<(), Failure> {
    // The page reads well everywhere, so it is JSON only when asked for.
    if choice.json {
        return choice.show(&server::coverage());
    }
    output::print(&api::coverage_page(server::is_served))
}

fn described(entry: &Entry) -> Value {
    let meta = entry.meta;
    json!({
        "id": meta.id,
        "method": meta.method.as_str(),
        "path": meta.path,
        "resource": entry.resource,
        "summary": meta.summary,
        "match": matching(meta.rule),
        "permissions": meta.rule.permissions(),
        "deprecated": meta.deprecated,
        "served": server::is_served(entry),
        "handler": server::handler_of(entry),
    })
}

fn matching(rule: Rule) -> &'static str {
    match rule {
        Rule::SignedIn => "none",
        Rule::Any(_) => "any",
        Rule::All(_) => "all",
    }
}

fn row(entry: &Entry) -> Vec<String> {
    let meta = entry.meta;
    vec![
        meta.id.to_owned(),
        meta.method.to_string(),
        meta.path.to_owned(),
        permissions(meta.rule),
        server::handler_of(entry).unwrap_or("missing").to_owned(),
    ]
}

/// Who may call it, in words.
pub(crate) fn permissions(rule: Rule) -> String {
    match rule {
        Rule::SignedIn => "none".to_owned(),
        Rule::Any([one]) | Rule::All([one]) => (*one).to_owned(),
        Rule::Any(permissions) => format!("any of {}", permissions.join(", ")),
        Rule::All(permissions) => format!("all of {}", permissions.join(", ")),
    }
}
