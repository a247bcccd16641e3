//! `callroster check`, beside a running server and without one.

use serde_json::{Value, json};

use crate::support::{Data, Engine, both_engines, ended};

async fn checked(data: &Data) -> Value {
    let (code, said) = ended(&mut data.callroster(&["check", "--json"])).await;
    assert_eq!(code, Some(0), "{said}");
    serde_json::from_str(&said).unwrap()
}

#[both_engines]
async fn search_models_and_counts_are_what_the_rows_say(engine: Engine) {
    let data = Data::on(engine).await;
    let server = data.start(&[]).await;
    let (code, said) = ended(&mut data.callroster(&["seed", "--users", "150", "--json"])).await;
    assert_eq!(code, Some(0), "{said}");
    let token = server.token().await;
    let search = |body: Value| {
        let (server, token) = (&server, &token);
        async move {
            let ask = server.ask("POST", "/api/v2/users/search").token(token).json(&body);
            ask.await.expect(200).body
        }
    };
    let found = search(json!({ "pageSize": 2 })).await;
    let users = found["total"].as_u64().unwrap();
    assert!(users > 100, "{found}");
    let answer = checked(&data).await;
    assert_eq!((&answer["problems"], &answer["entities"][0]["problems"]), (&json!(0), &json!([])));
    assert!(answer["entities"][0]["users"].as_u64().unwrap() >= users);
    server.kill();
    assert_eq!(checked(&data).await["entities"][0]["users"], answer["entities"][0]["users"]);
    let server = data.start(&[]).await;
    let token = server.token().await;
    let ask = server.ask("POST", "/api/v2/users/search").token(&token);
    let again = ask.json(&json!({ "pageSize": 2 })).await.expect(200).body;
    assert_eq!(again, found, "after a crash");
    assert!(server.stop().await.success());
}
