//! Where users are: what is answered, and the place of a position, which is looked up later.

use api::Geolocation;
use serde::Serialize;
use store::{
    Lock,
    geolocations::{self, Reported},
    users,
};

use super::{audited, find};
use gate::{
    audit::{self, Action, AuditEvent, Kind},
    context::Context,
    refusal::Result,
};

/// Where a client of a user is, in the audit.
pub const GEOLOCATION: Kind =
    Kind { name: "Geolocation", service: "Directory", actions: &[Action::Update], uri: None };

/// The name of a place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// The town or city.
    pub city: String,
    /// The state, province or other region.
    pub region: String,
    /// The country, as two letters of ISO 3166.
    pub country: String,
}

/// A report as it is answered.
pub(crate) fn shown(user: &str, reported: Reported) -> Geolocation {
    let uri = format!("{}/geolocations/{}", users::uri(user), encoded(&reported.client));
    Geolocation {
        id: Some(reported.client),
        primary: Some(reported.primary),
        self_uri: Some(uri),
        ..reported.geolocation
    }
}

fn encoded(client: &str) -> String {
    url::form_urlencoded::byte_serialize(client.as_bytes()).collect::<String>().replace('+', "%20")
}

/// What the audit tells of a report: never the position.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Told<'r> {
    name: &'r Option<String>,
    r#type: &'r Option<String>,
    primary: bool,
    city: &'r Option<String>,
    region: &'r Option<String>,
    country: &'r Option<String>,
}

/// Writes down what differs between two reports of a client.
pub(crate) async fn record(
    context: &mut Context,
    (user, name): (&str, Option<String>),
    before: Option<&Reported>,
    after: &Reported,
) -> Result<()> {
    let told = |reported: &'_ Reported| {
        let Geolocation { name, r#type, city, region, country, .. } = &reported.geolocation;
        serde_json::to_value(Told {
            name,
            r#type,
            primary: reported.primary,
            city,
            region,
            country,
        })
        .map_err(|error| store::Error::Storage(format!("a geolocation to be audited: {error}")))
    };
    let before = before.map(told).transpose()?.unwrap_or_default();
    let change = AuditEvent::new(GEOLOCATION, Action::Update, user).named(name);
    let change = change.between(&before, &told(after)?)?.with("client", &*after.client);
    audit::record(context, change).await
}

/// The position of a report whose place is still to be looked up, in degrees north and east.
pub async fn position(
    context: &mut Context,
    (user, client): (&str, &str),
) -> Result<Option<(f64, f64)>> {
    let reported = geolocations::find(&mut context.tx, user, client).await?;
    let unresolved = reported.filter(|reported| reported.unresolved);
    Ok(unresolved
        .and_then(|reported| reported.geolocation.latitude.zip(reported.geolocation.longitude)))
}

/// Notes the place that a position was found to be in, if there is one, unless the client has
/// reported another position meanwhile or the place was noted already.
pub async fn resolve(
    context: &mut Context,
    (user, client): (&str, &str),
    found: ((f64, f64), Option<Place>),
) -> Result<()> {
    let (at, place) = found;
    context.lock(Lock::User(user)).await?;
    if position(context, (user, client)).await? != Some(at) {
        return Ok(());
    }
    let Some(before) = geolocations::find(&mut context.tx, user, client).await? else {
        return Ok(());
    };
    let mut after = Reported { unresolved: false, ..before.clone() };
    if let Some(Place { city, region, country }) = place {
        let some = |text: String| Some(text).filter(|text| !text.is_empty());
        after.geolocation.city = some(city);
        after.geolocation.region = some(region);
        after.geolocation.country = some(country);
    }
    geolocations::resolve(&mut context.tx, user, &after).await?;
    let name = audited::name(&find(context, user).await?)?;
    record(context, (user, name), Some(&before), &after).await
}
