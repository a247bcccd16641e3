//! Stations, and the users who use them.

use std::collections::HashMap;

use api::{
    DateTime, Entity as Reference, Map, Station, StationStatus, UserStation,
    UserStationChangeTopicUserStation, UserStationChangeTopicUserStations, UserStationTopic,
    UserStations,
};

use crate::{
    Changed, Entity, Part, Query, Result, Row, Told, Tx, args, changes::NewChange, notifications,
    users,
};

/// The kind of stations that are WebRTC phones.
pub const WEB_RTC: &str = "inin_webrtc_softphone";
/// How many calls a WebRTC phone can hold at once.
const CALLS: i32 = 100;

/// A station as it is stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredStation {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Its kind.
    pub kind: String,
    /// The phone whose line it is.
    pub phone: Option<String>,
    /// Whose WebRTC phone it is.
    pub owner: Option<String>,
    /// Who uses it now.
    pub user: Option<String>,
    /// Since when.
    pub associated_at: Option<DateTime>,
}

impl StoredStation {
    fn is_web_rtc(&self) -> bool {
        self.kind == WEB_RTC
    }

    /// As the API shows it.
    pub fn shown(&self) -> Station {
        let web_rtc = self.is_web_rtc();
        let status =
            if self.user.is_some() { StationStatus::Associated } else { StationStatus::Available };
        Station {
            id: Some(self.id.clone()),
            name: Some(self.name.clone()),
            status: Some(status),
            r#type: Some(self.kind.clone()),
            user_id: self.user.clone(),
            web_rtc_user_id: self.owner.clone(),
            line_appearance_id: self.phone.is_some().then(|| self.id.clone()),
            web_rtc_call_appearances: web_rtc.then_some(CALLS),
            web_rtc_force_turn: web_rtc.then_some(false),
            web_rtc_persistent_enabled: web_rtc.then_some(false),
            self_uri: Some(uri(&self.id)),
            ..Station::default()
        }
    }

    /// As its users show it.
    fn of_user(&self, default_user: Option<&str>) -> UserStation {
        let reference = |id: &str| Box::new(users::reference(id));
        UserStation {
            id: Some(self.id.clone()),
            name: Some(self.name.clone()),
            r#type: Some(self.kind.clone()),
            associated_user: self.user.as_deref().map(reference),
            associated_date: self.associated_at,
            default_user: default_user.map(reference),
            provider_info: Some(Map::new()),
            web_rtc_call_appearances: self.is_web_rtc().then_some(CALLS),
        }
    }
}

/// Where a station is read.
pub fn uri(id: &str) -> String {
    format!("/api/v2/stations/{id}")
}

const COLUMNS: &str =
    "s.id, s.name, s.type, s.phone_id, s.web_rtc_user_id, s.user_id, s.associated_at";

fn read(row: &Row<'_>) -> Result<StoredStation> {
    let associated_at: Option<i64> = row.get(6)?;
    Ok(StoredStation {
        id: row.get(0)?,
        name: row.get(1)?,
        kind: row.get(2)?,
        phone: row.get(3)?,
        owner: row.get(4)?,
        user: row.get(5)?,
        associated_at: associated_at.map(DateTime::from_milliseconds),
    })
}

/// Which stations a listing shows.
#[derive(Debug, Clone, Default)]
pub struct StationFilter {
    /// Only those with these ids.
    pub ids: Option<Vec<String>>,
    /// Only this user's WebRTC phones.
    pub owner: Option<String>,
    /// Only WebRTC phones, or only others.
    pub web_rtc: Option<bool>,
}

impl StationFilter {
    fn query(&self, what: &str, organization: &str) -> Query {
        let sql = format!("SELECT {what} FROM stations s WHERE s.organization_id = $");
        let mut query = Query::new(&sql, args![organization]);
        if let Some(ids) = &self.ids {
            query.and("s.id = ANY($)", args![ids.clone()]);
        }
        if let Some(owner) = &self.owner {
            query.and("s.web_rtc_user_id = $", args![&**owner]);
        }
        match self.web_rtc {
            Some(true) => query.and("s.type = $", args![WEB_RTC]),
            Some(false) => query.and("s.type <> $", args![WEB_RTC]),
            None => &mut query,
        };
        query
    }
}

/// A part of the stations, by name.
pub async fn list(tx: &mut Tx, filter: &StationFilter, part: Part) -> Result<Vec<StoredStation>> {
    let organization = &*tx.organization();
    let mut query = filter.query(COLUMNS, organization);
    let order = if part.descending { "DESC" } else { "ASC" };
    let sql = format!(" ORDER BY s.name_key {order}, s.id {order} LIMIT $ OFFSET $");
    query.push(&sql, args![part.limit, part.offset]);
    let (sql, args) = query.finish();
    tx.all(&sql, &args, read).await
}

