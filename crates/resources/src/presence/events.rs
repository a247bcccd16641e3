//! Presences and routing statuses that systems outside report.

use api::{
    BatchEventResponse, EventError, PostEventsUsersPresence, PostEventsUsersRoutingstatus,
    ReportedRoutingStatus, RoutingStatusValue, State, UserPresenceEvent, UserRoutingStatusEvent,
};
use gate::{
    call::Call,
    refusal::{Refusal, Result},
    routes::Routes,
};
use store::{
    Lock,
    presence::machine::Event,
    users::{self, StoredUser},
};

use super::changes::{Wanted, change};
use crate::rules::presence::{happen, not_possible, source};

pub(super) fn routes() -> Routes {
    Routes::default().answer(take_presences).answer(take_routing_statuses)
}

/// Takes presences, each for itself.
pub(crate) async fn take_presences(
    call: &mut Call,
    PostEventsUsersPresence { body }: PostEventsUsersPresence,
) -> Result<BatchEventResponse> {
    let events = body.user_presence_events.unwrap_or_default();
    lock(call, events.iter().map(|event| &event.user_id)).await?;
    let mut errors = Vec::new();
    for event in events {
        let id = event.event_id.clone();
        let taken = take_presence(call, event).await;
        errors.extend(not_taken(id, taken)?);
    }
    Ok(BatchEventResponse { errors })
}

async fn take_presence(call: &mut Call, event: UserPresenceEvent) -> Result<()> {
    let user = reported(call, &event.user_id).await?;
    let source = source(call, &event.source_id).await?;
    let definition = event.presence_definition_id.as_deref();
    let definition = definition.ok_or_else(|| Refusal::missing_value("presenceDefinitionId"))?;
    let wanted = Wanted { definition: Some(definition), message: event.message, primary: false };
    change(call, &user, &source, wanted).await.map(drop)
}

/// Takes routing statuses, each for itself.
pub(crate) async fn take_routing_statuses(
    call: &mut Call,
    PostEventsUsersRoutingstatus { body }: PostEventsUsersRoutingstatus,
) -> Result<BatchEventResponse> {
    let events = body.user_routing_status_events.unwrap_or_default();
    lock(call, events.iter().map(|event| &event.agent_id)).await?;
    let mut errors = Vec::new();
    for event in events {
        let id = event.event_id.clone();
        let taken = take_routing_status(call, event).await;
        errors.extend(not_taken(id, taken)?);
    }
    Ok(BatchEventResponse { errors })
}

async fn take_routing_status(call: &mut Call, event: UserRoutingStatusEvent) -> Result<()> {
    let user = reported(call, &event.agent_id).await?;
    source(call, &event.source_id).await?;
    let status = match event.status {
        ReportedRoutingStatus::OffQueue => RoutingStatusValue::OffQueue,
        ReportedRoutingStatus::Idle => RoutingStatusValue::Idle,
        ReportedRoutingStatus::Interacting => RoutingStatusValue::Interacting,
        ReportedRoutingStatus::Communicating => RoutingStatusValue::Communicating,
        ReportedRoutingStatus::NotResponding => RoutingStatusValue::NotResponding,
        ReportedRoutingStatus::Other(other) => RoutingStatusValue::Other(other),
    };
    let taken = happen(call, &user, Event::Report(status)).await?;
    taken.map(drop).map_err(|forbidden| not_possible(&forbidden))
}

/// Locks all users that the events are about, in one order, to avoid deadlocks.
async fn lock(call: &mut Call, users: impl Iterator<Item = &String>) -> Result<()> {
    let mut ids: Vec<String> = users.map(|id| id.to_lowercase()).collect();
    ids.sort_unstable();
    for id in &ids {
        call.lock(Lock::User(id)).await?;
    }
    Ok(())
}

/// The user that an event is about, who is locked.
async fn reported(call: &mut Call, id: &str) -> Result<StoredUser> {
    let (tx, divisions) = call.seeing();
    let found = users::find(tx, divisions, &id.to_lowercase()).await?;
    let found = found.filter(|user| user.state == State::Active);
    found.ok_or_else(|| Refusal::user_not_found(id))
}

/// What is told of an event that could not be taken; whatever is no fault of the event ends all.
fn not_taken(id: String, taken: Result<()>) -> Result<Option<EventError>> {
    match taken {
        Ok(()) => Ok(None),
        Err(refusal) if refusal.status.is_client_error() => Ok(Some(EventError {
            event_id: Some(id),
            message: Some(refusal.message()),
            retryable: Some(false),
        })),
        Err(refusal) => Err(refusal),
    }
}
