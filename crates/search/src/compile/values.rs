//! The values of a criterion.

use crate::{
    Kind,
    criterion::{Compare, Criterion, Problem, Value},
    dates, decimal, fold,
    matcher::{Bounds, Matcher},
    pattern::Pattern,
    query::NumberTest,
};

/// What a text must be like.
pub(super) fn matcher(criterion: &Criterion<'_>) -> Result<Matcher, Problem> {
    let folded = || criterion.values.iter().map(|value| fold(value.text));
    let filled = || folded().filter(|text| !text.is_empty()).collect();
    let bound = |text: &str, belongs| Some((fold(text), belongs));
    let first = criterion.values.first().map(|value| value.text).unwrap_or_default();
    let (lower, upper) = match criterion.compare {
        Compare::Exact => return Ok(Matcher::Whole(filled())),
        Compare::Term => return Ok(Matcher::Term(filled())),
        Compare::StartsWith => return Ok(Matcher::Beginning(folded().collect())),
        Compare::Contains => return Ok(Matcher::Within(folded().collect())),
        Compare::RequiredFields | Compare::MatchAll | Compare::QueryString => {
            return Ok(Matcher::Present);
        }
        Compare::Regex => return regex(criterion),
        Compare::Range => {
            let end = |text: Option<&str>| text.and_then(|text| bound(text, true));
            (end(criterion.start), end(criterion.end))
        }
        Compare::LessThan => (None, bound(first, false)),
        Compare::AtMost => (None, bound(first, true)),
        Compare::GreaterThan => (bound(first, false), None),
        Compare::AtLeast => (bound(first, true), None),
    };
    Ok(Matcher::Between(Bounds { lower, upper }))
}

/// Several expressions are one with alternatives.
fn regex(criterion: &Criterion<'_>) -> Result<Matcher, Problem> {
    for Value { place, text } in &criterion.values {
        Pattern::read(text).map_err(|bad| Problem {
            path: format!("{}.{place}", criterion.path),
            given: Some((*text).to_owned()),
            allowed: bad.allowed(),
        })?;
    }
    let all: Vec<String> =
        criterion.values.iter().map(|value| format!("(?:{})", value.text)).collect();
    let text = if all.len() == 1 { criterion.values[0].text.to_owned() } else { all.join("|") };
    let pattern = Pattern::read(&text).map_err(|bad| Problem {
        path: format!("{}.values", criterion.path),
        given: Some(text.clone()),
        allowed: bad.allowed(),
    })?;
    Ok(Matcher::Pattern(pattern))
}

/// What a number or an instant must be like.
pub(super) fn number(
    criterion: &Criterion<'_>,
    (field, kind): (&str, Kind),
) -> Result<NumberTest, Problem> {
    let read = |place: &str, text: &str| {
        let number = match kind {
            Kind::Date => dates::read(text, criterion.date_format),
            Kind::Decimal => decimal::read(text).ok_or_else(|| format!("a number for {field}")),
            _ => text.trim().parse().map_err(|_| format!("a whole number for {field}")),
        };
        number.map_err(|allowed| Problem {
            path: format!("{}.{place}", criterion.path),
            given: Some(text.to_owned()),
            allowed,
        })
    };
    let bound = |place: &str, text: Option<&str>, belongs| {
        text.map(|text| Ok((read(place, text)?, belongs))).transpose()
    };
    let first = || {
        let first = criterion.values.first();
        first.map_or(("value", ""), |value| (value.place.as_str(), value.text))
    };
    let value = |belongs| {
        let (place, text) = first();
        bound(place, Some(text), belongs)
    };
    let (lower, upper) = match criterion.compare {
        Compare::Exact | Compare::Term => {
            let filled = criterion.values.iter().filter(|value| !value.text.trim().is_empty());
            let numbers = filled.map(|value| read(&value.place, value.text));
            return Ok(NumberTest::Is(numbers.collect::<Result<_, _>>()?));
        }
        Compare::RequiredFields | Compare::MatchAll => return Ok(NumberTest::Present),
        Compare::Range => {
            (bound("startValue", criterion.start, true)?, bound("endValue", criterion.end, true)?)
        }
        Compare::LessThan => (None, value(false)?),
        Compare::AtMost => (None, value(true)?),
        Compare::GreaterThan => (value(false)?, None),
        Compare::AtLeast => (value(true)?, None),
        Compare::StartsWith | Compare::Contains | Compare::Regex | Compare::QueryString => {
            return Err(Problem {
                path: format!("{}.type", criterion.path),
                given: Some(criterion.compare.name().to_owned()),
                allowed: format!(
                    "EXACT, TERM, TERMS, REQUIRED_FIELDS, RANGE, LESS_THAN, LESS_THAN_EQUAL_TO, \
                     GREATER_THAN, GREATER_THAN_EQUAL_TO for the field {field}"
                ),
            });
        }
    };
    Ok(NumberTest::Between(Bounds { lower, upper }))
}
