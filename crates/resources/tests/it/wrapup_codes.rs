//! Wrap-up codes.

use serde_json::{Value, json};
use test_server::{Answer, Engine, TestServer, both_engines, everywhere, in_division};

const CODES: &str = "/api/v2/routing/wrapupcodes";
const DIVISIONS: &str = "/api/v2/authorization/divisions";

async fn make(server: &TestServer, body: Value) -> Answer {
    server.ask("POST", CODES).json(body).await
}

async fn code(server: &TestServer, name: &str) -> Value {
    let made = make(server, json!({ "name": name })).await;
    assert_eq!(made.status, 200, "{}", made.body);
    made.body
}

fn path(code: &Value) -> String {
    format!("{CODES}/{}", code["id"].as_str().unwrap())
}

async fn division(server: &TestServer, name: &str) -> String {
    let made = server.ask("POST", DIVISIONS).json(json!({ "name": name })).await;
    made.body["id"].as_str().unwrap().to_owned()
}

async fn names(server: &TestServer, query: &str) -> Vec<String> {
    let listed = server.get(&format!("{CODES}?{query}")).await.body;
    let entities = listed["entities"].as_array().unwrap().iter();
    entities.map(|one| one["name"].as_str().unwrap().to_owned()).collect()
}

#[both_engines]
async fn a_code_is_made_read_changed_and_deleted_for_good(engine: Engine) {
    let server = TestServer::start(engine).await;
    let home = server.get(&format!("{DIVISIONS}/home")).await.body;
    let made = make(&server, json!({ "name": " Sold ", "description": "At once" })).await.body;
    assert_eq!(
        made,
        json!({
            "id": made["id"], "name": "Sold", "description": "At once",
            "division": { "id": home["id"], "name": home["name"], "selfUri": home["selfUri"] },
            "dateCreated": "2026-01-02T03:04:05.678Z", "createdBy": made["createdBy"],
            "selfUri": path(&made),
        })
    );
    assert!(made["createdBy"].is_string());
    assert_eq!(server.get(&path(&made)).await.body, made);
    let changed = server.ask("PUT", &path(&made)).json(json!({ "name": "Sold later" })).await.body;
    assert_eq!(
        (&changed["name"], &changed["description"]),
        (&json!("Sold later"), &json!("At once"))
    );
    assert!(changed["dateModified"].is_string() && changed["modifiedBy"].is_string());
    let emptied = json!({ "name": "Sold later", "description": "" });
    let emptied = server.ask("PUT", &path(&made)).json(emptied).await.body;
    assert_eq!(emptied["description"], Value::Null);
    assert_eq!(server.ask("DELETE", &path(&made)).await.status, 204);
    assert_eq!(server.get(&path(&made)).await.status, 404);
    assert_eq!(server.ask("DELETE", &path(&made)).await.status, 404);
    code(&server, "sold LATER").await;
}

#[both_engines]
async fn a_name_is_taken_once_and_cannot_be_empty(engine: Engine) {
    let server = TestServer::start(engine).await;
    code(&server, "Sold").await;
    let other = code(&server, "Lost").await;
    make(&server, json!({ "name": "SOLD" }))
        .await
        .refused(409, "general.conflict")
        .naming(&["SOLD"]);
    let renamed = server.ask("PUT", &path(&other)).json(json!({ "name": "sold" })).await;
    renamed.refused(409, "general.conflict").naming(&["sold"]);
    for empty in [json!({ "name": " " }), json!({})] {
        assert_eq!(make(&server, empty).await.status, 400);
    }
    let unknown = json!({ "name": "New", "division": { "id": "unheard-of" } });
    make(&server, unknown)
        .await
        .refused(400, "invalid.value")
        .naming(&["division.id", "unheard-of"]);
}

#[both_engines]
async fn codes_are_listed_by_name_filtered_and_sorted(engine: Engine) {
    let server = TestServer::start(engine).await;
    let north = division(&server, "North").await;
    let sold = code(&server, "sold").await;
    code(&server, "Lost").await;
    let there = json!({ "name": "Sold there", "division": { "id": north } });
    assert_eq!(make(&server, there).await.status, 200);
    assert_eq!(names(&server, "").await, ["Lost", "sold", "Sold there"]);
    assert_eq!(names(&server, "sortOrder=descending").await, ["Sold there", "sold", "Lost"]);
    assert_eq!(names(&server, "name=SOLD&sortBy=name").await, ["sold", "Sold there"]);
    assert_eq!(names(&server, "name=sold*&sortBy=name").await, ["sold", "Sold there"]);
    assert_eq!(names(&server, &format!("divisionId={north}")).await, ["Sold there"]);
    assert_eq!(names(&server, &format!("id={}", sold["id"].as_str().unwrap())).await, ["sold"]);
    let page = server.get(&format!("{CODES}?pageSize=2&pageNumber=2")).await.body;
    assert_eq!((&page["total"], &page["pageCount"]), (&json!(3), &json!(2)));
    assert_eq!(page["entities"].as_array().unwrap().len(), 1);
}

#[both_engines]
async fn a_code_moves_only_between_divisions_where_the_caller_may_change_codes(engine: Engine) {
    let server = TestServer::start(engine).await;
    let (north, south) = (division(&server, "North").await, division(&server, "South").await);
    let made = make(&server, json!({ "name": "Sold", "division": { "id": north } })).await.body;
    let edit = "routing:wrapupCode:edit";
    let body = json!({ "name": "Sold", "division": { "id": south } });
    let one = server.caller(&[in_division(&north, &[edit])]).await;
    let refused = server.ask("PUT", &path(&made)).token(&one).json(body.clone()).await;
    assert_eq!(refused.status, 403, "{}", refused.body);
    let other = server.caller(&[in_division(&south, &[edit])]).await;
    let unseen = server.ask("PUT", &path(&made)).token(&other).json(body.clone()).await;
    assert_eq!(unseen.status, 404, "{}", unseen.body);
    let both = server.caller(&[everywhere(&[edit])]).await;
    let moved = server.ask("PUT", &path(&made)).token(&both).json(body).await;
    assert_eq!((moved.status, &moved.body["division"]["id"]), (200, &json!(south)));
    // The division cannot be deleted while the code is there, and may be with force.
    let path = format!("{DIVISIONS}/{south}");
    assert_eq!(server.ask("DELETE", &path).await.status, 400);
    assert_eq!(server.ask("DELETE", &format!("{path}?force=true")).await.status, 204);
    let home = server.get(&format!("{DIVISIONS}/home")).await.body;
    assert_eq!(server.get(&self::path(&made)).await.body["division"]["id"], home["id"]);
}
