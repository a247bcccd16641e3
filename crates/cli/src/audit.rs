//! `callroster audit`: what was changed, by whom, from where.

use api::DateTime;
use serde_json::Value;
use server::local::{AuditQuestion, Command, Moment};

use crate::{
    failure::Failure,
    local,
    output::{self, Choice, Output},
    storage::Storage,
};

const EXAMPLES: &str = "\
Examples:
  callroster audit --since 24h
  callroster audit --user ada@example.com --type Password
  callroster audit --entity grace@example.com --since 2026-01-01 --until 2026-02-01
  callroster audit --action Delete --limit 1000 --json > deleted.jsonl";

/// `callroster audit`.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Audit {
    /// Organization to look in, if there are several
    #[arg(long, value_name = "ID|NAME")]
    organization: Option<String>,

    /// Changes since this time: `2026-01-02`, `2026-01-02T03:04:05Z`, or an age such as `90m`, `24h`
    /// or `7d`
    #[arg(long, value_name = "TIME|AGO", value_parser = moment)]
    since: Option<Moment>,

    /// Changes before this time, written as for `--since`
    #[arg(long, value_name = "TIME|AGO", value_parser = moment)]
    until: Option<Moment>,

    /// Changes made by this user
    #[arg(long, value_name = "EMAIL|ID")]
    user: Option<String>,

    /// Changes made through this OAuth client
    #[arg(long, value_name = "ID")]
    client: Option<String>,

    /// Changes to this user, role, client or other entity
    #[arg(long, value_name = "EMAIL|ID")]
    entity: Option<String>,

    /// Changes to entities of this type, such as `User` or `Role`
    #[arg(long = "type", value_name = "TYPE")]
    entity_type: Option<String>,

    /// Changes of this kind, such as `Create` or `Delete`
    #[arg(long)]
    action: Option<String>,

    /// How many of the newest changes to show
    #[arg(long, value_name = "N", default_value_t = 50,
          value_parser = clap::value_parser!(u32).range(1..=10_000))]
    limit: u32,

    #[command(flatten)]
    storage: Storage,

    /// Write one JSON message per line, even on a terminal
    #[arg(long)]
    json: bool,
}

impl Audit {
    /// Shows the changes, the newest first.
    pub(crate) async fn run(self) -> Result<(), Failure> {
        let question = AuditQuestion {
            organization: self.organization,
            since: self.since,
            until: self.until,
            user: self.user,
            client: self.client,
            entity: self.entity,
            entity_type: self.entity_type,
            action: self.action,
            limit: self.limit,
        };
        let command = Command::Audit(Box::new(question));
        let answer = local::run(&self.storage.location(), command).await?;
        let messages = answer.get("entities").and_then(Value::as_array);
        let messages = messages.map(Vec::as_slice).unwrap_or_default();
        match (Choice { json: self.json }.output(), messages) {
            (Output::Json, messages) => {
                let lines = messages.iter().map(|message| format!("{message}\n"));
                output::print(&lines.collect::<String>())
            }
            (Output::Table, []) => output::print("nothing was changed, as far as it was asked\n"),
            (Output::Table, messages) => output::print(&format!("{}\n", table(messages))),
        }
    }
}

const HEADERS: [&str; 6] = ["time", "who", "action", "entity", "changed", "address"];

fn table(messages: &[Value]) -> String {
    let rows = messages.iter().map(|message| {
        let text = |pointer: &str| message.pointer(pointer).and_then(Value::as_str);
        let first = |pointers: &[&str]| pointers.iter().find_map(|pointer| text(pointer));
        let who = ["/user/name", "/user/id", "/client/id", "/application"];
        let failed = if text("/status") == Some("FAILURE") { " (failed)" } else { "" };
        let entity = first(&["/entity/name", "/entity/id"]).unwrap_or_default();
        let changes = message.get("propertyChanges").and_then(Value::as_array);
        let names = changes.into_iter().flatten().filter_map(|change| change["property"].as_str());
        [
            text("/eventDate").unwrap_or_default().to_owned(),
            first(&who).unwrap_or_default().to_owned(),
            format!("{}{failed}", text("/action").unwrap_or_default()),
            format!("{} {entity}", text("/entityType").unwrap_or_default()),
            names.collect::<Vec<_>>().join(", "),
            text("/remoteIp/0").unwrap_or_default().to_owned(),
        ]
        .map(|cell| output::visible(&cell))
        .to_vec()
    });
    output::table(HEADERS, rows)
}

/// A time, a day, or how long ago.
fn moment(text: &str) -> Result<Moment, &'static str> {
    if let Ok(at) = text.parse::<DateTime>() {
        return Ok(Moment::At(at));
    }
    if let Ok(at) = format!("{text}T00:00:00Z").parse::<DateTime>() {
        return Ok(Moment::At(at));
    }
    let seconds = text.char_indices().last().and_then(|(at, unit)| {
        let seconds = match unit {
            's' => 1,
            'm' => 60,
            'h' => 3_600,
            'd' => 86_400,
            'w' => 604_800,
            _ => return None,
        };
        text[..at].parse::<u32>().ok()?.checked_mul(seconds)
    });
    seconds
        .map(Moment::SecondsAgo)
        .ok_or("write a time such as `2026-01-02T03:04:05Z` or how long ago, such as `24h`")
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_moment_is_a_time_a_day_or_a_while_ago() {
        let at = |text: &str| Ok(Moment::At(text.parse().unwrap()));
        assert_eq!(moment("2026-01-02T03:04:05+01:00"), at("2026-01-02T02:04:05Z"));
        assert_eq!(moment("2026-01-02"), at("2026-01-02T00:00:00Z"));
        assert_eq!(moment("24h"), Ok(Moment::SecondsAgo(86_400)));
        assert_eq!(moment("2w"), Ok(Moment::SecondsAgo(1_209_600)));
        for wrong in ["", "h", "24", "yesterday", "-1h", "1é", "99999999d"] {
            assert!(moment(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_row_tells_who_did_what_to_what_from_where() {
        let message = json!({
            "eventDate": "2026-01-02T03:04:05.678Z", "action": "Update", "entityType": "User",
            "entity": { "id": "u2", "name": "Grace\u{1b}[2J" }, "user": { "id": "u1", "name": "Ada" },
            "propertyChanges": [{ "property": "title" }, { "property": "email" }],
            "remoteIp": ["192.0.2.1"], "status": "SUCCESS",
        });
        let beside = json!({
            "action": "Deny", "entityType": "Session", "entity": { "id": "u1" },
            "application": "command line", "status": "FAILURE",
        });
        let shown = table(&[message, beside]);
        for words in [
            "2026-01-02T03:04:05.678Z",
            "Ada",
            "User Grace\u{fffd}[2J",
            "title, email",
            "192.0.2.1",
            "command line",
            "Deny (failed)",
            "Session u1",
        ] {
            assert!(shown.contains(words), "`{words}` is not in:\n{shown}");
        }
    }
}
