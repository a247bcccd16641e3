//! Checks of single fields that several resources share.

use gate::refusal::{Refusal, Result};

/// A text that may not be empty, without white space around it.
pub(crate) fn required_text(given: &str, field: &str) -> Result<String> {
    let text = given.trim();
    if text.is_empty() {
        return Err(Refusal::missing_value(field));
    }
    Ok(text.to_owned())
}

/// Empty text is no text.
pub(crate) fn text(given: Option<String>) -> Option<String> {
    given.filter(|text| !text.is_empty())
}

/// Refuses a version of an entity that is not the present one.
pub(crate) fn check_version(entity: &str, given: i64, current: i64) -> Result<()> {
    if given == current {
        return Ok(());
    }
    Err(Refusal::stale_version(entity, given, current))
}
