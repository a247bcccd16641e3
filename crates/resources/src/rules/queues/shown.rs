//! Queues as they are answered.

use std::collections::HashMap;

use api::{MemberGroup, MemberGroupType, Queue, WireEnum as _};
use store::queues::{self, GroupOfQueue, StoredQueue};

use gate::{
    context::Context,
    refusal::{Refusal, Result},
};

/// A queue as it is answered.
pub async fn one(context: &mut Context, queue: &StoredQueue) -> Result<Queue> {
    let mut shown = shown(context, std::slice::from_ref(queue)).await?;
    shown.pop().ok_or_else(|| Refusal::internal("one queue in, none out"))
}

/// Queues as they are answered, with their groups and numbers of members, which are read for all of
/// them together.
pub async fn shown(context: &mut Context, found: &[StoredQueue]) -> Result<Vec<Queue>> {
    let ids: Vec<String> = found.iter().map(|queue| queue.id.clone()).collect();
    let numbers = queues::numbers(&mut context.tx, &ids).await?;
    let mut groups = HashMap::<String, Vec<MemberGroup>>::new();
    for group in queues::groups_of(&mut context.tx, &ids).await? {
        groups.entry(group.queue.clone()).or_default().push(member_group(group));
    }
    let shown = found.iter().map(|queue| {
        let numbers = numbers.get(&queue.id).copied().unwrap_or_default();
        let count = |number: i64| i32::try_from(number).ok();
        Ok(Queue {
            member_count: count(numbers.members),
            user_member_count: count(numbers.users),
            joined_member_count: count(numbers.joined),
            member_groups: Some(groups.remove(&queue.id).unwrap_or_default()),
            ..queue.entity()?
        })
    });
    shown.collect()
}

fn member_group(group: GroupOfQueue) -> MemberGroup {
    let path = if group.kind == "GROUP" { "groups" } else { "routing/skillgroups" };
    MemberGroup {
        self_uri: Some(format!("/api/v2/{path}/{}", group.id)),
        id: Some(group.id),
        name: Some(group.name),
        member_count: i32::try_from(group.member_count).ok(),
        r#type: Some(MemberGroupType::from_wire(&group.kind)),
        ..MemberGroup::default()
    }
}
