//! Divisions: made, changed, deleted, brought back, and what moves between them.

mod moving;

use serde_json::{Value, json};
use test_server::{Engine, TestServer, both_engines, everywhere, in_division};

const DIVISIONS: &str = "/api/v2/authorization/divisions";

pub(crate) async fn made(server: &TestServer, name: &str) -> Value {
    let body = json!({ "name": name, "description": "made by a test" });
    let answer = server.ask("POST", DIVISIONS).json(body).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    answer.body
}

fn id(entity: &Value) -> &str {
    entity["id"].as_str().unwrap()
}

fn path(division: &Value) -> String {
    format!("{DIVISIONS}/{}", id(division))
}

fn names(listing: &Value) -> Vec<&str> {
    listing["entities"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["name"].as_str().unwrap())
        .collect()
}

#[both_engines]
async fn a_division_is_made_read_changed_and_written_down(engine: Engine) {
    let server = TestServer::start(engine).await;
    let north = made(&server, " North ").await;
    assert_eq!((&north["name"], &north["homeDivision"]), (&json!("North"), &json!(false)));
    assert_eq!(north["selfUri"], path(&north));
    assert_eq!(server.get(&path(&north)).await.body, north);
    let body = json!({ "name": "Far North", "homeDivision": true, "id": "ignored" });
    let changed = server.ask("PUT", &path(&north)).json(body).await.body;
    assert_eq!((&changed["name"], &changed["homeDivision"]), (&json!("Far North"), &json!(false)));
    assert_eq!(changed["description"], "made by a test", "what is left out stays");
    assert_eq!(server.get(&path(&north)).await.body, changed);
    assert_eq!(server.audits_of(id(&north)).await, ["Create Division", "Update Division"]);
    let told = &server.audit_messages(id(&north)).await[1];
    let name =
        told["propertyChanges"].as_array().unwrap().iter().find(|one| one["property"] == "name");
    assert_eq!(
        (&name.unwrap()["oldValues"], &name.unwrap()["newValues"]),
        (&json!(["North"]), &json!(["Far North"]))
    );
}

#[both_engines]
async fn names_are_needed_and_taken_without_regard_to_case(engine: Engine) {
    let server = TestServer::start(engine).await;
    let (north, south) = (made(&server, "North").await, made(&server, "South").await);
    let again = server.ask("POST", DIVISIONS).json(json!({ "name": "NORTH" })).await;
    again.refused(409, "general.conflict").naming(&["NORTH"]);
    let renamed = server.ask("PUT", &path(&south)).json(json!({ "name": "north" })).await;
    renamed.refused(409, "general.conflict").naming(&["north"]);
    let own = server.ask("PUT", &path(&north)).json(json!({ "name": "NORTH" })).await;
    assert_eq!((own.status, &own.body["name"]), (200, &json!("NORTH")));
    for body in [json!({}), json!({ "name": "  " })] {
        server
            .ask("POST", DIVISIONS)
            .json(body)
            .await
            .refused(400, "bad.request")
            .naming(&["name"]);
    }
    let long = server.ask("POST", DIVISIONS).json(json!({ "name": "x".repeat(256) })).await;
    long.refused(400, "invalid.value").naming(&["name", "255"]);
}

#[both_engines]
async fn divisions_are_listed_filtered_sorted_and_counted(engine: Engine) {
    let server = TestServer::start(engine).await;
    let (north, _) = (made(&server, "North").await, made(&server, "Nordic South").await);
    let list = async |query: &str| server.get(&format!("{DIVISIONS}?{query}")).await.body;
    assert_eq!(names(&list("").await), ["Home", "Nordic South", "North"]);
    assert_eq!(names(&list("name=nor").await), ["Nordic South", "North"]);
    assert_eq!(names(&list("name=*TH").await), ["Nordic South", "North"]);
    assert_eq!(names(&list("name=north*").await), ["North"]);
    assert_eq!(names(&list("sortBy=-name").await), ["North", "Nordic South", "Home"]);
    assert_eq!(names(&list(&format!("id={},unknown", id(&north))).await), ["North"]);
    let page = list("name=nor&pageSize=1&pageNumber=2").await;
    assert_eq!(
        (names(&page), &page["total"], &page["pageCount"]),
        (vec!["North"], &json!(2), &json!(2))
    );
    assert_eq!(page["previousUri"], format!("{DIVISIONS}?pageSize=1&pageNumber=1&name=nor"));
    assert!(page["entities"][0].get("objectCounts").is_none());
    let counted = list("objectCount=true").await;
    assert_eq!(counted["entities"][0]["objectCounts"]["USER"], 1, "the administrator");
    assert_eq!(counted["entities"][2]["objectCounts"]["USER"], 0);
    let one = server.get(&format!("{}?objectCount=true", path(&north))).await.body;
    assert_eq!(one["objectCounts"]["USER"], 0);
    server
        .get(&format!("{DIVISIONS}?sortBy=size"))
        .await
        .refused(400, "invalid.value")
        .naming(&["sortBy", "size", "name"]);
}

