//! Routing skills and languages.

use api::{UserExpand, WireEnum};
use gate::refusal::Result;
use store::users::StoredUser;

use super::object::Object;

/// No operation assigns any yet, so users have none.
pub(super) fn write(object: &mut Object, _: &StoredUser, asked: &[&UserExpand]) -> Result<()> {
    asked.iter().try_for_each(|part| object.put(part.as_str(), &[(); 0]))
}
