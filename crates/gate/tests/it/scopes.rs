//! Scopes: an application does for its users no more than it was registered for.

use std::collections::BTreeSet;

use serde_json::json;
use test_server::{ADMIN, CLIENT, Engine, TestServer, both_engines, everywhere};

/// The administrator's id.
async fn administrator(server: &TestServer) -> String {
    let users = server.get("/api/v2/users").await.body;
    let all = users["entities"].as_array().unwrap();
    let found = all.iter().find(|user| user["email"] == ADMIN.0).unwrap();
    found["id"].as_str().unwrap().to_owned()
}

#[both_engines]
async fn an_application_reads_and_changes_what_it_was_registered_for(engine: Engine) {
    let server = TestServer::start(engine).await;
    let admin = administrator(&server).await;
    let user = server.user("Ada Example").await;
    let path = format!("/api/v2/users/{}", user["id"].as_str().unwrap());
    let change = json!({ "version": 1, "title": "Lead" });

    let reader = server.application(&["users:readonly"]).await;
    let reader = server.token_through(&reader, &admin).await;
    assert_eq!(server.get_with(&path, &reader).await.status, 200);
    let refused = server.ask("PATCH", &path).token(&reader).json(change.clone()).await;
    refused.refused(403, "app.not.authorized.for.scope").naming(&["[users]", "[users:readonly]"]);
    let elsewhere = server.get_with("/api/v2/oauth/clients", &reader).await;
    elsewhere
        .refused(403, "app.not.authorized.for.scope")
        .naming(&["oauth or oauth:readonly", "[users:readonly]"]);

    let writer = server.application(&["analytics:readonly", "users"]).await;
    let writer = server.token_through(&writer, &admin).await;
    assert_eq!(server.ask("PATCH", &path).token(&writer).json(change).await.status, 200);
    assert_eq!(server.get_with(&path, &writer).await.status, 200);
}

#[both_engines]
async fn a_scope_gives_a_user_nothing_that_the_user_lacks(engine: Engine) {
    let server = TestServer::start(engine).await;
    let user = server.user("Ada Example").await;
    let client = server.application(&["users", "oauth"]).await;
    let token = server.token_through(&client, user["id"].as_str().unwrap()).await;
    let refused = server.get_with("/api/v2/oauth/clients", &token).await;
    refused.refused(403, "missing.any.permissions").naming(&["oauth:client:view"]);
}

#[both_engines]
async fn an_application_without_scopes_is_not_limited_by_them(engine: Engine) {
    let server = TestServer::start(engine).await;
    let admin = administrator(&server).await;
    let client = server.application(&[]).await;
    let token = server.token_through(&client, &admin).await;
    for path in ["/api/v2/users", "/api/v2/oauth/clients", "/api/v2/organizations/me"] {
        assert_eq!(server.get_with(path, &token).await.status, 200, "{path}");
    }
    let info = server.get_with("/api/v2/tokens/me", &token).await.body;
    assert_eq!(
        (&info["authorizedScope"], &info["OAuthClient"]["id"]),
        (&json!([]), &json!(client))
    );
}

#[both_engines]
async fn the_own_token_of_a_client_knows_no_scopes(engine: Engine) {
    let server = TestServer::start(engine).await;
    let own = server.get(&format!("/api/v2/oauth/clients/{}", CLIENT.0)).await.body;
    let body = json!({
        "name": "Robot", "authorizedGrantType": "CLIENT-CREDENTIALS",
        "roleDivisions": own["roleDivisions"], "scope": ["analytics:readonly"],
    });
    let made = server.ask("POST", "/api/v2/oauth/clients").json(body).await.body;
    assert_eq!(made["scope"], json!(["analytics:readonly"]));
    let token =
        server.sign_in((made["id"].as_str().unwrap(), made["secret"].as_str().unwrap())).await;
    assert_eq!(server.get_with("/api/v2/users", &token).await.status, 200);
    let info = server.get_with("/api/v2/tokens/me", &token).await.body;
    assert_eq!(info["authorizedScope"], json!([]));
}

