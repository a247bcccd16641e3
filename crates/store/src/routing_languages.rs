//! Routing languages. Deleted ones keep their rows.

use api::{DateTime, Language, State, WireEnum as _};

use crate::{Entity, Result, Row, Tx, args, changes::NewChange};

/// Where a routing language is read.
pub fn uri(id: &str) -> String {
    format!("/api/v2/routing/languages/{id}")
}

const SELECT: &str = "SELECT id, name, state, version, modified_at FROM routing_languages \
                      WHERE organization_id = $1";

fn read(row: &Row<'_>) -> Result<Language> {
    let (id, version) = (row.get::<String>(0)?, row.get::<i64>(3)?);
    Ok(Language {
        self_uri: Some(uri(&id)),
        id: Some(id),
        name: row.get(1)?,
        state: Some(State::from_wire(row.str(2)?)),
        version: Some(version.to_string()),
        date_modified: Some(DateTime::from_milliseconds(row.get(4)?).into()),
    })
}

/// The languages that are not deleted, by name.
pub async fn all(tx: &mut Tx) -> Result<Vec<Language>> {
    let organization = &*tx.organization();
    let sql = format!("{SELECT} AND state <> 'deleted' ORDER BY name_key, id");
    tx.all(&sql, &args![organization], read).await
}

/// One language, deleted or not.
pub async fn find(tx: &mut Tx, id: &str) -> Result<Option<Language>> {
    let organization = &*tx.organization();
    tx.one(&format!("{SELECT} AND id = $2"), &args![organization, id], read).await
}

/// Which of these ids are languages that are not deleted.
pub async fn present(tx: &mut Tx, ids: &[String]) -> Result<Vec<String>> {
    let organization = &*tx.organization();
    let sql = "SELECT id FROM routing_languages WHERE organization_id = $1 \
               AND state <> 'deleted' AND id = ANY($2)";
    tx.all(sql, &args![organization, ids], |row| row.get(0)).await
}

/// Adds a language; `false` when its name is taken.
pub async fn insert(tx: &mut Tx, (id, name): (&str, &str), now: DateTime) -> Result<bool> {
    let organization = &*tx.organization();
    let sql = "INSERT INTO routing_languages (organization_id, id, state, name, name_key, version, \
               modified_at) VALUES ($1, $2, 'active', $3, $4, 1, $5) ON CONFLICT DO NOTHING";
    let args = args![organization, id, name, crate::fold(name), now.milliseconds()];
    let inserted = tx.run(sql, &args).await? == 1;
    if inserted {
        tx.changed(NewChange::of_entity(organization, Entity::RoutingLanguage, id))?;
    }
    Ok(inserted)
}

/// Marks a language as deleted; `false` if it is already.
pub async fn delete(tx: &mut Tx, id: &str, now: DateTime) -> Result<bool> {
    let organization = &*tx.organization();
    let sql = "UPDATE routing_languages SET state = 'deleted', version = version + 1, modified_at = $3 \
               WHERE organization_id = $1 AND id = $2 AND state <> 'deleted'";
    let deleted = tx.run(sql, &args![organization, id, now.milliseconds()]).await? == 1;
    if deleted {
        tx.changed(NewChange::of_entity(organization, Entity::RoutingLanguage, id))?;
    }
    Ok(deleted)
}
