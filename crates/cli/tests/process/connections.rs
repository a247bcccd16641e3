//! More connections than the system has files for.

use std::process::Command;

use serde_json::json;

use crate::support::{Data, Server};

/// The same command, which may open so many files and cannot raise that.
fn with_files(files: u32, command: &Command) -> Command {
    let mut limited = Command::new("sh");
    limited.args(["-c", &format!("ulimit -n {files} && exec \"$0\" \"$@\"")]);
    limited.arg(command.get_program()).args(command.get_args());
    limited.current_dir(command.get_current_dir().unwrap());
    for (name, value) in command.get_envs() {
        match value {
            Some(value) => limited.env(name, value),
            None => limited.env_remove(name),
        };
    }
    limited
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_crowd_of_silent_connections_keeps_nobody_from_writing_and_is_told_once() {
    let data = Data::in_a_directory().await;
    let server = Server::of(&mut with_files(256, &data.serve(&[]))).await;
    let token = server.token().await;
    server.line_with("only 64 connections are taken").await;
    let mut silent = Vec::new();
    for number in 0..10 {
        silent.extend((0..30).map(|_| server.connect()));
        let body = json!({ "name": "Ada", "email": format!("ada-{number}@example.com") });
        let ask = server.ask("POST", "/api/v2/users").token(&token).json(&body);
        ask.header("connection", "close").await.expect(200);
    }
    // The first ones made room.
    silent[0].is_ended();
    drop(silent);
    let said = server.said_to_the_end().await;
    assert_eq!(said.matches("connections to the API are taken").count(), 1, "{said}");
}
