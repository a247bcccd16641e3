//! Whether routing may offer work to users.

use api::{GetUserRoutingstatus, PutUserRoutingstatus, RoutingStatus, RoutingStatusValue};
use gate::{
    call::Call,
    refusal::{Refusal, Result},
    routes::Routes,
};
use store::presence::{self, machine::Event};

use crate::rules::{
    people::present_to_change,
    presence::{happen, must_be_own_or, not_possible},
};

/// The operations on routing statuses that are served.
pub(crate) fn routes() -> Routes {
    Routes::default().answer(get_status).answer(ask_for_status)
}

/// What it takes to change the routing status of another user; one of them is enough. The API names
/// none.
const OF_OTHERS: &[&str] = &["routing:routingstatus:inject", "presence:userPresence:edit"];

/// The routing status of a user; an unknown one is off queue.
pub(crate) async fn get_status(
    call: &mut Call,
    GetUserRoutingstatus { user_id }: GetUserRoutingstatus,
) -> Result<RoutingStatus> {
    let id = user_id.to_lowercase();
    let live = presence::find(&mut call.tx, &id).await?;
    Ok(live.map_or_else(
        || RoutingStatus {
            user_id: Some(user_id),
            status: Some(RoutingStatusValue::OffQueue),
            start_time: None,
        },
        |live| presence::routing_status(&id, &live),
    ))
}

/// Brings a user who missed an alert back; whatever else is asked for must be so already.
pub(crate) async fn ask_for_status(
    call: &mut Call,
    PutUserRoutingstatus { user_id, body }: PutUserRoutingstatus,
) -> Result<RoutingStatus> {
    let status = body.status.ok_or_else(|| Refusal::missing_value("status"))?;
    let user = present_to_change(call, &user_id).await?;
    must_be_own_or(call, &user, OF_OTHERS)?;
    let asked = happen(call, &user, Event::Ask(status)).await?;
    let step = asked.map_err(|forbidden| not_possible(&forbidden))?;
    Ok(presence::routing_status(&user.id, &step.live))
}
