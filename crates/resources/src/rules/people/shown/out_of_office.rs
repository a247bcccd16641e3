//! Out-of-office notices.

use api::{OutOfOffice, UserExpand};
use gate::refusal::Result;
use store::users::StoredUser;

use super::object::Object;

/// No operation sets any yet, so users are present.
pub(super) fn write(object: &mut Object, user: &StoredUser, _: &[&UserExpand]) -> Result<()> {
    let present = OutOfOffice {
        id: Some(user.id.clone()),
        user: Some(Box::new(store::users::reference(&user.id))),
        active: Some(false),
        indefinite: Some(false),
        self_uri: Some(format!("{}/outofoffice", store::users::uri(&user.id))),
        ..OutOfOffice::default()
    };
    object.put("outOfOffice", &present)
}
