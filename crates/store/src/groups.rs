//! Groups of users.

mod members;

use std::{collections::HashMap, sync::Arc};

use api::{Group, GroupVisibility, User};
pub use members::{
    add_members, leave_all, member_ids, member_total, members, members_among, passing_roles_to,
    remove_members, set_owners,
};

use crate::{
    Entity, Error, Part, Query, Result, Row, Tx, args,
    changes::NewChange,
    kept::{DependsOn, KeptKind, place},
    limits::LARGEST_READ,
    queues, users,
};

/// A group that a user belongs to.
#[derive(Debug, Clone)]
pub struct Membership {
    /// The user.
    pub user: String,
    /// The group.
    pub group: Group,
}

/// Who looks at groups, which decides what is seen of them.
#[derive(Debug, Clone, Copy)]
pub enum Sight<'a> {
    /// A caller who manages groups, and sees all of them.
    Whole,
    /// A user: sees public groups, those that show themselves to their members where the user is
    /// one, and those that the user owns.
    Of(&'a str),
    /// A caller without a user: sees public groups.
    Public,
}

impl Sight<'_> {
    /// Limits a query over groups `g`.
    fn limit(self, query: &mut Query) {
        self.limit_by(query, str::to_owned);
    }

    /// Limits a query by a condition that is made from what holds of the groups `g` that are seen.
    pub(crate) fn limit_by(self, query: &mut Query, condition: impl Fn(&str) -> String) {
        match self {
            Self::Whole => query,
            Self::Public => query.and(&condition("g.visibility = 'public'"), args![]),
            Self::Of(user) => query.and(
                &condition(
                    "g.visibility = 'public' OR EXISTS ( \
                         SELECT 1 FROM group_owners o WHERE o.organization_id = g.organization_id \
                         AND o.group_id = g.id AND o.user_id = $) \
                     OR g.visibility = 'members' AND EXISTS ( \
                         SELECT 1 FROM group_members s WHERE s.organization_id = g.organization_id \
                         AND s.group_id = g.id AND s.user_id = $)",
                ),
                args![user, user],
            ),
        };
    }
}

/// What the columns and the document of a group are made from. Owners and the number of members
/// have places of their own.
struct Columns<'a> {
    id: &'a str,
    name: &'a str,
    state: String,
    roles_enabled: bool,
    visibility: String,
    version: i64,
    document: String,
}

impl<'a> Columns<'a> {
    fn of(group: &'a Group) -> Result<Self> {
        let visibility = group.visibility.clone().unwrap_or(GroupVisibility::Public);
        let bare = Group { owners: None, member_count: None, ..group.clone() };
        Ok(Self {
            id: group.id.as_deref().unwrap_or_default(),
            name: group.name.as_deref().unwrap_or_default(),
            state: group.state.as_ref().map_or_else(|| "active".to_owned(), ToString::to_string),
            roles_enabled: group.roles_enabled.unwrap_or_default(),
            visibility: visibility.to_string(),
            version: group.version.unwrap_or(1).into(),
            document: crate::to_document("group", &bare)?,
        })
    }
}

/// Adds a group without members; it must have an id and a name. `false` when the name is taken.
pub async fn insert(tx: &mut Tx, group: &Group) -> Result<bool> {
    let organization = &*tx.organization();
    let Columns { id, name, state, roles_enabled, visibility, version, document } =
        Columns::of(group)?;
    let sql = "INSERT INTO groups (organization_id, id, name, name_key, state, roles_enabled, visibility, \
               document, version) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT DO NOTHING";
    let key = crate::fold(name);
    let args =
        args![organization, id, name, key, state, roles_enabled, visibility, document, version];
    let rows = tx.run(sql, &args).await?;
    named(tx, organization, id, rows)
}

