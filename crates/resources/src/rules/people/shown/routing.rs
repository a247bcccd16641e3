//! Routing skills and languages.

use std::collections::HashMap;

use api::{UserExpand, UserRoutingLanguage, UserRoutingSkill};
use gate::{context::Context, refusal::Result};
use store::{
    abilities::{Ability, Held},
    users::StoredUser,
};

use super::{
    expansion::{Batch, ExpansionData},
    object::Object,
};

/// The routing skills of each user who has any.
pub(super) struct Skills(HashMap<String, Vec<UserRoutingSkill>>);

impl ExpansionData for Skills {
    async fn read(context: &mut Context, batch: &Batch<'_>) -> Result<Self> {
        Ok(Self(by_user(context, batch, Ability::Skill, Held::skill).await?))
    }

    fn write(&self, object: &mut Object, user: &StoredUser, _: &[&UserExpand]) -> Result<()> {
        object.put("skills", self.0.get(&user.id).map_or(&[][..], Vec::as_slice))
    }
}

/// The routing languages of each user who has any.
pub(super) struct Languages(HashMap<String, Vec<UserRoutingLanguage>>);

impl ExpansionData for Languages {
    async fn read(context: &mut Context, batch: &Batch<'_>) -> Result<Self> {
        Ok(Self(by_user(context, batch, Ability::Language, Held::language).await?))
    }

    fn write(&self, object: &mut Object, user: &StoredUser, _: &[&UserExpand]) -> Result<()> {
        object.put("languages", self.0.get(&user.id).map_or(&[][..], Vec::as_slice))
    }
}

async fn by_user<T>(
    context: &mut Context,
    batch: &Batch<'_>,
    ability: Ability,
    shown: fn(Held) -> T,
) -> Result<HashMap<String, Vec<T>>> {
    let mut held = HashMap::<String, Vec<T>>::new();
    for one in ability.of_users(&mut context.tx, &batch.ids).await? {
        held.entry(one.user.clone()).or_default().push(shown(one));
    }
    Ok(held)
}
