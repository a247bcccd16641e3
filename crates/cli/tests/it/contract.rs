//! What the binary prints of the contract.

use serde_json::Value;

use crate::support::run;

#[test]
fn every_operation_of_the_product_is_listed() {
    let facts: Value =
        serde_json::from_str(include_str!("../../../api/tests/facts/operations.json")).unwrap();
    let seeds = facts.as_array().unwrap().iter().filter(|fact| fact["tier"] == "seed");
    let seeds: Vec<&str> = seeds.map(|fact| fact["id"].as_str().unwrap()).collect();
    assert_eq!(seeds.len(), 98);

    let listed: Value = serde_json::from_str(&run(&["operations"]).stdout).unwrap();
    let listed = listed.as_array().unwrap();
    for id in seeds {
        assert!(listed.iter().any(|operation| operation["id"] == id), "{id}");
    }
    let user = listed.iter().find(|operation| operation["id"] == "patchUser").unwrap();
    assert_eq!(user["method"], "PATCH");
    assert_eq!(user["path"], "/api/v2/users/{userId}");
    assert_eq!(user["match"], "any");
    assert_eq!(user["served"], true);
}

#[test]
fn every_operation_that_is_served_names_the_handler_that_answers_it() {
    let sources = concat!(env!("CARGO_MANIFEST_DIR"), "/../resources/src/");
    let listed: Value = serde_json::from_str(&run(&["operations"]).stdout).unwrap();
    for operation in listed.as_array().unwrap() {
        let Some(handler) = operation["handler"].as_str() else {
            assert_eq!(operation["served"], false, "{operation}");
            continue;
        };
        let (modules, name) = handler.rsplit_once("::").unwrap();
        let file = format!("{sources}{}.rs", modules.replace("::", "/"));
        let source = std::fs::read_to_string(&file).unwrap_or_default();
        assert!(source.contains(&format!("async fn {name}(")), "no {handler} in {file}");
    }
}

#[test]
fn topics_are_listed_with_who_may_subscribe() {
    let listed: Value = serde_json::from_str(&run(&["topics"]).stdout).unwrap();
    let listed = listed.as_array().unwrap();
    assert_eq!(listed.len(), api::topics().count());
    let of = |name: &str| listed.iter().find(|topic| topic["topic"] == name).unwrap();
    assert_eq!(of("v2.users.{id}.tokens")["requiresCurrentUser"], true);
    let queue = of("v2.routing.queues.{id}.users");
    assert_eq!(queue["permissions"], serde_json::json!(["routing:queue:view"]));
}

#[test]
fn the_openapi_document_is_printed() {
    let document: Value = serde_json::from_str(&run(&["openapi"]).stdout).unwrap();
    assert_eq!(document["openapi"], "3.0.3");
}

#[test]
fn coverage_is_a_page_and_json_when_asked_for() {
    assert!(run(&["coverage"]).stdout.starts_with("# Coverage\n"));
    let coverage: Value = serde_json::from_str(&run(&["coverage", "--json"]).stdout).unwrap();
    assert!(coverage.is_object() || coverage.is_array());
}

#[test]
fn every_shell_gets_its_completions() {
    for shell in ["bash", "elvish", "fish", "powershell", "zsh"] {
        let told = run(&["completions", shell]);
        assert_eq!(told.code, Some(0), "{shell}: {}", told.stderr);
        assert!(told.stdout.contains("getUsersMe"), "{shell}");
    }
}
