//! Trust between two organizations of this server: what its two sides, `trustees` and `trustors`,
//! have in common.
//!
//! The organization that trusts owns the trust and alone grants roles in it; the one that is trusted
//! may leave it, and say who of it takes part. Neither learns more of the other than names: there
//! is no list of the organizations of the server, and an unknown one answers as one that takes no
//! part. No token reaches into the trusting organization yet: docs/fidelity.md.

pub mod members;

use api::{
    DateTime, Group, OrgUser, Organization, TrustGroup, TrustUser, TrustUserDetails, User,
    UserAuthorization,
};
use store::{
    Lock, Part, ServerTime, Tx, organizations,
    trusts::{self, Author, Member, Pair, Side, Trust, TrustGrant, Which},
};

use gate::{
    audit::{self, Action, Actor, AuditEvent, Kind, Operator, PEOPLE_PERMISSIONS},
    context::Context,
    origin::Origin,
    refusal::{Refusal, Result},
};

/// Trust in another organization, in the audit.
pub const TRUST: Kind = Kind {
    name: "AuthOrganization",
    service: PEOPLE_PERMISSIONS,
    actions: &[Action::Create, Action::Update, Action::Delete, Action::Add, Action::Remove],
    uri: None,
};

/// Holds both organizations still, always in the same order, so that two that trust each other at
/// once do not wait for one another.
pub async fn hold_both(context: &mut Context, other: &str) -> Result<()> {
    let own = context.organization();
    let own = &*own;
    for organization in [own.min(other), own.max(other)] {
        context.tx.lock(Lock::Organization(organization)).await?;
    }
    Ok(())
}

/// The trust of the caller's organization in this one.
pub async fn in_trustee(context: &mut Context, trustee: &str) -> Result<Trust> {
    let id = trustee.to_lowercase();
    let pair = Pair { trustor: &context.organization(), trustee: &id };
    let found = trusts::find(&mut context.tx, pair).await?;
    found.ok_or_else(|| Refusal::not_found("trusted organization", trustee))
}

/// The trust of this organization in the caller's.
pub async fn by_trustor(context: &mut Context, trustor: &str) -> Result<Trust> {
    let id = trustor.to_lowercase();
    let pair = Pair { trustor: &id, trustee: &context.organization() };
    let found = trusts::find(&mut context.tx, pair).await?;
    found.ok_or_else(|| Refusal::not_found("trusting organization", trustor))
}

/// An organization as another one sees it.
pub fn organization(side: Side) -> Organization {
    Organization {
        id: Some(side.id),
        name: side.name,
        domain: side.domain,
        ..Organization::default()
    }
}

/// Who arranged something, with the organization of whom it is.
pub fn author(author: Author) -> OrgUser {
    OrgUser {
        id: Some(author.id),
        name: author.name,
        organization: Some(organization(author.organization)),
        ..OrgUser::default()
    }
}

/// A trusted user, with the fields that identify it and no others of another organization's users.
pub fn user(member: Member, authorization: UserAuthorization) -> Result<TrustUser> {
    let user: User = serde_json::from_str(&member.document)
        .map_err(|error| Refusal::internal(format!("document of user {}: {error}", member.id)))?;
    Ok(TrustUser {
        id: Some(member.id),
        name: user.name,
        department: user.department,
        email: user.email,
        state: user.state,
        title: user.title,
        username: user.username,
        version: user.version,
        authorization: Some(authorization),
        trust_user_details: Some(TrustUserDetails {
            created_by: member.created_by.map(author),
            date_created: Some(member.created_at),
        }),
        ..TrustUser::default()
    })
}

/// A trusted group, as its own organization sees it.
pub fn group(group: Group, (created_at, created_by): (DateTime, Option<Author>)) -> TrustGroup {
    TrustGroup {
        id: group.id,
        name: group.name,
        addresses: group.addresses,
        calls_enabled: group.calls_enabled,
        created_by: created_by.map(author),
        date_created: Some(created_at),
        date_modified: group.date_modified,
        description: group.description,
        images: group.images,
        include_owners: group.include_owners,
        member_count: group.member_count,
        owners: group.owners,
        roles_enabled: group.roles_enabled,
        rules_visible: group.rules_visible,
        state: group.state,
        r#type: group.r#type,
        version: group.version,
        visibility: group.visibility,
    }
}

