//! Who calls, and what they are told: addresses behind proxies, and `--explain`.

use serde_json::{Value, json};

use crate::support::{ADMIN, Data, Server, ended};

/// The address that the log has for a request with this header.
async fn logged_address(server: &Server, forwarded: &str) -> Value {
    let answer = server.ask("GET", "/api/v2/users").header("X-Forwarded-For", forwarded).await;
    let id = answer.header("inin-correlation-id").unwrap();
    let line: Value = serde_json::from_str(&server.line_with(id).await).unwrap();
    line["client"].clone()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_log_has_the_address_that_a_trusted_proxy_tells() {
    let data = Data::in_a_directory().await;
    let trusted = "10.0.0.0/8,127.0.0.1";
    let server = data.start(&["--log", "json", "--trusted-proxies", trusted]).await;
    assert_eq!(logged_address(&server, "198.51.100.7").await, "198.51.100.7");
    assert_eq!(logged_address(&server, "192.0.2.1, 198.51.100.7, 10.1.2.3").await, "198.51.100.7");
    assert_eq!(logged_address(&server, "2001:db8::7").await, "2001:db8::7");
    assert_eq!(logged_address(&server, "nonsense").await, "127.0.0.1");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nobody_else_is_believed_about_addresses() {
    let data = Data::in_a_directory().await;
    let server = data.start(&["--log", "json"]).await;
    assert_eq!(logged_address(&server, "198.51.100.7").await, "127.0.0.1");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_refusal_explains_itself_when_it_is_told_to() {
    for (arguments, is_told) in [(&["--explain"][..], true), (&[], false)] {
        let data = Data::in_a_directory().await;
        let server = data.start(arguments).await;
        let token = server.token().await;
        let client = json!({ "name": "powerless", "authorizedGrantType": "CLIENT-CREDENTIALS" });
        let made = server.ask("POST", "/api/v2/oauth/clients").token(&token).json(&client).await;
        let made = made.expect(200);
        let powerless = server.sign_in((made.text("id"), made.text("secret"))).await.expect(200);
        let ask = server.ask("GET", "/api/v2/oauth/clients");
        let refused = ask.token(powerless.text("access_token")).await.expect(403);
        let explained = refused.header("callroster-explain");
        assert_eq!(explained.is_some(), is_told);
        if let Some(words) = explained {
            assert!(words.contains("oauth:client:view"), "{words}");
        }
        let unknown = server.ask("GET", "/api/v2/users").token("of nobody").await.expect(401);
        assert_eq!(unknown.header("callroster-explain").is_some(), is_told);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_token_that_is_issued_to_an_application_has_its_scopes() {
    let data = Data::in_a_directory().await;
    let server = data.start(&[]).await;
    let application = json!({
        "name": "an application", "authorizedGrantType": "CODE", "scope": ["users:readonly"],
        "registeredRedirectUri": ["https://app.example.com/callback"],
    });
    let ask = server.ask("POST", "/api/v2/oauth/clients").token(&server.token().await);
    let made = ask.json(&application).await.expect(200);
    let arguments = ["token", "--user", ADMIN.0, "--client", made.text("id")];
    let (code, token) = ended(&mut data.callroster(&arguments)).await;
    assert_eq!(code, Some(0), "{token}");
    let told = server.ask("GET", "/api/v2/tokens/me").token(token.trim()).await.expect(200);
    assert_eq!(told.body["authorizedScope"], application["scope"]);
}
