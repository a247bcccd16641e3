//! What each command does, wherever it came from.

use api::{DateTime, OAuthGrantType, State};
use identity::sessions::SESSION;
use serde_json::{Value, json};
use store::{
    Db, Divisions, Lock, Tx, oauth_clients,
    organizations::{self, StoredOrganization},
    search::Models,
    tokens::{self, NewToken},
    users::{self, StoredUser},
};

use super::{
    Progress, audit, check,
    command::Command,
    password_policy,
    recover::{self, RecoverOptions, Who},
    rotate::rotate_secret,
    target::{BY_OPTION, asked_for, named, nobody, several},
};
use crate::operate::{
    blueprint::Blueprint,
    clocks,
    error::OrganizationError,
    organizations as operate, seed, simulate,
    transfer::{self, How},
};
use gate::{
    audit::{Action, AuditEvent, Operator},
    clock::Clock,
    context::Context,
    random::Random,
    secrets::TokenHash,
};

/// How long a token of the command line lives, in seconds.
const TOKEN_SECONDS: i64 = 86_400;

pub(super) async fn execute(
    (db, models): (&Db, &Models),
    clock: &Clock,
    command: Command,
    progress: &mut (dyn FnMut(Progress) + Send),
) -> Result<Value, OrganizationError> {
    match command {
        Command::CreateOrganization { name, admin_email, demo, seed } => {
            let by = (clock, Operator::CommandLine);
            let made = operate::add(db, by, (&name, admin_email), demo, seed).await?;
            Ok(json!(made))
        }
        Command::ListOrganizations => Ok(json!({ "entities": operate::list(db).await? })),
        Command::ResetOrganization { id } => {
            let by = (clock, Operator::CommandLine);
            Ok(json!(operate::reset(db, by, &id).await?))
        }
        Command::DeleteOrganization { id } => {
            let by = (clock, Operator::CommandLine);
            let removed = operate::remove(db, by, &id).await?;
            Ok(json!({ "id": removed.id, "name": removed.name }))
        }
        Command::Token { email, organization, client } => {
            token(db, clock, email, (organization, client)).await
        }
        Command::RotateSecret { client, overlap_seconds, organization } => {
            rotate_secret(db, clock, client, overlap_seconds, organization).await
        }
        Command::Seed { users, seed, organization } => {
            populate(db, clock, (users, seed), organization, progress).await
        }
        Command::Simulate { agents, days, seed, organization } => {
            let organization = chosen(db, organization).await?;
            let what = simulate::What { agents, days, seed };
            Ok(json!(simulate::simulate((db, clock), &organization, what, progress).await?))
        }
        Command::Import { file, format, organization, dry_run, skip_bad } => {
            let organization = chosen(db, organization).await?;
            let how = How { dry_run, skip_bad };
            let place = (db, clock);
            transfer::import(place, &organization, (file, format), how, progress).await
        }
        Command::Export { file, format, organization } => {
            let organization = chosen(db, organization).await?;
            transfer::export(db, &organization, (file, format), progress).await
        }
        Command::Audit(question) => audit::ask(db, clock, *question).await,
        Command::Recover { email, organization, create, reset_verifiers } => {
            let who = Who { email, organization };
            recover::recover(db, clock, who, RecoverOptions { create, reset_verifiers }).await
        }
        Command::PasswordPolicy { organization, change } => {
            password_policy::execute(db, clock, organization, change).await
        }
        Command::Clock { organization, change } => {
            let stored = db.read(|tx| {
                Box::pin(async move { asked_for(tx, organization.as_deref(), BY_OPTION).await })
            });
            let by = (clock, Operator::CommandLine);
            Ok(json!(clocks::change(db, by, &stored.await?.id, change).await?))
        }
        Command::Check { organization } => check::check((db, models), organization, progress).await,
        Command::Backup { file } => {
            db.backup(&file).await?;
            Ok(json!({ "file": file }))
        }
    }
}

/// The organization that is named, or the only one.
async fn chosen(
    db: &Db,
    organization: Option<String>,
) -> Result<StoredOrganization, OrganizationError> {
    let stored = db.read(|tx| {
        Box::pin(async move { asked_for(tx, organization.as_deref(), BY_OPTION).await })
    });
    stored.await
}

async fn populate(
    db: &Db,
    clock: &Clock,
    (users, seed): (u32, u64),
    organization: Option<String>,
    progress: &mut (dyn FnMut(Progress) + Send),
) -> Result<Value, OrganizationError> {
    let stored = chosen(db, organization).await?;
    let blueprint = Blueprint::read(&stored.blueprint)?;
    let place = (stored.id.as_str(), blueprint.mail_host());
    let added = seed::populate(db, clock, place, (users, seed), progress).await?;
    Ok(json!({
        "organization": { "id": stored.id, "name": stored.name },
        "created": added.created,
        "existing": added.existing,
    }))
}

