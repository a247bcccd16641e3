//! Custom attributes.

use std::collections::HashMap;

use api::{UserCustomAttributes, UserExpand};
use gate::{context::Context, refusal::Result};
use store::users::StoredUser;

use super::{
    expansion::{Batch, ExpansionData},
    object::Object,
};
use crate::rules::attributes;

/// The custom attributes of each user who has any.
pub(super) struct Attributes(HashMap<String, Vec<UserCustomAttributes>>);

impl ExpansionData for Attributes {
    async fn read(context: &mut Context, batch: &Batch<'_>) -> Result<Self> {
        let schemas: Vec<String> = batch.schemas.iter().map(|id| id.to_lowercase()).collect();
        Ok(Self(attributes::shown(context, &batch.ids, &schemas).await?))
    }

    fn write(&self, object: &mut Object, user: &StoredUser, _: &[&UserExpand]) -> Result<()> {
        object.put("customAttributes", self.0.get(&user.id).map_or(&[][..], Vec::as_slice))
    }
}
