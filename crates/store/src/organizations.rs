//! Organizations: the tenants of this server.

use api::DateTime;

use crate::{
    Changed, Entity, Lock, OrganizationClock, Result, Row, Subject, Tx, args, changes::NewChange,
};

/// An organization as it is stored.
#[derive(Debug, Clone)]
pub struct StoredOrganization {
    /// Its id.
    pub id: String,
    /// Its name, unique on this server.
    pub name: String,
    /// What the API shows of it, as JSON.
    pub document: String,
    /// What it was made from, as JSON, for a reset.
    pub blueprint: String,
    /// Its clock.
    pub clock: OrganizationClock,
    /// When it was made.
    pub created_at: DateTime,
}

impl StoredOrganization {
    fn read(row: &Row<'_>) -> Result<Self> {
        Ok(Self {
            id: row.get(0)?,
            name: row.get(1)?,
            document: row.get(2)?,
            blueprint: row.get(3)?,
            clock: OrganizationClock::stored(row.get(4)?, row.get(5)?),
            created_at: DateTime::from_milliseconds(row.get(6)?),
        })
    }
}

const COLUMNS: &str = "SELECT id, name, document, blueprint, clock_offset, clock_stopped_at, created_at \
                       FROM organizations";

/// One organization.
pub async fn find(tx: &mut Tx, id: &str) -> Result<Option<StoredOrganization>> {
    tx.one(&format!("{COLUMNS} WHERE id = $1"), &args![id], StoredOrganization::read).await
}

/// The organization of this name, in any case.
pub async fn by_name(tx: &mut Tx, name: &str) -> Result<Option<StoredOrganization>> {
    let sql = format!("{COLUMNS} WHERE name_key = $1");
    tx.one(&sql, &args![crate::fold(name)], StoredOrganization::read).await
}

/// Every organization of the server, the oldest first.
pub async fn all(tx: &mut Tx) -> Result<Vec<StoredOrganization>> {
    tx.all(&format!("{COLUMNS} ORDER BY created_at, id"), &[], StoredOrganization::read).await
}

/// Are there organizations?
pub async fn exist(tx: &mut Tx) -> Result<bool> {
    let sql = "SELECT id FROM organizations LIMIT 1";
    Ok(tx.one(sql, &[], |row| row.get::<String>(0)).await?.is_some())
}

/// Adds an organization; `false` when its name is taken.
pub async fn insert(tx: &mut Tx, new: &StoredOrganization) -> Result<bool> {
    let sql = "INSERT INTO organizations (id, name, name_key, document, access_version, clock_offset, \
               clock_stopped_at, blueprint, created_at) VALUES ($1, $2, $3, $4, 1, $5, $6, $7, $8) \
               ON CONFLICT DO NOTHING";
    let StoredOrganization { id, name, document, blueprint, clock, .. } = new;
    let stopped = clock.stopped_at.map(DateTime::milliseconds);
    let (key, created_at) = (crate::fold(name), new.created_at.milliseconds());
    let args = args![id, name, key, document, clock.offset, stopped, blueprint, created_at];
    let inserted = tx.run(sql, &args).await? == 1;
    if inserted {
        tx.owns(Lock::Organization(id));
        tx.changed(NewChange::of_entity(id, Entity::Organization, id))?;
    }
    Ok(inserted)
}

/// Sets the clock of the organization. Sessions hold it, so all of them are read again.
pub async fn set_clock(tx: &mut Tx, clock: OrganizationClock) -> Result<()> {
    let organization = &*tx.organization();
    let sql = "UPDATE organizations SET clock_offset = $2, clock_stopped_at = $3 WHERE id = $1";
    let stopped = clock.stopped_at.map(DateTime::milliseconds);
    tx.run(sql, &args![organization, clock.offset, stopped]).await?;
    tx.changed(NewChange::of_entity(organization, Entity::Organization, organization))?;
    tx.changed(NewChange::new(organization, Changed::Tokens(Subject::Everybody)))
}

/// Removes an organization with everything in it, and the trusts of others in it; `false` when
/// there is none.
pub async fn delete(tx: &mut Tx, id: &str) -> Result<bool> {
    let sql = "SELECT trustee_id FROM trusts WHERE organization_id = $1 \
               UNION SELECT organization_id FROM trusts WHERE trustee_id = $1";
    for other in tx.all(sql, &args![id], |row| row.get::<String>(0)).await? {
        tx.changed(NewChange::of_entity(&other, Entity::Trust, id))?;
    }
    let deleted = tx.run("DELETE FROM organizations WHERE id = $1", &args![id]).await? == 1;
    if deleted {
        tx.changed(NewChange::new(id, Changed::OrganizationGone))?;
    }
    Ok(deleted)
}

/// Removes every client and every token, so that no sign-in is possible.
pub async fn shut(tx: &mut Tx, id: &str) -> Result<()> {
    tx.run("DELETE FROM tokens WHERE organization_id = $1", &args![id]).await?;
    tx.run("DELETE FROM oauth_clients WHERE organization_id = $1", &args![id]).await?;
    tx.changed(NewChange::new(id, Changed::Tokens(Subject::Everybody)))?;
    tx.changed(NewChange::of_many(id, Entity::Client))
}

/// How often permissions of the organization may have changed.
pub async fn access_version(tx: &mut Tx, id: &str) -> Result<i64> {
    let sql = "SELECT access_version FROM organizations WHERE id = $1";
    Ok(tx.one(sql, &args![id], |row| row.get(0)).await?.unwrap_or_default())
}

/// Counts on from `version`, for an organization that was made anew under the same id: what nodes
/// keep in memory of the old one must not fit the new one.
pub async fn count_access_from(tx: &mut Tx, id: &str, version: i64) -> Result<()> {
    let version = version + 1;
    let sql = "UPDATE organizations SET access_version = $2 WHERE id = $1";
    tx.run(sql, &args![id, version]).await?;
    tx.changed(NewChange::new(id, Changed::Access { version }))
}

/// Tells every node that permissions of the organization may have changed. It writes the
/// organization's row, and so takes its lock, which comes before those of users. Once in a
/// transaction is enough.
pub async fn access_changed(tx: &mut Tx, id: &str) -> Result<()> {
    if tx.has_named(id, |changed| matches!(changed, Changed::Access { .. })) {
        return Ok(());
    }
    tx.lock(Lock::Organization(id)).await?;
    let sql = "UPDATE organizations SET access_version = access_version + 1 WHERE id = $1 \
               RETURNING access_version";
    match tx.one(sql, &args![id], |row| row.get(0)).await? {
        Some(version) => tx.changed(NewChange::new(id, Changed::Access { version })),
        None => Ok(()),
    }
}
