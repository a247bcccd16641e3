//! What a password must be like, without looking at those before it.

use std::fmt;

use api::{DateTime, ErrorDetail};
use axum::http::StatusCode;
use store::{
    fold,
    passwords::{CharacterClass, Policy},
    users::StoredUser,
};

use gate::refusal::{Refusal, Result};

/// The most characters; long passwords are welcome, endless ones only keep a core busy.
pub const MAX_LENGTH: i64 = 1024;
/// The most characters that an organization may demand.
pub const MAX_DEMANDED: i64 = 128;

/// What is wrong with a password.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Violation {
    /// It has too few or too many characters; the fewest.
    Length(i64),
    /// It lacks these kinds of characters.
    Classes(Vec<CharacterClass>),
    /// It is the user's name or address.
    Name,
    /// It is one of so many last ones.
    History(i64),
    /// The user changed it not long ago, and may again then.
    Age(DateTime),
}

impl Violation {
    /// For programs; stable.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Length(_) => "password.length",
            Self::Classes(_) => "password.classes",
            Self::Name => "password.name",
            Self::History(_) => "password.history",
            Self::Age(_) => "password.age",
        }
    }
}

impl Violation {
    /// What is wrong with the field, for programs.
    fn detail(&self, field: &str) -> ErrorDetail {
        ErrorDetail {
            error_code: Some(self.code().to_owned()),
            field_name: Some(field.to_owned()),
            ..ErrorDetail::default()
        }
    }
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Length(least) => write!(f, "it must have {least} to {MAX_LENGTH} characters"),
            Self::Classes(missing) => {
                let words = missing.iter().map(|class| match class {
                    CharacterClass::Upper => "an upper-case letter",
                    CharacterClass::Lower => "a lower-case letter",
                    CharacterClass::Digit => "a digit",
                    CharacterClass::Symbol => "a symbol",
                });
                write!(f, "it lacks {}", words.collect::<Vec<_>>().join(", "))
            }
            Self::Name => {
                f.write_str("it must not be the user's name or e-mail address, with or without digits and symbols")
            }
            Self::History(1) => f.write_str("it must differ from the current one"),
            Self::History(last) => write!(f, "it must differ from the last {last} passwords"),
            // Clients match on these words, and read the time after them.
            Self::Age(until) => write!(f, "password cannot be changed until {}", whole(*until)),
        }
    }
}

/// The first whole second that is not before the instant, without a fraction.
fn whole(at: DateTime) -> String {
    let rounded = at.plus_milliseconds(999).milliseconds();
    let second = DateTime::from_milliseconds(rounded - rounded.rem_euclid(1000));
    second.to_string().replace(".000Z", "Z")
}

/// Whose password it is: a name and an e-mail address.
#[derive(Debug, Clone, Default)]
pub struct PasswordOwner {
    /// The name.
    pub name: String,
    /// The e-mail address.
    pub email: String,
}

impl PasswordOwner {
    /// A person with this name and address, as far as there are any.
    pub fn new(name: Option<String>, email: Option<String>) -> Self {
        Self { name: name.unwrap_or_default(), email: email.unwrap_or_default() }
    }

    fn is(&self, password: &str) -> bool {
        let (given, letters) = (fold(password), letters(password));
        let local = self.email.rsplit_once('@').map_or("", |(local, _)| local);
        let mut names = [self.name.as_str(), &self.email, local].into_iter();
        names.any(|name| {
            let (name, of_name) = (fold(name), self::letters(name));
            !name.is_empty() && (given == name || (!letters.is_empty() && letters == of_name))
        })
    }
}

fn letters(text: &str) -> String {
    text.chars()
        .filter(|character| character.is_alphabetic())
        .flat_map(char::to_lowercase)
        .collect()
}

