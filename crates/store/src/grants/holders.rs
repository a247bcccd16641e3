//! Who holds a role, and where.

use std::collections::HashMap;

use super::subject_type::SubjectType;
use crate::{Divisions, Query, Result, Row, Tx, args};

/// How many users hold each of these roles, directly or through a group that passes its grants on;
/// roles without holders are left out.
pub async fn user_counts(tx: &mut Tx, roles: &[String]) -> Result<HashMap<String, i64>> {
    let organization = &*tx.organization();
    let direct = "SELECT role_id, COUNT(DISTINCT subject_id) FROM grants \
                  WHERE organization_id = $1 AND role_id = ANY($2) AND subject_type = 'PC_USER' \
                  GROUP BY role_id";
    let inherited = "SELECT g.role_id, COUNT(DISTINCT m.user_id) FROM grants g \
                     JOIN groups p ON p.organization_id = g.organization_id AND p.id = g.subject_id \
                         AND p.roles_enabled = TRUE AND p.state = 'active' \
                     JOIN group_members m ON m.organization_id = p.organization_id AND m.group_id = p.id \
                     WHERE g.organization_id = $1 AND g.role_id = ANY($2) AND g.subject_type = 'PC_GROUP' \
                         AND NOT EXISTS (SELECT d.role_id FROM grants d \
                             WHERE d.organization_id = $1 AND d.subject_id = m.user_id AND d.role_id = g.role_id) \
                     GROUP BY g.role_id";
    let mut counts = HashMap::new();
    for sql in [direct, inherited] {
        let read = |row: &Row<'_>| Ok((row.get::<String>(0)?, row.get::<i64>(1)?));
        for (role, users) in tx.all(sql, &args![organization, roles], read).await? {
            *counts.entry(role).or_default() += users;
        }
    }
    Ok(counts)
}

/// A part of the users who hold a role, by id: as many as `limit` after the first `offset`.
pub async fn users(tx: &mut Tx, role: &str, (offset, limit): (i64, i64)) -> Result<Vec<String>> {
    let organization = &*tx.organization();
    let sql = "SELECT subject_id FROM grants \
                   WHERE organization_id = $1 AND role_id = $2 AND subject_type = 'PC_USER' \
               UNION SELECT m.user_id FROM grants g \
                   JOIN groups p ON p.organization_id = g.organization_id AND p.id = g.subject_id \
                       AND p.roles_enabled = TRUE AND p.state = 'active' \
                   JOIN group_members m ON m.organization_id = p.organization_id AND m.group_id = p.id \
                   WHERE g.organization_id = $1 AND g.role_id = $2 AND g.subject_type = 'PC_GROUP' \
               ORDER BY 1 LIMIT $3 OFFSET $4";
    tx.all(sql, &args![organization, role, limit, offset], |row| row.get(0)).await
}

/// The divisions in which a role is granted to anybody, users of trusted organizations included;
/// `*` for all of them.
pub async fn divisions(tx: &mut Tx, role: &str) -> Result<Vec<String>> {
    let organization = &*tx.organization();
    let sql = "SELECT division_id FROM grants WHERE organization_id = $1 AND role_id = $2 \
               UNION SELECT division_id FROM trust_grants \
                   WHERE organization_id = $1 AND role_id = $2 \
               ORDER BY division_id";
    tx.all(sql, &args![organization, role], |row| row.get(0)).await
}

/// A subject to which a role was granted itself.
#[derive(Debug, Clone)]
pub struct Holder {
    /// Its id.
    pub id: String,
    /// What it is.
    pub kind: SubjectType,
    /// Its name.
    pub name: String,
}

/// How holders are sorted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HolderOrder {
    /// By name.
    Name,
    /// By what they are, then by name.
    Type,
    /// By id.
    Id,
}

