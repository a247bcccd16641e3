//! Members of queues, and the older twins of their operations.

use api::{
    DeleteRoutingQueueMember, DeleteRoutingQueueUser, GetRoutingQueueMembers, GetRoutingQueueUsers,
    MemberBy, Page, PatchRoutingQueueMember, PatchRoutingQueueMembers, PatchRoutingQueueUser,
    PatchRoutingQueueUsers, PostRoutingQueueMembers, PostRoutingQueueUsers, QueueMember,
    QueueMemberEntityListing, QueueMemberEntityListingV1, SortDirection, State, UserExpand,
    WritableEntity,
};
use serde_json::json;
use store::{
    Lock, Part, presence,
    queues::{self, Member, StoredQueue},
    users::{self, UserFilter},
};

use super::filter::{self, Wanted};
use crate::rules::{
    people::shown,
    queues::{MAX_MEMBERS_AT_ONCE, MemberChange, QUEUE, change_members, find},
};
use gate::{
    audit::{self, Action, AuditEvent},
    call::Call,
    paging::Listing,
    refusal::{Refusal, Result},
    reply::Rendered,
};

/// The members of a queue, in pages that nobody counts.
pub(crate) async fn list_members(
    call: &mut Call,
    asked: GetRoutingQueueMembers,
) -> Result<Rendered<QueueMemberEntityListing>> {
    let wanted = Wanted {
        name: asked.name.as_deref(),
        profile_skills: &asked.profile_skills,
        skills: &asked.skills,
        languages: &asked.languages,
        routing_status: &asked.routing_status,
        presence: &asked.presence,
        as_user: asked.member_by.as_ref().map(|by| *by == MemberBy::User),
        joined: asked.joined,
    };
    let found = matching(call, &asked.queue_id, &wanted, &asked.sort_order).await?;
    let (page, total) = (asked.page, found.len());
    let part = page.of(found);
    let entities = written(call, &part, &asked.expand, "members").await?;
    let end = page.offset().saturating_add(page.size.into());
    let more = usize::try_from(end).is_ok_and(|end| end < total);
    Ok(page.render_uncounted(asked, &entities, more))
}

/// The members of a queue, in pages with totals.
pub(crate) async fn list_users(
    call: &mut Call,
    asked: GetRoutingQueueUsers,
) -> Result<Rendered<QueueMemberEntityListingV1>> {
    let wanted = Wanted {
        name: asked.name.as_deref(),
        profile_skills: &asked.profile_skills,
        skills: &asked.skills,
        languages: &asked.languages,
        routing_status: &asked.routing_status,
        presence: &asked.presence,
        as_user: None,
        joined: asked.joined,
    };
    let found = matching(call, &asked.queue_id, &wanted, &asked.sort_order).await?;
    let (page, total) = (asked.page, i64::try_from(found.len()).unwrap_or(i64::MAX));
    let part = page.of(found);
    let entities = written(call, &part, &asked.expand, "users").await?;
    Ok(page.render(asked, &entities, total))
}

/// The members that the filter lets through, by name.
async fn matching(
    call: &mut Call,
    queue: &str,
    wanted: &Wanted<'_>,
    order: &SortDirection,
) -> Result<Vec<Member>> {
    let queue = visible(call, queue).await?;
    let mut found = queues::members(&mut call.tx, &queue.id).await?;
    if *order == SortDirection::Descending {
        found.reverse();
    }
    filter::apply(call, wanted, found).await
}

async fn visible(call: &mut Call, id: &str) -> Result<StoredQueue> {
    let divisions = call.divisions().clone();
    find(call, &divisions, id).await
}

