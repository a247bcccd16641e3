//! The plain evaluation: lists, loops, and no thought of speed.

use api::DateTime;
use serde_json::{Map, Value, json};
use store::presence::{
    SystemPresence,
    intervals::{Interval, Kind},
};

const HOUR: i64 = 3_600_000;

/// What some users did.
pub(super) struct Plain {
    /// Their ids, in order.
    pub(super) users: Vec<String>,
    /// The time.
    pub(super) now: DateTime,
    intervals: Vec<(String, Interval)>,
}

/// The clock changes of a month.
pub(super) struct Months;

impl Months {
    /// The zones of which the changes are known here.
    pub(super) const ZONES: &[&str] = &["UTC", "Europe/Berlin", "America/New_York"];

    /// How far a zone is ahead of UTC at a time.
    fn offset(zone: &str, at: i64) -> i64 {
        let changed = |when: &str| at >= when.parse::<DateTime>().unwrap().milliseconds();
        match zone {
            "Europe/Berlin" => {
                if changed("2026-03-29T01:00:00Z") {
                    2 * HOUR
                } else {
                    HOUR
                }
            }
            "America/New_York" => {
                if changed("2026-03-08T07:00:00Z") {
                    -4 * HOUR
                } else {
                    -5 * HOUR
                }
            }
            _ => 0,
        }
    }

    /// The same time of the day, so many days later.
    fn days_later(zone: &str, from: i64, days: i64) -> i64 {
        let local = from + Self::offset(zone, from) + days * 24 * HOUR;
        // A local time that is skipped counts as it was before the change.
        let before = local - Self::offset(zone, from);
        let after = local - Self::offset(zone, before);
        if after + Self::offset(zone, after) == local { after } else { before }
    }
}

impl Plain {
    pub(super) fn new(now: DateTime) -> Self {
        Self { users: Vec::new(), now, intervals: Vec::new() }
    }

    /// Adds a user who was made then, offline and off queue, and what the user did before that.
    pub(super) fn add(&mut self, user: &str, before: Vec<Interval>, made: DateTime) {
        let offline = SystemPresence::Offline;
        let last = [
            (Kind::Presence, offline.upper(), Some(offline.id())),
            (Kind::Routing, "OFF_QUEUE", None),
        ];
        let last = last.map(|(kind, value, definition)| Interval {
            kind,
            start: made,
            end: None,
            value: value.to_owned(),
            definition: definition.map(str::to_owned),
        });
        self.users.push(user.to_owned());
        self.users.sort();
        self.intervals.extend(before.into_iter().chain(last).map(|it| (user.to_owned(), it)));
    }

    /// The field `results` of aggregates.
    pub(super) fn times(&self, body: &Value) -> Value {
        let (from, until) = ends(body);
        let by_user = body.get("groupBy").is_some();
        let groups: Vec<Vec<&String>> = if by_user {
            self.users.iter().map(|user| vec![user]).collect()
        } else {
            vec![self.users.iter().collect()]
        };
        let mut results = Vec::new();
        for users in groups {
            let users: Vec<_> = users
                .into_iter()
                .filter(|id| passes(&body["filter"], &|test| is_user(test, id)))
                .collect();
            let near = self.intervals.iter().filter(|(user, it)| {
                let over = it.end.is_some_and(|end| end.milliseconds() <= from);
                users.contains(&user) && !over && it.start.milliseconds() < until
            });
            let near: Vec<_> = near.collect();
            let mut data = Vec::new();
            for (start, end) in buckets(body, from, until) {
                let mut metrics = Vec::new();
                for metric in body["metrics"].as_array().unwrap() {
                    metrics.extend(self.sums(metric.as_str().unwrap(), &near, (start, end)));
                }
                if !metrics.is_empty() {
                    let time = |at: i64| DateTime::from_milliseconds(at);
                    let interval = format!("{}/{}", time(start), time(end));
                    data.push(json!({ "interval": interval, "metrics": metrics }));
                }
            }
            if !data.is_empty() {
                let group = if by_user { json!({ "userId": users[0] }) } else { json!({}) };
                results.push(json!({ "group": group, "data": data }));
            }
        }
        json!(results)
    }

    fn sums(
        &self,
        metric: &str,
        near: &[&(String, Interval)],
        (start, end): (i64, i64),
    ) -> Vec<Value> {
        let mut sums: Map<String, Value> = Map::new();
        for (_, interval) in near {
            let fits = (interval.kind == Kind::Routing) == (metric == "tAgentRoutingStatus");
            if !fits {
                continue;
            }
            let begin = interval.start.milliseconds().max(start);
            let stop = interval.end.unwrap_or(self.now).min(self.now).milliseconds().min(end);
            if begin < stop {
                let qualifier = match metric {
                    "tOrganizationPresence" => interval.definition.clone().unwrap(),
                    _ => interval.value.clone(),
                };
                let known = sums.get(&qualifier).and_then(Value::as_i64).unwrap_or(0);
                sums.insert(qualifier, json!(known + stop - begin));
            }
        }
        let mut sums: Vec<_> = sums.into_iter().collect();
        sums.sort_by(|one, two| one.0.cmp(&two.0));
        let shown = sums.into_iter().map(|(qualifier, sum)| {
            #[expect(clippy::cast_precision_loss, reason = "a month has few milliseconds")]
            let sum = sum.as_i64().unwrap() as f64;
            json!({ "metric": metric, "qualifier": qualifier, "stats": { "sum": sum } })
        });
        shown.collect()
    }

