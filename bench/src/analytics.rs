//! Questions of analytics about simulated days, beside DuckDB on the same rows.

mod data;
mod duckdb;
mod questions;

use std::{
    path::{Path, PathBuf},
    time::Instant,
};

use self::{
    data::Days,
    duckdb::DuckDb,
    questions::{Question, Rows},
};
use crate::{
    Failure,
    client::{Client, request},
    figures::{Bar, Table, median, ratio},
    machine,
    process::{self, Process},
};

const MEBIBYTE: f64 = 1024.0 * 1024.0;

/// How much is measured.
#[derive(Debug, Clone, clap::Args)]
pub(crate) struct Plan {
    /// Directory for the data, which is used again by the next run
    #[arg(long, default_value = "target/bench/analytics")]
    directory: PathBuf,

    /// Users who work
    #[arg(long, default_value_t = 1_000)]
    agents: u32,

    /// Days that they work; they are compared with a tenth of them
    #[arg(long, default_value_t = 180)]
    days: u32,

    /// How often each thing is measured; the median counts
    #[arg(long, default_value_t = 9)]
    rounds: usize,

    /// Measure PostgreSQL: the URL of an empty database, or of one that an earlier run has filled
    #[arg(long)]
    database_url: Option<String>,

    /// The binary to measure, when it is not beside this one
    #[arg(long)]
    callroster: Option<PathBuf>,
}

pub(crate) async fn measure(plan: &Plan) -> Result<(), Failure> {
    let mut table = Table::default();
    crate::say(&machine::describe(&plan.directory)?);
    let binary = process::callroster(plan.callroster.as_deref())?;
    let mut long = Days::make(&binary, plan, plan.days).await?;
    let mut duckdb = DuckDb::of(&long)?;
    #[expect(clippy::cast_precision_loss, reason = "there are fewer intervals than that")]
    let rows = duckdb.rows as f64 / 1e6;
    table.add("intervals", Bar::None, rows, " million");
    if let Some(size) = long.size()? {
        table.add("size of the data for each interval", Bar::None, size / rows / 1e6, " bytes");
    }
    let mut server = Server::start(&binary, &long).await?;
    table.add("memory before", Bar::None, server.process.memory()? / MEBIBYTE, " MiB");
    long.busiest = busiest(&mut server, &long).await?;
    for question in Question::all(&long, plan.database_url.is_some()) {
        compare(plan, &mut server, (&mut duckdb, &long), &question, &mut table).await?;
    }
    table.add("memory after", Bar::None, server.process.memory()? / MEBIBYTE, " MiB");
    table.add("memory of DuckDB", Bar::None, duckdb.memory()? / MEBIBYTE, " MiB");
    drop(duckdb);
    if plan.database_url.is_none() {
        let mut short = Days::make(&binary, plan, (plan.days / 10).max(2)).await?;
        let mut other = Server::start(&binary, &short).await?;
        short.busiest = busiest(&mut other, &short).await?;
        grow(plan, (&mut server, &long), (&mut other, &short), &mut table).await?;
        let memory = other.process.memory()? / MEBIBYTE;
        table.add("memory with a tenth of the days", Bar::None, memory, " MiB");
    }
    crate::say(&format!("\n{table}\n{}\n", machine::load()?));
    Ok(())
}

