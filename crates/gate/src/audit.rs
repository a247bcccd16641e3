//! Every change is written down: who, what, when, from where, before and after.
//!
//! It happens in the transaction of the change, so neither is there without the other. Secrets have
//! no place here: the compared fields are those that the API shows, never a password, a secret or a
//! hash.

mod event;
mod kind;

pub use crate::context::Operator;
use api::{
    AddressableEntityRef, AuditLevel, AuditLogMessage, AuditStatus, DateTime, DomainEntityRef,
    MessageInfo,
};
pub use event::AuditEvent;
pub use kind::{Action, Kind, PEOPLE_PERMISSIONS};
use store::{
    Tx,
    audits::{self, AuditFilter, NewAudit},
};

use crate::{context::Context, origin::Origin, random::Random, refusal::Result};

/// Who makes a change.
#[derive(Debug, Clone)]
pub struct Actor<'a> {
    /// The organization that is changed.
    pub organization: &'a str,
    /// The user; none when a client or the command line does it.
    pub user: Option<&'a str>,
    /// The OAuth client that is used.
    pub client: Option<&'a str>,
    /// Where the request comes from.
    pub origin: Origin,
    /// When, by the organization's clock.
    pub now: DateTime,
}

impl Context {
    /// Writes a change down, in the same transaction.
    pub async fn record(&mut self, event: AuditEvent) -> Result<()> {
        record(self, event).await
    }

    /// Writes many changes down, in the same transaction and in this order.
    pub async fn record_all(&mut self, events: Vec<AuditEvent>) -> Result<()> {
        let organization = self.organization();
        let ids: Vec<String> = events.iter().map(|_| self.random.id()).collect();
        let standing = self.standing();
        let (user, client) = (standing.user.clone(), standing.client.clone());
        let (origin, operator, command) = (standing.origin, standing.operator, standing.command);
        let (user, client) = (user.as_deref(), client.as_deref());
        let actor = Actor { organization: &organization, user, client, origin, now: self.now };
        let mut composed = Vec::with_capacity(events.len());
        for (event, id) in events.into_iter().zip(ids) {
            let event = match command {
                Some(command) => event.with("command", command),
                None => event,
            };
            composed.extend(Composed::of(&actor, (operator, id), event)?);
        }
        let all: Vec<NewAudit<'_>> = composed.iter().map(|one| one.to_write(&actor)).collect();
        Ok(audits::insert_all(&mut self.tx, &all).await?)
    }
}

/// Writes down what is changed in a context.
pub async fn record(context: &mut Context, event: AuditEvent) -> Result<()> {
    let organization = context.organization();
    let id = context.random.id();
    let standing = context.standing();
    let (user, client) = (standing.user.clone(), standing.client.clone());
    let (origin, operator) = (standing.origin, standing.operator);
    let event = match standing.command {
        Some(command) => event.with("command", command),
        None => event,
    };
    let (user, client) = (user.as_deref(), client.as_deref());
    let actor = Actor { organization: &organization, user, client, origin, now: context.now };
    Ok(write(&mut context.tx, &actor, (operator, id), event).await?)
}

/// Writes down what the server does by itself on the occasion of a call, and not its caller.
pub async fn record_by_server(context: &mut Context, event: AuditEvent) -> Result<()> {
    let (organization, id) = (context.organization(), context.random.id());
    let (user, client, origin) = (None, None, Origin::default());
    let actor = Actor { organization: &organization, user, client, origin, now: context.now };
    Ok(write(&mut context.tx, &actor, (Some(Operator::Server), id), event).await?)
}

/// Writes down a change made without a token, at sign-in.
pub async fn record_by(tx: &mut Tx, actor: &Actor<'_>, event: AuditEvent) -> Result<()> {
    Ok(write(tx, actor, (None, Random::System.id()), event).await?)
}

/// For how long one message counts what comes often, in seconds.
const COUNTED_FOR: i64 = 60;
/// How many addresses such a message names.
const MAX_ADDRESSES: usize = 10;

