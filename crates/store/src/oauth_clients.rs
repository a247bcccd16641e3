//! OAuth clients: the programs that may sign in.

use api::{DateTime, OAuthClient};

use crate::{Result, Row, Tx, args};

/// An OAuth client as it is stored.
#[derive(Debug, Clone)]
pub struct StoredClient {
    /// Its organization.
    pub organization: String,
    /// What the API shows of it; has an id, and no secret.
    pub client: OAuthClient,
    /// The hash of its secret.
    pub secret_hash: String,
    /// How long its tokens live, in seconds.
    pub token_seconds: i64,
}

impl StoredClient {
    /// Its id.
    pub fn id(&self) -> &str {
        self.client.id.as_deref().unwrap_or_default()
    }

    fn read(row: &Row<'_>) -> Result<Self> {
        Ok(Self {
            organization: row.get(0)?,
            client: crate::from_json(row.str(1)?)?,
            secret_hash: row.get(2)?,
            token_seconds: row.get(3)?,
        })
    }
}

const COLUMNS: &str =
    "SELECT organization_id, document, secret_hash, token_seconds FROM oauth_clients";

/// The client with this id, whichever organization it belongs to: it decides the organization of
/// a sign-in.
pub async fn sign_in(tx: &mut Tx, id: &str) -> Result<Option<StoredClient>> {
    tx.one(&format!("{COLUMNS} WHERE id = $1"), &args![id], StoredClient::read).await
}

/// A client of the organization.
pub async fn find(tx: &mut Tx, organization: &str, id: &str) -> Result<Option<StoredClient>> {
    let sql = format!("{COLUMNS} WHERE id = $1 AND organization_id = $2");
    tx.one(&sql, &args![id, organization], StoredClient::read).await
}

/// Every client of the organization, by name. There are few; nothing pages them.
pub async fn all(tx: &mut Tx, organization: &str) -> Result<Vec<StoredClient>> {
    let sql = format!("{COLUMNS} WHERE organization_id = $1 ORDER BY name_key, id");
    tx.all(&sql, &args![organization], StoredClient::read).await
}

/// Adds a client; `false` when the id is taken, in whichever organization.
pub async fn insert(tx: &mut Tx, new: &StoredClient, now: DateTime) -> Result<bool> {
    let sql = "INSERT INTO oauth_clients (id, organization_id, name_key, state, grant_type, secret_hash, \
               token_seconds, document, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) \
               ON CONFLICT DO NOTHING";
    let [name_key, state, grant_type, document] = columns(new)?;
    let (secret_hash, created_at) = (&new.secret_hash, now.milliseconds());
    let args = args![
        new.id(),
        &new.organization,
        name_key,
        state,
        grant_type,
        secret_hash,
        new.token_seconds,
        document,
        created_at
    ];
    Ok(tx.run(sql, &args).await? == 1)
}

/// Stores a changed client.
pub async fn save(tx: &mut Tx, changed: &StoredClient) -> Result<()> {
    let sql = "UPDATE oauth_clients SET name_key = $2, state = $3, grant_type = $4, secret_hash = $5, \
               token_seconds = $6, document = $7 WHERE id = $1 AND organization_id = $8";
    let [name_key, state, grant_type, document] = columns(changed)?;
    let secret_hash = &changed.secret_hash;
    let args = args![
        changed.id(),
        name_key,
        state,
        grant_type,
        secret_hash,
        changed.token_seconds,
        document,
        &changed.organization
    ];
    tx.run(sql, &args).await?;
    Ok(())
}

/// Removes a client with its tokens; `false` when there is none.
pub async fn delete(tx: &mut Tx, organization: &str, id: &str) -> Result<bool> {
    let sql = "DELETE FROM oauth_clients WHERE id = $1 AND organization_id = $2";
    Ok(tx.run(sql, &args![id, organization]).await? == 1)
}

/// Name key, state, grant type and document.
fn columns(stored: &StoredClient) -> Result<[String; 4]> {
    let client = &stored.client;
    let text = |value: Option<String>| value.unwrap_or_default();
    Ok([
        crate::fold(client.name.as_deref().unwrap_or_default()),
        text(client.state.as_ref().map(ToString::to_string)),
        text(client.authorized_grant_type.as_ref().map(ToString::to_string)),
        crate::to_json(client)?,
    ])
}
