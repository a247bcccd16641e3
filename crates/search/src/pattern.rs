//! Regular expressions, bounded: a linear-time engine, and limits on their length and size.

use regex::{Regex, RegexBuilder};
use regex_syntax::ParserBuilder;

use crate::fold;

/// Longer expressions are refused.
const MAX_LENGTH: usize = 1_000;
/// So may groups be nested.
const MAX_NESTED: u32 = 50;
/// An expression may compile to so many bytes.
const MAX_SIZE: usize = 1 << 20;

/// An expression that a value must match as a whole.
#[derive(Debug, Clone)]
pub(crate) struct Pattern(Regex);

/// Why an expression is refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct BadPattern {
    /// Where, in characters from 1, if it is known.
    pub(crate) at: Option<usize>,
    pub(crate) why: String,
}

impl BadPattern {
    /// What is allowed instead.
    pub(crate) fn allowed(&self) -> String {
        let Self { at, why } = self;
        let at = at.map(|at| format!(" at position {at}")).unwrap_or_default();
        format!("a regular expression of at most {MAX_LENGTH} characters; {why}{at}")
    }
}

impl Pattern {
    /// Reads an expression as somebody writes it: letters in any case, accents do not count.
    pub(crate) fn read(text: &str) -> Result<Self, BadPattern> {
        let length = text.chars().count();
        if length > MAX_LENGTH {
            let why = format!("this one has {length}");
            return Err(BadPattern { at: None, why });
        }
        let parsed = ParserBuilder::new().nest_limit(MAX_NESTED).build().parse(text);
        if let Err(error) = parsed {
            return Err(Self::refused(text, &error));
        }
        // Only letters beyond ASCII are folded: the others may mean something, as in `\D`.
        let mut folded = String::with_capacity(text.len());
        for letter in text.chars() {
            if letter.is_ascii() {
                folded.push(letter);
            } else {
                folded.push_str(&fold(letter.encode_utf8(&mut [0; 4])));
            }
        }
        Self::compile(&folded)
    }

    /// The expression for a word with wildcards: `*` for any characters, `?` for one.
    pub(crate) fn wildcard(parts: &[Wild]) -> Result<Self, BadPattern> {
        let mut pattern = String::new();
        for part in parts {
            match part {
                Wild::Any => pattern.push_str(".*"),
                Wild::One => pattern.push('.'),
                Wild::Text(text) => pattern.push_str(&regex::escape(&fold(text))),
            }
        }
        Self::compile(&pattern)
    }

    fn compile(pattern: &str) -> Result<Self, BadPattern> {
        let built = RegexBuilder::new(&format!("\\A(?:{pattern})\\z"))
            .case_insensitive(true)
            .dot_matches_new_line(true)
            .size_limit(MAX_SIZE)
            .dfa_size_limit(MAX_SIZE)
            .nest_limit(MAX_NESTED + 2)
            .build();
        let refused = |error: regex::Error| BadPattern {
            at: None,
            why: match error {
                regex::Error::CompiledTooBig(_) => "this one is too large when compiled".to_owned(),
                _ => "this one cannot be read".to_owned(),
            },
        };
        built.map(Self).map_err(refused)
    }

    fn refused(text: &str, error: &regex_syntax::Error) -> BadPattern {
        let (offset, why) = match error {
            regex_syntax::Error::Parse(error) => {
                (Some(error.span().start.offset), error.kind().to_string())
            }
            regex_syntax::Error::Translate(error) => {
                (Some(error.span().start.offset), error.kind().to_string())
            }
            _ => (None, "this one cannot be read".to_owned()),
        };
        let at =
            offset.and_then(|offset| text.get(..offset)).map(|before| before.chars().count() + 1);
        BadPattern { at, why }
    }

    /// Does it match all of the value?
    pub(crate) fn fits(&self, value: &str) -> bool {
        self.0.is_match(value)
    }
}

/// A part of a word with wildcards.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Wild {
    /// `*`
    Any,
    /// `?`
    One,
    /// What must stand there.
    Text(String),
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_must_match_as_a_whole_without_regard_to_case_and_accents() {
        for (pattern, value, fits) in [
            ("ada.*", "ada example", true),
            ("example", "ada example", false),
            (".*EXAMPLE", "ada example", true),
            ("Zoë|Bob", "zoe", true),
            ("a|b", "ab", false),
            ("\\D+", "ada", true),
            ("\\d{4}", "4105", true),
            ("(?-i)ada", "ada", true),
            ("", "ada", false),
        ] {
            assert_eq!(Pattern::read(pattern).unwrap().fits(value), fits, "{pattern} on {value}");
        }
    }

    #[test]
    fn a_bad_expression_is_refused_with_its_place() {
        let refused = |text: &str| Pattern::read(text).unwrap_err();
        assert_eq!(refused("ada(").at, Some(4));
        assert_eq!(refused("é*[a").at, Some(3));
        assert!(refused("ada(").allowed().ends_with("unclosed group at position 4"));
        assert!(refused(&"a".repeat(1_001)).allowed().ends_with("this one has 1001"));
        assert!(refused("(((a{100}){100}){100}){100}").allowed().contains("too large"));
        assert!(refused(&format!("{}a{}", "(".repeat(60), ")".repeat(60))).at.is_some());
        assert!(refused("a)|(b").at.is_some());
    }

    #[test]
    fn wildcards_stand_for_what_they_stand_for() {
        let parts = [Wild::Text("Jo".into()), Wild::One, Wild::Any, Wild::Text(".".into())];
        let pattern = Pattern::wildcard(&parts).unwrap();
        assert!(pattern.fits("john.") && !pattern.fits("jo.") && !pattern.fits("johns"));
    }
}
