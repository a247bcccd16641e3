//! Dates in criteria: ISO-8601, or by a pattern as Java writes it.

use jiff::{Timestamp, civil, tz};

/// What is taken without a pattern.
const USUAL: &str = "an ISO-8601 date or instant, such as 2026-01-02 or 2026-01-02T03:04:05Z, or \
                     milliseconds since 1970";

/// Letters of patterns that are understood.
const LETTERS: &str = "yMdHhmsSaXxZ, text in quotes and signs";

/// Reads an instant, in milliseconds. What is left out is the beginning: of the day, or of the year.
/// Without an offset it is UTC. The error says what is allowed.
pub(crate) fn read(text: &str, pattern: Option<&str>) -> Result<i64, String> {
    let text = text.trim();
    match pattern.map(str::trim).filter(|pattern| !pattern.is_empty()) {
        Some(pattern) => by_pattern(text, pattern),
        None => usual(text).ok_or_else(|| USUAL.to_owned()),
    }
}

fn usual(text: &str) -> Option<i64> {
    if let Ok(milliseconds) = text.parse::<i64>() {
        // A year alone has four digits.
        if text.len() > 4 {
            return Some(milliseconds);
        }
        let year = i16::try_from(milliseconds).ok()?;
        return instant(civil::Date::new(year, 1, 1).ok()?.at(0, 0, 0, 0), 0);
    }
    if let Ok(instant) = text.parse::<Timestamp>() {
        return Some(instant.as_millisecond());
    }
    if let Ok(date) = text.parse::<civil::DateTime>() {
        return instant(date, 0);
    }
    let month = format!("{text}-01");
    instant(month.parse::<civil::Date>().ok()?.at(0, 0, 0, 0), 0)
}

fn instant(date: civil::DateTime, offset_seconds: i32) -> Option<i64> {
    let zone = tz::Offset::from_seconds(offset_seconds).ok()?;
    zone.to_timestamp(date).ok().map(Timestamp::as_millisecond)
}

/// The parts of a date that a pattern reads.
struct Read {
    year: i16,
    month: i8,
    day: i8,
    hour: i8,
    minute: i8,
    second: i8,
    nanosecond: i32,
    afternoon: Option<bool>,
    offset: i32,
}

fn by_pattern(text: &str, pattern: &str) -> Result<i64, String> {
    let mut read = Read {
        year: 1970,
        month: 1,
        day: 1,
        hour: 0,
        minute: 0,
        second: 0,
        nanosecond: 0,
        afternoon: None,
        offset: 0,
    };
    let mut rest = text;
    let mut letters = pattern.chars().peekable();
    while let Some(letter) = letters.next() {
        if letter == '\'' {
            quoted(&mut letters, &mut rest).ok_or_else(|| fits(pattern))?;
        } else if letter.is_ascii_alphabetic() {
            let mut count = 1;
            while letters.next_if_eq(&letter).is_some() {
                count += 1;
            }
            let known = part(letter, count, &mut rest, &mut read);
            let known = known.ok_or_else(|| {
                format!("a pattern of the letters {LETTERS}; [{letter}] is none of them")
            })?;
            known.then_some(()).ok_or_else(|| fits(pattern))?;
        } else {
            rest = rest.strip_prefix(letter).ok_or_else(|| fits(pattern))?;
        }
    }
    if let Some(afternoon) = read.afternoon {
        read.hour = read.hour % 12 + if afternoon { 12 } else { 0 };
    }
    let date = rest.is_empty().then(|| {
        let Read { year, month, day, hour, minute, second, nanosecond, .. } = read;
        civil::DateTime::new(year, month, day, hour, minute, second, nanosecond).ok()
    });
    date.flatten().and_then(|date| instant(date, read.offset)).ok_or_else(|| fits(pattern))
}

fn fits(pattern: &str) -> String {
    format!("a date that is written as {pattern}")
}

/// Text between quotes stands for itself; two quotes are one.
fn quoted(letters: &mut std::iter::Peekable<std::str::Chars<'_>>, rest: &mut &str) -> Option<()> {
    let mut is_empty = true;
    loop {
        match letters.next()? {
            '\'' if letters.next_if_eq(&'\'').is_some() => *rest = rest.strip_prefix('\'')?,
            '\'' => {
                if is_empty {
                    *rest = rest.strip_prefix('\'')?;
                }
                return Some(());
            }
            letter => *rest = rest.strip_prefix(letter)?,
        }
        is_empty = false;
    }
}

