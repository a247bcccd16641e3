//! Rows of users, read from a file and written to one.

use std::{
    fs::File,
    io::{BufRead, BufReader, BufWriter, Write},
    path::Path,
};

use csv::{ReaderBuilder, StringRecord, Writer};
use resources::rules::people::importing::{Bad, Numbered, Row};
use serde_json::{Map, Value};

use super::{FileFormat, unusable};
use crate::operate::error::OrganizationError;

/// Rows of a file: those that can be read, and the others.
#[derive(Debug, Default)]
pub(super) struct Lines {
    pub(super) rows: Vec<Numbered>,
    pub(super) bad: Vec<Bad>,
}

impl Lines {
    /// Reads a file.
    pub(super) fn read(file: &Path, format: FileFormat) -> Result<Self, OrganizationError> {
        let opened = File::open(file).map_err(|error| unusable("open", file, error))?;
        let read = match format {
            FileFormat::Csv => csv_rows(BufReader::new(opened)),
            FileFormat::Jsonl => json_rows(BufReader::new(opened)),
        };
        read.map_err(|error| unusable("read", file, error))
    }

    fn take(&mut self, line: u64, row: Result<Row, String>) {
        match row {
            Ok(row) => self.rows.push(Numbered { line, row }),
            Err(reason) => self.bad.push(Bad { line, reason }),
        }
    }
}

/// The mark that some programs put before a text, which is none of it.
const MARK: &str = "\u{feff}";

/// The same with `\n` alone at the ends of lines.
fn without_returns(bytes: &[u8]) -> Vec<u8> {
    let mut kept = Vec::with_capacity(bytes.len());
    for (place, byte) in bytes.iter().enumerate() {
        if *byte != b'\r' || bytes.get(place + 1) != Some(&b'\n') {
            kept.push(*byte);
        }
    }
    kept
}

/// The line in which a quote begins that nothing closes: all that follows would be one cell.
fn unclosed(text: &[u8], separator: u8) -> Option<u64> {
    let (mut line, mut opened, mut at_start) = (1_u64, None, true);
    let mut bytes = text.iter().peekable();
    while let Some(&byte) = bytes.next() {
        match opened {
            // Two quotes are one that belongs to the text.
            Some(_) if byte == b'"' && bytes.next_if_eq(&&b'"').is_some() => {}
            Some(_) if byte == b'"' => opened = None,
            Some(_) => {}
            None if byte == b'"' && at_start => opened = Some(line),
            None => at_start = byte == separator || byte == b'\n' || byte == b'\r',
        }
        line += u64::from(byte == b'\n');
    }
    opened
}

fn csv_rows(mut file: impl BufRead) -> Result<Lines, String> {
    let mut bytes = Vec::new();
    file.read_to_end(&mut bytes).map_err(|error| error.to_string())?;
    // One kind of line end, and one at the end, so that lines can be counted.
    bytes.push(b'\n');
    let bytes = without_returns(&bytes);
    let head = bytes.split(|byte| *byte == b'\n').next().unwrap_or_default();
    let head = String::from_utf8_lossy(head);
    let text = bytes.strip_prefix(MARK.as_bytes()).unwrap_or(&bytes);
    // Spreadsheets write semicolons where the comma belongs to numbers.
    let separator = if head.contains(';') && !head.contains(',') { b';' } else { b',' };
    let mut reader = ReaderBuilder::new().delimiter(separator).flexible(true).from_reader(text);
    if let Some(line) = unclosed(text, separator) {
        return Err(format!("the quote that begins in line {line} is not closed"));
    }
    let names = reader.headers().map_err(|error| match error.kind() {
        csv::ErrorKind::Utf8 { .. } => "the first line is not UTF-8".to_owned(),
        _ => error.to_string(),
    });
    let names = names?.clone();
    let columns = columns(&names)?;
    let mut lines = Lines::default();
    let mut record = StringRecord::new();
    loop {
        match reader.read_record(&mut record) {
            Ok(true) => {
                // The position of a record is that of the blank lines before it.
                let within: usize = record.iter().map(|cell| cell.matches('\n').count()).sum();
                let within = u64::try_from(within).unwrap_or_default();
                let line = reader.position().line().saturating_sub(1 + within);
                lines.take(line, of_record(&columns, &record));
            }
            Ok(false) => return Ok(lines),
            Err(error) => {
                let line = error.position().map_or(0, csv::Position::line);
                if !matches!(error.kind(), csv::ErrorKind::Utf8 { .. }) {
                    return Err(error.to_string());
                }
                lines.bad.push(Bad { line, reason: "the line is not UTF-8".to_owned() });
            }
        }
    }
}

