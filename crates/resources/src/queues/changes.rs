//! Queues, made, replaced and deleted.

use api::{
    DeleteRoutingQueue, MemberGroup, MemberGroupType, PostRoutingQueues, PutRoutingQueue, Queue,
    WireEnum as _, WritableDivision,
};
use store::{
    direct_routing_backup,
    divisions::{self, StoredDivision},
    queues::{self, StoredQueue},
};

use super::settings;
use crate::rules::{
    divisions::home,
    fields::required_text,
    grants::lock_organization,
    groups,
    queues::{QUEUE, find, move_to, servers, shown::one, take_work_anew},
    skill_groups,
};
use gate::{
    audit::{self, Action, AuditEvent},
    call::Call,
    refusal::{Refusal, Result},
};

/// Makes a queue.
pub(crate) async fn create_queue(
    call: &mut Call,
    PostRoutingQueues { body }: PostRoutingQueues,
) -> Result<Queue> {
    lock_organization(call).await?;
    let name = required_text(&body.name, "name")?;
    let division = match division(call, body.division.as_ref()).await? {
        Some(division) => division,
        None => home(call).await?,
    };
    call.must_reach(&division.id)?;
    let mut base = settings::defaults();
    let mut groups = Vec::new();
    if let Some(source) = &body.source_queue_id {
        let visible = call.held("routing:queue:view");
        let Some(source) = queues::find(&mut call.tx, &visible, &source.to_lowercase()).await?
        else {
            return Err(Refusal::invalid_value("sourceQueueId", source, "the id of a queue"));
        };
        let source = one(call, &source).await?;
        base = settings::of(&source)?;
        groups = source.member_groups.unwrap_or_default();
    }
    let groups = members_of(call, body.member_groups.as_ref().unwrap_or(&groups)).await?;
    let id = call.random.id();
    let shown = Queue {
        id: Some(id.clone()),
        name: Some(name.clone()),
        date_created: Some(call.now),
        date_modified: Some(call.now),
        created_by: who(call),
        modified_by: who(call),
        self_uri: Some(queues::uri(&id)),
        ..settings::over(base, &body)?
    };
    let queue = StoredQueue {
        id,
        name,
        division: division.id,
        division_name: division.name,
        document: String::new(),
    };
    if !queues::insert(&mut call.tx, &queue, &shown).await? {
        return Err(Refusal::name_taken("queue", &queue.name));
    }
    queues::set_groups(&mut call.tx, &queue.id, &groups).await?;
    let serving = servers(call, &queue.id).await?;
    take_work_anew(call, serving).await?;
    let made = stored(call, &queue.id).await?;
    let event = AuditEvent::new(QUEUE, Action::Create, queue.id).named(Some(queue.name));
    audit::record(call, event.between(&(), &made)?).await?;
    Ok(made)
}

/// Replaces the settings of a queue.
pub(crate) async fn replace_queue(
    call: &mut Call,
    PutRoutingQueue { queue_id, body }: PutRoutingQueue,
) -> Result<Queue> {
    lock_organization(call).await?;
    let visible = call.divisions().clone();
    let mut queue = find(call, &visible, &queue_id).await?;
    let name = required_text(&body.name, "name")?;
    if let Some(division) = division(call, body.division.as_ref()).await? {
        call.must_reach(&division.id)?;
        move_to(call, queue, &division).await?;
        queue = find(call, &visible, &queue_id).await?;
    }
    let before = one(call, &queue).await?;
    if queues::name_is_taken(&mut call.tx, &name, &queue.id).await? {
        return Err(Refusal::name_taken("queue", &name));
    }
    let shown = Queue {
        id: before.id.clone(),
        name: Some(name.clone()),
        date_created: before.date_created,
        date_modified: Some(call.now),
        created_by: before.created_by.clone(),
        modified_by: who(call),
        self_uri: before.self_uri.clone(),
        ..settings::over(settings::defaults(), &body)?
    };
    let after = StoredQueue { name, ..queue.clone() };
    queues::save(&mut call.tx, &queue, &after, &shown).await?;
    if let Some(groups) = &body.member_groups {
        let groups = members_of(call, groups).await?;
        let mut serving = servers(call, &queue.id).await?;
        queues::set_groups(&mut call.tx, &queue.id, &groups).await?;
        serving.extend(servers(call, &queue.id).await?);
        take_work_anew(call, serving).await?;
    }
    let replaced = stored(call, &queue.id).await?;
    let event = AuditEvent::new(QUEUE, Action::Update, queue.id).named(Some(after.name));
    audit::record(call, event.between(&before, &replaced)?).await?;
    Ok(replaced)
}