/// Stores a changed group, whose version must be the next; `false` if it was changed since it was
/// read. Its name must be free: see [`name_is_taken`].
pub async fn save(tx: &mut Tx, group: &Group) -> Result<bool> {
    let organization = &*tx.organization();
    let Columns { id, name, state, roles_enabled, visibility, version, document } =
        Columns::of(group)?;
    let sql = "UPDATE groups SET name = $4, name_key = $5, state = $6, roles_enabled = $7, visibility = $8, \
               document = $9, version = $10 WHERE organization_id = $1 AND id = $2 AND version = $3";
    let (before, key) = (version - 1, crate::fold(name));
    let args = args![
        organization,
        id,
        before,
        name,
        key,
        state,
        roles_enabled,
        visibility,
        document,
        version
    ];
    let rows = tx.run(sql, &args).await?;
    named(tx, organization, id, rows)
}

/// Does a group other than this one have the name, in whatever case?
pub async fn name_is_taken(tx: &mut Tx, name: &str, except: &str) -> Result<bool> {
    let organization = &*tx.organization();
    let sql = "SELECT id FROM groups WHERE organization_id = $1 AND name_key = $2 AND id <> $3";
    let args = args![organization, crate::fold(name), except];
    Ok(tx.one(sql, &args, |row| row.get::<String>(0)).await?.is_some())
}

/// Removes a group with its members; `false` when there is none. Its grants are another table's.
pub async fn delete(tx: &mut Tx, id: &str) -> Result<bool> {
    let organization = &*tx.organization();
    queues::forget_group(tx, id).await?;
    let sql = "DELETE FROM groups WHERE organization_id = $1 AND id = $2";
    let rows = tx.run(sql, &args![organization, id]).await?;
    named(tx, organization, id, rows)
}

/// Names the change of a group, if its row was written; whether it was.
fn named(tx: &mut Tx, organization: &str, id: &str, rows: u64) -> Result<bool> {
    if rows == 1 {
        tx.changed(NewChange::of_entity(organization, Entity::Group, id))?;
    }
    Ok(rows == 1)
}

/// Ids and names of the groups, by name.
pub async fn names(tx: &mut Tx) -> Result<Vec<(String, String)>> {
    let organization = &*tx.organization();
    let sql = "SELECT id, name FROM groups WHERE organization_id = $1 ORDER BY name_key, id";
    tx.all(sql, &args![organization], |row| Ok((row.get(0)?, row.get(1)?))).await
}

/// The ids of all groups that are seen.
pub async fn seen_ids(tx: &mut Tx, sight: Sight<'_>) -> Result<Vec<String>> {
    let sql = "SELECT g.id FROM groups g WHERE g.organization_id = $";
    let mut query = Query::new(sql, args![&*tx.organization()]);
    sight.limit(&mut query);
    let (sql, values) = query.finish();
    tx.all(&sql, &values, |row| row.get(0)).await
}

/// The groups with these ids that are seen, in this order.
pub async fn in_order(tx: &mut Tx, sight: Sight<'_>, ids: &[String]) -> Result<Vec<Group>> {
    let limit = i64::try_from(ids.len()).unwrap_or(i64::MAX);
    let filter = GroupFilter { ids: Some(ids.to_vec()), ..GroupFilter::default() };
    let part = Part { offset: 0, limit, descending: false };
    let found = list(tx, sight, &filter, part).await?;
    let by_id = found.into_iter().filter_map(|group| Some((group.id.clone()?, group)));
    let mut by_id: HashMap<String, Group> = by_id.collect();
    Ok(ids.iter().filter_map(|id| by_id.remove(id)).collect())
}

/// Ids and names of those groups that are seen and have one of these ids or names.
pub async fn seen_among(
    tx: &mut Tx,
    sight: Sight<'_>,
    (ids, names): (&[String], &[String]),
) -> Result<Vec<(String, String)>> {
    let sql = "SELECT g.id, g.name FROM groups g WHERE g.organization_id = $";
    let mut query = Query::new(sql, args![&*tx.organization()]);
    query.and("g.id = ANY($) OR g.name = ANY($)", args![ids.to_vec(), names.to_vec()]);
    sight.limit(&mut query);
    let (sql, values) = query.finish();
    tx.all(&sql, &values, |row| Ok((row.get(0)?, row.get(1)?))).await
}

