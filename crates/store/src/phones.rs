//! Phones, the sites that they are assigned to, and what they are made from.

use api::{DateTime, DomainEntityRef, LineBase, Phone, PhoneBase, Site, State};

use crate::{Entity, Part, Query, Result, Row, Tx, args, changes::NewChange};

/// The kind of WebRTC phones.
pub const WEB_RTC_PHONE: &str = "inin_webrtc_softphone.json";
const WEB_RTC_LINE: &str = "inin_webrtc_softphone_line.json";

const EDGES: &str = "/api/v2/telephony/providers/edges";

/// Where a phone is read.
pub fn uri(id: &str) -> String {
    format!("{EDGES}/phones/{id}")
}

/// Where a site is read.
pub fn site_uri(id: &str) -> String {
    format!("{EDGES}/sites/{id}")
}

/// Where base settings are read.
pub fn base_uri(id: &str) -> String {
    format!("{EDGES}/phonebasesettings/{id}")
}

/// The sites, by name.
pub async fn sites(tx: &mut Tx) -> Result<Vec<Site>> {
    let organization = &*tx.organization();
    let sql = "SELECT id, name, created_at FROM sites WHERE organization_id = $1 ORDER BY name, id";
    tx.all(sql, &args![organization], |row| {
        let (id, at): (String, i64) = (row.get(0)?, row.get(2)?);
        let at = DateTime::from_milliseconds(at);
        Ok(Site {
            self_uri: Some(site_uri(&id)),
            id: Some(id),
            name: Some(row.get(1)?),
            state: Some(State::Active),
            version: Some(1),
            date_created: Some(at),
            date_modified: Some(at),
            managed: Some(false),
            core_site: Some(false),
            media_model: Some("Cloud".to_owned()),
            ..Site::default()
        })
    })
    .await
}

/// The base settings of phones, by name.
pub async fn bases(tx: &mut Tx) -> Result<Vec<PhoneBase>> {
    let organization = &*tx.organization();
    let sql = "SELECT id, name, line_id, created_at FROM phone_bases WHERE organization_id = $1 \
               ORDER BY name, id";
    tx.all(sql, &args![organization], |row| {
        let (id, name): (String, String) = (row.get(0)?, row.get(1)?);
        let at = DateTime::from_milliseconds(row.get(3)?);
        let kind = |id: &str| {
            let (id, name) = (Some(id.to_owned()), Some("WebRTC".to_owned()));
            Some(DomainEntityRef { id, name, self_uri: None })
        };
        let line = LineBase {
            id: Some(row.get(2)?),
            name: Some(name.clone()),
            state: Some(State::Active),
            version: Some(1),
            line_meta_base: kind(WEB_RTC_LINE),
            ..LineBase::default()
        };
        Ok(PhoneBase {
            self_uri: Some(base_uri(&id)),
            id: Some(id),
            name: Some(name),
            state: Some(State::Active),
            version: Some(1),
            date_created: Some(at),
            date_modified: Some(at),
            phone_meta_base: kind(WEB_RTC_PHONE),
            lines: Some(vec![line]),
            ..PhoneBase::default()
        })
    })
    .await
}

/// Adds the site and the base settings that every organization has.
pub async fn insert_defaults(
    tx: &mut Tx,
    (site, base, line): (&str, &str, &str),
    now: DateTime,
) -> Result<()> {
    let organization = &*tx.organization();
    let now = now.milliseconds();
    let sql = "INSERT INTO sites (organization_id, id, name, created_at) VALUES ($1, $2, $3, $4)";
    tx.run(sql, &args![organization, site, "Default Site", now]).await?;
    let sql = "INSERT INTO phone_bases (organization_id, id, name, line_id, created_at) \
               VALUES ($1, $2, $3, $4, $5)";
    tx.run(sql, &args![organization, base, "WebRTC Phone", line, now]).await?;
    tx.changed(NewChange::of_many(organization, Entity::Station))
}

/// Which phones a listing shows.
#[derive(Debug, Clone, Default)]
pub struct PhoneFilter {
    /// Only those of this site.
    pub site: Option<String>,
    /// Only those with these base settings.
    pub base: Option<String>,
    /// Only this user's WebRTC phones.
    pub owner: Option<String>,
    /// Only those with one of these ids.
    pub ids: Option<Vec<String>>,
}