/// The columns of a file, each of which must be known and stand there once.
fn columns(names: &StringRecord) -> Result<Vec<&'static str>, String> {
    let mut columns = Vec::with_capacity(names.len());
    for name in names {
        let known = Row::COLUMNS.into_iter().find(|one| one.eq_ignore_ascii_case(name.trim()));
        let known = known.ok_or_else(|| {
            format!("there is no column `{name}`; there are: {}", Row::COLUMNS.join(", "))
        })?;
        if columns.contains(&known) {
            return Err(format!("the column `{known}` stands there twice"));
        }
        columns.push(known);
    }
    if !columns.iter().any(|column| Row::NAMES.contains(column)) {
        let names = Row::NAMES.map(|name| format!("`{name}`")).join(", ");
        return Err(format!("the first line names the columns, and one of {names} must be there"));
    }
    Ok(columns)
}

fn of_record(columns: &[&str], record: &StringRecord) -> Result<Row, String> {
    if record.len() != columns.len() {
        return Err(format!("{} cells under {} columns", record.len(), columns.len()));
    }
    let mut fields = Map::new();
    for (&column, cell) in columns.iter().zip(record) {
        let cell = cell.trim();
        if cell.is_empty() {
            continue;
        }
        let value = if Row::TEXT_LISTS.contains(&column) && !cell.starts_with('[') {
            cell.split(';').map(str::trim).filter(|item| !item.is_empty()).collect()
        } else if Row::TEXT_LISTS.contains(&column) || Row::OBJECT_LISTS.contains(&column) {
            serde_json::from_str::<Vec<Value>>(cell)
                .map_err(|error| format!("{column}: not a list in JSON: {error}"))?
                .into()
        } else if column == "acdAutoAnswer" {
            match cell.to_lowercase().as_str() {
                "true" | "yes" | "1" => Value::Bool(true),
                "false" | "no" | "0" => Value::Bool(false),
                _ => return Err(format!("{column}: `{cell}` is neither true nor false")),
            }
        } else {
            Value::String(cell.to_owned())
        };
        fields.insert(column.to_owned(), value);
    }
    of_fields(fields)
}

fn of_fields(fields: Map<String, Value>) -> Result<Row, String> {
    let read = |fields: Map<String, Value>| serde_json::from_value::<Row>(Value::Object(fields));
    let row = read(fields.clone()).map_err(|error| {
        // Which of them it is, serde does not say.
        let mut each = fields.into_iter();
        let found = each.find_map(|(name, value)| {
            let one = Map::from_iter([(name.clone(), value)]);
            Some((name, read(one).err()?))
        });
        match found {
            Some((name, error)) if Row::COLUMNS.contains(&&*name) => format!("{name}: {error}"),
            _ => error.to_string(),
        }
    })?;
    if !row.names_somebody() {
        return Err("no id, e-mail address or external id says who it is".to_owned());
    }
    Ok(row)
}

fn json_rows(file: impl BufRead) -> Result<Lines, String> {
    let mut lines = Lines::default();
    for (number, text) in file.split(b'\n').enumerate() {
        let text = text.map_err(|error| error.to_string())?;
        let line = u64::try_from(number).unwrap_or(u64::MAX).saturating_add(1);
        let row = std::str::from_utf8(&text).map_err(|_| "the line is not UTF-8".to_owned());
        let text = row.map(|text| text.trim_start_matches(MARK).trim());
        match text {
            Ok("") => {}
            Ok(text) => {
                let fields = serde_json::from_str(text).map_err(|error| {
                    let column = error.column();
                    format!("not a JSON object: {error}")
                        .replace(" at line 1 column 0", "")
                        .replace(
                            &format!(" at line 1 column {column}"),
                            &format!(" at column {column}"),
                        )
                });
                lines.take(line, fields.and_then(of_fields));
            }
            Err(reason) => lines.bad.push(Bad { line, reason }),
        }
    }
    Ok(lines)
}

/// A file of users that is being written.
pub(super) enum Written {
    Csv(Box<Writer<File>>),
    Jsonl(BufWriter<File>),
}

impl Written {
    /// Begins a file.
    pub(super) fn begin(file: File, format: FileFormat) -> Result<Self, String> {
        Ok(match format {
            FileFormat::Jsonl => Self::Jsonl(BufWriter::new(file)),
            FileFormat::Csv => {
                let mut writer = Writer::from_writer(file);
                writer.write_record(Row::COLUMNS).map_err(|error| error.to_string())?;
                Self::Csv(Box::new(writer))
            }
        })
    }

    /// Writes a row.
    pub(super) fn write(&mut self, row: &Row) -> Result<(), String> {
        match self {
            Self::Jsonl(writer) => {
                let line = serde_json::to_string(row).map_err(|error| error.to_string())?;
                writeln!(writer, "{line}").map_err(|error| error.to_string())
            }
            Self::Csv(writer) => {
                let fields = serde_json::to_value(row).map_err(|error| error.to_string())?;
                let cells = Row::COLUMNS.map(|column| match fields.get(column) {
                    None | Some(Value::Null) => String::new(),
                    Some(Value::String(text)) => text.clone(),
                    Some(other) => other.to_string(),
                });
                writer.write_record(cells).map_err(|error| error.to_string())
            }
        }
    }

