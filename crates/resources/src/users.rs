//! Users: the people of the organization.

mod query;
mod states;

use api::{
    CreateUser, DeleteUser, Empty, GetUser, GetUsers, Page, PatchUser, PatchUsersBulk, PostUsers,
    SortOrder, State, User, UserEntityListing, UserLookupState,
};
use store::{Lock, Part, users};

use self::states::states;
use crate::rules::grants::lock_organization;
use crate::rules::people::{
    changes, find_to_show, listing, present_to_change,
    shown::{self, Shown},
    state::{StateChange, change_state},
};
use gate::routes::Routes;
use gate::{
    call::Call,
    paging::Listing,
    refusal::{Refusal, Result},
    reply::Rendered,
};
use identity::passwords::policy::{self, PasswordOwner};

/// The operations on users that are served.
pub(crate) fn routes() -> Routes {
    Routes::default()
        .answer(list_users)
        .answer(query::query_users)
        .answer_after(prepare_user, create_user)
        .answer(update_users)
        .answer(delete_user)
        .answer(get_user)
        .answer(update_user)
}

/// More users than this in one bulk update are refused.
const MAX_BULK: usize = 50;

/// Lists users by name.
pub(crate) async fn list_users(
    call: &mut Call,
    asked: GetUsers,
) -> Result<Rendered<UserEntityListing>> {
    let page = asked.page;
    let states = states(&asked.state);
    let source = (asked.integration_presence_source.as_ref(), page);
    let filter = listing::filter(states, &asked.id, ("jabberId", &asked.jabber_id), source)?;
    if filter.states != [State::Active] {
        // Only the listing of active users reaches past the window: docs/fidelity.md.
        page.within_window()?;
    }
    let descending = asked.sort_order == SortOrder::Descending;
    let part = Part { offset: page.offset(), limit: page.size.into(), descending };
    let (tx, divisions) = call.seeing();
    let total = users::count(tx, divisions, &filter).await?;
    let (tx, divisions) = call.seeing();
    let found = users::list(tx, divisions, &filter, part).await?;
    let schemas = &asked.user_custom_attribute_schema_ids;
    let shown = Shown::read_with(call, &found, &asked.expand, schemas).await?;
    page.render_into(asked, |json| shown.write(json), total)
}

/// One user; a deleted one only when asked for.
pub(crate) async fn get_user(call: &mut Call, asked: GetUser) -> Result<Rendered<User>> {
    let user = find_to_show(call, &asked.user_id).await?;
    if (user.state == State::Deleted) != (asked.state == UserLookupState::Deleted) {
        return Err(Refusal::user_not_found(&asked.user_id));
    }
    let schemas = &asked.user_custom_attribute_schema_ids;
    let user = [user];
    let shown = Shown::read_with(call, &user, &asked.expand, schemas).await?;
    Ok(Rendered::new(shown.write(String::new())?))
}

/// Hashes the password of a new user before the transaction.
pub(crate) async fn prepare_user(call: &mut Call, asked: PostUsers) -> Result<Option<String>> {
    let Some(password) = &asked.body.password else { return Ok(None) };
    check_password(call, password, &asked.body).await?;
    call.release();
    call.shared().hasher.turn()?.hash(password.clone()).await.map(Some)
}

async fn check_password(call: &mut Call, password: &str, body: &CreateUser) -> Result<()> {
    let demanded = store::passwords::policy(&mut call.tx).await?;
    let person = PasswordOwner { name: body.name.clone(), email: body.email.clone() };
    policy::check(&demanded, password, "password", &person)
}

/// Makes a user.
pub(crate) async fn create_user(
    call: &mut Call,
    PostUsers { body }: PostUsers,
    password_hash: Option<String>,
) -> Result<Rendered<User>> {
    if let Some(password) = &body.password {
        // The policy may have changed since.
        check_password(call, password, &body).await?;
    }
    let user = changes::create(call, body, password_hash).await?;
    shown::user(call, user, &[]).await
}

/// Changes a user.
pub(crate) async fn update_user(
    call: &mut Call,
    PatchUser { user_id, body }: PatchUser,
) -> Result<Rendered<User>> {
    let user = changes::update(call, &user_id, body).await?;
    shown::user(call, user, &[]).await
}

/// Deletes a user; the record stays, and so does the claim on its e-mail address.
pub(crate) async fn delete_user(
    call: &mut Call,
    DeleteUser { user_id }: DeleteUser,
) -> Result<Empty> {
    lock_organization(call).await?;
    let user = present_to_change(call, &user_id).await?;
    change_state(call, user, StateChange { state: State::Deleted, reason: None }).await?;
    Ok(Empty {})
}

/// Changes automatic answering of several users, all or none.
pub(crate) async fn update_users(
    call: &mut Call,
    asked: PatchUsersBulk,
) -> Result<Rendered<UserEntityListing>> {
    if asked.body.len() > MAX_BULK {
        let (given, allowed) = (asked.body.len(), format!("at most {MAX_BULK} users"));
        return Err(Refusal::invalid_value("body", format!("{given} users"), allowed));
    }
    let given = asked.body.iter().filter_map(|item| item.id.as_ref());
    let mut ids: Vec<String> = given.map(|id| id.to_lowercase()).collect();
    // In one order, to avoid deadlocks.
    ids.sort_unstable();
    for id in &ids {
        call.tx.lock(Lock::User(id)).await?;
    }
    let mut changed = Vec::with_capacity(asked.body.len());
    for (index, item) in asked.body.iter().enumerate() {
        let missing = || Refusal::missing_value(format!("[{index}].id"));
        let id = item.id.as_deref().filter(|id| !id.is_empty()).ok_or_else(missing)?;
        let user = present_to_change(call, id).await?;
        changed.push(changes::set_in_bulk(call, user, item).await?);
    }
    let (total, size) = (changed.len(), u32::try_from(changed.len().max(1)).unwrap_or(u32::MAX));
    let entities = shown::users(call, &changed, &[]).await?;
    let page = Page { number: 1, size };
    Ok(page.render(asked, &entities, i64::try_from(total).unwrap_or(i64::MAX)))
}
