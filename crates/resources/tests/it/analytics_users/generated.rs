//! A thousand generated questions about a generated month, answered as a plain evaluation answers
//! them.

mod plain;

use api::{DateTime, WireEnum};
use serde_json::{Value, json};
use store::presence::{
    SystemPresence,
    intervals::{self, Interval, Kind},
    packs,
};
use test_server::{CLIENT, Engine, TestServer, both_engines, now};

use self::plain::{Months, Plain};
use super::ask;
use crate::presence::user;

/// Numbers that look random and are the same in each run.
pub(super) struct Dice(u64);

impl Dice {
    fn roll(&mut self, below: u64) -> u64 {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % below
    }

    fn below(&mut self, most: i64) -> i64 {
        i64::try_from(self.roll(u64::try_from(most).unwrap())).unwrap()
    }

    fn one_of<'t, T>(&mut self, all: &'t [T]) -> &'t T {
        &all[usize::try_from(self.roll(all.len() as u64)).unwrap()]
    }

    fn often(&mut self, of_ten: u64) -> bool {
        self.roll(10) < of_ten
    }
}

const HOUR: i64 = 3_600_000;
const DAY: i64 = 24 * HOUR;

fn at(milliseconds: i64) -> DateTime {
    DateTime::from_milliseconds(milliseconds)
}

/// What a user did from a time to another, in pieces of up to some hours.
fn history(dice: &mut Dice, kind: Kind, (from, until): (i64, i64)) -> Vec<Interval> {
    let presences: Vec<_> = SystemPresence::all().collect();
    let statuses = &api::RoutingStatusValue::FACTS.values;
    let mut intervals = Vec::new();
    let mut start = from;
    while start < until {
        let longest = *dice.one_of(&[60_000, HOUR, 9 * HOUR, 40 * HOUR]);
        let end = (start + 1 + dice.below(longest)).min(until);
        let (value, definition) = match kind {
            Kind::Presence => {
                let presence = *dice.one_of(&presences);
                (presence.upper().to_owned(), Some(presence.id().to_owned()))
            }
            Kind::Routing => ((*dice.one_of(statuses)).to_owned(), None),
        };
        intervals.push(Interval { kind, start: at(start), end: Some(at(end)), value, definition });
        start = end;
    }
    intervals
}

/// Packs the days of everybody that begin before a time. How many intervals.
async fn pack(server: &TestServer, users: &[String], until: DateTime) -> u64 {
    let mut all = 0;
    loop {
        let (organization, users) = (server.organization.clone(), users.to_vec());
        let write = server.db.write(move |tx| {
            let (organization, users) = (organization.clone(), users.clone());
            Box::pin(async move {
                tx.enter(&organization);
                let oldest = intervals::unpacked(tx, &users, until, 50).await?;
                packs::pack(tx, &oldest, until).await
            })
        });
        match write.await.unwrap() {
            0 => return all,
            packed => all += packed,
        }
    }
}

/// A server with people who have a month behind them, in which clocks were changed. Part of it is
/// packed.
async fn month(engine: Engine, dice: &mut Dice) -> (TestServer, Plain) {
    let mut server = TestServer::start(engine).await;
    server.advance(std::time::Duration::from_hours(24 * 90));
    server.token = server.sign_in(CLIENT).await;
    let mut plain = Plain::new(now(&server.clock));
    // The administrator is offline since the first start.
    let listed = server.get("/api/v2/users").await.body["entities"][0].clone();
    plain.add(
        listed["id"].as_str().unwrap(),
        Vec::new(),
        "2026-01-02T03:04:05.678Z".parse().unwrap(),
    );
    for name in ["Ada", "Bea", "Cid", "Dan", "Eve", "Fay", "Gus", "Hal"] {
        let id = user(&server, &format!("{name} Example")).await;
        let made = now(&server.clock).milliseconds();
        let begin = "2026-03-01T00:00:00Z".parse::<DateTime>().unwrap().milliseconds();
        let mut all = Vec::new();
        for kind in [Kind::Presence, Kind::Routing] {
            let from = begin + dice.below(DAY);
            all.extend(history(dice, kind, (from, made)));
        }
        let (organization, own, stored) = (server.organization.clone(), id.clone(), all.clone());
        let closed = at(begin + dice.below(20) * DAY + dice.below(DAY));
        let write = server.db.write(move |tx| {
            let (organization, own, stored) = (organization.clone(), own.clone(), stored.clone());
            Box::pin(async move {
                tx.enter(&organization);
                packs::insert_past(tx, &own, &stored, closed).await
            })
        });
        write.await.unwrap();
        plain.add(&id, all, at(made));
    }
    let some: Vec<String> = plain.users.iter().step_by(2).cloned().collect();
    let packed = pack(&server, &some, "2026-03-21T12:00:00Z".parse().unwrap()).await;
    assert!(packed > 100, "{packed}");
    server.advance(std::time::Duration::from_hours(5));
    plain.now = now(&server.clock);
    (server, plain)
}

fn interval(dice: &mut Dice, days: i64) -> (i64, i64) {
    let begin = "2026-03-01T00:00:00Z".parse::<DateTime>().unwrap().milliseconds();
    let from = begin + dice.below(36) * DAY + dice.below(24) * HOUR;
    (from, from + 1 + dice.below(days * DAY))
}

fn filter(dice: &mut Dice, plain: &Plain) -> Value {
    let user = |dice: &mut Dice| {
        let id = dice.one_of(&plain.users).clone();
        match dice.roll(8) {
            0 => json!({ "dimension": "userId", "operator": "exists" }),
            1 => json!({ "dimension": "userId", "operator": "notExists" }),
            _ => json!({ "type": "dimension", "dimension": "userId", "value": id }),
        }
    };
    tree(dice, user)
}

