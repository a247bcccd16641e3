//! Where users are, as their primary clients say.

use std::collections::HashMap;

use api::UserExpand;
use gate::{context::Context, refusal::Result};
use store::{
    geolocations::{self, Reported},
    users::StoredUser,
};

use super::{
    expansion::{Batch, ExpansionData},
    object::Object,
};
use crate::rules::people::geolocations::shown;

/// What the primary client of each user reported, if there is one.
pub(super) struct Geolocations(HashMap<String, Reported>);

impl ExpansionData for Geolocations {
    async fn read(context: &mut Context, batch: &Batch<'_>) -> Result<Self> {
        Ok(Self(geolocations::primary_of_users(&mut context.tx, &batch.ids).await?))
    }

    fn write(&self, object: &mut Object, user: &StoredUser, _: &[&UserExpand]) -> Result<()> {
        let reported = self.0.get(&user.id).cloned();
        object.put_some("geolocation", reported.map(|reported| shown(&user.id, reported)))
    }
}
