//! What users do, changed for whoever asks: the audit kinds, who may, and what the state machine
//! says.

pub(crate) mod definitions;

use api::{RoutingStatus, State, UserPresence};
use gate::{
    audit::{Action, AuditEvent, Kind},
    context::Context,
    refusal::{Refusal, Result},
};
use store::{
    presence::{
        self, PURECLOUD,
        machine::{Event, Forbidden, Live, Step},
        sources,
    },
    users::StoredUser,
};

use crate::rules::people::audited;

/// A presence that users can choose, in the audit.
pub const PRESENCE_DEFINITION: Kind = Kind {
    name: "OrganizationPresence",
    service: "Presence",
    actions: &[Action::Create, Action::Update, Action::Delete],
    uri: Some(definition_uri),
};

/// A source of presences, in the audit.
pub const PRESENCE_SOURCE: Kind = Kind {
    name: "Source",
    service: "Presence",
    actions: &[Action::Create, Action::Update, Action::Delete],
    uri: Some(source_uri),
};

/// A user's presence, in the audit.
pub const USER_PRESENCE: Kind =
    Kind { name: "UserPresence", service: "Presence", actions: &[Action::Update], uri: None };

/// A user's routing status, in the audit.
pub const ROUTING_STATUS: Kind =
    Kind { name: "RoutingStatus", service: "Routing", actions: &[Action::Update], uri: None };

/// Where a definition is read.
pub fn definition_uri(id: &str) -> String {
    format!("/api/v2/presencedefinitions/{id}")
}

fn source_uri(id: &str) -> String {
    format!("/api/v2/presence/sources/{id}")
}

/// Refuses to change another user's state without one of these permissions.
pub fn must_be_own_or(context: &Context, user: &StoredUser, permissions: &[&str]) -> Result<()> {
    let own = context.user() == Some(&user.id);
    let reaches = |permission: &&str| context.must_hold(permission, &user.division).is_ok();
    if own || permissions.iter().any(reaches) {
        return Ok(());
    }
    let reason = format!("not held in the division {}", user.division);
    Err(Refusal::missing_any_permissions(permissions).because(reason))
}

/// Refuses to let something begin for a user who is not active.
pub fn must_be_active(user: &StoredUser) -> Result<()> {
    if user.state == State::Active { Ok(()) } else { Err(Refusal::user_inactive(&user.id)) }
}

/// What a user does now.
pub async fn live(context: &mut Context, user: &str) -> Result<Live> {
    let found = presence::find(&mut context.tx, user).await?;
    found.ok_or_else(|| Refusal::user_not_found(user))
}

/// The source with this id; `PURECLOUD`, in any case, is this service itself.
pub async fn source(context: &mut Context, id: &str) -> Result<String> {
    if id.eq_ignore_ascii_case(PURECLOUD) {
        return Ok(PURECLOUD.to_owned());
    }
    let found = sources::find(&mut context.tx, &id.to_lowercase()).await?;
    let found = found.and_then(|source| source.id);
    found.ok_or_else(|| Refusal::not_found("source", id))
}

/// Lets something happen to a user, whose lock is held, and writes down what it changes.
pub async fn happen(
    context: &mut Context,
    user: &StoredUser,
    event: Event,
) -> Result<std::result::Result<Step, Forbidden>> {
    let before = live(context, &user.id).await?;
    let now = context.now;
    let step = match presence::happen(&mut context.tx, &user.id, event, now).await? {
        Ok(step) => step,
        Err(forbidden) => return Ok(Err(forbidden)),
    };
    let name = audited::name(user)?;
    if step.presence {
        let shown = |live: &Live| presence::presence(&user.id, &live.presence);
        record_presence(context, user, &shown(&before), &shown(&step.live)).await?;
    }
    if step.routing {
        let shown = |live: &Live| RoutingStatus {
            start_time: None,
            ..presence::routing_status(&user.id, live)
        };
        let event = AuditEvent::new(ROUTING_STATUS, Action::Update, &user.id).named(name);
        context.record(event.between(&shown(&before), &shown(&step.live))?).await?;
    }
    Ok(Ok(step))
}

/// Writes down that a presence has changed.
pub async fn record_presence(
    context: &mut Context,
    user: &StoredUser,
    before: &UserPresence,
    after: &UserPresence,
) -> Result<()> {
    let event = AuditEvent::new(USER_PRESENCE, Action::Update, &user.id);
    context.record(event.named(audited::name(user)?).between(before, after)?).await
}

/// 400: what is asked for does not fit what the user does.
pub fn not_possible(forbidden: &Forbidden) -> Refusal {
    let message = format!("An invalid routing status transition was attempted: {forbidden}.");
    Refusal::new(axum::http::StatusCode::BAD_REQUEST, "general.bad.request", message)
}
