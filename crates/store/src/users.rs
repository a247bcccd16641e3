//! Users.

mod bulk;
mod changes;
mod check;
mod dates;
mod hierarchy;
mod together;

use std::{collections::HashMap, sync::Arc};

use api::{DateTime, State, User, WireEnum};
pub use bulk::{NewUser, existing, insert_all, purge, taken};
pub use changes::{Saved, insert, save};
pub use check::check;
pub use dates::{DateOf, LastDates, last_dates, modified, note};
pub use hierarchy::{reports, reports_to, siblings, superiors};
pub use together::{ChangedUser, Known, after, free_addresses, known, managers, save_all};

use crate::{
    Divisions, Error, Part, Query, Result, Row, Slice, Tx, Value, Visible, args,
    divisions::USERS,
    kept::{DependsOn, KeptKind, place},
    limits::LARGEST_READ,
};

/// A user as it is stored.
///
/// What filters need has a column; the rest is JSON: `document` is what every answer shows but for
/// the division, `profile` what is shown only when expanded. Both hold fields of [`User`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredUser {
    /// Its id.
    pub id: String,
    /// The id of its division.
    pub division: String,
    /// The name of its division.
    pub division_name: String,
    /// Active, inactive or deleted.
    pub state: State,
    /// Raised by each change.
    pub version: i64,
    /// Its manager.
    pub manager: Option<String>,
    /// What every answer shows, as JSON.
    pub document: String,
    /// What is shown when expanded, as JSON.
    pub profile: String,
    /// When and why its state last changed.
    pub dates: UserDates,
}

/// When and why the state of a user last changed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct UserDates {
    /// Why the state last changed.
    pub state_reason: Option<String>,
    /// When the state last changed.
    pub state_changed_at: Option<DateTime>,
}

impl StoredUser {
    /// The document, read.
    pub fn read_document(&self) -> Result<User> {
        crate::from_json(&self.document)
    }

    /// The profile, read.
    pub fn read_profile(&self) -> Result<User> {
        crate::from_json(&self.profile)
    }

    async fn all(tx: &mut Tx, statement: (&str, &[Value])) -> Result<Vec<Self>> {
        crate::all_within(tx, statement, &[6, 7], Self::read).await
    }

    /// About how many bytes it takes.
    fn bytes(&self) -> usize {
        let Self { id, division, division_name, document, profile, .. } = self;
        let texts = [id, division, division_name, document, profile];
        size_of::<Self>() + texts.iter().map(|text| text.len()).sum::<usize>()
    }

    fn read(row: &Row<'_>) -> Result<Self> {
        Ok(Self {
            id: row.get(0)?,
            division: row.get(1)?,
            division_name: row.get(2)?,
            state: State::from_wire(row.str(3)?),
            version: row.get(4)?,
            manager: row.get(5)?,
            document: row.get(6)?,
            profile: row.get(7)?,
            dates: UserDates {
                state_reason: row.get(8)?,
                state_changed_at: row.get::<Option<i64>>(9)?.map(DateTime::from_milliseconds),
            },
        })
    }
}

/// Every function here reads users with this.
const SELECT: &str = "SELECT u.id, u.division_id, d.name, u.state, u.version, u.manager_id, u.document, \
                      u.profile, u.state_reason, u.state_changed_at FROM users u JOIN divisions d \
                      ON d.organization_id = u.organization_id AND d.id = u.division_id \
                      WHERE u.organization_id = $";

/// Where a user is read.
pub fn uri(id: &str) -> String {
    format!("/api/v2/users/{id}")
}

/// A user by id alone, with where it is read.
pub fn reference(id: &str) -> User {
    User { id: Some(id.to_owned()), self_uri: Some(uri(id)), ..User::default() }
}

/// One user, in whatever state.
pub async fn find(tx: &mut Tx, divisions: &Divisions, id: &str) -> Result<Option<StoredUser>> {
    Ok(find_shared(tx, divisions, id).await?.map(Arc::unwrap_or_clone))
}

