//! Groups: how they are made and changed, and who sees them.

mod members;

use std::future::IntoFuture as _;

use serde_json::{Value, json};
use test_server::{Answer, Engine, TestServer, both_engines, everywhere};

fn id(entity: &Value) -> &str {
    entity["id"].as_str().unwrap()
}

fn ids(listing: &Value) -> Vec<&str> {
    listing["entities"].as_array().unwrap().iter().map(id).collect()
}

fn path(group: &Value) -> String {
    format!("/api/v2/groups/{}", id(group))
}

/// A public group that passes roles on, but for what `change` says.
async fn group(server: &TestServer, name: &str, change: Value) -> Value {
    let mut body = json!({
        "name": name, "type": "official", "visibility": "public", "rulesVisible": true, "rolesEnabled": true,
    });
    body.as_object_mut().unwrap().extend(change.as_object().unwrap().clone());
    let made = server.ask("POST", "/api/v2/groups").json(body).await;
    assert_eq!(made.status, 200, "{}", made.body);
    made.body
}

/// Changes a group at its present version.
async fn change(server: &TestServer, group: &Value, change: Value, token: &str) -> Answer {
    let mut body = json!({ "version": server.get(&path(group)).await.body["version"] });
    body.as_object_mut().unwrap().extend(change.as_object().unwrap().clone());
    server.ask("PUT", &path(group)).token(token).json(body).await
}

async fn add(server: &TestServer, group: &Value, users: &[&Value], token: &str) -> Answer {
    let members: Vec<&str> = users.iter().map(|user| id(user)).collect();
    let path = format!("{}/members", path(group));
    server.ask("POST", &path).token(token).json(json!({ "memberIds": members })).await
}

async fn remove(server: &TestServer, group: &Value, users: &[&Value], token: &str) -> Answer {
    let members: Vec<&str> = users.iter().map(|user| id(user)).collect();
    let path = format!("{}/members?ids={}", path(group), members.join(","));
    server.ask("DELETE", &path).token(token).await
}

async fn members(server: &TestServer, group: &Value) -> Vec<String> {
    let listed = server.get(&format!("{}/members", path(group))).await.body;
    ids(&listed).into_iter().map(str::to_owned).collect()
}

#[both_engines]
async fn a_group_is_made_read_changed_and_removed(engine: Engine) {
    let server = TestServer::start(engine).await;
    let ada = server.user("Ada Example").await;
    let made = group(
        &server,
        " Night shift ",
        json!({
            "description": "Works at night.", "ownerIds": [id(&ada), id(&ada)],
            "images": [{ "resolution": "x48", "imageUri": "https://example.com/48.png" }],
        }),
    )
    .await;
    assert_eq!(made["name"], "Night shift");
    assert_eq!(
        (&made["version"], &made["state"], &made["memberCount"]),
        (&json!(1), &json!("active"), &json!(0))
    );
    assert_eq!((&made["callsEnabled"], &made["includeOwners"]), (&json!(false), &json!(false)));
    assert_eq!(made["owners"], json!([{ "id": ada["id"], "selfUri": ada["selfUri"] }]));
    assert_eq!(server.get(&path(&made)).await.body, made);
    assert_eq!(made["selfUri"], path(&made));

    server.advance(std::time::Duration::from_mins(1));
    let changed = change(
        &server,
        &made,
        json!({ "visibility": "owners", "callsEnabled": true }),
        &server.token,
    )
    .await;
    assert_eq!(changed.status, 200, "{}", changed.body);
    let mut expected = made.clone();
    expected["version"] = json!(2);
    expected["visibility"] = json!("owners");
    expected["callsEnabled"] = json!(true);
    expected["dateModified"] = json!("2026-01-02T03:05:05.678Z");
    assert_eq!(changed.body, expected, "what is left out stays");
    let back = change(
        &server,
        &made,
        json!({ "visibility": "ownerIds", "ownerIds": [], "description": "" }),
        &server.token,
    )
    .await
    .body;
    assert_eq!((&back["visibility"], &back["owners"]), (&json!("owners"), &json!([])));
    assert!(back.get("description").is_none());

    let profile = server.get(&format!("{}/profile", path(&made))).await.body;
    assert_eq!(
        profile,
        json!({
            "id": made["id"], "name": "Night shift", "state": "active", "version": 3,
            "dateModified": "2026-01-02T03:05:05.678Z", "selfUri": format!("{}/profile", path(&made)),
        })
    );
    assert_eq!(server.ask("DELETE", &path(&made)).await.status, 204);
    server
        .get(&path(&made))
        .await
        .refused(404, "general.resource.not.found")
        .naming(&["group", id(&made)]);
    assert_eq!(server.ask("DELETE", &path(&made)).await.status, 404);
    group(&server, "night SHIFT", json!({})).await;
}

