//! OAuth clients: the programs that may sign in.

use api::{DateTime, OAuthClient, OAuthClientState};

use crate::{
    Changed, Entity, OrganizationClock, Result, Row, Subject, Tx, Value, args, changes::NewChange,
};

/// An OAuth client as it is stored.
#[derive(Debug, Clone)]
pub struct StoredClient {
    /// Its organization.
    pub organization: String,
    /// What the API shows of it; has an id, and no secret.
    pub client: OAuthClient,
    /// The hash of its secret.
    pub secret_hash: String,
    /// The secret before that one, while it still counts.
    pub previous_secret: Option<PreviousSecret>,
    /// How long its tokens live, in seconds.
    pub token_seconds: i64,
}

impl StoredClient {
    /// Its id.
    pub fn id(&self) -> &str {
        self.client.id.as_deref().unwrap_or_default()
    }

    /// Has the date come at which it was to be deleted? Then it counts as deleted, until its row
    /// is removed.
    pub fn is_gone(&self, now: DateTime) -> bool {
        self.client.date_to_delete.is_some_and(|date| date <= now)
    }

    /// May it have new tokens?
    pub fn gets_tokens(&self, now: DateTime) -> bool {
        self.client.state == Some(OAuthClientState::Active) && !self.is_gone(now)
    }

    /// The hashes of the secrets that count: one, or two while a new one takes over.
    pub fn secret_hashes(&self, now: DateTime) -> impl Iterator<Item = &str> {
        let previous = self.previous_secret.as_ref().filter(|previous| now < previous.until);
        [Some(self.secret_hash.as_str()), previous.map(|previous| previous.hash.as_str())]
            .into_iter()
            .flatten()
    }

    fn read(row: &Row<'_>) -> Result<Self> {
        let until = row.get::<Option<i64>>(5)?.map(DateTime::from_milliseconds);
        let previous = row.get::<Option<String>>(4)?.zip(until);
        Ok(Self {
            organization: row.get(0)?,
            client: crate::from_json(row.str(1)?)?,
            secret_hash: row.get(2)?,
            token_seconds: row.get(3)?,
            previous_secret: previous.map(|(hash, until)| PreviousSecret { hash, until }),
        })
    }
}

/// A secret that another has taken the place of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PreviousSecret {
    /// Its hash.
    pub hash: String,
    /// When it ends, by the organization's clock.
    pub until: DateTime,
}

const COLUMNS: &str = "SELECT organization_id, document, secret_hash, token_seconds, \
                       previous_secret_hash, previous_secret_until FROM oauth_clients";

/// The client with this id, whichever organization it belongs to: it decides the organization of
/// a sign-in. Whether it may sign in now, [`StoredClient::gets_tokens`] tells.
pub async fn sign_in(tx: &mut Tx, id: &str) -> Result<Option<StoredClient>> {
    tx.one(&format!("{COLUMNS} WHERE id = $1"), &args![id], StoredClient::read).await
}

/// The same, with the clock of its organization: one statement, so that an unknown client takes as
/// long.
pub async fn sign_in_with_clock(
    tx: &mut Tx,
    id: &str,
) -> Result<Option<(StoredClient, OrganizationClock)>> {
    let sql = "SELECT c.organization_id, c.document, c.secret_hash, c.token_seconds, \
                      c.previous_secret_hash, c.previous_secret_until, o.clock_offset, \
                      o.clock_stopped_at \
               FROM oauth_clients c JOIN organizations o ON o.id = c.organization_id \
               WHERE c.id = $1";
    tx.one(sql, &args![id], |row| {
        let clock = OrganizationClock::stored(row.get(6)?, row.get(7)?);
        Ok((StoredClient::read(row)?, clock))
    })
    .await
}

/// A client of the organization.
pub async fn find(tx: &mut Tx, id: &str) -> Result<Option<StoredClient>> {
    let organization = &*tx.organization();
    let sql = format!("{COLUMNS} WHERE id = $1 AND organization_id = $2");
    tx.one(&sql, &args![id, organization], StoredClient::read).await
}

