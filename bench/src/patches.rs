//! `PATCH /api/v2/users/{id}` by many callers at once.

use std::process::Command;

use crate::{
    Failure, Plan,
    client::request,
    data::{Data, Known},
    figures::{Bar, Table, median, ratio},
    load::{self, Asks, Round},
    process::{self, Process},
};

/// Callers at once.
const CALLERS: usize = 64;

pub(crate) async fn measure(
    plan: &Plan,
    (small, large): (&Data, &Data),
    table: &mut Table,
) -> Result<(), Failure> {
    let mut grouped = Patched::start(&large.copy("grouped")?, 256)?;
    let mut single = Patched::start(&large.copy("single")?, 1)?;
    let mut smaller = Patched::start(&small.copy("smaller")?, 256)?;
    let (mut together, mut alone, mut fewer) = (Vec::new(), Vec::new(), Vec::new());
    for number in 0..=plan.rounds {
        let rounds =
            (grouped.round(plan).await?, single.round(plan).await?, smaller.round(plan).await?);
        if number > 0 {
            together.push(rounds.0);
            alone.push(rounds.1);
            fewer.push(rounds.2);
        }
    }
    let rates = |rounds: &[Round]| rounds.iter().map(|round| round.rate).collect::<Vec<_>>();
    let cpus = |rounds: &[Round]| rounds.iter().map(|round| round.cpu).collect::<Vec<_>>();
    table.add("PATCHes in a second, COMMITs shared", Bar::None, median(rates(&together)), "");
    table.add("PATCHes in a second, a COMMIT each", Bar::None, median(rates(&alone)), "");
    table.add("CPU, PATCH, COMMITs shared", Bar::None, median(cpus(&together)), " µs");
    table.add("CPU, PATCH, a COMMIT each", Bar::None, median(cpus(&alone)), " µs");
    let shared = ratio(&rates(&together), &rates(&alone));
    table.add("PATCH, COMMITs shared to a COMMIT each", Bar::Least(2.0), shared, " ×");
    let grown = ratio(&rates(&fewer), &rates(&together));
    table.add("time of PATCH, 10 × the users", Bar::Most(1.5), grown, " ×");
    Ok(())
}

/// A server, and who changes its users.
struct Patched {
    server: Process,
    callers: Vec<Caller>,
}

impl Patched {
    fn start(data: &Data, group: usize) -> Result<Self, Failure> {
        let mut command = Command::new(process::this()?);
        command.arg("serve").arg(&data.directory).arg(group.to_string());
        Ok(Self { server: Process::start(&mut command)?, callers: callers(data) })
    }

    async fn round(&mut self, plan: &Plan) -> Result<Round, Failure> {
        let callers = std::mem::take(&mut self.callers);
        let (round, callers) = load::round(&self.server, callers, plan.round()).await?;
        self.callers = callers;
        Ok(round)
    }
}

/// Callers that change all users.
pub(crate) fn callers(data: &Data) -> Vec<Caller> {
    let caller = |number| Caller {
        token: data.token.clone(),
        users: data.users.iter().skip(number).step_by(CALLERS).cloned().collect(),
        next: 0,
    };
    (0..CALLERS).map(caller).collect()
}

/// Changes users that nobody else changes, one after the other.
pub(crate) struct Caller {
    token: String,
    users: Vec<Known>,
    next: usize,
}

impl Asks for Caller {
    fn next(&mut self) -> Vec<u8> {
        let index = self.next % self.users.len();
        self.next += 1;
        let user = &mut self.users[index];
        let body = format!(r#"{{"version":{0},"title":"Title {0}"}}"#, user.version);
        user.version += 1;
        request("PATCH", &format!("/api/v2/users/{}", user.id), &self.token, &body)
    }
}