/// Removes a queue with its memberships.
pub(crate) async fn delete_queue(
    call: &mut Call,
    DeleteRoutingQueue { queue_id, force_delete }: DeleteRoutingQueue,
) -> Result<()> {
    lock_organization(call).await?;
    let visible = call.divisions().clone();
    let queue = find(call, &visible, &queue_id).await?;
    let backed_up = direct_routing_backup::users_of_queue(&mut call.tx, &queue.id).await?;
    if backed_up > 0 && !force_delete {
        let message = "The queue [{name}] is the direct routing backup of {users} users; \
                       forceDelete=true deletes it nevertheless.";
        return Err(Refusal::conflict(message)
            .with("name", queue.name)
            .with("users", backed_up.to_string()));
    }
    direct_routing_backup::forget_queue(&mut call.tx, &queue.id).await?;
    let before = one(call, &queue).await?;
    let serving = servers(call, &queue.id).await?;
    queues::delete(&mut call.tx, &queue).await?;
    take_work_anew(call, serving).await?;
    let event = AuditEvent::new(QUEUE, Action::Delete, queue.id).named(Some(queue.name));
    audit::record(call, event.between(&before, &())?).await
}

/// A queue that was just stored.
async fn stored(call: &mut Call, id: &str) -> Result<Queue> {
    let found = queues::find(&mut call.tx, &store::Divisions::all(), id).await?;
    let queue = found.ok_or_else(|| Refusal::internal("a queue that was just stored is gone"))?;
    one(call, &queue).await
}

/// Who makes the change: the user, or a client that acts by itself.
fn who(call: &Call) -> Option<String> {
    call.user().or_else(|| call.client()).map(str::to_owned)
}

/// The division that a body names.
async fn division(
    call: &mut Call,
    given: Option<&WritableDivision>,
) -> Result<Option<StoredDivision>> {
    let Some(id) = given.and_then(|division| division.id.as_deref()) else { return Ok(None) };
    let found = divisions::find(&mut call.tx, &id.to_lowercase()).await?;
    let unknown = || Refusal::invalid_value("division.id", id, "the id of a division");
    Ok(Some(found.ok_or_else(unknown)?))
}

/// The groups that a body names, by kind and id: groups that the caller sees.
async fn members_of(call: &mut Call, given: &[MemberGroup]) -> Result<Vec<(String, String)>> {
    let mut found = Vec::with_capacity(given.len());
    for (place, group) in given.iter().enumerate() {
        let field = |name: &str| format!("memberGroups[{place}].{name}");
        let id = group.id.as_deref().ok_or_else(|| Refusal::missing_value(field("id")))?;
        let kind = group.r#type.as_ref().ok_or_else(|| Refusal::missing_value(field("type")))?;
        let known = match kind {
            MemberGroupType::Group => groups::find(call, id).await.map(|group| group.id),
            MemberGroupType::SkillGroup => {
                let seen = call.held("routing:skillGroup:view");
                skill_groups::find(call, &seen, id).await.map(|group| Some(group.id))
            }
            _ => Err(Refusal::not_found("group", id)),
        };
        let unknown = |_| {
            let allowed = "the id of a group of this type; this server has no teams";
            Refusal::invalid_value(field("id"), id, allowed)
        };
        let pair = (kind.as_str().to_owned(), known.map_err(unknown)?.unwrap_or_default());
        if !found.contains(&pair) {
            found.push(pair);
        }
    }
    Ok(found)
}