/// The same for those who only read it.
pub async fn find_shared(
    tx: &mut Tx,
    divisions: &Divisions,
    id: &str,
) -> Result<Option<Arc<StoredUser>>> {
    if let Some(user) = kept(tx, id) {
        check_kept(tx, std::slice::from_ref(&user)).await?;
        return Ok(Some(user).filter(|user| divisions.contains(&user.division)));
    }
    let found = read(tx, divisions, id).await?.map(Arc::new);
    if let Some(user) = &found {
        keep(tx, user);
    }
    Ok(found)
}

async fn read(tx: &mut Tx, divisions: &Divisions, id: &str) -> Result<Option<StoredUser>> {
    let mut query = Query::new(SELECT, args![&*tx.organization()]);
    query.and("u.id = $", args![id]);
    divisions.limit(&mut query, "u.division_id");
    let (sql, args) = query.finish();
    tx.one(&sql, &args, StoredUser::read).await
}

/// A user who is kept in memory.
fn kept(tx: &Tx, id: &str) -> Option<Arc<StoredUser>> {
    tx.kept::<StoredUser>(KeptKind::User, &place(&tx.organization(), id))
}

/// Debug builds read the rows of kept users as well: they have to be the same.
async fn check_kept(tx: &mut Tx, kept: &[Arc<StoredUser>]) -> Result<()> {
    if cfg!(debug_assertions) && !kept.is_empty() {
        let ids: Vec<&str> = kept.iter().map(|user| user.id.as_str()).collect();
        let rows = rows_of(tx, &ids).await?;
        let rows: HashMap<&str, &StoredUser> =
            rows.iter().map(|row| (row.id.as_str(), row)).collect();
        if let Some(user) = kept.iter().find(|user| rows.get(user.id.as_str()) != Some(&&***user)) {
            return Err(Error::Bug(format!("the user {} is kept as it is not any more", user.id)));
        }
    }
    Ok(())
}

async fn rows_of(tx: &mut Tx, ids: &[&str]) -> Result<Vec<StoredUser>> {
    let ids: Vec<String> = ids.iter().map(|id| (*id).to_owned()).collect();
    let mut query = Query::new(SELECT, args![&*tx.organization()]);
    query.and("u.id = ANY($)", args![ids]);
    let (sql, values) = query.finish();
    StoredUser::all(tx, (&sql, &values)).await
}

fn keep(tx: &Tx, user: &Arc<StoredUser>) {
    let of = DependsOn::everybody(&tx.organization());
    tx.keep(
        (KeptKind::User, &place(&tx.organization(), &user.id), of),
        (user.clone(), user.bytes()),
    );
}

/// The user who has this address, in whatever case and state.
pub async fn by_email(
    tx: &mut Tx,
    divisions: &Divisions,
    email: &str,
) -> Result<Option<StoredUser>> {
    let mut query = Query::new(SELECT, args![&*tx.organization()]);
    query.and("u.email_key = $", args![crate::fold(email)]);
    divisions.limit(&mut query, "u.division_id");
    let (sql, args) = query.finish();
    tx.one(&sql, &args, StoredUser::read).await
}

/// Those users, in whatever state, that have one of these ids or one of these addresses, which are
/// folded.
pub async fn named(tx: &mut Tx, ids: &[String], addresses: &[String]) -> Result<Vec<StoredUser>> {
    let mut found = Vec::new();
    // Each has an index of its own.
    for (column, keys) in [("u.id", ids), ("u.email_key", addresses)] {
        if !keys.is_empty() {
            let mut query = Query::new(SELECT, args![&*tx.organization()]);
            query.and(&format!("{column} = ANY($)"), args![keys]);
            let (sql, values) = query.finish();
            found.extend(StoredUser::all(tx, (&sql, &values)).await?);
        }
    }
    Ok(found)
}

