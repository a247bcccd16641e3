//! What users have in tables beside their own.

use std::collections::HashMap;

use ::search::{Document, Id};

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
    Ok(())
}
