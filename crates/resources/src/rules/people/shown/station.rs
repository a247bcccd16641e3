//! The stations of users.

use std::collections::HashMap;

use api::{UserExpand, UserStations};
use gate::{context::Context, refusal::Result};
use store::{stations, users::StoredUser};

use super::{
    expansion::{Batch, ExpansionData},
    object::Object,
};

/// The stations, by user; who has none is not there.
pub(super) struct Stations(HashMap<String, UserStations>);

impl ExpansionData for Stations {
    async fn read(context: &mut Context, batch: &Batch<'_>) -> Result<Self> {
        Ok(Self(stations::of_users(&mut context.tx, &batch.ids).await?))
    }

    fn write(&self, object: &mut Object, user: &StoredUser, _: &[&UserExpand]) -> Result<()> {
        if let Some(stations) = self.0.get(&user.id) {
            return object.put("station", stations);
        }
        object.raw("station", "{}");
        Ok(())
    }
}
