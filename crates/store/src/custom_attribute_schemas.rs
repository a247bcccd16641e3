//! Schemas of users' custom attributes, with all their versions.

use api::DataSchema;

use crate::{Entity, Result, Row, Tx, args, changes::NewChange};

fn read(row: &Row<'_>) -> Result<DataSchema> {
    crate::from_json(row.str(0)?)
}

/// What the columns of a schema are made from.
struct Columns<'a> {
    id: &'a str,
    name_key: String,
    version: i64,
    fields: i64,
    document: String,
}

impl<'a> Columns<'a> {
    fn of(schema: &'a DataSchema) -> Result<Self> {
        let properties = schema.json_schema.as_ref().and_then(|json| json.properties.as_ref());
        Ok(Self {
            id: schema.id.as_deref().unwrap_or_default(),
            name_key: crate::fold(schema.name.as_deref().unwrap_or_default()),
            version: schema.version.unwrap_or(1).into(),
            fields: properties.map_or(0, |fields| i64::try_from(fields.len()).unwrap_or(i64::MAX)),
            document: crate::to_document("schema", schema)?,
        })
    }
}

/// Adds a schema in its first version; `false` when its name is taken.
pub async fn insert(tx: &mut Tx, schema: &DataSchema) -> Result<bool> {
    let organization = &*tx.organization();
    let Columns { id, name_key, version, fields, document } = Columns::of(schema)?;
    let sql = "INSERT INTO attribute_schemas (organization_id, id, name_key, version, fields, document) \
               VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING";
    let args = args![organization, id, name_key, version, fields, &document];
    if tx.run(sql, &args).await? == 0 {
        return Ok(false);
    }
    add_version(tx, (id, version), &document).await?;
    Ok(true)
}

/// Stores the next version of a schema; `false` when its name is taken. Nobody else may change
/// schemas meanwhile.
pub async fn save(tx: &mut Tx, schema: &DataSchema) -> Result<bool> {
    let organization = &*tx.organization();
    let Columns { id, name_key, version, fields, document } = Columns::of(schema)?;
    let sql = "SELECT id FROM attribute_schemas WHERE organization_id = $1 AND name_key = $2 AND id <> $3";
    let owner = args![organization, &name_key, id];
    if tx.one(sql, &owner, |row| row.get::<String>(0)).await?.is_some() {
        return Ok(false);
    }
    let sql = "UPDATE attribute_schemas SET name_key = $3, version = $4, fields = $5, document = $6 \
               WHERE organization_id = $1 AND id = $2";
    tx.run(sql, &args![organization, id, name_key, version, fields, &document]).await?;
    add_version(tx, (id, version), &document).await?;
    Ok(true)
}

async fn add_version(tx: &mut Tx, (id, version): (&str, i64), document: &str) -> Result<()> {
    let organization = &*tx.organization();
    let sql = "INSERT INTO attribute_schema_versions (organization_id, schema_id, version, document) \
               VALUES ($1, $2, $3, $4)";
    tx.run(sql, &args![organization, id, version, document]).await?;
    tx.changed(NewChange::of_entity(organization, Entity::AttributeSchema, id))
}

/// Removes a schema with its versions, and what users have of it.
pub async fn delete(tx: &mut Tx, id: &str) -> Result<()> {
    let organization = &*tx.organization();
    let sql = "DELETE FROM attribute_schemas WHERE organization_id = $1 AND id = $2";
    tx.run(sql, &args![organization, id]).await?;
    tx.changed(NewChange::of_entity(organization, Entity::AttributeSchema, id))
}

/// A schema in its current version.
pub async fn find(tx: &mut Tx, id: &str) -> Result<Option<DataSchema>> {
    let organization = &*tx.organization();
    let sql = "SELECT document FROM attribute_schemas WHERE organization_id = $1 AND id = $2";
    tx.one(sql, &args![organization, id], read).await
}

/// A schema in some version.
pub async fn find_version(tx: &mut Tx, id: &str, version: i64) -> Result<Option<DataSchema>> {
    let organization = &*tx.organization();
    let sql = "SELECT document FROM attribute_schema_versions \
               WHERE organization_id = $1 AND schema_id = $2 AND version = $3";
    tx.one(sql, &args![organization, id, version], read).await
}

/// All versions of a schema, the oldest first.
pub async fn versions(tx: &mut Tx, id: &str) -> Result<Vec<DataSchema>> {
    let organization = &*tx.organization();
    let sql = "SELECT document FROM attribute_schema_versions \
               WHERE organization_id = $1 AND schema_id = $2 ORDER BY version";
    crate::all_within(tx, (sql, &args![organization, id]), &[0], read).await
}

/// All schemas in their current versions, by name.
pub async fn all(tx: &mut Tx) -> Result<Vec<DataSchema>> {
    let organization = &*tx.organization();
    let sql = "SELECT document FROM attribute_schemas WHERE organization_id = $1 \
               ORDER BY name_key, id";
    crate::all_within(tx, (sql, &args![organization]), &[0], read).await
}

/// How many schemas there are besides this one, and how many attributes those have.
pub async fn others(tx: &mut Tx, except: &str) -> Result<(i64, i64)> {
    let organization = &*tx.organization();
    let sql = "SELECT COUNT(*), CAST(COALESCE(SUM(fields), 0) AS BIGINT) FROM attribute_schemas \
               WHERE organization_id = $1 AND id <> $2";
    let args = args![organization, except];
    let found = tx.one(sql, &args, |row| Ok((row.get(0)?, row.get(1)?))).await?;
    Ok(found.unwrap_or_default())
}