/// Every client of the organization, by name. There are few; nothing pages them.
pub async fn all(tx: &mut Tx) -> Result<Vec<StoredClient>> {
    let organization = &*tx.organization();
    let sql = format!("{COLUMNS} WHERE organization_id = $1 ORDER BY name_key, id");
    tx.all(&sql, &args![organization], StoredClient::read).await
}

/// Organizations with clients that are to be deleted some day.
pub async fn organizations_with_dates(tx: &mut Tx) -> Result<Vec<String>> {
    let sql = "SELECT DISTINCT organization_id FROM oauth_clients \
               WHERE delete_at IS NOT NULL OR scopes IS NULL ORDER BY organization_id";
    tx.all(sql, &[], |row| row.get(0)).await
}

/// Clients of the organization whose date to be deleted has come, though they have rows still; and
/// those that an earlier version wrote, whose date is in their document alone.
pub async fn due(tx: &mut Tx, now: DateTime) -> Result<Vec<StoredClient>> {
    let organization = &*tx.organization();
    let sql = format!(
        "{COLUMNS} WHERE organization_id = $1 AND (delete_at <= $2 OR scopes IS NULL) ORDER BY id"
    );
    tx.all(&sql, &args![organization, now.milliseconds()], StoredClient::read).await
}

/// Adds a client; `false` when the id is taken, in whichever organization.
pub async fn insert(tx: &mut Tx, new: &StoredClient, now: DateTime) -> Result<bool> {
    let sql = "INSERT INTO oauth_clients (organization_id, id, name_key, state, grant_type, secret_hash, \
               token_seconds, document, scopes, delete_at, previous_secret_hash, \
               previous_secret_until, created_at) \
               VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13) \
               ON CONFLICT DO NOTHING";
    let mut args = columns(new)?;
    args.push(now.milliseconds().into());
    let inserted = tx.run(sql, &args).await? == 1;
    if inserted {
        tx.changed(NewChange::of_entity(&new.organization, Entity::Client, new.id()))?;
    }
    Ok(inserted)
}

/// Stores a changed client.
pub async fn save(tx: &mut Tx, changed: &StoredClient) -> Result<()> {
    let sql = "UPDATE oauth_clients SET name_key = $3, state = $4, grant_type = $5, secret_hash = $6, \
               token_seconds = $7, document = $8, scopes = $9, delete_at = $10, \
               previous_secret_hash = $11, previous_secret_until = $12 \
               WHERE organization_id = $1 AND id = $2";
    tx.run(sql, &columns(changed)?).await?;
    tx.changed(NewChange::of_entity(&changed.organization, Entity::Client, changed.id()))
}

/// Removes a client with its tokens; `false` when there is none.
pub async fn delete(tx: &mut Tx, id: &str) -> Result<bool> {
    let organization = &*tx.organization();
    let sql = "DELETE FROM oauth_clients WHERE id = $1 AND organization_id = $2";
    let deleted = tx.run(sql, &args![id, organization]).await? == 1;
    if deleted {
        tx.changed(NewChange::of_entity(organization, Entity::Client, id))?;
        let tokens = Changed::Tokens(Subject::Client(id.to_owned()));
        tx.changed(NewChange::new(organization, tokens))?;
    }
    Ok(deleted)
}

/// Everything that a row holds but when it was made.
fn columns(stored: &StoredClient) -> Result<Vec<Value>> {
    let client = &stored.client;
    let text = |value: Option<String>| value.unwrap_or_default();
    let previous = stored.previous_secret.as_ref();
    Ok(Vec::from(args![
        &stored.organization,
        stored.id(),
        crate::fold(client.name.as_deref().unwrap_or_default()),
        text(client.state.as_ref().map(ToString::to_string)),
        text(client.authorized_grant_type.as_ref().map(ToString::to_string)),
        &stored.secret_hash,
        stored.token_seconds,
        crate::to_document("OAuth client", client)?,
        client.scope.as_deref().unwrap_or_default().join(" "),
        client.date_to_delete.map(DateTime::milliseconds),
        previous.map(|previous| previous.hash.clone()),
        previous.map(|previous| previous.until.milliseconds())
    ]))
}
