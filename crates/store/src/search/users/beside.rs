//! What users have in tables beside their own.

use std::{borrow::Cow, collections::HashMap};

use ::search::{Document, Id};
use api::{Json, Map};

use super::fields::{GROUPS, LANGUAGES, SKILLS, STATION, TEAM};
use crate::{Result, Row, Tx, Value};

/// Ids and names, the user's id first, and the field that they belong to.
const TABLES: &[(usize, &str)] = &[
    (GROUPS, "user_id, group_id FROM group_members"),
    (TEAM, "user_id, team_id FROM team_members"),
    (SKILLS, "user_id, ability_id FROM user_routing_skills"),
    (LANGUAGES, "user_id, ability_id FROM user_routing_languages"),
    (STATION, "user_id, id, name FROM stations"),
];

/// Adds what the users have for whom the condition holds.
pub(super) async fn add(
    tx: &mut Tx,
    (condition, args): (&str, &[Value]),
    users: &mut [Document],
) -> Result<()> {
    let places: HashMap<Id, usize> =
        users.iter().enumerate().map(|(place, user)| (user.id, place)).collect();
    for (column, table) in TABLES {
        let sql = format!("SELECT {table} WHERE organization_id = $1 AND {condition}");
        let named = *column == STATION;
        let read = |row: &Row<'_>| {
            let name: Option<String> = if named { Some(row.get(2)?) } else { None };
            Ok((row.str(0)?.parse::<Id>().ok(), row.get::<String>(1)?, name))
        };
        for (user, id, name) in tx.all(&sql, args, read).await? {
            let Some(place) = user.and_then(|user| places.get(&user)) else { continue };
            for text in std::iter::once(&id).chain(&name) {
                users[*place].text(*column, text);
            }
        }
    }
    add_attributes(tx, (condition, args), &places, users).await
}

/// Adds values of custom attributes, by the id of the schema and the name of the attribute.
async fn add_attributes(
    tx: &mut Tx,
    (condition, args): (&str, &[Value]),
    places: &HashMap<Id, usize>,
    users: &mut [Document],
) -> Result<()> {
    let sql = format!(
        "SELECT user_id, schema_id, attributes FROM custom_attributes \
         WHERE organization_id = $1 AND {condition}"
    );
    let read = |row: &Row<'_>| {
        let attributes: Map<Json> = crate::from_json(row.str(2)?)?;
        Ok((row.str(0)?.parse::<Id>().ok(), row.get::<String>(1)?, attributes))
    };
    for (user, schema, attributes) in tx.all(&sql, args, read).await? {
        let Some(place) = user.and_then(|user| places.get(&user)) else { continue };
        for (name, value) in attributes {
            let key = attribute_key(&schema, &name);
            for text in texts(&value) {
                users[*place].attribute(&key, &text);
            }
        }
    }
    Ok(())
}

/// The key of an attribute of a schema.
pub fn attribute_key(schema: &str, name: &str) -> String {
    format!("{schema}.{name}")
}

/// A value as it is searched: a list is several.
fn texts(value: &Json) -> Vec<Cow<'_, str>> {
    match value {
        Json::Null | Json::Object(_) => Vec::new(),
        Json::String(text) => vec![Cow::Borrowed(text)],
        Json::Bool(_) | Json::Number(_) => vec![Cow::Owned(value.to_string())],
        Json::Array(values) => values.iter().flat_map(texts).collect(),
    }
}