/// Asks both the same by turns, after a turn in which the answers are compared.
async fn compare(
    plan: &Plan,
    server: &mut Server,
    (duckdb, days): (&mut DuckDb, &Days),
    question: &Question,
    table: &mut Table,
) -> Result<(), Failure> {
    let (_, rows) = server.ask(question).await?;
    let mut times = [const { Vec::new() }; 3];
    let files = ["parquet", "own"];
    for file in files {
        let (_, known) = duckdb.ask(question, file, days.now)?;
        same(question, &rows, &known)?;
    }
    for _ in 0..plan.rounds {
        times[0].push(server.ask(question).await?.0);
        for (place, file) in files.iter().enumerate() {
            times[place + 1].push(duckdb.ask(question, file, days.now)?.0);
        }
    }
    let what = format!("{}, {} rows", question.name, rows.len());
    table.add(&what, Bar::None, median(times[0].clone()), " ms");
    table.add("DuckDB on Parquet", Bar::None, median(times[1].clone()), " ms");
    table.add("DuckDB on its own table", Bar::None, median(times[2].clone()), " ms");
    table.add("Callroster to DuckDB on Parquet", question.bar, ratio(&times[0], &times[1]), " ×");
    table.add("to DuckDB on its own table", Bar::None, ratio(&times[0], &times[2]), " ×");
    Ok(())
}

/// Both have answered the same, or the figures say nothing.
fn same(question: &Question, ours: &Rows, theirs: &Rows) -> Result<(), Failure> {
    if ours == theirs {
        return Ok(());
    }
    let only = |one: &Rows, other: &Rows| {
        let different: Vec<_> = one.difference(other).take(3).cloned().collect();
        different.join(" ")
    };
    Err(format!(
        "the answers to “{}” differ: {} and {} rows; only Callroster has {}; only DuckDB has {}",
        question.name,
        ours.len(),
        theirs.len(),
        only(ours, theirs),
        only(theirs, ours),
    ))
}

/// The same questions about the same time, where there are ten times the days and where there are
/// not.
async fn grow(
    plan: &Plan,
    (server, long): (&mut Server, &Days),
    (other, short): (&mut Server, &Days),
    table: &mut Table,
) -> Result<(), Failure> {
    let days = i64::from(short.count).min(10);
    let questions = Question::growing(long, days).into_iter().zip(Question::growing(short, days));
    for (many, few) in questions {
        let rows = (server.ask(&many).await?.1.len(), other.ask(&few).await?.1.len());
        let mut times = [const { Vec::new() }; 2];
        for _ in 0..plan.rounds {
            times[0].push(server.ask(&many).await?.0);
            times[1].push(other.ask(&few).await?.0);
        }
        let what = format!("{}, 10 × the days ({} and {} rows)", many.name, rows.0, rows.1);
        table.add(&what, Bar::None, ratio(&times[0], &times[1]), " ×");
    }
    Ok(())
}

/// Of some users the one of whom most is known that day: others had the day off.
async fn busiest(server: &mut Server, days: &Days) -> Result<usize, Failure> {
    let (mut busiest, mut most) = (0, 0);
    for place in 0..days.users.len().min(20) {
        let question = Question::of_one("a day", days, place);
        let known = server.ask(&question).await?.1.len();
        if known > most {
            (busiest, most) = (place, known);
        }
    }
    Ok(busiest)
}

/// A server that answers questions, one after another over one connection.
struct Server {
    process: Process,
    client: Client,
    token: String,
}

impl Server {
    async fn start(binary: &Path, days: &Days) -> Result<Self, Failure> {
        let process = Process::start(&mut days.serve(binary))?;
        let token = crate::data::sign_in(&process).await?;
        let client = Client::connect(process.address()).await?;
        Ok(Self { process, client, token })
    }

    /// How long the answer takes, in milliseconds, and what it says.
    async fn ask(&mut self, question: &Question) -> Result<(f64, Rows), Failure> {
        let request = request("POST", question.path, &self.token, &question.body.to_string());
        let began = Instant::now();
        let answer = self.client.send(&request).await?;
        let took = began.elapsed().as_secs_f64() * 1e3;
        let (status, said) = (answer.status, String::from_utf8_lossy(answer.body));
        if status != 200 {
            let name = question.name;
            return Err(format!("the server answered {status} to “{name}”: {said}"));
        }
        let read = serde_json::from_str(&said).map_err(|error| error.to_string())?;
        Ok((took, question.rows(&read)))
    }
}
