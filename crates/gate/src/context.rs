//! Who acts, in which organization, and when: the argument of every rule.
//!
//! A [`Call`](crate::call::Call) has a context and passes for one. An operator, a job and a seed make
//! one with [`Context::lend`], so that they act by the same rules as the API and leave the same
//! messages in the audit.

use std::{
    ops::{Deref, DerefMut},
    sync::Arc,
};

use api::{DateTime, DomainOrganizationRole, Meta};
use store::{Divisions, Lock, OrganizationClock, ServerTime, Tx, Visible};

use crate::{
    access::Authority,
    origin::Origin,
    random::Random,
    refusal::{self, Refusal, Result},
};

/// Who acts, in which organization, and when.
pub struct Context {
    /// The transaction. It works in the organization.
    pub tx: Tx,
    /// The time, by the organization's clock.
    pub now: DateTime,
    /// Where ids and secrets come from.
    pub random: Random,
    organization: Arc<str>,
    server_now: ServerTime,
    standing: Standing,
    divisions: Divisions,
    meta: Option<&'static Meta>,
}

/// Who acts, and what they hold.
pub(crate) struct Standing {
    pub(crate) user: Option<String>,
    pub(crate) client: Option<String>,
    pub(crate) origin: Origin,
    pub(crate) operator: Option<Operator>,
    /// What the operator asked for, in words of the command line.
    pub(crate) command: Option<&'static str>,
    pub(crate) authority: Arc<Authority>,
}

/// Who changes something without a token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Operator {
    /// A command on the machine, by a person who can read and write the data.
    CommandLine,
    /// A request to the control listener with its token, from this address.
    Control(Origin),
    /// The server by itself.
    Server,
}

impl Operator {
    /// What stands in place of a user.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::CommandLine => "command line",
            Self::Control(_) => "control listener",
            Self::Server => "server",
        }
    }
}

impl Context {
    /// The context of a caller, who sees what the operation's permissions allow.
    pub(crate) fn of_caller(
        tx: Tx,
        standing: Standing,
        (divisions, meta): (Divisions, &'static Meta),
        (now, server_now): (DateTime, ServerTime),
    ) -> Self {
        let (organization, random, meta) = (tx.organization(), Random::System, Some(meta));
        Self { tx, now, random, organization, server_now, standing, divisions, meta }
    }

    /// The context of an operator, who may do everything in the organization that the transaction
    /// is in. The transaction is on loan, and goes back when the context is dropped.
    pub fn lend(
        tx: &mut Tx,
        operator: Operator,
        clock: OrganizationClock,
        server_now: ServerTime,
    ) -> Lent<'_, Self> {
        let origin = match operator {
            Operator::Control(origin) => origin,
            Operator::CommandLine | Operator::Server => Origin::default(),
        };
        let standing = Standing {
            user: None,
            client: None,
            origin,
            operator: Some(operator),
            command: None,
            authority: Arc::new(Authority::everything()),
        };
        Lent::new(tx, |tx| Self {
            organization: tx.organization(),
            tx,
            now: clock.at(server_now),
            random: Random::System,
            server_now,
            standing,
            divisions: Divisions::all(),
            meta: None,
        })
    }

    /// Every message in the audit is to name this command.
    pub const fn name_command(&mut self, command: &'static str) {
        self.standing.command = Some(command);
    }

    /// The id of the organization.
    pub fn organization(&self) -> Arc<str> {
        self.organization.clone()
    }

    /// The time by the server's clock, for what belongs to the server or to another organization.
    pub const fn server_now(&self) -> ServerTime {
        self.server_now
    }

    /// The id of the user who acts; none when a client acts by itself, or an operator.
    pub fn user(&self) -> Option<&str> {
        self.standing.user.as_deref()
    }

    /// The id of the OAuth client that acts, or that the user acts through.
    pub fn client(&self) -> Option<&str> {
        self.standing.client.as_deref()
    }

    /// Where the request comes from.
    pub const fn origin(&self) -> Origin {
        self.standing.origin
    }

