//! Searches that are refused, with what is wrong and what is allowed.

use serde_json::{Value, json};

use super::Searches as _;
use test_server::{Engine, TestServer, both_engines};

#[both_engines]
async fn a_bad_criterion_is_refused_by_its_place(engine: Engine) {
    let server = TestServer::start(engine).await;
    let one = |kind: &str, field: &str, value: &str| json!({ "query": [{ "type": kind, "fields": [field], "value": value }] });
    let nested = (0..12).fold(
        json!({ "type": "MATCH_ALL" }),
        |within, _| json!({ "type": "MATCH_ALL", "group": [within] }),
    );
    let scans: Vec<Value> = (0..21)
        .map(|_| json!({ "type": "CONTAINS", "fields": ["name"], "values": vec!["a"; 10] }))
        .collect();
    for (body, words) in [
        (one("EXACT", "shoeSize", "7"), &["query[0].fields[0]", "shoeSize", "name", "email"][..]),
        (one("SOUNDS_LIKE", "name", "ada"), &["query[0].type", "SOUNDS_LIKE", "STARTS_WITH"]),
        (
            json!({ "query": [{ "type": "EXACT", "fields": ["name"], "value": "a", "operator": "XOR" }] }),
            &["query[0].operator", "XOR", "AND", "OR", "NOT"],
        ),
        (json!({ "query": [{ "fields": ["name"], "value": "a" }] }), &["query[0].type"]),
        (json!({ "query": [{ "type": "EXACT", "fields": ["name"] }] }), &["query[0].value"]),
        (json!({ "query": [{ "type": "EXACT", "value": "a" }] }), &["query[0].fields"]),
        (
            json!({ "query": [{ "type": "RANGE", "fields": ["version"] }] }),
            &["query[0].startValue"],
        ),
        (one("CONTAINS", "version", "1"), &["query[0].type", "CONTAINS", "RANGE", "version"]),
        (one("EXACT", "version", "one"), &["query[0].value", "one", "whole number"]),
        (one("LESS_THAN", "dateModified", "soon"), &["query[0].value", "soon", "ISO-8601"]),
        (
            json!({ "query": [{ "type": "EXACT", "fields": ["dateModified"], "value": "1.2.2026", "dateFormat": "yyyy-MM-dd" }] }),
            &["1.2.2026", "yyyy-MM-dd"],
        ),
        (
            json!({ "query": [{ "type": "EXACT", "fields": ["dateModified"], "value": "1", "dateFormat": "QQ" }] }),
            &["[Q] is none"],
        ),
        (one("REGEX", "name", "ada("), &["query[0].value", "ada(", "position 4"]),
        (one("REGEX", "name", &"a".repeat(1_001)), &["1000 characters"]),
        (one("REGEX", "name", "((a{99}){99}){99}"), &["too large"]),
        (one("QUERY_STRING", "name", "(ada"), &["query[0].value", "not closed", "position 5"]),
        (one("QUERY_STRING", "name", "ada~"), &["position 4", "`~`"]),
        (one("QUERY_STRING", "name", "ada AND"), &["a word is missing"]),
        (one("QUERY_STRING", "name", "shoeSize:7"), &["shoeSize", "position 1", "email"]),
        (one("QUERY_STRING", "name", "\"ada"), &["quotes are not closed"]),
        (one("QUERY_STRING", "name", &"a ".repeat(600)), &["1000 characters"]),
        (one("QUERY_STRING", "name", &"(".repeat(30)), &["parentheses"]),
        (json!({ "query": [nested] }), &["nested at most 10 deep"]),
        (json!({ "query": scans }), &["at most 100"]),
        (
            json!({ "query": [{ "type": "MATCH_ALL", "group": [{ "type": "EXACT", "fields": ["x"], "value": "1" }] }] }),
            &["query[0].group[0].fields[0]"],
        ),
        (json!({ "sortBy": "shoeSize" }), &["sortBy", "shoeSize", "name"]),
        (
            json!({ "sort": [{ "sortBy": "name" }, { "sortBy": "groups" }] }),
            &["sort[1].sortBy", "groups"],
        ),
        (json!({ "sortOrder": "UP" }), &["sortOrder", "UP", "SCORE"]),
        (json!({ "pageSize": 0 }), &["pageSize"]),
        (json!({ "pageNumber": 0 }), &["pageNumber"]),
    ] {
        let refused = server.search(body.clone()).await;
        assert_eq!(refused.status, 400, "{body}: {}", refused.body);
        refused.naming(words);
    }
}
