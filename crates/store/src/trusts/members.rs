//! Users and groups that are trusted, and the roles that they hold in the organization that trusts.

use api::DateTime;

use super::sides::{Author, Pair, Side, named};
use crate::{
    Divisions, Part, Query, Result, Row, Tx, args,
    grants::{HeldRole, SubjectType},
};

/// The kind of a trusted member.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MemberKind {
    /// A user.
    User,
    /// A group, for its members.
    Group,
}

impl MemberKind {
    /// As it is stored: the API's names of subjects.
    const fn as_str(self) -> &'static str {
        match self {
            Self::User => SubjectType::User.as_str(),
            Self::Group => SubjectType::Group.as_str(),
        }
    }

    /// Joins the trusted entity to its membership, deleted users left out.
    const fn join(self) -> &'static str {
        match self {
            Self::User => {
                " JOIN users x ON x.organization_id = m.trustee_id AND x.id = m.member_id \
                 AND x.state <> 'deleted'"
            }
            Self::Group => {
                " JOIN groups x ON x.organization_id = m.trustee_id AND x.id = m.member_id"
            }
        }
    }
}

/// A trusted user or group.
#[derive(Debug, Clone)]
pub struct Member {
    /// Its id.
    pub id: String,
    /// The user's or group's document.
    pub document: String,
    /// Since when it is trusted.
    pub created_at: DateTime,
    /// Who brought it in, on either side.
    pub created_by: Option<Author>,
}

impl Member {
    fn read(row: &Row<'_>) -> Result<Self> {
        let organization = Side::read(row.get(3)?, row.str(4)?)?;
        Ok(Self {
            id: row.get(0)?,
            document: row.get(1)?,
            created_at: DateTime::from_milliseconds(row.get(2)?),
            created_by: Author::read(
                organization,
                row.get(5)?,
                row.get::<Option<String>>(6)?.as_deref(),
            )?,
        })
    }
}

/// A user or group to be trusted.
#[derive(Debug)]
pub struct NewMember<'a> {
    /// Its id, in the trusted organization.
    pub id: &'a str,
    /// What it is.
    pub kind: MemberKind,
    /// The organization of who brings it in.
    pub created_in: &'a str,
    /// The user who brings it in.
    pub created_by: Option<&'a str>,
    /// When.
    pub created_at: DateTime,
}

/// Brings a user or group in; `false` when it is in already.
pub async fn add_member(tx: &mut Tx, pair: Pair<'_>, new: &NewMember<'_>) -> Result<bool> {
    let sql = "INSERT INTO trust_members (organization_id, trustee_id, member_id, member_type, created_in, \
               created_by, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT DO NOTHING";
    let args = args![
        pair.trustor,
        pair.trustee,
        new.id,
        new.kind.as_str(),
        new.created_in,
        new.created_by,
        new.created_at.milliseconds()
    ];
    let rows = tx.run(sql, &args).await?;
    named(tx, pair, rows)
}

/// Takes a user or group out, with its roles; `false` when it is not in.
pub async fn remove_member(
    tx: &mut Tx,
    pair: Pair<'_>,
    (kind, id): (MemberKind, &str),
) -> Result<bool> {
    let sql = "DELETE FROM trust_members WHERE organization_id = $1 AND trustee_id = $2 \
               AND member_type = $3 AND member_id = $4";
    let args = args![pair.trustor, pair.trustee, kind.as_str(), id];
    let rows = tx.run(sql, &args).await?;
    named(tx, pair, rows)
}

/// Takes a user or group that ends out of every trust, with its roles.
pub async fn remove_from_all(tx: &mut Tx, id: &str) -> Result<()> {
    let organization = &*tx.organization();
    let sql = "DELETE FROM trust_members WHERE trustee_id = $1 AND member_id = $2 \
               RETURNING organization_id";
    for trustor in tx.all(sql, &args![organization, id], |row| row.get::<String>(0)).await? {
        named(tx, Pair { trustor: &trustor, trustee: organization }, 1)?;
    }
    Ok(())
}