#[both_engines]
async fn a_change_of_another_version_is_refused(engine: Engine) {
    let server = TestServer::start(engine).await;
    let (made, ada) =
        (group(&server, "Night shift", json!({})).await, server.user("Ada Example").await);
    let stale =
        server.ask("PUT", &path(&made)).json(json!({ "version": 7, "name": "Other" })).await;
    stale.refused(409, "general.conflict").naming(&[
        "does not match the current version",
        "[7]",
        "[1]",
        "group",
    ]);
    let members = format!("{}/members", path(&made));
    let body = json!({ "memberIds": [ada["id"]], "version": 2 });
    server.ask("POST", &members).json(body).await.refused(409, "general.conflict");
    let body = json!({ "memberIds": [ada["id"]], "version": 1 });
    let added = server.ask("POST", &members).json(body).await;
    assert_eq!((added.status, &added.body), (202, &json!({})));
    let read = server.get(&path(&made)).await.body;
    assert_eq!(
        (&read["version"], &read["memberCount"], &read["name"]),
        (&json!(2), &json!(1), &json!("Night shift"))
    );
    server
        .ask("PUT", &path(&made))
        .json(json!({ "name": "Other" }))
        .await
        .refused(400, "bad.request")
        .naming(&["version"]);
}

#[both_engines]
async fn a_name_is_free_once(engine: Engine) {
    let server = TestServer::start(engine).await;
    let (first, other) = (
        group(&server, "Night shift", json!({})).await,
        group(&server, "Day shift", json!({})).await,
    );
    let body = json!({ "name": "NIGHT shift", "type": "official", "visibility": "public", "rulesVisible": true });
    server
        .ask("POST", "/api/v2/groups")
        .json(body)
        .await
        .refused(409, "general.conflict")
        .naming(&["NIGHT shift"]);
    let taken = change(&server, &other, json!({ "name": "night shift" }), &server.token).await;
    taken.refused(409, "general.conflict").naming(&["night shift"]);
    assert_eq!(
        change(&server, &first, json!({ "name": "NIGHT SHIFT" }), &server.token).await.status,
        200
    );
    let listed = server.get("/api/v2/groups?pageSize=1&sortOrder=descending").await.body;
    assert_eq!(
        (&listed["total"], &listed["pageCount"], &listed["entities"][0]["name"]),
        (&json!(2), &json!(2), &json!("NIGHT SHIFT"))
    );
    let one = server.get(&format!("/api/v2/groups?id={}", id(&other))).await.body;
    assert_eq!((ids(&one), &one["total"]), (vec![id(&other)], &json!(1)));
    for nobody in ["x", "x@conference.callroster.orgspan.com"] {
        let found = server.get(&format!("/api/v2/groups?jabberId={nobody}")).await.body;
        assert_eq!(found["total"], 0);
    }
}

#[both_engines]
async fn bad_input_is_named(engine: Engine) {
    let server = TestServer::start(engine).await;
    let made = group(&server, "Night shift", json!({})).await;
    for (body, words) in [
        (json!({ "name": " " }), ["name", "required"]),
        (json!({ "state": "deleted" }), ["state", "active, inactive"]),
        (json!({ "ownerIds": ["nobody"] }), ["ownerIds[0]", "nobody"]),
        (json!({ "visibility": "secret" }), ["visibility", "secret"]),
        (
            json!({ "addresses": [{ "mediaType": "PHONE", "type": "GROUPRING" }] }),
            ["addresses[0].address", "required"],
        ),
        (
            json!({ "addresses": [{ "mediaType": "PHONE", "address": "+13175550194" }] }),
            ["addresses[0].type", "required"],
        ),
        (
            json!({ "addresses": [{ "mediaType": "PHONE", "type": "GROUPRING", "address": "12" }] }),
            ["addresses[0].address", "12"],
        ),
    ] {
        let answer = change(&server, &made, body, &server.token).await;
        assert_eq!(answer.status, 400, "{}", answer.body);
        answer.naming(&words);
    }
    let members = format!("{}/members", path(&made));
    let ada = server.user("Ada Example").await;
    let unknown =
        server.ask("POST", &members).json(json!({ "memberIds": [ada["id"], "nobody"] })).await;
    unknown.refused(404, "general.resource.not.found").naming(&["nobody"]);
    assert_eq!(server.get(&path(&made)).await.body, made, "all or nothing");
    server
        .ask("DELETE", &format!("{members}?ids=,"))
        .await
        .refused(400, "bad.request")
        .naming(&["ids"]);
}

