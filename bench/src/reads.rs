//! One user, and lists of 25: the server's CPU against that of constant answers.

use std::{fs, path::Path, process::Command};

use crate::{
    Failure, Plan,
    client::request,
    data::{Data, page},
    figures::{Bar, Table, median, ratio},
    load::{self, Asks, Round},
    process::{self, Process},
};

/// Callers at once.
const CALLERS: usize = 16;
/// What the list with more in it asks for.
const MORE: &str = "&expand=presence,routingStatus,skills,groups";

pub(crate) async fn measure(
    plan: &Plan,
    binary: &Path,
    (small, large): (&Data, &Data),
    table: &mut Table,
) -> Result<(), Failure> {
    let server = Process::callroster(binary, &large.directory)?;
    let smaller = Process::callroster(binary, &small.directory)?;
    let ceiling = ceiling(plan, &server, large).await?;
    let mut user = [const { Vec::new() }; 3];
    let mut list = [const { Vec::new() }; 3];
    let mut expanded = Vec::new();
    let mut rates = [const { Vec::new() }; 3];
    for number in 0..=plan.rounds {
        let of_user = [
            cpu(plan, &ceiling, large.getting(CALLERS)).await?,
            cpu(plan, &server, large.getting(CALLERS)).await?,
            cpu(plan, &smaller, small.getting(CALLERS)).await?,
        ];
        let of_list = [
            cpu(plan, &ceiling, large.listing(CALLERS, "")).await?,
            cpu(plan, &server, large.listing(CALLERS, "")).await?,
            cpu(plan, &smaller, small.listing(CALLERS, "")).await?,
        ];
        let of_expanded = cpu(plan, &server, large.listing(CALLERS, MORE)).await?;
        if number == 0 {
            continue; // The first round warms everything up.
        }
        for index in 0..3 {
            user[index].push(of_user[index].cpu);
            list[index].push(of_list[index].cpu);
        }
        expanded.push(of_expanded.cpu);
        for (rates, round) in rates.iter_mut().zip([of_user[0], of_user[1], of_list[1]]) {
            rates.push(round.rate);
        }
    }
    let [ceiling_user, large_user, small_user] = user;
    let [ceiling_list, large_list, small_list] = list;
    let micros = |figures: &Vec<f64>| median(figures.clone());
    for (what, figures) in [
        ("CPU, a constant user (ceiling)", &ceiling_user),
        ("CPU, one user", &large_user),
        ("CPU, a constant list of 25 (ceiling)", &ceiling_list),
        ("CPU, list of 25", &large_list),
        ("CPU, expanded list of 25", &expanded),
    ] {
        table.add(what, Bar::None, micros(figures), " µs");
    }
    let [ceiling_rate, user_rate, list_rate] = rates.map(median);
    table.add("constant users in a second, load included", Bar::None, ceiling_rate, "");
    table.add("users in a second, load included", Bar::None, user_rate, "");
    table.add("lists of 25 in a second, load included", Bar::None, list_rate, "");
    let bar = Bar::Most;
    table.add("one user, to the ceiling", bar(3.0), ratio(&large_user, &ceiling_user), " ×");
    table.add("list of 25, to the ceiling", bar(5.0), ratio(&large_list, &ceiling_list), " ×");
    table.add("expanded list, to the plain one", bar(2.5), ratio(&expanded, &large_list), " ×");
    table.add("one user, 10 × the users", bar(1.5), ratio(&large_user, &small_user), " ×");
    table.add("list of 25, 10 × the users", bar(1.5), ratio(&large_list, &small_list), " ×");
    Ok(())
}

async fn cpu<A: Asks>(plan: &Plan, server: &Process, callers: Vec<A>) -> Result<Round, Failure> {
    let (round, _) = load::round(server, callers, plan.round()).await?;
    Ok(round)
}

/// A server of constants, which are what the real one answers.
async fn ceiling(plan: &Plan, server: &Process, data: &Data) -> Result<Process, Failure> {
    let keep = async |name: &str, path: &str| {
        let answer = load::once(server.address(), &request("GET", path, &data.token, "")).await?;
        let file = plan.directory.join(name);
        fs::write(&file, answer).map_err(|error| format!("`{}`: {error}", file.display()))?;
        Ok::<_, Failure>(file)
    };
    let user = keep("user.json", &format!("/api/v2/users/{}", data.users[0].id)).await?;
    let list = keep("list.json", &page(10, "")).await?;
    Process::start(Command::new(process::this()?).arg("ceiling").args([user, list]))
}
