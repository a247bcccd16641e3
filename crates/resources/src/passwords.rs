//! Passwords: the operations that set them.

use api::{PostUserPassword, PostUsersMePassword};
use identity::passwords::PASSWORD;
use store::{passwords, tokens, users::StoredUser};

use crate::rules::{grants, people};
use gate::routes::Routes;
use gate::{
    audit::{self, Action, Actor, AuditEvent},
    call::Call,
    hasher::Busy,
    refusal::{Refusal, Result},
};
use identity::credentials::{Attempt, Denied};
use identity::passwords::{
    change::{Author, PasswordChange, Prepared},
    policy::{self, PasswordOwner, person},
};

/// The operations on passwords that are served.
pub(crate) fn routes() -> Routes {
    Routes::default()
        .answer_after(prepare_password, set_password)
        .answer_after(prepare_own_password, set_own_password)
}

/// The field of both requests.
const FIELD: &str = "newPassword";

/// Looks at the new password and hashes it before the transaction.
pub(crate) async fn prepare_password(call: &mut Call, asked: PostUserPassword) -> Result<Prepared> {
    let PostUserPassword { user_id, body } = asked;
    let user = match to_be_set(call, &user_id).await {
        Ok(user) => user,
        Err(refusal) if refusal.status == axum::http::StatusCode::NOT_FOUND => {
            // What is wrong with the request itself is told first.
            let policy = passwords::policy(&mut call.tx).await?;
            policy::check(&policy, &body.new_password, FIELD, &PasswordOwner::default())?;
            return Err(refusal);
        }
        Err(refusal) => return Err(refusal),
    };
    let (change, tx) = (change(call, &user)?, std::mem::take(&mut call.tx));
    change.prepare(call.shared(), tx, &body.new_password, call.now).await
}

/// Sets the password of a user, whose tokens end: their holder may have known the old password.
pub(crate) async fn set_password(
    call: &mut Call,
    asked: PostUserPassword,
    prepared: Prepared,
) -> Result<()> {
    let user = people::present_to_change(call, &asked.user_id).await?;
    to_be_set(call, &user.id).await?;
    let (change, now) = (change(call, &user)?, call.now);
    change.store(&mut call.tx, &asked.body.new_password, &prepared, now).await?;
    end_other_sessions(call, &user.id).await?;
    let event = AuditEvent::new(PASSWORD, Action::Reset, &user.id);
    audit::record(call, event.named(Some(user_name(&user)?))).await
}

/// The user whose password is to be set. With the password the caller could act as the user, so the
/// caller must hold everything that the user holds.
async fn to_be_set(call: &mut Call, id: &str) -> Result<StoredUser> {
    let user = people::present(call, id).await?;
    grants::must_hold_all_of(call, &user.id).await?;
    Ok(user)
}

fn change(call: &Call, user: &StoredUser) -> Result<PasswordChange> {
    Ok(PasswordChange {
        organization: call.organization().to_string(),
        user: user.id.clone(),
        person: person(user)?,
        author: Author::Administrator,
        field: FIELD,
    })
}

fn user_name(user: &StoredUser) -> Result<String> {
    Ok(user.read_document()?.name.unwrap_or_default())
}

/// Ends every session of the user but the one that the call itself may belong to.
async fn end_other_sessions(call: &mut Call, user: &str) -> Result<()> {
    let kept = call.caller().token.clone();
    Ok(tokens::delete_others_of_user(&mut call.tx, user, kept.as_str()).await?)
}

/// What was checked and hashed before the caller's password changes.
#[derive(Debug, Clone)]
pub(crate) struct OwnPassword {
    /// The stored hash that the old password was checked against.
    old_hash: String,
    new: Prepared,
}

/// Checks the old password and hashes the new one before the transaction.
pub(crate) async fn prepare_own_password(
    call: &mut Call,
    asked: PostUsersMePassword,
) -> Result<OwnPassword> {
    let body = asked.body;
    let id = call.caller().user()?.to_owned();
    let organization = call.organization();
    let change = own_change(call).await?;
    let now = call.now;
    change.check(&mut call.tx, &body.new_password, now).await?;
    let stored = passwords::find(&mut call.tx, &id).await?;
    call.release();
    let shared = call.shared().clone();
    let turn = shared.hasher.turn()?;
    let email = &change.person.email;
    let begun = Attempt::begin(call.shared(), call.origin(), &organization, email).await?;
    let attempt = begun.map_err(|denied| match denied {
        Denied::Throttled(seconds) => Refusal::too_many_attempts(seconds),
        Denied::Busy(seconds) => Busy { seconds }.into(),
        Denied::Wrong => wrong_old_password(),
    })?;
    let hash = stored.map(|stored| stored.hash);
    if !turn.verify_or_pretend(hash.clone(), body.old_password).await? {
        tell_of_failure(call, &id, &change.person.name).await?;
        return Err(wrong_old_password());
    }
    drop(turn);
    attempt.succeeded(call.shared()).await?;
    let mut tx = call.shared().db.snapshot().await?;
    tx.enter(&call.organization());
    let new = change.prepare(call.shared(), tx, &body.new_password, call.now).await?;
    Ok(OwnPassword { old_hash: hash.unwrap_or_default(), new })
}

fn wrong_old_password() -> Refusal {
    Refusal::invalid_value("oldPassword", "(not shown)", "the current password")
}

async fn own_change(call: &mut Call) -> Result<PasswordChange> {
    let id = call.caller().user()?.to_owned();
    let user = people::present(call, &id).await?;
    Ok(PasswordChange { author: Author::Owner, ..change(call, &user)? })
}

/// Writes down that a caller with the user's token did not know the password; the refused
/// transaction keeps nothing.
async fn tell_of_failure(call: &mut Call, user: &str, name: &str) -> Result<()> {
    let (user, name) = (user.to_owned(), name.to_owned());
    let (caller, origin, now) = (call.caller().clone(), call.origin(), call.now);
    let told = call.shared().db.write(move |tx| {
        let (user, name, caller) = (user.clone(), name.clone(), caller.clone());
        Box::pin(async move {
            let actor = Actor {
                organization: &caller.organization,
                user: caller.user.as_deref(),
                client: caller.client.as_deref(),
                origin,
                now,
            };
            let event = AuditEvent::new(PASSWORD, Action::Update, &user);
            audit::record_by(tx, &actor, event.named(Some(name)).failed()).await
        })
    });
    told.await
}

/// Sets the caller's password; every other session of the caller ends.
pub(crate) async fn set_own_password(
    call: &mut Call,
    asked: PostUsersMePassword,
    prepared: OwnPassword,
) -> Result<()> {
    let id = call.caller().user()?.to_owned();
    let user = people::present_to_change(call, &id).await?;
    let stored = passwords::find(&mut call.tx, &id).await?;
    if stored.is_none_or(|stored| stored.hash != prepared.old_hash) {
        return Err(Refusal::conflict("Another request changed the password in the meantime."));
    }
    let (change, now) = (own_change(call).await?, call.now);
    change.store(&mut call.tx, &asked.body.new_password, &prepared.new, now).await?;
    end_other_sessions(call, &id).await?;
    let event = AuditEvent::new(PASSWORD, Action::Update, &id);
    audit::record(call, event.named(Some(user_name(&user)?))).await
}