const SELECT: &str = "SELECT g.document, g.member_count FROM groups g WHERE g.organization_id = $";

fn read(row: &Row<'_>) -> Result<Group> {
    Ok(Group { member_count: Some(row.get(1)?), ..crate::from_json(row.str(0)?)? })
}

/// One group, whatever its visibility.
pub async fn find(tx: &mut Tx, id: &str) -> Result<Option<Group>> {
    seen(tx, Sight::Whole, id).await
}

/// One group, if it is seen.
pub async fn seen(tx: &mut Tx, sight: Sight<'_>, id: &str) -> Result<Option<Group>> {
    let filter = GroupFilter { ids: Some(vec![id.to_owned()]), ..GroupFilter::default() };
    let part = Part { offset: 0, limit: 1, descending: false };
    Ok(list(tx, sight, &filter, part).await?.pop())
}

/// Which groups a listing shows.
#[derive(Debug, Clone, Default)]
pub struct GroupFilter {
    /// Only those with these ids.
    pub ids: Option<Vec<String>>,
    /// Only those whose ids begin so: with this many characters of an id.
    pub beginnings: Option<Vec<String>>,
}

/// Characters of a beginning of an id.
const BEGINNING: i64 = 28;

impl GroupFilter {
    fn limit(&self, query: &mut Query) {
        if let Some(ids) = &self.ids {
            query.and("g.id = ANY($)", args![ids]);
        }
        if let Some(beginnings) = &self.beginnings {
            query.and("SUBSTR(g.id, 1, $) = ANY($)", args![BEGINNING, beginnings]);
        }
    }
}

/// A part of the groups that are seen, by name and then by id.
pub async fn list(
    tx: &mut Tx,
    sight: Sight<'_>,
    filter: &GroupFilter,
    part: Part,
) -> Result<Vec<Group>> {
    let organization = &*tx.organization();
    let mut query = Query::new(SELECT, args![organization]);
    filter.limit(&mut query);
    sight.limit(&mut query);
    let direction = if part.descending { "DESC" } else { "ASC" };
    let order = format!(" ORDER BY g.name_key {direction}, g.id {direction} LIMIT $ OFFSET $");
    query.push(&order, args![part.limit, part.offset]);
    let (sql, values) = query.finish();
    let mut groups = crate::all_within(tx, (&sql, &values), &[0], read).await?;
    add_owners(tx, groups.iter_mut()).await?;
    Ok(groups)
}

/// How many groups are seen.
pub async fn count(tx: &mut Tx, sight: Sight<'_>, filter: &GroupFilter) -> Result<i64> {
    let organization = &*tx.organization();
    let sql = "SELECT COUNT(*) FROM groups g WHERE g.organization_id = $";
    let mut query = Query::new(sql, args![organization]);
    filter.limit(&mut query);
    sight.limit(&mut query);
    let (sql, values) = query.finish();
    Ok(tx.one(&sql, &values, |row| row.get(0)).await?.unwrap_or_default())
}

/// The active groups that these users belong to and that are seen, by user and name.
pub async fn of_users(tx: &mut Tx, sight: Sight<'_>, users: &[String]) -> Result<Vec<Membership>> {
    let organization = &*tx.organization();
    let sql = "SELECT g.document, g.member_count, m.user_id FROM group_members m JOIN groups g \
                   ON g.organization_id = m.organization_id AND g.id = m.group_id \
               WHERE m.organization_id = $";
    let mut query = Query::new(sql, args![organization]);
    query.and("m.user_id = ANY($)", args![users]).and("g.state = 'active'", args![]);
    sight.limit(&mut query);
    query.push(" ORDER BY m.user_id, g.name_key, g.id", args![]);
    let (sql, values) = query.finish();
    let found = |row: &Row<'_>| Ok(Membership { user: row.get(2)?, group: read(row)? });
    let mut memberships = crate::all_within(tx, (&sql, &values), &[0], found).await?;
    let groups = memberships.iter_mut().map(|membership| &mut membership.group);
    add_owners(tx, groups).await?;
    Ok(memberships)
}

