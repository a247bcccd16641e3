//! Values of custom attributes: one record for a user and a schema.

use std::collections::HashMap;

use api::{DataSchema, Json, Map, UserCustomAttributes};

use crate::{Changed, Entity, Query, Result, Row, Tx, args, changes::NewChange};

/// What a user has of a schema.
#[derive(Debug, Clone)]
pub struct Record {
    /// Its id.
    pub id: String,
    /// The user.
    pub user: String,
    /// The schema.
    pub schema: String,
    /// The name of the schema, as it is now.
    pub schema_name: Option<String>,
    /// The version of the schema that the values fit.
    pub version: i64,
    /// The values, by the names of the attributes.
    pub attributes: Map<Json>,
}

impl Record {
    /// As the API shows it.
    pub fn entity(&self) -> UserCustomAttributes {
        let (user, schema) = (&self.user, &self.schema);
        let versions = format!("/api/v2/users/customattributes/schemas/{schema}/versions");
        UserCustomAttributes {
            id: Some(self.id.clone()),
            user_id: Some(user.clone()),
            attributes: self.attributes.clone(),
            schema: Some(DataSchema {
                id: Some(schema.clone()),
                name: self.schema_name.clone(),
                version: i32::try_from(self.version).ok(),
                self_uri: Some(format!("{versions}/{}", self.version)),
                ..DataSchema::default()
            }),
            self_uri: Some(format!("/api/v2/users/{user}/customattributes/{schema}")),
            ..UserCustomAttributes::default()
        }
    }

    fn read(row: &Row<'_>) -> Result<Self> {
        let schema: DataSchema = crate::from_json(row.str(5)?)?;
        Ok(Self {
            id: row.get(0)?,
            user: row.get(1)?,
            schema: row.get(2)?,
            version: row.get(3)?,
            attributes: crate::from_json(row.str(4)?)?,
            schema_name: schema.name,
        })
    }
}

/// The records of these users, by user; of these schemas, if any are named.
pub async fn of_users(
    tx: &mut Tx,
    users: &[String],
    schemas: &[String],
) -> Result<HashMap<String, Vec<Record>>> {
    let sql = "SELECT a.id, a.user_id, a.schema_id, a.schema_version, a.attributes, s.document \
               FROM custom_attributes a JOIN attribute_schemas s \
                   ON s.organization_id = a.organization_id AND s.id = a.schema_id \
               WHERE a.organization_id = $";
    let mut query = Query::new(sql, args![&*tx.organization()]);
    query.and("a.user_id = ANY($)", args![users]);
    if !schemas.is_empty() {
        query.and("a.schema_id = ANY($)", args![schemas]);
    }
    query.push(" ORDER BY a.user_id, s.name_key, a.schema_id", args![]);
    let (sql, values) = query.finish();
    let mut found = HashMap::<String, Vec<Record>>::new();
    for record in crate::all_within(tx, (&sql, &values), &[4], Record::read).await? {
        found.entry(record.user.clone()).or_default().push(record);
    }
    Ok(found)
}

/// What a user has of a schema.
pub async fn find(tx: &mut Tx, user: &str, schema: &str) -> Result<Option<Record>> {
    let mut found = of_users(tx, &[user.to_owned()], &[schema.to_owned()]).await?;
    Ok(found.remove(user).and_then(|mut records| records.pop()))
}

/// Stores what a user has of a schema. The user's lock is held.
pub async fn save(tx: &mut Tx, record: &Record) -> Result<()> {
    let organization = &*tx.organization();
    let Record { id, user, schema, version, attributes, .. } = record;
    let sql = "INSERT INTO custom_attributes (organization_id, user_id, schema_id, id, schema_version, \
               attributes) VALUES ($1, $2, $3, $4, $5, $6) \
               ON CONFLICT (organization_id, user_id, schema_id) DO UPDATE \
               SET schema_version = excluded.schema_version, attributes = excluded.attributes";
    let document = crate::to_document("custom attributes", attributes)?;
    tx.run(sql, &args![organization, user, schema, id, *version, document]).await?;
    named(tx, user)
}

/// Removes what a user has of a schema. The user's lock is held.
pub async fn delete(tx: &mut Tx, user: &str, schema: &str) -> Result<()> {
    let organization = &*tx.organization();
    let sql = "DELETE FROM custom_attributes WHERE organization_id = $1 AND user_id = $2 \
               AND schema_id = $3";
    tx.run(sql, &args![organization, user, schema]).await?;
    named(tx, user)
}

fn named(tx: &mut Tx, user: &str) -> Result<()> {
    let what = Changed::Entity { kind: Entity::CustomAttributes, id: user.to_owned() };
    tx.changed(NewChange::of_user(&tx.organization(), user, what))
}

/// How many users have values of a schema.
pub async fn count_of_schema(tx: &mut Tx, schema: &str) -> Result<i64> {
    let organization = &*tx.organization();
    let sql =
        "SELECT COUNT(*) FROM custom_attributes WHERE organization_id = $1 AND schema_id = $2";
    let found = tx.one(sql, &args![organization, schema], |row| row.get(0)).await?;
    Ok(found.unwrap_or_default())
}
