//! Pages of results, and what comes with them.

use serde_json::json;

use store::presence::SystemPresence;

use super::{Searches as _, USERS, names};
use test_server::{Engine, TestServer, both_engines};

#[both_engines]
async fn results_come_in_pages_with_their_total(engine: Engine) {
    let server = TestServer::start(engine).await;
    for number in 0..30 {
        server.user(&format!("Person {number:02}")).await;
    }
    let query = json!([{ "type": "TERM", "fields": ["name"], "value": "person" }]);
    let first = server.search(json!({ "query": query })).await.body;
    let numbers = ["total", "pageCount", "pageSize", "pageNumber"].map(|name| &first[name]);
    assert_eq!(numbers, [&json!(30), &json!(2), &json!(25), &json!(1)]);
    assert_eq!(first["types"], json!(["users"]));
    assert!(first["previousPage"].is_null() && first["nextPage"].is_string());
    let second = server.search(json!({ "query": query, "pageNumber": 2 })).await.body;
    assert!(second["previousPage"].is_string() && second["nextPage"].is_null());
    let seen: Vec<String> = [names(&first), names(&second)].concat();
    let all: Vec<String> = (0..30).map(|number| format!("Person {number:02}")).collect();
    assert_eq!(seen, all);
    let none = server.search(json!({ "query": query, "pageNumber": 3 })).await.body;
    assert_eq!((&none["total"], &none["results"]), (&json!(30), &json!([])));
    let large = server.search(json!({ "query": query, "pageSize": 999 })).await.body;
    assert_eq!((&large["pageSize"], names(&large).len()), (&json!(500), 30));
    let one = server.search(json!({ "query": query, "pageSize": 1, "pageNumber": 7 })).await.body;
    assert_eq!((names(&one), &one["total"]), (vec!["Person 06".to_owned()], &json!(30)));
}

#[both_engines]
async fn results_past_the_first_ten_thousand_are_refused(engine: Engine) {
    let server = TestServer::start(engine).await;
    let last = server.search(json!({ "pageSize": 500, "pageNumber": 20 })).await;
    assert_eq!((last.status, &last.body["results"]), (200, &json!([])));
    let refused = server.search(json!({ "pageSize": 500, "pageNumber": 21 })).await;
    refused.refused(400, "invalid.value").naming(&["pageNumber", "10000"]);
}

#[both_engines]
async fn what_programs_send_besides_is_taken(engine: Engine) {
    let server = TestServer::start(engine).await;
    server.user("Ada Example").await;
    for body in [
        json!({ "sortOrder": "ASC", "pageSize": 100 }),
        json!({ "pageSize": 100, "pageNumber": 1 }),
        json!({ "types": ["USERS"], "query": [], "returnFields": ["guid"], "aggregations": [] }),
        json!({ "sortBy": "", "expand": ["", "nonsense", " division"], "query": [
            { "type": "MATCH_ALL", "fields": [" "], "value": "", "values": [] }] }),
        json!({ "query": [{ "type": "CONTAINS", "fields": ["name", ""], "value": "" }] }),
        json!({ "query": [{ "type": "QUERY_STRING", "fields": ["name", "email", "username"], "value": " " }] }),
    ] {
        let answer = server.search(body.clone()).await;
        assert_eq!((answer.status, names(&answer.body).len()), (200, 2), "{body}: {}", answer.body);
    }
}

#[both_engines]
async fn a_user_is_found_by_the_address_before_the_sign(engine: Engine) {
    let server = TestServer::start(engine).await;
    let body = json!({ "name": "Ada", "email": "first.last@example.com" });
    assert_eq!(server.ask("POST", "/api/v2/users").json(body).await.status, 200);
    for value in ["first.last", "first", "last", "First.Last@Example.com"] {
        let found =
            server.found(json!({ "type": "TERM", "fields": ["email"], "value": value })).await;
        assert_eq!(found, ["Ada"], "{value}");
    }
    let types = json!({ "types": ["USERS"], "query": [
        { "type": "STARTS_WITH", "fields": ["username"], "value": "first", "operator": "AND" }] });
    assert_eq!(names(&server.search(types).await.body), ["Ada"]);
}

#[both_engines]
async fn users_are_found_with_what_is_expanded(engine: Engine) {
    let server = TestServer::start(engine).await;
    let ada = server.user("Ada Example").await;
    let id = ada["id"].as_str().unwrap();
    for (kind, given) in [("skills", "routingskills"), ("languages", "routinglanguages")] {
        let made =
            server.ask("POST", &format!("/api/v2/routing/{kind}")).json(json!({ "name": "Thai" }));
        let one = json!({ "id": made.await.body["id"], "proficiency": 3 });
        let path = format!("/api/v2/users/{id}/{given}");
        assert_eq!(server.ask("POST", &path).json(one).await.status, 200);
    }
    let desk = json!({ "name": "Desk", "type": "inin_remote" });
    let desk = server.ask("POST", "/api/v2/callroster/stations").json(desk).await.body;
    let path =
        format!("/api/v2/users/{id}/station/associatedstation/{}", desk["id"].as_str().unwrap());
    assert_eq!(server.ask("PUT", &path).await.status, 202);
    server.choose(id, SystemPresence::OnQueue).await;
    server.play(id, json!({ "action": "start", "mediaType": "call" })).await;
    let expand = [
        "presence",
        "routingStatus",
        "station",
        "conversationSummary",
        "skills",
        "languages",
        "groups",
        "locations",
        "profileSkills",
    ];
    let query = json!([{ "type": "QUERY_STRING", "fields": ["name", "email", "username"], "value": "ada*" }]);
    let answer = server.search(json!({ "query": query, "expand": expand })).await.body;
    let path = format!("/api/v2/users/{}?expand={}", ada["id"].as_str().unwrap(), expand.join(","));
    let found = &answer["results"][0];
    assert_eq!(answer["results"], json!([server.get(&path).await.body]));
    let listed = format!("/api/v2/users?id={id}&expand={}", expand.join(","));
    assert_eq!(server.get(&listed).await.body["entities"], answer["results"]);
    assert_eq!(found["presence"]["presenceDefinition"]["systemPresence"], "On Queue");
    assert_eq!(found["routingStatus"]["status"], "INTERACTING");
    assert_eq!(found["station"]["associatedStation"]["name"], "Desk");
    assert_eq!(found["conversationSummary"]["call"]["contactCenter"]["active"], 1);
    assert_eq!(
        (&found["skills"][0]["name"], &found["languages"][0]["proficiency"]),
        (&json!("Thai"), &json!(3.0))
    );
    let get = server.ask("GET", USERS).await;
    get.refused(400, "bad.request").naming(&["q64"]);
}
