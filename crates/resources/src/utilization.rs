//! How much work at once users take: by media type and by label, for the organization and for users.

mod labels;
mod limits;

use api::{
    AgentMaxUtilizationResponse, DeleteRoutingUserUtilization, DeleteRoutingUtilization,
    GetRoutingUserUtilization, GetRoutingUtilization, PutRoutingUserUtilization,
    PutRoutingUtilization, UtilizationLevel, UtilizationResponse,
};
pub(crate) use labels::UTILIZATION_LABEL;
use store::utilization;

use self::limits::{Limits, checked, of_organization, of_user};
use crate::rules::{
    grants::lock_organization,
    people::{audited, present, present_to_change},
    routing_skills::ROUTING,
};
use gate::{
    audit::{self, Action, AuditEvent, Kind},
    call::Call,
    refusal::Result,
    routes::Routes,
};

/// What was set for the organization or for a user, in the audit; the id is theirs.
pub(crate) const UTILIZATION: Kind = Kind {
    name: "Utilization",
    service: ROUTING,
    actions: &[Action::Update, Action::Delete],
    uri: None,
};

/// The operations on utilization that are served.
pub(crate) fn routes() -> Routes {
    Routes::default()
        .answer(get)
        .answer(set)
        .answer(reset)
        .answer(labels::list_labels)
        .answer(labels::create_label)
        .answer(labels::get_label)
        .answer(labels::rename_label)
        .answer(labels::delete_label)
        .answer(get_of_user)
        .answer(set_of_user)
        .answer(reset_of_user)
}

/// What applies to users without settings of their own.
pub(crate) async fn get(call: &mut Call, _: GetRoutingUtilization) -> Result<UtilizationResponse> {
    Ok(response(of_organization(call).await?))
}

fn response(limits: Limits) -> UtilizationResponse {
    UtilizationResponse {
        label_utilizations: Some(limits.labels),
        max_inbound_calls: limits.max_inbound_calls,
        utilization: Some(limits.media),
    }
}

/// Sets what applies to users without settings of their own.
pub(crate) async fn set(
    call: &mut Call,
    PutRoutingUtilization { body }: PutRoutingUtilization,
) -> Result<UtilizationResponse> {
    lock_organization(call).await?;
    let set = checked(call, body).await?;
    let before = response(of_organization(call).await?);
    utilization::save_of_organization(&mut call.tx, &set).await?;
    let after = response(of_organization(call).await?);
    let event = AuditEvent::new(UTILIZATION, Action::Update, call.organization().to_string());
    audit::record(call, event.between(&before, &after)?).await?;
    Ok(after)
}

/// Drops what was set for the organization.
pub(crate) async fn reset(call: &mut Call, _: DeleteRoutingUtilization) -> Result<()> {
    lock_organization(call).await?;
    let before = response(of_organization(call).await?);
    utilization::delete_of_organization(&mut call.tx).await?;
    let after = response(of_organization(call).await?);
    let event = AuditEvent::new(UTILIZATION, Action::Delete, call.organization().to_string());
    audit::record(call, event.between(&before, &after)?).await
}

/// What applies to a user.
pub(crate) async fn get_of_user(
    call: &mut Call,
    GetRoutingUserUtilization { user_id }: GetRoutingUserUtilization,
) -> Result<AgentMaxUtilizationResponse> {
    let user = present(call, &user_id).await?;
    of_agent(call, &user.id).await
}

async fn of_agent(call: &mut Call, user: &str) -> Result<AgentMaxUtilizationResponse> {
    let (limits, is_own) = of_user(call, user).await?;
    let level = if is_own { UtilizationLevel::Agent } else { UtilizationLevel::Organization };
    Ok(AgentMaxUtilizationResponse {
        label_utilizations: Some(limits.labels),
        level: Some(level),
        max_inbound_calls: limits.max_inbound_calls,
        utilization: Some(limits.media),
    })
}

/// Sets what applies to a user.
pub(crate) async fn set_of_user(
    call: &mut Call,
    PutRoutingUserUtilization { user_id, body }: PutRoutingUserUtilization,
) -> Result<AgentMaxUtilizationResponse> {
    lock_organization(call).await?;
    let user = present_to_change(call, &user_id).await?;
    let set = checked(call, body).await?;
    let before = of_agent(call, &user.id).await?;
    let labels: Vec<String> =
        set.label_utilizations.iter().flatten().map(|(id, _)| id.clone()).collect();
    utilization::save_of_user(&mut call.tx, &user.id, &set, &labels).await?;
    let after = of_agent(call, &user.id).await?;
    let event = AuditEvent::new(UTILIZATION, Action::Update, &user.id);
    let event = event.named(audited::name(&user)?).between(&before, &after)?;
    audit::record(call, event).await?;
    Ok(after)
}

/// Drops what was set for a user; where nothing was, nothing happens.
pub(crate) async fn reset_of_user(
    call: &mut Call,
    DeleteRoutingUserUtilization { user_id }: DeleteRoutingUserUtilization,
) -> Result<()> {
    let user = present_to_change(call, &user_id).await?;
    let before = of_agent(call, &user.id).await?;
    if before.level == Some(UtilizationLevel::Organization) {
        return Ok(());
    }
    utilization::delete_of_user(&mut call.tx, &user.id).await?;
    let after = of_agent(call, &user.id).await?;
    let event = AuditEvent::new(UTILIZATION, Action::Delete, &user.id);
    let event = event.named(audited::name(&user)?).between(&before, &after)?;
    audit::record(call, event).await
}
