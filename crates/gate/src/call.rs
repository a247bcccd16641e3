//! Who is calling, and what the call may touch.

use std::{
    ops::{Deref, DerefMut},
    sync::Arc,
};

use api::{DateTime, Meta, Rule};
use store::{Divisions, ServerTime, Tx, Visible, tokens};

use crate::{
    access::{self, Authority},
    context::{Acting, Context, Lent, Standing},
    origin::Origin,
    reached::Reached,
    refusal::{self, Refusal, Result},
    secrets::TokenHash,
    shared::Shared,
};

/// One authorized request: its context, and what only requests have. Only [`Call::authorize`] makes
/// one, and without one there is no data.
pub struct Call {
    context: Context,
    caller: Caller,
    forced: bool,
    reached: Reached,
    shared: Arc<Shared>,
}

impl Deref for Call {
    type Target = Context;

    fn deref(&self) -> &Context {
        &self.context
    }
}

impl DerefMut for Call {
    fn deref_mut(&mut self) -> &mut Context {
        &mut self.context
    }
}

impl Acting for Call {
    fn context(&mut self) -> &mut Context {
        &mut self.context
    }
}

/// A request that wants to be let in.
#[derive(Debug, Clone)]
pub struct Asker {
    /// The token that it shows.
    pub token: TokenHash,
    /// Where it comes from.
    pub origin: Origin,
    /// The name under which it reached the server.
    pub reached: Reached,
    /// It insists, with `Callroster-Force: true`, where it would be refused because of what hangs on
    /// the entity.
    pub forced: bool,
    /// The operation.
    pub meta: &'static Meta,
}

/// Who is calling.
#[derive(Debug, Clone)]
pub struct Caller {
    /// The organization.
    pub organization: String,
    /// The client that the token was issued to; none for tokens made on the command line.
    pub client: Option<String>,
    /// The user; none for a client's own token.
    pub user: Option<String>,
    /// The hash of the token.
    pub token: TokenHash,
    /// When the token ends.
    pub expires_at: DateTime,
    /// The scopes that the token is limited to; none, it is not.
    pub scopes: Vec<String>,
}

impl Caller {
    /// The user; refused when a client calls by itself.
    pub fn user(&self) -> Result<&str> {
        self.user.as_deref().ok_or_else(Refusal::not_a_user)
    }
}

impl Call {
    /// Lets the caller in, or says why not: 401 before 403 before everything else.
    ///
    /// On success the call takes the transaction along; on refusal it stays where it was.
    pub async fn authorize(shared: &Arc<Shared>, tx: &mut Tx, asker: &Asker) -> Result<Self> {
        let server_now = shared.clock.now();
        let (caller, authority, now) = authenticate(shared, tx, &asker.token, server_now).await?;
        let meta = asker.meta;
        in_scope(&caller, meta)?;
        let visible = permitted(&authority, meta)?;
        if meta.needs_user {
            caller.user()?;
        }
        let standing = Standing {
            user: caller.user.clone(),
            client: caller.client.clone(),
            origin: asker.origin,
            operator: None,
            command: None,
            authority,
        };
        let reach = (Divisions::new(visible), meta);
        let context = Context::of_caller(std::mem::take(tx), standing, reach, (now, server_now));
        let (forced, reached) = (asker.forced, asker.reached.clone());
        Ok(Self { context, caller, forced, reached, shared: shared.clone() })
    }