/// How many stations there are.
pub async fn count(tx: &mut Tx, filter: &StationFilter) -> Result<i64> {
    let organization = &*tx.organization();
    let (sql, args) = filter.query("COUNT(*)", organization).finish();
    Ok(tx.one(&sql, &args, |row| row.get(0)).await?.unwrap_or_default())
}

/// Which of these ids are those of stations.
pub async fn existing(tx: &mut Tx, ids: &[String]) -> Result<Vec<String>> {
    let organization = &*tx.organization();
    let sql = "SELECT id FROM stations WHERE organization_id = $1 AND id = ANY($2)";
    tx.all(sql, &args![organization, ids], |row| row.get(0)).await
}

/// One station.
pub async fn find(tx: &mut Tx, id: &str) -> Result<Option<StoredStation>> {
    let organization = &*tx.organization();
    let sql =
        format!("SELECT {COLUMNS} FROM stations s WHERE s.organization_id = $1 AND s.id = $2");
    tx.one(&sql, &args![organization, id], read).await
}

/// The stations of a phone, in the order of its lines.
pub async fn of_phones(tx: &mut Tx, phones: &[String]) -> Result<Vec<StoredStation>> {
    let organization = &*tx.organization();
    let sql = format!(
        "SELECT {COLUMNS} FROM stations s WHERE s.organization_id = $1 AND s.phone_id = ANY($2) \
         ORDER BY s.id"
    );
    tx.all(&sql, &args![organization, phones], read).await
}

/// Adds a station.
pub async fn insert(tx: &mut Tx, station: &StoredStation) -> Result<()> {
    let organization = &*tx.organization();
    let sql = "INSERT INTO stations (organization_id, id, name, name_key, type, phone_id, web_rtc_user_id) \
               VALUES ($1, $2, $3, $4, $5, $6, $7)";
    let StoredStation { id, name, kind, phone, owner, .. } = station;
    let (key, phone, owner) = (crate::fold(name), phone.as_deref(), owner.as_deref());
    tx.run(sql, &args![organization, &**id, &**name, key, &**kind, phone, owner]).await?;
    tx.changed(NewChange::of_entity(organization, Entity::Station, id))
}

/// Gives a station another name and another owner.
pub async fn rename(tx: &mut Tx, id: &str, name: &str, owner: Option<&str>) -> Result<()> {
    let organization = &*tx.organization();
    let sql = "UPDATE stations SET name = $3, name_key = $4, web_rtc_user_id = $5 \
               WHERE organization_id = $1 AND id = $2 RETURNING user_id";
    let args = args![organization, id, name, crate::fold(name), owner];
    let user: Option<Option<String>> = tx.one(sql, &args, |row| row.get(0)).await?;
    of_user(tx, id, user.flatten().as_deref())
}

/// Names a change of a station, which this user uses or used.
fn of_user(tx: &mut Tx, id: &str, user: Option<&str>) -> Result<()> {
    let organization = &*tx.organization();
    let users = user.iter().map(|user| (*user).to_owned()).collect();
    let what = Changed::Members { kind: Entity::Station, id: id.to_owned(), users };
    tx.changed(NewChange::new(organization, what))
}

/// Associates a user, whose lock is held, with a station that nobody uses; `false` if somebody does.
/// The user uses no other station.
pub async fn associate(
    tx: &mut Tx,
    station: &StoredStation,
    user: &str,
    now: DateTime,
) -> Result<bool> {
    let organization = &*tx.organization();
    let sql = "UPDATE stations SET user_id = $3, associated_at = $4 \
               WHERE organization_id = $1 AND id = $2 AND user_id IS NULL";
    let changed = tx.run(sql, &args![organization, &*station.id, user, now.milliseconds()]).await?;
    if changed == 0 {
        return Ok(false);
    }
    of_user(tx, &station.id, Some(user))?;
    let told = UserStationChangeTopicUserStation {
        id: Some(station.id.clone()),
        name: Some(station.name.clone()),
        associated_user: Some(Reference { id: Some(user.to_owned()) }),
    };
    tell(tx, user, Some(told), "Associated")?;
    Ok(true)
}

