//! Organizations made, listed, reset and removed: for the command line and the control listener.

use api::{DateTime, Organization, State};
use serde::{Deserialize, Serialize};
use store::{
    Db, Divisions, Tx,
    audits::{self, AuditFilter},
    organizations::{self, StoredOrganization},
    users::{self, UserFilter},
};

use super::{
    blueprint::{
        Administrator, Blueprint, Client, DEMO_SEED, DEMO_USERS, admin_email, checked_name,
    },
    create::create,
    error::OrganizationError,
};
use gate::{
    audit::{Action, Operator},
    clock::Clock,
    random::Random,
    secrets::hash_secret,
};
use resources::rules::{people::contacts, trusts};

/// Users removed in one transaction: no other write waits longer for it than a moment.
const SLICE: u32 = 1_000;

/// A new organization with its credentials, which are never shown again.
#[derive(Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct MadeOrganization {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// The id of its client, for the client-credentials grant.
    pub client_id: String,
    /// The secret of the client.
    pub client_secret: String,
    /// The e-mail address of its administrator.
    pub admin_email: String,
    /// The administrator's password.
    pub admin_password: String,
}

/// What a list of organizations tells of each.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct OrganizationSummary {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Its internet domain.
    pub domain: String,
    /// The e-mail address of its administrator, as it was made.
    pub admin_email: String,
    /// The id of its first client.
    pub client_id: String,
    /// How many users it has, deleted ones not counted.
    pub users: i64,
    /// When it was made.
    pub date_created: DateTime,
}

/// Makes an organization: with people when it is a demonstration or has a seed.
pub(crate) async fn add(
    db: &Db,
    (clock, operator): (&Clock, Operator),
    (name, email): (&str, Option<String>),
    demo: bool,
    seed: Option<u64>,
) -> Result<MadeOrganization, OrganizationError> {
    let mut random = Random::System;
    let name = checked_name(name)?;
    if let Some(email) = &email {
        contacts::email(email, "adminEmail")?;
    }
    let made = MadeOrganization {
        id: random.id(),
        client_id: random.id(),
        client_secret: random.secret(),
        admin_email: email.unwrap_or_else(|| admin_email(&name)),
        admin_password: random.secret(),
        name,
    };
    let secret_hash = hash_secret(&mut random, &made.client_secret);
    let password_hash = hash_secret(&mut random, &made.admin_password);
    let blueprint = Blueprint {
        name: made.name.clone(),
        seed: match seed {
            None if demo => DEMO_SEED,
            None => u64::from_le_bytes(random.bytes()),
            Some(seed) => seed,
        },
        users: if demo || seed.is_some() { DEMO_USERS } else { 0 },
        administrator: Administrator { email: made.admin_email.clone(), password_hash },
        client: Client { id: made.client_id.clone(), secret_hash },
    };
    let (id, by) = (made.id.clone(), (operator, clock.now()));
    db.write(move |tx| {
        let (id, blueprint) = (id.clone(), blueprint.clone());
        Box::pin(async move { create(tx, &id, by, (Action::Create, &blueprint)).await })
    })
    .await?;
    Ok(made)
}

/// Every organization, the oldest first.
pub(crate) async fn list(db: &Db) -> Result<Vec<OrganizationSummary>, OrganizationError> {
    db.read(|tx| {
        Box::pin(async move {
            let mut summaries = Vec::new();
            for stored in organizations::all(tx).await? {
                summaries.push(summary(tx, stored).await?);
            }
            Ok(summaries)
        })
    })
    .await
}

async fn summary(
    tx: &mut Tx,
    stored: StoredOrganization,
) -> Result<OrganizationSummary, OrganizationError> {
    tx.enter(&stored.id);
    let states = vec![State::Active, State::Inactive];
    let filter = UserFilter { states, ..UserFilter::default() };
    let users = users::count(tx, &Divisions::all(), &filter).await?;
    let document: Organization = serde_json::from_str(&stored.document)
        .map_err(|error| store::Error::Storage(format!("organization {}: {error}", stored.id)))?;
    let blueprint = Blueprint::read(&stored.blueprint)?;
    Ok(OrganizationSummary {
        id: stored.id,
        name: stored.name,
        domain: document.domain.unwrap_or_default(),
        admin_email: blueprint.administrator.email,
        client_id: blueprint.client.id,
        users,
        date_created: stored.created_at,
    })
}