/// Reads what some letters of the pattern stand for; `None` if nobody knows, `false` if the text
/// has something else.
fn part(letter: char, count: usize, rest: &mut &str, read: &mut Read) -> Option<bool> {
    const MONTHS: [&str; 12] =
        ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
    let taken = match letter {
        'y' | 'u' => digits(rest, if count == 2 { 2 } else { 4 }).map(|(year, _)| {
            read.year =
                i16::try_from(if count == 2 { 2000 + year } else { year }).unwrap_or(i16::MAX);
        }),
        'M' | 'L' if count > 2 => name(rest, &MONTHS).map(|month| read.month = month + 1),
        'M' | 'L' => small(rest).map(|month| read.month = month),
        'd' => small(rest).map(|day| read.day = day),
        'H' | 'h' | 'k' | 'K' => small(rest).map(|hour| read.hour = hour % 24),
        'm' => small(rest).map(|minute| read.minute = minute),
        's' => small(rest).map(|second| read.second = second),
        'S' => digits(rest, count.min(9)).map(|(fraction, length)| {
            let scale = 10_i64.pow(u32::try_from(9 - length).unwrap_or_default());
            read.nanosecond = i32::try_from(fraction * scale).unwrap_or_default();
        }),
        'a' => name(rest, &["am", "pm"]).map(|half| read.afternoon = Some(half == 1)),
        'X' | 'x' | 'Z' => offset(rest).map(|offset| read.offset = offset),
        _ => return None,
    };
    Some(taken.is_some())
}

fn digits(rest: &mut &str, most: usize) -> Option<(i64, usize)> {
    let length = rest.bytes().take(most).take_while(u8::is_ascii_digit).count();
    let (number, after) = rest.split_at(length);
    *rest = after;
    Some((number.parse().ok()?, length))
}

fn small(rest: &mut &str) -> Option<i8> {
    digits(rest, 2).and_then(|(number, _)| i8::try_from(number).ok())
}

/// One of these names; letters that follow it belong to its longer form.
fn name(rest: &mut &str, names: &[&str]) -> Option<i8> {
    let length = rest.bytes().take_while(u8::is_ascii_alphabetic).count();
    let (word, after) = rest.split_at(length);
    let word = word.to_ascii_lowercase();
    let place = names.iter().position(|name| word.starts_with(name))?;
    *rest = after;
    i8::try_from(place).ok()
}

fn offset(rest: &mut &str) -> Option<i32> {
    if let Some(after) = rest.strip_prefix(['Z', 'z']) {
        *rest = after;
        return Some(0);
    }
    let sign = if rest.starts_with('-') { -1 } else { 1 };
    *rest = rest.strip_prefix(['+', '-'])?;
    let (hours, _) = digits(rest, 2)?;
    *rest = rest.strip_prefix(':').unwrap_or(rest);
    let minutes = digits(rest, 2).map_or(0, |(minutes, _)| minutes);
    i32::try_from(hours * 3600 + minutes * 60).ok().map(|seconds| sign * seconds)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str, pattern: Option<&str>) -> Option<String> {
        let instant = Timestamp::from_millisecond(read(text, pattern).ok()?).unwrap();
        Some(format!("{instant:.3}"))
    }

    #[test]
    fn dates_are_read_as_iso_has_them() {
        for (text, instant) in [
            ("2026", "2026-01-01T00:00:00.000Z"),
            ("2026-02", "2026-02-01T00:00:00.000Z"),
            ("2026-01-02", "2026-01-02T00:00:00.000Z"),
            ("2026-01-02T03:04", "2026-01-02T03:04:00.000Z"),
            ("2026-01-02T03:04:05.678Z", "2026-01-02T03:04:05.678Z"),
            ("2026-01-02T03:04:05+02:00", "2026-01-02T01:04:05.000Z"),
            (" 1767323045678 ", "2026-01-02T03:04:05.678Z"),
        ] {
            assert_eq!(at(text, None).as_deref(), Some(instant), "{text}");
        }
        for no_date in ["", "soon", "2026-13-01", "02/01/2026"] {
            assert_eq!(at(no_date, None), None, "{no_date}");
        }
    }

    #[test]
    fn dates_are_read_by_patterns_of_java() {
        for (text, pattern, instant) in [
            ("2026-01-02", "yyyy-MM-dd", "2026-01-02T00:00:00.000Z"),
            ("2/1/26", "d/M/yy", "2026-01-02T00:00:00.000Z"),
            ("02 Jan 2026", "dd MMM yyyy", "2026-01-02T00:00:00.000Z"),
            ("January 2026", "MMMM yyyy", "2026-01-01T00:00:00.000Z"),
            (
                "2026-01-02T03:04:05.678+0200",
                "yyyy-MM-dd'T'HH:mm:ss.SSSZ",
                "2026-01-02T01:04:05.678Z",
            ),
            ("2026-01-02T03:04:05Z", "yyyy-MM-dd'T'HH:mm:ssXXX", "2026-01-02T03:04:05.000Z"),
            ("20260102 12:30 am", "yyyyMMdd hh:mm a", "2026-01-02T00:30:00.000Z"),
            ("3 o'clock", "h 'o''clock'", "1970-01-01T03:00:00.000Z"),
        ] {
            assert_eq!(at(text, Some(pattern)).as_deref(), Some(instant), "{text} as {pattern}");
        }
        assert_eq!(read("2026", Some("yyyy-MM")), Err("a date that is written as yyyy-MM".into()));
        assert!(read("2026-01-02x", Some("yyyy-MM-dd")).is_err());
        assert!(read("2026", Some("QQ")).unwrap_err().contains("[Q] is none"));
        assert!(read("99", Some("MM")).is_err() && read("é", Some("'")).is_err());
    }
}