/// The divisions of those users that have one of these ids.
pub async fn places(tx: &mut Tx, ids: &[String]) -> Result<HashMap<String, String>> {
    let organization = &*tx.organization();
    let sql = "SELECT id, division_id FROM users WHERE organization_id = $1 AND id = ANY($2)";
    let args = args![organization, ids.to_vec()];
    let found = tx.all(sql, &args, |row| Ok((row.get(0)?, row.get(1)?))).await?;
    Ok(found.into_iter().collect())
}

/// Which users a listing shows.
#[derive(Debug, Clone, Default)]
pub struct UserFilter {
    /// Only those in these states.
    pub states: Vec<State>,
    /// Only those with these ids.
    pub ids: Option<Vec<String>>,
    /// Only those with these chat addresses.
    pub jabber_ids: Option<Vec<String>>,
}

/// A part of the users, by name and then by id.
pub async fn list(
    tx: &mut Tx,
    divisions: &Divisions,
    filter: &UserFilter,
    part: Part,
) -> Result<Vec<Arc<StoredUser>>> {
    let Some(key) = page_key(tx, divisions, filter, &part) else {
        return page(tx, divisions, filter, &part).await;
    };
    if let Some(kept) = tx.kept::<Vec<Arc<StoredUser>>>(KeptKind::Page, &key) {
        if cfg!(debug_assertions) && page(tx, divisions, filter, &part).await? != *kept {
            return Err(Error::Bug("a page is kept as it is not any more".to_owned()));
        }
        return Ok(Arc::unwrap_or_clone(kept));
    }
    let page = Arc::new(page(tx, divisions, filter, &part).await?);
    let bytes = page.iter().map(|user| user.bytes()).sum();
    if bytes <= PAGE_BYTES {
        let of = DependsOn::everybody(&tx.organization());
        tx.keep((KeptKind::Page, &key, of), (page.clone(), bytes));
    }
    Ok(Arc::unwrap_or_clone(page))
}

/// Larger pages are not kept: who walks through all users would push out what others ask for.
const PAGE_BYTES: usize = 256 << 10;

/// The key under which a page is kept in memory: only pages without filters, of callers who see all
/// divisions, because these are asked for often.
fn page_key(tx: &Tx, divisions: &Divisions, filter: &UserFilter, part: &Part) -> Option<String> {
    let is_plain = filter.ids.is_none() && filter.jabber_ids.is_none();
    if !is_plain || *divisions.visible() != Visible::All || !tx.can_keep() {
        return None;
    }
    let Part { offset, limit, descending } = part;
    let (organization, states) = (tx.organization(), names(&filter.states).join(","));
    Some(format!("{organization}/{states}/{descending}/{offset}/{limit}"))
}

async fn page(
    tx: &mut Tx,
    divisions: &Divisions,
    filter: &UserFilter,
    part: &Part,
) -> Result<Vec<Arc<StoredUser>>> {
    // The rows of the page are found in the index alone, and only they are read whole.
    let mut query = Query::new(
        "SELECT u.id FROM users u WHERE u.organization_id = $",
        args![&*tx.organization()],
    );
    limit_to(&mut query, divisions, filter);
    let direction = if part.descending { "DESC" } else { "ASC" };
    let order = format!(" ORDER BY u.name_key {direction}, u.id {direction} LIMIT $ OFFSET $");
    query.push(&order, args![part.limit, part.offset]);
    let (sql, values) = query.finish();
    let ids = tx.all(&sql, &values, |row| row.get::<String>(0)).await?;
    in_order(tx, &ids).await
}

