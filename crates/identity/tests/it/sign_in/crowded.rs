//! More passwords at once than the server can look at.

use gate::hasher::Turn;
use serde_json::json;
use test_server::{
    ADMIN, Engine, TestServer, both_engines,
    outbox::{mails, token_of, with_outbox},
};

/// How many seconds a refused caller is told to wait.
const AGAIN: &str = "5";
const WRONG: (&str, &str) = (ADMIN.0, "not the password");

/// Takes every place in the queue.
fn crowd(server: &TestServer) -> Vec<Turn<'_>> {
    std::iter::from_fn(|| server.shared.hasher.turn().ok()).collect()
}

#[both_engines]
async fn a_sign_in_that_finds_the_queue_full_is_refused_and_counts_as_no_attempt(engine: Engine) {
    let server = TestServer::start(engine).await;
    let page = server.program("CODE").await.page("code", &[]);
    let crowd = crowd(&server);
    for _ in 0..10 {
        let seen = server.browser().sign_in(&page, WRONG).await;
        seen.says(429, "Many people are signing in at this moment.").says(429, ADMIN.0);
        assert_eq!(seen.header("retry-after"), AGAIN);
    }
    drop(crowd);
    let seen = server.browser().sign_in(&page, WRONG).await;
    seen.says(400, "The e-mail address or the password is wrong.");
    assert_eq!(server.browser().sign_in(&page, ADMIN).await.status, 303);
}

#[both_engines]
async fn whatever_hashes_a_password_is_refused_while_the_queue_is_full(engine: Engine) {
    let (server, outbox) = with_outbox(engine).await;
    let (ada, token) = server.user_with("Ada", "the-very-first-one").await;
    let bob = server.user("Bob").await;
    let invited = format!("/api/v2/users/{}/invite", bob["id"].as_str().unwrap());
    assert_eq!(server.ask("POST", &invited).await.status, 204);
    let link = token_of(&mails(&outbox, 1).await.remove(0));
    let form = format!("token={link}&password=chosen-by-bob&confirm=chosen-by-bob");
    let made = json!({ "name": "Eve", "email": "eve@example.com", "password": "chosen-for-eve" });
    let asks = || {
        [
            server.change_password(&token, "the-very-first-one", "chosen-by-ada"),
            server.set_password(&ada, "another-for-ada"),
            server.ask("POST", "/api/v2/users").json(made.clone()),
            server.ask("POST", "/activate").no_token().form(&form),
        ]
    };
    let crowd = crowd(&server);
    for ask in asks() {
        let answer = ask.await;
        assert_eq!((answer.status, answer.header("retry-after")), (429, AGAIN), "{answer:?}");
    }
    drop(crowd);
    for (ask, status) in asks().into_iter().zip([204, 204, 200, 200]) {
        let answer = ask.await;
        assert_eq!(answer.status, status, "{answer:?}");
    }
}
