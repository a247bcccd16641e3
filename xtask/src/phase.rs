//! One phase of a run: a command, its output passed on and its tests counted.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use crate::workspace::Failure;

/// Tests that ran, as the runners themselves counted them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Count {
    pub(crate) passed: u64,
    pub(crate) failed: u64,
    pub(crate) skipped: u64,
}

impl Count {
    pub(crate) fn add(&mut self, other: Self) {
        self.passed += other.passed;
        self.failed += other.failed;
        self.skipped += other.skipped;
    }
}

/// Of a longer command only the beginning is shown; some name every file of the project.
const LONGEST_COMMAND: usize = 120;

/// A phase that has ended.
pub(crate) struct Outcome {
    pub(crate) count: Count,
    pub(crate) took: Duration,
    /// Time of processors that the command and what it started used; with none where it is unknown.
    pub(crate) used: Option<Duration>,
    pub(crate) failure: Option<Failure>,
}

/// Runs a command whose output is of no interest unless it fails.
pub(crate) fn quietly(command: &mut Command) -> Result<(), Failure> {
    let named = describe(command);
    let output = command
        .stdin(Stdio::null())
        .output()
        .map_err(|error| format!("failed to run `{named}`: {error}"))?;
    if output.status.success() {
        return Ok(());
    }
    let said = [output.stdout, output.stderr].concat();
    Err(format!("`{named}` failed ({}):\n{}", output.status, String::from_utf8_lossy(&said)))
}

/// Runs a command, passing on its output and counting the tests that its closing lines name.
pub(crate) fn run(command: &mut Command) -> Outcome {
    let before = used_by_children();
    let outcome = watch(command, Shown::AtOnce);
    Outcome { used: since(before), ..outcome }
}

/// Runs a command beside others; answers what it said as well.
pub(crate) fn run_silently(command: &mut Command) -> (Outcome, String) {
    let mut said = String::new();
    (watch(command, Shown::Later(&mut said)), said)
}

/// What the work used of the processors, while nothing else ran.
pub(crate) fn used_by<T>(work: impl FnOnce() -> T) -> (T, Option<Duration>) {
    let before = used_by_children();
    (work(), since(before))
}

fn since(before: Option<Duration>) -> Option<Duration> {
    used_by_children().zip(before).map(|(after, before)| after.saturating_sub(before))
}

/// Time of processors that all commands used which have ended. On a busy machine it says more than
/// the time that went by.
fn used_by_children() -> Option<Duration> {
    from_stat(&std::fs::read_to_string("/proc/self/stat").ok()?)
}

/// Reads it from what Linux says of a process, in hundredths of a second.
fn from_stat(stat: &str) -> Option<Duration> {
    // The name of the program, in parentheses, may hold anything.
    let (_, after_name) = stat.rsplit_once(')')?;
    let mut numbers = after_name.split_whitespace().skip(13).map(str::parse::<u64>);
    let (user, system) = (numbers.next()?.ok()?, numbers.next()?.ok()?);
    Some(Duration::from_millis((user + system) * 10))
}

/// What becomes of the output of a command.
enum Shown<'s> {
    AtOnce,
    /// With the errors among it.
    Later(&'s mut String),
}

fn watch(command: &mut Command, mut shown: Shown<'_>) -> Outcome {
    let (started, mut count) = (Instant::now(), Count::default());
    let failure = follow(command, &mut shown, &mut count).err();
    Outcome { count, took: started.elapsed(), used: None, failure }
}

fn follow(command: &mut Command, shown: &mut Shown<'_>, count: &mut Count) -> Result<(), Failure> {
    let named = describe(command);
    let cannot = |error: std::io::Error| format!("failed to run `{named}`: {error}");
    let (output, end) = std::io::pipe().map_err(cannot)?;
    if matches!(shown, Shown::Later(_)) {
        command.stderr(end.try_clone().map_err(cannot)?);
    }
    let mut child = command.stdin(Stdio::null()).stdout(end).spawn().map_err(cannot)?;
    // The command holds the ends of the pipe too, and would keep it open.
    command.stdout(Stdio::null()).stderr(Stdio::null());
    let mut output = BufReader::new(output);
    let mut line = Vec::new();
    while output.read_until(b'\n', &mut line).map_err(cannot)? > 0 {
        let text = String::from_utf8_lossy(&line);
        match shown {
            Shown::AtOnce => print!("{text}"),
            Shown::Later(said) => said.push_str(&text),
        }
        if let Some(more) = closing_line(text.trim()) {
            count.add(more);
        }
        line.clear();
    }
    let status = child.wait().map_err(cannot)?;
    if status.success() { Ok(()) } else { Err(format!("`{named}` failed ({status})")) }
}

