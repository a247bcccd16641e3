//! Utilization labels: kinds of interactions whose number is limited.

use api::{
    DeleteRoutingUtilizationLabel, GetRoutingUtilizationLabel, GetRoutingUtilizationLabels,
    PostRoutingUtilizationLabels, PutRoutingUtilizationLabel, SortOrder, UtilizationLabel,
    UtilizationLabelEntityListing,
};
use store::utilization;

use super::limits::interrupting;
use crate::rules::{fields::required_text, grants::lock_organization, routing_skills::ROUTING};
use gate::{
    audit::{self, Action, AuditEvent, Kind},
    call::Call,
    listing::name_fits,
    paging::Listing,
    refusal::{Refusal, Result},
    reply::Rendered,
};

/// A utilization label, in the audit.
pub(crate) const UTILIZATION_LABEL: Kind = Kind {
    name: "UtilizationLabel",
    service: ROUTING,
    actions: &[Action::Create, Action::Update, Action::Delete],
    uri: Some(utilization::label_uri),
};

/// The labels, in pages.
pub(crate) async fn list_labels(
    call: &mut Call,
    asked: GetRoutingUtilizationLabels,
) -> Result<Rendered<UtilizationLabelEntityListing>> {
    let mut found = utilization::labels(&mut call.tx).await?;
    let name = |one: &UtilizationLabel| one.name.clone().unwrap_or_default();
    found.retain(|one| asked.name.as_deref().is_none_or(|filter| name_fits(filter, &name(one))));
    if asked.sort_order == SortOrder::Descending {
        found.reverse();
    }
    let (page, total) = (asked.page, i64::try_from(found.len()).unwrap_or(i64::MAX));
    page.render_models(asked, &page.of(found), total)
}

/// Makes a label.
pub(crate) async fn create_label(
    call: &mut Call,
    PostRoutingUtilizationLabels { body }: PostRoutingUtilizationLabels,
) -> Result<UtilizationLabel> {
    lock_organization(call).await?;
    let (id, name) = (call.random.id(), required_text(&body.name, "name")?);
    if !utilization::insert_label(&mut call.tx, (&id, &name)).await? {
        return Err(Refusal::name_taken("utilization label", &name));
    }
    if let Some(mut limits) = body.utilization {
        let labels = utilization::labels(&mut call.tx).await?;
        let is_known = |id: &String| labels.iter().any(|label| label.id.as_ref() == Some(id));
        interrupting(&mut limits, "utilization", is_known)?;
        let mut set = utilization::of_organization(&mut call.tx).await?.unwrap_or_default();
        set.label_utilizations.get_or_insert_default().insert(id.clone(), limits);
        utilization::save_of_organization(&mut call.tx, &set).await?;
    }
    let made = find(call, &id).await?;
    let event = AuditEvent::new(UTILIZATION_LABEL, Action::Create, id).named(Some(name));
    audit::record(call, event.between(&(), &made)?).await?;
    Ok(made)
}

/// One label.
pub(crate) async fn get_label(
    call: &mut Call,
    GetRoutingUtilizationLabel { label_id }: GetRoutingUtilizationLabel,
) -> Result<UtilizationLabel> {
    find(call, &label_id).await
}

async fn find(call: &mut Call, id: &str) -> Result<UtilizationLabel> {
    let found = utilization::find_label(&mut call.tx, &id.to_lowercase()).await?;
    found.ok_or_else(|| Refusal::not_found("utilization label", id))
}

/// Renames a label.
pub(crate) async fn rename_label(
    call: &mut Call,
    PutRoutingUtilizationLabel { label_id, body }: PutRoutingUtilizationLabel,
) -> Result<UtilizationLabel> {
    lock_organization(call).await?;
    let before = find(call, &label_id).await?;
    let (id, name) = (label_id.to_lowercase(), required_text(&body.name, "name")?);
    if !utilization::rename_label(&mut call.tx, (&id, &name)).await? {
        return Err(Refusal::name_taken("utilization label", &name));
    }
    let renamed = find(call, &id).await?;
    let event = AuditEvent::new(UTILIZATION_LABEL, Action::Update, id).named(Some(name));
    audit::record(call, event.between(&before, &renamed)?).await?;
    Ok(renamed)
}

/// Removes a label, one that limits users only if the request insists.
pub(crate) async fn delete_label(
    call: &mut Call,
    asked: DeleteRoutingUtilizationLabel,
) -> Result<()> {
    lock_organization(call).await?;
    let label = find(call, &asked.label_id).await?;
    let (id, name) = (asked.label_id.to_lowercase(), label.name.clone());
    let users = utilization::users_of_label(&mut call.tx, &id).await?;
    if users > 0 && !asked.force_delete {
        let name = name.unwrap_or_default();
        let message = "The label [{name}] limits the work of {users} users; forceDelete=true removes it \
                       nevertheless.";
        return Err(Refusal::conflict(message).with("name", name).with("users", users.to_string()));
    }
    utilization::delete_label(&mut call.tx, &id).await?;
    let event = AuditEvent::new(UTILIZATION_LABEL, Action::Delete, id).named(name);
    audit::record(call, event.between(&label, &())?).await
}
