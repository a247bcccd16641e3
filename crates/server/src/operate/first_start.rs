//! What every organization has, and what the first start makes.

use std::fmt;

use store::{Lock, organizations};
use tracing::warn;

use super::{
    blueprint::{self, Administrator, Blueprint, Client, DEMO_SEED, DEMO_USERS},
    create::create,
    error::OrganizationError,
};
use gate::{
    audit::{Action, Operator},
    random::Random,
    refusal::{Refusal, Result},
    secrets::hash_secret,
    shared::Shared,
};
use identity::passwords::policy;
use resources::rules::people::contacts;

/// What stands in the README, so that its lines work as they are. Nothing here is a secret.
const DEMO_CLIENT_ID: &str = "00000000-0000-4000-8000-000000000001";
const DEMO_CLIENT_SECRET: &str = "demo-secret-not-for-production";
const DEMO_EMAIL: &str = "admin@callroster.example";
const DEMO_PASSWORD: &str = "callroster-demo-1";
/// Does the data have the credentials that the README publishes?
pub(crate) async fn has_demo_credentials(shared: &Shared) -> Result<bool> {
    let mut tx = shared.db.snapshot().await?;
    let client = store::oauth_clients::sign_in(&mut tx, DEMO_CLIENT_ID).await?;
    let public = |hash: &str| gate::secrets::verify_secret(hash, DEMO_CLIENT_SECRET);
    Ok(client.is_some_and(|client| {
        public(&client.secret_hash)
            || client.previous_secret.is_some_and(|previous| public(&previous.hash))
    }))
}

/// The name of the first organization unless another is given.
const NAME: &str = "Callroster";

/// What the first start makes; read only while there is no organization. Values that are not given
/// are generated, or, for a demonstration, those of the README.
#[derive(Clone, Default)]
pub struct Bootstrap {
    /// The id of the first OAuth client.
    pub client_id: Option<String>,
    /// Its secret.
    pub client_secret: Option<String>,
    /// The e-mail address of the administrator.
    pub admin_email: Option<String>,
    /// The administrator's password.
    pub admin_password: Option<String>,
    /// The organization's name.
    pub organization_name: Option<String>,
    /// Make people to look at, and use the credentials of the README.
    pub demo: bool,
}

impl fmt::Debug for Bootstrap {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Bootstrap")
            .field("client_id", &self.client_id)
            .field("admin_email", &self.admin_email)
            .field("organization_name", &self.organization_name)
            .field("demo", &self.demo)
            .finish_non_exhaustive()
    }
}

/// What the first start made, to be shown once.
#[derive(Clone)]
pub struct FirstStart {
    /// The id of the organization.
    pub organization: String,
    /// The administrator's e-mail address.
    pub admin_email: String,
    /// The administrator's password, unless it was given.
    pub admin_password: Option<String>,
    /// The id of the first client.
    pub client_id: String,
    /// The client's secret, unless it was given.
    pub client_secret: Option<String>,
}

impl fmt::Debug for FirstStart {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FirstStart")
            .field("organization", &self.organization)
            .field("admin_email", &self.admin_email)
            .field("client_id", &self.client_id)
            .finish_non_exhaustive()
    }
}

/// Makes the first organization, unless there is one: then nothing of `bootstrap` is looked at.
pub(crate) async fn first_start(
    shared: &Shared,
    bootstrap: &Bootstrap,
) -> Result<Option<FirstStart>> {
    if shared.db.read(|tx| Box::pin(organizations::exist(tx))).await? {
        return Ok(None);
    }
    let mut random = Random::System;
    let (blueprint, first) = draft(shared, bootstrap, &mut random).await?;
    let (id, server_now) = (first.organization.clone(), shared.clock.now());
    let made = shared.db.write(move |tx| {
        let (id, blueprint) = (id.clone(), blueprint.clone());
        Box::pin(async move {
            // Of two nodes that start together one makes it, and the other waits and finds it.
            tx.lock(Lock::Organizations).await?;
            if organizations::exist(tx).await? {
                return Ok(false);
            }
            let by = (Operator::Server, server_now);
            create(tx, &id, by, (Action::Create, &blueprint)).await?;
            Ok(true)
        })
    });
    let made = made.await.map_err(|error: OrganizationError| Refusal::from(error))?;
    Ok(made.then_some(first))
}

/// What will be made, and what of it is to be shown.
async fn draft(
    shared: &Shared,
    bootstrap: &Bootstrap,
    random: &mut Random,
) -> Result<(Blueprint, FirstStart)> {
    let demo = |text: &str| bootstrap.demo.then(|| text.to_owned());
    let name = bootstrap.organization_name.clone().unwrap_or_else(|| NAME.to_owned());
    let name = blueprint::checked_name(&name)?;
    let admin_email = bootstrap.admin_email.clone().or_else(|| demo(DEMO_EMAIL));
    let admin_email = admin_email.unwrap_or_else(|| blueprint::admin_email(&name));
    let client_id = bootstrap.client_id.clone().or_else(|| demo(DEMO_CLIENT_ID));
    let client_id = client_id.unwrap_or_else(|| random.id());
    check(&admin_email, &client_id, bootstrap.client_secret.as_deref())?;
    let (password_hash, admin_password) = match &bootstrap.admin_password {
        Some(password) => {
            let person = policy::PasswordOwner { name: String::new(), email: admin_email.clone() };
            let demanded = store::passwords::Policy::default();
            policy::check(&demanded, password, "CALLROSTER_ADMIN_PASSWORD", &person)?;
            (shared.hasher.turn()?.hash(password.clone()).await?, None)
        }
        None => {
            let password = demo(DEMO_PASSWORD).unwrap_or_else(|| random.secret());
            (hash_secret(random, &password), Some(password))
        }
    };
    let shown = bootstrap.client_secret.is_none();
    let secret = bootstrap.client_secret.clone().or_else(|| demo(DEMO_CLIENT_SECRET));
    let secret = secret.unwrap_or_else(|| random.secret());
    let first = FirstStart {
        organization: random.id(),
        admin_email: admin_email.clone(),
        admin_password,
        client_id: client_id.clone(),
        client_secret: shown.then(|| secret.clone()),
    };
    let blueprint = Blueprint {
        name,
        seed: if bootstrap.demo { DEMO_SEED } else { u64::from_le_bytes(random.bytes()) },
        users: if bootstrap.demo { DEMO_USERS } else { 0 },
        administrator: Administrator { email: admin_email, password_hash },
        client: Client { id: client_id, secret_hash: hash_secret(random, &secret) },
    };
    Ok((blueprint, first))
}

/// Refuses what could not be used afterwards, before anything is made.
fn check(admin_email: &str, client_id: &str, secret: Option<&str>) -> Result<()> {
    contacts::email(admin_email, "CALLROSTER_ADMIN_EMAIL")?;
    // HTTP Basic takes what stands before the first colon for the id.
    if client_id.is_empty() || client_id.contains(|c: char| c == ':' || !c.is_ascii_graphic()) {
        let allowed = "characters of ASCII without spaces and colons, such as a UUID";
        return Err(Refusal::invalid_value("CALLROSTER_BOOTSTRAP_CLIENT_ID", client_id, allowed));
    }
    match secret.map(str::len) {
        Some(0) => Err(Refusal::missing_value("CALLROSTER_BOOTSTRAP_CLIENT_SECRET")),
        Some(..16) => {
            warn!("the first client's secret is short and easy to guess");
            Ok(())
        }
        _ => Ok(()),
    }
}
