//! Grants: who holds which role in which division.

mod holders;
mod subject_type;

use api::DateTime;
pub use holders::{
    Holder, HolderOrder, HolderPart, count_subjects, divisions as divisions_of_role, divisions_of,
    subjects, user_counts, users as users_of_role,
};
pub use subject_type::SubjectType;

use crate::{Divisions, Query, Result, Row, Tx, args, organizations};

/// A role that a subject holds in a division.
#[derive(Debug, Clone)]
pub struct HeldRole {
    /// The subject that it was granted to: the one asked for, or a group of it.
    pub subject: String,
    /// The division, or `*` for all.
    pub division: String,
    /// The role's id.
    pub role: String,
    /// The role's name.
    pub role_name: String,
    /// The role's document: description, permissions and policies.
    pub role_document: String,
    /// When it was granted.
    pub made_at: DateTime,
}

impl HeldRole {
    fn read(row: &Row<'_>) -> Result<Self> {
        Ok(Self {
            subject: row.get(0)?,
            division: row.get(1)?,
            role: row.get(2)?,
            role_name: row.get(3)?,
            role_document: row.get(4)?,
            made_at: DateTime::from_milliseconds(row.get(5)?),
        })
    }
}

/// The roles that a subject holds, its own and those of the groups that pass theirs on.
pub async fn held_by(tx: &mut Tx, subject: &str) -> Result<Vec<HeldRole>> {
    let organization = &*tx.organization();
    let sql = "SELECT g.subject_id, g.division_id, r.id, r.name, r.document, g.made_at \
               FROM grants g JOIN roles r ON r.organization_id = g.organization_id AND r.id = g.role_id \
               WHERE g.organization_id = $1 AND (g.subject_id = $2 OR g.subject_id IN ( \
                   SELECT m.group_id FROM group_members m JOIN groups p \
                       ON p.organization_id = m.organization_id AND p.id = m.group_id \
                   WHERE m.organization_id = $1 AND m.user_id = $2 \
                       AND p.roles_enabled = TRUE AND p.state = 'active')) \
               ORDER BY r.name_key, r.id, g.division_id, g.subject_id";
    tx.all(sql, &args![organization, subject], HeldRole::read).await
}

/// A part of the grants in just this division, by role: as many as `limit` after the first `offset`.
pub async fn in_division(
    tx: &mut Tx,
    division: &str,
    (offset, limit): (i64, i64),
) -> Result<Vec<HeldRole>> {
    let organization = &*tx.organization();
    let sql = "SELECT g.subject_id, g.division_id, r.id, r.name, r.document, g.made_at \
               FROM grants g JOIN roles r ON r.organization_id = g.organization_id AND r.id = g.role_id \
               WHERE g.organization_id = $1 AND g.division_id = $2 \
               ORDER BY r.name_key, r.id, g.subject_id LIMIT $3 OFFSET $4";
    tx.all(sql, &args![organization, division, limit, offset], HeldRole::read).await
}

/// How many grants there are in just this division.
pub async fn count_in_division(tx: &mut Tx, division: &str) -> Result<i64> {
    let organization = &*tx.organization();
    let sql = "SELECT COUNT(*) FROM grants WHERE organization_id = $1 AND division_id = $2";
    Ok(tx.one(sql, &args![organization, division], |row| row.get(0)).await?.unwrap_or_default())
}

/// Takes every grant in just this division away.
pub async fn delete_in_division(tx: &mut Tx, division: &str) -> Result<()> {
    let organization = &*tx.organization();
    let sql = "DELETE FROM grants WHERE organization_id = $1 AND division_id = $2";
    let deleted = tx.run(sql, &args![organization, division]).await?;
    access_changed(tx, deleted).await
}

/// Permissions changed, if any row did.
async fn access_changed(tx: &mut Tx, rows: u64) -> Result<()> {
    if rows == 0 {
        return Ok(());
    }
    let organization = tx.organization();
    organizations::access_changed(tx, &organization).await
}

