//! What goes over the wire, and how answers are read.

use std::time::Duration;

use sdk::{
    Error,
    api::{
        self, BulkUser, ChangePasswordRequest, CreateUser, DeleteUser, GetUser,
        GetUsersExternalidAuthorityNameExternalKey, HeadTokensMe, Json, Operation, Parameters,
        PatchUser, PatchUsersBulk, PostUserPassword, PostUsers, UpdateUser, UserExpand,
    },
};

use crate::support::{Reply, Server, once};

#[tokio::test]
async fn an_operation_is_sent_with_its_token_and_read_as_its_model() {
    let server = Server::start(|_, _| Reply::ok(r#"{"id": "u1", "name": "Ada"}"#)).await;
    let client = server.builder().with_token("t1").user_agent("rota/2").build().unwrap();
    let expand = [UserExpand::Presence, UserExpand::RoutingStatus];
    let user = client.send(GetUser::new("u1").expand(expand)).await.unwrap();
    assert_eq!(user.name.as_deref(), Some("Ada"));
    let asked = &server.asked()[0];
    assert_eq!(asked.line, "GET /api/v2/users/u1?expand=presence&expand=routingStatus");
    assert_eq!(asked.token(), Some("t1"));
    assert_eq!(asked.header("user-agent"), Some("rota/2"));
    assert_eq!((asked.header("content-type"), asked.body.as_str()), (None, ""));
}

#[tokio::test]
async fn a_body_carries_what_is_set_and_nothing_else() {
    let server = Server::start(|_, _| Reply::ok(r#"{"id": "u1"}"#)).await;
    let client = server.client();
    client.send(PostUsers::new(CreateUser::new("Ada", "ada@example.com"))).await.unwrap();
    let mut update = UpdateUser::new(3);
    update.title = "Lead".into();
    update.department = api::Patch::Null;
    client.send(PatchUser::new("u1", update)).await.unwrap();
    let bodies: Vec<Json> =
        server.asked().iter().map(|asked| serde_json::from_str(&asked.body).unwrap()).collect();
    assert_eq!(bodies[0], serde_json::json!({"name": "Ada", "email": "ada@example.com"}));
    assert_eq!(bodies[1], serde_json::json!({"version": 3, "title": "Lead", "department": null}));
    assert_eq!(server.asked()[0].header("content-type"), Some("application/json"));
}

#[tokio::test]
async fn path_values_are_percent_encoded() {
    let server = Server::start(|_, _| Reply::ok("{}")).await;
    let operation = GetUsersExternalidAuthorityNameExternalKey::new("hr system", "a/b?c=1%#é");
    server.client().send(operation).await.unwrap();
    let expected = "GET /api/v2/users/externalid/hr%20system/a%2Fb%3Fc%3D1%25%23%C3%A9";
    assert_eq!(server.lines(), [expected]);
}

#[tokio::test]
async fn empty_answers_are_read_whatever_their_status() {
    for status in [200, 202, 204] {
        let server = Server::start(move |_, _| Reply::status(status, "")).await;
        let client = server.client();
        let body = ChangePasswordRequest::new("correct horse");
        client.send(PostUserPassword::new("u1", body)).await.unwrap();
        client.send(HeadTokensMe::new()).await.unwrap();
        client.send(DeleteUser::new("u1")).await.unwrap();
    }
    let server = Server::start(|_, _| Reply::ok("{}")).await;
    server.client().send(DeleteUser::new("u1")).await.unwrap();
}

#[tokio::test]
async fn a_refusal_brings_the_standard_body() {
    let server = Server::start(|_, _| {
        let body = r#"{"message": "version 1 does not match the current version 2",
            "code": "general.conflict", "status": 409, "details": [], "errors": []}"#;
        Reply::status(409, body).header("ININ-Correlation-Id", "c-1")
    })
    .await;
    let operation = PatchUser::new("u1", UpdateUser::new(1));
    let error = server.client().send(operation).await.unwrap_err();
    assert!(error.is_conflict() && !error.is_not_found());
    assert_eq!(error.code(), Some("general.conflict"));
    assert_eq!(error.message(), Some("version 1 does not match the current version 2"));
    assert_eq!(error.correlation_id(), Some("c-1"));
    assert_eq!(
        error.to_string(),
        "`patchUser` was refused with 409 general.conflict: version 1 does not match the current \
         version 2 (correlation id c-1)"
    );
}

#[tokio::test]
async fn the_correlation_id_of_the_body_comes_first() {
    let server = Server::start(|_, _| {
        Reply::status(404, r#"{"contextId": "body", "code": "not.found"}"#)
            .header("ININ-Correlation-Id", "header")
    })
    .await;
    let error = server.client().send(GetUser::new("u1")).await.unwrap_err();
    assert!(error.is_not_found());
    assert_eq!(error.correlation_id(), Some("body"));
}

#[tokio::test]
async fn an_answer_that_does_not_fit_names_operation_and_position() {
    let server = Server::start(|_, _| Reply::ok("{\"id\": \"u1\",\n \"version\": \"x\"}")).await;
    let error = server.client().send(GetUser::new("u1")).await.unwrap_err();
    assert!(matches!(error, Error::Unreadable { operation: "getUser", .. }));
    assert!(error.to_string().contains("line 2 column 15"), "{error}");
}

#[tokio::test]
async fn a_call_sends_any_operation_by_its_entry() {
    let server = Server::start(|asked, _| match asked.body.as_str() {
        "" => Reply::ok(r#"{"id": "u1", "unknownToTheModel": 1}"#),
        body => Reply::ok(format!(r#"{{"entities": {body}}}"#)),
    })
    .await;
    let client = server.client();
    let entry = |id| api::operations().find(|entry| entry.meta.id == id).unwrap();
    let path = [("userId".to_owned(), "u1".to_owned())];
    let query = vec![("expand".to_owned(), "skills".to_owned())];
    let answer = client.call(entry("getUser"), Parameters::new(path, query), None).await.unwrap();
    assert_eq!(answer["unknownToTheModel"], 1);
    let body = serde_json::to_value([BulkUser::default()]).unwrap();
    let bulk = entry(PatchUsersBulk::META.id);
    let answer = client.call(bulk, Parameters::default(), Some(body.clone())).await.unwrap();
    assert_eq!(answer["entities"], body);
    let lines = ["GET /api/v2/users/u1?expand=skills", "PATCH /api/v2/users/bulk"];
    assert_eq!(server.lines(), lines);
}

#[tokio::test]
async fn a_call_without_a_path_parameter_names_it_and_sends_nothing() {
    let server = Server::start(|_, _| Reply::ok("{}")).await;
    let entry = api::operations().find(|entry| entry.meta.id == "getUser").unwrap();
    let error = server.client().call(entry, Parameters::default(), None).await.unwrap_err();
    let expected = "`getUser` was not sent: give the path parameter `userId`";
    assert_eq!(error.to_string(), expected);
    assert!(server.asked().is_empty());
}

#[tokio::test]
async fn a_client_for_another_caller_shares_only_the_connections() {
    let server = Server::start(|_, _| Reply::ok("{}")).await;
    let client = server.client();
    client.with_token("other").send(GetUser::new("u1")).await.unwrap();
    client.send(GetUser::new("u1")).await.unwrap();
    let asked = server.asked();
    assert_eq!([asked[0].token(), asked[1].token()], [Some("other"), Some("t")]);
}

#[tokio::test]
async fn an_attempt_ends_with_its_time() {
    let app = axum::Router::new().fallback(std::future::pending::<String>);
    let url = crate::support::serve(app).await;
    let client = sdk::Client::server(&url).with_token("t").retry(once());
    let client = client.timeout(Duration::from_millis(20)).build().unwrap();
    let error = client.send(GetUser::new("u1")).await.unwrap_err();
    assert!(matches!(error, Error::Transport { operation: "getUser", .. }));
    assert!(error.to_string().starts_with("no answer to `getUser`"), "{error}");
}