    /// The answer to a question of details.
    pub(super) fn records(&self, body: &Value) -> Value {
        let (from, until) = ends(body);
        let found = self.intervals.iter().filter(|(user, interval)| {
            // What lasts reaches to the present.
            let end = interval.end.unwrap_or(self.now).milliseconds();
            let length =
                interval.end.unwrap_or(self.now).milliseconds() - interval.start.milliseconds();
            let fits = |test: &Value| fits(test, interval, length);
            let (own, all) = match interval.kind {
                Kind::Presence => ("presenceFilters", &fits),
                Kind::Routing => ("routingStatusFilters", &fits),
            };
            let filters = |name: &str| body[name].as_array().cloned().unwrap_or_default();
            interval.start.milliseconds() < until
                && (end > from || (interval.end.is_none() && interval.start.milliseconds() >= from))
                && filters("userFilters").iter().all(|it| passes(it, &|test| is_user(test, user)))
                && filters(own).iter().all(|it| passes(it, all))
        });
        let mut found: Vec<_> = found.collect();
        found.sort_by_key(|(user, it)| (it.start, user.clone(), it.kind.as_str()));
        if body["order"] == "desc" {
            found.reverse();
        }
        let number = |name: &str, or: u64| body["paging"][name].as_u64().unwrap_or(or);
        let (size, page) = (number("pageSize", 25), number("pageNumber", 1));
        let offset = usize::try_from((page - 1) * size).unwrap();
        let mut answer = json!({ "totalHits": found.len() });
        let mut rows: Vec<Value> = Vec::new();
        for (user, interval) in found.iter().skip(offset).take(usize::try_from(size).unwrap()) {
            let place = rows.iter().position(|row| row["userId"] == json!(user));
            let place = place.unwrap_or_else(|| {
                rows.push(json!({ "userId": user }));
                rows.len() - 1
            });
            let mut record = json!({ "startTime": interval.start.to_string() });
            if let Some(end) = interval.end {
                record["endTime"] = json!(end.to_string());
            }
            let list = match interval.kind {
                Kind::Presence => {
                    record["systemPresence"] = json!(interval.value);
                    record["organizationPresenceId"] = json!(interval.definition);
                    "primaryPresence"
                }
                Kind::Routing => {
                    record["routingStatus"] = json!(interval.value);
                    "routingStatus"
                }
            };
            let fields = rows[place].as_object_mut().unwrap();
            let records = fields.entry(list).or_insert_with(|| json!([]));
            records.as_array_mut().unwrap().push(record);
        }
        if !rows.is_empty() {
            answer["userDetails"] = json!(rows);
        }
        answer
    }
}

fn ends(body: &Value) -> (i64, i64) {
    let (from, until) = body["interval"].as_str().unwrap().split_once('/').unwrap();
    let at = |text: &str| text.parse::<DateTime>().unwrap().milliseconds();
    (at(from), at(until))
}

fn buckets(body: &Value, from: i64, until: i64) -> Vec<(i64, i64)> {
    let zone = body["timeZone"].as_str().unwrap_or("UTC");
    let Some(granularity) = body["granularity"].as_str() else { return vec![(from, until)] };
    let begin = |number: i64| match granularity {
        "PT30M" => from + number * HOUR / 2,
        "PT1H" => from + number * HOUR,
        "PT6H" => from + number * 6 * HOUR,
        "P1D" => Months::days_later(zone, from, number),
        "P2D" => Months::days_later(zone, from, 2 * number),
        "P1W" => Months::days_later(zone, from, 7 * number),
        other => panic!("{other}"),
    };
    let starts: Vec<i64> = (0..20_000).map(begin).take_while(|start| *start < until).collect();
    let ends = starts.iter().skip(1).copied().chain([until]);
    starts.iter().copied().zip(ends).collect()
}

/// Does a filter let something through that passes these tests?
fn passes(filter: &Value, test: &dyn Fn(&Value) -> bool) -> bool {
    if filter.is_null() {
        return true;
    }
    let list = |value: &Value, name: &str| value[name].as_array().cloned().unwrap_or_default();
    let join = |value: &Value, parts: &[bool]| {
        if value["type"] == "and" { parts.iter().all(|it| *it) } else { parts.iter().any(|it| *it) }
    };
    let mut parts = Vec::new();
    for clause in list(filter, "clauses") {
        let tests: Vec<bool> = list(&clause, "predicates").iter().map(test).collect();
        parts.push(join(&clause, &tests));
    }
    parts.extend(list(filter, "predicates").iter().map(test));
    join(filter, &parts)
}

fn is_user(test: &Value, user: &str) -> bool {
    match test["operator"].as_str() {
        Some("exists") => true,
        Some("notExists") => false,
        _ => test["value"] == json!(user),
    }
}

fn fits(test: &Value, interval: &Interval, length: i64) -> bool {
    if test["type"] == "metric" {
        let bound = |name: &str| test["range"][name].as_i64().unwrap();
        return bound("gte") <= length && length < bound("lt");
    }
    if test["operator"] == "exists" {
        return true;
    }
    match test["dimension"].as_str().unwrap() {
        "organizationPresenceId" => test["value"] == json!(interval.definition),
        _ => test["value"] == json!(interval.value),
    }
}