#[both_engines]
async fn whoever_holds_a_token_may_ask_what_it_is_and_end_it(engine: Engine) {
    let server = TestServer::start(engine).await;
    let user = server.user("Ada Example").await;
    let client = server.application(&["routing:readonly", "telephony"]).await;
    let token = server.token_through(&client, user["id"].as_str().unwrap()).await;
    let info = server.get_with("/api/v2/tokens/me", &token).await.body;
    assert_eq!(info["authorizedScope"], json!(["routing:readonly", "telephony"]));
    assert_eq!(server.ask("HEAD", "/api/v2/tokens/me").token(&token).await.status, 200);
    let me = server.get_with("/api/v2/users/me", &token).await;
    me.refused(403, "app.not.authorized.for.scope")
        .naming(&["user-basic-info or users or users:readonly"]);
    assert_eq!(server.ask("DELETE", "/api/v2/tokens/me").token(&token).await.status, 200);
    server.get_with("/api/v2/tokens/me", &token).await.refused(401, "bad.credentials");
    for scope in ["user-basic-info", "users:readonly"] {
        let client = server.application(&[scope]).await;
        let token = server.token_through(&client, user["id"].as_str().unwrap()).await;
        assert_eq!(server.get_with("/api/v2/users/me", &token).await.status, 200, "{scope}");
    }
}

#[both_engines]
async fn basic_information_does_not_reach_the_tokens_of_others(engine: Engine) {
    let server = TestServer::start(engine).await;
    let admin = administrator(&server).await;
    let ada = server.user("Ada Example").await;
    let ada = ada["id"].as_str().unwrap();
    let (kept, path) = (server.token_of(ada, 3600).await, format!("/api/v2/tokens/{ada}"));
    let client = server.application(&["user-basic-info"]).await;
    let token = server.token_through(&client, &admin).await;
    let refused = server.ask("DELETE", &path).token(&token).await;
    refused.refused(403, "app.not.authorized.for.scope").naming(&["[oauth]", "user-basic-info"]);
    assert_eq!(server.get_with("/api/v2/tokens/me", &kept).await.status, 200);
    let client = server.application(&["oauth"]).await;
    let token = server.token_through(&client, &admin).await;
    assert_eq!(server.ask("DELETE", &path).token(&token).await.status, 200);
    server.get_with("/api/v2/tokens/me", &kept).await.refused(401, "bad.credentials");
}

#[both_engines]
async fn other_scopes_count_at_the_next_request(engine: Engine) {
    let server = TestServer::start(engine).await;
    let admin = administrator(&server).await;
    let client = server.application(&["users"]).await;
    let token = server.token_through(&client, &admin).await;
    assert_eq!(server.get_with("/api/v2/users", &token).await.status, 200);
    let path = format!("/api/v2/oauth/clients/{client}");
    let mut body = server.get(&path).await.body;
    body["scope"] = json!(["routing"]);
    assert_eq!(server.ask("PUT", &path).json(body).await.status, 200);
    server.get_with("/api/v2/users", &token).await.refused(403, "app.not.authorized.for.scope");
}

#[both_engines]
async fn scopes_are_listed_and_read(engine: Engine) {
    let server = TestServer::start(engine).await;
    let nobody = server.caller(&[]).await;
    let listing = server.get_with("/api/v2/oauth/scopes", &nobody).await.body;
    let scopes = listing["entities"].as_array().unwrap();
    assert_eq!(listing["total"], scopes.len());
    assert!(scopes.iter().all(|scope| scope["description"].is_string()));
    let ids: BTreeSet<_> = scopes.iter().map(|scope| scope["id"].as_str().unwrap()).collect();
    assert_eq!(ids, api::Scope::all().map(|scope| scope.id).collect());
    let one = server.get_with("/api/v2/oauth/scopes/users:readonly", &nobody).await.body;
    assert_eq!(one["id"], "users:readonly");
    assert!(scopes.contains(&one));
    assert_eq!(server.get(one["selfUri"].as_str().unwrap()).await.body, one);
    let unknown = server.get("/api/v2/oauth/scopes/users:everything").await;
    unknown.refused(404, "general.resource.not.found").naming(&["users:everything"]);
}

