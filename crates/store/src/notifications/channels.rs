//! Channels of notifications, and the topics that they are subscribed to.

use api::DateTime;

use crate::{Entity, OrganizationClock, Result, Row, ServerTime, Tx, args, changes::NewChange};

/// A channel.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredChannel {
    /// Its id, by which one connects.
    pub id: String,
    /// Whose it is.
    pub owner: Owner,
    /// The hash of the token with which it was made.
    pub token: String,
    /// When that token ends, or would have ended.
    pub token_ends_at: DateTime,
    /// When it ends.
    pub expires_at: DateTime,
    /// When it was last connected to, or subscribed.
    pub used_at: DateTime,
}

/// Whose a channel is.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Owner {
    /// The user; none of a client that works for itself.
    pub user: Option<String>,
    /// The client; none of tokens made on the command line.
    pub client: Option<String>,
}

impl Owner {
    fn columns(&self) -> [&str; 2] {
        [&self.user, &self.client].map(|id| id.as_deref().unwrap_or_default())
    }

    /// Who holds the permissions.
    pub fn subject(&self) -> Option<&str> {
        self.user.as_deref().or(self.client.as_deref())
    }
}

const COLUMNS: &str =
    "c.id, c.user_id, c.client_id, c.token_hash, c.token_ends_at, c.expires_at, c.used_at";

fn read(row: &Row<'_>) -> Result<StoredChannel> {
    let at = |column| Ok::<_, crate::Error>(DateTime::from_milliseconds(row.get(column)?));
    let some = |column| {
        let id: String = row.get(column)?;
        Ok::<_, crate::Error>((!id.is_empty()).then_some(id))
    };
    Ok(StoredChannel {
        id: row.get(0)?,
        owner: Owner { user: some(1)?, client: some(2)? },
        token: row.get(3)?,
        token_ends_at: at(4)?,
        expires_at: at(5)?,
        used_at: at(6)?,
    })
}

/// A channel as one connects to it.
#[derive(Debug, Clone)]
pub struct Open {
    /// The organization.
    pub organization: String,
    /// The channel.
    pub channel: StoredChannel,
    /// The organization's clock.
    pub clock: OrganizationClock,
    /// Raised whenever permissions of the organization may have changed.
    pub access_version: i64,
}

/// The channel with this id, of whatever organization, whose owner may still listen: the user is
/// active, the client is not disabled, and the token was not revoked before it ended. The channel may
/// have ended.
pub async fn open(tx: &mut Tx, id: &str, server: ServerTime) -> Result<Option<Open>> {
    let sql = format!(
        "SELECT {COLUMNS}, o.id, o.clock_offset, o.clock_stopped_at, o.access_version, u.state, k.state, \
                CASE WHEN t.hash IS NULL THEN FALSE ELSE TRUE END \
         FROM channels c JOIN organizations o ON o.id = c.organization_id \
         LEFT JOIN users u ON u.organization_id = c.organization_id AND u.id = c.user_id \
         LEFT JOIN oauth_clients k ON k.id = c.client_id \
         LEFT JOIN tokens t ON t.hash = c.token_hash WHERE c.id = $1"
    );
    let args = args![id];
    let found = tx.one(&sql, &args, |row| {
        let open = Open {
            channel: read(row)?,
            organization: row.get(7)?,
            clock: OrganizationClock::stored(row.get(8)?, row.get(9)?),
            access_version: row.get(10)?,
        };
        let (user, client): (Option<String>, Option<String>) = (row.get(11)?, row.get(12)?);
        Ok((open, user, client, row.get::<bool>(13)?))
    });
    let Some((open, user, client, has_token)) = found.await? else { return Ok(None) };
    let Owner { user: owner, client: through } = &open.channel.owner;
    let is_there = owner.is_none() || user.as_deref() == Some("active");
    let may = through.is_none() || client.is_some_and(|state| state != "disabled");
    // A token that has ended is forgotten, and the channel outlives it.
    let not_revoked = has_token || open.channel.token_ends_at <= open.clock.at(server);
    Ok((is_there && may && not_revoked).then_some(open))
}

/// A channel of this owner.
pub async fn find(tx: &mut Tx, owner: &Owner, id: &str) -> Result<Option<StoredChannel>> {
    let organization = &*tx.organization();
    let [user, client] = owner.columns();
    let sql = format!(
        "SELECT {COLUMNS} FROM channels c \
         WHERE c.organization_id = $1 AND c.id = $2 AND c.user_id = $3 AND c.client_id = $4"
    );
    tx.one(&sql, &args![organization, id, user, client], read).await
}

