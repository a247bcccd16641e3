//! Stations: the phones of users, and who uses which.

use api::{
    CallrosterStation, DeleteStationAssociateduser, DeleteUserStationAssociatedstation,
    DeleteUserStationDefaultstation, DeleteUsersStationsMeAssociatedstation, GetStation,
    GetStations, GetUserStation, GetUsersStationsMe, PostCallrosterStations,
    PutUserStationAssociatedstationStationId, PutUserStationDefaultstationStationId,
    PutUsersStationsMeAssociatedstationStationId, Station, StationEntityListing, StationType,
    UserStations, WireEnum as _,
};
use gate::{
    audit::{self, Action, AuditEvent},
    call::Call,
    listing::{Sort, name_fits},
    paging::Listing as _,
    refusal::{Refusal, Result},
    reply::Rendered,
    routes::Routes,
};
use store::{
    Lock, Part,
    stations::{self, StationFilter, StoredStation, WEB_RTC},
    users::StoredUser,
};

use crate::rules::{
    people::{own_to_change, present, present_to_change},
    presence::{must_be_active, must_be_own_or},
    stations::{STATION, find, of_user, record, release},
};

/// The operations on stations that are served.
pub(crate) fn routes() -> Routes {
    Routes::default()
        .answer(list_stations)
        .answer(get_station)
        .answer(create_station)
        .answer(release_station)
        .answer(get_stations_of_user)
        .answer(associate)
        .answer(disassociate)
        .answer(set_default)
        .answer(clear_default)
        .answer(get_own_stations)
        .answer(associate_self)
        .answer(disassociate_self)
}

/// What it takes to associate another user with a station.
const ASSOCIATE_OTHERS: &[&str] = &["telephony:otherStationAssociation:edit"];
/// What it takes to release another user's station.
const RELEASE_OTHERS: &[&str] = &["telephony:station:disassociate"];

/// The stations, by name.
pub(crate) async fn list_stations(
    call: &mut Call,
    asked: GetStations,
) -> Result<Rendered<StationEntityListing>> {
    let page = asked.page;
    let sort = Sort::read(asked.sort_by.as_deref(), &["name"])?;
    let web_rtc = match asked.user_selectable.as_deref() {
        Some(given) if given.eq_ignore_ascii_case("true") => Some(false),
        Some(given) if given.eq_ignore_ascii_case("false") => Some(true),
        Some(given) => return Err(Refusal::invalid_value("userSelectable", given, "true, false")),
        None => None,
    };
    let named = asked.id.iter().chain(&asked.line_appearance_id);
    let ids: Vec<String> =
        named.flat_map(|ids| ids.split(',')).map(|id| id.trim().to_lowercase()).collect();
    let filter = StationFilter {
        ids: (!ids.is_empty()).then_some(ids),
        owner: asked.web_rtc_user_id.as_ref().map(|id| id.to_lowercase()),
        web_rtc,
    };
    let descending = sort.descending;
    let (found, total) = match asked.name.clone().filter(|name| !name.trim().is_empty()) {
        Some(name) => {
            let part = Part { offset: 0, limit: MOST, descending };
            let mut all = stations::list(&mut call.tx, &filter, part).await?;
            all.retain(|station| name_fits(&name, &station.name));
            let total = i64::try_from(all.len()).unwrap_or(i64::MAX);
            (page.of(all), total)
        }
        None => {
            let part = Part { offset: page.offset(), limit: page.size.into(), descending };
            let total = stations::count(&mut call.tx, &filter).await?;
            (stations::list(&mut call.tx, &filter, part).await?, total)
        }
    };
    let shown: Vec<Station> = found.iter().map(StoredStation::shown).collect();
    page.render_models(asked, &shown, total)
}

/// The most stations among which a name is looked for.
const MOST: i64 = 10_000;

/// One station.
pub(crate) async fn get_station(
    call: &mut Call,
    GetStation { station_id }: GetStation,
) -> Result<Station> {
    Ok(find(call, &station_id).await?.shown())
}

