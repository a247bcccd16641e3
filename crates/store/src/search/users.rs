//! Users, as they are searched.

use std::borrow::Cow;
use std::collections::HashMap;

use ::search::{Document, Field, Id, Kind, Labels, Schema, StoredField};
use api::DateTime;
use serde::Deserialize;

use super::NAME;
use crate::{Error, Result, Row, Tx, Value, args};

/// What is kept of a user.
pub(super) static SCHEMA: Schema = Schema {
    columns: &[
        stored("id", Kind::Id),
        stored("name", Kind::Text),
        stored("email", Kind::Text),
        stored("username", Kind::Text),
        stored("title", Kind::Text),
        stored("department", Kind::Text),
        stored("state", Kind::Text),
        stored("divisionId", Kind::Reference),
        stored("manager", Kind::Text),
        stored("addresses", Kind::Contact),
        stored("primaryContactInfo", Kind::Contact),
        stored("groups", Kind::Reference),
        stored("locations", Kind::Reference),
        stored("profileSkills", Kind::Text),
        stored("certifications", Kind::Text),
        stored("employerInfo.employeeId", Kind::Text),
        stored("employerInfo.officialName", Kind::Text),
        stored("employerInfo.employeeType", Kind::Text),
        stored("employerInfo.dateHire", Kind::Date),
        stored("languagePreference", Kind::Text),
        stored("acdAutoAnswer", Kind::Text),
        stored("version", Kind::Number),
        stored("dateModified", Kind::Date),
        stored("team", Kind::Reference),
    ],
    fields: &[
        field("id", &["id"]),
        field("guid", &["id"]),
        field("name", &["name"]),
        field("email", &["email"]),
        field("username", &["username"]),
        field("title", &["title"]),
        field("department", &["department"]),
        field("state", &["state"]),
        field("divisionId", &["divisionId"]),
        field("division", &["divisionId"]),
        field("division.id", &["divisionId"]),
        field("manager", &["manager"]),
        field("manager.id", &["manager"]),
        field("addresses", &["addresses"]),
        field("addresses.address", &["addresses"]),
        field("primaryContactInfo", &["primaryContactInfo"]),
        field("primaryContactInfo.address", &["primaryContactInfo"]),
        field("groups", &["groups"]),
        field("groups.id", &["groups"]),
        field("team", &["team"]),
        field("team.id", &["team"]),
        field("locations", &["locations"]),
        field("locations.id", &["locations"]),
        field("profileSkills", &["profileSkills"]),
        field("certifications", &["certifications"]),
        field(
            "employerInfo",
            &["employerInfo.employeeId", "employerInfo.officialName", "employerInfo.employeeType"],
        ),
        field("employerInfo.employeeId", &["employerInfo.employeeId"]),
        field("employerInfo.officialName", &["employerInfo.officialName"]),
        field("employerInfo.employeeType", &["employerInfo.employeeType"]),
        field("employerInfo.dateHire", &["employerInfo.dateHire"]),
        field("languagePreference", &["languagePreference"]),
        field("acdAutoAnswer", &["acdAutoAnswer"]),
        field("version", &["version"]),
        field("dateModified", &["dateModified"]),
        // Nothing of this kind can be set yet, so nobody has a value.
        field("skills", &[]),
        field("routingSkills", &[]),
        field("languages", &[]),
        field("routingLanguages", &[]),
        field("presence", &[]),
        field("routingStatus", &[]),
        field("station", &[]),
    ],
    usual: &["name", "email", "username", "title", "department"],
};

/// The place of the state.
pub const STATE: usize = 6;
/// The place of the division's id.
pub const DIVISION: usize = 7;
/// The place of the ids of groups.
pub const GROUPS: usize = 11;
/// The place of the ids of locations.
const LOCATIONS: usize = 12;
/// The place of the id of the team.
pub(super) const TEAM: usize = 23;

pub(super) const fn stored(name: &'static str, kind: Kind) -> StoredField {
    StoredField { name, kind }
}

pub(super) const fn field(name: &'static str, columns: &'static [&'static str]) -> Field {
    Field { name, columns }
}

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
    let sql = "SELECT user_id, group_id FROM group_members WHERE organization_id = $1 AND user_id = ANY($2)";
    add_all(tx, (sql, &args), GROUPS, &mut users).await?;
    let sql = "SELECT user_id, team_id FROM team_members WHERE organization_id = $1 AND user_id = ANY($2)";
    add_all(tx, (sql, &args), TEAM, &mut users).await?;
    Ok(users)
}

/// So many users, by id, behind this one.
pub(super) async fn slice(tx: &mut Tx, after: &str, most: i64) -> Result<Vec<Document>> {
    let organization = &*tx.organization();
    let sql = format!("{SELECT} AND id > $2 ORDER BY id LIMIT $3");
    let mut users = tx.all(&sql, &args![organization, after, most], read).await?;
    if let Some(last) = users.last() {
        let sql = "SELECT user_id, group_id FROM group_members WHERE organization_id = $1 \
                   AND user_id > $2 AND user_id <= $3";
        let args = args![organization, after, last.id.to_string()];
        add_all(tx, (sql, &args), GROUPS, &mut users).await?;
        let sql = "SELECT user_id, team_id FROM team_members WHERE organization_id = $1 \
                   AND user_id > $2 AND user_id <= $3";
        add_all(tx, (sql, &args), TEAM, &mut users).await?;
    }
    Ok(users)
}

/// Adds the ids of what users belong to.
async fn add_all(
    tx: &mut Tx,
    (sql, args): (&str, &[Value]),
    column: usize,
    users: &mut [Document],
) -> Result<()> {
    let places: HashMap<Id, usize> =
        users.iter().enumerate().map(|(place, user)| (user.id, place)).collect();
    let members =
        tx.all(sql, args, |row| Ok((row.str(0)?.parse::<Id>().ok(), row.get::<String>(1)?)));
    for (user, id) in members.await? {
        if let Some(place) = user.and_then(|user| places.get(&user)) {
            users[*place].text(column, &id);
        }
    }
    Ok(())
}

/// The names of divisions and teams, and of the groups and locations that are shown.
pub(super) async fn labels(tx: &mut Tx) -> Result<Labels> {
    let mut labels = Labels::default();
    let organization = &*tx.organization();
    for (column, sql) in [
        (DIVISION, "SELECT id, name FROM divisions WHERE organization_id = $1"),
        (GROUPS, "SELECT id, name FROM groups WHERE organization_id = $1 AND state = 'active'"),
        (
            LOCATIONS,
            "SELECT id, name_key FROM locations WHERE organization_id = $1 AND state = 'active'",
        ),
        (TEAM, "SELECT id, name FROM teams WHERE organization_id = $1"),
    ] {
        let read = |row: &Row<'_>| Ok((row.get(0)?, row.get(1)?));
        labels.set(column, tx.all(sql, &args![organization], read).await?);
    }
    Ok(labels)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_that_is_used_stands_where_it_should() {
        let place = |name| SCHEMA.column(name).unwrap();
        let named = ["name", "state", "divisionId", "groups", "team"].map(place);
        assert_eq!(named, [NAME, STATE, DIVISION, GROUPS, TEAM]);
        let counted =
            ["addresses", "locations", "employerInfo.dateHire", "dateModified"].map(place);
        assert_eq!(counted, [9, 12, 18, 22]);
        for field in SCHEMA.fields {
            assert!(
                field.columns.iter().all(|column| SCHEMA.column(column).is_some()),
                "{field:?}"
            );
        }
        assert!(SCHEMA.usual.iter().all(|name| SCHEMA.field(name).is_some()));
    }
}
