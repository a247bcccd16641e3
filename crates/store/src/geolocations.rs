//! Where users are, as each of their clients last reported it.

use std::collections::HashMap;

use api::{Geolocation, GeolocationEventGeolocation, UserGeolocationTopic};

use crate::{
    Changed, Entity, Result, Row, ServerTime, Tx, args, changes::NewChange, notifications,
};

/// What one client of a user reported.
#[derive(Debug, Clone, PartialEq)]
pub struct Reported {
    /// The client, by the id that it gives itself.
    pub client: String,
    /// Does it say where the user is? At most one client does.
    pub primary: bool,
    /// Is the place of the position still to be looked up?
    pub unresolved: bool,
    /// The position or the place, and what the client calls itself.
    pub geolocation: Geolocation,
}

/// Every function here reads with this.
const SELECT: &str = "SELECT client_id, is_primary, unresolved, document, user_id FROM geolocations \
                      WHERE organization_id = $1";

fn read(row: &Row<'_>) -> Result<Reported> {
    Ok(Reported {
        client: row.get(0)?,
        primary: row.get(1)?,
        unresolved: row.get(2)?,
        geolocation: crate::from_json(row.str(3)?)?,
    })
}

/// What a client of a user last reported.
pub async fn find(tx: &mut Tx, user: &str, client: &str) -> Result<Option<Reported>> {
    let organization = &*tx.organization();
    let sql = format!("{SELECT} AND user_id = $2 AND client_id = $3");
    tx.one(&sql, &args![organization, user, client], read).await
}

/// What the primary clients of these users reported, by user.
pub async fn primary_of_users(tx: &mut Tx, users: &[String]) -> Result<HashMap<String, Reported>> {
    let organization = &*tx.organization();
    let sql = format!("{SELECT} AND user_id = ANY($2) AND is_primary");
    let both = |row: &Row<'_>| Ok((row.get(4)?, read(row)?));
    Ok(tx.all(&sql, &args![organization, users], both).await?.into_iter().collect())
}

/// Keeps a report of a user, whose lock the transaction holds, and the newest `most` of the user. A
/// primary client takes the place of the former.
pub async fn save(
    tx: &mut Tx,
    user: &str,
    reported: &Reported,
    (at, most): (ServerTime, i64),
) -> Result<()> {
    let organization = &*tx.organization();
    let Reported { client, primary, unresolved, geolocation } = reported;
    if *primary {
        let sql = "UPDATE geolocations SET is_primary = FALSE \
                   WHERE organization_id = $1 AND user_id = $2 AND client_id <> $3 AND is_primary";
        tx.run(sql, &args![organization, user, client]).await?;
    }
    let sql = "INSERT INTO geolocations (organization_id, user_id, client_id, is_primary, unresolved, \
               reported_at, document) VALUES ($1, $2, $3, $4, $5, $6, $7) \
               ON CONFLICT (organization_id, user_id, client_id) DO UPDATE SET \
               is_primary = excluded.is_primary, unresolved = excluded.unresolved, \
               reported_at = excluded.reported_at, document = excluded.document";
    let document = crate::to_document("geolocation", geolocation)?;
    let at = at.milliseconds();
    let args = args![organization, user, client, *primary, *unresolved, at, document];
    tx.run(sql, &args).await?;
    // The one that was just written is among the newest: of equals it comes first.
    let sql = "DELETE FROM geolocations WHERE organization_id = $1 AND user_id = $2 AND client_id NOT IN ( \
                   SELECT client_id FROM geolocations WHERE organization_id = $1 AND user_id = $2 \
                   ORDER BY CASE WHEN client_id = $3 THEN 0 WHEN is_primary THEN 1 ELSE 2 END, \
                   reported_at DESC, client_id LIMIT $4)";
    tx.run(sql, &args![organization, user, client, most]).await?;
    tx.changed(named(organization, user).with_row(reported.clone()))?;
    if *primary { tell(tx, user, geolocation) } else { Ok(()) }
}

/// Tells where a user is: what the primary client says, and never the position.
fn tell(tx: &mut Tx, user: &str, geolocation: &Geolocation) -> Result<()> {
    let Geolocation { r#type, city, region, country, .. } = geolocation;
    let body = GeolocationEventGeolocation {
        city: city.clone(),
        country: country.clone(),
        region: region.clone(),
        r#type: r#type.clone(),
        user_id: Some(user.to_owned()),
    };
    let told = notifications::told(&UserGeolocationTopic { id: user.to_owned() }, &body)?;
    notifications::tell(tx, user, vec![told])
}

/// Notes the place of a position, as the transaction that holds the lock of the user found it.
pub async fn resolve(tx: &mut Tx, user: &str, reported: &Reported) -> Result<()> {
    let organization = &*tx.organization();
    let sql = "UPDATE geolocations SET unresolved = FALSE, document = $4 \
               WHERE organization_id = $1 AND user_id = $2 AND client_id = $3";
    let document = crate::to_document("geolocation", &reported.geolocation)?;
    tx.run(sql, &args![organization, user, &reported.client, document]).await?;
    tx.changed(named(organization, user).with_row(reported.clone()))
}

/// A report whose place is still to be looked up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unresolved {
    /// The organization.
    pub organization: String,
    /// The user.
    pub user: String,
    /// The client.
    pub client: String,
}

/// Some reports of all organizations whose places are still to be looked up, the oldest first, but
/// none that came after `until`.
pub async fn unresolved(tx: &mut Tx, until: ServerTime, most: u32) -> Result<Vec<Unresolved>> {
    let sql = "SELECT organization_id, user_id, client_id FROM geolocations \
               WHERE unresolved AND reported_at <= $1 ORDER BY reported_at LIMIT $2";
    tx.all(sql, &args![until.milliseconds(), most], |row| {
        Ok(Unresolved { organization: row.get(0)?, user: row.get(1)?, client: row.get(2)? })
    })
    .await
}

/// Forgets where a user is, whose lock the transaction holds.
pub async fn delete_of_user(tx: &mut Tx, user: &str) -> Result<()> {
    let organization = &*tx.organization();
    let sql = "DELETE FROM geolocations WHERE organization_id = $1 AND user_id = $2";
    if tx.run(sql, &args![organization, user]).await? == 0 {
        return Ok(());
    }
    tx.changed(named(organization, user))
}

fn named(organization: &str, user: &str) -> NewChange {
    let what = Changed::Entity { kind: Entity::Geolocation, id: user.to_owned() };
    NewChange::of_user(organization, user, what)
}
