//! The groups of users, as far as the caller sees them.

use std::{collections::HashMap, sync::Arc};

use api::UserExpand;
use gate::{context::Context, refusal::Result};
use store::{groups, users::StoredUser};

use super::{
    expansion::{Batch, ExpansionData},
    object::Object,
};
use crate::rules::groups::sight;

/// The groups of each user who is in any, as JSON.
pub(super) struct Groups(HashMap<String, Arc<String>>);

impl ExpansionData for Groups {
    async fn read(context: &mut Context, batch: &Batch<'_>) -> Result<Self> {
        let caller = context.user().map(str::to_owned);
        let sight = sight(context, caller.as_deref());
        Ok(Self(groups::shown_of_users(&mut context.tx, sight, &batch.ids).await?))
    }

    fn write(&self, object: &mut Object, user: &StoredUser, _: &[&UserExpand]) -> Result<()> {
        object.raw("groups", self.0.get(&user.id).map_or("[]", |groups| groups.as_str()));
        Ok(())
    }
}