/// Releases the station that a user, whose lock is held, uses; the station, if there is one.
pub async fn release(tx: &mut Tx, user: &str) -> Result<Option<StoredStation>> {
    let organization = &*tx.organization();
    let sql =
        format!("SELECT {COLUMNS} FROM stations s WHERE s.organization_id = $1 AND s.user_id = $2");
    let Some(station) = tx.one(&sql, &args![organization, user], read).await? else {
        return Ok(None);
    };
    let sql = "UPDATE stations SET user_id = NULL, associated_at = NULL \
               WHERE organization_id = $1 AND id = $2";
    tx.run(sql, &args![organization, &*station.id]).await?;
    of_user(tx, &station.id, Some(user))?;
    let sql = "INSERT INTO user_stations (organization_id, user_id, last_id) VALUES ($1, $2, $3) \
               ON CONFLICT (organization_id, user_id) DO UPDATE SET last_id = excluded.last_id";
    tx.run(sql, &args![organization, user, &*station.id]).await?;
    tell(tx, user, None, "Disassociated")?;
    Ok(Some(station))
}

/// The same of a user who leaves.
pub async fn leave(tx: &mut Tx, user: &str) -> Result<()> {
    release(tx, user).await.map(drop)
}

fn tell(
    tx: &mut Tx,
    user: &str,
    associated_station: Option<UserStationChangeTopicUserStation>,
    action: &str,
) -> Result<()> {
    let topic = UserStationTopic { id: user.to_owned() };
    let body = UserStationChangeTopicUserStations { associated_station };
    let told = Told { action: Some(action.to_owned()), ..notifications::told(&topic, &body)? };
    notifications::tell(tx, user, vec![told])
}

/// Sets or takes away the default station of a user. A station is one user's default at most.
pub async fn set_default(tx: &mut Tx, user: &str, station: Option<&str>) -> Result<()> {
    let organization = &*tx.organization();
    if let Some(station) = station {
        let sql = "UPDATE user_stations SET default_id = NULL \
                   WHERE organization_id = $1 AND default_id = $2 AND user_id <> $3";
        tx.run(sql, &args![organization, station, user]).await?;
    }
    let sql = "INSERT INTO user_stations (organization_id, user_id, default_id) VALUES ($1, $2, $3) \
               ON CONFLICT (organization_id, user_id) DO UPDATE SET default_id = excluded.default_id";
    tx.run(sql, &args![organization, user, station]).await?;
    tx.changed(NewChange::of_entity(organization, Entity::Station, station.unwrap_or(user)))
}

/// Forgets the default station of a user who is deleted.
pub async fn forget(tx: &mut Tx, user: &str) -> Result<()> {
    let organization = &*tx.organization();
    let sql = "DELETE FROM user_stations WHERE organization_id = $1 AND user_id = $2";
    if tx.run(sql, &args![organization, user]).await? > 0 {
        tx.changed(NewChange::of_entity(organization, Entity::Station, user))?;
    }
    Ok(())
}

/// A user with the default station and the last one.
type Kept = (String, Option<String>, Option<String>);

/// The stations of these users, by user; who has none is left out.
pub async fn of_users(tx: &mut Tx, ids: &[String]) -> Result<HashMap<String, UserStations>> {
    let organization = &*tx.organization();
    let sql = "SELECT user_id, default_id, last_id FROM user_stations \
               WHERE organization_id = $1 AND user_id = ANY($2)";
    let args = args![organization, ids];
    let kept: Vec<Kept> =
        tx.all(sql, &args, |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?))).await?;
    let named: Vec<String> =
        kept.iter().flat_map(|(_, default, last)| [default, last]).flatten().cloned().collect();
    let sql = format!(
        "SELECT {COLUMNS}, d.user_id FROM stations s LEFT JOIN user_stations d \
         ON d.organization_id = s.organization_id AND d.default_id = s.id \
         WHERE s.organization_id = $1 AND (s.user_id = ANY($2) OR s.id = ANY($3))"
    );
    let args = args![organization, ids, named];
    let found = tx.all(&sql, &args, |row| Ok((read(row)?, row.get::<Option<String>>(7)?)));
    let found = found.await?;
    let shown = |id: &str| {
        let station = found.iter().find(|(station, _)| station.id == id);
        station.map(|(station, user)| Box::new(station.of_user(user.as_deref())))
    };
    let mut all: HashMap<String, UserStations> = HashMap::new();
    for (user, default, last) in kept {
        let stations = all.entry(user).or_default();
        stations.default_station = default.as_deref().and_then(shown);
        stations.last_associated_station = last.as_deref().and_then(shown);
    }
    for (station, default_user) in &found {
        let Some(user) = station.user.as_ref().filter(|user| ids.contains(user)) else { continue };
        let associated = Some(Box::new(station.of_user(default_user.as_deref())));
        all.entry(user.clone()).or_default().associated_station = associated;
    }
    for stations in all.values_mut() {
        let effective = stations.associated_station.as_ref().or(stations.default_station.as_ref());
        stations.effective_station = effective.cloned();
    }
    all.retain(|_, stations| *stations != UserStations::default());
    Ok(all)
}
