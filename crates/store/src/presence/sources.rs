//! Systems that report presences beside this one.

use api::{PresenceDefinitionType, Source};

use super::system::PURECLOUD;
use crate::{Entity, Result, Row, Tx, args, changes::NewChange};

/// The source that this service is itself, the same in every organization.
pub fn own() -> Source {
    Source {
        id: Some(PURECLOUD.to_owned()),
        name: "PureCloud".to_owned(),
        description: Some("The presence that users choose here".to_owned()),
        deactivated: Some(false),
        r#type: Some(PresenceDefinitionType::System),
        self_uri: Some(uri(PURECLOUD)),
    }
}

fn uri(id: &str) -> String {
    format!("/api/v2/presence/sources/{id}")
}

const COLUMNS: &str =
    "SELECT id, name, description, deactivated FROM presence_sources WHERE organization_id = $1";

fn read(row: &Row<'_>) -> Result<Source> {
    let id: String = row.get(0)?;
    Ok(Source {
        self_uri: Some(uri(&id)),
        id: Some(id),
        name: row.get(1)?,
        description: row.get(2)?,
        deactivated: Some(row.get(3)?),
        r#type: Some(PresenceDefinitionType::User),
    })
}

/// All sources that the organization added, by name.
pub async fn all(tx: &mut Tx) -> Result<Vec<Source>> {
    let organization = &*tx.organization();
    tx.all(&format!("{COLUMNS} ORDER BY name, id"), &args![organization], read).await
}

/// A source that the organization added.
pub async fn find(tx: &mut Tx, id: &str) -> Result<Option<Source>> {
    let organization = &*tx.organization();
    tx.one(&format!("{COLUMNS} AND id = $2"), &args![organization, id], read).await
}

/// Stores a source, new or changed; it must have an id.
pub async fn save(tx: &mut Tx, source: &Source) -> Result<()> {
    let organization = &*tx.organization();
    let sql = "INSERT INTO presence_sources (organization_id, id, name, description, deactivated) \
               VALUES ($1, $2, $3, $4, $5) ON CONFLICT (organization_id, id) DO UPDATE SET \
               name = excluded.name, description = excluded.description, \
               deactivated = excluded.deactivated";
    let id = source.id.as_deref().unwrap_or_default();
    let (description, deactivated) =
        (source.description.as_deref(), source.deactivated.unwrap_or_default());
    tx.run(sql, &args![organization, id, &*source.name, description, deactivated]).await?;
    tx.changed(NewChange::of_entity(organization, Entity::Presence, id))
}