/// A slice of the users in these states, by name and then by id.
pub async fn walk(
    tx: &mut Tx,
    divisions: &Divisions,
    states: &[State],
    slice: Slice<'_>,
) -> Result<Vec<Arc<StoredUser>>> {
    // Each state alone has an index that gives the order.
    let mut found: Vec<(String, String)> = Vec::new();
    for state in states {
        let sql = "SELECT u.name_key, u.id FROM users u WHERE u.organization_id = $";
        let mut query = Query::new(sql, args![&*tx.organization()]);
        query.and("u.state = $", args![state.as_str()]);
        divisions.limit(&mut query, "u.division_id");
        slice.limit_by(&mut query, ("u.name_key", "u.id"));
        let (sql, values) = query.finish();
        found.extend(tx.all(&sql, &values, |row| Ok((row.get(0)?, row.get(1)?))).await?);
    }
    found.sort_unstable();
    if slice.descending != slice.backwards {
        found.reverse();
    }
    found.truncate(usize::try_from(slice.limit).unwrap_or(usize::MAX));
    let ids: Vec<String> = found.into_iter().map(|(_, id)| id).collect();
    in_order(tx, &ids).await
}

/// How many users the filter lets through: from the counts kept at commit, or, where it names ids,
/// by counting those.
pub async fn count(tx: &mut Tx, divisions: &Divisions, filter: &UserFilter) -> Result<i64> {
    if filter.ids.is_some() || filter.jabber_ids.is_some() || !tx.can_keep() {
        return counted(tx, divisions, filter).await;
    }
    let organization = tx.organization();
    let totals = match tx.kept::<Totals>(KeptKind::Totals, &organization) {
        Some(totals) => totals,
        None => {
            let totals = Arc::new(totals(tx).await?);
            let of = DependsOn::everybody(&organization);
            let bytes = totals.iter().map(|(division, _, _)| division.len() + 64).sum();
            tx.keep((KeptKind::Totals, &organization, of), (totals.clone(), bytes));
            totals
        }
    };
    let shown = totals.iter().filter(|(division, state, _)| {
        filter.states.iter().any(|wanted| wanted == state) && divisions.contains(division)
    });
    let total = shown.map(|(_, _, users)| users).sum();
    if cfg!(debug_assertions) && counted(tx, divisions, filter).await? != total {
        return Err(Error::Bug("the number of users is kept as it is not any more".to_owned()));
    }
    Ok(total)
}

/// Users by division and state.
type Totals = Vec<(String, State, i64)>;

async fn totals(tx: &mut Tx) -> Result<Totals> {
    let sql = "SELECT division_id, state, objects FROM object_counts \
               WHERE organization_id = $1 AND object_type = $2";
    let args = args![&*tx.organization(), USERS.object_type];
    tx.all(sql, &args, |row| Ok((row.get(0)?, State::from_wire(row.str(1)?), row.get(2)?))).await
}

async fn counted(tx: &mut Tx, divisions: &Divisions, filter: &UserFilter) -> Result<i64> {
    let (sql, values) = if filter.ids.is_none() && filter.jabber_ids.is_none() {
        let sql = "SELECT CAST(COALESCE(SUM(objects), 0) AS BIGINT) FROM object_counts \
                   WHERE organization_id = $ AND object_type = $";
        let mut query = Query::new(sql, args![&*tx.organization(), USERS.object_type]);
        query.and("state = ANY($)", args![names(&filter.states)]);
        divisions.limit(&mut query, "division_id");
        query.finish()
    } else {
        let sql = "SELECT COUNT(*) FROM users u WHERE u.organization_id = $";
        let mut query = Query::new(sql, args![&*tx.organization()]);
        limit_to(&mut query, divisions, filter);
        query.finish()
    };
    Ok(tx.one(&sql, &values, |row| row.get(0)).await?.unwrap_or_default())
}

fn limit_to(query: &mut Query, divisions: &Divisions, filter: &UserFilter) {
    match filter.states.as_slice() {
        // Equality lets the index give the order; a list would need a sort of every match.
        [state] => query.and("u.state = $", args![state.as_str()]),
        states => query.and("u.state = ANY($)", args![names(states)]),
    };
    if let Some(ids) = &filter.ids {
        query.and("u.id = ANY($)", args![ids]);
    }
    if let Some(jabber_ids) = &filter.jabber_ids {
        query.and("u.jabber_id = ANY($)", args![jabber_ids]);
    }
    divisions.limit(query, "u.division_id");
}