    /// Writes what is left, down to the disk.
    pub(super) fn end(self) -> Result<(), String> {
        let file = match self {
            Self::Jsonl(writer) => writer.into_inner().map_err(|error| error.to_string())?,
            Self::Csv(writer) => writer.into_inner().map_err(|error| error.to_string())?,
        };
        file.sync_all().map_err(|error| error.to_string())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn csv(text: &str) -> Lines {
        csv_rows(text.as_bytes()).unwrap()
    }

    #[test]
    fn cells_are_read_by_their_columns_and_empty_ones_say_nothing() {
        let text = "\u{feff}Email;Name;acdAutoAnswer;profileSkills;certifications\n\
                    ada@example.com;\"Ada; B\";yes;Chess; \n\n\
                    bob@example.com;Bob;;\"[\"\"a;b\"\"]\";x";
        assert_eq!(csv(&text.replace('\n', "\r\n")).rows[1].line, 4);
        let read = csv(text);
        assert_eq!(read.bad, []);
        let [ada, bob] = read.rows.as_slice() else { panic!("{read:?}") };
        assert_eq!((ada.line, ada.row.name.as_deref()), (2, Some("Ada; B")));
        assert_eq!((ada.row.acd_auto_answer, bob.row.acd_auto_answer), (Some(true), None));
        assert_eq!(ada.row.profile_skills, Some(vec!["Chess".to_owned()]));
        assert_eq!(ada.row.certifications, None);
        assert_eq!((bob.line, &bob.row.profile_skills), (4, &Some(vec!["a;b".to_owned()])));
    }

    #[test]
    fn a_line_that_cannot_be_read_is_told_with_its_number() {
        let read = csv("email,name,locations\na@b.c,\"A\nB\",\nc@d.e\n,x,\nd@e.f,D,{\n");
        let lines: Vec<u64> = read.bad.iter().map(|bad| bad.line).collect();
        assert_eq!((read.rows.len(), lines), (1, vec![4, 5, 6]));
        let read =
            json_rows("{\"email\":\"a@b.c\"}\n\n{\n{\"email\":\"a\",\"shoe\":1}\n".as_bytes());
        let read = read.unwrap();
        let told: Vec<String> =
            read.bad.iter().map(|bad| format!("{} {}", bad.line, bad.reason)).collect();
        assert_eq!(read.rows.len(), 1);
        assert!(
            told[0].starts_with("3 ") && told[1].contains("4 unknown field `shoe`"),
            "{told:?}"
        );
    }

    #[test]
    fn a_quote_that_is_not_closed_does_not_swallow_the_rest() {
        for text in ["email,name\na@b.c,\"A\nb@c.d,B\n", "email;name\na@b.c;\"A\"\"\n"] {
            let refused = csv_rows(text.as_bytes()).unwrap_err();
            assert!(refused.contains("begins in line 2"), "{text}: {refused}");
        }
        let read = csv("email,name\na@b.c,\"A \"\"q\"\"\"\nb@c.d,B \"q\n\"c@d.e\",\"\"\n");
        let names = read.rows.iter().map(|one| one.row.name.as_deref().unwrap_or_default());
        assert_eq!((read.bad, names.collect::<Vec<_>>()), (vec![], vec!["A \"q\"", "B \"q", ""]));
    }

    #[test]
    fn a_field_of_the_wrong_kind_is_named() {
        let lines = [
            ("[1]", "not a JSON object: invalid type: sequence"),
            ("{\"email\":\"a\",}", "not a JSON object: trailing comma at column 14"),
            ("{\"email\":5}", "email: invalid type: integer `5`, expected a string"),
            (
                "{\"email\":\"a\",\"externalIds\":[{\"authorityName\":\"HR\"}]}",
                "externalIds: missing field `externalKey`",
            ),
            ("{\"name\":\"A\"}", "no id, e-mail address or external id"),
        ];
        let text = lines.map(|(text, _)| text).join("\n");
        let read = json_rows(text.as_bytes()).unwrap();
        assert_eq!(read.bad.len(), lines.len());
        for (bad, (text, named)) in read.bad.iter().zip(lines) {
            assert!(bad.reason.contains(named), "{text}: {}", bad.reason);
        }
    }

    #[test]
    fn columns_are_known_and_stand_there_once() {
        for (text, named) in [
            ("email,shoe\n", "`shoe`"),
            ("email,EMAIL\n", "twice"),
            ("name,authorityName\n", "`email`, `externalKey`"),
            ("", "`email`, `externalKey`"),
        ] {
            let refused = csv_rows(text.as_bytes()).unwrap_err();
            assert!(refused.contains(named), "{text}: {refused}");
        }
    }
}
