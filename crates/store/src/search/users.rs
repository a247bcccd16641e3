//! Users, as they are searched.

mod beside;
mod fields;
mod labels;
mod statuses;

use std::borrow::Cow;

use ::search::{Document, Id};
use api::DateTime;
use serde::Deserialize;

use super::NAME;
use crate::{Error, Result, Row, Tx, args};
use fields::LOCATIONS;
pub use fields::{DIVISION, GROUPS, STATE};
pub(super) use fields::{LANGUAGES, SCHEMA, SKILLS, TEAM, field, stored};
pub(super) use labels::labels;
pub(super) use statuses::{slice as slice_of_statuses, some as some_statuses};

/// What is read of a user's document.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Shown<'r> {
    #[serde(borrow, default)]
    name: Option<Cow<'r, str>>,
    #[serde(borrow, default)]
    email: Option<Cow<'r, str>>,
    #[serde(borrow, default)]
    username: Option<Cow<'r, str>>,
    #[serde(borrow, default)]
    title: Option<Cow<'r, str>>,
    #[serde(borrow, default)]
    department: Option<Cow<'r, str>>,
    #[serde(borrow, default)]
    addresses: Option<Vec<Contact<'r>>>,
    #[serde(borrow, default)]
    primary_contact_info: Option<Vec<Contact<'r>>>,
    #[serde(default)]
    acd_auto_answer: Option<bool>,
}

#[derive(Deserialize)]
struct Contact<'r> {
    #[serde(borrow, default)]
    address: Option<Cow<'r, str>>,
    #[serde(borrow, default)]
    extension: Option<Cow<'r, str>>,
    #[serde(borrow, default)]
    display: Option<Cow<'r, str>>,
}

/// What is read of a user's profile.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Profile<'r> {
    #[serde(borrow, default)]
    locations: Option<Vec<Location<'r>>>,
    #[serde(borrow, default)]
    #[serde(rename = "profileSkills")]
    skills: Option<Vec<Cow<'r, str>>>,
    #[serde(borrow, default)]
    certifications: Option<Vec<Cow<'r, str>>>,
    #[serde(borrow, default)]
    employer_info: Option<Employer<'r>>,
    #[serde(borrow, default)]
    language_preference: Option<Cow<'r, str>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Location<'r> {
    #[serde(borrow, default)]
    id: Option<Cow<'r, str>>,
    #[serde(borrow, default)]
    location_definition: Option<Entity<'r>>,
}

#[derive(Deserialize)]
struct Entity<'r> {
    #[serde(borrow, default)]
    id: Option<Cow<'r, str>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Employer<'r> {
    #[serde(borrow, default)]
    employee_id: Option<Cow<'r, str>>,
    #[serde(borrow, default)]
    official_name: Option<Cow<'r, str>>,
    #[serde(borrow, default)]
    employee_type: Option<Cow<'r, str>>,
    #[serde(borrow, default)]
    date_hire: Option<Cow<'r, str>>,
}

/// By what a contact is found: its address, or the number in what is displayed, where an extension
/// has taken its place; and the extension.
pub(super) fn reached(
    [address, extension, display]: [Option<&str>; 3],
) -> impl Iterator<Item = Cow<'_, str>> {
    let number = display.filter(|_| address.is_none()).map(|display| {
        let written = display.chars().filter(|sign| *sign == '+' || sign.is_ascii_digit());
        Cow::Owned(written.collect())
    });
    address.map(Cow::Borrowed).into_iter().chain(number).chain(extension.map(Cow::Borrowed))
}

const SELECT: &str = "SELECT id, division_id, state, manager_id, version, modified_at, document, profile \
                      FROM users WHERE organization_id = $1";

fn read(row: &Row<'_>) -> Result<Document> {
    let id = row.str(0)?;
    let bad = |error: serde_json::Error| Error::Storage(format!("the user {id}: {error}"));
    let shown: Shown<'_> = serde_json::from_str(row.str(6)?).map_err(bad)?;
    let profile: Profile<'_> = serde_json::from_str(row.str(7)?).map_err(bad)?;
    let id: Id =
        id.parse().map_err(|()| Error::Storage(format!("the user id [{id}] is no UUID")))?;
    let mut user = Document::new(id);
    let mut texts = |columns: std::ops::Range<usize>, texts: &[Option<&str>]| {
        for (column, text) in columns.zip(texts) {
            if let Some(text) = text {
                user.text(column, text);
            }
        }
    };
    let Shown { name, email, username, title, department, .. } = &shown;
    texts(NAME..6, &[name, email, username, title, department].map(Option::as_deref));
    texts(STATE..9, &[Some(row.str(2)?), Some(row.str(1)?), row.optional_str(3)?]);
    for (column, contacts) in [(9, &shown.addresses), (10, &shown.primary_contact_info)] {
        for contact in contacts.iter().flatten() {
            let Contact { address, extension, display } = contact;
            let texts = [address, extension, display].map(Option::as_deref);
            reached(texts).for_each(|text| user.text(column, &text));
        }
    }
    for location in profile.locations.iter().flatten() {
        let definition = location.location_definition.as_ref();
        let id = definition.and_then(|definition| definition.id.as_ref()).or(location.id.as_ref());
        if let Some(id) = id {
            user.text(LOCATIONS, id);
        }
    }
    for (column, list) in [(13, &profile.skills), (14, &profile.certifications)] {
        list.iter().flatten().for_each(|text| user.text(column, text));
    }
    if let Some(employer) = &profile.employer_info {
        let Employer { employee_id, official_name, employee_type, date_hire } = employer;
        for (column, text) in (15..).zip([employee_id, official_name, employee_type]) {
            if let Some(text) = text {
                user.text(column, text);
            }
        }
        let hired = date_hire.as_ref().and_then(|day| format!("{day}T00:00:00Z").parse().ok());
        if let Some(at) = hired {
            let at: DateTime = at;
            user.number(18, at.milliseconds());
        }
    }
    if let Some(text) = &profile.language_preference {
        user.text(19, text);
    }
    let answers = shown.acd_auto_answer.unwrap_or_default();
    user.text(20, if answers { "true" } else { "false" });
    user.number(21, row.get(4)?);
    user.number(22, row.get(5)?);
    Ok(user)
}

/// The users with these ids.
pub(super) async fn some(tx: &mut Tx, ids: Vec<String>) -> Result<Vec<Document>> {
    let organization = &*tx.organization();
    let sql = format!("{SELECT} AND id = ANY($2)");
    let args = args![organization, ids];
    let mut users = tx.all(&sql, &args, read).await?;
    beside::add(tx, ("user_id = ANY($2)", &args), &mut users).await?;
    Ok(users)
}

/// So many users, by id, behind this one.
pub(super) async fn slice(tx: &mut Tx, after: &str, most: i64) -> Result<Vec<Document>> {
    let organization = &*tx.organization();
    let sql = format!("{SELECT} AND id > $2 ORDER BY id LIMIT $3");
    let mut users = tx.all(&sql, &args![organization, after, most], read).await?;
    if let Some(last) = users.last() {
        let args = args![organization, after, last.id.to_string()];
        beside::add(tx, ("user_id > $2 AND user_id <= $3", &args), &mut users).await?;
    }
    Ok(users)
}