#[both_engines]
async fn a_cursor_walks_through_the_divisions_in_both_directions(engine: Engine) {
    let server = TestServer::start(engine).await;
    for name in ["B", "A", "D", "C"] {
        made(&server, name).await;
    }
    let query = format!("{DIVISIONS}/query");
    let first = server.get(&format!("{query}?pageSize=2&name=*")).await.body;
    assert_eq!(names(&first), ["A", "B"]);
    assert!(first.get("previousUri").is_none() && first.get("total").is_none());
    let next = first["nextUri"].as_str().unwrap();
    assert!(next.contains("pageSize=2") && next.contains("name="), "{next}");
    made(&server, "BB").await;
    let second = server.get(next).await.body;
    assert_eq!(names(&second), ["BB", "C"], "a cursor stays good while divisions come");
    let third = server.get(second["nextUri"].as_str().unwrap()).await.body;
    assert_eq!(names(&third), ["D", "Home"]);
    assert!(third.get("nextUri").is_none());
    let back = server.get(third["previousUri"].as_str().unwrap()).await.body;
    assert_eq!(names(&back), ["BB", "C"]);
    assert_eq!(names(&server.get(back["selfUri"].as_str().unwrap()).await.body), ["BB", "C"]);
    server
        .get(&format!("{query}?after=nonsense"))
        .await
        .refused(400, "invalid.value")
        .naming(&["after", "nonsense"]);
    let cursor = url_cursor(next);
    server
        .get(&format!("{query}?after={cursor}&before={cursor}"))
        .await
        .refused(400, "invalid.value");
}

#[both_engines]
async fn the_home_division_stays(engine: Engine) {
    let server = TestServer::start(engine).await;
    let home = server.get(&format!("{DIVISIONS}/home")).await.body;
    assert_eq!(home["homeDivision"], true);
    for query in ["", "?force=true"] {
        let answer = server.ask("DELETE", &format!("{}{query}", path(&home))).await;
        answer.refused(400, "bad.request").naming(&["home division"]);
    }
    let renamed = server
        .ask("PUT", &path(&home))
        .json(json!({ "name": "Head Office", "homeDivision": false }))
        .await
        .body;
    assert_eq!((&renamed["name"], &renamed["homeDivision"]), (&json!("Head Office"), &json!(true)));
    let limit = server.get(&format!("{DIVISIONS}/limit")).await.body;
    assert!(limit.as_i64().unwrap() > 1);
}

#[both_engines]
async fn a_division_that_holds_something_is_deleted_only_when_asked_twice(engine: Engine) {
    let server = TestServer::start(engine).await;
    let (home, north) =
        (server.get(&format!("{DIVISIONS}/home")).await.body, made(&server, "North").await);
    let body = json!({ "name": "Ada", "email": "ada@example.com", "divisionId": id(&north) });
    let ada = server.ask("POST", "/api/v2/users").json(body).await.body;
    server
        .ask("DELETE", &path(&north))
        .await
        .refused(400, "bad.request")
        .naming(&["North", "1 users", "1 grants", "force"]);
    assert_eq!(server.get(&path(&north)).await.status, 200);
    assert_eq!(server.ask("DELETE", &format!("{}?force=true", path(&north))).await.status, 204);
    server.get(&path(&north)).await.refused(404, "general.resource.not.found");
    let moved = server.get(&format!("/api/v2/users/{}", id(&ada))).await.body;
    assert_eq!((&moved["division"]["id"], &moved["version"]), (&home["id"], &json!(2)));
    let subject = server.get(&format!("/api/v2/authorization/subjects/{}", id(&ada))).await.body;
    assert_eq!(subject["grants"], json!([]), "the grants in it are gone");
    assert_eq!(server.audits_of(id(&north)).await.last().unwrap(), "Delete Division");
    assert!(server.audits_of(id(&ada)).await.contains(&"Move User".to_owned()));
    assert!(server.audits_of(id(&ada)).await.contains(&"Remove AuthUser".to_owned()));
    let home = server.get(&format!("{}?objectCount=true", path(&home))).await.body;
    assert_eq!(home["objectCounts"]["USER"], 2);
}