/// Members as they are answered, each with its user. What is expanded stands with the user, and the
/// routing status beside it as well.
async fn written(
    call: &mut Call,
    members: &[Member],
    expand: &[UserExpand],
    path: &str,
) -> Result<Vec<String>> {
    let ids: Vec<String> = members.iter().map(|member| member.user.clone()).collect();
    let found = users::in_order(&mut call.tx, &ids).await?;
    let shown = shown::users(call, &found, expand).await?;
    let live = presence::of_users(&mut call.tx, &ids).await?;
    let mut written = Vec::with_capacity(members.len());
    for (user, shown) in found.iter().zip(shown) {
        let Some(member) = members.iter().find(|member| member.user == user.id) else { continue };
        let live = live.iter().find(|live| live.user == user.id);
        let member = QueueMember {
            id: Some(user.id.clone()),
            name: user.read_document()?.name,
            joined: Some(member.joined),
            member_by: Some(if member.as_user { "user" } else { "group" }.to_owned()),
            ring_number: i32::try_from(member.ring).ok(),
            routing_status: live.map(|live| presence::routing_status(&live.user, &live.live)),
            user: None,
            self_uri: Some(format!("{}/{path}/{}", queues::uri(&member.queue), user.id)),
        };
        let json = json!(member).to_string();
        let begun = json.strip_suffix('}').unwrap_or(&json);
        written.push(format!("{begun},\"user\":{shown}}}"));
    }
    Ok(written)
}

/// Adds users to a queue, or removes them.
pub(crate) async fn add_or_remove(call: &mut Call, asked: PostRoutingQueueMembers) -> Result<()> {
    add(call, (&asked.queue_id, &asked.body), asked.delete).await
}

/// The same by the older path.
pub(crate) async fn add_or_remove_users(
    call: &mut Call,
    asked: PostRoutingQueueUsers,
) -> Result<()> {
    add(call, (&asked.queue_id, &asked.body), asked.delete).await
}

async fn add(
    call: &mut Call,
    (queue, body): (&str, &[WritableEntity]),
    removes: bool,
) -> Result<()> {
    let queue = visible(call, queue).await?;
    at_once(body.len())?;
    let mut ids = Vec::with_capacity(body.len());
    for (place, user) in body.iter().enumerate() {
        let missing = || Refusal::missing_value(format!("[{place}].id"));
        ids.push(user.id.as_ref().ok_or_else(missing)?.to_lowercase());
    }
    ids.sort_unstable();
    ids.dedup();
    if !removes {
        must_be_present(call, &ids).await?;
    }
    for id in &ids {
        call.lock(Lock::User(id)).await?;
    }
    let now = call.now;
    let changed = if removes {
        queues::remove_members(&mut call.tx, &queue.id, &ids, now).await?
    } else {
        queues::add_members(&mut call.tx, &queue.id, &ids, now).await?
    };
    record(call, &queue, changed, removes).await
}

/// Users who are not deleted, where the caller may manage members.
async fn must_be_present(call: &mut Call, ids: &[String]) -> Result<()> {
    let filter = UserFilter {
        states: vec![State::Active, State::Inactive],
        ids: Some(ids.to_vec()),
        ..UserFilter::default()
    };
    let limit = i64::try_from(ids.len()).unwrap_or(i64::MAX);
    let part = Part { offset: 0, limit, descending: false };
    let (tx, divisions) = call.seeing();
    let found = users::list(tx, divisions, &filter, part).await?;
    match ids.iter().find(|id| found.iter().all(|user| user.id != **id)) {
        Some(unknown) => Err(Refusal::user_not_found(unknown)),
        None => Ok(()),
    }
}

/// Writes down who came or went, if anybody did.
async fn record(
    call: &mut Call,
    queue: &StoredQueue,
    changed: Vec<String>,
    removed: bool,
) -> Result<()> {
    if changed.is_empty() {
        return Ok(());
    }
    let none = Vec::<String>::new();
    let (action, old, new) =
        if removed { (Action::Remove, changed, none) } else { (Action::Add, none, changed) };
    let event = AuditEvent::new(QUEUE, action, &queue.id).named(Some(&queue.name));
    audit::record(call, event.property("members", old, new)).await
}

/// Removes one member.
pub(crate) async fn remove(call: &mut Call, asked: DeleteRoutingQueueMember) -> Result<()> {
    remove_one(call, &asked.queue_id, &asked.member_id).await
}

/// The same by the older path.
pub(crate) async fn remove_user(call: &mut Call, asked: DeleteRoutingQueueUser) -> Result<()> {
    remove_one(call, &asked.queue_id, &asked.member_id).await
}

