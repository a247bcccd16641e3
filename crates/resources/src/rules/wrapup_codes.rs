//! Wrap-up codes, found and moved from one division to another.

use store::{
    Divisions,
    divisions::StoredDivision,
    wrapup_codes::{self, StoredWrapupCode},
};

use super::routing_skills::ROUTING;
use gate::{
    audit::{Action, AuditEvent, Kind},
    context::Context,
    refusal::{Refusal, Result},
};

/// A wrap-up code, in the audit.
pub const WRAPUP_CODE: Kind = Kind {
    name: "WrapupCode",
    service: ROUTING,
    actions: &[Action::Create, Action::Update, Action::Delete, Action::Move],
    uri: Some(wrapup_codes::uri),
};

/// The code with this id, within these divisions.
pub async fn find(
    context: &mut Context,
    divisions: &Divisions,
    id: &str,
) -> Result<StoredWrapupCode> {
    let found = wrapup_codes::find(&mut context.tx, divisions, &id.to_lowercase()).await?;
    found.ok_or_else(|| Refusal::not_found("wrap-up code", id))
}

/// The user or client who changes something.
pub fn who(context: &Context) -> Option<String> {
    context.user().or_else(|| context.client()).map(str::to_owned)
}

/// Stores a changed code, and writes it down. The organization must be locked.
pub async fn save(
    context: &mut Context,
    before: &StoredWrapupCode,
    mut after: StoredWrapupCode,
) -> Result<StoredWrapupCode> {
    after.modified_at = Some(context.now);
    after.modified_by = who(context);
    if !wrapup_codes::save(&mut context.tx, before, &after).await? {
        return Err(Refusal::name_taken("wrap-up code", &after.name));
    }
    let moved = before.division != after.division;
    let action = if moved { Action::Move } else { Action::Update };
    let change = AuditEvent::new(WRAPUP_CODE, action, &after.id).named(Some(&after.name));
    context.record(change.between(&before.entity(), &after.entity())?).await?;
    Ok(after)
}

/// Moves a code to a division; one that is there stays as it is.
pub async fn move_to(
    context: &mut Context,
    code: StoredWrapupCode,
    target: &StoredDivision,
) -> Result<()> {
    if code.division == target.id {
        return Ok(());
    }
    let after = StoredWrapupCode {
        division: target.id.clone(),
        division_name: target.name.clone(),
        ..code.clone()
    };
    save(context, &code, after).await.map(drop)
}
