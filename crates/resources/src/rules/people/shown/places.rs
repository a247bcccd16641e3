//! Locations and teams.

use std::collections::HashMap;

use api::{Location, Team, UserExpand};
use gate::{context::Context, refusal::Result};
use store::users::StoredUser;

use super::{
    expansion::{Batch, ExpansionData},
    object::Object,
};
use crate::rules::{locations, teams};

/// The locations of each user, with what is known of them.
pub(super) struct Places(HashMap<String, Vec<Location>>);

impl ExpansionData for Places {
    async fn read(context: &mut Context, batch: &Batch<'_>) -> Result<Self> {
        let mut places = HashMap::new();
        for user in batch.users {
            let profile = user.read_profile()?;
            places.insert(user.id.clone(), profile.locations.unwrap_or_default());
        }
        Ok(Self(locations::shown(context, places).await?))
    }

    fn write(&self, object: &mut Object, user: &StoredUser, _: &[&UserExpand]) -> Result<()> {
        object.put("locations", self.0.get(&user.id).map_or(&[][..], Vec::as_slice))
    }
}

/// The team of each user who is in one.
pub(super) struct Teams(HashMap<String, Team>);

impl ExpansionData for Teams {
    async fn read(context: &mut Context, batch: &Batch<'_>) -> Result<Self> {
        Ok(Self(teams::shown(context, &batch.ids).await?))
    }

    fn write(&self, object: &mut Object, user: &StoredUser, _: &[&UserExpand]) -> Result<()> {
        object.put_some("team", self.0.get(&user.id))
    }
}