    pub(crate) const fn standing(&self) -> &Standing {
        &self.standing
    }

    /// Locks rows until the transaction ends.
    pub async fn lock(&mut self, what: Lock<'_>) -> Result<()> {
        Ok(self.tx.lock(what).await?)
    }
}

/// What the one who acts holds, and where.
impl Context {
    /// The divisions in which the operation's permissions are held.
    pub const fn divisions(&self) -> &Divisions {
        &self.divisions
    }

    /// The transaction, with the divisions in which it may look.
    pub const fn seeing(&mut self) -> (&mut Tx, &Divisions) {
        (&mut self.tx, &self.divisions)
    }

    /// Refuses a division in which the operation's permission is not held.
    pub fn must_reach(&self, division: &str) -> Result<()> {
        let reaches = match division {
            "*" => *self.divisions.visible() == Visible::All,
            division => self.divisions.contains(division),
        };
        if reaches {
            return Ok(());
        }
        let reason = format!("held, but not in the division {division}");
        // An operator reaches every division.
        let missing = |meta| refusal::missing(meta).because(reason.clone());
        Err(self.meta.map_or_else(|| Refusal::internal(reason.clone()), missing))
    }

    /// The divisions in which a permission is held that the operation does not name: none at all,
    /// perhaps.
    pub fn held(&self, permission: &str) -> Divisions {
        Divisions::new(self.standing.authority.divisions_with(permission))
    }

    /// The same, refused with 403 when it is held in no division.
    pub fn held_somewhere(&self, permission: &str) -> Result<Divisions> {
        let held = self.held(permission);
        if *held.visible() == Visible::Some(Vec::new()) {
            return Err(Refusal::missing_permissions(&[permission]));
        }
        Ok(held)
    }

    /// Is the permission held in any division?
    pub fn holds(&self, permission: &str) -> bool {
        self.held_somewhere(permission).is_ok()
    }

    /// Refuses a division in which this permission is not held; `*` is all divisions.
    pub fn must_hold(&self, permission: &str, division: &str) -> Result<()> {
        if self.standing.authority.reaches(permission, division) {
            return Ok(());
        }
        let reason = format!("{permission}: not held in the division {division}");
        Err(Refusal::missing_permissions(&[permission]).because(reason))
    }

    /// May all be done in the division that the role allows?
    pub fn holds_all_of(&self, role: &DomainOrganizationRole, division: &str) -> bool {
        self.standing.authority.holds_all_of(role, division)
    }

    /// What is held, to be kept beside the transaction.
    pub fn shared_authority(&self) -> Arc<Authority> {
        self.standing.authority.clone()
    }

    /// What is held.
    pub fn authority(&self) -> &Authority {
        &self.standing.authority
    }
}

/// What has a context.
pub trait Acting {
    /// The context.
    fn context(&mut self) -> &mut Context;
}

impl Acting for Context {
    fn context(&mut self) -> &mut Context {
        self
    }
}

/// What has a transaction on loan, and gives it back when it is dropped, after a panic too.
pub struct Lent<'t, A: Acting> {
    home: &'t mut Tx,
    held: A,
}

impl<'t, A: Acting> Lent<'t, A> {
    /// Takes the transaction from where it is.
    fn new(home: &'t mut Tx, take: impl FnOnce(Tx) -> A) -> Self {
        let held = take(std::mem::take(home));
        Self { home, held }
    }

    /// What has taken the transaction already goes on with it until it is dropped.
    pub(crate) const fn holding(home: &'t mut Tx, held: A) -> Self {
        Self { home, held }
    }
}

impl<A: Acting> Deref for Lent<'_, A> {
    type Target = A;

    fn deref(&self) -> &A {
        &self.held
    }
}

impl<A: Acting> DerefMut for Lent<'_, A> {
    fn deref_mut(&mut self) -> &mut A {
        &mut self.held
    }
}

impl<A: Acting> Drop for Lent<'_, A> {
    fn drop(&mut self) {
        *self.home = std::mem::take(&mut self.held.context().tx);
    }
}
