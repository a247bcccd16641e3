//! Voicemail policies of users.

use api::VoicemailUserPolicy;

use crate::{Result, Tx, args};

/// The policy that was set for a user.
pub async fn find(tx: &mut Tx, user: &str) -> Result<Option<VoicemailUserPolicy>> {
    let organization = &*tx.organization();
    let sql = "SELECT document FROM voicemail_policies WHERE organization_id = $1 AND user_id = $2";
    tx.one(sql, &args![organization, user], |row| crate::from_json(row.str(0)?)).await
}

/// Sets the policy of a user.
pub async fn save(tx: &mut Tx, user: &str, policy: &VoicemailUserPolicy) -> Result<()> {
    let organization = &*tx.organization();
    let sql = "INSERT INTO voicemail_policies (organization_id, user_id, document) VALUES ($1, $2, $3) \
               ON CONFLICT (organization_id, user_id) DO UPDATE SET document = excluded.document";
    tx.run(sql, &args![organization, user, crate::to_document("voicemail policy", policy)?])
        .await?;
    Ok(())
}
