//! Roles and permissions of users.

use std::collections::HashMap;

use api::UserExpand;
use gate::{context::Context, refusal::Result};
use store::{
    Divisions,
    grants::{self, HeldRole},
    users::StoredUser,
};

use super::{
    expansion::{Batch, ExpansionData},
    object::Object,
};
use crate::rules::grants::authorization::authorization;

/// The roles of each user whose roles the caller may see. Those of others show where the caller may
/// view grants, as in the resources of their own: of users there, what they hold there or
/// everywhere.
pub(super) struct Authorization(HashMap<String, Vec<HeldRole>>);

impl ExpansionData for Authorization {
    async fn read(context: &mut Context, batch: &Batch<'_>) -> Result<Self> {
        let caller = context.user().map(str::to_owned);
        let visible =
            Divisions::new(context.authority().divisions_with("authorization:grant:view"));
        let shows = |user: &str, division: &str| {
            caller.as_deref() == Some(user) || visible.contains(division)
        };
        let seen = batch.users.iter().filter(|user| shows(&user.id, &user.division));
        let ids: Vec<String> = seen.map(|user| user.id.clone()).collect();
        let mut roles: HashMap<String, Vec<HeldRole>> =
            ids.iter().map(|id| (id.clone(), Vec::new())).collect();
        for (user, role) in grants::held_by_each(&mut context.tx, &ids).await? {
            if role.division == "*" || shows(&user, &role.division) {
                roles.entry(user).or_default().push(role);
            }
        }
        Ok(Self(roles))
    }

    fn write(&self, object: &mut Object, user: &StoredUser, _: &[&UserExpand]) -> Result<()> {
        let Some(roles) = self.0.get(&user.id) else { return Ok(()) };
        object.put("authorization", &authorization(roles)?)
    }
}
