//! What the log tells at its most talkative, and what it never tells.

use serde_json::{Value, json};
use store::Location;

use crate::support::{ADMIN, CLIENT, Data, Engine, Server, both_engines, ended};

#[both_engines]
async fn no_secret_is_ever_logged(engine: Engine) {
    let data = Data::on(engine).await;
    let mut command = data.serve(&["--log", "json", "--log-level", "trace", "--explain"]);
    command.args(["--control-listen", "127.0.0.1:0"]);
    command.env("CALLROSTER_CONTROL_TOKEN", "the-token-of-the-controls");
    if let Location::Postgres(url) = data.location() {
        // Where connections are trusted the password changes nothing.
        command.env("CALLROSTER_DATABASE_URL", format!("{url}&password=the-word-of-the-database"));
    }
    let server = Server::of(&mut command).await;
    let secrets = sign_in_and_change_everything(&data, &server).await;
    let said = server.said_to_the_end().await;
    for secret in &secrets {
        let line = said.lines().find(|line| line.contains(secret.as_str()));
        assert!(line.is_none(), "`{secret}` is in: {}", line.unwrap_or_default());
    }
    assert!(said.lines().any(|line| line.contains("postUserPassword")), "{said}");
    assert!(said.contains(r#""level":"DEBUG""#), "the log is at its most talkative:\n{said}");
}

/// Has the server handle every kind of secret, rightly and wrongly, and answers them all.
async fn sign_in_and_change_everything(data: &Data, server: &Server) -> Vec<String> {
    let passwords = ["password-of-ada", "second-of-ada", "third-of-ada", "wrong-of-ada", "short"];
    let mut secrets: Vec<String> = passwords.map(str::to_owned).into();
    secrets.extend([CLIENT.1, ADMIN.1].map(str::to_owned));
    secrets.extend(["the-token-of-the-controls", "the-word-of-the-database"].map(str::to_owned));
    // Of hashes too: who has them can try passwords at leisure.
    secrets.extend(["$argon2", "a-wrong-secret", "a-wrong-token"].map(str::to_owned));

    let token = server.token().await;
    server.sign_in((CLIENT.0, "a-wrong-secret")).await.expect(401);
    server.ask("GET", "/api/v2/users").token("a-wrong-token").await.expect(401);
    let ask = |method: &str, path: &str, token: &str, body: &Value| {
        server.ask(method, path).token(token).json(body)
    };

    let ada = json!({ "name": "Ada", "email": "ada@example.com", "password": passwords[0] });
    let ada = ask("POST", "/api/v2/users", &token, &ada).await.expect(200);
    let path = format!("/api/v2/users/{}/password", ada.text("id"));
    let new = |password: &str| json!({ "newPassword": password });
    ask("POST", &path, &token, &new(passwords[1])).await.expect(204);
    ask("POST", &path, &token, &new(passwords[4])).await.expect(400);
    let nested = json!({ "newPassword": { "value": passwords[3] } });
    ask("POST", &path, &token, &nested).await.expect(400);
    let cut_off = format!(r#"{{ "newPassword": "{}" "#, passwords[3]);
    server.ask("POST", &path).token(&token).text("application/json", cut_off).await.expect(400);

    let (code, own) = ended(&mut data.callroster(&["token", "--user", "ada@example.com"])).await;
    assert_eq!(code, Some(0), "{own}");
    let own = own.trim();
    let change = |old: &str| json!({ "oldPassword": old, "newPassword": passwords[2] });
    let me = "/api/v2/users/me/password";
    ask("POST", me, own, &change(passwords[3])).await.expect(400);
    ask("POST", me, own, &change(passwords[1])).await.expect(204);

    let client = json!({ "name": "a program", "authorizedGrantType": "CLIENT-CREDENTIALS" });
    let client = ask("POST", "/api/v2/oauth/clients", &token, &client).await.expect(200);
    let path = format!("/api/v2/oauth/clients/{}/secret", client.text("id"));
    let renewed = server.ask("POST", &path).token(&token).await.expect(200);
    let credentials = (client.text("id"), renewed.text("secret"));
    let second = server.sign_in(credentials).await.expect(200).text("access_token").to_owned();

    let issued = [&token, own, client.text("secret"), renewed.text("secret"), &second];
    for secret in issued {
        assert!(secret.len() >= 20, "`{secret}` is no secret");
        secrets.push(secret.to_owned());
    }
    secrets
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_line_tells_of_a_request_and_why_it_was_refused() {
    let data = Data::in_a_directory().await;
    let server = data.start(&["--log", "json"]).await;
    let token = server.token().await;
    let client = json!({ "name": "powerless", "authorizedGrantType": "CLIENT-CREDENTIALS" });
    let made = server.ask("POST", "/api/v2/oauth/clients").token(&token).json(&client).await;
    let made = made.expect(200);
    let powerless = server.sign_in((made.text("id"), made.text("secret"))).await.expect(200);
    let powerless = powerless.text("access_token");
    let refused = server.ask("GET", "/api/v2/oauth/clients").token(powerless).await.expect(403);

    let id = refused.header("inin-correlation-id").unwrap();
    let line: Value = serde_json::from_str(&server.line_with(id).await).unwrap();
    assert_eq!(line["operation"], "getOauthClients", "{line}");
    assert_eq!(line["status"], 403, "{line}");
    assert_eq!(line["path"], "/api/v2/oauth/clients", "{line}");
    assert!(line["microseconds"].is_number(), "{line}");
    let reason = line["reason"].as_str().unwrap();
    assert!(reason.contains("oauth:client:view"), "{line}");
    let said = server.said_to_the_end().await;
    assert_eq!(said.matches(id).count(), 1, "{said}");
}
