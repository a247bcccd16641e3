//! Favorites: listed by the API, and set by operations of our own.

use serde_json::{Value, json};

use test_server::{Answer, Engine, TestServer, both_engines, everywhere, in_division};

fn id(user: &Value) -> &str {
    user["id"].as_str().unwrap()
}

fn list(user: &Value) -> String {
    format!("/api/v2/users/{}/favorites", id(user))
}

/// A user with a token of its own.
async fn somebody(server: &TestServer, name: &str) -> (Value, String) {
    let user = server.user(name).await;
    let token = server.token_of(id(&user), 3600).await;
    (user, token)
}

async fn send(
    server: &TestServer,
    method: &str,
    (user, favorite): (&Value, &Value),
    token: &str,
) -> Answer {
    let path = format!("/api/v2/callroster/users/{}/favorites/{}", id(user), id(favorite));
    server.ask(method, &path).token(token).await
}

fn names(page: &Value) -> Vec<&str> {
    let users = page["entities"].as_array().unwrap().iter();
    users.map(|user| user["name"].as_str().unwrap()).collect()
}

#[both_engines]
async fn a_user_keeps_favorites_and_lists_them_by_name_page_by_page(engine: Engine) {
    let server = TestServer::start(engine).await;
    let (ada, token) = somebody(&server, "Ada Example").await;
    assert_eq!(server.get(&list(&ada)).await.body["entities"], json!([]));
    for name in ["dora Example", "Carl Example", "Bob Example"] {
        let favorite = server.user(name).await;
        server.patch(&favorite, json!({ "profileSkills": [name] })).await;
        for _ in 0..2 {
            assert_eq!(send(&server, "PUT", (&ada, &favorite), &token).await.status, 204);
        }
    }
    let page = server.get(&format!("{}?expand=profileSkills", list(&ada))).await.body;
    assert_eq!(names(&page), ["Bob Example", "Carl Example", "dora Example"]);
    assert_eq!(page["entities"][0]["profileSkills"], json!(["Bob Example"]));
    assert_eq!((&page["total"], &page["pageSize"]), (&json!(3), &json!(25)));
    let path = format!("{}?pageSize=2&pageNumber=2&sortOrder=descending", list(&ada));
    let page = server.get(&path).await.body;
    assert_eq!((names(&page), &page["pageCount"]), (vec!["Bob Example"], &json!(2)));
    let answer = server.get(&format!("{}?sortOrder=sideways", list(&ada))).await;
    answer.refused(400, "invalid.value").naming(&["sortOrder", "sideways", "ascending"]);
    let me = server.get_with("/api/v2/users/me?expand=favorites", &token).await.body;
    let favorites: Vec<&Value> = me["favorites"].as_array().unwrap().iter().collect();
    assert_eq!(favorites.len(), 3);
    assert_eq!(favorites[0]["name"], "Bob Example");
}

#[both_engines]
async fn a_favorite_goes_and_a_deleted_one_is_not_shown_until_it_is_back(engine: Engine) {
    let server = TestServer::start(engine).await;
    let (ada, token) = somebody(&server, "Ada Example").await;
    let (bob, carl) = (server.user("Bob Example").await, server.user("Carl Example").await);
    for favorite in [&bob, &carl] {
        send(&server, "PUT", (&ada, favorite), &token).await;
    }
    server.ask("DELETE", &format!("/api/v2/users/{}", id(&bob))).await;
    let page = server.get(&list(&ada)).await.body;
    assert_eq!((names(&page), &page["total"]), (vec!["Carl Example"], &json!(1)));
    send(&server, "PUT", (&ada, &bob), &token).await.refused(404, "general.resource.not.found");
    server.patch(&bob, json!({ "state": "active" })).await;
    assert_eq!(names(&server.get(&list(&ada)).await.body), ["Bob Example", "Carl Example"]);
    assert_eq!(send(&server, "DELETE", (&ada, &bob), &token).await.status, 204);
    let again = send(&server, "DELETE", (&ada, &bob), &token).await;
    again.refused(404, "general.resource.not.found").naming(&["favorite", id(&bob)]);
    assert_eq!(names(&server.get(&list(&ada)).await.body), ["Carl Example"]);
    let told = server.audits_of(id(&ada)).await;
    assert_eq!(told, ["Create User", "Add Favorites", "Add Favorites", "Remove Favorites"]);
}

#[both_engines]
async fn favorites_of_others_are_for_those_who_may_edit_them(engine: Engine) {
    let server = TestServer::start(engine).await;
    let (ada, bob) = (server.user("Ada Example").await, server.user("Bob Example").await);
    let north = server.division("North").await;
    let edit = "directory:user:edit";
    let nobody = server.caller(&[]).await;
    let refused = send(&server, "PUT", (&ada, &bob), &nobody).await;
    refused.refused(403, "missing.permissions").naming(&[edit]);
    let elsewhere = server.caller(&[in_division(&north, &[edit])]).await;
    let unseen = send(&server, "PUT", (&ada, &bob), &elsewhere).await;
    unseen.refused(404, "general.resource.not.found").naming(&[id(&ada)]);
    let editor = server.caller(&[everywhere(&[edit])]).await;
    assert_eq!(send(&server, "PUT", (&ada, &bob), &editor).await.status, 204);
    assert_eq!(names(&server.get_with(&list(&ada), &nobody).await.body), ["Bob Example"]);
    assert_eq!(send(&server, "DELETE", (&ada, &bob), &server.token).await.status, 204);
}
