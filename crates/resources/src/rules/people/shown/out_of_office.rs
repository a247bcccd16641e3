//! Out-of-office notices.

use std::collections::HashMap;

use api::{DateTime, OutOfOffice, UserExpand};
use gate::{context::Context, refusal::Result};
use store::{out_of_office, users::StoredUser};

use super::{
    expansion::{Batch, ExpansionData},
    object::Object,
};
use crate::rules::out_of_office::at;

/// The absences that users have set, and what time it is.
pub(super) struct Absences {
    set: HashMap<String, OutOfOffice>,
    now: DateTime,
}

impl ExpansionData for Absences {
    async fn read(context: &mut Context, batch: &Batch<'_>) -> Result<Self> {
        let set = out_of_office::of_users(&mut context.tx, &batch.ids).await?;
        Ok(Self { set, now: context.now })
    }

    fn write(&self, object: &mut Object, user: &StoredUser, _: &[&UserExpand]) -> Result<()> {
        object.put("outOfOffice", &at(&user.id, self.set.get(&user.id).cloned(), self.now))
    }
}
