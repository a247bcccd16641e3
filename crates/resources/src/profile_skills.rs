//! Skills as free text on a profile.

use api::{GetUserProfileskills, PutUserProfileskills};

use crate::rules::people::{changes, present, present_to_change};
use gate::routes::Routes;
use gate::{call::Call, refusal::Result};

/// The operations on profile skills that are served.
pub(crate) fn routes() -> Routes {
    Routes::default().answer(get_profile_skills).answer(set_profile_skills)
}

/// The profile skills of a user.
pub(crate) async fn get_profile_skills(
    call: &mut Call,
    GetUserProfileskills { user_id }: GetUserProfileskills,
) -> Result<Vec<String>> {
    let user = present(call, &user_id).await?;
    Ok(user.read_profile()?.profile_skills.unwrap_or_default())
}

/// Replaces the profile skills of a user; no body clears them.
pub(crate) async fn set_profile_skills(
    call: &mut Call,
    PutUserProfileskills { user_id, body }: PutUserProfileskills,
) -> Result<Vec<String>> {
    let user = present_to_change(call, &user_id).await?;
    let skills = body.unwrap_or_default();
    changes::set_profile_skills(call, user, skills.clone()).await?;
    Ok(skills)
}