fn tree(dice: &mut Dice, test: impl Fn(&mut Dice) -> Value) -> Value {
    let list = |dice: &mut Dice| {
        let many = 1 + dice.roll(3);
        (0..many).map(|_| test(dice)).collect::<Vec<_>>()
    };
    let join = |dice: &mut Dice| if dice.often(4) { "and" } else { "or" };
    let mut clauses = Vec::new();
    for _ in 0..dice.roll(3) {
        clauses.push(json!({ "type": join(dice), "predicates": list(dice) }));
    }
    json!({ "type": join(dice), "clauses": clauses, "predicates": list(dice) })
}

fn question_of_times(dice: &mut Dice, plain: &Plain) -> Value {
    let days = *dice.one_of(&[1, 1, 3, 31]);
    let (from, until) = interval(dice, days);
    let mut body = json!({ "interval": format!("{}/{}", at(from), at(until)) });
    let mut metrics = vec!["tSystemPresence", "tOrganizationPresence", "tAgentRoutingStatus"];
    metrics.rotate_left(usize::try_from(dice.roll(3)).unwrap());
    metrics.truncate(1 + usize::try_from(dice.roll(3)).unwrap());
    body["metrics"] = json!(metrics);
    // Half hours of a month are many, and prove no more than those of a day.
    let periods: &[&str] =
        if days > 3 { &["P1D", "P2D", "P1W"] } else { &["PT30M", "PT1H", "PT6H", "P1D", "P2D"] };
    if dice.often(8) {
        body["granularity"] = json!(dice.one_of(periods));
    }
    if dice.often(6) {
        body["timeZone"] = json!(dice.one_of(Months::ZONES));
    }
    if dice.often(6) {
        body["groupBy"] = json!(["userId"]);
    }
    if dice.often(7) {
        body["filter"] = filter(dice, plain);
    }
    body
}

fn question_of_records(dice: &mut Dice, plain: &Plain) -> Value {
    let (from, until) = interval(dice, 7);
    let mut body = json!({ "interval": format!("{}/{}", at(from), at(until)) });
    if dice.often(6) {
        body["userFilters"] = json!([filter(dice, plain)]);
    }
    if dice.often(5) {
        let presence = |dice: &mut Dice| {
            let presences: Vec<_> = SystemPresence::all().collect();
            let one = *dice.one_of(&presences);
            match dice.roll(5) {
                0 => json!({ "dimension": "organizationPresenceId", "value": one.id() }),
                1 => {
                    json!({ "type": "metric", "range": { "gte": dice.below(HOUR), "lt": dice.below(HOUR) + HOUR } })
                }
                2 => json!({ "dimension": "systemPresence", "operator": "exists" }),
                _ => json!({ "dimension": "systemPresence", "value": one.upper() }),
            }
        };
        body["presenceFilters"] = json!([tree(dice, presence)]);
    }
    if dice.often(4) {
        let status = |dice: &mut Dice| {
            let one = *dice.one_of(api::RoutingStatusValue::FACTS.values);
            json!({ "dimension": "routingStatus", "value": one })
        };
        body["routingStatusFilters"] = json!([tree(dice, status)]);
    }
    if dice.often(7) {
        body["order"] = json!(dice.one_of(&["asc", "desc"]));
    }
    if dice.often(8) {
        body["paging"] = json!({ "pageSize": 1 + dice.roll(100), "pageNumber": 1 + dice.roll(4) });
    }
    body
}

#[both_engines]
async fn packing_changes_no_answer(engine: Engine) {
    let mut dice = Dice(8);
    let (server, plain) = month(engine, &mut dice).await;
    let mut asked = Vec::new();
    for number in 0..80 {
        let (path, body) = if number % 2 == 0 {
            (super::aggregates::AGGREGATES, question_of_times(&mut dice, &plain))
        } else {
            (super::DETAILS, question_of_records(&mut dice, &plain))
        };
        let answer = ask(&server, path, body.clone()).await;
        asked.push((path, body, answer.body));
    }
    let today = packs::closed(plain.now);
    assert!(pack(&server, &plain.users, today).await > 200);
    assert_eq!(pack(&server, &plain.users, today).await, 0, "once");
    for (path, body, before) in asked {
        assert_eq!(ask(&server, path, body.clone()).await.body, before, "{body}");
    }
}

#[both_engines]
async fn a_thousand_generated_questions_are_answered_as_a_plain_evaluation_answers(engine: Engine) {
    let mut dice = Dice(7);
    let (server, plain) = month(engine, &mut dice).await;
    let (mut buckets, mut records) = (0, 0);
    for number in 0..1000 {
        let of_times = number % 2 == 0;
        let (path, body) = if of_times {
            (super::aggregates::AGGREGATES, question_of_times(&mut dice, &plain))
        } else {
            (super::DETAILS, question_of_records(&mut dice, &plain))
        };
        let answer = ask(&server, path, body.clone()).await;
        assert_eq!(answer.status, 200, "{body}: {}", answer.body);
        if of_times {
            let expected = plain.times(&body);
            buckets += expected.as_array().unwrap().len();
            assert_eq!(answer.body["results"], expected, "{body}");
        } else {
            let expected = plain.records(&body);
            records += expected["totalHits"].as_i64().unwrap();
            assert_eq!(answer.body, expected, "{body}");
        }
    }
    assert!(
        buckets > 500 && records > 10_000,
        "{buckets} {records}: the questions ask for too little"
    );
}
