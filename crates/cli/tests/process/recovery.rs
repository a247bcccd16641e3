//! An administrator who is locked out gets back in, beside a running server and without one.

use serde_json::{Value, json};

use crate::support::{ADMIN, Data, Engine, Server, both_engines, ended};

/// What `callroster admin recover` answers.
async fn recover(data: &Data, more: &[&str]) -> Value {
    let arguments = [&["admin", "recover", "--json", "--email"], more].concat();
    let (code, said) = ended(&mut data.callroster(&arguments)).await;
    assert_eq!(code, Some(0), "{said}");
    serde_json::from_str(&said).unwrap()
}

/// Does the user have this password? It is changed to another if so.
async fn has_password(data: &Data, server: &Server, email: &str, password: &str) -> bool {
    let (_, token) = ended(&mut data.callroster(&["token", "--user", email])).await;
    let body = json!({ "oldPassword": password, "newPassword": "Another-Horse-Battery-9" });
    let ask = server.ask("POST", "/api/v2/users/me/password").token(token.trim()).json(&body);
    ask.await.status == 204
}

#[both_engines]
async fn an_administrator_gets_back_in_while_the_server_runs(engine: Engine) {
    let data = Data::on(engine).await;
    let server = data.start(&[]).await;
    let (_, token) = ended(&mut data.callroster(&["token", "--user", ADMIN.0])).await;
    let me = || server.ask("GET", "/api/v2/users/me").token(token.trim());
    me().await.expect(200);
    let answer = recover(&data, &[ADMIN.0]).await;
    me().await.expect(401);
    let password = answer["password"].as_str().unwrap();
    assert!(!has_password(&data, &server, ADMIN.0, ADMIN.1).await);
    assert!(has_password(&data, &server, ADMIN.0, password).await);
    let (_, audit) = ended(&mut data.callroster(&["audit", "--json"])).await;
    assert!(audit.contains("\"admin recover\"") && !audit.contains(password), "{audit}");
    assert!(!server.said_to_the_end().await.contains(password), "no log has it");
}

#[both_engines]
async fn somebody_new_administers_after_a_recovery_without_a_server(engine: Engine) {
    let data = Data::on(engine).await;
    assert!(data.start(&[]).await.stop().await.success());
    let (code, said) =
        ended(&mut data.callroster(&["admin", "recover", "--email", "new@example.com"])).await;
    assert_eq!(code, Some(1), "{said}");
    assert!(
        said.contains("error: there is no user `new@example.com`") && said.contains(ADMIN.0),
        "{said}"
    );
    let answer = recover(&data, &["new@example.com", "--create", "--reset-verifiers"]).await;
    assert_eq!(answer["done"][0], "made the user");
    let server = data.start(&[]).await;
    let (_, token) = ended(&mut data.callroster(&["token", "--user", "new@example.com"])).await;
    server.ask("GET", "/api/v2/oauth/clients").token(token.trim()).await.expect(200);
    let password = answer["password"].as_str().unwrap();
    assert!(has_password(&data, &server, "new@example.com", password).await);
    assert!(server.stop().await.success());
}