/// Which of these ids belong to subjects: users of these divisions who are not deleted, groups, and
/// OAuth clients.
pub async fn known_subjects(
    tx: &mut Tx,
    divisions: &Divisions,
    ids: &[String],
) -> Result<Vec<String>> {
    let organization = &*tx.organization();
    let mut query =
        Query::new("SELECT id FROM users WHERE organization_id = $", args![organization]);
    query.and("id = ANY($)", args![ids]);
    query.and("state <> 'deleted'", args![]);
    divisions.limit(&mut query, "division_id");
    query.push(
        " UNION SELECT id FROM groups WHERE organization_id = $ AND id = ANY($) \
         UNION SELECT id FROM oauth_clients WHERE organization_id = $ AND id = ANY($)",
        args![organization, ids, organization, ids],
    );
    let (sql, values) = query.finish();
    tx.all(&sql, &values, |row| row.get(0)).await
}

/// Each subject of these with each role that it holds, and where: its own and those of its groups.
pub async fn roles_of_each(
    tx: &mut Tx,
    subjects: &[String],
) -> Result<Vec<(String, String, String)>> {
    let organization = &*tx.organization();
    let sql = "SELECT subject_id, role_id, division_id FROM grants \
                   WHERE organization_id = $1 AND subject_id = ANY($2) \
               UNION SELECT m.user_id, g.role_id, g.division_id FROM group_members m \
                   JOIN groups p ON p.organization_id = m.organization_id AND p.id = m.group_id \
                       AND p.roles_enabled = TRUE AND p.state = 'active' \
                   JOIN grants g ON g.organization_id = p.organization_id AND g.subject_id = p.id \
                   WHERE m.organization_id = $1 AND m.user_id = ANY($2)";
    let read = |row: &Row<'_>| Ok((row.get(0)?, row.get(1)?, row.get(2)?));
    tx.all(sql, &args![organization, subjects], read).await
}

/// A grant to be made.
#[derive(Debug)]
pub struct NewGrant<'a> {
    /// Who gets it.
    pub subject: &'a str,
    /// What the subject is.
    pub subject_type: SubjectType,
    /// The role.
    pub role: &'a str,
    /// The division, or `*` for all.
    pub division: &'a str,
    /// When.
    pub made_at: DateTime,
}

/// Makes a grant; `false` when it exists, which leaves it as it is.
pub async fn insert(tx: &mut Tx, grant: &NewGrant<'_>) -> Result<bool> {
    let inserted = insert_first(tx, grant).await?;
    access_changed(tx, inserted.into()).await?;
    Ok(inserted)
}

/// The same for a subject that this transaction makes: no permissions of it are cached yet, so the
/// caches of others stay valid.
pub async fn insert_first(tx: &mut Tx, grant: &NewGrant<'_>) -> Result<bool> {
    let organization = &*tx.organization();
    let NewGrant { subject, role, division, .. } = *grant;
    let (kind, made_at) = (grant.subject_type.as_str(), grant.made_at.milliseconds());
    let sql = "INSERT INTO grants (organization_id, subject_id, subject_type, role_id, division_id, made_at) \
               VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING";
    Ok(tx.run(sql, &args![organization, subject, kind, role, division, made_at]).await? == 1)
}

/// Grants a role to many new users, each in its own division; who holds it already keeps it as it
/// is.
pub async fn insert_all(
    tx: &mut Tx,
    users: &[String],
    role: &str,
    made_at: DateTime,
) -> Result<()> {
    let organization = &*tx.organization();
    let sql = "INSERT INTO grants (organization_id, subject_id, subject_type, role_id, division_id, made_at) \
               SELECT organization_id, id, $3, $4, division_id, CAST($5 AS BIGINT) \
               FROM users WHERE organization_id = $1 AND id = ANY($2) ON CONFLICT DO NOTHING";
    let (kind, made_at) = (SubjectType::User.as_str(), made_at.milliseconds());
    tx.run(sql, &args![organization, users, kind, role, made_at]).await?;
    Ok(())
}

/// Takes every direct grant of a subject away.
pub async fn delete_of_subject(tx: &mut Tx, subject: &str) -> Result<()> {
    let organization = &*tx.organization();
    let sql = "DELETE FROM grants WHERE organization_id = $1 AND subject_id = $2";
    let deleted = tx.run(sql, &args![organization, subject]).await?;
    access_changed(tx, deleted).await
}

