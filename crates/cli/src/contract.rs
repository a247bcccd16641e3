//! What the contract says: `operations`, `topics`, `openapi`, `coverage`.

use api::{Entry, Rule, TopicEntry, TopicRule};
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

/// Every topic of notifications, with who may subscribe and the resource that it is declared beside.
pub(crate) fn topics(choice: Choice) -> Result<(), Failure> {
    match choice.output() {
        Output::Json => choice.show(&api::topics().map(described_topic).collect()),
        Output::Table => {
            let row = |entry: &TopicEntry| {
                let meta = entry.meta;
                let texts = [meta.template, entry.resource, meta.summary];
                let [template, resource, summary] = texts.map(str::to_owned);
                vec![template, resource, subscribers(meta.rule), summary]
            };
            let headers = ["topic", "resource", "who may subscribe", "sent when"];
            output::print(&format!("{}\n", output::table(headers, api::topics().map(row))))
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

fn described_topic(entry: &TopicEntry) -> Value {
    let meta = entry.meta;
    json!({
        "topic": meta.template,
        "resource": entry.resource,
        "summary": meta.summary,
        "permissions": meta.rule.permissions(),
        "requiresCurrentUser": meta.rule.current_user(),
        "requiresCurrentUserOrPermission": meta.rule.current_user_or_permission(),
    })
}

fn subscribers(rule: TopicRule) -> String {
    match rule {
        TopicRule::SignedIn => "anyone signed in".to_owned(),
        TopicRule::Own => "the user".to_owned(),
        TopicRule::OwnOr(permissions) => format!("the user, or {}", permissions.join(" or ")),
        TopicRule::Any(permissions) => permissions.join(" or "),
    }
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