    /// The same, with the transaction on loan: it goes back when the call is dropped.
    pub async fn authorize_in<'t>(
        shared: &Arc<Shared>,
        tx: &'t mut Tx,
        asker: &Asker,
    ) -> Result<Lent<'t, Self>> {
        let call = Self::authorize(shared, tx, asker).await?;
        Ok(Lent::holding(tx, call))
    }

    /// Who is calling.
    pub const fn caller(&self) -> &Caller {
        &self.caller
    }

    /// Does the request insist, with `Callroster-Force: true`, where it would be refused because of
    /// what hangs on the entity?
    pub const fn is_forced(&self) -> bool {
        self.forced
    }

    /// Where the caller can open a WebSocket: where the request was sent to.
    pub fn websocket_url(&self) -> String {
        let public = self.shared.options.public_url.as_ref();
        let public_host = public.and_then(|url| Some((url.scheme(), url.host_str()?, url.port())));
        let public_host = public_host.map(|(scheme, host, port)| {
            let port = port.map(|port| format!(":{port}")).unwrap_or_default();
            (scheme == "https", format!("{host}{port}"))
        });
        let secured = self.shared.is_secure || self.origin().is_secured_by_proxy();
        let (secured, host) = match (self.reached.authority(), public_host) {
            // A proxy that ends TLS may not say so.
            (Some(host), Some((public, name))) if host == name => (secured || public, name),
            (Some(host), _) => (secured, host.to_owned()),
            (None, Some(public)) => public,
            (None, None) => (secured, "localhost".to_owned()),
        };
        format!("{}://{host}", if secured { "wss" } else { "ws" })
    }

    /// The name under which the client reached the server.
    pub const fn reached(&self) -> &Reached {
        &self.reached
    }

    /// What all requests share.
    pub const fn shared(&self) -> &Arc<Shared> {
        &self.shared
    }

    /// Lets go of the transaction, before work that takes long. Only a step that prepares may.
    pub fn release(&mut self) {
        drop(std::mem::take(&mut self.context.tx));
    }
}

/// Who holds the token, and what time it is for them.
async fn authenticate(
    shared: &Shared,
    tx: &mut Tx,
    token: &TokenHash,
    server_now: ServerTime,
) -> Result<(Caller, Arc<Authority>, DateTime)> {
    let session = tokens::session(tx, token.as_str()).await?;
    let session = session.ok_or_else(|| Refusal::bad_credentials().because("unknown token"))?;
    tx.enter(&session.organization);
    let now = session.clock.at(server_now);
    if session.expires_at <= now {
        return Err(Refusal::bad_credentials().because("the token has expired"));
    }
    tokens::check_kept(tx, token.as_str(), &session).await?;
    if session.client_state.as_deref() == Some("disabled") {
        return Err(Refusal::bad_credentials().because("the token's client is disabled"));
    }
    if session.client_delete_at.is_some_and(|date| date <= now) {
        return Err(Refusal::bad_credentials().because("the token's client is deleted"));
    }
    if session.user_state.as_deref().is_some_and(|state| state != "active") {
        return Err(Refusal::bad_credentials().because("the token's user is not active"));
    }
    let subject = session.user.as_deref().or(session.client.as_deref());
    let subject =
        subject.ok_or_else(|| Refusal::bad_credentials().because("the token has no subject"))?;
    let version = session.access_version;
    let authority = shared.authorities.of(tx, subject, version).await?;
    // A client that works for itself has roles of its own, and no scopes.
    let scopes = if session.user.is_some() { session.client_scopes } else { Vec::new() };
    let caller = Caller {
        token: token.clone(),
        scopes,
        expires_at: session.expires_at,
        organization: session.organization,
        client: session.client,
        user: session.user,
    };
    Ok((caller, authority, now))
}

/// Refuses what the token's client was not registered for, whatever its user may do.
fn in_scope(caller: &Caller, meta: &'static Meta) -> Result<()> {
    if caller.scopes.is_empty() {
        return Ok(());
    }
    let Some(wanted) = meta.scopes() else { return Ok(()) };
    if wanted.iter().any(|scope| caller.scopes.iter().any(|held| held == scope.id)) {
        return Ok(());
    }
    Err(Refusal::out_of_scope(&wanted, &caller.scopes))
}

/// No division at all.
const NOWHERE: Visible = Visible::Some(Vec::new());

/// The divisions in which the caller may do this; nowhere is a refusal, unless the operation is
/// open to everyone and shows less to some.
fn permitted(authority: &Authority, meta: &'static Meta) -> Result<Visible> {
    let with = |permission: &&str| authority.divisions_with(permission);
    let visible = match meta.rule {
        Rule::SignedIn => {
            // Callers with the narrowing permission see the divisions where they hold it; to all
            // others the operation is as open as any that names no permission: docs/fidelity.md.
            let narrowed = meta.narrowed_by.as_ref().map_or(Visible::All, with);
            return Ok(if narrowed == NOWHERE { Visible::All } else { narrowed });
        }
        Rule::Any(permissions) => access::union(permissions.iter().map(with)),
        Rule::All(permissions) => access::intersection(permissions.iter().map(with)),
    };
    if visible == NOWHERE {
        let names = meta.rule.permissions().join(", ");
        return Err(refusal::missing(meta).because(format!("{names}: held in no division")));
    }
    Ok(visible)
}
