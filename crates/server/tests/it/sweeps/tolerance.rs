//! What programs write otherwise than the contract has it, in every operation that takes it.

use api::{BodyRule, Entry, Shape};
use serde_json::{Value, json};
use test_server::{
    Engine, both_engines,
    outbox::with_outbox,
    samples::{Request, Samples, names, variants},
};

use super::served;

/// Sends the requests of the operations that `change` changes, each of which must succeed.
async fn all_succeed(
    engine: Engine,
    wanted: impl Fn(&Entry) -> bool,
    change: impl Fn(Request) -> Request,
    check: impl Fn(&Entry, &Value),
) {
    let (server, _outbox) = with_outbox(engine).await;
    let mut sent = 0;
    for entry in served().filter(|entry| wanted(entry)) {
        for variant in 0..variants(entry, &names(entry).unwrap()) {
            let request = change(Samples::of(&server).request(entry, variant).await);
            let answer = request.ask(&server, &request.token).await;
            let fine = (200..300).contains(&answer.status);
            assert!(fine, "{}: {} {}", entry.meta.id, answer.status, answer.body);
            check(entry, &answer.body);
            sent += 1;
        }
    }
    assert!(sent > 0, "no operation takes it");
}

#[both_engines]
async fn unknown_expansions_are_passed_over(engine: Engine) {
    let takes = |entry: &Entry| entry.parameters.iter().any(|one| one.name == "expand");
    let change = |request: Request| request.and_query("expand=shoes,%20division,,");
    all_succeed(engine, takes, change, |_, _| {}).await;
}

#[both_engines]
async fn numbers_and_booleans_may_be_texts(engine: Engine) {
    let takes = |entry: &Entry| entry.body_rule != BodyRule::Absent;
    let change = |request: Request| request.and_body(|body, _| as_texts(body));
    all_succeed(engine, takes, change, |_, _| {}).await;
}

#[both_engines]
async fn blank_ids_are_passed_over(engine: Engine) {
    let takes = |entry: &Entry| has_ids((entry.body)());
    let change = |request: Request| request.and_body(add_blanks);
    all_succeed(engine, takes, change, |_, _| {}).await;
}

#[both_engines]
async fn no_page_is_too_large(engine: Engine) {
    let takes = |entry: &Entry| entry.parameters.iter().any(|one| one.name == "pageSize");
    let change = |request: Request| request.and_query("pageSize=99999999999");
    all_succeed(engine, takes, change, |entry, body| {
        // A walk with a cursor has no numbers.
        let size = body.get("pageSize").and_then(Value::as_u64);
        assert!(size.is_none_or(|size| size == 500), "{}: {body}", entry.meta.id);
    })
    .await;
}

fn as_texts(value: &mut Value) {
    match value {
        Value::Number(_) | Value::Bool(_) => *value = json!(value.to_string()),
        Value::Array(items) => items.iter_mut().for_each(as_texts),
        Value::Object(fields) => fields.values_mut().for_each(as_texts),
        Value::Null | Value::String(_) => {}
    }
}

fn is_ids(name: &str, shape: Shape) -> bool {
    let texts = matches!(shape, Shape::List(inner) if matches!(inner(), Shape::Text));
    texts && (name.is_empty() || name.ends_with("Ids"))
}

fn has_ids(shape: Shape) -> bool {
    match shape {
        Shape::Model(facts) => facts.fields.iter().any(|field| is_ids(field.name, (field.shape)())),
        _ => is_ids("", shape),
    }
}

/// A blank in every list of ids.
fn add_blanks(body: &mut Value, shape: Shape) {
    let Shape::Model(facts) = shape else {
        body.as_array_mut().unwrap().insert(0, json!(" "));
        return;
    };
    for field in facts.fields.iter().filter(|field| is_ids(field.name, (field.shape)())) {
        if let Some(ids) = body.get_mut(field.name).and_then(Value::as_array_mut) {
            ids.insert(0, json!(" "));
        }
    }
}
