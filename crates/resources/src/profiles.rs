//! Deprecated views of users.

use std::borrow::Borrow;

use api::{
    GetProfilesUsers, GetUserProfile, SortOrder, State, UserExpand, UserProfile,
    UserProfileEntityListing, WireEnum,
};
use serde_json::json;
use store::{
    Part,
    users::{self, StoredUser},
};

use crate::rules::people::{
    find_to_show, listing,
    shown::{self, Object},
};
use gate::routes::Routes;
use gate::{
    call::Call,
    paging::Listing,
    refusal::{Refusal, Result},
    reply::Rendered,
};

/// The operations on profiles that are served.
pub(crate) fn routes() -> Routes {
    Routes::default().answer(list_profiles).answer(get_profile)
}

/// What is shown of a user under `expands`. A profile can be asked for more, for which it has no
/// place.
const SHOWN: [UserExpand; 8] = [
    UserExpand::Authorization,
    UserExpand::ConversationSummary,
    UserExpand::Geolocation,
    UserExpand::IntegrationPresence,
    UserExpand::OutOfOffice,
    UserExpand::Presence,
    UserExpand::RoutingStatus,
    UserExpand::Station,
];

/// A page of the profiles of active users, by name.
pub(crate) async fn list_profiles(
    call: &mut Call,
    asked: GetProfilesUsers,
) -> Result<Rendered<UserProfileEntityListing>> {
    let page = asked.page;
    let source = (asked.integration_presence_source.as_ref(), page);
    let filter = listing::filter(vec![State::Active], &asked.id, ("jid", &asked.jid), source)?;
    let descending = asked.sort_order == SortOrder::Descending;
    let part = Part { offset: page.offset(), limit: page.size.into(), descending };
    let (tx, divisions) = call.seeing();
    let total = users::count(tx, divisions, &filter).await?;
    let (tx, divisions) = call.seeing();
    let found = users::list(tx, divisions, &filter, part).await?;
    let expand = expanded(&asked.expand);
    let profiles = profiles(call, &found, &expand).await?;
    Ok(page.render(asked, &profiles, total))
}

/// The profile of a user.
pub(crate) async fn get_profile(
    call: &mut Call,
    asked: GetUserProfile,
) -> Result<Rendered<UserProfile>> {
    let user = find_to_show(call, &asked.user_id).await?;
    if user.state == State::Deleted {
        return Err(Refusal::user_not_found(&asked.user_id));
    }
    let mut profiles = profiles(call, &[user], &expanded(&asked.expand)).await?;
    let profile = profiles.pop().ok_or_else(|| Refusal::internal("one user in, none out"))?;
    Ok(Rendered::new(profile))
}

fn expanded<E: WireEnum>(given: &[E]) -> Vec<UserExpand> {
    let given = given.iter().map(|part| UserExpand::from_wire(part.as_str()));
    given.filter(|part| SHOWN.contains(part)).collect()
}

/// The profiles of users, as JSON.
async fn profiles<U: Borrow<StoredUser> + Sync>(
    call: &mut Call,
    found: &[U],
    expand: &[UserExpand],
) -> Result<Vec<String>> {
    let ids: Vec<String> = found.iter().map(|user| user.borrow().id.clone()).collect();
    let modified = users::modified(&mut call.tx, &ids).await?;
    let expands = shown::expansions(call, found, expand).await?;
    let each = found.iter().map(Borrow::borrow).zip(expands);
    each.map(|(user, expands): (&StoredUser, String)| {
        let shown = user.read_document()?;
        let mut profile = Object::empty();
        profile.put("id", &user.id)?;
        profile.put_some("name", shown.name.as_ref())?;
        profile.put_some("dateModified", modified.get(&user.id))?;
        profile.put("divisionId", &user.division)?;
        if !expand.is_empty() {
            profile.raw("expands", &expands);
        }
        // As it was captured: one text for each label, and no organization.
        let name = json!([{ "_id": user.id, "labelKey": "name", "value": shown.name }]);
        profile.put("general", &json!({ "name": name }))?;
        profile.put("organizationId", "")?;
        profile.put("state", &user.state)?;
        profile.put("version", &user.version)?;
        profile.put("selfUri", &format!("{}/profile", users::uri(&user.id)))?;
        Ok(profile.close())
    })
    .collect()
}