/// Makes a station without a phone.
pub(crate) async fn create_station(
    call: &mut Call,
    PostCallrosterStations { body }: PostCallrosterStations,
) -> Result<Station> {
    let CallrosterStation { name, r#type, web_rtc_user_id } = body;
    if name.trim().is_empty() {
        return Err(Refusal::missing_value("name"));
    }
    let owner = match web_rtc_user_id {
        Some(id) => Some(present_to_change(call, &id).await?.id),
        None => None,
    };
    let default = if owner.is_some() { StationType::WebRtc } else { StationType::Remote };
    let kind = r#type.unwrap_or(default);
    if owner.is_some() && kind != StationType::WebRtc {
        return Err(Refusal::invalid_value("type", kind.as_str(), WEB_RTC));
    }
    let station = StoredStation {
        id: call.random.id(),
        name: name.trim().to_owned(),
        kind: kind.as_str().to_owned(),
        phone: None,
        owner,
        user: None,
        associated_at: None,
    };
    stations::insert(&mut call.tx, &station).await?;
    let event = AuditEvent::new(STATION, Action::Create, &station.id).named(Some(&station.name));
    audit::record(call, event.between(&(), &station.shown())?).await?;
    Ok(station.shown())
}

/// Releases a station from whoever uses it.
pub(crate) async fn release_station(
    call: &mut Call,
    DeleteStationAssociateduser { station_id }: DeleteStationAssociateduser,
) -> Result<()> {
    let station = find(call, &station_id).await?;
    let Some(user) = station.user else { return Ok(()) };
    call.lock(Lock::User(&user)).await?;
    // Meanwhile somebody else may use it.
    let now = find(call, &station_id).await?;
    if now.user.as_deref() == Some(&*user) { release(call, &user).await } else { Ok(()) }
}

/// The stations of a user.
pub(crate) async fn get_stations_of_user(
    call: &mut Call,
    GetUserStation { user_id }: GetUserStation,
) -> Result<UserStations> {
    let user = present(call, &user_id).await?;
    let stations = of_user(call, &user.id).await?;
    Ok(UserStations { user_id: Some(user.id), ..stations })
}

/// Associates a user with a station.
pub(crate) async fn associate(
    call: &mut Call,
    PutUserStationAssociatedstationStationId { user_id, station_id }:
        PutUserStationAssociatedstationStationId,
) -> Result<()> {
    let user = present_to_change(call, &user_id).await?;
    must_be_own_or(call, &user, ASSOCIATE_OTHERS)?;
    take(call, &user, &station_id).await
}

async fn take(call: &mut Call, user: &StoredUser, station: &str) -> Result<()> {
    must_be_active(user)?;
    let station = find(call, station).await?;
    match &station.user {
        Some(other) if *other == user.id => return Ok(()),
        Some(_) => return Err(taken(&station)),
        None => {}
    }
    release(call, &user.id).await?;
    let now = call.now;
    if !stations::associate(&mut call.tx, &station, &user.id, now).await? {
        let message = "The version number of the modified resource must match the version number \
                       in the database.";
        return Err(Refusal::conflict(message));
    }
    let after =
        StoredStation { user: Some(user.id.clone()), associated_at: Some(now), ..station.clone() };
    record(call, &station.shown(), &after.shown()).await
}

fn taken(station: &StoredStation) -> Refusal {
    let template = "The station [{name}] with the id [{id}] is associated with another user; release \
                    it first.";
    Refusal::conflict(template).with("name", &*station.name).with("id", &*station.id)
}

/// Releases the station of a user.
pub(crate) async fn disassociate(
    call: &mut Call,
    DeleteUserStationAssociatedstation { user_id }: DeleteUserStationAssociatedstation,
) -> Result<()> {
    let user = present_to_change(call, &user_id).await?;
    must_be_own_or(call, &user, RELEASE_OTHERS)?;
    release(call, &user.id).await
}

/// Sets the default station of a user.
pub(crate) async fn set_default(
    call: &mut Call,
    PutUserStationDefaultstationStationId { user_id, station_id }:
        PutUserStationDefaultstationStationId,
) -> Result<()> {
    let user = present_to_change(call, &user_id).await?;
    let station = find(call, &station_id).await?;
    change_default(call, &user, Some(&station.id)).await
}

/// Takes the default station from a user.
pub(crate) async fn clear_default(
    call: &mut Call,
    DeleteUserStationDefaultstation { user_id }: DeleteUserStationDefaultstation,
) -> Result<()> {
    let user = present_to_change(call, &user_id).await?;
    change_default(call, &user, None).await
}

async fn change_default(call: &mut Call, user: &StoredUser, station: Option<&str>) -> Result<()> {
    let before = of_user(call, &user.id).await?.default_station.and_then(|station| station.id);
    if before.as_deref() == station {
        return Ok(());
    }
    stations::set_default(&mut call.tx, &user.id, station).await?;
    let id = station.or(before.as_deref()).unwrap_or_default();
    let named = |yes: bool| yes.then(|| user.id.clone());
    let event = AuditEvent::new(STATION, Action::Update, id).property(
        "defaultUser",
        named(station.is_none()),
        named(station.is_some()),
    );
    audit::record(call, event).await
}

/// The caller's stations.
pub(crate) async fn get_own_stations(
    call: &mut Call,
    _: GetUsersStationsMe,
) -> Result<UserStations> {
    let id = call.caller().user()?.to_owned();
    let stations = of_user(call, &id).await?;
    Ok(UserStations { user_id: Some(id), ..stations })
}

/// Associates the caller with a station.
pub(crate) async fn associate_self(
    call: &mut Call,
    PutUsersStationsMeAssociatedstationStationId { station_id }:
        PutUsersStationsMeAssociatedstationStationId,
) -> Result<()> {
    let id = call.caller().user()?.to_owned();
    let user = own_to_change(call, &id).await?;
    take(call, &user, &station_id).await
}

/// Releases the caller's station.
pub(crate) async fn disassociate_self(
    call: &mut Call,
    _: DeleteUsersStationsMeAssociatedstation,
) -> Result<()> {
    let id = call.caller().user()?.to_owned();
    let user = own_to_change(call, &id).await?;
    release(call, &user.id).await
}
