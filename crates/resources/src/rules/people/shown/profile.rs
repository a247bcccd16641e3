//! The parts of a profile that are shown when they are asked for.

use std::{borrow::Cow, collections::HashMap};

use api::{UserExpand, WireEnum};
use gate::refusal::{Refusal, Result};
use serde_json::value::RawValue;
use store::users::StoredUser;

use super::object::Object;

/// Adds parts of the profile; lists are shown even when they are empty.
pub(super) fn write(object: &mut Object, user: &StoredUser, asked: &[&UserExpand]) -> Result<()> {
    let profile: HashMap<Cow<'_, str>, &RawValue> = serde_json::from_str(&user.profile)
        .map_err(|error| Refusal::internal(format!("profile of user {}: {error}", user.id)))?;
    for part in asked {
        let name = part.as_str();
        let is_list = matches!(part, UserExpand::ProfileSkills | UserExpand::Certifications);
        match profile.get(name) {
            Some(value) => object.raw(name, value.get()),
            None if is_list => object.raw(name, "[]"),
            None => {}
        }
    }
    Ok(())
}