/// Everything that is wrong with the password by itself.
pub fn violations(policy: &Policy, password: &str, person: &PasswordOwner) -> Vec<Violation> {
    let mut found = Vec::new();
    let length = i64::try_from(password.chars().count()).unwrap_or(i64::MAX);
    if !(policy.minimum_length..=MAX_LENGTH).contains(&length) {
        found.push(Violation::Length(policy.minimum_length));
    }
    let lacks = |class: &CharacterClass| !password.chars().any(|c| class_of(c) == *class);
    let missing: Vec<CharacterClass> = policy.classes.iter().copied().filter(lacks).collect();
    if !missing.is_empty() {
        found.push(Violation::Classes(missing));
    }
    if person.is(password) {
        found.push(Violation::Name);
    }
    found
}

/// Letters without case, as in Georgian or Chinese, count as lower-case ones.
fn class_of(character: char) -> CharacterClass {
    if character.is_uppercase() {
        CharacterClass::Upper
    } else if character.is_alphabetic() {
        CharacterClass::Lower
    } else if character.is_numeric() {
        CharacterClass::Digit
    } else {
        CharacterClass::Symbol
    }
}

/// Refuses a password that is wrong by itself.
pub fn check(policy: &Policy, password: &str, field: &str, person: &PasswordOwner) -> Result<()> {
    refuse(field, &violations(policy, password, person))
}

/// Refuses a password of which anything is wrong.
pub fn refuse(field: &str, violations: &[Violation]) -> Result<()> {
    if violations.is_empty() {
        return Ok(());
    }
    let words: Vec<String> = violations.iter().map(ToString::to_string).collect();
    let template = "The password in field [{field}] is not allowed: {violations}.";
    let mut refusal = Refusal::new(StatusCode::BAD_REQUEST, "invalid.value", template)
        .with("field", field)
        .with("violations", words.join("; "));
    refusal.details = violations.iter().map(|violation| violation.detail(field)).collect();
    Err(refusal)
}

/// Whose password it is.
pub fn person(user: &StoredUser) -> Result<PasswordOwner> {
    let shown = user.read_document()?;
    Ok(PasswordOwner::new(shown.name, shown.email))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ada() -> PasswordOwner {
        PasswordOwner::new(Some("Ada Example".to_owned()), Some("ada.l@example.com".to_owned()))
    }

    fn codes(policy: &Policy, password: &str) -> Vec<&'static str> {
        violations(policy, password, &ada()).iter().map(Violation::code).collect()
    }

    #[test]
    fn length_is_counted_in_characters() {
        let policy = Policy::default();
        assert!(codes(&policy, "ÄÖÜäöüßñ").is_empty());
        assert_eq!(codes(&policy, "ÄÖÜäöüß"), ["password.length"]);
        assert!(codes(&policy, &"x".repeat(1024)).is_empty());
        assert_eq!(codes(&policy, &"x".repeat(1025)), ["password.length"]);
    }

    #[test]
    fn every_class_that_is_missing_is_named_at_once() {
        let policy = Policy { classes: CharacterClass::ALL.into(), ..Policy::default() };
        assert!(codes(&policy, "Abcdef1!").is_empty());
        let found = violations(&policy, "abc", &ada());
        let words: Vec<String> = found.iter().map(ToString::to_string).collect();
        assert_eq!(
            words,
            [
                "it must have 8 to 1024 characters",
                "it lacks an upper-case letter, a digit, a symbol"
            ]
        );
    }

    #[test]
    fn a_name_with_digits_and_symbols_is_still_the_name() {
        let policy = Policy { minimum_length: 4, ..Policy::default() };
        for name in ["ADA EXAMPLE", "ada-example-2026!", "ada.l@example.com", "ada.l123"] {
            assert_eq!(codes(&policy, name), ["password.name"], "{name}");
        }
        for other in ["ada example knows", "12345678", "!!!!!!!!"] {
            assert!(codes(&policy, other).is_empty(), "{other}");
        }
    }

    #[test]
    fn a_time_is_told_in_whole_seconds_and_never_too_early() {
        for (at, told) in [
            ("2025-01-01T00:00:00Z", "2025-01-01T00:00:00Z"),
            ("2025-01-01T00:00:00.001Z", "2025-01-01T00:00:01Z"),
        ] {
            let words = Violation::Age(at.parse().unwrap()).to_string();
            assert_eq!(words, format!("password cannot be changed until {told}"));
        }
    }
}
