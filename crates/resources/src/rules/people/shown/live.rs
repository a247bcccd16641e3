//! Presence, routing status and the number of conversations.

use std::{collections::HashMap, sync::Arc};

use api::{UserExpand, WireEnum};
use gate::{context::Context, refusal::Result};
use store::{
    presence::{self, ShownState},
    users::StoredUser,
};

use super::{
    expansion::{Batch, ExpansionData},
    object::Object,
};

/// What users are doing, by user.
pub(super) struct Live(HashMap<String, Arc<ShownState>>);

impl ExpansionData for Live {
    async fn read(context: &mut Context, batch: &Batch<'_>) -> Result<Self> {
        Ok(Self(presence::shown_of_users(&mut context.tx, &batch.ids).await?))
    }

    fn write(&self, object: &mut Object, user: &StoredUser, asked: &[&UserExpand]) -> Result<()> {
        let Some(live) = self.0.get(&user.id) else { return Ok(()) };
        for part in asked {
            let json = match part {
                UserExpand::ConversationSummary => &live.conversations,
                UserExpand::RoutingStatus => &live.routing_status,
                _ => &live.presence,
            };
            object.raw(part.as_str(), json);
        }
        Ok(())
    }
}