/// Makes a token for a user; only its hash is kept.
async fn token(
    db: &Db,
    clock: &Clock,
    email: String,
    (organization, client): (Option<String>, Option<String>),
) -> Result<Value, OrganizationError> {
    let (token, server_now) = (Random::System.secret(), clock.now());
    let hash = TokenHash::of(&token);
    let made = db.write(move |tx| {
        let (email, organization, hash) = (email.clone(), organization.clone(), hash.clone());
        let client = client.clone();
        Box::pin(async move {
            let (stored, user) = whose(tx, &email, organization.as_deref()).await?;
            tx.enter(&stored.id);
            let now = stored.clock.at(server_now);
            let seconds = match &client {
                Some(id) => seconds_through(tx, &stored, id, now).await?,
                None => TOKEN_SECONDS,
            };
            let expires_at = now.plus_seconds(seconds);
            let token = NewToken {
                hash: hash.as_str(),
                client: client.as_deref(),
                user: Some(&user.id),
                family: None,
                issued_at: now,
                expires_at,
            };
            tx.lock(Lock::User(&user.id)).await?;
            tokens::tell(tx, &user.id, &token, None).await?;
            tokens::insert(tx, &token).await?;
            let made = AuditEvent::new(SESSION, Action::Create, &user.id)
                .named(Some(&email))
                .with("dateExpires", expires_at.to_string());
            let mut context = Context::lend(tx, Operator::CommandLine, stored.clock, server_now);
            context.record(made).await?;
            drop(context);
            Ok::<_, OrganizationError>((stored, user, seconds, expires_at))
        })
    });
    let (stored, user, seconds, expires_at): (StoredOrganization, StoredUser, i64, DateTime) =
        made.await?;
    let shown = user.read_document()?;
    Ok(json!({
        "accessToken": token,
        "expiresIn": seconds,
        "dateExpires": expires_at,
        "user": { "id": user.id, "name": shown.name, "email": shown.email },
        "organization": { "id": stored.id, "name": stored.name },
    }))
}

/// How long a user's token through this client of the organization lives, in seconds.
async fn seconds_through(
    tx: &mut Tx,
    organization: &StoredOrganization,
    client: &str,
    now: DateTime,
) -> Result<i64, OrganizationError> {
    let found = oauth_clients::find(tx, client).await?;
    let Some(stored) = found.filter(|stored| !stored.is_gone(now)) else {
        let name = &organization.name;
        let message = format!("there is no OAuth client `{client}` in `{name}`");
        return Err(OrganizationError::Invalid(message));
    };
    if !stored.gets_tokens(now) {
        let message = format!("the OAuth client `{client}` is not active; make it active first");
        return Err(OrganizationError::Invalid(message));
    }
    if stored.client.authorized_grant_type == Some(OAuthGrantType::ClientCredentials) {
        let message =
            format!("the OAuth client `{client}` works for itself and not for users; name another");
        return Err(OrganizationError::Invalid(message));
    }
    Ok(stored.token_seconds)
}

/// The active user with this address: in the organization named, or in the one that has it.
async fn whose(
    tx: &mut Tx,
    email: &str,
    organization: Option<&str>,
) -> Result<(StoredOrganization, StoredUser), OrganizationError> {
    let candidates = match organization {
        Some(reference) => vec![named(tx, reference).await?],
        None => organizations::all(tx).await?,
    };
    let mut found = Vec::new();
    for stored in &candidates {
        tx.enter(&stored.id);
        let user = users::by_email(tx, &Divisions::all(), email).await?;
        if let Some(user) = user.filter(|user| user.state != State::Deleted) {
            found.push((stored.clone(), user));
        }
    }
    match found.len() {
        0 => Err(OrganizationError::Invalid(nobody(email, &candidates)?)),
        1 => {
            let (stored, user) = found.remove(0);
            if user.state == State::Active {
                return Ok((stored, user));
            }
            Err(OrganizationError::Invalid(format!(
                "the user `{email}` is {}; make it active first",
                user.state
            )))
        }
        _ => {
            let all = found.into_iter().map(|(stored, _)| (stored.name, stored.id)).collect();
            let names = several(all);
            Err(OrganizationError::Invalid(format!(
                "several organizations have a user `{email}`; name one with `--organization`: {names}"
            )))
        }
    }
}
