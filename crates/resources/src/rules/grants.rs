//! The rules by which grants are made and taken away.

pub mod authorization;
pub mod shown;

use api::{RoleDivisionGrants, State};
use store::{
    Lock, Tx, divisions,
    grants::{self, NewGrant, SubjectType},
    groups, oauth_clients,
    roles::{self, DefaultRole},
    users::{self, StoredUser},
};

use gate::{
    audit::{self, Action, AuditEvent, Kind, PEOPLE_PERMISSIONS},
    context::Context,
    refusal::{Refusal, Result},
};

/// A role in a division, granted to a subject, in the audit.
pub const GRANT: Kind = Kind {
    name: "AuthUser",
    service: PEOPLE_PERMISSIONS,
    actions: &[Action::Add, Action::Remove],
    uri: Some(|id| format!("/api/v2/authorization/subjects/{id}")),
};

/// More grants than this for one subject are refused.
pub const MAX_GRANTS: usize = 500;

/// A user, group or client, which can hold a role.
pub struct Subject {
    /// Its id.
    pub id: String,
    /// Its name, where it has one.
    pub name: Option<String>,
    /// Its version; 1 where it has none.
    pub version: i32,
    kind: SubjectType,
}

/// A role in a division, as a request names it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pair {
    /// The role's id.
    pub role: String,
    /// The division's id, or `*` for all of them.
    pub division: String,
}

impl Pair {
    /// This role in this division.
    pub fn new(role: &str, division: &str) -> Self {
        Self { role: role.to_owned(), division: division.to_owned() }
    }

    /// The pairs of a request.
    pub fn all(body: &RoleDivisionGrants) -> Vec<Self> {
        body.grants.iter().map(|pair| Self::new(&pair.role_id, &pair.division_id)).collect()
    }
}

/// What people call a role and a division.
pub struct Named {
    role: String,
    division: String,
}

/// The name of all divisions.
pub const EVERYWHERE: &str = "All divisions";

impl Subject {
    /// That it was given a role in a division, or lost it.
    fn event(&self, action: Action, pair: &Pair, named: Named) -> AuditEvent {
        let event = AuditEvent::new(GRANT, action, &self.id).named(self.name.clone());
        let event = event
            .with("subjectType", self.kind.as_str())
            .with("roleId", &pair.role)
            .with("divisionId", &pair.division);
        let Named { role, division } = named;
        if action == Action::Add {
            return event.property("role", NONE, [role]).property("division", NONE, [division]);
        }
        event.property("role", [role], NONE).property("division", [division], NONE)
    }
}

/// The audit message for a user who was made an administrator without a token.
pub async fn make_administrator(context: &mut Context, user: &StoredUser) -> Result<bool> {
    let role = roles::default_role(&mut context.tx, DefaultRole::Administrator).await?;
    let pair = Pair::new(&role, "*");
    let held = grants::direct(&mut context.tx, &user.id).await?;
    if held.iter().any(|(role, division)| Pair::new(role, division) == pair) {
        return Ok(false);
    }
    let name = user.read_document()?.name;
    let version = version_of(user);
    let subject = Subject { id: user.id.clone(), name, version, kind: SubjectType::User };
    add(context, &subject, &[pair]).await?;
    Ok(true)
}

/// No value.
const NONE: [&str; 0] = [];

/// The grants of a subject itself in words: `Administrator in All divisions`.
pub async fn grants_in_words(tx: &mut Tx, subject: &str) -> store::Result<Vec<String>> {
    let mut held = grants::held_by(tx, subject).await?;
    held.retain(|held| held.subject == subject);
    let divisions = divisions::all(tx).await?;
    let words = held.into_iter().map(|held| {
        let division = divisions.iter().find(|division| division.id == held.division);
        let all = if held.division == "*" { EVERYWHERE } else { &held.division };
        let division = division.map_or(all, |division| &division.name);
        format!("{} in {division}", held.role_name)
    });
    Ok(words.collect())
}

/// The subject with this id: a user of the caller's divisions, a group, or an OAuth client.
pub async fn find(context: &mut Context, id: &str) -> Result<Subject> {
    let client = oauth_clients::find(&mut context.tx, id).await?;
    if let Some(client) = client.map(|stored| stored.client) {
        return Ok(Subject {
            id: id.to_owned(),
            name: client.name,
            version: 1,
            kind: SubjectType::OAuthClient,
        });
    }
    if let Some(group) = groups::find(&mut context.tx, id).await? {
        let version = group.version.unwrap_or(1);
        let (id, kind) = (id.to_owned(), SubjectType::Group);
        return Ok(Subject { id, name: group.name, version, kind });
    }
    find_user(context, id).await
}

/// The user with this id, of the caller's divisions.
pub async fn find_user(context: &mut Context, id: &str) -> Result<Subject> {
    let (tx, divisions) = context.seeing();
    let found = users::find(tx, divisions, &id.to_lowercase()).await?;
    let present = found.filter(|user| user.state != State::Deleted);
    let user = present.ok_or_else(|| Refusal::user_not_found(id))?;
    let name = user.read_document()?.name;
    let version = version_of(&user);
    Ok(Subject { id: user.id, name, version, kind: SubjectType::User })
}

fn version_of(user: &StoredUser) -> i32 {
    i32::try_from(user.version).unwrap_or(i32::MAX)
}

/// Refuses a word that names no kind of subject. What the subject is decides, not the word.
pub fn check_type(given: &str) -> Result<()> {
    let kinds = [SubjectType::User, SubjectType::Group, SubjectType::OAuthClient];
    let names = kinds.map(SubjectType::as_str);
    if names.contains(&given) {
        return Ok(());
    }
    Err(Refusal::invalid_value("subjectType", given, names.join(", ")))
}