/// Makes an organization anew from what it was made from: the same ids, the same credentials.
///
/// Everything else goes, tokens too. It is one transaction; an organization of many users loses
/// them before it, in slices, and nobody can sign in meanwhile.
pub(crate) async fn reset(
    db: &Db,
    (clock, operator): (&Clock, Operator),
    id: &str,
) -> Result<OrganizationSummary, OrganizationError> {
    let blueprint = Blueprint::read(&read(db, id).await?.blueprint)?;
    thin_out(db, id).await?;
    let (id, by) = (id.to_owned(), (operator, clock.now()));
    db.write(move |tx| {
        let (id, blueprint) = (id.clone(), blueprint.clone());
        Box::pin(async move {
            trusts::end_all_of(tx, by, &id, "the organization was reset").await?;
            let version = organizations::access_version(tx, &id).await?;
            organizations::delete(tx, &id).await?;
            create(tx, &id, by, (Action::Reset, &blueprint)).await?;
            organizations::count_access_from(tx, &id, version).await?;
            let stored = found(tx, &id).await?;
            summary(tx, stored).await
        })
    })
    .await
}

/// Removes an organization with everything in it.
pub(crate) async fn remove(
    db: &Db,
    (clock, operator): (&Clock, Operator),
    id: &str,
) -> Result<StoredOrganization, OrganizationError> {
    let stored = read(db, id).await?;
    thin_out(db, id).await?;
    let (id, by) = (id.to_owned(), (operator, clock.now()));
    db.write(move |tx| {
        let id = id.clone();
        Box::pin(async move {
            trusts::end_all_of(tx, by, &id, "the organization was deleted").await?;
            Ok::<_, OrganizationError>(organizations::delete(tx, &id).await?)
        })
    })
    .await?;
    Ok(stored)
}

/// Removes the users and the audit messages of a large organization in slices, so that neither the
/// writer of SQLite nor a time limit of PostgreSQL stands in the way of the rest.
async fn thin_out(db: &Db, id: &str) -> Result<(), OrganizationError> {
    let all = UserFilter {
        states: vec![State::Active, State::Inactive, State::Deleted],
        ..UserFilter::default()
    };
    let (here, divisions) = (id.to_owned(), Divisions::all());
    let few = i64::from(SLICE);
    let small = db.read(|tx| {
        Box::pin(async move {
            tx.enter(&here);
            let changes = AuditFilter::default();
            let changes = audits::count(tx, &divisions, &changes, few + 1).await?;
            Ok::<_, OrganizationError>(
                changes.max(users::count(tx, &divisions, &all).await?) <= few,
            )
        })
    });
    if small.await? {
        return Ok(());
    }
    let shut = id.to_owned();
    db.write(move |tx| {
        let id = shut.clone();
        Box::pin(async move { organizations::shut(tx, &id).await })
    })
    .await?;
    loop {
        let id = id.to_owned();
        let purged = db.write(move |tx| {
            let id = id.clone();
            Box::pin(async move {
                tx.enter(&id);
                let ever = DateTime::from_milliseconds(i64::MAX);
                Ok::<_, OrganizationError>(
                    users::purge(tx, SLICE).await? + audits::forget(tx, ever, SLICE).await?,
                )
            })
        });
        if purged.await? == 0 {
            return Ok(());
        }
    }
}

/// The organization with this id; otherwise an error that names those that there are.
pub(crate) async fn found(tx: &mut Tx, id: &str) -> Result<StoredOrganization, OrganizationError> {
    if let Some(stored) = organizations::find(tx, id).await? {
        return Ok(stored);
    }
    let known = all(tx).await?;
    Err(OrganizationError::Unknown { id: id.to_owned(), known })
}

/// Names and ids of all organizations.
pub(crate) async fn all(tx: &mut Tx) -> store::Result<Vec<(String, String)>> {
    let all = organizations::all(tx).await?;
    Ok(all.into_iter().map(|stored| (stored.name, stored.id)).collect())
}

async fn read(db: &Db, id: &str) -> Result<StoredOrganization, OrganizationError> {
    let id = id.to_owned();
    db.read(|tx| Box::pin(async move { found(tx, &id).await })).await
}
