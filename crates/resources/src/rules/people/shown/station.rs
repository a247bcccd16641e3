//! The stations of users.

use api::{UserExpand, UserStations};
use gate::refusal::Result;
use store::users::StoredUser;

use super::object::Object;

/// No operation associates any yet, so users have none.
pub(super) fn write(object: &mut Object, _: &StoredUser, _: &[&UserExpand]) -> Result<()> {
    object.put("station", &UserStations::default())
}