fn names(states: &[State]) -> Vec<String> {
    states.iter().map(ToString::to_string).collect()
}

/// Those of these users who are in the divisions, in this order.
pub async fn with_ids(
    tx: &mut Tx,
    divisions: &Divisions,
    ids: &[String],
) -> Result<Vec<Arc<StoredUser>>> {
    let mut users = in_order(tx, ids).await?;
    users.retain(|user| divisions.contains(&user.division));
    Ok(users)
}

/// These users, in this order: only those who are not kept in memory are read.
pub async fn in_order(tx: &mut Tx, ids: &[String]) -> Result<Vec<Arc<StoredUser>>> {
    let mut users: Vec<Option<Arc<StoredUser>>> = ids.iter().map(|id| kept(tx, id)).collect();
    if cfg!(debug_assertions) {
        let in_memory: Vec<Arc<StoredUser>> = users.iter().flatten().cloned().collect();
        check_kept(tx, &in_memory).await?;
    }
    let missing: HashMap<&str, usize> = (ids.iter().enumerate())
        .filter(|(place, _)| users[*place].is_none())
        .map(|(place, id)| (id.as_str(), place))
        .collect();
    if !missing.is_empty() {
        let wanted: Vec<&str> = missing.keys().copied().collect();
        for user in rows_of(tx, &wanted).await? {
            let user = Arc::new(user);
            keep(tx, &user);
            if let Some(place) = missing.get(user.id.as_str()) {
                users[*place] = Some(user);
            }
        }
    }
    let users: Vec<Arc<StoredUser>> = users.into_iter().flatten().collect();
    // Those in memory count as well.
    if users.iter().map(|user| user.document.len() + user.profile.len()).sum::<usize>()
        > LARGEST_READ
    {
        return Err(Error::LargeRead);
    }
    Ok(users)
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, Instant};

    use super::*;
    use crate::{Changed, Db, Entity, Location, Options, changes::NewChange};

    /// Sorting by the place of each id in the list takes more than half a minute.
    #[tokio::test]
    async fn as_many_users_as_a_page_may_have_are_put_in_order_at_once() {
        let db = Db::open(&Location::Memory, Options::default()).await.unwrap();
        let made = db.write(|tx| {
            Box::pin(async move {
                tx.enter("o");
                for sql in [
                    "INSERT INTO organizations (id, name, name_key, document, access_version, \
                     clock_offset, blueprint, created_at) VALUES ('o', '', '', '', 1, 0, '', 0)",
                    "INSERT INTO divisions (organization_id, id, name, name_key, description, home) \
                     VALUES ('o', 'd', '', '', '', TRUE)",
                    "WITH RECURSIVE numbers (i) AS ( \
                         SELECT 10001 UNION ALL SELECT i + 1 FROM numbers WHERE i < 30000) \
                     INSERT INTO users (organization_id, id, division_id, state, name_key, \
                         email_key, jabber_id, version, document, profile, created_at, modified_at) \
                     SELECT 'o', 'of-many-users-' || i, 'd', 'active', '', i, '', 1, '{}', '{}', 0, 0 \
                     FROM numbers",
                ] {
                    tx.run(sql, &[]).await?;
                }
                tx.changed(NewChange::of_many("o", Entity::User))?;
                tx.changed(NewChange::of_many("o", Entity::Division))?;
                tx.changed(NewChange::new("o", Changed::Access { version: 1 }))
            })
        });
        made.await.unwrap();
        // Neither in the order of the ids nor in that of the rows.
        let places = (0..20_000).map(|place| 10_001 + place * 7919 % 20_000);
        let ids: Vec<String> = places.map(|i| format!("of-many-users-{i}")).collect();
        let mut tx = db.snapshot().await.unwrap();
        tx.enter("o");
        let began = Instant::now();
        let users = in_order(&mut tx, &ids).await.unwrap();
        assert!(users.iter().map(|user| &user.id).eq(&ids));
        assert!(began.elapsed() < Duration::from_secs(10), "{:?}", began.elapsed());
    }
}
