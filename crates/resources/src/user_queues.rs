//! Queues of a user: which there are, and in which the user takes work.

use std::collections::HashMap;

use api::{
    GetRoutingQueuesMe, GetUserQueues, Operation, Page, PatchUserQueue, PatchUserQueues, Queue,
    SortDirection, UserQueue, UserQueueEntityListing,
};
use store::{
    Divisions,
    queues::{self, Member, StoredQueue},
    users,
};

use crate::rules::{
    people::present,
    queues::{MAX_MEMBERS_AT_ONCE, MemberChange, change_members, find, shown::shown},
};
use gate::{
    call::Call,
    paging::Listing,
    refusal::{Refusal, Result},
    reply::Rendered,
    routes::Routes,
};

/// What it takes to let others join or leave.
const MANAGE: &str = "routing:queueMember:manage";

/// The operations on a user's queues that are served.
pub(crate) fn routes() -> Routes {
    Routes::default().answer(list).answer(list_own).answer(change_several).answer(change)
}

/// The queues of a user, in pages.
pub(crate) async fn list(
    call: &mut Call,
    asked: GetUserQueues,
) -> Result<Rendered<UserQueueEntityListing>> {
    let user = present(call, &asked.user_id).await?;
    let visible = call.divisions().clone();
    let mut found = of_user(call, &visible, &user.id, &asked.division_id).await?;
    found.retain(|(_, member)| member.joined == asked.joined);
    let page = asked.page;
    rendered(call, asked, page, found).await
}

/// The queues of the caller, in pages.
pub(crate) async fn list_own(
    call: &mut Call,
    asked: GetRoutingQueuesMe,
) -> Result<Rendered<UserQueueEntityListing>> {
    let user = call.caller().user()?.to_owned();
    let mut found = of_user(call, &Divisions::all(), &user, &[]).await?;
    found.retain(|(_, member)| asked.joined.is_none_or(|joined| joined == member.joined));
    if asked.sort_order == SortDirection::Descending {
        found.reverse();
    }
    let page = asked.page;
    rendered(call, asked, page, found).await
}

/// Lets a user join or leave several queues; those of which the user is no member are passed over.
pub(crate) async fn change_several(
    call: &mut Call,
    asked: PatchUserQueues,
) -> Result<Rendered<UserQueueEntityListing>> {
    let (user, reach) = manageable(call, &asked.user_id).await?;
    if asked.body.len() > MAX_MEMBERS_AT_ONCE {
        let allowed = format!("at most {MAX_MEMBERS_AT_ONCE} queues at once");
        return Err(Refusal::invalid_value("body", asked.body.len().to_string(), allowed));
    }
    let mut wanted = HashMap::new();
    for (place, queue) in asked.body.iter().enumerate() {
        let missing = |name: &str| Refusal::missing_value(format!("[{place}].{name}"));
        let id = queue.id.as_ref().ok_or_else(|| missing("id"))?;
        let joined = queue.joined.ok_or_else(|| missing("joined"))?;
        wanted.insert(id.to_lowercase(), joined);
    }
    call.lock(store::Lock::User(&user)).await?;
    let mut found = of_user(call, &reach, &user, &asked.division_id).await?;
    found.retain(|(queue, _)| wanted.contains_key(&queue.id));
    // In one order, to avoid deadlocks.
    found.sort_by(|(one, _), (other, _)| one.id.cmp(&other.id));
    for (queue, member) in &mut found {
        let joined = wanted.get(&queue.id).copied().unwrap_or(member.joined);
        let change = MemberChange { user: user.clone(), joined: Some(joined), ring: None };
        change_members(call, queue, vec![change]).await?;
        member.joined = joined;
    }
    let size = u32::try_from(found.len().max(1)).unwrap_or(u32::MAX);
    rendered(call, asked, Page { number: 1, size }, found).await
}

