//! Users.

mod bulk;
mod changes;
mod check;
mod dates;
mod hierarchy;

use std::{collections::HashMap, sync::Arc};

use api::{DateTime, State, User, WireEnum};
pub use bulk::{NewUser, existing, insert_all, purge, taken};
pub use changes::{Saved, insert, save};
pub use check::check;
pub use dates::{DateOf, LastDates, last_dates, note};
pub use hierarchy::{reports, reports_to, siblings, superiors};

use crate::{
    Divisions, Error, Part, Query, Result, Row, Slice, Tx, Value, Visible, args,
    divisions::USERS,
    kept::{Kind, Of, place},
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
    if let Some(user) = kept(tx, id).await? {
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

/// A user who is kept in memory. Debug builds read the row as well: it has to be the same.
async fn kept(tx: &mut Tx, id: &str) -> Result<Option<Arc<StoredUser>>> {
    let user = tx.kept::<StoredUser>(Kind::User, &place(&tx.organization(), id));
    if cfg!(debug_assertions)
        && let Some(user) = &user
        && read(tx, &Divisions::all(), id).await?.as_ref() != Some(&**user)
    {
        return Err(Error::Bug(format!("the user {id} is kept as it is not any more")));
    }
    Ok(user)
}

fn keep(tx: &Tx, user: &Arc<StoredUser>) {
    let of = Of::everybody(&tx.organization());
    tx.keep((Kind::User, &place(&tx.organization(), &user.id), of), (user.clone(), user.bytes()));
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
    if let Some(kept) = tx.kept::<Vec<Arc<StoredUser>>>(Kind::Page, &key) {
        if cfg!(debug_assertions) && page(tx, divisions, filter, &part).await? != *kept {
            return Err(Error::Bug("a page is kept as it is not any more".to_owned()));
        }
        return Ok(Arc::unwrap_or_clone(kept));
    }
    let page = Arc::new(page(tx, divisions, filter, &part).await?);
    let bytes = page.iter().map(|user| user.bytes()).sum();
    if bytes <= PAGE_BYTES {
        let of = Of::everybody(&tx.organization());
        tx.keep((Kind::Page, &key, of), (page.clone(), bytes));
    }
    Ok(Arc::unwrap_or_clone(page))
}

/// Larger pages are not kept: who walks through all users would push out what others ask for.
const PAGE_BYTES: usize = 256 << 10;

/// What a page is kept under: only what is asked often, by who sees everybody.
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
    let totals = match tx.kept::<Totals>(Kind::Totals, &organization) {
        Some(totals) => totals,
        None => {
            let totals = Arc::new(totals(tx).await?);
            let of = Of::everybody(&organization);
            let bytes = totals.iter().map(|(division, _, _)| division.len() + 64).sum();
            tx.keep((Kind::Totals, &organization, of), (totals.clone(), bytes));
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
pub(crate) async fn in_order(tx: &mut Tx, ids: &[String]) -> Result<Vec<Arc<StoredUser>>> {
    let mut users = Vec::with_capacity(ids.len());
    let mut missing = HashMap::new();
    for (place, id) in ids.iter().enumerate() {
        let user = kept(tx, id).await?;
        if user.is_none() {
            missing.insert(id.as_str(), place);
        }
        users.push(user);
    }
    if !missing.is_empty() {
        let wanted: Vec<String> = missing.keys().map(|id| (*id).to_owned()).collect();
        let mut query = Query::new(SELECT, args![&*tx.organization()]);
        query.and("u.id = ANY($)", args![wanted]);
        let (sql, values) = query.finish();
        for user in StoredUser::all(tx, (&sql, &values)).await? {
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