/// Writes down what strangers can make happen as often as they like: one message a minute for each
/// entity and client, with the number of times in its context. No other transaction may do the same
/// at the same time.
pub async fn record_often(tx: &mut Tx, actor: &Actor<'_>, event: AuditEvent) -> Result<()> {
    let one = |text: &str| vec![text.to_owned()];
    let filter = AuditFilter {
        since: Some(actor.now.plus_milliseconds(1 - COUNTED_FOR * 1000)),
        entities: one(&event.id),
        entity_types: one(event.kind.name),
        actions: one(event.action.as_str()),
        clients: actor.client.map(one).unwrap_or_default(),
        ..AuditFilter::default()
    };
    let here = tx.enter(actor.organization);
    let newest = audits::newest(tx, &filter).await;
    tx.enter(&here);
    let Some((number, document)) = newest? else {
        return record_by(tx, actor, event.with("count", "1")).await;
    };
    let failed = |error| store::Error::Storage(format!("an audit message: {error}"));
    let mut message: AuditLogMessage = serde_json::from_str(&document).map_err(failed)?;
    let context = message.context.get_or_insert_default();
    let count = context.get("count").and_then(|count| count.parse::<u64>().ok()).unwrap_or(1);
    context.insert("count".to_owned(), (count + 1).to_string());
    let addresses = message.remote_ip.get_or_insert_default();
    let address = actor.origin.address().map(|address| address.to_string());
    if let Some(address) = address.filter(|address| !addresses.contains(address))
        && addresses.len() < MAX_ADDRESSES
    {
        addresses.push(address);
    }
    let document = serde_json::to_string(&message).map_err(failed)?;
    let here = tx.enter(actor.organization);
    let written = audits::rewrite(tx, number, &document).await;
    tx.enter(&here);
    Ok(written?)
}

async fn write(
    tx: &mut Tx,
    actor: &Actor<'_>,
    by: (Option<Operator>, String),
    event: AuditEvent,
) -> store::Result<()> {
    let Some(composed) = Composed::of(actor, by, event)? else { return Ok(()) };
    // A trust is written down on both sides.
    let here = tx.enter(actor.organization);
    let written = audits::insert(tx, &composed.to_write(actor)).await;
    tx.enter(&here);
    written
}

/// A message, composed.
struct Composed {
    kind: Kind,
    action: Action,
    entity: String,
    document: String,
}

impl Composed {
    /// The message of an event; none if the event says nothing.
    fn of(
        actor: &Actor<'_>,
        (operator, id): (Option<Operator>, String),
        event: AuditEvent,
    ) -> store::Result<Option<Self>> {
        if event.says_nothing() {
            return Ok(None);
        }
        let AuditEvent { kind, action, id: entity, name, properties, context, failed, .. } =
            event.dated(actor.now).bounded();
        let text =
            format!("{} {} {}", action.as_str(), kind.name, name.as_deref().unwrap_or(&entity));
        let level = match operator {
            None => AuditLevel::User,
            Some(Operator::CommandLine | Operator::Control(_)) => AuditLevel::GenesysInternal,
            Some(Operator::Server) => AuditLevel::System,
        };
        let message = AuditLogMessage {
            id: Some(id),
            action: Some(action.as_str().to_owned()),
            application: operator.map(|operator| operator.as_str().to_owned()),
            client: actor.client.map(|id| AddressableEntityRef {
                id: Some(id.to_owned()),
                self_uri: Some(format!("/api/v2/oauth/clients/{id}")),
            }),
            context: (!context.is_empty()).then_some(context),
            entity: Some(DomainEntityRef {
                id: Some(entity.clone()),
                name,
                self_uri: kind.uri.map(|uri| uri(&entity)),
            }),
            entity_type: Some(kind.name.to_owned()),
            event_date: Some(actor.now),
            level: Some(level),
            message: Some(MessageInfo { message: Some(text), ..MessageInfo::default() }),
            property_changes: (!properties.is_empty()).then_some(properties),
            remote_ip: actor.origin.address().map(|address| vec![address.to_string()]),
            service_name: Some(kind.service.to_owned()),
            status: Some(if failed { AuditStatus::Failure } else { AuditStatus::Success }),
            user: actor.user.map(|id| DomainEntityRef {
                id: Some(id.to_owned()),
                self_uri: Some(store::users::uri(id)),
                ..DomainEntityRef::default()
            }),
            user_home_org_id: actor.user.map(|_| actor.organization.to_owned()),
            ..AuditLogMessage::default()
        };
        let document = serde_json::to_string(&message)
            .map_err(|error| store::Error::Storage(format!("an audit message: {error}")))?;
        Ok(Some(Self { kind, action, entity, document }))
    }

    fn to_write<'a>(&'a self, actor: &Actor<'a>) -> NewAudit<'a> {
        NewAudit {
            at: actor.now,
            service: self.kind.service,
            entity_type: self.kind.name,
            entity_id: &self.entity,
            action: self.action.as_str(),
            user: actor.user,
            client: actor.client,
            document: &self.document,
        }
    }
}