/// Lets a user join or leave a queue.
pub(crate) async fn change(
    call: &mut Call,
    PatchUserQueue { queue_id, user_id, body }: PatchUserQueue,
) -> Result<UserQueue> {
    let (user, reach) = manageable(call, &user_id).await?;
    let queue = find(call, &reach, &queue_id).await?;
    let mut found = of_user(call, &reach, &user, &[]).await?;
    found.retain(|(own, _)| own.id == queue.id);
    if found.is_empty() {
        return Err(Refusal::not_found("queue", &queue_id).because("the user is no member of it"));
    }
    let change = MemberChange { user: user.clone(), joined: body.joined, ring: None };
    change_members(call, &queue, vec![change]).await?;
    let mut found = of_user(call, &reach, &user, &[]).await?;
    found.retain(|(own, _)| own.id == queue.id);
    let mut shown = of_member(call, found).await?;
    shown.pop().ok_or_else(|| Refusal::internal("the queue of a member is gone"))
}

/// The user whose queues the caller may change, and the divisions of the queues: one's own queues
/// with either permission, those of others with the one for managing members.
async fn manageable(call: &mut Call, id: &str) -> Result<(String, Divisions)> {
    let id = id.to_lowercase();
    if call.user() == Some(&id) {
        return Ok((id, call.divisions().clone()));
    }
    let (tx, divisions) = call.seeing();
    let found = users::find_shared(tx, divisions, &id).await?;
    let unknown = || Refusal::user_not_found(&id);
    let user = found.filter(|user| user.state != api::State::Deleted).ok_or_else(unknown)?;
    let managed = call.held(MANAGE);
    if !managed.contains(&user.division) {
        let reason = format!("the queues of another user: {MANAGE} not held");
        return Err(Refusal::missing_any_permissions(&[MANAGE]).because(reason));
    }
    Ok((id, managed))
}

/// The queues of a user within divisions, by name, with what is set for the user.
async fn of_user(
    call: &mut Call,
    visible: &Divisions,
    user: &str,
    divisions: &[String],
) -> Result<Vec<(StoredQueue, Member)>> {
    let divisions: Vec<String> = divisions.iter().map(|id| id.to_lowercase()).collect();
    let members = queues::memberships_of(&mut call.tx, &[user.to_owned()]).await?;
    let ids: Vec<String> = members.iter().map(|member| member.queue.clone()).collect();
    let mut found = queues::in_order(&mut call.tx, &ids).await?;
    found.retain(|queue| {
        visible.contains(&queue.division)
            && (divisions.is_empty() || divisions.contains(&queue.division))
    });
    found.sort_by_cached_key(|queue| (store::fold(&queue.name), queue.id.clone()));
    let with = |queue: StoredQueue| {
        let member = members.iter().find(|member| member.queue == queue.id)?;
        Some((queue, member.clone()))
    };
    Ok(found.into_iter().filter_map(with).collect())
}

async fn rendered<O: Operation>(
    call: &mut Call,
    asked: O,
    page: Page,
    found: Vec<(StoredQueue, Member)>,
) -> Result<Rendered<O::Response>> {
    let total = i64::try_from(found.len()).unwrap_or(i64::MAX);
    let shown = of_member(call, page.of(found)).await?;
    page.render_models(asked, &shown, total)
}

/// Queues as their member sees them.
async fn of_member(call: &mut Call, found: Vec<(StoredQueue, Member)>) -> Result<Vec<UserQueue>> {
    let (found, members): (Vec<_>, Vec<_>) = found.into_iter().unzip();
    let shown = shown(call, &found).await?.into_iter().zip(members);
    shown.map(|(queue, member)| as_member(&queue, member.joined)).collect()
}

fn as_member(queue: &Queue, joined: bool) -> Result<UserQueue> {
    let failed = |error| Refusal::internal(format!("a queue of a user: {error}"));
    let queue = serde_json::to_value(queue).map_err(failed)?;
    let queue: UserQueue = serde_json::from_value(queue).map_err(failed)?;
    Ok(UserQueue { joined: Some(joined), ..queue })
}
