//! Links to the pages of a search, which repeat it.

use std::io::{Read as _, Write as _};

use base64::{
    Engine as _,
    engine::general_purpose::{STANDARD, URL_SAFE, URL_SAFE_NO_PAD},
};
use flate2::{Compression, read::GzDecoder, write::GzEncoder};
use serde_json::{Value, json};

use super::{Searches as _, USERS, names};
use test_server::{Engine, TestServer, both_engines, everywhere, in_division};

fn packed(body: &str) -> Vec<u8> {
    let mut packed = GzEncoder::new(Vec::new(), Compression::fast());
    packed.write_all(body.as_bytes()).unwrap();
    packed.finish().unwrap()
}

fn query() -> Value {
    json!([{ "type": "TERM", "fields": ["name"], "value": "person" }])
}

#[both_engines]
async fn links_lead_to_the_other_pages(engine: Engine) {
    let server = TestServer::start(engine).await;
    for number in 0..5 {
        server.user(&format!("Person {number}")).await;
    }
    let body = json!({ "query": query(), "pageSize": 2, "expand": ["groups"] });
    let mut page = server.search(body).await.body;
    let current = server.get(page["currentPage"].as_str().unwrap()).await.body;
    assert_eq!(current, page);
    let mut seen = names(&page);
    while let Some(next) = page["nextPage"].as_str() {
        let before = page.clone();
        page = server.get(next).await.body;
        assert_eq!(page["results"][0]["groups"], json!([]), "the expansions are kept");
        seen.extend(names(&page));
        let back = server.get(page["previousPage"].as_str().unwrap()).await.body;
        assert_eq!(back, before);
    }
    assert_eq!(seen, ["Person 0", "Person 1", "Person 2", "Person 3", "Person 4"]);
    assert_eq!(page["pageNumber"], 3);
}

#[both_engines]
async fn a_link_holds_the_request_compressed_in_base64(engine: Engine) {
    let server = TestServer::start(engine).await;
    server.user("Person 0").await;
    let body = json!({ "query": query(), "pageSize": 2, "sortOrder": "ASC" });
    let page = server.search(body.clone()).await.body;
    let link = page["currentPage"].as_str().unwrap();
    let q64 = link.strip_prefix("/api/v2/users/search?q64=H4sI").unwrap();
    let q64 = format!("H4sI{}", q64.replace("%3D", "="));
    let mut json = String::new();
    GzDecoder::new(&*URL_SAFE.decode(q64).unwrap()).read_to_string(&mut json).unwrap();
    let mut held: Value = serde_json::from_str(&json).unwrap();
    assert_eq!(held.as_object_mut().unwrap().remove("pageNumber"), Some(json!(1)));
    assert_eq!(held, body);
    let own = json!({ "types": ["users"], "returnFields": ["guid"], "aggregations": [], "query": [
        { "values": [], "type": "EXACT", "fields": ["name"], "value": "person 0", "group": [] }] });
    let own = packed(&own.to_string());
    let plain = STANDARD.encode(&own).replace('+', "%2B").replace('/', "%2F").replace('=', "%3D");
    for q64 in [URL_SAFE_NO_PAD.encode(&own), URL_SAFE.encode(&own).replace('=', "%3D"), plain] {
        let found = server.get(&format!("{USERS}?q64={q64}&expand=groups,nonsense")).await;
        assert_eq!((found.status, names(&found.body)), (200, vec!["Person 0".to_owned()]));
        assert_eq!(found.body["results"][0]["groups"], json!([]));
    }
}

#[both_engines]
async fn a_link_that_holds_no_search_is_refused(engine: Engine) {
    let server = TestServer::start(engine).await;
    let pack = |body: &str| URL_SAFE_NO_PAD.encode(packed(body));
    let bomb = pack(&format!("{{\"sortBy\":\"{}\"}}", "a".repeat(2 << 20)));
    let mut cut = pack("{\"pageSize\":25,\"pageNumber\":1,\"sortBy\":\"name\"}");
    cut.truncate(30);
    for q64 in ["", "nonsense", "H4sI", "*", &URL_SAFE.encode("{}"), &bomb, &cut, &pack("")] {
        let refused = server.get(&format!("{USERS}?q64={q64}")).await;
        assert_eq!(refused.status, 400, "{q64}: {}", refused.body);
        refused.naming(&["q64"]);
    }
    for (body, words) in [
        ("{", &["line 1"][..]),
        ("[]", &["query"]),
        ("{\"query\":[{\"type\":\"SOON\"}]}", &["query[0].type", "SOON", "STARTS_WITH"]),
        ("{\"pageSize\":500,\"pageNumber\":30}", &["pageNumber"]),
    ] {
        let refused = server.get(&format!("{USERS}?q64={}", pack(body))).await;
        assert_eq!(refused.status, 400, "{body}: {}", refused.body);
        if body != "[]" && body != "{" {
            refused.naming(words);
        }
    }
}

#[both_engines]
async fn who_repeats_a_search_finds_what_they_may_see(engine: Engine) {
    let server = TestServer::start(engine).await;
    let north = server
        .ask("POST", "/api/v2/authorization/divisions")
        .json(json!({ "name": "North" }))
        .await;
    let north = north.body["id"].as_str().unwrap().to_owned();
    server.user("Person 0").await;
    let body = json!({ "name": "Person 1", "email": "one@example.com", "divisionId": north });
    assert_eq!(server.ask("POST", "/api/v2/users").json(body).await.status, 200);
    let body = json!({ "query": query(), "enforcePermissions": false });
    let page = server.search(body).await.body;
    assert_eq!(names(&page), ["Person 0", "Person 1"]);
    let link = page["currentPage"].as_str().unwrap();
    let caller = server.caller(&[in_division(&north, &["directory:user:view"])]).await;
    assert_eq!(names(&server.get_with(link, &caller).await.body), ["Person 1"]);
    let nobody = server.caller(&[everywhere(&["directory:user:add"])]).await;
    server.get_with(link, &nobody).await.refused(403, "missing.any.permissions");
}