fn describe(command: &Command) -> String {
    let program = Path::new(command.get_program());
    let name = program.file_name().unwrap_or(program.as_os_str());
    let words = std::iter::once(name).chain(command.get_args());
    let all = words.map(|word| word.to_string_lossy()).collect::<Vec<_>>().join(" ");
    match all.char_indices().nth(LONGEST_COMMAND) {
        Some((end, _)) => format!("{}…", &all[..end]),
        None => all,
    }
}

/// Reads the closing line of cargo test, pytest, node's test runner or Maven.
fn closing_line(line: &str) -> Option<Count> {
    if let Some(result) = line.strip_prefix("test result: ") {
        let (_, counts) = result.split_once(". ")?;
        return Some(counted(counts.split("; ")));
    }
    if let Some(node) = line.strip_prefix("ℹ ") {
        let (word, number) = node.split_once(' ')?;
        let number = number.parse().ok()?;
        return match word {
            "pass" => Some(Count { passed: number, ..Count::default() }),
            "fail" | "cancelled" => Some(Count { failed: number, ..Count::default() }),
            "skipped" | "todo" => Some(Count { skipped: number, ..Count::default() }),
            _ => None,
        };
    }
    if let Some((_, maven)) = line.split_once("] Tests run: ") {
        // Each class has such a line too, with its time.
        return if maven.contains("Time elapsed") { None } else { of_maven(maven) };
    }
    let (counts, time) = line.trim_matches('=').trim().split_once(" in ")?;
    let seconds = time.split(['s', ' ']).next()?;
    seconds.parse::<f64>().ok()?;
    Some(counted(counts.split(", ")))
}

/// Reads `7, Failures: 1, Errors: 0, Skipped: 2`.
fn of_maven(counts: &str) -> Option<Count> {
    let numbers = counts.split(", ").map(|part| {
        let number = part.rsplit(' ').next().unwrap_or(part);
        number.parse::<u64>().ok()
    });
    let [run, failures, errors, skipped] = numbers.collect::<Option<Vec<_>>>()?.try_into().ok()?;
    let failed = failures + errors;
    Some(Count { passed: run.saturating_sub(failed + skipped), failed, skipped })
}

/// Adds up parts like `3 passed`.
fn counted<'a>(parts: impl Iterator<Item = &'a str>) -> Count {
    let mut count = Count::default();
    for part in parts {
        let Some((number, word)) = part.trim().split_once(' ') else { continue };
        let Ok(number) = number.parse::<u64>() else { continue };
        match word {
            "passed" => count.passed += number,
            "failed" | "error" | "errors" => count.failed += number,
            "ignored" | "skipped" => count.skipped += number,
            _ => {}
        }
    }
    count
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::{Count, closing_line, from_stat};

    #[test]
    fn the_time_of_ended_commands_is_read_from_linux() {
        let stat = "12 (a) b) S 1 12 12 0 -1 4194560 1 2 3 4 50 60 700 25 20 0 1 0 9";
        assert_eq!(from_stat(stat), Some(Duration::from_millis(7250)));
        assert_eq!(from_stat("12 (xtask) S"), None);
    }

    #[test]
    fn the_closing_lines_of_every_runner_are_read() {
        let count = |passed, failed, skipped| Some(Count { passed, failed, skipped });
        let cargo = "test result: FAILED. 3 passed; 1 failed; 2 ignored; 0 measured; \
                     5 filtered out; finished in 0.03s";
        assert_eq!(closing_line(cargo), count(3, 1, 2));
        assert_eq!(closing_line("==== 7 passed, 1 skipped in 3.21s ===="), count(7, 0, 1));
        assert_eq!(
            closing_line("= 2 failed, 7 passed, 1 error in 63.21s (0:01:03) ="),
            count(7, 3, 0)
        );
        assert_eq!(closing_line("12 passed in 0.50s"), count(12, 0, 0));
        assert_eq!(closing_line("ℹ pass 4"), count(4, 0, 0));
        assert_eq!(closing_line("ℹ fail 1"), count(0, 1, 0));
        let maven = "[ERROR] Tests run: 7, Failures: 1, Errors: 1, Skipped: 2";
        assert_eq!(closing_line(maven), count(3, 2, 2));
        let class = "[INFO] Tests run: 3, Failures: 0, Errors: 0, Skipped: 0, Time elapsed: 5 s";
        assert_eq!(closing_line(class), None);
        assert_eq!(closing_line("ℹ tests 5"), None);
        assert_eq!(closing_line("test users::a_user_is_found ... ok"), None);
        assert_eq!(closing_line("3 passed in the night"), None);
    }
}
