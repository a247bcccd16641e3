//! Where a user's clients are.

use api::{Geolocation, GetUserGeolocation, PatchUserGeolocation};
use axum::http::StatusCode;
use store::geolocations::{self, Reported};

use crate::rules::people::{
    audited,
    geolocations::{record, shown},
    present, present_to_change,
};
use gate::routes::Routes;
use gate::{
    call::Call,
    refusal::{Refusal, Result},
};

/// Of so many clients of a user it is known where they are; that which was silent for longest is
/// forgotten for another.
const MAX_CLIENTS: i64 = 100;
/// The longest id of a client, in characters.
const LONGEST_ID: usize = 255;

/// The operations on geolocations that are served.
pub(crate) fn routes() -> Routes {
    Routes::default().answer(get_geolocation).answer(report)
}

/// What a client of a user last reported.
pub(crate) async fn get_geolocation(
    call: &mut Call,
    GetUserGeolocation { user_id, client_id }: GetUserGeolocation,
) -> Result<Geolocation> {
    let user = present(call, &user_id).await?;
    let reported = geolocations::find(&mut call.tx, &user.id, &client_id).await?;
    let reported =
        reported.ok_or_else(|| Refusal::not_found("geolocation of the client", &client_id))?;
    Ok(shown(&user.id, reported))
}

/// Keeps what a client of the caller reports. The place of a position is looked up after the answer.
pub(crate) async fn report(
    call: &mut Call,
    PatchUserGeolocation { user_id, client_id, body }: PatchUserGeolocation,
) -> Result<Geolocation> {
    let user = present_to_change(call, &user_id).await?;
    if call.user() != Some(&user.id) {
        let message = "Cannot update another user's Geolocation; users report only their own.";
        return Err(Refusal::new(StatusCode::FORBIDDEN, "geolocation.update.error", message));
    }
    if client_id.chars().count() > LONGEST_ID {
        let allowed = format!("at most {LONGEST_ID} characters");
        return Err(Refusal::invalid_value("clientId", client_id, allowed));
    }
    let before = geolocations::find(&mut call.tx, &user.id, &client_id).await?;
    let reported = merged(client_id, before.clone(), body)?;
    let kept = (call.server_now(), MAX_CLIENTS);
    geolocations::save(&mut call.tx, &user.id, &reported, kept).await?;
    let name = audited::name(&user)?;
    record(call, (&user.id, name), before.as_ref(), &reported).await?;
    Ok(shown(&user.id, reported))
}

/// A report after the body. A position or a place takes the place of both, for what is left of the
/// former would be wrong; a position without a place is to be resolved.
fn merged(client: String, before: Option<Reported>, body: Geolocation) -> Result<Reported> {
    let missing = |given: Option<f64>, field| given.ok_or_else(|| Refusal::missing_value(field));
    let position = match (body.latitude, body.longitude) {
        (None, None) => None,
        (latitude, longitude) => {
            Some((missing(latitude, "latitude")?, missing(longitude, "longitude")?))
        }
    };
    let mut reported = before.unwrap_or_else(|| Reported {
        client,
        primary: false,
        unresolved: false,
        geolocation: Geolocation::default(),
    });
    let names_a_place = body.city.is_some() || body.region.is_some() || body.country.is_some();
    let Geolocation { name, r#type, locations, .. } = reported.geolocation.clone();
    if position.is_some() || names_a_place {
        reported.unresolved = position.is_some() && !names_a_place;
        reported.geolocation = Geolocation {
            latitude: position.map(|(latitude, _)| latitude),
            longitude: position.map(|(_, longitude)| longitude),
            city: body.city,
            region: body.region,
            country: body.country,
            ..Geolocation::default()
        };
    }
    reported.geolocation.name = body.name.or(name);
    reported.geolocation.r#type = body.r#type.or(r#type);
    reported.geolocation.locations = body.locations.or(locations);
    reported.primary = body.primary.unwrap_or(reported.primary);
    Ok(reported)
}