/// What changes about a trust.
#[derive(Debug)]
pub struct Event {
    action: Action,
    properties: Vec<Property>,
}

/// A property with its old and its new values.
type Property = (&'static str, Vec<String>, Vec<String>);

impl Event {
    /// What is done.
    pub const fn new(action: Action) -> Self {
        Self { action, properties: Vec::new() }
    }

    /// What was, and what is.
    #[must_use]
    pub fn property(mut self, name: &'static str, old: Vec<String>, new: Vec<String>) -> Self {
        if old != new {
            self.properties.push((name, old, new));
        }
        self
    }

    /// Does nothing change?
    pub const fn is_empty(&self) -> bool {
        self.properties.is_empty()
    }

    fn audited(&self, other: &Side, kept_to_oneself: &[&str]) -> AuditEvent {
        let event = AuditEvent::new(TRUST, self.action, &*other.id).named(other.name.clone());
        let told = self.properties.iter().filter(|(name, ..)| !kept_to_oneself.contains(name));
        told.fold(event, |event, (name, old, new)| event.property(name, old, new))
    }
}

/// Writes a change of a trust down on both sides. The other side learns what, but neither who did it
/// from where, nor anything of roles.
pub async fn write_down(context: &mut Context, trust: &Trust, event: Event) -> Result<()> {
    let is_trustor = trust.trustor.id == *context.organization();
    let (own, other) = if is_trustor {
        (&trust.trustor, &trust.trustee)
    } else {
        (&trust.trustee, &trust.trustor)
    };
    audit::record(context, event.audited(other, &[])).await?;
    let Some(stored) = organizations::find(&mut context.tx, &other.id).await? else {
        return Ok(());
    };
    let server = context.server_now();
    let actor = Actor {
        organization: &other.id,
        user: None,
        client: None,
        origin: Origin::default(),
        now: stored.clock.at(server),
    };
    let event = event.audited(own, &[ROLES]).with("changedBy", "the other organization");
    audit::record_by(&mut context.tx, &actor, event).await
}

/// Writes down, on the side of every other organization, that its trust with this one ends because
/// the operator deletes or resets it; the rows go with the organization.
pub async fn end_all_of(
    tx: &mut Tx,
    (operator, server_now): (Operator, ServerTime),
    organization: &str,
    why: &str,
) -> Result<()> {
    // Transactions that begin or end a trust with it take this lock too.
    tx.lock(Lock::Organization(organization)).await?;
    let all = Part { offset: 0, limit: i64::MAX, descending: false };
    for which in [Which::OfTrustor(organization), Which::OfTrustee(organization)] {
        for trust in trusts::list(tx, which, all).await? {
            let is_trustor = trust.trustor.id == organization;
            let (own, other) = if is_trustor {
                (&trust.trustor, &trust.trustee)
            } else {
                (&trust.trustee, &trust.trustor)
            };
            let Some(stored) = organizations::find(tx, &other.id).await? else { continue };
            let event = Event::new(Action::Delete).audited(own, &[]).with("reason", why);
            // It is written down on the other side.
            let here = tx.enter(&other.id);
            let mut there = Context::lend(tx, operator, stored.clock, server_now);
            there.record(event).await?;
            drop(there);
            tx.enter(&here);
        }
    }
    Ok(())
}

/// Writes down that roles go away from those who are trusted, with what was granted.
pub async fn record_revoked(context: &mut Context, gone: &[TrustGrant]) -> Result<()> {
    for grant in gone {
        let TrustGrant { trustee, member, role, division } = grant;
        let event = AuditEvent::new(TRUST, Action::Update, trustee);
        let told = format!("{role} in {division} for {member}");
        audit::record(context, event.property(ROLES, [told], None::<String>)).await?;
    }
    Ok(())
}

/// The property that holds roles, which are the trusting organization's own affair.
pub const ROLES: &str = "roles";
