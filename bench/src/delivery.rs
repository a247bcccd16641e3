//! From the answer of a change to its arrival on a WebSocket: on one node, and on two nodes over one
//! PostgreSQL, while many users change; and that who does not read is cut off.

mod listening;
mod people;

use std::{
    collections::HashMap,
    ffi::OsStr,
    path::Path,
    sync::Arc,
    time::{Duration, Instant},
};

use tokio::task::JoinSet;

use crate::{
    Failure, Plan,
    client::Client,
    figures::{Bar, Table, percentile},
    process::{self, Process},
};
use listening::Listener;
use people::People;

/// Names the database of `cargo xtask postgres`.
const DATABASE: &str = "CALLROSTER_TEST_DATABASE_URL";
/// Callers at once, each of whom changes users of its own.
const CALLERS: usize = 16;
/// Channels that hear every user, on each node.
const LISTENERS: usize = 5;
/// How long a message may be on its way until it counts as lost.
const PATIENCE: Duration = Duration::from_secs(30);
/// More messages of this size than buffers hold, so that who does not read is noticed.
const LARGE: usize = 9_000;
const MANY: u32 = 1_500;

pub(crate) async fn measure(plan: &Plan, binary: &Path, table: &mut Table) -> Result<(), Failure> {
    let data = plan.directory.join("delivery");
    let _ = std::fs::remove_dir_all(&data);
    let node = start(binary, ("--data", data.as_os_str()))?;
    let people = People::make(&node, CALLERS * 4).await?;
    let bar = Bar::Most(50.0);
    deliver(plan, (&node, &people), &[("one node", &node, bar)], table).await?;
    cut_off(&node, &people, table).await?;
    node.stop()?;
    let Some(database) = std::env::var(DATABASE).ok().filter(|url| !url.is_empty()) else {
        crate::say(&format!(
            "two nodes: NOT MEASURED, because {DATABASE} names no database; run this by \
             `cargo xtask postgres -- …`\n"
        ));
        return Ok(());
    };
    let first = start(binary, ("--database-url", database.as_ref()))?;
    let second = start(binary, ("--database-url", database.as_ref()))?;
    let people = People::make(&first, CALLERS * 4).await?;
    let nodes = [
        ("PostgreSQL, the node of the change", &first, Bar::Most(50.0)),
        ("PostgreSQL, the other node", &second, Bar::Most(200.0)),
    ];
    deliver(plan, (&first, &people), &nodes, table).await?;
    second.stop()?;
    first.stop()
}

fn start(binary: &Path, data: (&str, &OsStr)) -> Result<Process, Failure> {
    let address = std::net::SocketAddr::from(([127, 0, 0, 1], 0));
    let mut command = process::serve_on(binary, data, address);
    people::bootstrap(&mut command);
    Process::start(&mut command)
}

/// Measures without load and under it. Every change must arrive at every listener.
async fn deliver(
    plan: &Plan,
    (changed, people): (&Process, &People),
    nodes: &[(&str, &Process, Bar)],
    table: &mut Table,
) -> Result<(), Failure> {
    for (how, callers, pause) in [
        ("one change at a time", 1, Duration::from_millis(20)),
        ("16 callers without a pause", CALLERS, Duration::ZERO),
    ] {
        let mut listeners = Vec::new();
        for (_, node, _) in nodes {
            for _ in 0..LISTENERS {
                listeners.push(Listener::open(node, people, people.ids()).await?);
            }
        }
        let listening: Vec<_> = listeners.into_iter().map(Listener::note).collect();
        let began = Instant::now();
        let lasting = plan.round() * u32::try_from(plan.rounds).unwrap_or(1);
        let answered = change(changed, people, callers, (pause, began + lasting)).await?;
        let (answered, took) = (Arc::new(answered), began.elapsed());
        let rate = u32::try_from(answered.len()).map_or(f64::NAN, f64::from) / took.as_secs_f64();
        table.add(&format!("changes in a second, {how}"), Bar::None, rate, "");
        let mut listening = listening.into_iter();
        for (which, _, bar) in nodes {
            let mut delays = Vec::new();
            for noting in listening.by_ref().take(LISTENERS) {
                let arrived = noting.all(answered.len(), PATIENCE).await?;
                delays.extend(delays_of(&answered, &arrived)?);
            }
            let what = format!("answer to WebSocket, {which}, {how}");
            table.add(&format!("{what}, p50"), Bar::None, percentile(&mut delays, 50), " ms");
            table.add(&format!("{what}, p99"), *bar, percentile(&mut delays, 99), " ms");
        }
    }
    Ok(())
}

/// What a change says of itself, and when something became of it.
type Times = HashMap<String, Instant>;

/// Lets callers change users, one after the other, until a time; when each change was answered.
async fn change(
    node: &Process,
    people: &People,
    callers: usize,
    (pause, until): (Duration, Instant),
) -> Result<Times, Failure> {
    let mut calls: JoinSet<Result<Times, Failure>> = JoinSet::new();
    for number in 0..callers {
        let mut client = Client::connect(node.address()).await?;
        let own: Vec<_> = people.requests().skip(number).step_by(callers).collect();
        calls.spawn(async move {
            let mut answered = Times::new();
            while Instant::now() < until {
                let request = &own[answered.len() % own.len()];
                let said = format!("{number} {}", answered.len());
                let answer = client.send(&request.saying(&said)).await?;
                if answer.status != 200 {
                    return Err(format!("a change was answered with {}", answer.status));
                }
                answered.insert(said, Instant::now());
                tokio::time::sleep_until((Instant::now() + pause).into()).await;
            }
            Ok(answered)
        });
    }
    let mut all = Times::new();
    while let Some(done) = calls.join_next().await {
        all.extend(done.map_err(|error| error.to_string())??);
    }
    Ok(all)
}

/// Milliseconds from each answer to its arrival; what arrives before the answer takes none.
fn delays_of(answered: &Times, arrived: &Times) -> Result<Vec<f64>, Failure> {
    let delay = |(said, answered): (&String, &Instant)| {
        let arrived =
            arrived.get(said).ok_or_else(|| format!("the change {said} was not heard"))?;
        Ok(arrived.saturating_duration_since(*answered).as_secs_f64() * 1e3)
    };
    answered.iter().map(delay).collect()
}

/// Somebody reads nothing while much is said, and does not hold up who reads.
async fn cut_off(node: &Process, people: &People, table: &mut Table) -> Result<(), Failure> {
    let user = &people.ids()[..1];
    let quick = Listener::open(node, people, user).await?.note();
    let slow = Listener::open(node, people, user).await?;
    let before = node.memory()?;
    let mut client = Client::connect(node.address()).await?;
    let request = people.requests().next().ok_or("nobody is there to be changed")?;
    for number in 0..MANY {
        let said = format!("{number} {}", "x".repeat(LARGE));
        if client.send(&request.saying(&said)).await?.status != 200 {
            return Err("a change with a long message was refused".to_owned());
        }
    }
    quick.all(usize::try_from(MANY).unwrap_or(usize::MAX), PATIENCE).await?;
    let grown = (node.memory()? - before) / 1024.0 / 1024.0;
    let got = slow.read_until_cut_off(PATIENCE).await?;
    let got = u32::try_from(got).map_or(f64::NAN, f64::from);
    let (bar, what) = (Bar::Most(f64::from(MANY - 1)), "messages until a slow reader is cut off");
    table.add(&format!("{what}, of {MANY}"), bar, got, "");
    table.add("memory that the server took for it", Bar::None, grown, " MiB");
    Ok(())
}
