//! Sign-in and the renewal of tokens.

use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

use axum::{Router, extract::Request};
use futures_util::future::join_all;
use sdk::{
    Client, CodeGrant, Verifier,
    api::{GetUser, GetUsers},
};
use tokio::sync::Notify;

use crate::support::{Reply, Server, respond, serve};

const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";

/// A server whose `n`th sign-in answers the tokens `t<n>` and `r<n>`, and which takes the tokens
/// in `good` only.
async fn server(good: &'static [&'static str]) -> Server {
    let issued = Mutex::new(0);
    Server::start(move |asked, _| {
        if asked.is_sign_in() {
            let mut issued = issued.lock().unwrap();
            *issued += 1;
            return Reply::tokens(&format!("t{issued}"), &format!("r{issued}"));
        }
        match asked.token() {
            Some(token) if good.contains(&token) => Reply::ok("{}"),
            _ => Reply::status(401, r#"{"code": "bad.credentials", "status": 401}"#),
        }
    })
    .await
}

#[tokio::test]
async fn client_credentials_travel_in_the_header_and_not_in_the_body() {
    let server =
        Server::start(
            |asked, _| {
                if asked.is_sign_in() { Reply::token("t1") } else { Reply::ok("{}") }
            },
        )
        .await;
    let client = server.builder().client_credentials("id", "se:cret").build().unwrap();
    assert!(server.asked().is_empty());
    client.send(GetUser::new("u1")).await.unwrap();
    let asked = server.asked();
    assert_eq!(asked[0].header("authorization"), Some("Basic aWQ6c2U6Y3JldA=="));
    assert_eq!(asked[0].header("content-type"), Some("application/x-www-form-urlencoded"));
    assert_eq!(asked[0].body, "grant_type=client_credentials");
    assert_eq!(asked[1].token(), Some("t1"));
}

#[tokio::test]
async fn requests_at_the_same_time_sign_in_once() {
    let server = server(&["t1"]).await;
    let client = server.builder().client_credentials("id", "secret").build().unwrap();
    let answers = join_all((0..20).map(|_| client.send(GetUser::new("u1")))).await;
    assert!(answers.iter().all(Result::is_ok));
    assert_eq!((server.sign_ins().len(), server.asked().len()), (1, 21));
}

#[tokio::test]
async fn a_token_that_is_not_taken_is_renewed_once_for_all_requests() {
    let server = server(&["t2"]).await;
    let client = server.builder().client_credentials("id", "secret").build().unwrap();
    let answers = join_all((0..10).map(|_| client.send(GetUser::new("u1")))).await;
    assert!(answers.iter().all(Result::is_ok));
    assert_eq!(server.sign_ins().len(), 2);
}

#[tokio::test]
async fn a_second_refusal_is_the_answer() {
    let server = server(&[]).await;
    let client = server.builder().client_credentials("id", "secret").build().unwrap();
    let error = client.send(GetUser::new("u1")).await.unwrap_err();
    assert_eq!((error.status(), error.code()), (Some(401), Some("bad.credentials")));
    assert_eq!(server.asked().len(), 4);
}

#[tokio::test]
async fn a_ready_token_is_not_renewed() {
    let server = server(&[]).await;
    let error = server.client().send(GetUser::new("u1")).await.unwrap_err();
    assert_eq!(error.status(), Some(401));
    assert_eq!(server.asked().len(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_token_is_renewed_before_it_expires() {
    let server = server(&["t1", "t2"]).await;
    let client = server.builder().client_credentials("id", "secret").build().unwrap();
    client.send(GetUsers::new()).await.unwrap();
    // It lives five minutes; the last tenth is not used.
    tokio::time::advance(Duration::from_secs(269)).await;
    client.send(GetUsers::new()).await.unwrap();
    assert_eq!(server.sign_ins().len(), 1);
    tokio::time::advance(Duration::from_secs(2)).await;
    client.send(GetUsers::new()).await.unwrap();
    assert_eq!(server.sign_ins().len(), 2);
    assert_eq!(server.asked().last().unwrap().token(), Some("t2"));
}

#[tokio::test]
async fn a_code_is_traded_and_each_refresh_uses_the_newest_refresh_token() {
    let server = server(&["t3"]).await;
    let told = Arc::new(Mutex::new(Vec::new()));
    let keep = told.clone();
    let anonymous = server.builder().on_tokens(move |tokens| {
        keep.lock().unwrap().push(tokens.refresh_token().map(str::to_owned));
    });
    let anonymous = anonymous.build().unwrap();
    let grant = CodeGrant::with_secret("id", "secret", "https://app.example/back");
    let client = anonymous.exchange(&grant, "c 1").await.unwrap();
    for _ in 0..2 {
        // The first request renews `t1` to `t2`, which is refused too; the second gets `t3`.
        let _ = client.send(GetUser::new("u1")).await;
    }
    client.send(GetUser::new("u1")).await.unwrap();
    let sign_ins = server.sign_ins();
    let bodies: Vec<_> = sign_ins.iter().map(|asked| asked.body.as_str()).collect();
    let redirect = "redirect_uri=https%3A%2F%2Fapp.example%2Fback";
    assert_eq!(
        bodies,
        [
            format!("grant_type=authorization_code&code=c+1&{redirect}").as_str(),
            "grant_type=refresh_token&refresh_token=r1",
            "grant_type=refresh_token&refresh_token=r2",
        ]
    );
    assert!(
        sign_ins.iter().all(|asked| asked.header("authorization") == Some("Basic aWQ6c2VjcmV0"))
    );
    let told: Vec<_> = told.lock().unwrap().iter().flatten().cloned().collect();
    assert_eq!(told, ["r1", "r2", "r3"]);
}

#[tokio::test]
async fn pkce_sends_its_verifier_and_no_secret() {
    let server = server(&["t2"]).await;
    let verifier = Verifier::new(VERIFIER).unwrap();
    let grant = CodeGrant::with_verifier("app", verifier, "http://localhost/back");
    let anonymous = server.builder().build().unwrap();
    let url = anonymous.authorize_url(&grant, "s1");
    assert!(url.as_str().starts_with(&format!("{}/oauth/authorize?", server.url)), "{url}");
    assert!(url.as_str().contains("code_challenge=E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"));
    let client = anonymous.exchange(&grant, "c1").await.unwrap();
    client.send(GetUser::new("u1")).await.unwrap();
    let sign_ins = server.sign_ins();
    assert!(sign_ins.iter().all(|asked| asked.header("authorization").is_none()));
    assert_eq!(
        sign_ins[0].body,
        format!(
            "grant_type=authorization_code&code=c1&redirect_uri=http%3A%2F%2Flocalhost%2Fback\
             &code_verifier={VERIFIER}&client_id=app"
        )
    );
    assert_eq!(sign_ins[1].body, "grant_type=refresh_token&refresh_token=r1&client_id=app");
}

#[tokio::test]
async fn a_sign_in_goes_on_from_a_kept_refresh_token() {
    let server = server(&["t1"]).await;
    let grant = CodeGrant::with_secret("id", "secret", "https://app.example/back");
    let client = server.builder().with_refresh_token(&grant, "kept").build().unwrap();
    client.send(GetUser::new("u1")).await.unwrap();
    assert_eq!(server.sign_ins()[0].body, "grant_type=refresh_token&refresh_token=kept");
}

#[tokio::test]
async fn a_caller_that_leaves_does_not_take_the_new_refresh_token_along() {
    let (came, go) = (Arc::new(Notify::new()), Arc::new(Notify::new()));
    let (comes, goes) = (came.clone(), go.clone());
    let sign_ins = Arc::new(Mutex::new(0));
    let count = sign_ins.clone();
    let app = Router::new().fallback(async move |request: Request| {
        if request.uri().path() != "/oauth/token" {
            return respond(Reply::ok("{}"));
        }
        *count.lock().unwrap() += 1;
        comes.notify_one();
        goes.notified().await;
        respond(Reply::tokens("t1", "r1"))
    });
    let grant = CodeGrant::with_secret("id", "secret", "https://app.example/back");
    let client = Client::server(&serve(app).await).with_refresh_token(&grant, "r0");
    let client = client.build().unwrap();
    let impatient = tokio::spawn({
        let client = client.clone();
        async move { client.send(GetUser::new("u1")).await }
    });
    came.notified().await;
    impatient.abort();
    assert!(impatient.await.unwrap_err().is_cancelled());
    go.notify_one();
    assert_eq!(client.sign_in().await.unwrap().refresh_token(), Some("r1"));
    assert_eq!(*sign_ins.lock().unwrap(), 1);
}

#[tokio::test]
async fn a_refused_sign_in_has_its_own_error() {
    let server = Server::start(|_, _| {
        let body = r#"{"error": "invalid_client", "description": "no such client",
            "error_description": "client not found"}"#;
        Reply::status(401, body)
    })
    .await;
    let client = server.builder().client_credentials("id", "wrong").build().unwrap();
    let error = client.sign_in().await.unwrap_err();
    assert_eq!((error.status(), error.code()), (Some(401), Some("invalid_client")));
    let expected = "sign-in was refused: invalid_client: client not found";
    assert_eq!(error.to_string(), expected);
    assert_eq!(server.asked().len(), 1);
}

#[tokio::test(start_paused = true)]
async fn too_many_sign_ins_are_waited_out() {
    let server = Server::start(|asked, before| match (asked.is_sign_in(), before) {
        (true, 0) => Reply::status(
            400,
            r#"{"error": "invalid_request", "error_description": "rate limit exceeded; wait"}"#,
        ),
        (true, _) => Reply::token("t1"),
        _ => Reply::ok("{}"),
    })
    .await;
    let client = server.builder().client_credentials("id", "secret").build().unwrap();
    client.send(GetUser::new("u1")).await.unwrap();
    assert_eq!(server.sign_ins().len(), 2);
}

#[tokio::test]
async fn nothing_secret_shows_up_in_debug_output() {
    let server = server(&["hush-t", "t1"]).await;
    let verifier = Verifier::new(format!("hush{VERIFIER}")).unwrap();
    let grant = CodeGrant::with_secret("id", "hush-secret", "https://app.example/back");
    let pkce = CodeGrant::with_verifier("id", verifier.clone(), "https://app.example/back");
    let builder = server.builder().client_credentials("id", "hush-secret");
    let resumed = server.builder().with_refresh_token(&grant, "hush-refresh");
    let ready = server.builder().with_token("hush-t").build().unwrap();
    let texts = [
        format!("{grant:?} {pkce:?} {verifier:?}"),
        format!("{builder:?} {resumed:?} {ready:?}"),
        format!("{:#?}", builder.build().unwrap()),
        format!("{:?}", ready.sign_in().await.unwrap()),
        format!("{:?}", resumed.build().unwrap().sign_in().await.unwrap()),
    ];
    for text in texts {
        assert!(!text.contains("hush") && !text.contains("t1"), "{text}");
    }
}
