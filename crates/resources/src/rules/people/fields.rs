//! What the fields of a user may hold, before anything is looked up.

use api::{EmployerInfo, Location, LocationDefinition, Patch, UpdateUser};

use super::contacts;
use crate::rules::fields::{required_text, text};
use gate::refusal::{Refusal, Result};

/// What is wrong with a body by itself, before anything is looked up.
pub(super) fn check_texts(body: &UpdateUser) -> Result<()> {
    match &body.name {
        Patch::Null => return Err(Refusal::missing_value("name")),
        Patch::Value(name) => drop(required_text(name, "name")?),
        Patch::Absent => {}
    }
    match &body.email {
        Patch::Null => return Err(Refusal::missing_value("email")),
        Patch::Value(email) => contacts::email(email.trim(), "email")?,
        Patch::Absent => {}
    }
    if let Patch::Value(EmployerInfo { date_hire: Some(date), .. }) = &body.employer_info
        && date.parse::<jiff::civil::Date>().is_err()
    {
        let field = "employerInfo.dateHire";
        return Err(Refusal::invalid_value(field, date, "a date, yyyy-MM-dd"));
    }
    if let Patch::Value(tag) = &body.language_preference
        && !tag.is_empty()
        && !is_language_tag(tag)
    {
        let allowed = "a language tag, such as en or en-US";
        return Err(Refusal::invalid_value("languagePreference", tag, allowed));
    }
    Ok(())
}

/// A language, and what narrows it: groups of letters and digits with hyphens between them.
fn is_language_tag(text: &str) -> bool {
    let mut parts = text.split('-');
    let language = parts.next().unwrap_or_default();
    let is_language = language.bytes().all(|byte| byte.is_ascii_alphabetic());
    let narrows = |part: &str| part.bytes().all(|byte| byte.is_ascii_alphanumeric());
    (2..=8).contains(&language.len())
        && is_language
        && parts.all(|part| (1..=8).contains(&part.len()) && narrows(part))
}

/// Locations come as `{id}` or as `{locationDefinition: {id}}`; both are stored, and answered, with
/// both.
pub(super) fn locations(given: Vec<Location>) -> Result<Vec<Location>> {
    let one = |(index, location): (usize, Location)| {
        let defined = location.location_definition.as_ref().and_then(|d| d.id.clone());
        let id = location.id.clone().or(defined).filter(|id| !id.is_empty());
        let id = id.map(|id| id.to_lowercase());
        let id = id.ok_or_else(|| Refusal::missing_value(format!("locations[{index}].id")))?;
        let definition = LocationDefinition {
            id: Some(id.clone()),
            self_uri: Some(store::locations::uri(&id)),
            ..LocationDefinition::default()
        };
        Ok(Location { id: Some(id), location_definition: Some(definition), ..location })
    };
    given.into_iter().enumerate().map(one).collect()
}

pub(super) fn apply_text(patch: Patch<String>, field: &mut Option<String>) {
    patch.apply(field);
    *field = text(field.take());
}
