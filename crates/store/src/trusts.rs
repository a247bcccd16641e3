//! Trust between two organizations of this server: users of the one may work with the data of the
//! other.

mod members;
mod sides;

use api::DateTime;
pub use members::{
    GrantsOf, Member, MemberKind, NewMember, TrustGrant, add_member, count_members, find_member,
    grant, grants, held, members, remove_from_all, remove_member, revoke_all, revoke_in_division,
};

use sides::named;
pub use sides::{Author, Pair, Side};

use crate::{Part, Query, Result, Row, Tx, args};

/// A trust as it is stored.
#[derive(Debug, Clone)]
pub struct Trust {
    /// The organization whose data it is.
    pub trustor: Side,
    /// The organization whose users are let in.
    pub trustee: Side,
    /// Is it switched on?
    pub enabled: bool,
    /// When it ends by itself.
    pub expires_at: Option<DateTime>,
    /// When it was set up.
    pub created_at: DateTime,
    /// The user of the trustor who set it up.
    pub created_by: Option<Author>,
}

impl Trust {
    /// Does it count now?
    pub fn is_in_force(&self, now: DateTime) -> bool {
        self.enabled && self.expires_at.is_none_or(|end| now < end)
    }

    /// Who trusts whom.
    pub fn pair(&self) -> Pair<'_> {
        Pair { trustor: &self.trustor.id, trustee: &self.trustee.id }
    }

    fn read(row: &Row<'_>) -> Result<Self> {
        let trustor = Side::read(row.get(0)?, row.str(1)?)?;
        Ok(Self {
            trustee: Side::read(row.get(2)?, row.str(3)?)?,
            enabled: row.get(4)?,
            expires_at: row.get::<Option<i64>>(5)?.map(DateTime::from_milliseconds),
            created_at: DateTime::from_milliseconds(row.get(6)?),
            created_by: Author::read(
                trustor.clone(),
                row.get(7)?,
                row.get::<Option<String>>(8)?.as_deref(),
            )?,
            trustor,
        })
    }
}

/// A trust to be set up.
#[derive(Debug)]
pub struct NewTrust<'a> {
    /// Who trusts whom.
    pub pair: Pair<'a>,
    /// Is it switched on?
    pub enabled: bool,
    /// When it ends by itself.
    pub expires_at: Option<DateTime>,
    /// The user of the trustor who sets it up.
    pub created_by: Option<&'a str>,
    /// When.
    pub created_at: DateTime,
}

/// Sets up a trust; `false` when there is one already. Both organizations must exist.
pub async fn insert(tx: &mut Tx, new: &NewTrust<'_>) -> Result<bool> {
    let sql = "INSERT INTO trusts (organization_id, trustee_id, enabled, expires_at, created_by, created_at) \
               VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING";
    let args = args![
        new.pair.trustor,
        new.pair.trustee,
        new.enabled,
        new.expires_at.map(DateTime::milliseconds),
        new.created_by,
        new.created_at.milliseconds()
    ];
    let rows = tx.run(sql, &args).await?;
    named(tx, new.pair, rows)
}

/// Ends a trust with everything under it; `false` when there is none.
pub async fn delete(tx: &mut Tx, pair: Pair<'_>) -> Result<bool> {
    let sql = "DELETE FROM trusts WHERE organization_id = $1 AND trustee_id = $2";
    let rows = tx.run(sql, &args![pair.trustor, pair.trustee]).await?;
    named(tx, pair, rows)
}

const FROM: &str = " FROM trusts t JOIN organizations r ON r.id = t.organization_id \
                    JOIN organizations e ON e.id = t.trustee_id";
const COLUMNS: &str = "SELECT r.id, r.document, e.id, e.document, t.enabled, t.expires_at, t.created_at, \
                       t.created_by, u.document";
const AUTHOR: &str =
    " LEFT JOIN users u ON u.organization_id = t.organization_id AND u.id = t.created_by";

/// One trust.
pub async fn find(tx: &mut Tx, pair: Pair<'_>) -> Result<Option<Trust>> {
    let sql = format!("{COLUMNS}{FROM}{AUTHOR} WHERE t.organization_id = $1 AND t.trustee_id = $2");
    tx.one(&sql, &args![pair.trustor, pair.trustee], Trust::read).await
}

/// Which trusts a listing shows.
#[derive(Debug, Clone, Copy)]
pub enum Which<'a> {
    /// Those in which this organization trusts others.
    OfTrustor(&'a str),
    /// Those in which this organization is trusted.
    OfTrustee(&'a str),
    /// Those in which one of these users and groups of this organization is trusted.
    OfMembers(&'a str, &'a [String]),
}

impl Which<'_> {
    fn condition(self, query: &mut Query) {
        match self {
            Self::OfTrustor(id) => query.push("t.organization_id = $", args![id]),
            Self::OfTrustee(id) => query.push("t.trustee_id = $", args![id]),
            Self::OfMembers(id, members) => query.push("t.trustee_id = $", args![id]).and(
                "EXISTS (SELECT 1 FROM trust_members m WHERE m.organization_id = t.organization_id \
                 AND m.trustee_id = t.trustee_id AND m.member_id = ANY($))",
                args![members.to_vec()],
            ),
        };
    }

    /// The name of the other organization.
    const fn name(self) -> &'static str {
        match self {
            Self::OfTrustor(_) => "e.name_key",
            Self::OfTrustee(_) | Self::OfMembers(..) => "r.name_key",
        }
    }
}

/// A part of the trusts, by the name of the other organization.
pub async fn list(tx: &mut Tx, which: Which<'_>, part: Part) -> Result<Vec<Trust>> {
    let mut query = Query::new(&format!("{COLUMNS}{FROM}{AUTHOR} WHERE "), args![]);
    which.condition(&mut query);
    // Names of organizations are unique.
    let order = format!(" ORDER BY {} LIMIT $ OFFSET $", which.name());
    query.push(&order, args![part.limit, part.offset]);
    let (sql, values) = query.finish();
    tx.all(&sql, &values, Trust::read).await
}

/// How many trusts there are.
pub async fn count(tx: &mut Tx, which: Which<'_>) -> Result<i64> {
    let mut query = Query::new(&format!("SELECT COUNT(*){FROM} WHERE "), args![]);
    which.condition(&mut query);
    let (sql, values) = query.finish();
    Ok(tx.one(&sql, &values, |row| row.get(0)).await?.unwrap_or_default())
}
