//! What was changed, by whom, from where.

use api::DateTime;

use crate::{Result, Tx, args};

/// A change to be written down. What can be filtered by stands beside the document.
#[derive(Debug)]
pub struct NewAudit<'a> {
    /// Its id.
    pub id: &'a str,
    /// When it happened, by the organization's clock.
    pub at: DateTime,
    /// The part of the platform that was changed, in the API's words.
    pub service: &'a str,
    /// What kind of entity was changed.
    pub entity_type: &'a str,
    /// Which one.
    pub entity_id: &'a str,
    /// What was done to it.
    pub action: &'a str,
    /// The user who did it.
    pub user: Option<&'a str>,
    /// The OAuth client that was used.
    pub client: Option<&'a str>,
    /// The message as the API shows it, as JSON.
    pub document: &'a str,
}

/// Writes a change down.
pub async fn insert(tx: &mut Tx, organization: &str, audit: &NewAudit<'_>) -> Result<()> {
    let sql = "INSERT INTO audits (organization_id, id, at, service, entity_type, entity_id, action, \
               user_id, client_id, document) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";
    let NewAudit { id, at, service, entity_type, entity_id, action, user, client, document } =
        *audit;
    let args = args![
        organization,
        id,
        at.milliseconds(),
        service,
        entity_type,
        entity_id,
        action,
        user,
        client,
        document
    ];
    tx.run(sql, &args).await?;
    Ok(())
}
