//! Clients whose date to be deleted has come. They count as deleted from then on; here their rows
//! go too.

use api::{DateTime, OAuthClient, RoleDivision};
use store::{
    Tx,
    grants::{self, ClientGrant},
    oauth_clients, organizations,
};
use tracing::warn;

use gate::{
    audit::{self, Action, Actor, Change, Kind},
    call::Call,
    clock::organization_time,
    origin::Origin,
    refusal::Result,
    shared::Shared,
};

/// Removes the organization's clients whose date has come, with their grants and tokens.
pub async fn remove_due(tx: &mut Tx, organization: &str, now: DateTime) -> Result<()> {
    let mut removed = false;
    for stored in oauth_clients::due(tx, organization, now).await? {
        if !stored.is_gone(now) {
            // An earlier version wrote it: now it has its columns.
            oauth_clients::save(tx, &stored).await?;
            continue;
        }
        grants::delete_of_subject(tx, organization, stored.id()).await?;
        oauth_clients::delete(tx, organization, stored.id()).await?;
        removed = true;
        let (origin, user, client) = (Origin::default(), None, None);
        let actor = Actor { organization, user, client, origin, now };
        let change = Change::new(Kind::OAuthClient, Action::Delete, stored.id())
            .named(stored.client.name.clone())
            .between(&stored.client, &())?;
        audit::record_by(tx, &actor, change).await?;
    }
    if removed {
        organizations::access_changed(tx, organization).await?;
    }
    Ok(())
}

/// Removes the clients of every organization whose date has come.
pub async fn sweep(shared: &Shared) {
    let dated = shared.db.read(|tx| Box::pin(oauth_clients::organizations_with_dates(tx))).await;
    let swept = match dated {
        Ok(dated) => sweep_each(shared, dated).await,
        Err(error) => Err(error.into()),
    };
    if let Err(refusal) = swept {
        let reason = refusal.reason.clone().unwrap_or_else(|| refusal.message());
        warn!(reason, "clients that are due could not be removed");
    }
}

async fn sweep_each(shared: &Shared, organizations: Vec<String>) -> Result<()> {
    let server_now = shared.clock.now();
    for id in organizations {
        let remove = shared.db.write(move |tx| {
            let id = id.clone();
            Box::pin(async move {
                let Some(found) = organizations::find(tx, &id).await? else { return Ok(()) };
                let (offset, stopped) = (found.clock_offset, found.clock_stopped_at);
                let now = organization_time(server_now, offset, stopped);
                tx.lock(store::Lock::Organization(&id)).await?;
                remove_due(tx, &id, now).await
            })
        });
        let removed: Result<()> = remove.await;
        removed?;
    }
    Ok(())
}

/// A client with the roles that it holds, however they were granted.
pub async fn shown(call: &mut Call, client: OAuthClient) -> Result<OAuthClient> {
    let held = grants::of_clients(&mut call.tx, &call.caller.organization).await?;
    Ok(with_roles(client, &held))
}

/// A client with its roles among these grants.
pub fn with_roles(mut client: OAuthClient, held: &[ClientGrant]) -> OAuthClient {
    let own = held.iter().filter(|grant| client.id.as_deref() == Some(&grant.client));
    let roles: Vec<RoleDivision> = own
        .map(|grant| RoleDivision {
            role_id: Some(grant.role.clone()),
            division_id: Some(grant.division.clone()),
        })
        .collect();
    client.role_ids = Some(roles.iter().filter_map(|role| role.role_id.clone()).collect());
    client.role_divisions = Some(roles);
    client
}