async fn remove_one(call: &mut Call, queue: &str, user: &str) -> Result<()> {
    let queue = visible(call, queue).await?;
    let id = user.to_lowercase();
    call.lock(Lock::User(&id)).await?;
    let members = queues::members(&mut call.tx, &queue.id).await?;
    let member = members.iter().find(|member| member.user == id);
    let member = member.ok_or_else(|| Refusal::not_found("member", user))?;
    if !member.as_user {
        let message = format!("The user [{id}] belongs to the queue through a group.");
        return Err(Refusal::bad_request(message));
    }
    let now = call.now;
    let removed = queues::remove_members(&mut call.tx, &queue.id, &[id], now).await?;
    record(call, &queue, removed, true).await
}

/// Changes several members; answers them.
pub(crate) async fn change_several(
    call: &mut Call,
    asked: PatchRoutingQueueMembers,
) -> Result<Rendered<QueueMemberEntityListing>> {
    let entities = patched(call, &asked.queue_id, &asked.body, "members").await?;
    Ok(whole(&entities).render_uncounted(asked, &entities, false))
}

/// The same by the older path.
pub(crate) async fn change_several_users(
    call: &mut Call,
    asked: PatchRoutingQueueUsers,
) -> Result<Rendered<QueueMemberEntityListingV1>> {
    let entities = patched(call, &asked.queue_id, &asked.body, "users").await?;
    let total = i64::try_from(entities.len()).unwrap_or(i64::MAX);
    Ok(whole(&entities).render(asked, &entities, total))
}

fn whole(entities: &[String]) -> Page {
    Page { number: 1, size: u32::try_from(entities.len().max(1)).unwrap_or(u32::MAX) }
}

async fn patched(
    call: &mut Call,
    queue: &str,
    body: &[QueueMember],
    path: &str,
) -> Result<Vec<String>> {
    let queue = visible(call, queue).await?;
    at_once(body.len())?;
    let mut changes = Vec::with_capacity(body.len());
    for (place, member) in body.iter().enumerate() {
        let missing = || Refusal::missing_value(format!("[{place}].id"));
        let id = member.id.as_ref().ok_or_else(missing)?;
        changes.push(wanted(&queue, id, (member, &format!("[{place}].")))?);
    }
    let ids: Vec<String> = changes.iter().map(|change| change.user.clone()).collect();
    change_members(call, &queue, changes).await?;
    let mut members = queues::members(&mut call.tx, &queue.id).await?;
    members.retain(|member| ids.contains(&member.user));
    written(call, &members, &[], path).await
}

/// Changes one member.
pub(crate) async fn change(call: &mut Call, asked: PatchRoutingQueueMember) -> Result<()> {
    change_one(call, (&asked.queue_id, &asked.member_id), &asked.body).await
}

/// The same by the older path.
pub(crate) async fn change_user(call: &mut Call, asked: PatchRoutingQueueUser) -> Result<()> {
    change_one(call, (&asked.queue_id, &asked.member_id), &asked.body).await
}

async fn change_one(
    call: &mut Call,
    (queue, user): (&str, &str),
    body: &QueueMember,
) -> Result<()> {
    let queue = visible(call, queue).await?;
    let change = wanted(&queue, user, (body, ""))?;
    change_members(call, &queue, vec![change]).await
}

/// What a body wants of a member.
fn wanted(
    queue: &StoredQueue,
    user: &str,
    (body, field): (&QueueMember, &str),
) -> Result<MemberChange> {
    if let Some(ring) = body.ring_number {
        let rings = queue.entity()?.bullseye.and_then(|bullseye| bullseye.rings);
        let most = rings.map_or(1, |rings| rings.len()).max(1);
        if usize::try_from(ring).is_ok_and(|ring| ring > most) {
            let allowed = format!("1 to {most}, the rings of the queue");
            let field = format!("{field}ringNumber");
            return Err(Refusal::invalid_value(field, ring.to_string(), allowed));
        }
    }
    Ok(MemberChange {
        user: user.to_lowercase(),
        joined: body.joined,
        ring: body.ring_number.map(i64::from),
    })
}

fn at_once(given: usize) -> Result<()> {
    if given <= MAX_MEMBERS_AT_ONCE {
        return Ok(());
    }
    let allowed = format!("at most {MAX_MEMBERS_AT_ONCE} members at once");
    Err(Refusal::invalid_value("body", given.to_string(), allowed))
}
