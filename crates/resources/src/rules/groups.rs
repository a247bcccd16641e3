//! Groups: who sees them, and who may change them.

use api::Group;
use gate::audit::{Action, Kind};
use store::{
    Visible,
    groups::{self, Sight},
};

use gate::{
    call::{Call, Caller},
    refusal::{Refusal, Result},
};

/// A group, in the audit.
pub const GROUP: Kind = Kind {
    name: "Group",
    service: "Groups",
    actions: &[Action::Create, Action::Update, Action::Delete, Action::Add, Action::Remove],
    uri: Some(|id| format!("/api/v2/groups/{id}")),
};

/// What the caller sees of groups: all of them with a permission on groups, since they belong to
/// no division; otherwise what the groups themselves say.
pub fn sight(caller: &Caller) -> Sight<'_> {
    let manages = ["directory:group:add", "directory:group:delete", EDIT, "directory:group:view"];
    if manages.iter().any(|permission| holds(caller, permission)) {
        return Sight::Whole;
    }
    caller.user.as_deref().map_or(Sight::Public, Sight::Of)
}

/// Does the caller hold the permission in any division?
pub fn holds(caller: &Caller, permission: &str) -> bool {
    caller.authority.divisions_with(permission) != Visible::Some(Vec::new())
}

/// The group with this id, if the caller sees it.
pub async fn find(call: &mut Call, id: &str) -> Result<Group> {
    let sight = sight(&call.caller);
    let found = groups::seen(&mut call.tx, sight, &id.to_lowercase()).await?;
    found.ok_or_else(|| Refusal::not_found("group", id))
}

/// What it takes to change any group.
pub const EDIT: &str = "directory:group:edit";
