//! The questions, for the API and for DuckDB, and what both answer as rows that can be compared.

use std::collections::BTreeSet;

use api::DateTime;
use serde_json::{Value, json};

use super::data::Days;
use crate::figures::Bar;

/// An answer: its rows, each written in the same way.
pub(crate) type Rows = BTreeSet<String>;

const HALF_HOUR: i64 = 1_800_000;
const DAY: i64 = 86_400_000;

/// A question that both are asked.
pub(crate) struct Question {
    /// What it is, in words.
    pub(crate) name: &'static str,
    /// What the ratio to DuckDB on Parquet is held to.
    pub(crate) bar: Bar,
    /// Where it is sent.
    pub(crate) path: &'static str,
    /// What is sent there.
    pub(crate) body: Value,
    /// The same for DuckDB.
    pub(crate) for_duckdb: Value,
    answers: Answers,
}

/// What an answer holds.
#[derive(Clone, Copy)]
enum Answers {
    Sums,
    Records,
    /// The statuses of users.
    Statuses,
    /// Users alone.
    Users,
}

impl Question {
    /// All that have a bar, and some that explain them.
    pub(crate) fn all(days: &Days, is_postgres: bool) -> Vec<Self> {
        let bar =
            |sqlite: f64, postgres: f64| Bar::Most(if is_postgres { postgres } else { sqlite });
        let (month, day) = (days.last(30.min(days.count.into())), days.day());
        let some = |count: usize| &days.users[..count.min(days.users.len())];
        let all = "aggregates, everybody × 30 days by day";
        let few = "aggregates, 50 users × 1 day by 30 minutes";
        let each = "aggregates, 50 users × 1 day by 30 minutes and user";
        vec![
            Self::sums(all, (bar(1.0, 3.0), None), (month, DAY), false),
            Self::sums(few, (bar(0.33, 3.0), Some(some(50))), (day, HALF_HOUR), false),
            Self::sums(each, (Bar::None, Some(some(50))), (day, HALF_HOUR), true),
            Self::of_one("details, 1 user × 1 day", days, days.busiest),
            Self::statuses("activity of 100 users", some(100)),
            Self::observations("observations of 100 users", some(100)),
        ]
    }

    /// Those that need so many days and no more.
    pub(crate) fn growing(days: &Days, enough: i64) -> Vec<Self> {
        let some = |count: usize| &days.users[..count.min(days.users.len())];
        let (last, day) = (days.last(enough), days.day());
        vec![
            Self::sums("aggregates, everybody by day", (Bar::None, None), (last, DAY), false),
            Self::sums(
                "aggregates, 50 users",
                (Bar::None, Some(some(50))),
                (day, HALF_HOUR),
                false,
            ),
            Self::of_one("details, 1 user", days, days.busiest),
            Self::observations("observations of 100 users", some(100)),
        ]
    }

    fn sums(
        name: &'static str,
        (bar, users): (Bar, Option<&[String]>),
        ((from, until), step): ((i64, i64), i64),
        by_user: bool,
    ) -> Self {
        let mut body = json!({
            "interval": interval(from, until),
            "granularity": if step == DAY { "P1D" } else { "PT30M" },
            "metrics": ["tSystemPresence", "tAgentRoutingStatus"],
        });
        if let Some(users) = users {
            body["filter"] = any_of(users);
        }
        if by_user {
            body["groupBy"] = json!(["userId"]);
        }
        let for_duckdb = json!({
            "what": "aggregates", "from": from, "until": until, "step": step, "users": users,
            "byUser": by_user,
        });
        let path = "/api/v2/analytics/users/aggregates/query";
        Self { name, bar, path, body, for_duckdb, answers: Answers::Sums }
    }

    /// The records of a user with this place among them, on one day.
    pub(crate) fn of_one(name: &'static str, days: &Days, place: usize) -> Self {
        let (users, (from, until)) = (&days.users[place..=place], days.day());
        let body = json!({
            "interval": interval(from, until),
            "userFilters": [any_of(users)],
            "order": "asc",
            "paging": { "pageSize": 100, "pageNumber": 1 },
        });
        let for_duckdb = json!({ "what": "details", "from": from, "until": until, "users": users });
        let path = "/api/v2/analytics/users/details/query";
        Self { name, bar: Bar::None, path, body, for_duckdb, answers: Answers::Records }
    }

    fn statuses(name: &'static str, users: &[String]) -> Self {
        let body = json!({
            "groupBy": ["userId", "systemPresence", "routingStatus"],
            "metrics": [{ "metric": "oMemberQueues" }],
            "filter": any_of(users),
        });
        let for_duckdb = json!({ "what": "present", "users": users });
        let path = "/api/v2/analytics/users/activity/query?pageSize=100";
        Self { name, bar: Bar::None, path, body, for_duckdb, answers: Answers::Statuses }
    }

