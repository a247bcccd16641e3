//! Words of a query string, as tests of fields.

use super::{BadQuery, Reader, Result, Word};
use crate::{
    Kind, dates, decimal, fold,
    matcher::{Bounds, Matcher},
    pattern::{Pattern, Wild},
    query::{Node, NumberTest, Test, What, of_kind},
    reading::{Place, Target},
    words::is_of_word,
};

impl<'s> Reader<'_, 's> {
    /// One of the fields is as the word says.
    pub(super) fn leaf(
        &mut self,
        start: usize,
        word: &Word,
        fields: &[Target<'s>],
    ) -> Result<Node> {
        let bad = |why: String| BadQuery { at: start + 1, why };
        let matcher = matcher(word).map_err(&bad)?;
        let scans = matches!(matcher, Matcher::Pattern(_) | Matcher::Word(_));
        let mut tests = Vec::new();
        for field in fields {
            for Place { column, kind, key } in self.reading.behind(field) {
                self.reading.spend(usize::from(scans), 1).map_err(&bad)?;
                self.reading.mentioned.insert(column);
                let what = match kind {
                    Kind::Number | Kind::Date | Kind::Decimal => match number(word, kind) {
                        Some(test) => What::Number(test),
                        // A word that is no number is in no number.
                        None => continue,
                    },
                    kind => of_kind(kind, matcher.clone()),
                };
                let what = match key {
                    Some(key) => what.of_attribute(key, kind),
                    None => what,
                };
                tests.push(Test { column, what });
            }
        }
        Ok(Node::Any(tests))
    }
}

fn matcher(word: &Word) -> std::result::Result<Matcher, String> {
    let filled =
        |text: &str| Some(fold(text)).filter(|text| !text.is_empty()).into_iter().collect();
    let bound = |bound: &Option<(String, bool)>| {
        bound.as_ref().map(|(text, belongs)| (fold(text), *belongs))
    };
    let pattern = |parts: &[Wild]| Pattern::wildcard(parts).map_err(|bad| bad.allowed());
    Ok(match word {
        Word::Plain(text) | Word::Phrase(text) => Matcher::Term(filled(text)),
        Word::Expression(text) => {
            let pattern = Pattern::read(text).map_err(|bad| bad.allowed())?;
            Matcher::Pattern(pattern)
        }
        Word::Range { lower, upper } => {
            Matcher::Between(Bounds { lower: bound(lower), upper: bound(upper) })
        }
        Word::Wild(parts) => match parts.as_slice() {
            [Wild::Any] => Matcher::Present,
            [Wild::Text(text), Wild::Any] if !fold(text).is_empty() => {
                Matcher::Beginning(vec![fold(text)])
            }
            // What has other signs than letters is compared with the whole field.
            parts if parts.iter().all(is_within_word) => Matcher::Word(pattern(parts)?),
            parts => Matcher::Pattern(pattern(parts)?),
        },
    })
}

fn is_within_word(part: &Wild) -> bool {
    !matches!(part, Wild::Text(text) if !text.chars().all(is_of_word))
}

fn number(word: &Word, kind: Kind) -> Option<NumberTest> {
    let read = |text: &str| match kind {
        Kind::Date => dates::read(text, None).ok(),
        Kind::Decimal => decimal::read(text),
        _ => text.trim().parse().ok(),
    };
    let bound = |bound: &Option<(String, bool)>| match bound {
        None => Some(None),
        Some((text, belongs)) => Some(Some((read(text)?, *belongs))),
    };
    match word {
        Word::Plain(text) | Word::Phrase(text) => Some(NumberTest::Is(vec![read(text)?])),
        Word::Range { lower, upper } => {
            Some(NumberTest::Between(Bounds { lower: bound(lower)?, upper: bound(upper)? }))
        }
        Word::Wild(parts) if parts.as_slice() == [Wild::Any] => Some(NumberTest::Present),
        Word::Wild(_) | Word::Expression(_) => None,
    }
}
