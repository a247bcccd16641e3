//! What commands print: tables for people, JSON for programs.

use std::io::{self, ErrorKind, IsTerminal, Write};

use comfy_table::{ColumnConstraint, ContentArrangement, Table, presets};
use serde_json::{Map, Value};

use crate::failure::Failure;

/// Columns that are looked for first, and the most that are shown of a list.
const FIRST: [&str; 7] = ["id", "name", "email", "title", "department", "state", "version"];
const MAX_COLUMNS: usize = 7;
const UNKNOWN_WIDTH: u16 = 100;

/// How the caller wants results written.
#[derive(Debug, Clone, Copy, clap::Args)]
pub(crate) struct Choice {
    /// Write JSON, even on a terminal
    #[arg(long, global = true)]
    pub(crate) json: bool,
}

/// How results are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Output {
    /// For people.
    Table,
    /// For programs.
    Json,
}

impl Choice {
    /// Tables on a terminal; JSON when piped or asked for.
    pub(crate) fn output(self) -> Output {
        if self.json || !io::stdout().is_terminal() { Output::Json } else { Output::Table }
    }

    /// Shows a result; an empty one prints nothing.
    pub(crate) fn show(self, value: &Value) -> Result<(), Failure> {
        self.output().show(value)
    }
}

impl Output {
    fn show(self, value: &Value) -> Result<(), Failure> {
        match (self, value) {
            (_, Value::Null) => Ok(()),
            (Self::Json, value) => print(&format!("{value:#}\n")),
            (Self::Table, value) => print(&format!("{}\n", for_people(value))),
        }
    }
}

/// Prints to standard output.
pub(crate) fn print(text: &str) -> Result<(), Failure> {
    let mut stdout = io::stdout().lock();
    stdout.write_all(text.as_bytes()).and_then(|()| stdout.flush()).map_err(|error| {
        match error.kind() {
            ErrorKind::BrokenPipe => Failure::Unheard,
            _ => Failure::said(format!("failed to write to standard output: {error}")),
        }
    })
}

/// A table with these headers.
pub(crate) fn table<'a>(
    headers: impl IntoIterator<Item = &'a str>,
    rows: impl IntoIterator<Item = Vec<String>>,
) -> String {
    let headers: Vec<_> = headers.into_iter().collect();
    let id = headers.iter().position(|header| *header == "id");
    let mut table = Table::new();
    table.load_style(presets::NOTHING);
    table.set_content_arrangement(ContentArrangement::Dynamic);
    // Some terminals do not know how wide they are.
    if table.width() == Some(0) {
        table.set_width(UNKNOWN_WIDTH);
    }
    table.set_header(headers);
    table.add_rows(rows);
    // An id is there to be copied, which a line break would spoil.
    if let Some(column) = id.and_then(|id| table.column_mut(id)) {
        column.set_constraint(ColumnConstraint::ContentWidth);
    }
    table.to_string()
}

fn for_people(value: &Value) -> String {
    match value {
        Value::Array(items) => list(items),
        Value::Object(fields) => match fields.get("entities") {
            Some(Value::Array(items)) => format!("{}\n{}", list(items), place(fields)),
            _ => table(["field", "value"], fields.iter().map(|(k, v)| vec![k.clone(), text(v)])),
        },
        other => text(other),
    }
}

/// Objects as rows, other values as lines.
fn list(items: &[Value]) -> String {
    let objects: Vec<_> = items.iter().filter_map(Value::as_object).collect();
    if objects.is_empty() {
        return items.iter().map(text).collect::<Vec<_>>().join("\n");
    }
    let columns = columns(&objects);
    let cell = |object: &Map<String, Value>, column: &str| {
        object.get(column).map_or_else(String::new, text)
    };
    let rows =
        objects.iter().map(|object| columns.iter().map(|column| cell(object, column)).collect());
    table(columns.iter().copied(), rows)
}

/// The columns worth a place: well-known ones, then plain values in the order of their names.
fn columns<'a>(objects: &[&'a Map<String, Value>]) -> Vec<&'a str> {
    let mut found: Vec<&str> = Vec::new();
    for object in objects {
        for (name, value) in *object {
            let plain = !value.is_object() && !value.is_array() && name != "selfUri";
            if plain && !found.contains(&name.as_str()) {
                found.push(name);
            }
        }
    }
    found.sort_by_key(|name| FIRST.iter().position(|first| first == name).unwrap_or(FIRST.len()));
    found.truncate(MAX_COLUMNS);
    found
}

/// Where a page stands among the others.
fn place(page: &Map<String, Value>) -> String {
    let number = |name: &str| page.get(name).and_then(Value::as_i64);
    let mut words = Vec::new();
    if let (Some(page), Some(pages)) = (number("pageNumber"), number("pageCount")) {
        words.push(format!("page {page} of {pages}"));
    }
    if let Some(total) = number("total") {
        words.push(format!("{total} in all"));
    }
    words.join(", ")
}

/// A value in a cell; what has a name is shown by it.
fn text(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => visible(text),
        Value::Object(fields) => match fields.get("name").or_else(|| fields.get("id")) {
            Some(Value::String(name)) => visible(name),
            _ => value.to_string(),
        },
        other => other.to_string(),
    }
}

/// Text without what would steer the terminal.
pub(crate) fn visible(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { '\u{fffd}' } else { c }).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_page_is_a_table_of_its_entities_and_says_where_it_stands() {
        let page = json!({
            "entities": [{ "version": 1, "name": "Ada", "id": "u1", "selfUri": "/u1", "division": {} }],
            "pageNumber": 1, "pageCount": 3, "total": 51,
        });
        let shown = for_people(&page);
        let header = shown.lines().find(|line| line.contains("name")).unwrap();
        let words: Vec<&str> = header.split_whitespace().collect();
        assert_eq!(words, ["id", "name", "version"]);
        assert!(shown.contains("Ada"), "{shown}");
        assert!(shown.ends_with("page 1 of 3, 51 in all"), "{shown}");
    }

    #[test]
    fn an_object_is_a_table_of_its_fields() {
        let shown =
            for_people(&json!({ "division": { "id": "d1", "name": "Home" }, "skills": ["a"] }));
        assert!(shown.contains("Home") && shown.contains(r#"["a"]"#), "{shown}");
    }
}
