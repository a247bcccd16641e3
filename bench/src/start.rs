//! From starting the process to the first user.

use std::{
    net::{SocketAddr, TcpListener},
    path::Path,
    process::Stdio,
    time::{Duration, Instant},
};

use crate::{
    Failure, Plan,
    client::request,
    data::Data,
    figures::{Bar, Table, median},
    load,
    process::{Process, serve},
};

/// Fewer starts than this say little.
const LEAST: usize = 15;

pub(crate) async fn measure(
    plan: &Plan,
    binary: &Path,
    data: &Data,
    table: &mut Table,
) -> Result<(), Failure> {
    let mut taken = Vec::new();
    for round in 0..plan.rounds.max(LEAST) {
        let id = &data.users[round % data.users.len()].id;
        let get = request("GET", &format!("/api/v2/users/{id}"), &data.token, "");
        taken.push(once(binary, data, &get).await?.as_secs_f64() * 1e3);
    }
    let what = format!("start to the first user, {} users", data.users.len());
    table.add(&what, Bar::Most(100.0), median(taken), " ms");
    Ok(())
}

async fn once(binary: &Path, data: &Data, get: &[u8]) -> Result<Duration, Failure> {
    let address = free_address()?;
    let mut command = serve(binary, &data.directory, address);
    command.stdout(Stdio::null()).stderr(Stdio::null());
    let began = Instant::now();
    let child = command.spawn().map_err(|error| format!("failed to start: {error}"))?;
    let server = Process::of(child, address);
    let mut tries = tokio::time::interval(Duration::from_micros(500));
    while load::once(address, get).await.is_err() {
        if began.elapsed() > Duration::from_secs(30) {
            return Err("the server did not answer within 30 seconds".to_owned());
        }
        tries.tick().await;
    }
    let took = began.elapsed();
    server.stop()?;
    Ok(took)
}

fn free_address() -> Result<SocketAddr, Failure> {
    let listener = TcpListener::bind("127.0.0.1:0");
    listener.and_then(|listener| listener.local_addr()).map_err(|error| error.to_string())
}
