//! Groups: who sees them, and who may change them.

use api::Group;
use store::{
    groups::{self, Sight},
    organizations,
};

use gate::{
    audit::{Action, AuditEvent, Kind},
    context::Context,
    refusal::{Refusal, Result},
};

/// A group, in the audit.
pub const GROUP: Kind = Kind {
    name: "Group",
    service: "Groups",
    actions: &[Action::Create, Action::Update, Action::Delete, Action::Add, Action::Remove],
    uri: Some(|id| format!("/api/v2/groups/{id}")),
};

/// What this user sees of groups, or a client when none: all of them with a permission on groups, since they belong to
/// no division; otherwise what the groups themselves say.
pub fn sight<'u>(context: &Context, user: Option<&'u str>) -> Sight<'u> {
    let manages = ["directory:group:add", "directory:group:delete", EDIT, "directory:group:view"];
    if manages.iter().any(|permission| context.holds(permission)) {
        return Sight::Whole;
    }
    user.map_or(Sight::Public, Sight::Of)
}

/// The group with this id, if the caller sees it.
pub async fn find(context: &mut Context, id: &str) -> Result<Group> {
    let user = context.user().map(str::to_owned);
    let sight = sight(context, user.as_deref());
    let found = groups::seen(&mut context.tx, sight, &id.to_lowercase()).await?;
    found.ok_or_else(|| Refusal::not_found("group", id))
}

/// Stores a new group with its owners, and writes it down.
pub async fn add(
    context: &mut Context,
    group: &Group,
    (owners, owners_belong): (&[String], bool),
) -> Result<Group> {
    let (id, name) = (group.id.as_deref().unwrap_or_default(), group.name.as_deref());
    if !groups::insert(&mut context.tx, group).await? {
        return Err(name_taken(name.unwrap_or_default()));
    }
    groups::set_owners(&mut context.tx, id, (owners, owners_belong)).await?;
    let organization = context.organization();
    organizations::access_changed(&mut context.tx, &organization).await?;
    let made = stored(context, id).await?;
    let event = AuditEvent::new(GROUP, Action::Create, id).named(name);
    context.record(event.between(&(), &made)?).await?;
    Ok(made)
}

/// A group that was just stored.
pub async fn stored(context: &mut Context, id: &str) -> Result<Group> {
    let found = groups::find(&mut context.tx, id).await?;
    found.ok_or_else(|| Refusal::internal("a group that was just stored is gone"))
}

/// Another group has the name.
pub fn name_taken(name: &str) -> Refusal {
    Refusal::conflict(format!("A group with the name [{name}] already exists."))
}

/// What it takes to change any group.
pub const EDIT: &str = "directory:group:edit";