#[both_engines]
async fn deleting_with_force_takes_what_doing_it_one_by_one_takes(engine: Engine) {
    let server = TestServer::start(engine).await;
    let (home, north) =
        (server.get(&format!("{DIVISIONS}/home")).await.body, made(&server, "North").await);
    let body = json!({ "name": "Ada", "email": "ada@example.com", "divisionId": id(&north) });
    server.ask("POST", "/api/v2/users").json(body).await;
    let delete =
        |caller: &str| server.ask("DELETE", &format!("{}?force=true", path(&north))).token(caller);
    let only = server.caller(&[everywhere(&["authorization:division:delete"])]).await;
    delete(&only).await.refused(403, "missing.permissions").naming(&["directory:user:edit"]);
    let here = in_division(id(&north), &["directory:user:edit", "authorization:grant:delete"]);
    let half = server.caller(&[everywhere(&["authorization:division:delete"]), here]).await;
    delete(&half).await.refused(403, "missing.permissions").naming(&["directory:user:edit"]);
    let users = in_division(id(&home), &["directory:user:edit"]);
    let here = in_division(id(&north), &["directory:user:edit"]);
    let most = server.caller(&[everywhere(&["authorization:division:delete"]), here, users]).await;
    delete(&most).await.refused(403, "missing.permissions").naming(&["authorization:grant:delete"]);
    assert_eq!(
        server.get(&format!("{}?objectCount=true", path(&north))).await.body["objectCounts"]["USER"],
        1
    );
    let users = in_division(id(&home), &["directory:user:edit"]);
    let here = in_division(
        id(&north),
        &["directory:user:edit", "authorization:grant:delete", "authorization:division:delete"],
    );
    let enough = server.caller(&[here, users]).await;
    assert_eq!(delete(&enough).await.status, 204);
}

#[both_engines]
async fn a_deleted_user_keeps_no_division_and_can_still_come_back(engine: Engine) {
    let server = TestServer::start(engine).await;
    let (home, north) =
        (server.get(&format!("{DIVISIONS}/home")).await.body, made(&server, "North").await);
    let body = json!({ "name": "Ada", "email": "ada@example.com", "divisionId": id(&north) });
    let ada = server.ask("POST", "/api/v2/users").json(body).await.body;
    assert_eq!(server.ask("DELETE", &format!("/api/v2/users/{}", id(&ada))).await.status, 200);
    assert_eq!(
        server.ask("DELETE", &path(&north)).await.status,
        204,
        "deleted users do not hold it"
    );
    let back = server.patch(&ada, json!({ "state": "active" })).await;
    assert_eq!((back.status, &back.body["division"]["id"]), (200, &home["id"]), "{}", back.body);
    let listed = server.get("/api/v2/users").await.body;
    assert_eq!(listed["total"], 2);
    assert_eq!(server.get("/api/v2/users?state=deleted").await.body["total"], 0);
}

#[both_engines]
async fn a_deleted_division_comes_back_empty_and_its_name_is_free_meanwhile(engine: Engine) {
    let server = TestServer::start(engine).await;
    let north = made(&server, "North").await;
    assert_eq!(server.ask("DELETE", &path(&north)).await.status, 204);
    server.ask("DELETE", &path(&north)).await.refused(404, "general.resource.not.found");
    let deleted = server.get(&format!("{DIVISIONS}/deleted")).await.body;
    assert_eq!((names(&deleted), &deleted["total"]), (vec!["North"], &json!(1)));
    let other = made(&server, "North").await;
    let restore = async |body: Value| {
        server.ask("POST", &format!("{}/restore", path(&north))).json(body).await
    };
    restore(json!({})).await.refused(409, "general.conflict").naming(&["North"]);
    assert_eq!(server.get(&format!("{DIVISIONS}/deleted")).await.body["total"], 1);
    let back = restore(json!({ "name": "True North" })).await.body;
    assert_eq!(
        (&back["id"], &back["name"], &back["description"]),
        (&north["id"], &json!("True North"), &json!("made by a test"))
    );
    assert_eq!(server.get(&path(&north)).await.body, back);
    restore(json!({})).await.refused(404, "general.resource.not.found").naming(&[id(&north)]);
    assert_eq!(server.get(&format!("{DIVISIONS}/deleted")).await.body["total"], 0);
    assert!(server.audits_of(id(&north)).await.contains(&"Restore Division".to_owned()));
    assert_eq!(server.ask("DELETE", &path(&other)).await.status, 204);
}

