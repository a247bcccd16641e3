//! The names of what users refer to.

use ::search::Labels;

use super::fields::{DIVISION, GROUPS, LANGUAGES, LOCATIONS, PRESENCE, SKILLS, TEAM};
use crate::{
    Divisions, Result, Row, Tx, args,
    presence::definitions::{self, Definition},
};

/// Fields and the names of what they can refer to.
const TABLES: &[(usize, &str)] = &[
    (DIVISION, "SELECT id, name FROM divisions WHERE organization_id = $1"),
    (GROUPS, "SELECT id, name FROM groups WHERE organization_id = $1 AND state = 'active'"),
    (
        LOCATIONS,
        "SELECT id, name_key FROM locations WHERE organization_id = $1 AND state = 'active'",
    ),
    (TEAM, "SELECT id, name FROM teams WHERE organization_id = $1"),
    (
        SKILLS,
        "SELECT id, name FROM routing_skills WHERE organization_id = $1 AND state <> 'deleted'",
    ),
    (
        LANGUAGES,
        "SELECT id, name FROM routing_languages WHERE organization_id = $1 AND state <> 'deleted'",
    ),
];

/// The names of what is not deleted.
pub(in crate::search) async fn labels(tx: &mut Tx) -> Result<Labels> {
    let mut labels = Labels::default();
    let organization = &*tx.organization();
    for (column, sql) in TABLES {
        let read = |row: &Row<'_>| Ok((row.get(0)?, row.get(1)?));
        labels.set(*column, tx.all(sql, &args![organization], read).await?);
    }
    let presences = definitions::all(tx, &Divisions::all()).await?;
    labels.set(PRESENCE, presences.iter().flat_map(names));
    Ok(labels)
}

/// A presence is found by its name, by its label in any language, and by the built-in one that it
/// belongs to, in each of its spellings.
fn names(definition: &Definition) -> impl Iterator<Item = (String, String)> {
    let Definition { id, name, labels, system, .. } = definition;
    let built_in = [system.display(), system.upper(), system.joined()];
    let mut names: Vec<String> = name.iter().chain(labels.values()).cloned().collect();
    names.extend(built_in.map(str::to_owned));
    names.sort_unstable();
    names.dedup();
    names.into_iter().map(|name| (id.clone(), name))
}
