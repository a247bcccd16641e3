//! Users, moved from one division to another.

use serde_json::{Value, json};
use test_server::{Answer, Engine, TestServer, both_engines, in_division};

use super::{DIVISIONS, id, made, path};

async fn move_to(server: &TestServer, division: &Value, what: &str, ids: Value) -> Answer {
    move_as(server, &server.token, division, what, ids).await
}

async fn move_as(
    server: &TestServer,
    token: &str,
    division: &Value,
    what: &str,
    ids: Value,
) -> Answer {
    let path = format!("{}/objects/{what}", path(division));
    server.ask("POST", &path).token(token).json(ids).await
}

async fn division_of(server: &TestServer, user: &Value) -> (String, i64) {
    let user = server.get(&format!("/api/v2/users/{}", id(user))).await.body;
    (user["division"]["name"].as_str().unwrap().to_owned(), user["version"].as_i64().unwrap())
}

#[both_engines]
async fn users_move_under_their_next_version_and_are_counted_where_they_are(engine: Engine) {
    let server = TestServer::start(engine).await;
    let (north, ada, ben) = (
        made(&server, "North").await,
        server.user("Ada Example").await,
        server.user("Ben Example").await,
    );
    for _ in 0..2 {
        let moved = move_to(&server, &north, "USER", json!([id(&ada), id(&ben), id(&ada)])).await;
        assert_eq!(moved.status, 204, "{}", moved.body);
        assert_eq!(
            division_of(&server, &ada).await,
            ("North".to_owned(), 2),
            "moving there again changes nothing"
        );
    }
    let listed = server.get(&format!("{DIVISIONS}?objectCount=true")).await.body;
    let counts: Vec<_> = listed["entities"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| &one["objectCounts"]["USER"])
        .collect();
    assert_eq!(counts, [&json!(1), &json!(2)]);
    assert_eq!(
        server.audits_of(id(&ada)).await.iter().filter(|one| *one == "Move User").count(),
        1
    );
    let told = server.audit_messages(id(&ada)).await;
    let told = told.iter().find(|one| one["action"] == "Move").unwrap();
    assert_eq!(told["propertyChanges"][0]["newValues"], json!([id(&north)]));
    let viewer = server.caller(&[in_division(id(&north), &["directory:user:view"])]).await;
    assert_eq!(
        server.get_with("/api/v2/users", &viewer).await.body["total"],
        2,
        "the listing agrees"
    );
}

#[both_engines]
async fn an_unknown_user_or_division_moves_nobody(engine: Engine) {
    let server = TestServer::start(engine).await;
    let (north, ada) = (made(&server, "North").await, server.user("Ada Example").await);
    let gone = server.user("Gone Example").await;
    server.ask("DELETE", &format!("/api/v2/users/{}", id(&gone))).await;
    for other in ["ffffffff-0000-4000-8000-000000000000", id(&gone)] {
        let answer = move_to(&server, &north, "USER", json!([id(&ada), other])).await;
        answer.refused(404, "general.resource.not.found").naming(&[other]);
    }
    assert_eq!(division_of(&server, &ada).await, ("Home".to_owned(), 1));
    let nowhere = json!({ "id": "nowhere" });
    let answer = move_to(&server, &nowhere, "USER", json!([id(&ada)])).await;
    answer.refused(404, "general.resource.not.found").naming(&["division", "nowhere"]);
}

#[both_engines]
async fn what_is_not_held_here_is_refused_naming_what_is(engine: Engine) {
    let server = TestServer::start(engine).await;
    let (north, ada) = (made(&server, "North").await, server.user("Ada Example").await);
    let queues = move_to(&server, &north, "QUEUE", json!([id(&ada)])).await;
    queues.refused(400, "invalid.value").naming(&["objectType", "QUEUE", "USER"]);
    let cats = move_to(&server, &north, "CATS", json!([id(&ada)])).await;
    cats.refused(400, "invalid.value").naming(&["objectType", "CATS", "USER"]);
    assert_eq!(
        move_to(&server, &north, "user", json!([id(&ada)])).await.status,
        204,
        "in any case"
    );
    let many: Vec<String> = (0..1001).map(|number| number.to_string()).collect();
    move_to(&server, &north, "USER", json!(many))
        .await
        .refused(400, "invalid.value")
        .naming(&["1000"]);
}

#[both_engines]
async fn moving_takes_the_permission_on_both_sides(engine: Engine) {
    let server = TestServer::start(engine).await;
    let (north, south) = (made(&server, "North").await, made(&server, "South").await);
    let ada = server.user("Ada Example").await;
    let home = ada["division"]["id"].as_str().unwrap();
    let edit = ["directory:user:edit"];
    let nobody = server.caller(&[in_division(home, &["directory:user:view"])]).await;
    let answer = move_as(&server, &nobody, &north, "USER", json!([id(&ada)])).await;
    answer.refused(403, "missing.permissions").naming(&["directory:user:edit"]);
    let from = server.caller(&[in_division(home, &edit)]).await;
    move_as(&server, &from, &north, "USER", json!([id(&ada)]))
        .await
        .refused(403, "missing.permissions");
    let to = server.caller(&[in_division(id(&north), &edit)]).await;
    move_as(&server, &to, &north, "USER", json!([id(&ada)]))
        .await
        .refused(404, "general.resource.not.found")
        .naming(&[id(&ada)]);
    assert_eq!(division_of(&server, &ada).await, ("Home".to_owned(), 1));
    let both = server.caller(&[in_division(home, &edit), in_division(id(&north), &edit)]).await;
    move_as(&server, &both, &south, "USER", json!([id(&ada)]))
        .await
        .refused(403, "missing.permissions");
    assert_eq!(move_as(&server, &both, &north, "USER", json!([id(&ada)])).await.status, 204);
    assert_eq!(division_of(&server, &ada).await, ("North".to_owned(), 2));
}
