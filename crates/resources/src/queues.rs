//! Queues: how they are listed, made and changed, and who serves them.

mod changes;
mod filter;
mod members;
mod settings;

use api::{
    Division, GetRoutingQueue, GetRoutingQueues, GetRoutingQueuesDivisionviews,
    GetRoutingQueuesDivisionviewsAll, Operation, Page, Queue, QueueEntityListing, QueueSort,
    SortDirection,
};
use store::queues::{self, ShortQueue};

use crate::rules::queues::{
    find,
    shown::{one, shown},
};
use gate::{
    call::Call, listing::name_fits, paging::Listing, refusal::Result, reply::Rendered,
    routes::Routes,
};

/// The operations on queues that are served.
pub(crate) fn routes() -> Routes {
    Routes::default()
        .answer(list_queues)
        .answer(changes::create_queue)
        .answer(list_in_short)
        .answer(list_all_in_short)
        .answer(get_queue)
        .answer(changes::replace_queue)
        .answer(changes::delete_queue)
        .answer(members::list_members)
        .answer(members::add_or_remove)
        .answer(members::change_several)
        .answer(members::remove)
        .answer(members::change)
        .answer(members::list_users)
        .answer(members::add_or_remove_users)
        .answer(members::change_several_users)
        .answer(members::remove_user)
        .answer(members::change_user)
}

/// Which queues a listing shows.
#[derive(Default)]
struct Filter<'a> {
    name: Option<&'a str>,
    ids: &'a [String],
    divisions: &'a [String],
}

/// The queues that the caller sees and the filter lets through, by name.
async fn matching(call: &mut Call, filter: &Filter<'_>) -> Result<Vec<ShortQueue>> {
    let lower = |ids: &[String]| ids.iter().map(|id| id.to_lowercase()).collect::<Vec<_>>();
    let (ids, divisions) = (lower(filter.ids), lower(filter.divisions));
    let (tx, visible) = call.seeing();
    let mut found = queues::all(tx, visible).await?;
    found.retain(|queue| {
        (ids.is_empty() || ids.contains(&queue.id))
            && (divisions.is_empty() || divisions.contains(&queue.division))
            && filter.name.is_none_or(|name| name_fits(name, &queue.name))
    });
    Ok(found)
}

/// The queues of the organization, in pages.
pub(crate) async fn list_queues(
    call: &mut Call,
    asked: GetRoutingQueues,
) -> Result<Rendered<QueueEntityListing>> {
    let filter =
        Filter { name: asked.name.as_deref(), ids: &asked.id, divisions: &asked.division_id };
    let mut found = matching(call, &filter).await?;
    found.retain(|queue| {
        let peer = queue.peer.as_ref();
        (asked.peer_id.is_empty() || peer.is_some_and(|peer| asked.peer_id.contains(peer)))
            && asked.has_peer.is_none_or(|has| has == peer.is_some())
    });
    if let Some(library) = &asked.canned_response_library_id {
        let ids: Vec<String> = found.iter().map(|queue| queue.id.clone()).collect();
        let mut naming = Vec::new();
        for queue in queues::in_order(&mut call.tx, &ids).await? {
            let libraries = queue.entity()?.canned_response_libraries;
            let named = libraries.and_then(|libraries| libraries.library_ids).unwrap_or_default();
            if named.iter().any(|id| id.eq_ignore_ascii_case(library)) {
                naming.push(queue.id);
            }
        }
        found.retain(|queue| naming.contains(&queue.id));
    }
    if asked.sort_order == SortDirection::Descending {
        found.reverse();
    }
    let (page, total) = (asked.page, i64::try_from(found.len()).unwrap_or(i64::MAX));
    let ids: Vec<String> = page.of(found).into_iter().map(|queue| queue.id).collect();
    let found = queues::in_order(&mut call.tx, &ids).await?;
    let shown = shown(call, &found).await?;
    page.render_models(asked, &shown, total)
}

/// Queues in short, in pages.
pub(crate) async fn list_in_short(
    call: &mut Call,
    asked: GetRoutingQueuesDivisionviews,
) -> Result<Rendered<QueueEntityListing>> {
    let filter =
        Filter { name: asked.name.as_deref(), ids: &asked.id, divisions: &asked.division_id };
    let mut found = matching(call, &filter).await?;
    match asked.sort_by {
        QueueSort::Id => found.sort_by(|one, other| one.id.cmp(&other.id)),
        QueueSort::DivisionId => found.sort_by(|one, other| one.division.cmp(&other.division)),
        QueueSort::Name | QueueSort::Other(_) => {}
    }
    if asked.sort_order == SortDirection::Descending {
        found.reverse();
    }
    let page = asked.page;
    in_short(asked, page, found)
}

/// All queues in short, in pages.
pub(crate) async fn list_all_in_short(
    call: &mut Call,
    asked: GetRoutingQueuesDivisionviewsAll,
) -> Result<Rendered<QueueEntityListing>> {
    let mut found = matching(call, &Filter::default()).await?;
    if asked.sort_order == SortDirection::Descending {
        found.reverse();
    }
    let page = asked.page;
    in_short(asked, page, found)
}

fn in_short<O: Operation>(
    asked: O,
    page: Page,
    found: Vec<ShortQueue>,
) -> Result<Rendered<O::Response>> {
    let total = i64::try_from(found.len()).unwrap_or(i64::MAX);
    let short = |queue: ShortQueue| Queue {
        self_uri: Some(queues::uri(&queue.id)),
        id: Some(queue.id),
        name: Some(queue.name),
        division: Some(Division {
            self_uri: Some(store::divisions::uri(&queue.division)),
            id: Some(queue.division),
            name: Some(queue.division_name),
        }),
        ..Queue::default()
    };
    let shown: Vec<Queue> = page.of(found).into_iter().map(short).collect();
    page.render_models(asked, &shown, total)
}

/// One queue.
pub(crate) async fn get_queue(
    call: &mut Call,
    GetRoutingQueue { queue_id, .. }: GetRoutingQueue,
) -> Result<Queue> {
    let visible = call.divisions().clone();
    let queue = find(call, &visible, &queue_id).await?;
    one(call, &queue).await
}
