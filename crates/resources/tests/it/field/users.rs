//! Programs that keep users.

use serde_json::{Value, json};
use test_server::{Engine, TestServer, both_engines, everywhere};

use super::{id, keys, names};

const USERS: &str = "/api/v2/users";

#[both_engines]
async fn a_change_may_be_written_in_texts(engine: Engine) {
    let server = TestServer::start(engine).await;
    let ada = server.user("Ada Example").await;
    let path = format!("{USERS}/{}", id(&ada));
    let body = json!({ "acdAutoAnswer": "true", "version": "1" });
    let changed = server.ask("PATCH", &path).json(body).await;
    assert_eq!((changed.status, &changed.body["acdAutoAnswer"]), (200, &json!(true)));
    let body = json!({ "acdAutoAnswer": "maybe", "version": "2" });
    let refused = server.ask("PATCH", &path).json(body).await;
    refused.refused(400, "invalid.value").naming(&["acdAutoAnswer", "maybe", "true, false"]);
}

#[both_engines]
async fn expansions_that_are_unknown_are_passed_over_and_the_others_made(engine: Engine) {
    let server = TestServer::start(engine).await;
    server.user("Ada Example").await;
    let listed = server.get(&format!("{USERS}?expand=division,%20groups,%20location")).await;
    assert_eq!((listed.status, &listed.body["entities"][0]["groups"]), (200, &json!([])));
    let links = listed.body["selfUri"].as_str().unwrap();
    assert!(links.ends_with("&expand=groups"), "{links}");
}

#[both_engines]
async fn an_expanded_list_without_members_is_empty_and_never_absent(engine: Engine) {
    let server = TestServer::start(engine).await;
    let ada = server.user("Ada Example").await;
    let lists = ["groups", "skills", "languages", "locations", "certifications"];
    let expand = lists.join(",");
    let listed = server.get(&format!("{USERS}?id={}&expand={expand}", id(&ada))).await.body;
    let read = server.get(&format!("{USERS}/{}?expand={expand}", id(&ada))).await.body;
    for user in [&listed["entities"][0], &read] {
        for list in lists {
            assert_eq!(user[list], json!([]), "{list}");
        }
    }
}

#[both_engines]
async fn a_new_user_has_these_fields_and_no_others(engine: Engine) {
    let server = TestServer::start(engine).await;
    let body = json!({
        "name": "Ada Example", "email": "ada@example.com", "department": "", "title": "",
        "addresses": [],
    });
    let ada = server.ask("POST", USERS).json(body).await;
    assert_eq!(ada.status, 200, "{}", ada.body);
    let mut expected = [
        "id",
        "name",
        "division",
        "chat",
        "email",
        "primaryContactInfo",
        "addresses",
        "state",
        "username",
        "version",
        "acdAutoAnswer",
        "selfUri",
    ];
    expected.sort_unstable();
    let path = format!("{USERS}/{}", id(&ada.body));
    let read = server.get(&path).await.body;
    for user in [&ada.body, &read] {
        let mut found = keys(user);
        found.sort_unstable();
        assert_eq!(found, expected);
        assert_eq!(user["addresses"], json!([]));
        let mail =
            json!([{ "address": "ada@example.com", "mediaType": "EMAIL", "type": "PRIMARY" }]);
        assert_eq!(user["primaryContactInfo"], mail);
    }
    let empty = json!({
        "version": 1, "title": "", "department": "", "manager": "", "addresses": [],
        "certifications": [], "profileSkills": [], "locations": [],
    });
    let changed = server.ask("PATCH", &path).json(empty).await;
    assert_eq!(changed.status, 200, "{}", changed.body);
    let mut found = keys(&changed.body);
    found.retain(|key| !["certifications", "profileSkills", "locations"].contains(key));
    found.sort_unstable();
    assert_eq!(found, expected);
}

#[both_engines]
async fn an_address_of_a_deleted_user_leads_to_restoring_the_user(engine: Engine) {
    let server = TestServer::start(engine).await;
    let ada = server.user("Ada Example").await;
    let path = format!("{USERS}/{}", id(&ada));
    assert_eq!(server.ask("DELETE", &path).await.status, 200);
    let again = json!({ "name": "Ada Example", "email": ada["email"] });
    server.ask("POST", USERS).json(again).await.refused(409, "general.conflict");
    let deleted = server.get(&format!("{path}?state=deleted")).await.body;
    let restore = json!({ "state": "active", "version": deleted["version"] });
    let restored = server.ask("PATCH", &path).json(restore).await;
    assert_eq!((restored.status, &restored.body["id"]), (200, &ada["id"]));
}

