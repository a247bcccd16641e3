//! Every change is written down: who, what, when, from where, before and after.
//!
//! It happens in the transaction of the change, so neither is there without the other. Secrets have
//! no place here: what is compared is what the API shows, and never a password, a secret or a hash.

use api::{
    AddressableEntityRef, AuditLevel, AuditLogMessage, AuditStatus, DateTime, DomainEntityRef, Map,
    MessageInfo, PropertyChange,
};
use serde::Serialize;
use serde_json::Value;
use store::{
    Tx,
    audits::{self, NewAudit},
};

use crate::{
    call::Call,
    origin::Origin,
    random::Random,
    refusal::{Refusal, Result},
};

/// What is changed, with the service that the API lists it under.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Division,
    Grant,
    Group,
    OAuthClient,
    Password,
    Role,
    /// A session of a user, and the tokens in it.
    Session,
    /// That another organization is trusted.
    Trust,
    User,
    Verifier,
}

impl Kind {
    /// Every kind.
    pub(crate) const ALL: [Self; 10] = [
        Self::Division,
        Self::Grant,
        Self::Group,
        Self::OAuthClient,
        Self::Password,
        Self::Role,
        Self::Session,
        Self::Trust,
        Self::User,
        Self::Verifier,
    ];

    /// The part of the platform that it belongs to.
    pub(crate) const fn service(self) -> &'static str {
        match self {
            Self::User => "Directory",
            Self::Group => "Groups",
            _ => "PeoplePermissions",
        }
    }

    /// Its name as an entity type.
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Division => "Division",
            Self::Grant => "AuthUser",
            Self::Group => "Group",
            Self::OAuthClient => "OAuthClient",
            Self::Password => "Password",
            Self::Role => "Role",
            Self::Session => "Session",
            Self::Trust => "AuthOrganization",
            Self::User => "User",
            Self::Verifier => "Verifier",
        }
    }
}

/// What is done to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Action {
    /// Something becomes part of it: a role, a member.
    Add,
    Create,
    Delete,
    /// A sign-in that failed, or a session that did.
    Deny,
    /// It goes to another division.
    Move,
    /// Something is part of it no more.
    Remove,
    /// A secret or password is made anew.
    Reset,
    Restore,
    /// Tokens end before their time.
    Revoke,
    SignIn,
    Update,
}

impl Action {
    /// Every action.
    pub(crate) const ALL: [Self; 11] = [
        Self::Add,
        Self::Create,
        Self::Delete,
        Self::Deny,
        Self::Move,
        Self::Remove,
        Self::Reset,
        Self::Restore,
        Self::Revoke,
        Self::SignIn,
        Self::Update,
    ];

    /// Its name.
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Add => "Add",
            Self::Create => "Create",
            Self::Delete => "Delete",
            Self::Deny => "Deny",
            Self::Move => "Move",
            Self::Remove => "Remove",
            Self::Reset => "Reset",
            Self::Restore => "Restore",
            Self::Revoke => "Revoke",
            Self::SignIn => "SignIn",
            Self::Update => "Update",
        }
    }
}

/// Who makes a change.
#[derive(Debug, Clone)]
pub(crate) struct Actor<'a> {
    /// The organization that is changed.
    pub(crate) organization: &'a str,
    /// The user; none when a client or somebody at the command line does it.
    pub(crate) user: Option<&'a str>,
    /// The OAuth client that is used.
    pub(crate) client: Option<&'a str>,
    /// Where the request comes from.
    pub(crate) origin: Origin,
    /// When, by the organization's clock.
    pub(crate) now: DateTime,
}

/// A change, described.
#[derive(Debug, Clone)]
pub(crate) struct Change {
    kind: Kind,
    action: Action,
    id: String,
    name: Option<String>,
    properties: Vec<PropertyChange>,
    context: Map<String>,
    failed: bool,
}

impl Change {
    /// What is done to which entity.
    pub(crate) fn new(kind: Kind, action: Action, id: impl Into<String>) -> Self {
        let (properties, context) = (Vec::new(), Map::default());
        Self { kind, action, id: id.into(), name: None, properties, context, failed: false }
    }

    /// What people call the entity.
    pub(crate) fn named(mut self, name: Option<impl Into<String>>) -> Self {
        self.name = name.map(Into::into);
        self
    }

    /// One property, with what it was and what it is.
    pub(crate) fn property(
        mut self,
        name: &str,
        old: impl IntoIterator<Item = impl Into<String>>,
        new: impl IntoIterator<Item = impl Into<String>>,
    ) -> Self {
        self.properties.push(PropertyChange {
            property: Some(name.to_owned()),
            old_values: Some(old.into_iter().map(Into::into).collect()),
            new_values: Some(new.into_iter().map(Into::into).collect()),
        });
        self
    }