/// Which part of the holders, in which order, from which end.
#[derive(Debug, Clone, Copy)]
pub struct HolderPart {
    /// How they are sorted.
    pub order: HolderOrder,
    /// From the last to the first.
    pub descending: bool,
    /// How many are passed over.
    pub offset: i64,
    /// How many at most.
    pub limit: i64,
}

/// A part of the subjects to which a role was granted in these divisions, or in all of them.
pub async fn subjects(
    tx: &mut Tx,
    divisions: &Divisions,
    role: &str,
    part: HolderPart,
) -> Result<Vec<Holder>> {
    let mut query = Query::new(
        "SELECT g.subject_id, g.subject_type, u.document, p.name, c.document FROM ( \
             SELECT DISTINCT subject_id, subject_type FROM grants WHERE organization_id = $",
        args![&*tx.organization()],
    );
    in_reach(&mut query, divisions, role);
    let organization = &*tx.organization();
    query.push(
        ") g LEFT JOIN users u ON u.organization_id = $ AND u.id = g.subject_id \
         LEFT JOIN groups p ON p.organization_id = $ AND p.id = g.subject_id \
         LEFT JOIN oauth_clients c ON c.organization_id = $ AND c.id = g.subject_id",
        args![organization, organization, organization],
    );
    let name = "COALESCE(u.name_key, p.name_key, c.name_key, '')";
    let direction = if part.descending { "DESC" } else { "ASC" };
    let order = match part.order {
        HolderOrder::Name => format!("{name} {direction}"),
        HolderOrder::Type => format!("g.subject_type {direction}, {name} {direction}"),
        HolderOrder::Id => format!("g.subject_id {direction}"),
    };
    let tail = format!(" ORDER BY {order}, g.subject_id {direction} LIMIT $ OFFSET $");
    query.push(&tail, args![part.limit, part.offset]);
    let (sql, values) = query.finish();
    tx.all(&sql, &values, |row| {
        let (user, group): (Option<String>, Option<String>) = (row.get(2)?, row.get(3)?);
        let document = user.or(row.get(4)?);
        let named = |text: String| crate::from_json::<Named>(&text);
        let name = document.map(named).transpose()?.map(|named| named.name);
        Ok(Holder {
            id: row.get(0)?,
            kind: SubjectType::from_name(row.str(1)?),
            name: name.or(group).unwrap_or_default(),
        })
    })
    .await
}

/// How many subjects there are to which a role was granted in these divisions, or in all of them.
pub async fn count_subjects(tx: &mut Tx, divisions: &Divisions, role: &str) -> Result<i64> {
    let mut query = Query::new(
        "SELECT COUNT(DISTINCT subject_id) FROM grants WHERE organization_id = $",
        args![&*tx.organization()],
    );
    in_reach(&mut query, divisions, role);
    let (sql, values) = query.finish();
    Ok(tx.one(&sql, &values, |row| row.get(0)).await?.unwrap_or_default())
}

/// In which of these divisions, or in all of them, each of the subjects was granted a role.
pub async fn divisions_of(
    tx: &mut Tx,
    divisions: &Divisions,
    role: &str,
    subjects: &[String],
) -> Result<Vec<(String, String)>> {
    let mut query = Query::new(
        "SELECT subject_id, division_id FROM grants WHERE organization_id = $",
        args![&*tx.organization()],
    );
    in_reach(&mut query, divisions, role);
    query.and("subject_id = ANY($)", args![subjects]);
    query.push(" ORDER BY subject_id, division_id", args![]);
    let (sql, values) = query.finish();
    tx.all(&sql, &values, |row| Ok((row.get(0)?, row.get(1)?))).await
}

fn in_reach(query: &mut Query, divisions: &Divisions, role: &str) {
    query.and("role_id = $", args![role]);
    if let crate::Visible::Some(ids) = divisions.visible() {
        query.and("division_id = '*' OR division_id = ANY($)", args![ids]);
    }
}

/// What every document of a user or a client has.
#[derive(serde::Deserialize)]
struct Named {
    #[serde(default)]
    name: String,
}
