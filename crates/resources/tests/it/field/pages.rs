//! Programs that walk through listings.

use serde_json::{Value, json};
use test_server::{Engine, TestServer, both_engines};

use super::id;

const LISTINGS: [&str; 5] = [
    "/api/v2/users",
    "/api/v2/groups",
    "/api/v2/authorization/roles",
    "/api/v2/authorization/divisions",
    "/api/v2/authorization/permissions",
];

/// A few of everything that is listed.
async fn filled(engine: Engine) -> TestServer {
    let server = TestServer::start(engine).await;
    for number in 0..3 {
        server.user(&format!("Person {number}")).await;
        server.division(&format!("Division {number}")).await;
        let body = json!({
            "name": format!("Group {number}"), "type": "official", "visibility": "public",
            "rulesVisible": true,
        });
        assert_eq!(server.ask("POST", "/api/v2/groups").json(body).await.status, 200);
    }
    server
}

#[both_engines]
async fn a_walk_ends_where_the_page_is_the_last_one_letter_by_letter(engine: Engine) {
    let server = filled(engine).await;
    for listing in LISTINGS {
        let (mut uri, mut seen, mut pages) = (format!("{listing}?pageSize=2"), 0, 0);
        loop {
            let page = server.get(&uri).await.body;
            pages += 1;
            seen += page["entities"].as_array().unwrap().len();
            assert!(page["firstUri"].is_string(), "{listing}");
            assert_eq!(page.get("previousUri").is_some(), pages > 1, "{listing}");
            let is_last = page["selfUri"] == page["lastUri"];
            assert_eq!(page.get("nextUri").is_none(), is_last, "{listing}");
            if is_last {
                assert_eq!(json!(pages), page["pageCount"], "{listing}");
                assert_eq!(json!(seen), page["total"], "{listing}");
                break;
            }
            page["nextUri"].as_str().unwrap().clone_into(&mut uri);
        }
        assert!(pages > 1, "{listing}");
    }
}

#[both_engines]
async fn an_empty_listing_has_a_first_and_a_last_page_too(engine: Engine) {
    let server = TestServer::start(engine).await;
    for listing in ["/api/v2/groups?", "/api/v2/users?state=inactive&", "/api/v2/users?id=none&"] {
        let page = server.get(&format!("{listing}pageSize=10")).await.body;
        assert_eq!((&page["total"], &page["entities"]), (&json!(0), &json!([])), "{listing}");
        assert!(page["selfUri"].is_string(), "{listing}");
        assert_eq!(page["selfUri"], page["lastUri"], "{listing}");
        assert_eq!(page["selfUri"], page["firstUri"], "{listing}");
        assert_eq!((page.get("nextUri"), page.get("previousUri")), (None, None), "{listing}");
    }
}

#[both_engines]
async fn large_pages_are_given_as_large_as_they_get(engine: Engine) {
    let server = filled(engine).await;
    for listing in LISTINGS {
        for (asked, given) in [(100, 100), (500, 500), (1000, 500), (99_999, 500)] {
            let page = server.get(&format!("{listing}?pageSize={asked}")).await;
            assert_eq!((page.status, &page.body["pageSize"]), (200, &json!(given)), "{listing}");
            assert!(page.body["entities"].as_array().is_some_and(|all| all.len() > 2), "{listing}");
        }
        server.get(&format!("{listing}?pageSize=0")).await.refused(400, "invalid.value");
    }
}

#[both_engines]
async fn hundreds_of_users_are_asked_for_by_their_ids_at_once(engine: Engine) {
    let server = TestServer::start(engine).await;
    let mut ids = Vec::new();
    for number in 0..6 {
        ids.push(id(&server.user(&format!("Person {number}")).await).to_owned());
    }
    let unknown = |number: usize| format!("0f0f0f0f-0000-4000-8000-{number:012}");
    let query = |most: usize| {
        let more = (ids.len()..most).map(unknown);
        let all: Vec<String> = ids.iter().cloned().chain(more).collect();
        format!("/api/v2/users?pageSize=500&id={}", all.join("%2C"))
    };
    for most in [100, 150, 500] {
        let found = server.get(&query(most)).await;
        assert_eq!((found.status, &found.body["total"]), (200, &json!(6)), "{most}");
        let entities: &Value = &found.body["entities"];
        assert_eq!(entities.as_array().unwrap().len(), 6);
    }
    server.get(&query(501)).await.refused(400, "max.user.ids").naming(&["500"]);
}

#[both_engines]
async fn pages_past_the_end_are_empty(engine: Engine) {
    let server = filled(engine).await;
    for listing in LISTINGS {
        let past = server.get(&format!("{listing}?pageNumber=9000")).await;
        assert_eq!((past.status, &past.body["entities"]), (200, &json!([])), "{listing}");
    }
}

#[both_engines]
async fn a_media_type_may_be_named_where_there_is_no_body(engine: Engine) {
    let server = TestServer::start(engine).await;
    for listing in LISTINGS {
        let ask = server.ask("GET", listing);
        let answer = ask.header("content-type", "application/json; charset=UTF-8").await;
        assert_eq!(answer.status, 200, "{listing}");
    }
}

#[both_engines]
async fn a_wrong_method_is_told_the_right_ones(engine: Engine) {
    let server = TestServer::start(engine).await;
    let ada = server.user("Ada Example").await;
    let put = server.ask("PUT", &format!("/api/v2/users/{}", id(&ada))).json(json!({})).await;
    put.refused(405, "method.not.allowed").naming(&["PUT", "Allow"]);
    let allowed: Vec<&str> = put.header("allow").split(',').map(str::trim).collect();
    for method in ["GET", "PATCH", "DELETE"] {
        assert!(allowed.contains(&method), "{allowed:?}");
    }
}
