//! Clients whose date to be deleted has come. They count as deleted from then on; here their rows
//! go too.

use api::{OAuthClient, RoleDivision};
use store::{
    Db, ServerTime,
    grants::{self, ClientGrant, NewGrant, SubjectType},
    oauth_clients::{self, StoredClient},
    organizations,
};
use tracing::warn;

use super::grants::lock_organization;
use gate::{
    audit::{self, Action, AuditEvent, Kind, Operator, PEOPLE_PERMISSIONS},
    context::Context,
    refusal::{Refusal, Result},
    shared::Shared,
};

/// An OAuth client, in the audit.
pub const OAUTH_CLIENT: Kind = Kind {
    name: "OAuthClient",
    service: PEOPLE_PERMISSIONS,
    actions: &[Action::Create, Action::Update, Action::Delete, Action::Reset, Action::Revoke],
    uri: Some(|id| format!("/api/v2/oauth/clients/{id}")),
};

/// Stores a new client with its roles, and writes it down. Its id may be taken, where it is not a new
/// one.
pub async fn add(
    context: &mut Context,
    stored: StoredClient,
    roles: &[RoleDivision],
) -> Result<OAuthClient> {
    let now = context.now;
    if !oauth_clients::insert(&mut context.tx, &stored, now).await? {
        let message = format!("There is an OAuth client [{}] already.", stored.id());
        return Err(Refusal::conflict(message));
    }
    grant_roles(context, stored.id(), roles).await?;
    let client = shown(context, stored.client).await?;
    let id = client.id.as_deref().unwrap_or_default();
    let event = AuditEvent::new(OAUTH_CLIENT, Action::Create, id).named(client.name.clone());
    context.record(event.between(&(), &client)?).await?;
    Ok(client)
}

/// Grants the client's roles to the client.
pub async fn grant_roles(
    context: &mut Context,
    client: &str,
    roles: &[RoleDivision],
) -> Result<()> {
    let organization = context.organization();
    for one in roles {
        let grant = NewGrant {
            subject: client,
            subject_type: SubjectType::OAuthClient,
            role: one.role_id.as_deref().unwrap_or_default(),
            division: one.division_id.as_deref().unwrap_or_default(),
            made_at: context.now,
        };
        grants::insert(&mut context.tx, &grant).await?;
    }
    Ok(organizations::access_changed(&mut context.tx, &organization).await?)
}

/// Removes the organization's clients whose date has come, with their grants and tokens.
pub async fn remove_due(context: &mut Context) -> Result<()> {
    let now = context.now;
    let mut removed = false;
    for stored in oauth_clients::due(&mut context.tx, now).await? {
        if !stored.is_gone(now) {
            // An earlier version wrote it: now it has its columns.
            oauth_clients::save(&mut context.tx, &stored).await?;
            continue;
        }
        grants::delete_of_subject(&mut context.tx, stored.id()).await?;
        oauth_clients::delete(&mut context.tx, stored.id()).await?;
        removed = true;
        audit::record_by_server(context, deletion(&stored.client)).await?;
    }
    if removed {
        let organization = context.organization();
        organizations::access_changed(&mut context.tx, &organization).await?;
    }
    Ok(())
}

/// The audit event of a client that is deleted: of its properties the scopes alone, as on the
/// platform.
pub fn deletion(client: &OAuthClient) -> AuditEvent {
    let id = client.id.as_deref().unwrap_or_default();
    let event = AuditEvent::new(OAUTH_CLIENT, Action::Delete, id).named(client.name.clone());
    event.property("scopes", client.scope.clone().unwrap_or_default(), None::<String>)
}

/// Removes the clients of every organization whose date has come.
pub async fn sweep(shared: &Shared) {
    sweep_all(&shared.db, shared.clock.now()).await;
}

/// Goes on when one organization fails: the others have their dates too.
async fn sweep_all(db: &Db, server_now: ServerTime) {
    let dated = db.read(|tx| Box::pin(oauth_clients::organizations_with_dates(tx))).await;
    let organizations = match dated {
        Ok(organizations) => organizations,
        Err(error) => {
            warn!(%error, "organizations with clients to delete could not be read");
            return;
        }
    };
    for organization in organizations {
        let id = organization.clone();
        let remove = db.write(move |tx| {
            let id = id.clone();
            Box::pin(async move {
                let Some(found) = organizations::find(tx, &id).await? else { return Ok(()) };
                tx.enter(&id);
                let mut context = Context::lend(tx, Operator::Server, found.clock, server_now);
                lock_organization(&mut context).await?;
                remove_due(&mut context).await
            })
        });
        let removed: Result<()> = remove.await;
        if let Err(refusal) = removed {
            let reason = refusal.for_log();
            warn!(organization, reason, "clients past their deletion date could not be deleted");
        }
    }
}

/// A client with the roles that it holds, however they were granted.
pub async fn shown(context: &mut Context, client: OAuthClient) -> Result<OAuthClient> {
    let held = grants::of_clients(&mut context.tx).await?;
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
    use api::{DateTime, OAuthClient, OAuthClientState};
    use store::{
        Engine, Options, OrganizationClock,
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
                    clock: OrganizationClock::default(),
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
        let now = ServerTime::from_milliseconds(1_000);
        for id in ["a", "b", "c"] {
            organization(&db, id, OrganizationClock::default().at(now)).await;
        }
        spoil_client(&db, "b").await.unwrap();
        sweep_all(&db, now).await;
        let left = db.read(|tx| Box::pin(oauth_clients::organizations_with_dates(tx))).await;
        assert_eq!(left, Ok(vec!["b".to_owned()]));
    }
}