/// The groups of each of these users, as a JSON array by user; reads only those that are not kept in
/// memory.
pub async fn shown_of_users(
    tx: &mut Tx,
    sight: Sight<'_>,
    users: &[String],
) -> Result<HashMap<String, Arc<String>>> {
    let (mut shown, mut missing) = (HashMap::new(), Vec::new());
    let (organization, keeps) = (tx.organization(), matches!(sight, Sight::Whole));
    for user in users {
        let kept = if keeps {
            tx.kept::<String>(KeptKind::Groups, &place(&organization, user))
        } else {
            None
        };
        match kept {
            Some(groups) => {
                shown.insert(user.clone(), groups);
            }
            None => missing.push(user.clone()),
        }
    }
    if cfg!(debug_assertions) {
        let kept: Vec<String> = shown.keys().cloned().collect();
        for (user, groups) in read_shown(tx, sight, &kept).await? {
            if shown.get(&user).is_none_or(|kept| **kept != groups) {
                return Err(Error::Bug(format!("the groups of {user} are kept as they were")));
            }
        }
    }
    if !missing.is_empty() {
        for (user, groups) in read_shown(tx, sight, &missing).await? {
            let (bytes, groups) = (groups.len(), Arc::new(groups));
            if keeps {
                let of = DependsOn::everybody(&organization);
                tx.keep(
                    (KeptKind::Groups, &place(&organization, &user), of),
                    (groups.clone(), bytes),
                );
            }
            shown.insert(user, groups);
        }
    }
    // Those in memory count as well.
    if shown.values().map(|groups| groups.len()).sum::<usize>() > LARGEST_READ {
        return Err(Error::LargeRead);
    }
    Ok(shown)
}

async fn read_shown(
    tx: &mut Tx,
    sight: Sight<'_>,
    users: &[String],
) -> Result<Vec<(String, String)>> {
    let mut groups: HashMap<&str, Vec<Group>> = HashMap::new();
    let memberships =
        if users.is_empty() { Vec::new() } else { of_users(tx, sight, users).await? };
    for user in users {
        groups.insert(user, Vec::new());
    }
    for Membership { user, group } in memberships {
        if let Some(groups) = groups.get_mut(user.as_str()) {
            groups.push(group);
        }
    }
    let shown = groups.into_iter();
    shown.map(|(user, groups)| Ok((user.to_owned(), crate::documents::to_json(&groups)?))).collect()
}

/// Puts the owners into groups, with one statement for all of them.
async fn add_owners(tx: &mut Tx, groups: impl Iterator<Item = &mut Group>) -> Result<()> {
    let organization = &*tx.organization();
    let groups: Vec<&mut Group> = groups.collect();
    let mut ids: Vec<String> = groups.iter().filter_map(|group| group.id.clone()).collect();
    ids.sort_unstable();
    ids.dedup();
    if ids.is_empty() {
        return Ok(());
    }
    let sql = "SELECT group_id, user_id FROM group_owners WHERE organization_id = $1 AND group_id = ANY($2) \
               ORDER BY group_id, place, user_id";
    let mut owners: HashMap<String, Vec<User>> = HashMap::new();
    for (group, user) in tx
        .all(sql, &args![organization, &ids], |row| {
            Ok((row.get::<String>(0)?, row.get::<String>(1)?))
        })
        .await?
    {
        let owner = users::reference(&user);
        owners.entry(group).or_default().push(owner);
    }
    for group in groups {
        let own = group.id.as_ref().and_then(|id| owners.get(id));
        group.owners = Some(own.cloned().unwrap_or_default());
    }
    Ok(())
}