#[both_engines]
async fn numbers_are_kept_in_the_shapes_of_those_of_users(engine: Engine) {
    let server = TestServer::start(engine).await;
    let line = |fields: Value| {
        let mut line = json!({ "mediaType": "PHONE", "type": "GROUPRING" });
        line.as_object_mut().unwrap().extend(fields.as_object().unwrap().clone());
        line
    };
    let made = group(&server, "Night shift", json!({ "addresses": [line(json!({ "address": "(317) 555-0194" })), line(json!({ "extension": "4105" }))] })).await;
    assert_eq!(
        made["addresses"],
        json!([
            { "mediaType": "PHONE", "type": "GROUPRING", "address": "+13175550194", "display": "+1 317-555-0194" },
            { "mediaType": "PHONE", "type": "GROUPRING", "display": "(4105)" },
        ])
    );
    let again =
        change(&server, &made, json!({ "addresses": made["addresses"] }), &server.token).await.body;
    assert_eq!(again["addresses"], made["addresses"], "each shape may be sent back");
    let editor = server.caller(&[everywhere(&["directory:group:edit"])]).await;
    assert_eq!(
        change(&server, &made, json!({ "addresses": made["addresses"] }), &editor).await.status,
        200
    );
    let new = json!({ "addresses": [line(json!({ "extension": "4106" }))] });
    change(&server, &made, new, &editor)
        .await
        .refused(403, "missing.permissions")
        .naming(&["telephony:extension:assign"]);
}

#[both_engines]
async fn a_group_is_seen_by_those_it_shows_itself_to(engine: Engine) {
    let server = TestServer::start(engine).await;
    let (owner, member, other) = (
        server.user("Ada Example").await,
        server.user("Bob Example").await,
        server.user("Cyd Example").await,
    );
    for (visibility, sees) in [
        ("public", [true, true, true]),
        ("members", [true, true, false]),
        ("owners", [true, false, false]),
    ] {
        let made = group(
            &server,
            visibility,
            json!({ "visibility": visibility, "ownerIds": [id(&owner)] }),
        )
        .await;
        add(&server, &made, &[&member], &server.token).await;
        for (user, sees) in [&owner, &member, &other].into_iter().zip(sees) {
            let token = server.token_of(id(user), 3600).await;
            for part in ["", "/members", "/individuals", "/profile"] {
                let status =
                    server.get_with(&format!("{}{part}", path(&made)), &token).await.status;
                assert_eq!(status, if sees { 200 } else { 404 }, "{visibility}{part}");
            }
            let listed = server.get_with("/api/v2/groups", &token).await.body;
            assert_eq!(ids(&listed).contains(&id(&made)), sees, "{visibility}");
            let shown = server
                .get_with(&format!("/api/v2/users/{}?expand=groups", id(&member)), &token)
                .await
                .body;
            assert_eq!(
                shown["groups"].as_array().unwrap().iter().any(|one| id(one) == id(&made)),
                sees,
                "{visibility}"
            );
            let tried = add(&server, &made, &[&other], &token).await;
            assert_eq!(
                tried.status,
                if id(user) == id(&owner) {
                    202
                } else if sees {
                    403
                } else {
                    404
                },
                "{visibility}"
            );
            remove(&server, &made, &[&other], &server.token).await;
        }
        let viewer = server.caller(&[everywhere(&["directory:group:view"])]).await;
        assert_eq!(server.get_with(&path(&made), &viewer).await.status, 200);
        add(&server, &made, &[&other], &viewer)
            .await
            .refused(403, "missing.any.permissions")
            .naming(&["directory:group:edit"]);
    }
}

#[both_engines]
async fn two_groups_of_one_name_are_not_made_at_once(engine: Engine) {
    let server = TestServer::start(engine).await;
    let body =
        json!({ "name": "Twins", "type": "social", "visibility": "public", "rulesVisible": false });
    let make = || server.ask("POST", "/api/v2/groups").json(body.clone()).into_future();
    let (first, second) = tokio::join!(make(), make());
    let mut statuses = [first.status, second.status];
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 409]);
}

#[both_engines]
async fn changes_of_groups_are_written_down(engine: Engine) {
    let server = TestServer::start(engine).await;
    let (ada, made) =
        (server.user("Ada Example").await, group(&server, "Night shift", json!({})).await);
    add(&server, &made, &[&ada], &server.token).await;
    change(&server, &made, json!({ "name": "Day shift" }), &server.token).await;
    remove(&server, &made, &[&ada], &server.token).await;
    server.ask("DELETE", &path(&made)).await;
    let rows = store::testing::rows(&server.db, &server.organization).await.unwrap();
    let audits: Vec<&String> =
        rows["audits"].iter().filter(|row| row.contains(id(&made))).collect();
    for (action, words) in [
        ("Create", ["Night shift", "rolesEnabled"]),
        ("Add", ["members", id(&ada)]),
        ("Update", ["\"oldValues\":[\"Night shift\"]", "\"newValues\":[\"Day shift\"]"]),
        ("Remove", ["members", id(&ada)]),
        ("Delete", ["Day shift", "rolesEnabled"]),
    ] {
        let action = format!("\"action\":\"{action}\"");
        let found: Vec<_> = audits.iter().filter(|row| row.contains(&action)).collect();
        assert_eq!(found.len(), 1, "{action}");
        assert!(words.iter().all(|word| found[0].contains(word)), "{}", found[0]);
    }
}
