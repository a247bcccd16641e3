//! Clients whose date to be deleted has come. They count as deleted from then on; here their rows
//! go too.

use api::{DateTime, OAuthClient, RoleDivision};
use store::{
    Db, Tx,
    grants::{self, ClientGrant},
    oauth_clients, organizations,
};
use tracing::warn;

use gate::{
    audit::{self, Action, Actor, Change, Kind, PEOPLE_PERMISSIONS},
    call::Call,
    clock::organization_time,
    origin::Origin,
    refusal::Result,
    shared::Shared,
};

/// An OAuth client, in the audit.
pub const OAUTH_CLIENT: Kind = Kind {
    name: "OAuthClient",
    service: PEOPLE_PERMISSIONS,
    actions: &[Action::Create, Action::Update, Action::Delete, Action::Reset, Action::Revoke],
    uri: Some(|id| format!("/api/v2/oauth/clients/{id}")),
};

/// Removes the organization's clients whose date has come, with their grants and tokens.
pub async fn remove_due(tx: &mut Tx, organization: &str, now: DateTime) -> Result<()> {
    let mut removed = false;
    for stored in oauth_clients::due(tx, now).await? {
        if !stored.is_gone(now) {
            // An earlier version wrote it: now it has its columns.
            oauth_clients::save(tx, &stored).await?;
            continue;
        }
        grants::delete_of_subject(tx, stored.id()).await?;
        oauth_clients::delete(tx, stored.id()).await?;
        removed = true;
        let (origin, user, client) = (Origin::default(), None, None);
        let actor = Actor { organization, user, client, origin, now };
        let change = Change::new(OAUTH_CLIENT, Action::Delete, stored.id())
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
    sweep_all(&shared.db, shared.clock.now()).await;
}

/// Goes on when one organization fails: the others have their dates too.
async fn sweep_all(db: &Db, server_now: DateTime) {
    let dated = db.read(|tx| Box::pin(oauth_clients::organizations_with_dates(tx))).await;
    let organizations = match dated {
        Ok(organizations) => organizations,
        Err(error) => {
            warn!(%error, "no organization with clients that are due could be read");
            return;
        }
    };
    for organization in organizations {
        let id = organization.clone();
        let remove = db.write(move |tx| {
            let id = id.clone();
            Box::pin(async move {
                let Some(found) = organizations::find(tx, &id).await? else { return Ok(()) };
                let (offset, stopped) = (found.clock_offset, found.clock_stopped_at);
                let now = organization_time(server_now, offset, stopped);
                tx.enter(&id);
                tx.lock(store::Lock::Organization(&id)).await?;
                remove_due(tx, &id, now).await
            })
        });
        let removed: Result<()> = remove.await;
        if let Err(refusal) = removed {
            let reason = refusal.for_log();
            warn!(organization, reason, "clients that are due could not be removed");
        }
    }
}

/// A client with the roles that it holds, however they were granted.
pub async fn shown(call: &mut Call, client: OAuthClient) -> Result<OAuthClient> {
    let held = grants::of_clients(&mut call.tx).await?;
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

#[cfg(test)]
mod tests {
    use api::{OAuthClient, OAuthClientState};
    use store::{
        Engine, Options,
        oauth_clients::StoredClient,
        organizations::StoredOrganization,
        testing::{TestDb, spoil_client},
    };
    use test_macros::both_engines;

    use super::*;

    /// An organization with a client of the same id that is due at `date`.
    async fn organization(db: &TestDb, id: &'static str, date: DateTime) {
        let made = db.write(move |tx| {
            Box::pin(async move {
                let organization = StoredOrganization {
                    id: id.to_owned(),
                    name: id.to_owned(),
                    document: "{}".to_owned(),
                    blueprint: "{}".to_owned(),
                    clock_offset: 0,
                    clock_stopped_at: None,
                    created_at: date,
                };
                organizations::insert(tx, &organization).await?;
                let client = OAuthClient {
                    id: Some(id.to_owned()),
                    state: Some(OAuthClientState::Active),
                    date_to_delete: Some(date),
                    ..OAuthClient::default()
                };
                let client = StoredClient {
                    organization: id.to_owned(),
                    client,
                    secret_hash: String::new(),
                    previous_secret: None,
                    token_seconds: 1,
                };
                oauth_clients::insert(tx, &client, date).await.map(drop)
            })
        });
        let made: store::Result<()> = made.await;
        made.unwrap();
    }

    #[both_engines]
    async fn an_organization_that_fails_does_not_keep_the_others_clients(engine: Engine) {
        let db = TestDb::open(engine, Options::default()).await.unwrap();
        let now = DateTime::from_milliseconds(1_000);
        for id in ["a", "b", "c"] {
            organization(&db, id, now).await;
        }
        spoil_client(&db, "b").await.unwrap();
        sweep_all(&db, now).await;
        let left = db.read(|tx| Box::pin(oauth_clients::organizations_with_dates(tx))).await;
        assert_eq!(left, Ok(vec!["b".to_owned()]));
    }
}