#[both_engines]
async fn active_and_inactive_users_are_listed_apart(engine: Engine) {
    let server = TestServer::start(engine).await;
    let (ada, bob) = (server.user("Ada Example").await, server.user("Bob Example").await);
    assert_eq!(server.patch(&bob, json!({ "state": "inactive" })).await.status, 200);
    let active = server.get(&format!("{USERS}?state=active")).await.body;
    assert!(names(&active).contains(&"Ada Example") && !names(&active).contains(&"Bob Example"));
    let inactive = server.get(&format!("{USERS}?state=inactive")).await.body;
    assert_eq!(names(&inactive), ["Bob Example"]);
    assert_eq!(server.patch(&bob, json!({ "state": "active" })).await.body["state"], "active");
    assert_eq!(server.get(&format!("{USERS}/{}", id(&ada))).await.status, 200);
}

#[both_engines]
async fn reports_are_a_plain_list(engine: Engine) {
    let server = TestServer::start(engine).await;
    let mut chain = vec![server.user("Person 0").await];
    for number in 1..=7 {
        let user = server.user(&format!("Person {number}")).await;
        let above = json!({ "manager": id(&chain[number - 1]) });
        assert_eq!(server.patch(&user, above).await.status, 200);
        chain.push(user);
    }
    for pair in chain.windows(2) {
        let reports = server.get(&format!("{USERS}/{}/directreports", id(&pair[0]))).await.body;
        let ids: Vec<&Value> = reports.as_array().unwrap().iter().map(|one| &one["id"]).collect();
        assert_eq!(ids, [&pair[1]["id"]]);
    }
    let last = server.get(&format!("{USERS}/{}/directreports", id(&chain[7]))).await.body;
    assert_eq!(last, json!([]));
}

#[both_engines]
async fn what_never_was_is_left_out_of_an_expanded_listing(engine: Engine) {
    let server = TestServer::start(engine).await;
    server.user("Ada Example").await;
    let query = "state=active&expand=locations,station,lasttokenissued";
    let ada = &server.get(&format!("{USERS}?{query}")).await.body["entities"][0];
    assert_eq!((&ada["name"], &ada["locations"]), (&json!("Ada Example"), &json!([])));
    assert!(ada.get("lastTokenIssued").is_none_or(|issued| issued.get("dateIssued").is_none()));
}

#[both_engines]
async fn a_user_who_was_moved_is_changed_at_the_version_that_is_read_afresh(engine: Engine) {
    let server = TestServer::start(engine).await;
    let (ada, north) = (server.user("Ada Example").await, server.division("North").await);
    let objects = format!("/api/v2/authorization/divisions/{north}/objects/USER");
    let moved = server.ask("POST", &objects).json(json!([id(&ada)])).await;
    assert_eq!(moved.status, 204);
    let path = format!("{USERS}/{}", id(&ada));
    let version = server.get(&path).await.body["version"].clone();
    let body = json!({ "title": "Lead", "version": version });
    assert_eq!(server.ask("PATCH", &path).json(body).await.status, 200);
}

#[both_engines]
async fn the_permissions_that_are_published_suffice_and_others_do_not(engine: Engine) {
    let (server, _outbox) = test_server::outbox::with_outbox(engine).await;
    let (ada, home) = (
        server.user("Ada Example").await,
        server.get("/api/v2/authorization/divisions/home").await.body,
    );
    let path = format!("{USERS}/{}", id(&ada));
    for permission in ["admin", "directory:user:edit", "directory:organization:admin"] {
        let caller = server.caller(&[everywhere(&[permission])]).await;
        let version = server.get(&path).await.body["version"].clone();
        let body = json!({ "title": permission, "version": version });
        let changed = server.ask("PATCH", &path).token(&caller).json(body).await;
        assert_eq!(changed.status, 200, "{permission}: {}", changed.body);
    }
    let invite = format!("{path}/invite");
    for permission in ["admin", "directory:organization:admin", "directory:user:setPassword"] {
        let caller = server.caller(&[everywhere(&[permission])]).await;
        let invited = server.ask("POST", &format!("{invite}?force=true")).token(&caller).await;
        assert_eq!(invited.status, 204, "{permission}: {}", invited.body);
    }
    let objects = format!("/api/v2/authorization/divisions/{}/objects/USER", id(&home));
    let mover = server.caller(&[everywhere(&["directory:user:edit"])]).await;
    let move_by = |token: &str| server.ask("POST", &objects).token(token).json(json!([id(&ada)]));
    assert_eq!(move_by(&mover).await.status, 204);
    let other = server.caller(&[everywhere(&["directory:user:view"])]).await;
    move_by(&other).await.refused(403, "missing.permissions").naming(&["directory:user:edit"]);
    let body = json!({ "title": "No", "version": 1 });
    let refused = server.ask("PATCH", &path).token(&other).json(body).await;
    refused.refused(403, "missing.any.permissions").naming(&["directory:user:edit"]);
    let refused = server.ask("POST", &invite).token(&other).await;
    refused.refused(403, "missing.any.permissions").naming(&["directory:user:setPassword"]);
    let refused = server.ask("DELETE", &path).token(&other).await;
    refused.refused(403, "missing.any.permissions").naming(&["directory:user:delete"]);
}
