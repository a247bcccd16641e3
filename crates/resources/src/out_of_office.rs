//! Out-of-office notices.

use api::{GetUserOutofoffice, OutOfOffice, PutUserOutofoffice};
use axum::http::StatusCode;
use store::out_of_office;

use crate::rules::{
    out_of_office::at,
    people::{audited, present, present_to_change},
};
use gate::routes::Routes;
use gate::{
    audit::{self, Action, AuditEvent, Kind},
    call::Call,
    refusal::{Refusal, Result},
};

/// A user's absence, in the audit.
pub(crate) const OUT_OF_OFFICE: Kind =
    Kind { name: "OutOfOffice", service: "Directory", actions: &[Action::Update], uri: None };

/// The operations on out-of-office notices that are served.
pub(crate) fn routes() -> Routes {
    Routes::default().answer(get_absence).answer(set_absence)
}

/// The absence of a user.
pub(crate) async fn get_absence(
    call: &mut Call,
    GetUserOutofoffice { user_id }: GetUserOutofoffice,
) -> Result<OutOfOffice> {
    let user = present(call, &user_id).await?;
    let set = read(call, &user.id).await?;
    Ok(at(&user.id, set, call.now))
}

/// Sets the absence of the caller.
pub(crate) async fn set_absence(
    call: &mut Call,
    PutUserOutofoffice { user_id, body }: PutUserOutofoffice,
) -> Result<OutOfOffice> {
    let user = present_to_change(call, &user_id).await?;
    if call.user() != Some(&user.id) {
        let message = "Cannot update another user's OutOfOffice; users set only their own.";
        return Err(Refusal::new(StatusCode::FORBIDDEN, "outofoffice.update.error", message));
    }
    let set = checked(body)?;
    let before = read(call, &user.id).await?.unwrap_or_default();
    let now = call.now;
    out_of_office::save(&mut call.tx, &user.id, &set, now).await?;
    store::presence::tell_activity(&mut call.tx, &user.id, now).await?;
    let change = AuditEvent::new(OUT_OF_OFFICE, Action::Update, &user.id);
    let change = change.named(audited::name(&user)?).between(&before, &set)?;
    audit::record(call, change).await?;
    Ok(at(&user.id, Some(set), call.now))
}

async fn read(call: &mut Call, user: &str) -> Result<Option<OutOfOffice>> {
    let mut set = out_of_office::of_users(&mut call.tx, &[user.to_owned()]).await?;
    Ok(set.remove(user))
}

/// What is kept of a body. An absence that is switched on has a start, and an end unless it is
/// indefinite; one with a start is on unless it says otherwise.
fn checked(body: OutOfOffice) -> Result<OutOfOffice> {
    let active = body.active.unwrap_or(body.start_date.is_some());
    let indefinite = body.indefinite == Some(true);
    let end = body.end_date.filter(|_| !indefinite);
    if active && body.start_date.is_none() {
        return Err(Refusal::missing_value("startDate"));
    }
    if active && end.is_none() && !indefinite {
        return Err(Refusal::missing_value("endDate"));
    }
    if let (Some(start), Some(end)) = (body.start_date, end)
        && end <= start
    {
        let allowed = format!("a date after startDate, which is {start}");
        return Err(Refusal::invalid_value("endDate", end.to_string(), allowed));
    }
    Ok(OutOfOffice {
        name: body.name,
        active: Some(active),
        start_date: body.start_date,
        end_date: end,
        indefinite: Some(indefinite),
        ..OutOfOffice::default()
    })
}
