//! The way back in for an organization that has lost its administrator.

use api::State;
use identity::passwords::PASSWORD;
use identity::sessions::SESSION;
use identity::verifiers::VERIFIER;
use serde_json::{Value, json};
use store::{
    Db, Divisions, Lock, Tx, invitations,
    organizations::{self, StoredOrganization},
    passwords::{self, StoredPassword},
    tokens,
    users::{self, StoredUser},
    verifiers,
};

use super::target::{BY_OPTION, named, nobody, several, the_only_one};
use crate::operate::error::OrganizationError;
use gate::{
    audit::{Action, AuditEvent, Operator},
    clock::Clock,
    context::Context,
    random::Random,
    secrets,
};
use identity::credentials;
use resources::rules::{
    divisions::home,
    grants::make_administrator,
    people::{
        audited, contacts,
        joining::{self, Newcomer},
        state,
    },
};

/// Who is to administer.
#[derive(Debug, Clone)]
pub(super) struct Who {
    pub(super) email: String,
    /// Id or name.
    pub(super) organization: Option<String>,
}

/// What may be done beyond a new password.
#[derive(Debug, Clone, Copy)]
pub(super) struct RecoverOptions {
    pub(super) create: bool,
    pub(super) reset_verifiers: bool,
}

/// Makes the user an administrator who can sign in: with a new password, which is in this answer
/// and nowhere else. All of it is one transaction.
pub(super) async fn recover(
    db: &Db,
    clock: &Clock,
    who: Who,
    options: RecoverOptions,
) -> Result<Value, OrganizationError> {
    let (password, server_now) = (Random::System.secret(), clock.now());
    let hash = secrets::hash_secret(&mut Random::System, &password);
    let recovered = db.write(move |tx| {
        let (who, hash) = (who.clone(), hash.clone());
        Box::pin(async move {
            let (stored, found) = find(tx, &who, options).await?;
            let mut context = Context::lend(tx, Operator::CommandLine, stored.clock, server_now);
            context.name_command("admin recover");
            let mut work = Work { context: &mut context, done: Vec::new() };
            let user = match found {
                Some(user) => work.activate(user).await?,
                None => work.create(&who.email).await?,
            };
            work.let_in(&user, hash, options).await?;
            let (done, shown) = (work.done, user.read_document()?);
            Ok::<_, OrganizationError>(json!({
                "organization": { "id": stored.id, "name": stored.name },
                "user": { "id": user.id, "name": shown.name, "email": shown.email },
                "done": done,
            }))
        })
    });
    let mut answer = recovered.await?;
    answer["password"] = password.into();
    Ok(answer)
}

/// The organization, and the user with the address, if it may be made otherwise.
async fn find(
    tx: &mut Tx,
    who: &Who,
    options: RecoverOptions,
) -> Result<(StoredOrganization, Option<StoredUser>), OrganizationError> {
    let Who { email, organization } = who;
    contacts::email(email, "--email")
        .map_err(|refusal| OrganizationError::Invalid(refusal.message()))?;
    let candidates = match organization.as_deref() {
        Some(reference) => vec![named(tx, reference).await?],
        None => organizations::all(tx).await?,
    };
    let mut found = Vec::new();
    for stored in &candidates {
        tx.enter(&stored.id);
        if let Some(user) = users::by_email(tx, &Divisions::all(), email).await? {
            found.push((stored.clone(), user));
        }
    }
    if found.len() > 1 {
        let all = found.into_iter().map(|(stored, _)| (stored.name, stored.id)).collect();
        return Err(OrganizationError::Invalid(format!(
            "several organizations have a user `{email}`; name one with `--organization`: {}",
            several(all)
        )));
    }
    let Some((stored, user)) = found.pop() else {
        if !options.create {
            let hint = "or add `--create` to make this one";
            return Err(OrganizationError::Invalid(format!(
                "{}; {hint}",
                nobody(email, &candidates)?
            )));
        }
        let stored = match organization.as_deref() {
            Some(reference) => named(tx, reference).await?,
            None => the_only_one(tx, BY_OPTION).await?,
        };
        tx.enter(&stored.id);
        tx.lock(Lock::Organization(&stored.id)).await?;
        return Ok((stored, None));
    };
    if user.state == State::Deleted && !options.create {
        return Err(OrganizationError::Invalid(format!(
            "the user `{email}` of `{}` was deleted; add `--create` to restore it, or name another",
            stored.name
        )));
    }
    tx.enter(&stored.id);
    tx.lock(Lock::Organization(&stored.id)).await?;
    tx.lock(Lock::User(&user.id)).await?;
    let user = users::find(tx, &Divisions::all(), &user.id).await?;
    Ok((stored, user))
}

struct Work<'c> {
    context: &'c mut Context,
    /// What was done, in words.
    done: Vec<&'static str>,
}

impl Work<'_> {
    /// Makes the user active, who may be inactive or deleted.
    async fn activate(&mut self, user: StoredUser) -> Result<StoredUser, OrganizationError> {
        if user.state == State::Active {
            return Ok(user);
        }
        let restored = user.state == State::Deleted;
        let change = state::StateChange { state: State::Active, reason: None };
        let after = state::change_state(self.context, user, change).await?;
        self.done.push(if restored { "restored the user" } else { "made the user active" });
        Ok(after)
    }

    /// Makes the user, in the home division.
    async fn create(&mut self, email: &str) -> Result<StoredUser, OrganizationError> {
        let home = home(self.context).await?;
        let name = email.split('@').next().unwrap_or(email);
        let newcomer = Newcomer::new(&mut self.context.random, name, email);
        let user = joining::join(self.context, newcomer, &home).await?;
        self.done.push("made the user");
        Ok(user)
    }

    /// The role of an administrator, a new password, and nothing left of what was before.
    async fn let_in(
        &mut self,
        user: &StoredUser,
        hash: String,
        options: RecoverOptions,
    ) -> Result<(), OrganizationError> {
        let context = &mut *self.context;
        let (organization, name) = (context.organization(), audited::name(user)?);
        if make_administrator(context, user).await? {
            self.done.push("made the user an administrator of all divisions");
        }
        organizations::access_changed(&mut context.tx, &organization).await?;
        let email = user.read_document()?.email.unwrap_or_default();
        if credentials::forget_failures(&mut context.tx, &email).await? {
            self.done.push("ended the lock-out");
        }
        if options.reset_verifiers
            && verifiers::delete_of_user(&mut context.tx, &user.id).await? > 0
        {
            let reset = AuditEvent::new(VERIFIER, Action::Reset, &user.id);
            context.record(reset.named(name.clone())).await?;
            self.done.push("took the second factors away");
        } else if verifiers::any_enabled(&mut context.tx, &user.id).await? {
            self.done.push("left the second factors, which `--reset-verifiers` takes away");
        }
        invitations::withdraw(&mut context.tx, &user.id).await?;
        tokens::delete_of_user(&mut context.tx, &user.id).await?;
        let revoked = AuditEvent::new(SESSION, Action::Revoke, &user.id);
        context.record(revoked.named(name.clone())).await?;
        self.done.push("ended all tokens of the user");
        let password = StoredPassword { hash, changed_at: context.now, by_owner: false };
        let history = passwords::policy(&mut context.tx).await?.history;
        passwords::save(&mut context.tx, &user.id, &password, history).await?;
        let reset = AuditEvent::new(PASSWORD, Action::Reset, &user.id);
        context.record(reset.named(name)).await?;
        self.done.push("set a new password");
        Ok(())
    }
}
