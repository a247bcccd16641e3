//! Searches, one after another over one connection: their median time with the total and a page.

use std::{collections::BTreeMap, path::Path, time::Instant};

use memchr::memmem::Finder;
use serde_json::{Value, json};

use crate::{
    Failure, Plan,
    client::{Client, request},
    data::Data,
    figures::{Bar, Table, median},
    process::Process,
};

const PATH: &str = "/api/v2/users/search";
/// Searches of each kind in a round.
const SEARCHES: usize = 40;
/// From so many users on, the bars of the larger organization count.
const LARGE: usize = 500_000;

pub(crate) async fn measure(
    plan: &Plan,
    binary: &Path,
    (small, large): (&Data, &Data),
    table: &mut Table,
) -> Result<(), Failure> {
    let names = [Names::of(small), Names::of(large)];
    let mut servers = Vec::new();
    for data in [small, large] {
        let server = Process::callroster(binary, &data.directory)?;
        let began = Instant::now();
        let mut searcher = Searcher::to(&server, data).await?;
        searcher.search(&json!({})).await?;
        let (users, first) = (data.users.len(), began.elapsed().as_secs_f64() * 1e3);
        table.add(&format!("first search, {users} active users"), Bar::None, first, " ms");
        servers.push((server, searcher));
    }
    let is_large = large.users.len() >= LARGE;
    let searcher = &mut servers[1].1;
    let ids: Vec<&str> = large.users.iter().map(|user| user.id.as_str()).collect();
    let first = searcher.first(&one("EXACT", &json!(["presence"]), "Busy")).await?;
    table.add("the first search by presence", Bar::None, first, " ms");
    let changed = searcher.after_changes(plan, &ids).await?;
    table.add("a search by presence after a change of one", Bar::None, changed, " ms");
    for kind in Kind::all(&names[1], is_large) {
        let (_, searcher) = &mut servers[1];
        let (time, hits) = searcher.time(plan, &kind.body).await?;
        table.add(&format!("{}, {hits} hits", kind.what), kind.bar, time, " ms");
        if let Some(part) = kind.part {
            let bare = names[1].scan(plan, part);
            table.add(&format!("bare memmem for `{part}` over all names"), Bar::None, bare, " ms");
            let bar = if is_large { Bar::Most(1.5) } else { Bar::None };
            table.add("the search to it", bar, time / bare, " ×");
        }
    }
    // At an equal number of hits.
    let mut grown = |what: &str, small: (f64, u64), large: (f64, u64)| {
        let what = format!("{what}, 10 × the users ({} and {} hits)", small.1, large.1);
        table.add(&what, Bar::Most(1.5), large.0 / small.0, " ×");
    };
    let mut times = Vec::new();
    for place in 0..2 {
        let (exact, prefix) = (exact(&names[place]), prefix(&names[place], 100));
        let searcher = &mut servers[place].1;
        times.push((searcher.time(plan, &exact).await?, searcher.time(plan, &prefix).await?));
    }
    grown("time of EXACT", times[0].0, times[1].0);
    grown("time of STARTS_WITH", times[0].1, times[1].1);
    Ok(())
}

/// A kind of search.
struct Kind {
    what: &'static str,
    body: Value,
    bar: Bar,
    /// What a bare scan looks for beside it.
    part: Option<&'static str>,
}

impl Kind {
    fn all(names: &Names, is_large: bool) -> Vec<Self> {
        let bar = |small: f64, large: f64| Bar::Most(if is_large { large } else { small });
        let kind = |what, body, bar, part| Self { what, body, bar, part };
        let common = if is_large { 30_000 } else { 3_000 };
        vec![
            kind("EXACT on the address", exact(names), bar(3.0, 2.0), None),
            kind(
                "EXACT on the title",
                one("EXACT", &json!(["title"]), "Chat Agent"),
                bar(3.0, 10.0),
                None,
            ),
            kind("STARTS_WITH on the name, few", prefix(names, 800), bar(3.0, 2.0), None),
            kind("STARTS_WITH on the name, many", prefix(names, common), bar(3.0, 10.0), None),
            kind(
                "TERM on the address",
                one("TERM", &json!(["email"]), &names.local),
                Bar::Most(3.0),
                None,
            ),
            kind(
                "CONTAINS on the name, rare",
                one("CONTAINS", &json!(["name"]), "zze"),
                bar(3.0, 25.0),
                Some("zze"),
            ),
            kind(
                "CONTAINS on the name, common",
                one("CONTAINS", &json!(["name"]), "an"),
                bar(3.0, 60.0),
                Some("an"),
            ),
            kind(
                "CONTAINS on name, address and user name",
                one("CONTAINS", &json!(["name", "email", "username"]), &names.local[..5]),
                bar(3.0, 60.0),
                None,
            ),
            kind(
                "REGEX on the name",
                one("REGEX", &json!(["name"]), ".*son"),
                if is_large { Bar::None } else { Bar::Most(60.0) },
                None,
            ),
            kind(
                "QUERY_STRING on name and address",
                one("QUERY_STRING", &json!(["name", "email"]), "+an* -*son"),
                if is_large { Bar::None } else { Bar::Most(60.0) },
                None,
            ),
            kind("everybody by name", json!({ "sortOrder": "ASC" }), Bar::None, None),
            kind(
                "EXACT on the presence, everybody",
                one("EXACT", &json!(["presence"]), "Offline"),
                Bar::None,
                None,
            ),
            kind(
                "EXACT on the routing status, nobody",
                one("EXACT", &json!(["routingStatus"]), "INTERACTING"),
                bar(3.0, 10.0),
                None,
            ),
        ]
    }
}