/// One trusted user, of these divisions of the trusted organization, or group.
pub async fn find_member(
    tx: &mut Tx,
    (pair, divisions): (Pair<'_>, &Divisions),
    (kind, id): (MemberKind, &str),
) -> Result<Option<Member>> {
    let mut query = select(COLUMNS, (pair, divisions), kind);
    query.and("m.member_id = $", args![id]);
    let (sql, values) = query.finish();
    tx.one(&sql, &values, Member::read).await
}

/// A part of the trusted users, of these divisions of the trusted organization, or groups, by name.
pub async fn members(
    tx: &mut Tx,
    (pair, divisions): (Pair<'_>, &Divisions),
    kind: MemberKind,
    part: Part,
) -> Result<Vec<Member>> {
    let mut query = select(COLUMNS, (pair, divisions), kind);
    query.push(" ORDER BY x.name_key, x.id LIMIT $ OFFSET $", args![part.limit, part.offset]);
    let (sql, values) = query.finish();
    tx.all(&sql, &values, Member::read).await
}

/// How many users of these divisions, or groups, are trusted.
pub async fn count_members(
    tx: &mut Tx,
    (pair, divisions): (Pair<'_>, &Divisions),
    kind: MemberKind,
) -> Result<i64> {
    let (sql, values) = select("SELECT COUNT(*)", (pair, divisions), kind).finish();
    Ok(tx.one(&sql, &values, |row| row.get(0)).await?.unwrap_or_default())
}

const COLUMNS: &str =
    "SELECT x.id, x.document, m.created_at, o.id, o.document, m.created_by, a.document";

fn select(columns: &str, (pair, divisions): (Pair<'_>, &Divisions), kind: MemberKind) -> Query {
    let sql = format!(
        "{columns} FROM trust_members m{} JOIN organizations o ON o.id = m.created_in \
         LEFT JOIN users a ON a.organization_id = m.created_in AND a.id = m.created_by \
         WHERE m.organization_id = $",
        kind.join()
    );
    let mut query = Query::new(&sql, args![pair.trustor]);
    query.and("m.trustee_id = $", args![pair.trustee]);
    if kind == MemberKind::User {
        divisions.limit(&mut query, "x.division_id");
    }
    query.and("m.member_type = $", args![kind.as_str()]);
    query
}

/// Grants a trusted user or group a role of the organization that trusts; a grant that exists stays.
pub async fn grant(
    tx: &mut Tx,
    pair: Pair<'_>,
    member: &str,
    (role, division, made_at): (&str, &str, DateTime),
) -> Result<()> {
    let sql = "INSERT INTO trust_grants (organization_id, trustee_id, member_id, role_id, division_id, made_at) \
               VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING";
    let args = args![pair.trustor, pair.trustee, member, role, division, made_at.milliseconds()];
    let rows = tx.run(sql, &args).await?;
    named(tx, pair, rows).map(drop)
}

/// Takes every role from a trusted user or group.
pub async fn revoke_all(tx: &mut Tx, pair: Pair<'_>, member: &str) -> Result<()> {
    let sql = "DELETE FROM trust_grants WHERE organization_id = $1 AND trustee_id = $2 AND member_id = $3";
    let rows = tx.run(sql, &args![pair.trustor, pair.trustee, member]).await?;
    named(tx, pair, rows).map(drop)
}

/// A role of the trusting organization that a user or group of another one holds.
#[derive(Debug, Clone)]
pub struct TrustGrant {
    /// The trusted organization.
    pub trustee: String,
    /// The user or group of it.
    pub member: String,
    /// The role.
    pub role: String,
    /// The division, or `*` for all.
    pub division: String,
}

/// Which grants are asked for.
#[derive(Debug, Clone, Copy)]
pub enum GrantsOf<'a> {
    /// Those of this role.
    Role(&'a str),
    /// Those in just this division.
    Division(&'a str),
}

/// What an organization has granted to those whom it trusts.
pub async fn grants(tx: &mut Tx, trustor: &str, of: GrantsOf<'_>) -> Result<Vec<TrustGrant>> {
    let (column, value) = match of {
        GrantsOf::Role(id) => ("role_id", id),
        GrantsOf::Division(id) => ("division_id", id),
    };
    let sql = format!(
        "SELECT trustee_id, member_id, role_id, division_id FROM trust_grants \
         WHERE organization_id = $1 AND {column} = $2 \
         ORDER BY trustee_id, member_id, role_id, division_id"
    );
    tx.all(&sql, &args![trustor, value], |row| {
        Ok(TrustGrant {
            trustee: row.get(0)?,
            member: row.get(1)?,
            role: row.get(2)?,
            division: row.get(3)?,
        })
    })
    .await
}

/// Takes every role in just this division from everybody who is trusted.
pub async fn revoke_in_division(tx: &mut Tx, trustor: &str, division: &str) -> Result<()> {
    let sql = "DELETE FROM trust_grants WHERE organization_id = $1 AND division_id = $2 \
               RETURNING trustee_id";
    let mut trustees = tx.all(sql, &args![trustor, division], |row| row.get::<String>(0)).await?;
    trustees.sort_unstable();
    trustees.dedup();
    for trustee in trustees {
        named(tx, Pair { trustor, trustee: &trustee }, 1)?;
    }
    Ok(())
}

/// The roles that users and groups of an organization hold in these trusting ones, each with the
/// organization in which it is held; those of all members, unless some are named. A grant in a
/// division that is gone gives nothing.
pub async fn held(
    tx: &mut Tx,
    trustee: &str,
    trustors: &[String],
    members: Option<&[String]>,
) -> Result<Vec<(String, HeldRole)>> {
    let sql = "SELECT g.organization_id, g.member_id, g.division_id, r.id, r.name, r.document, g.made_at \
               FROM trust_grants g \
               JOIN roles r ON r.organization_id = g.organization_id AND r.id = g.role_id \
               WHERE g.trustee_id = $";
    let mut query = Query::new(sql, args![trustee]);
    query.and("g.organization_id = ANY($)", args![trustors.to_vec()]);
    query.and(
        "g.division_id = '*' OR EXISTS (SELECT 1 FROM divisions d \
         WHERE d.organization_id = g.organization_id AND d.id = g.division_id)",
        args![],
    );
    if let Some(members) = members {
        query.and("g.member_id = ANY($)", args![members.to_vec()]);
    }
    query
        .push(" ORDER BY g.organization_id, r.name_key, r.id, g.division_id, g.member_id", args![]);
    let (sql, values) = query.finish();
    tx.all(&sql, &values, |row| {
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