/// Makes grants, all or none; those that exist stay.
pub async fn add(context: &mut Context, subject: &Subject, pairs: &[Pair]) -> Result<()> {
    if pairs.len() > MAX_GRANTS {
        return Err(Refusal::too_many_roles(MAX_GRANTS));
    }
    for pair in pairs {
        let named = may_grant(context, pair).await?;
        let grant = NewGrant {
            subject: &subject.id,
            subject_type: subject.kind,
            role: &pair.role,
            division: &pair.division,
            made_at: context.now,
        };
        if grants::insert(&mut context.tx, &grant).await? {
            audit::record(context, subject.event(Action::Add, pair, named)).await?;
        }
    }
    let held = grants::direct(&mut context.tx, &subject.id).await?.len();
    if held > MAX_GRANTS {
        return Err(Refusal::too_many_roles(MAX_GRANTS));
    }
    Ok(())
}

/// Takes grants away, all or none; what is not there is away already.
pub async fn remove(context: &mut Context, subject: &Subject, pairs: &[Pair]) -> Result<()> {
    for pair in pairs {
        let (_, named) = exists(context, pair).await?;
        context.must_reach(&pair.division)?;
        take_away(context, subject, pair, named).await?;
    }
    keep_an_administrator(context).await
}

/// Makes exactly these the subject's own grants.
pub async fn replace(context: &mut Context, subject: &Subject, pairs: &[Pair]) -> Result<()> {
    let held = grants::direct(&mut context.tx, &subject.id).await?;
    let held: Vec<Pair> = held.iter().map(|(role, division)| Pair::new(role, division)).collect();
    for pair in held.iter().filter(|pair| !pairs.contains(pair)) {
        context.must_reach(&pair.division)?;
        let named = names(context, pair).await?;
        take_away(context, subject, pair, named).await?;
    }
    let new: Vec<Pair> = pairs.iter().filter(|pair| !held.contains(pair)).cloned().collect();
    add(context, subject, &new).await?;
    keep_an_administrator(context).await
}

/// Takes one grant away, if it is there.
async fn take_away(
    context: &mut Context,
    subject: &Subject,
    pair: &Pair,
    named: Named,
) -> Result<()> {
    let grant = (pair.role.as_str(), pair.division.as_str());
    if grants::delete(&mut context.tx, &subject.id, grant).await? {
        audit::record(context, subject.event(Action::Remove, pair, named)).await?;
    }
    Ok(())
}

/// Refuses to take the administrator's role from the last administrator.
pub async fn keep_an_administrator(context: &mut Context) -> Result<()> {
    if grants::has_administrator(&mut context.tx).await? {
        return Ok(());
    }
    let message = "The organization would have no administrator left; grant the role to an active user first.";
    Err(Refusal::conflict(message))
}

/// Refuses callers that do not hold everything that the subject holds, directly or through groups:
/// acting as a subject needs all its permissions.
pub async fn must_hold_all_of(context: &mut Context, subject: &str) -> Result<()> {
    if context.user() == Some(subject) {
        return Ok(());
    }
    for held in grants::held_by(&mut context.tx, subject).await? {
        let role: api::DomainOrganizationRole = serde_json::from_str(&held.role_document)
            .map_err(|error| Refusal::internal(format!("role {}: {error}", held.role)))?;
        if !context.holds_all_of(&role, &held.division) {
            return Err(Refusal::more_than_held(&held.role_name, &held.division));
        }
    }
    Ok(())
}

/// Locks the organization's grants until the call has ended, because rules across them read first
/// and write then.
pub async fn lock_organization(context: &mut Context) -> Result<()> {
    let organization = context.organization();
    context.lock(Lock::Organization(&organization)).await
}

/// Role and division exist; the role, read, and the names of both.
async fn exists(
    context: &mut Context,
    pair: &Pair,
) -> Result<(api::DomainOrganizationRole, Named)> {
    let role = roles::find(&mut context.tx, &pair.role).await?;
    let role = role.ok_or_else(|| Refusal::not_found("role", &pair.role))?;
    let division = if pair.division == "*" {
        EVERYWHERE.to_owned()
    } else {
        let division = divisions::find(&mut context.tx, &pair.division).await?;
        division.ok_or_else(|| Refusal::not_found("division", &pair.division))?.name
    };
    let named = Named { role: role.name.clone().unwrap_or_default(), division };
    Ok((role, named))
}

/// The names of role and division, or their ids where they are gone.
async fn names(context: &mut Context, pair: &Pair) -> Result<Named> {
    let role = roles::find(&mut context.tx, &pair.role).await?;
    let division = divisions::find(&mut context.tx, &pair.division).await?;
    let all = if pair.division == "*" { EVERYWHERE } else { &pair.division };
    Ok(Named {
        role: role.and_then(|role| role.name).unwrap_or_else(|| pair.role.clone()),
        division: division.map_or_else(|| all.to_owned(), |division| division.name),
    })
}

/// Callers grant only in divisions where they may, and no more than they hold there.
pub async fn may_grant(context: &mut Context, pair: &Pair) -> Result<Named> {
    let (role, named) = exists(context, pair).await?;
    context.must_reach(&pair.division)?;
    if context.holds_all_of(&role, &pair.division) {
        return Ok(named);
    }
    Err(Refusal::more_than_held(role.name.as_deref().unwrap_or_default(), &pair.division))
}
