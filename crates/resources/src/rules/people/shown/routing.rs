//! Routing skills and languages.

use api::{UserExpand, WireEnum};
use gate::refusal::Result;
use store::users::StoredUser;

use super::object::Object;

/// No operation assigns any yet, so users have none.
pub(super) fn write(object: &mut Object, _: &StoredUser, asked: &[&UserExpand]) -> Result<()> {
    for part in asked {
        object.raw(part.as_str(), "[]");
    }
    Ok(())
}