fn one(kind: &str, fields: &Value, value: &str) -> Value {
    json!({ "query": [{ "type": kind, "fields": fields, "value": value }] })
}

fn exact(names: &Names) -> Value {
    one("EXACT", &json!(["email"]), &names.address)
}

/// The beginning of a word of names that about so many have.
fn prefix(names: &Names, wanted: usize) -> Value {
    let distance = |count: usize| count.abs_diff(wanted);
    let closest = names.beginnings.iter().min_by_key(|(_, count)| distance(**count));
    let value = closest.map_or("a", |(beginning, _)| beginning.as_str());
    json!({ "query": [{ "type": "STARTS_WITH", "fields": ["name"], "value": value }] })
}

/// The names of all users, as they are compared.
struct Names {
    text: String,
    /// Beginnings of words, and how many names have them.
    beginnings: BTreeMap<String, usize>,
    /// The address of one, and what stands before the sign.
    address: String,
    local: String,
}

impl Names {
    fn of(data: &Data) -> Self {
        let mut beginnings = BTreeMap::new();
        for name in data.names.lines() {
            let mut of_name: Vec<&str> = Vec::new();
            for word in name.split(' ').filter(|word| word.is_ascii()) {
                of_name.extend((2..=5).filter_map(|length| word.get(..length)));
            }
            of_name.sort_unstable();
            of_name.dedup();
            for beginning in of_name {
                *beginnings.entry(beginning.to_owned()).or_insert(0) += 1;
            }
        }
        let address = data.address.clone();
        let local = address.split('@').next().unwrap_or_default().to_owned();
        Self { text: data.names.clone(), beginnings, address, local }
    }

    /// How long it takes to find every name that holds a text, with nothing around it.
    fn scan(&self, plan: &Plan, part: &str) -> f64 {
        let text = self.text.as_bytes();
        let times = (0..plan.rounds.max(3)).map(|_| {
            let (began, finder) = (Instant::now(), Finder::new(part));
            let (mut at, mut found) = (0, 0_usize);
            while let Some(place) = finder.find(&text[at..]) {
                found += 1;
                let rest = memchr::memchr(b'\n', &text[at + place..]);
                at += place + rest.unwrap_or(text.len() - at - place);
            }
            std::hint::black_box(found);
            began.elapsed().as_secs_f64() * 1e3
        });
        median(times.collect())
    }
}

/// Who searches.
struct Searcher {
    client: Client,
    token: String,
}

impl Searcher {
    async fn to(server: &Process, data: &Data) -> Result<Self, Failure> {
        Ok(Self { client: Client::connect(server.address()).await?, token: data.token.clone() })
    }

    /// How many users a search finds.
    async fn search(&mut self, body: &Value) -> Result<u64, Failure> {
        let request = request("POST", PATH, &self.token, &body.to_string());
        let answer = self.client.send(&request).await?;
        let said = String::from_utf8_lossy(answer.body);
        if answer.status != 200 {
            return Err(format!("the server answered {} to {body}: {said}", answer.status));
        }
        let read: Value = serde_json::from_str(&said).map_err(|error| error.to_string())?;
        read["total"].as_u64().ok_or_else(|| "a search without a total".to_owned())
    }

    /// How long one search takes.
    async fn first(&mut self, body: &Value) -> Result<f64, Failure> {
        let began = Instant::now();
        self.search(body).await?;
        Ok(began.elapsed().as_secs_f64() * 1e3)
    }

    /// The median time of a search by presence, each after a user has chosen another one.
    async fn after_changes(&mut self, plan: &Plan, users: &[&str]) -> Result<f64, Failure> {
        const BUSY: &str = "31fe3bac-dea6-44b7-bed7-47f91660a1a0";
        let body = json!({ "presenceDefinition": { "id": BUSY } }).to_string();
        let search = one("EXACT", &json!(["presence"]), "Meal");
        let mut times = Vec::new();
        for user in users.iter().take(plan.rounds * SEARCHES) {
            let path = format!("/api/v2/users/{user}/presences/purecloud");
            let answer = self.client.send(&request("PATCH", &path, &self.token, &body)).await?;
            if answer.status != 200 {
                return Err(format!("the server answered {} to {path}", answer.status));
            }
            times.push(self.first(&search).await?);
        }
        Ok(median(times))
    }

    /// The median time of a search, in milliseconds, and its hits.
    async fn time(&mut self, plan: &Plan, body: &Value) -> Result<(f64, u64), Failure> {
        let hits = self.search(body).await?;
        let request = request("POST", PATH, &self.token, &body.to_string());
        let mut times = Vec::new();
        for _ in 0..plan.rounds * SEARCHES {
            let began = Instant::now();
            self.client.send(&request).await?;
            times.push(began.elapsed().as_secs_f64() * 1e3);
        }
        Ok((median(times), hits))
    }
}