/// The roles that each of these users holds, its own and those of its groups, with the user.
pub async fn held_by_each(tx: &mut Tx, users: &[String]) -> Result<Vec<(String, HeldRole)>> {
    let organization = &*tx.organization();
    let sql = "WITH subjects (user_id, subject_id) AS ( \
                   SELECT id, id FROM users WHERE organization_id = $1 AND id = ANY($2) \
                   UNION SELECT m.user_id, m.group_id FROM group_members m JOIN groups p \
                       ON p.organization_id = m.organization_id AND p.id = m.group_id \
                   WHERE m.organization_id = $1 AND m.user_id = ANY($2) \
                       AND p.roles_enabled = TRUE AND p.state = 'active') \
               SELECT s.user_id, g.subject_id, g.division_id, r.id, r.name, r.document, g.made_at \
               FROM subjects s \
               JOIN grants g ON g.organization_id = $1 AND g.subject_id = s.subject_id \
               JOIN roles r ON r.organization_id = $1 AND r.id = g.role_id \
               ORDER BY s.user_id, r.name_key, r.id, g.division_id, g.subject_id";
    tx.all(sql, &args![organization, users], |row| {
        let role = HeldRole {
            subject: row.get(1)?,
            division: row.get(2)?,
            role: row.get(3)?,
            role_name: row.get(4)?,
            role_document: row.get(5)?,
            made_at: DateTime::from_milliseconds(row.get(6)?),
        };
        Ok((row.get(0)?, role))
    })
    .await
}

/// The grants of a subject itself, not those of its groups.
pub async fn direct(tx: &mut Tx, subject: &str) -> Result<Vec<(String, String)>> {
    let organization = &*tx.organization();
    let sql = "SELECT role_id, division_id FROM grants WHERE organization_id = $1 AND subject_id = $2 \
               ORDER BY role_id, division_id";
    tx.all(sql, &args![organization, subject], |row| Ok((row.get(0)?, row.get(1)?))).await
}

/// Takes one grant away; `false` when there is none.
pub async fn delete(tx: &mut Tx, subject: &str, (role, division): (&str, &str)) -> Result<bool> {
    let organization = &*tx.organization();
    let sql = "DELETE FROM grants WHERE organization_id = $1 AND subject_id = $2 AND role_id = $3 \
               AND division_id = $4";
    let deleted = tx.run(sql, &args![organization, subject, role, division]).await?;
    access_changed(tx, deleted).await?;
    Ok(deleted == 1)
}

/// Is there an active user who may do everything everywhere: a holder of the administrator's role in
/// all divisions, directly or through a group?
pub async fn has_administrator(tx: &mut Tx) -> Result<bool> {
    let organization = &*tx.organization();
    let sql = "WITH holders (id) AS ( \
                   SELECT g.subject_id FROM roles r JOIN grants g \
                       ON g.organization_id = r.organization_id AND g.role_id = r.id \
                   WHERE r.organization_id = $1 AND r.default_role_id = 'admin' AND g.division_id = '*') \
               SELECT u.id FROM holders h JOIN users u ON u.organization_id = $1 AND u.id = h.id \
               WHERE u.state = 'active' \
               UNION SELECT u.id FROM holders h \
               JOIN groups p ON p.organization_id = $1 AND p.id = h.id \
                   AND p.roles_enabled = TRUE AND p.state = 'active' \
               JOIN group_members m ON m.organization_id = $1 AND m.group_id = p.id \
               JOIN users u ON u.organization_id = $1 AND u.id = m.user_id AND u.state = 'active' \
               LIMIT 1";
    Ok(tx.one(sql, &args![organization], |row| row.get::<String>(0)).await?.is_some())
}

/// A role that an OAuth client holds in a division.
#[derive(Debug, Clone)]
pub struct ClientGrant {
    /// The client.
    pub client: String,
    /// The role.
    pub role: String,
    /// The division, or `*` for all.
    pub division: String,
}

/// What every OAuth client of the organization holds.
pub async fn of_clients(tx: &mut Tx) -> Result<Vec<ClientGrant>> {
    let organization = &*tx.organization();
    let sql = "SELECT subject_id, role_id, division_id FROM grants \
               WHERE organization_id = $1 AND subject_type = $2 \
               ORDER BY subject_id, made_at, role_id, division_id";
    tx.all(sql, &args![organization, SubjectType::OAuthClient.as_str()], |row| {
        Ok(ClientGrant { client: row.get(0)?, role: row.get(1)?, division: row.get(2)? })
    })
    .await
}