impl PhoneFilter {
    fn query(&self, what: &str, organization: &str) -> Query {
        let sql = format!("SELECT {what} FROM phones WHERE organization_id = $");
        let mut query = Query::new(&sql, args![organization]);
        if let Some(site) = &self.site {
            query.and("site_id = $", args![&**site]);
        }
        if let Some(base) = &self.base {
            query.and("phone_base_id = $", args![&**base]);
        }
        if let Some(owner) = &self.owner {
            query.and("web_rtc_user_id = $", args![&**owner]);
        }
        if let Some(ids) = &self.ids {
            query.and("id = ANY($)", args![ids.clone()]);
        }
        query
    }
}

fn read(row: &Row<'_>) -> Result<Phone> {
    crate::from_json(row.str(0)?)
}

/// A part of the phones, by name.
pub async fn list(tx: &mut Tx, filter: &PhoneFilter, part: Part) -> Result<Vec<Phone>> {
    let organization = &*tx.organization();
    let mut query = filter.query("document", organization);
    let order = if part.descending { "DESC" } else { "ASC" };
    let sql = format!(" ORDER BY name_key {order}, id {order} LIMIT $ OFFSET $");
    query.push(&sql, args![part.limit, part.offset]);
    let (sql, args) = query.finish();
    crate::all_within(tx, (&sql, &args), &[0], read).await
}

/// How many phones there are.
pub async fn count(tx: &mut Tx, filter: &PhoneFilter) -> Result<i64> {
    let organization = &*tx.organization();
    let (sql, args) = filter.query("COUNT(*)", organization).finish();
    Ok(tx.one(&sql, &args, |row| row.get(0)).await?.unwrap_or_default())
}

/// One phone.
pub async fn find(tx: &mut Tx, id: &str) -> Result<Option<Phone>> {
    let organization = &*tx.organization();
    let sql = "SELECT document FROM phones WHERE organization_id = $1 AND id = $2";
    tx.one(sql, &args![organization, id], read).await
}

/// Stores a phone, new or changed; it must have an id.
pub async fn save(tx: &mut Tx, phone: &Phone) -> Result<()> {
    let organization = &*tx.organization();
    let sql = "INSERT INTO phones (organization_id, id, name, name_key, site_id, phone_base_id, \
               web_rtc_user_id, version, document) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) \
               ON CONFLICT (organization_id, id) DO UPDATE SET name = excluded.name, \
               name_key = excluded.name_key, site_id = excluded.site_id, \
               phone_base_id = excluded.phone_base_id, web_rtc_user_id = excluded.web_rtc_user_id, \
               version = excluded.version, document = excluded.document";
    let id = |reference: Option<&DomainEntityRef>| reference.and_then(|it| it.id.clone());
    let name = phone.name.as_deref().unwrap_or_default();
    let base = phone.phone_base_settings.as_ref().and_then(|base| base.id.clone());
    let args = args![
        organization,
        phone.id.as_deref().unwrap_or_default(),
        name,
        crate::fold(name),
        id(phone.site.as_ref()).unwrap_or_default(),
        base.unwrap_or_default(),
        id(phone.web_rtc_user.as_ref()),
        i64::from(phone.version.unwrap_or(1)),
        crate::to_document("phone", phone)?,
    ];
    tx.run(sql, &args).await?;
    let id = phone.id.as_deref().unwrap_or_default();
    tx.changed(NewChange::of_entity(organization, Entity::Station, id))
}

/// Removes a phone, with its stations.
pub async fn delete(tx: &mut Tx, id: &str) -> Result<()> {
    let organization = &*tx.organization();
    let sql = "DELETE FROM stations WHERE organization_id = $1 AND phone_id = $2";
    tx.run(sql, &args![organization, id]).await?;
    let sql = "DELETE FROM phones WHERE organization_id = $1 AND id = $2";
    tx.run(sql, &args![organization, id]).await?;
    tx.changed(NewChange::of_entity(organization, Entity::Station, id))
}