#[both_engines]
async fn an_unknown_scope_is_refused_and_one_that_was_there_is_kept(engine: Engine) {
    let server = TestServer::start(engine).await;
    let body = |scope: &[&str]| {
        json!({
            "name": "App", "authorizedGrantType": "CODE", "scope": scope,
            "registeredRedirectUri": ["https://app.example.com/callback"],
        })
    };
    let refused =
        server.ask("POST", "/api/v2/oauth/clients").json(body(&["users", "magic:readonly"])).await;
    refused.refused(400, "invalid.value").naming(&[
        "magic:readonly",
        "scope",
        "/api/v2/oauth/scopes",
    ]);
    let made = server
        .ask("POST", "/api/v2/oauth/clients")
        .json(body(&["users", "users", "architect"]))
        .await
        .body;
    assert_eq!(
        made["scope"],
        json!(["users", "architect"]),
        "once each, those of areas not served too"
    );

    // A version before scopes were looked at took whatever it was given.
    let (id, organization) = (made["id"].as_str().unwrap().to_owned(), server.organization.clone());
    let client = id.clone();
    let write = server.db.write(move |tx| {
        let (organization, client) = (organization.clone(), client.clone());
        Box::pin(async move {
            tx.enter(&organization);
            let mut stored = store::oauth_clients::find(tx, &client).await?.unwrap();
            stored.client.scope = Some(vec!["old:scope".to_owned(), "users:readonly".to_owned()]);
            store::oauth_clients::save(tx, &stored).await
        })
    });
    write.await.unwrap();
    let path = format!("/api/v2/oauth/clients/{id}");
    assert_eq!(server.get(&path).await.body["scope"], json!(["old:scope", "users:readonly"]));
    let kept = server.ask("PUT", &path).json(body(&["old:scope", "users:readonly"])).await;
    assert_eq!(kept.status, 200, "{}", kept.body);
    server.ask("PUT", &path).json(body(&["other:scope"])).await.refused(400, "invalid.value");
    let user = server.user("Ada Example").await;
    let token = server.token_through(&id, user["id"].as_str().unwrap()).await;
    assert_eq!(server.get_with("/api/v2/users", &token).await.status, 200);
}

#[both_engines]
async fn scopes_in_a_row_of_an_earlier_version_are_read_from_its_document(engine: Engine) {
    let server = TestServer::start(engine).await;
    let user = server.user("Ada Example").await;
    let client = server.application(&["routing:readonly"]).await;
    let token = server.token_through(&client, user["id"].as_str().unwrap()).await;
    store::testing::forget_client_columns(&server.db, &client).await.unwrap();
    server.get_with("/api/v2/users", &token).await.refused(403, "app.not.authorized.for.scope");
    let info = server.get_with("/api/v2/tokens/me", &token).await.body;
    assert_eq!(info["authorizedScope"], json!(["routing:readonly"]));
}

#[both_engines]
async fn an_application_cannot_free_itself_of_its_scopes(engine: Engine) {
    let server = TestServer::start(engine).await;
    let admin = administrator(&server).await;
    let own = server.get(&format!("/api/v2/oauth/clients/{}", CLIENT.0)).await.body;
    let limited = server.application(&["oauth", "users:readonly"]).await;
    let token = server.token_through(&limited, &admin).await;
    let app = |scope: &[&str]| {
        json!({
            "name": "App", "authorizedGrantType": "CODE", "scope": scope,
            "registeredRedirectUri": ["https://app.example.com/callback"],
        })
    };
    let robot = json!({
        "name": "Robot", "authorizedGrantType": "CLIENT-CREDENTIALS",
        "roleDivisions": own["roleDivisions"], "scope": ["oauth"],
    });
    let path = format!("/api/v2/oauth/clients/{limited}");
    for body in [app(&[]), app(&["users"]), app(&["oauth", "routing:readonly"]), robot] {
        for (method, path) in [("POST", "/api/v2/oauth/clients"), ("PUT", &path)] {
            let refused = server.ask(method, path).token(&token).json(body.clone()).await;
            refused.refused(403, "not.authorized").naming(&["oauth, users:readonly"]);
        }
    }
    for scope in [&["oauth:readonly"][..], &["oauth", "users:readonly"]] {
        let made = server.ask("POST", "/api/v2/oauth/clients").token(&token).json(app(scope)).await;
        assert_eq!(made.status, 200, "{}", made.body);
    }
    let wider = server.application(&["users"]).await;
    for id in [wider.as_str(), CLIENT.0] {
        for (method, path) in [
            ("POST", format!("/api/v2/oauth/clients/{id}/secret")),
            ("DELETE", format!("/api/v2/oauth/clients/{id}")),
        ] {
            server.ask(method, &path).token(&token).await.refused(403, "not.authorized");
        }
    }
}

#[both_engines]
async fn no_scope_hands_a_caller_more_than_they_hold(engine: Engine) {
    let server = TestServer::start(engine).await;
    let maker = server.caller(&[everywhere(&["oauth:client:add"])]).await;
    let body = json!({
        "name": "App", "authorizedGrantType": "CODE", "scope": ["users", "authorization"],
        "registeredRedirectUri": ["https://app.example.com/callback"],
    });
    let made = server.ask("POST", "/api/v2/oauth/clients").token(&maker).json(body).await;
    assert_eq!(made.status, 200, "a scope limits, it grants nothing");
}
