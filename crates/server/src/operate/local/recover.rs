//! The way back in for an organization that has lost its administrator.

use api::{DateTime, Organization, State};
use identity::passwords::PASSWORD;
use identity::sessions::SESSION;
use identity::verifiers::VERIFIER;
use serde_json::{Value, json};
use store::{
    Db, Divisions, Lock, Tx, divisions,
    grants::{self, NewGrant, SubjectType},
    invitations,
    organizations::{self, StoredOrganization},
    passwords::{self, StoredPassword},
    roles::{self, DefaultRole},
    tokens,
    users::{self, Saved, StoredUser},
    verifiers,
};

use super::target::{BY_OPTION, named, nobody, several, the_only_one};
use crate::operate::{
    create::{Person, add_person},
    error::OrganizationError,
};
use gate::{
    audit::{Action, Change, Operator, record_for},
    clock::{Clock, organization_time},
    random::Random,
    secrets,
};
use identity::credentials;
use resources::rules::{
    grants::{grants_in_words, made_administrator},
    people::{audited, contacts},
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
pub(super) struct Asked {
    pub(super) create: bool,
    pub(super) reset_verifiers: bool,
}

/// Makes the user an administrator who can sign in: with a new password, which is in this answer
/// and nowhere else. All of it is one transaction.
pub(super) async fn recover(
    db: &Db,
    clock: &Clock,
    who: Who,
    asked: Asked,
) -> Result<Value, OrganizationError> {
    let (password, server_now) = (Random::System.secret(), clock.now());
    let hash = secrets::hash_secret(&mut Random::System, &password);
    let recovered = db.write(move |tx| {
        let (who, hash) = (who.clone(), hash.clone());
        Box::pin(async move {
            let (stored, found) = find(tx, &who, asked).await?;
            let now = organization_time(server_now, stored.clock_offset, stored.clock_stopped_at);
            let mut work = Work { tx, stored: &stored, now, done: Vec::new() };
            let user = match found {
                Some(user) => work.activate(user).await?,
                None => work.create(&who.email).await?,
            };
            work.let_in(&user, hash, asked).await?;
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
    asked: Asked,
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
        if !asked.create {
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
    if user.state == State::Deleted && !asked.create {
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

struct Work<'t> {
    tx: &'t mut Tx,
    stored: &'t StoredOrganization,
    now: DateTime,
    /// What was done, in words.
    done: Vec<&'static str>,
}

impl Work<'_> {
    /// Makes the user active, who may be inactive or deleted.
    async fn activate(&mut self, user: StoredUser) -> Result<StoredUser, OrganizationError> {
        if user.state == State::Active {
            return Ok(user);
        }
        let (mut shown, profile) = (user.read_document()?, user.read_profile()?);
        let mut after = user.clone();
        after.state = State::Active;
        (after.dates.state_changed_at, after.dates.state_reason) = (Some(self.now), None);
        after.version += 1;
        (shown.state, shown.version) = (Some(State::Active), i32::try_from(after.version).ok());
        let (divisions, documents) = (Divisions::all(), (&shown, &profile));
        let saved = users::save(self.tx, &divisions, &user, &mut after, documents, self.now);
        if saved.await? != Saved::Stored {
            let changed = "the user was changed by somebody else meanwhile; try again";
            return Err(OrganizationError::Taken(changed.to_owned()));
        }
        let action = if user.state == State::Deleted {
            self.grant(&after, DefaultRole::Employee).await?;
            Action::Restore
        } else {
            Action::Update
        };
        let mut change = audited::change(action, Some(&user), &after)?;
        if action == Action::Restore {
            let roles = grants_in_words(self.tx, &user.id).await?;
            change = change.property("roles", [""; 0], roles);
        }
        self.record(change).await?;
        let restored = action == Action::Restore;
        self.done.push(if restored { "restored the user" } else { "made the user active" });
        Ok(after)
    }

    /// Makes the user, in the home division.
    async fn create(&mut self, email: &str) -> Result<StoredUser, OrganizationError> {
        let lost = |what: &str| store::Error::Storage(format!("the {what} is gone"));
        let home = divisions::home(self.tx).await?;
        let home = home.ok_or_else(|| lost("home division"))?;
        let document: Organization = serde_json::from_str(&self.stored.document)
            .map_err(|error| store::Error::Storage(format!("organization: {error}")))?;
        let domain = document.domain.unwrap_or_default();
        let person = Person {
            name: email.split('@').next().unwrap_or(email),
            email,
            division: &home.id,
            short_name: domain.split('.').next().unwrap_or_default(),
        };
        let id = add_person(self.tx, self.now, person, &mut Random::System).await?;
        let user = users::find(self.tx, &Divisions::all(), &id).await?;
        let user = user.ok_or_else(|| lost("new user"))?;
        self.grant(&user, DefaultRole::Employee).await?;
        let roles = grants_in_words(self.tx, &id).await?;
        let change = audited::change(Action::Create, None, &user)?;
        self.record(change.property("roles", [""; 0], roles)).await?;
        self.done.push("made the user");
        Ok(user)
    }

    /// The role of an administrator, a new password, and nothing left of what was before.
    async fn let_in(
        &mut self,
        user: &StoredUser,
        hash: String,
        asked: Asked,
    ) -> Result<(), OrganizationError> {
        let organization = &self.stored.id;
        let name = audited::name(user)?;
        if let Some(role) = self.grant(user, DefaultRole::Administrator).await? {
            let stored = roles::find(self.tx, &role).await?;
            let role_name = stored.and_then(|role| role.name).unwrap_or_default();
            self.record(made_administrator(&user.id, name.clone(), (&role, role_name))).await?;
            self.done.push("made the user an administrator of all divisions");
        }
        organizations::access_changed(self.tx, organization).await?;
        let email = user.read_document()?.email.unwrap_or_default();
        if credentials::forget_failures(self.tx, &email).await? {
            self.done.push("ended the lock-out");
        }
        if asked.reset_verifiers && verifiers::delete_of_user(self.tx, &user.id).await? > 0 {
            let reset = Change::new(VERIFIER, Action::Reset, &user.id);
            self.record(reset.named(name.clone())).await?;
            self.done.push("took the second factors away");
        } else if verifiers::any_enabled(self.tx, &user.id).await? {
            self.done.push("left the second factors, which `--reset-verifiers` takes away");
        }
        invitations::withdraw(self.tx, &user.id).await?;
        tokens::delete_of_user(self.tx, &user.id).await?;
        let revoked = Change::new(SESSION, Action::Revoke, &user.id);
        self.record(revoked.named(name.clone())).await?;
        self.done.push("ended all tokens of the user");
        let password = StoredPassword { hash, changed_at: self.now, by_owner: false };
        let history = passwords::policy(self.tx).await?.history;
        passwords::save(self.tx, &user.id, &password, history).await?;
        self.record(Change::new(PASSWORD, Action::Reset, &user.id).named(name)).await?;
        self.done.push("set a new password");
        Ok(())
    }

    /// Grants a default role: the administrator's everywhere, the other in the user's division. The
    /// id of the role, when the user did not hold it.
    async fn grant(
        &mut self,
        user: &StoredUser,
        role: DefaultRole,
    ) -> Result<Option<String>, OrganizationError> {
        let id = roles::default_role(self.tx, role).await?;
        let everywhere = role == DefaultRole::Administrator;
        let grant = NewGrant {
            subject: &user.id,
            subject_type: SubjectType::User,
            role: &id,
            division: if everywhere { "*" } else { &user.division },
            made_at: self.now,
        };
        Ok(grants::insert(self.tx, &grant).await?.then_some(id))
    }

    async fn record(&mut self, change: Change) -> store::Result<()> {
        let place = (self.stored.id.as_str(), self.now);
        let change = change.with("command", "admin recover");
        record_for(self.tx, Operator::CommandLine, place, change).await
    }
}
