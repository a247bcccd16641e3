//! Favorites of users.

use api::{
    DeleteCallrosterUserFavorite, GetUserFavorites, PutCallrosterUserFavorite, SortOrder,
    UserEntityListing,
};
use store::{
    Divisions, Part, favorites,
    users::{StoredUser, uri},
};

use crate::rules::people::{audited, find_to_change_in, present, present_to_change, shown::Shown};
use gate::routes::Routes;
use gate::{
    audit::{self, Action, AuditEvent, Kind},
    call::Call,
    paging::Listing,
    refusal::{Refusal, Result},
    reply::Rendered,
};

/// The favorites of a user, in the audit.
pub(crate) const FAVORITES: Kind = Kind {
    name: "Favorites",
    service: "Directory",
    actions: &[Action::Add, Action::Remove],
    uri: Some(list_uri),
};

fn list_uri(user: &str) -> String {
    format!("{}/favorites", uri(user))
}

/// So many favorites may a user have.
const MAX_OF_USER: i64 = 1000;
/// What it takes to change those of others.
const EDIT: &str = "directory:user:edit";

/// The operations on favorites that are served.
pub(crate) fn routes() -> Routes {
    Routes::default().answer(list_favorites).answer(add_favorite).answer(remove_favorite)
}

/// A page of the favorites of a user, by name.
pub(crate) async fn list_favorites(
    call: &mut Call,
    asked: GetUserFavorites,
) -> Result<Rendered<UserEntityListing>> {
    let user = present(call, &asked.user_id).await?;
    let (page, descending) = (asked.page, is_descending(&asked.sort_order)?);
    let part = Part { offset: page.offset(), limit: page.size.into(), descending };
    let (tx, divisions) = call.seeing();
    let total = favorites::count(tx, divisions, &user.id).await?;
    let (tx, divisions) = call.seeing();
    let found = favorites::list(tx, divisions, &user.id, part).await?;
    let shown = Shown::read(call, &found, &asked.expand).await?;
    page.render_into(asked, |json| shown.write(json), total)
}

/// The direction, which the contract has as any text.
fn is_descending(given: &str) -> Result<bool> {
    use api::Parameter as _;
    let order = SortOrder::decode(given)
        .map_err(|allowed| Refusal::invalid_value("sortOrder", given, allowed))?;
    Ok(order == SortOrder::Descending)
}

/// Keeps a user as a favorite.
pub(crate) async fn add_favorite(
    call: &mut Call,
    PutCallrosterUserFavorite { user_id, favorite_id }: PutCallrosterUserFavorite,
) -> Result<()> {
    let user = owner(call, &user_id).await?;
    let favorite = present(call, &favorite_id).await?;
    if favorites::count(&mut call.tx, &Divisions::all(), &user.id).await? >= MAX_OF_USER {
        let template = "The user already has the maximum of {max} favorites; remove one first.";
        return Err(Refusal::conflict(template).with("max", MAX_OF_USER.to_string()));
    }
    if !favorites::insert(&mut call.tx, &user.id, &favorite.id).await? {
        return Ok(());
    }
    let change = AuditEvent::new(FAVORITES, Action::Add, &user.id).named(audited::name(&user)?);
    audit::record(call, change.property("favorites", [""; 0], [favorite.id])).await
}

/// Takes a user from the favorites.
pub(crate) async fn remove_favorite(
    call: &mut Call,
    DeleteCallrosterUserFavorite { user_id, favorite_id }: DeleteCallrosterUserFavorite,
) -> Result<()> {
    let user = owner(call, &user_id).await?;
    if !favorites::delete(&mut call.tx, &user.id, &favorite_id.to_lowercase()).await? {
        return Err(Refusal::not_found("favorite", &favorite_id));
    }
    let change = AuditEvent::new(FAVORITES, Action::Remove, &user.id).named(audited::name(&user)?);
    audit::record(call, change.property("favorites", [favorite_id.to_lowercase()], [""; 0])).await
}

/// The user whose favorites change: the caller, or one whom the caller may edit.
async fn owner(call: &mut Call, id: &str) -> Result<StoredUser> {
    if call.user() == Some(&*id.to_lowercase()) {
        return present_to_change(call, id).await;
    }
    let editable = call.held_somewhere(EDIT)?;
    let user = find_to_change_in(call, &editable, id).await?;
    if user.state == api::State::Deleted {
        return Err(Refusal::user_not_found(id));
    }
    Ok(user)
}