#[both_engines]
async fn a_division_is_changed_by_who_may_there_and_made_by_who_may_at_home(engine: Engine) {
    let server = TestServer::start(engine).await;
    let (north, south) = (made(&server, "North").await, made(&server, "South").await);
    let permissions = [
        "authorization:division:edit",
        "authorization:division:delete",
        "authorization:division:add",
        "authorization:grant:add",
        "authorization:grant:view",
    ];
    let caller = server.caller(&[in_division(id(&north), &permissions)]).await;
    let put = |division: &Value| {
        server.ask("PUT", &path(division)).token(&caller).json(json!({ "description": "x" }))
    };
    assert_eq!(put(&north).await.status, 200);
    put(&south).await.refused(404, "general.resource.not.found");
    server
        .ask("DELETE", &path(&south))
        .token(&caller)
        .await
        .refused(404, "general.resource.not.found");
    server
        .get_with(&format!("{}/grants", path(&south)), &caller)
        .await
        .refused(404, "general.resource.not.found");
    assert_eq!(
        server.get_with(&path(&south), &caller).await.status,
        200,
        "reading takes no permission"
    );
    let make =
        |token: &str| server.ask("POST", DIVISIONS).token(token).json(json!({ "name": "East" }));
    make(&caller).await.refused(403, "missing.permissions").naming(&["authorization:division:add"]);
    server.ask("DELETE", &path(&south)).await;
    let restore =
        server.ask("POST", &format!("{}/restore", path(&south))).token(&caller).json(json!({}));
    restore.await.refused(403, "missing.any.permissions");
    let home = server.get(&format!("{DIVISIONS}/home")).await.body;
    let at_home = server.caller(&[in_division(id(&home), &permissions)]).await;
    assert_eq!(make(&at_home).await.status, 200);
}

#[both_engines]
async fn a_user_made_while_the_division_goes_is_in_a_division_that_is_there(engine: Engine) {
    let server = TestServer::start(engine).await;
    for round in 0..5 {
        let north = made(&server, "North").await;
        let body = json!({ "name": "Ada", "email": format!("ada{round}@example.com"), "divisionId": id(&north) });
        let arrival =
            std::future::IntoFuture::into_future(server.ask("POST", "/api/v2/users").json(body));
        let deletion = std::future::IntoFuture::into_future(server.ask("DELETE", &path(&north)));
        let (user, gone) = tokio::join!(arrival, deletion);
        match (user.status, gone.status) {
            (400, 204) => user.refused(400, "invalid.value").naming(&["divisionId"]),
            (200, 400) => gone.refused(400, "bad.request"),
            (first, second) => panic!("{first} and {second}: {} {}", user.body, gone.body),
        };
        if gone.status == 400 {
            assert_eq!(
                server.ask("DELETE", &format!("{}?force=true", path(&north))).await.status,
                204
            );
        }
    }
}

#[both_engines]
async fn the_grants_of_a_division_are_listed_in_pages(engine: Engine) {
    let server = TestServer::start(engine).await;
    let north = made(&server, "North").await;
    for name in ["Ada", "Ben"] {
        let body = json!({ "name": name, "email": format!("{name}@example.com"), "divisionId": id(&north) });
        server.ask("POST", "/api/v2/users").json(body).await;
    }
    let page = server.get(&format!("{}/grants?pageSize=1&pageNumber=2", path(&north))).await.body;
    assert_eq!(
        (&page["total"], &page["pageCount"], &page["pageNumber"]),
        (&json!(2), &json!(2), &json!(2))
    );
    let grant = &page["entities"][0];
    assert_eq!(
        (&grant["role"]["name"], &grant["division"]["name"]),
        (&json!("employee"), &json!("North"))
    );
    assert!(grant["subjectId"].is_string() && grant["grantMadeAt"].is_string());
    let empty = server.get(&format!("{}/grants", path(&made(&server, "South").await))).await.body;
    assert_eq!((&empty["entities"], &empty["total"]), (&json!([]), &json!(0)));
}

/// The cursor in a link.
fn url_cursor(link: &str) -> &str {
    link.rsplit_once("after=").unwrap().1
}
