//! The rules by which grants are made and taken away.

use api::RoleDivisionGrants;
use store::{
    Lock, divisions,
    grants::{self, NewGrant, SubjectType},
    groups, oauth_clients, organizations, roles,
};

use crate::{
    call::Call,
    refusal::{self, Refusal, Result},
    users::present,
};

/// More grants than this for one subject are refused.
pub(crate) const MOST: usize = 500;

/// Whoever can hold a role.
pub(super) struct Subject {
    pub(super) id: String,
    pub(super) name: Option<String>,
    kind: SubjectType,
}

/// A role in a division, as a request names it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Pair {
    pub(crate) role: String,
    pub(crate) division: String,
}

impl Pair {
    pub(crate) fn new(role: &str, division: &str) -> Self {
        Self { role: role.to_owned(), division: division.to_owned() }
    }

    pub(crate) fn all(body: &RoleDivisionGrants) -> Vec<Self> {
        body.grants.iter().map(|pair| Self::new(&pair.role_id, &pair.division_id)).collect()
    }
}

/// The subject with this id: a user of the caller's divisions, a group, or an OAuth client.
pub(super) async fn find(call: &mut Call, id: &str) -> Result<Subject> {
    let organization = call.caller.organization.clone();
    let client = oauth_clients::find(&mut call.tx, &organization, id).await?;
    if let Some(client) = client.map(|stored| stored.client) {
        return Ok(Subject {
            id: id.to_owned(),
            name: client.name,
            kind: SubjectType::OAuthClient,
        });
    }
    if let Some(group) = groups::find(&mut call.tx, &organization, id).await? {
        return Ok(Subject { id: id.to_owned(), name: group.name, kind: SubjectType::Group });
    }
    find_user(call, id).await
}

/// The user with this id, of the caller's divisions.
pub(super) async fn find_user(call: &mut Call, id: &str) -> Result<Subject> {
    let user = present(call, id).await?;
    let name = user.read_document()?.name;
    Ok(Subject { id: user.id, name, kind: SubjectType::User })
}

/// Refuses a word that names no kind of subject. What the subject is decides, not the word.
pub(super) fn check_type(given: &str) -> Result<()> {
    let kinds = [SubjectType::User, SubjectType::Group, SubjectType::OAuthClient];
    let names = kinds.map(SubjectType::as_str);
    if names.contains(&given) {
        return Ok(());
    }
    Err(Refusal::invalid_value("subjectType", given, names.join(", ")))
}

/// Makes grants, all or none; those that exist stay.
pub(super) async fn add(call: &mut Call, subject: &Subject, pairs: &[Pair]) -> Result<()> {
    if pairs.len() > MOST {
        return Err(Refusal::too_many_roles(MOST));
    }
    let organization = call.caller.organization.clone();
    for pair in pairs {
        may_grant(call, pair).await?;
        let grant = NewGrant {
            subject: &subject.id,
            subject_type: subject.kind,
            role: &pair.role,
            division: &pair.division,
            made_at: call.now,
        };
        grants::insert(&mut call.tx, &organization, &grant).await?;
    }
    let held = grants::direct(&mut call.tx, &organization, &subject.id).await?.len();
    if held > MOST {
        return Err(Refusal::too_many_roles(MOST));
    }
    Ok(organizations::access_changed(&mut call.tx, &organization).await?)
}

/// Takes grants away, all or none; what is not there is away already.
pub(super) async fn remove(call: &mut Call, subject: &Subject, pairs: &[Pair]) -> Result<()> {
    let organization = call.caller.organization.clone();
    for pair in pairs {
        exists(call, pair).await?;
        within_reach(call, &pair.division)?;
        let named = (pair.role.as_str(), pair.division.as_str());
        grants::delete(&mut call.tx, &organization, &subject.id, named).await?;
    }
    keep_an_administrator(call).await?;
    Ok(organizations::access_changed(&mut call.tx, &organization).await?)
}

/// Makes exactly these the subject's own grants.
pub(super) async fn replace(call: &mut Call, subject: &Subject, pairs: &[Pair]) -> Result<()> {
    let organization = call.caller.organization.clone();
    let held = grants::direct(&mut call.tx, &organization, &subject.id).await?;
    let held: Vec<Pair> = held.iter().map(|(role, division)| Pair::new(role, division)).collect();
    for pair in held.iter().filter(|pair| !pairs.contains(pair)) {
        within_reach(call, &pair.division)?;
        let named = (pair.role.as_str(), pair.division.as_str());
        grants::delete(&mut call.tx, &organization, &subject.id, named).await?;
    }
    let new: Vec<Pair> = pairs.iter().filter(|pair| !held.contains(pair)).cloned().collect();
    add(call, subject, &new).await?;
    keep_an_administrator(call).await
}

/// Refuses what would leave nobody who may do everything.
pub(crate) async fn keep_an_administrator(call: &mut Call) -> Result<()> {
    if grants::has_administrator(&mut call.tx, &call.caller.organization).await? {
        return Ok(());
    }
    let message = "The organization would have no administrator left; grant the role to an active user first.";
    Err(Refusal::conflict(message))
}

/// Rules across grants look first and write then; nobody changes any in between.
pub(crate) async fn hold_still(call: &mut Call) -> Result<()> {
    Ok(call.tx.lock(Lock::Organization(&call.caller.organization)).await?)
}

/// Role and division exist; the role, read.
async fn exists(call: &mut Call, pair: &Pair) -> Result<api::DomainOrganizationRole> {
    let organization = call.caller.organization.clone();
    let role = roles::find(&mut call.tx, &organization, &pair.role).await?;
    let role = role.ok_or_else(|| Refusal::not_found("role", &pair.role))?;
    if pair.division != "*" {
        let division = divisions::find(&mut call.tx, &organization, &pair.division).await?;
        division.ok_or_else(|| Refusal::not_found("division", &pair.division))?;
    }
    Ok(role)
}

/// Nobody grants where they may not, nor more than they hold there themselves.
pub(crate) async fn may_grant(call: &mut Call, pair: &Pair) -> Result<()> {
    let role = exists(call, pair).await?;
    within_reach(call, &pair.division)?;
    if call.caller.authority.holds_all_of(&role, &pair.division) {
        return Ok(());
    }
    Err(Refusal::more_than_held(role.name.as_deref().unwrap_or_default(), &pair.division))
}

/// The operation's permission is held in the division; for `*`, in all of them.
pub(crate) fn within_reach(call: &Call, division: &str) -> Result<()> {
    let reach = match division {
        "*" => *call.divisions.visible() == store::Visible::All,
        division => call.divisions.contains(division),
    };
    if reach {
        return Ok(());
    }
    Err(refusal::missing(call.meta).because(format!("held, but not in the division {division}")))
}
