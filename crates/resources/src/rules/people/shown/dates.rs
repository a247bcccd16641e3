//! When users last signed in, were invited and were given a token.

use std::collections::HashMap;

use api::{UserExpand, WireEnum};
use gate::{context::Context, refusal::Result};
use serde_json::json;
use store::users::{self, LastDates, StoredUser};

use super::{
    expansion::{Batch, ExpansionData},
    object::Object,
};

/// The dates of each user who has any.
pub(super) struct Dates(HashMap<String, LastDates>);

impl ExpansionData for Dates {
    async fn read(context: &mut Context, batch: &Batch<'_>) -> Result<Self> {
        Ok(Self(users::last_dates(&mut context.tx, &batch.ids).await?))
    }

    fn write(&self, object: &mut Object, user: &StoredUser, asked: &[&UserExpand]) -> Result<()> {
        let Some(dates) = self.0.get(&user.id) else { return Ok(()) };
        for part in asked {
            match part {
                UserExpand::DateLastLogin => object.put_some(part.as_str(), dates.login)?,
                UserExpand::DateWelcomeSent => object.put_some(part.as_str(), dates.welcome)?,
                _ => {
                    let issued = dates.token.map(|at| json!({ "dateIssued": at }));
                    object.put_some("lastTokenIssued", issued)?;
                }
            }
        }
        Ok(())
    }
}
