//! Passwords: how they are hashed, and the operations that set them.

use std::{sync::Arc, thread::available_parallelism};

use api::{PostUserPassword, PostUsersMePassword};
use argon2::{
    Argon2,
    password_hash::{PasswordHasher as _, PasswordVerifier as _, phc::PasswordHash},
};
use store::{
    passwords::{self, StoredPassword},
    tokens,
};
use tokio::sync::Semaphore;

use crate::{
    call::Call,
    refusal::{Refusal, Result},
    secrets, users,
};

/// Hashes passwords with Argon2id, as many at once as there are cores: each takes tens of
/// milliseconds of one, and 19 MiB.
#[derive(Debug)]
pub(crate) struct Hasher(Arc<Semaphore>);

impl Default for Hasher {
    fn default() -> Self {
        Self(Arc::new(Semaphore::new(available_parallelism().map_or(1, usize::from))))
    }
}

impl Hasher {
    /// The hash of a password that somebody chose.
    pub(crate) async fn hash(&self, password: String) -> Result<String> {
        self.on_a_core(move || {
            let hash = Argon2::default().hash_password(password.as_bytes());
            hash.map(|hash| hash.to_string()).map_err(|error| {
                Refusal::internal(format!("a password could not be hashed: {error}"))
            })
        })
        .await?
    }

    /// Is this the password behind the hash?
    pub(crate) async fn verify(&self, hash: String, password: String) -> Result<bool> {
        if secrets::is_generated(&hash) {
            return Ok(secrets::verify_secret(&hash, &password));
        }
        self.on_a_core(move || {
            let parsed = PasswordHash::new(&hash)
                .map_err(|error| Refusal::internal(format!("a stored password hash: {error}")))?;
            Ok(Argon2::default().verify_password(password.as_bytes(), &parsed).is_ok())
        })
        .await?
    }

    /// Is this the password behind the hash? Without a hash it takes as long, and says no.
    pub(crate) async fn verify_or_pretend(
        &self,
        hash: Option<String>,
        password: String,
    ) -> Result<bool> {
        match hash {
            Some(hash) => self.verify(hash, password).await,
            None => self.hash(password).await.map(|_| false),
        }
    }

    async fn on_a_core<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T> {
        let failed =
            |error: &dyn std::fmt::Display| Refusal::internal(format!("hashing failed: {error}"));
        let permit = self.0.clone().acquire_owned().await.map_err(|error| failed(&error))?;
        let done = tokio::task::spawn_blocking(move || {
            let done = work();
            drop(permit);
            done
        });
        done.await.map_err(|error| failed(&error))
    }
}

/// The fewest characters of a password.
const LEAST: usize = 8;
/// The most; long ones are welcome, endless ones only keep a core busy.
const MOST: usize = 1024;

/// Refuses a password that the policy does not allow.
pub(crate) fn check_policy(password: &str, field: &str, names: &[&str]) -> Result<()> {
    let refused = |why: String| Err(Refusal::invalid_value(field, "(not shown)", why));
    let length = password.chars().count();
    if !(LEAST..=MOST).contains(&length) {
        return refused(format!("a password of {LEAST} to {MOST} characters"));
    }
    let same = |name: &&&str| !name.is_empty() && password.eq_ignore_ascii_case(name);
    if names.iter().any(|name| same(&name)) {
        return refused("a password that is not the user's name or address".to_owned());
    }
    Ok(())
}

/// Hashes the new password before the transaction.
pub(crate) async fn prepare_password(call: &mut Call, asked: PostUserPassword) -> Result<String> {
    let PostUserPassword { user_id, body } = asked;
    check_policy(&body.new_password, "newPassword", &[])?;
    let user = users::present(call, &user_id).await?.read_document()?;
    let names =
        [user.email.as_deref().unwrap_or_default(), user.name.as_deref().unwrap_or_default()];
    check_policy(&body.new_password, "newPassword", &names)?;
    call.release();
    call.shared.hasher.hash(body.new_password).await
}

/// Sets the password of a user.
pub(crate) async fn set_password(
    call: &mut Call,
    asked: PostUserPassword,
    hash: String,
) -> Result<()> {
    let user = users::present(call, &asked.user_id).await?;
    let password = StoredPassword { hash, changed_at: call.now };
    passwords::save(&mut call.tx, call.divisions.organization(), &user.id, &password).await?;
    end_other_sessions(call, &user.id).await
}

/// Ends every session of the user but the one that the call itself may belong to.
async fn end_other_sessions(call: &mut Call, user: &str) -> Result<()> {
    let (organization, kept) = (&call.caller.organization, call.caller.token.as_str());
    Ok(tokens::delete_others_of_user(&mut call.tx, organization, user, kept).await?)
}

/// What was checked and hashed before the caller's password changes.
#[derive(Debug, Clone)]
pub(crate) struct OwnPassword {
    /// The stored hash that the old password was checked against.
    old_hash: String,
    new_hash: String,
}

/// Checks the old password and hashes the new one before the transaction.
pub(crate) async fn prepare_own_password(
    call: &mut Call,
    asked: PostUsersMePassword,
) -> Result<OwnPassword> {
    let body = asked.body;
    let id = call.caller.user()?.to_owned();
    let user = users::present(call, &id).await?.read_document()?;
    let names =
        [user.email.as_deref().unwrap_or_default(), user.name.as_deref().unwrap_or_default()];
    check_policy(&body.new_password, "newPassword", &names)?;
    let stored = passwords::find(&mut call.tx, &call.caller.organization, &id).await?;
    call.release();
    let wrong = || Refusal::invalid_value("oldPassword", "(not shown)", "the current password");
    let old_hash = stored.ok_or_else(wrong)?.hash;
    let hasher = &call.shared.hasher;
    if !hasher.verify(old_hash.clone(), body.old_password).await? {
        return Err(wrong());
    }
    Ok(OwnPassword { old_hash, new_hash: hasher.hash(body.new_password).await? })
}

/// Sets the caller's password.
pub(crate) async fn set_own_password(
    call: &mut Call,
    _: PostUsersMePassword,
    prepared: OwnPassword,
) -> Result<()> {
    let (organization, id) = (call.caller.organization.clone(), call.caller.user()?.to_owned());
    let stored = passwords::find(&mut call.tx, &organization, &id).await?;
    if stored.is_none_or(|stored| stored.hash != prepared.old_hash) {
        return Err(Refusal::conflict(
            "The password was changed by somebody else in the meantime.",
        ));
    }
    let password = StoredPassword { hash: prepared.new_hash, changed_at: call.now };
    passwords::save(&mut call.tx, &organization, &id, &password).await?;
    end_other_sessions(call, &id).await
}