/// The channels of an owner, the one that is to go first in front: not connected, used longest ago.
pub async fn of_owner(tx: &mut Tx, owner: &Owner) -> Result<Vec<StoredChannel>> {
    let organization = &*tx.organization();
    let [user, client] = owner.columns();
    let sql = format!(
        "SELECT {COLUMNS} FROM channels c \
         WHERE c.organization_id = $1 AND c.user_id = $2 AND c.client_id = $3 \
         ORDER BY c.connected, c.used_at, c.id"
    );
    tx.all(&sql, &args![organization, user, client], read).await
}

/// Adds a channel.
pub async fn insert(tx: &mut Tx, channel: &StoredChannel) -> Result<()> {
    let organization = &*tx.organization();
    let sql = "INSERT INTO channels (organization_id, id, user_id, client_id, token_hash, token_ends_at, \
               expires_at, used_at, connected) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, FALSE)";
    let [user, client] = channel.owner.columns();
    let args = args![
        organization,
        &*channel.id,
        user,
        client,
        &*channel.token,
        channel.token_ends_at.milliseconds(),
        channel.expires_at.milliseconds(),
        channel.used_at.milliseconds(),
    ];
    tx.run(sql, &args).await?;
    tx.changed(NewChange::of_entity(organization, Entity::Channel, &channel.id))
}

/// Notes that somebody connects to a channel, or that the connection ends.
pub async fn connected(tx: &mut Tx, id: &str, connected: bool, now: DateTime) -> Result<()> {
    let organization = &*tx.organization();
    let sql =
        "UPDATE channels SET connected = $3, used_at = $4 WHERE organization_id = $1 AND id = $2";
    tx.run(sql, &args![organization, id, connected, now.milliseconds()]).await?;
    Ok(())
}

/// Begins the time of a channel anew.
pub async fn extend(tx: &mut Tx, id: &str, expires_at: DateTime, now: DateTime) -> Result<()> {
    let organization = &*tx.organization();
    let sql =
        "UPDATE channels SET expires_at = $3, used_at = $4 WHERE organization_id = $1 AND id = $2";
    let args = args![organization, id, expires_at.milliseconds(), now.milliseconds()];
    tx.run(sql, &args).await?;
    tx.changed(NewChange::of_entity(organization, Entity::Channel, id))
}

/// Removes channels.
pub async fn delete(tx: &mut Tx, ids: &[String]) -> Result<()> {
    let organization = &*tx.organization();
    let sql = "DELETE FROM channels WHERE organization_id = $1 AND id = ANY($2)";
    tx.run(sql, &args![organization, ids]).await?;
    for id in ids {
        tx.changed(NewChange::of_entity(organization, Entity::Channel, id))?;
    }
    Ok(())
}

/// Removes the channels of a user.
pub async fn delete_of_user(tx: &mut Tx, user: &str) -> Result<()> {
    let organization = &*tx.organization();
    let sql = "SELECT id FROM channels WHERE organization_id = $1 AND user_id = $2 ORDER BY id";
    let ids: Vec<String> = tx.all(sql, &args![organization, user], |row| row.get(0)).await?;
    if ids.is_empty() { Ok(()) } else { delete(tx, &ids).await }
}

/// Channels that had ended by a time, at most so many.
pub async fn ended(tx: &mut Tx, now: DateTime, most: u32) -> Result<Vec<String>> {
    let organization = &*tx.organization();
    let sql = "SELECT id FROM channels WHERE organization_id = $1 AND expires_at <= $2 \
               ORDER BY id LIMIT $3";
    tx.all(sql, &args![organization, now.milliseconds(), most], |row| row.get(0)).await
}

/// The topics of a channel, as they were subscribed to and in this order.
pub async fn topics(tx: &mut Tx, id: &str) -> Result<Vec<String>> {
    let organization = &*tx.organization();
    let sql = "SELECT topic FROM channel_topics WHERE organization_id = $1 AND channel_id = $2 \
               ORDER BY place, topic";
    tx.all(sql, &args![organization, id], |row| row.get(0)).await
}

/// Makes these the topics of a channel.
pub async fn set_topics(tx: &mut Tx, id: &str, topics: &[String]) -> Result<()> {
    let organization = &*tx.organization();
    let sql = "DELETE FROM channel_topics WHERE organization_id = $1 AND channel_id = $2 \
               AND topic <> ALL($3)";
    tx.run(sql, &args![organization, id, topics]).await?;
    for (place, topic) in (0_i64..).zip(topics) {
        let sql = "INSERT INTO channel_topics (organization_id, channel_id, topic, place) \
                   VALUES ($1, $2, $3, $4) ON CONFLICT (organization_id, channel_id, topic) \
                   DO UPDATE SET place = excluded.place";
        tx.run(sql, &args![organization, id, &**topic, place]).await?;
    }
    tx.changed(NewChange::of_entity(organization, Entity::Channel, id))
}
