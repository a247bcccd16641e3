//! Invitations, mailed when they are due.
//!
//! An invitation is a row that is due. Each node looks for what is due and takes one at a time for
//! itself, for longer than sending it may take; so a crash loses nothing, and two nodes do not send
//! the same. The token of its link is made when the mail is, and the database has its hash alone.
//!
//! A mail that the mail server refuses for good ends the invitation; the audit and the log say why.

use std::time::Duration;

use api::State;
use store::{
    Divisions, ServerTime, Tx,
    invitations::{self, DueInvitation},
    organizations, users,
};
use tokio_util::sync::CancellationToken;
use tracing::warn;

use crate::{
    identity::Identity,
    mail::{Failure, Mail, visible},
    passwords::PASSWORD,
};
use gate::{
    audit::{self, Action, AuditEvent, Operator},
    context::Context,
    random::Random,
    refusal::{Refusal, Result},
    secrets::fingerprint,
};

/// How long a mail belongs to the node that sends it, in seconds: longer than sending may take.
const CLAIM_SECONDS: i64 = 120;
/// How long the first wait after a failure is, and the longest, in seconds.
const WAITS: (i64, i64) = (60, 3600);
/// How often a node looks for mail that is due without having been woken.
const LOOK: Duration = Duration::from_secs(5);

/// Sends what is due until the server stops; a mail under way is finished.
pub async fn deliver(identity: Identity, stop: CancellationToken) {
    if identity.mail.is_none() {
        return;
    }
    let mut looks = tokio::time::interval(LOOK);
    looks.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            _ = looks.tick() => {}
            () = identity.mail_is_due.notified() => {}
            () = stop.cancelled() => return,
        }
        while !stop.is_cancelled() {
            match deliver_one(&identity).await {
                Ok(true) => {}
                Ok(false) => break,
                Err(refusal) => {
                    let reason = refusal.for_log();
                    warn!(reason, "due mail could not be read; trying again");
                    break;
                }
            }
        }
    }
}

/// Sends the mail that has been due for longest; `false` when none is.
async fn deliver_one(identity: &Identity) -> Result<bool> {
    let Some(mailer) = &identity.mail else { return Ok(false) };
    let shared = &identity.shared;
    let (token, now) = (Random::System.secret(), shared.clock.now());
    let hash = fingerprint(&token);
    let of_link = hash.clone();
    let due = shared.db.write(move |tx| {
        let hash = of_link.clone();
        Box::pin(async move { take(tx, &hash, now).await })
    });
    let letter = match due.await? {
        Taken::Nothing => return Ok(false),
        Taken::Ended => return Ok(true),
        Taken::Letter(letter) => letter,
    };
    let link = mailer.link(&format!("/activate?token={token}"));
    let (id, attempts) = (letter.due.id.clone(), letter.due.attempts);
    let user = letter.due.user.clone();
    let sent = mailer.send(&letter.mail(&link)).await;
    let again = match &sent {
        Ok(()) => None,
        Err(Failure { reason, is_final: true }) => {
            warn!(user, attempts, reason, "an invitation was not mailed and has ended");
            let (due, name) = (letter.due.clone(), letter.name.clone());
            let reason = reason.clone();
            let ended = shared.db.write(move |tx| {
                let (due, name, reason) = (due.clone(), name.clone(), reason.clone());
                Box::pin(async move { give_up(tx, &due, name, &reason, now).await })
            });
            return ended.await.map(|()| true);
        }
        Err(Failure { reason, .. }) => {
            let seconds = wait(attempts);
            warn!(
                user,
                attempts, reason, "an invitation was not mailed; trying again in {seconds} s"
            );
            Some(shared.clock.now().plus_seconds(seconds))
        }
    };
    let noted = shared.db.write(move |tx| {
        let (id, hash) = (id.clone(), hash.clone());
        Box::pin(async move {
            if again.is_some() {
                invitations::delete_link(tx, &hash).await?;
            }
            invitations::tried(tx, &id, again).await
        })
    });
    noted.await?;
    Ok(true)
}

/// Ends an invitation that no mail server takes, unless another one was made meanwhile.
async fn give_up(
    tx: &mut Tx,
    due: &DueInvitation,
    name: String,
    reason: &str,
    server_now: ServerTime,
) -> Result<()> {
    tx.enter(&due.organization);
    if !invitations::withdraw_one(tx, &due.id).await? {
        return Ok(());
    }
    let Some(found) = organizations::find(tx, &due.organization).await? else { return Ok(()) };
    let event = AuditEvent::new(PASSWORD, Action::Create, &due.user).named(Some(name)).failed();
    let event = event.with("invitation", &due.email).with("reason", reason);
    let mut context = Context::lend(tx, Operator::Server, found.clock, server_now);
    audit::record(&mut context, event).await
}

/// Seconds until the next attempt, after so many.
fn wait(attempts: i64) -> i64 {
    let doublings = u32::try_from(attempts - 1).unwrap_or_default().min(16);
    (WAITS.0 << doublings).min(WAITS.1)
}

/// What became of looking for a mail to send.
enum Taken {
    /// None is due.
    Nothing,
    /// One was due, and is not wanted any more.
    Ended,
    Letter(Box<Letter>),
}

/// An invitation with what its mail says.
struct Letter {
    due: DueInvitation,
    name: String,
    organization: String,
}

/// Takes an invitation that is due and makes its link, unless it has ended.
async fn take(tx: &mut Tx, hash: &str, server_now: ServerTime) -> Result<Taken> {
    let until = server_now.plus_seconds(CLAIM_SECONDS);
    let Some(due) = invitations::claim(tx, server_now, until).await? else {
        return Ok(Taken::Nothing);
    };
    tx.enter(&due.organization);
    let organization = organizations::find(tx, &due.organization).await?;
    let organization = organization
        .ok_or_else(|| Refusal::internal("the organization of an invitation is missing"))?;
    let now = organization.clock.at(server_now);
    let user = users::find(tx, &Divisions::all(), &due.user).await?;
    let active = user.filter(|user| user.state == State::Active);
    let shown = active.map(|user| user.read_document()).transpose()?;
    let (Some(shown), true) = (shown, due.ends_at > now) else {
        invitations::withdraw(tx, &due.user).await?;
        return Ok(Taken::Ended);
    };
    invitations::insert_link(tx, hash, &due.user, due.ends_at).await?;
    let name = shown.name.unwrap_or_default();
    Ok(Taken::Letter(Box::new(Letter { due, name, organization: organization.name })))
}

impl Letter {
    fn mail(&self, link: &str) -> Mail {
        let (name, organization) = (visible(&self.name), visible(&self.organization));
        let until = self.due.ends_at.to_string();
        let day = until.split('T').next().unwrap_or_default();
        let text = format!(
            "Hello {name},\n\n\
             you are invited to {organization}.\n\
             Choose a password here:\n\n\
             {link}\n\n\
             The link works once, until {day}.\n\
             Keep it to yourself: whoever has it can sign in as you.\n"
        );
        Mail {
            id: self.due.id.clone(),
            to: self.due.email.clone(),
            subject: format!("Your invitation to {organization}"),
            text,
            date: self.due.made_at,
            name,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_double_up_to_an_hour() {
        let waits = [1, 2, 3, 6, 7, 100].map(wait);
        assert_eq!(waits, [60, 120, 240, 1920, 3600, 3600]);
    }
}
