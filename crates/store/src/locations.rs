//! Places of the organization, and how they lie in each other.

use std::collections::HashMap;

use api::{LocationDefinition, LocationState};

use crate::{Entity, Part, Query, Result, Row, Tx, args, changes::NewChange};

/// No path is read further than this, which also ends a cycle.
const DEEPEST: i64 = 100;

/// Adds a location, which must have an id; its place is the last of its path.
pub async fn insert(tx: &mut Tx, location: &LocationDefinition) -> Result<()> {
    let organization = &*tx.organization();
    let Columns { id, parent, state, name_key, version, document } = Columns::of(location)?;
    let sql = "INSERT INTO locations (organization_id, id, parent_id, state, name_key, version, document) \
               VALUES ($1, $2, $3, $4, $5, $6, $7)";
    tx.run(sql, &args![organization, id, parent, state, name_key, version, document]).await?;
    tx.changed(NewChange::of_entity(organization, Entity::Location, id))
}

/// Stores a changed location, whose version must be the next; `false` if it was changed since it was
/// read.
pub async fn save(tx: &mut Tx, location: &LocationDefinition) -> Result<bool> {
    let organization = &*tx.organization();
    let Columns { id, parent, state, name_key, version, document } = Columns::of(location)?;
    let sql = "UPDATE locations SET parent_id = $4, state = $5, name_key = $6, version = $7, document = $8 \
               WHERE organization_id = $1 AND id = $2 AND version = $3";
    let before = version - 1;
    let args = args![organization, id, before, parent, state, name_key, version, document];
    let saved = tx.run(sql, &args).await? == 1;
    if saved {
        tx.changed(NewChange::of_entity(organization, Entity::Location, id))?;
    }
    Ok(saved)
}

/// What the columns of a location are made from.
struct Columns<'a> {
    id: &'a str,
    parent: Option<String>,
    state: String,
    name_key: String,
    version: i64,
    document: String,
}

impl<'a> Columns<'a> {
    fn of(location: &'a LocationDefinition) -> Result<Self> {
        let bare = LocationDefinition { path: None, ..location.clone() };
        let state = location.state.as_ref().unwrap_or(&LocationState::Active);
        Ok(Self {
            id: location.id.as_deref().unwrap_or_default(),
            parent: location.path.as_ref().and_then(|path| path.last().cloned()),
            state: state.to_string(),
            name_key: crate::fold(location.name.as_deref().unwrap_or_default()),
            version: location.version.unwrap_or(1).into(),
            document: crate::to_document("location", &bare)?,
        })
    }
}

/// Where a location is read.
pub fn uri(id: &str) -> String {
    format!("/api/v2/locations/{id}")
}

/// One location, deleted or not.
pub async fn find(tx: &mut Tx, id: &str) -> Result<Option<LocationDefinition>> {
    Ok(among(tx, &[id.to_owned()]).await?.pop())
}

/// Those locations that have one of these ids, deleted or not.
pub async fn among(tx: &mut Tx, ids: &[String]) -> Result<Vec<LocationDefinition>> {
    let limit = i64::try_from(ids.len()).unwrap_or(i64::MAX);
    let part = Part { offset: 0, limit, descending: false };
    list(tx, LocationFilter::Ids(ids), part).await
}

/// Which locations a listing shows.
#[derive(Debug, Clone, Copy)]
pub enum LocationFilter<'a> {
    /// Those that are not deleted.
    Active,
    /// Those with these ids, deleted or not.
    Ids(&'a [String]),
    /// Those that lie directly in this one and are not deleted.
    In(&'a str),
}

impl LocationFilter<'_> {
    fn limit(self, query: &mut Query) {
        match self {
            Self::Ids(ids) => query.and("id = ANY($)", args![ids.to_vec()]),
            Self::Active => query.and("state = $", args!["active"]),
            Self::In(id) => query.and("parent_id = $ AND state = $", args![id, "active"]),
        };
    }
}

/// A part of the locations, by name and then by id, with their paths.
pub async fn list(
    tx: &mut Tx,
    filter: LocationFilter<'_>,
    part: Part,
) -> Result<Vec<LocationDefinition>> {
    let sql = "SELECT document FROM locations WHERE organization_id = $";
    let mut query = Query::new(sql, args![&*tx.organization()]);
    filter.limit(&mut query);
    let direction = if part.descending { "DESC" } else { "ASC" };
    let order = format!(" ORDER BY name_key {direction}, id {direction} LIMIT $ OFFSET $");
    query.push(&order, args![part.limit, part.offset]);
    let (sql, values) = query.finish();
    let read = |row: &Row<'_>| crate::from_json::<LocationDefinition>(row.str(0)?);
    let mut found = crate::all_within(tx, (&sql, &values), &[0], read).await?;
    let ids: Vec<String> = found.iter().filter_map(|location| location.id.clone()).collect();
    let mut paths = paths(tx, &ids).await?;
    for location in &mut found {
        let path = location.id.as_ref().and_then(|id| paths.remove(id));
        location.path = Some(path.unwrap_or_default());
    }
    Ok(found)
}

/// How many locations there are.
pub async fn count(tx: &mut Tx, filter: LocationFilter<'_>) -> Result<i64> {
    let sql = "SELECT COUNT(*) FROM locations WHERE organization_id = $";
    let mut query = Query::new(sql, args![&*tx.organization()]);
    filter.limit(&mut query);
    let (sql, values) = query.finish();
    Ok(tx.one(&sql, &values, |row| row.get(0)).await?.unwrap_or_default())
}

/// The locations that each of these lies in, the outermost first; those that lie in none are left
/// out.
async fn paths(tx: &mut Tx, ids: &[String]) -> Result<HashMap<String, Vec<String>>> {
    let mut paths = HashMap::<String, Vec<String>>::new();
    if ids.is_empty() {
        return Ok(paths);
    }
    let organization = &*tx.organization();
    let sql = "WITH RECURSIVE chain (location_id, ancestor_id, depth) AS ( \
                   SELECT id, parent_id, 1 FROM locations \
                   WHERE organization_id = $1 AND id = ANY($2) AND parent_id IS NOT NULL \
                   UNION ALL SELECT c.location_id, l.parent_id, c.depth + 1 \
                   FROM chain c JOIN locations l ON l.id = c.ancestor_id \
                   WHERE l.organization_id = $1 AND l.parent_id IS NOT NULL AND c.depth < $3) \
               SELECT location_id, ancestor_id FROM chain ORDER BY location_id, depth DESC";
    let args = args![organization, ids.to_vec(), DEEPEST];
    let rows = tx.all(sql, &args, |row| Ok((row.get::<String>(0)?, row.get::<String>(1)?)));
    for (location, ancestor) in rows.await? {
        paths.entry(location).or_default().push(ancestor);
    }
    Ok(paths)
}

/// How many levels of locations lie below this one: none, if no other lies in it.
pub async fn levels_below(tx: &mut Tx, id: &str) -> Result<i64> {
    let organization = &*tx.organization();
    let sql = "WITH RECURSIVE below (id, depth) AS ( \
                   SELECT id, 1 FROM locations WHERE organization_id = $1 AND parent_id = $2 \
                   UNION ALL SELECT l.id, b.depth + 1 FROM below b JOIN locations l \
                   ON l.parent_id = b.id WHERE l.organization_id = $1 AND b.depth < $3) \
               SELECT CAST(COALESCE(MAX(depth), 0) AS BIGINT) FROM below";
    let found = tx.one(sql, &args![organization, id, DEEPEST], |row| row.get(0)).await?;
    Ok(found.unwrap_or_default())
}