    /// Every property in which the entity after differs from the entity before; `()` stands for
    /// none. Versions and dates of change say nothing here and are left out.
    pub(crate) fn between(
        mut self,
        before: &impl Serialize,
        after: &impl Serialize,
    ) -> Result<Self> {
        let failed = |error| Refusal::internal(format!("an entity to be audited: {error}"));
        let before = serde_json::to_value(before).map_err(failed)?;
        let after = serde_json::to_value(after).map_err(failed)?;
        let none = serde_json::Map::new();
        let (old, new) = (before.as_object().unwrap_or(&none), after.as_object().unwrap_or(&none));
        let mut names: Vec<&String> = old.keys().chain(new.keys()).collect();
        names.sort_unstable();
        names.dedup();
        for name in names {
            let (was, is) = (old.get(name), new.get(name));
            if was != is && !UNTOLD.contains(&name.as_str()) {
                self = self.property(name, texts(was), texts(is));
            }
        }
        Ok(self)
    }

    /// Something worth knowing that is no property of the entity.
    pub(crate) fn with(mut self, name: &str, value: impl Into<String>) -> Self {
        self.context.insert(name.to_owned(), value.into());
        self
    }

    /// It was tried, and refused.
    pub(crate) fn failed(mut self) -> Self {
        self.failed = true;
        self
    }
}

/// Properties that every change touches, and those that must never be written down: should one
/// slip into an entity, it still stays out of here.
const UNTOLD: [&str; 6] =
    ["dateModified", "modifiedBy", "selfUri", "version", "secret", "password"];

/// A property's value as texts, one for each element of a list.
fn texts(value: Option<&Value>) -> Vec<String> {
    match value {
        None | Some(Value::Null) => Vec::new(),
        Some(Value::String(text)) => vec![text.clone()],
        Some(Value::Array(elements)) => {
            elements.iter().flat_map(|element| texts(Some(element))).collect()
        }
        Some(other) => vec![other.to_string()],
    }
}

/// Writes down what the caller changes.
pub(crate) async fn record(call: &mut Call, change: Change) -> Result<()> {
    let actor = Actor {
        organization: &call.caller.organization,
        user: call.caller.user.as_deref(),
        client: call.caller.client.as_deref(),
        origin: call.origin,
        now: call.now,
    };
    record_by(&mut call.tx, &actor, change).await
}

/// Writes down what somebody changes who has no token: at sign-in, or at the command line.
pub(crate) async fn record_by(tx: &mut Tx, actor: &Actor<'_>, change: Change) -> Result<()> {
    let id = Random::System.id();
    let Change { kind, action, id: entity, name, properties, context, failed } = change;
    let text =
        format!("{} {} {}", action.as_str(), kind.as_str(), name.as_deref().unwrap_or(&entity));
    let message = AuditLogMessage {
        id: Some(id.clone()),
        action: Some(action.as_str().to_owned()),
        client: actor.client.map(|id| AddressableEntityRef {
            id: Some(id.to_owned()),
            self_uri: Some(format!("/api/v2/oauth/clients/{id}")),
        }),
        context: (!context.is_empty()).then_some(context),
        entity: Some(DomainEntityRef {
            id: Some(entity.clone()),
            name,
            ..DomainEntityRef::default()
        }),
        entity_type: Some(kind.as_str().to_owned()),
        event_date: Some(actor.now),
        level: Some(AuditLevel::User),
        message: Some(MessageInfo { message: Some(text), ..MessageInfo::default() }),
        property_changes: (!properties.is_empty()).then_some(properties),
        remote_ip: actor.origin.address().map(|address| vec![address.to_string()]),
        service_name: Some(kind.service().to_owned()),
        status: Some(if failed { AuditStatus::Failure } else { AuditStatus::Success }),
        user: actor.user.map(|id| DomainEntityRef {
            id: Some(id.to_owned()),
            self_uri: Some(store::users::uri(id)),
            ..DomainEntityRef::default()
        }),
        user_home_org_id: Some(actor.organization.to_owned()),
        ..AuditLogMessage::default()
    };
    let document = serde_json::to_string(&message)
        .map_err(|error| Refusal::internal(format!("an audit message: {error}")))?;
    let audit = NewAudit {
        id: &id,
        at: actor.now,
        service: kind.service(),
        entity_type: kind.as_str(),
        entity_id: &entity,
        action: action.as_str(),
        user: actor.user,
        client: actor.client,
        document: &document,
    };
    Ok(audits::insert(tx, actor.organization, &audit).await?)
}