    fn observations(name: &'static str, users: &[String]) -> Self {
        let body = json!({ "filter": any_of(users), "metrics": ["oMemberQueues"] });
        let for_duckdb = json!({ "what": "present", "users": users });
        let path = "/api/v2/analytics/users/observations/query";
        Self { name, bar: Bar::None, path, body, for_duckdb, answers: Answers::Users }
    }

    /// The rows of Callroster's answer.
    pub(crate) fn rows(&self, answer: &Value) -> Rows {
        match self.answers {
            Answers::Sums => sums(answer),
            Answers::Records => records(answer),
            Answers::Statuses => groups(answer, |group| {
                row(&[&group["userId"], &group["systemPresence"], &group["routingStatus"]])
            }),
            Answers::Users => groups(answer, |group| row(&[&group["userId"]])),
        }
    }

    /// The same row of DuckDB's.
    pub(crate) fn row_of_duckdb(&self, found: &Value) -> String {
        let fields: Vec<&Value> = found.as_array().into_iter().flatten().collect();
        if matches!(self.answers, Answers::Users) {
            return row(&fields[..1]);
        }
        row(&fields)
    }
}

fn interval(from: i64, until: i64) -> String {
    format!("{}/{}", DateTime::from_milliseconds(from), DateTime::from_milliseconds(until))
}

fn any_of(users: &[String]) -> Value {
    let predicate = |user: &String| json!({ "dimension": "userId", "value": user });
    json!({ "type": "or", "predicates": users.iter().map(predicate).collect::<Vec<_>>() })
}

fn row(fields: &[&Value]) -> String {
    Value::from(fields.iter().map(|field| (*field).clone()).collect::<Vec<_>>()).to_string()
}

fn list<'a>(value: &'a Value, name: &str) -> impl Iterator<Item = &'a Value> + use<'a> {
    value[name].as_array().into_iter().flatten()
}

fn at(time: &Value) -> Value {
    let read = time.as_str().and_then(|text| text.parse::<DateTime>().ok());
    read.map(DateTime::milliseconds).into()
}

fn sums(answer: &Value) -> Rows {
    let mut rows = Rows::new();
    for result in list(answer, "results") {
        let user = &result["group"]["userId"];
        for bucket in list(result, "data") {
            let begins = bucket["interval"].as_str().and_then(|it| it.split('/').next());
            let begins = at(&begins.into());
            for metric in list(bucket, "metrics") {
                let routing = metric["metric"] == "tAgentRoutingStatus";
                let kind = if routing { "routing" } else { "presence" }.into();
                let sum = metric["stats"]["sum"].as_f64().map(|sum| format!("{sum}"));
                let sum = sum.and_then(|sum| sum.parse::<i64>().ok()).into();
                let fields = [user, &begins, &kind, &metric["qualifier"], &sum];
                rows.insert(row(&fields[usize::from(user.is_null())..]));
            }
        }
    }
    rows
}

fn records(answer: &Value) -> Rows {
    let mut rows = Rows::new();
    for of_user in list(answer, "userDetails") {
        let lists = [("primaryPresence", "presence"), ("routingStatus", "routing")];
        for (name, kind) in lists {
            for record in list(of_user, name) {
                let value = if kind == "routing" { "routingStatus" } else { "systemPresence" };
                let (start, end) = (at(&record["startTime"]), at(&record["endTime"]));
                rows.insert(row(&[
                    &of_user["userId"],
                    &kind.into(),
                    &start,
                    &end,
                    &record[value],
                    &record["organizationPresenceId"],
                    &answer["totalHits"],
                ]));
            }
        }
    }
    rows
}

fn groups(answer: &Value, told: impl Fn(&Value) -> String) -> Rows {
    list(answer, "results").map(|result| told(&result["group"])).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_of_both_are_the_same_rows() {
        let sums = json!({ "results": [{ "group": {}, "data": [{
            "interval": "1970-01-02T00:00:00.000Z/1970-01-03T00:00:00.000Z",
            "metrics": [{ "metric": "tSystemPresence", "qualifier": "BUSY", "stats": { "sum": 5.0 } }],
        }] }] });
        let question = Question::sums("", (Bar::None, None), ((0, DAY), DAY), false);
        let known = question.row_of_duckdb(&json!([DAY, "presence", "BUSY", 5]));
        assert_eq!(question.rows(&sums), Rows::from([known]));
        let records = json!({ "totalHits": 1, "userDetails": [{ "userId": "ada", "routingStatus": [
            { "startTime": "1970-01-01T00:00:00.007Z", "routingStatus": "IDLE" },
        ] }] });
        let known = json!(["ada", "routing", 7, null, "IDLE", null, 1]).to_string();
        assert_eq!(super::records(&records), Rows::from([known]));
    }
}
