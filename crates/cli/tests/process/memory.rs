//! What a server keeps in memory after a rush.
#![cfg(target_os = "linux")]

use std::thread::available_parallelism;

use serde_json::json;
use tokio::task::JoinSet;

use crate::support::Data;

const MIB: usize = 1024 * 1024;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn many_passwords_at_once_take_19_mib_for_each_core_and_no_more() {
    let data = Data::in_a_directory().await;
    let server = data.start(&[]).await;
    let token = server.token().await;
    let (before, mut asks) = (server.most_memory(), JoinSet::new());
    for number in 0..100 {
        let email = format!("ada-{number}@example.com");
        let body = json!({ "name": "Ada", "email": email, "password": "a-new-password-1" });
        let ask = server.ask("POST", "/api/v2/users").token(&token).json(&body);
        asks.spawn(async move { ask.await.expect(200) });
    }
    asks.join_all().await;
    let grown = server.most_memory() - before;
    let cores = available_parallelism().unwrap().get().min(16);
    // Hashing takes its buffers, and 100 users and connections the rest.
    let most = cores * 19 * MIB + 48 * MIB;
    assert!(grown < most, "{} MiB more, of at most {}", grown / MIB, most / MIB);
    assert!(server.stop().await.success());
}
