//! The memory of a server that nobody calls.

use std::{fs, path::Path, process::Command, time::Duration};

use crate::{
    Failure, Plan,
    client::request,
    data::Data,
    figures::{Bar, Table, median},
    load,
    process::Process,
};

const MEBIBYTE: f64 = 1024.0 * 1024.0;

pub(crate) async fn measure(
    plan: &Plan,
    binary: &Path,
    (small, large): (&Data, &Data),
    table: &mut Table,
) -> Result<(), Failure> {
    let demo = plan.directory.join("demo");
    let (mut first, mut again, mut each) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..plan.rounds {
        let _ = fs::remove_dir_all(&demo);
        first.push(with_demo(binary, &demo).await? / MEBIBYTE);
        again.push(with_demo(binary, &demo).await? / MEBIBYTE);
        #[expect(clippy::cast_precision_loss, reason = "there are fewer users than that")]
        let more = (large.users.len() - small.users.len()) as f64;
        each.push((with(binary, large).await? - with(binary, small).await?) / more);
    }
    let bar = Bar::Most(30.0);
    table.add("idle memory after the first start with `--demo`", bar, median(first), " MiB");
    table.add("idle memory after another start with `--demo`", bar, median(again), " MiB");
    table.add("idle memory for each further user", Bar::Most(800.0), median(each), " bytes");
    Ok(())
}

async fn with_demo(binary: &Path, data: &Path) -> Result<f64, Failure> {
    let mut command = Command::new(binary);
    command.args(["serve", "--demo", "--listen", "127.0.0.1:0", "--data"]).arg(data);
    let server = Process::start(&mut command)?;
    load::once(server.address(), &request("GET", "/health", "", "")).await?;
    idle(server).await
}

async fn with(binary: &Path, data: &Data) -> Result<f64, Failure> {
    let server = Process::callroster(binary, &data.directory)?;
    let get = request("GET", &format!("/api/v2/users/{}", data.users[0].id), &data.token, "");
    load::once(server.address(), &get).await?;
    idle(server).await
}

/// What it has in RAM a while after its last request.
async fn idle(server: Process) -> Result<f64, Failure> {
    let mut while_idle = tokio::time::interval(Duration::from_secs(2));
    while_idle.tick().await;
    while_idle.tick().await;
    let memory = server.memory()?;
    server.stop()?;
    Ok(memory)
}
