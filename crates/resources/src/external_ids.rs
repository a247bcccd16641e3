//! Keys that other systems know a user by.

use api::{
    DeleteUserExternalidAuthorityNameExternalKey, GetUserExternalid,
    GetUserExternalidAuthorityName, GetUsersExternalidAuthorityNameExternalKey, Operation,
    PostUserExternalid, User, UserExternalIdentifier,
};
use store::external_ids::{self, ExternalId};

use crate::rules::people::{
    external_ids as rules, find_to_show, present, present_to_change, shown,
};
use gate::routes::Routes;
use gate::{
    call::Call,
    refusal::{Refusal, Result},
    reply::Rendered,
};

/// The operations on external ids that are served.
pub(crate) fn routes() -> Routes {
    Routes::default()
        .answer(find_user)
        .answer(list_ids)
        .answer(add_id)
        .answer(get_id)
        .answer(remove_id)
}

/// The user who has a key.
pub(crate) async fn find_user(
    call: &mut Call,
    asked: GetUsersExternalidAuthorityNameExternalKey,
) -> Result<Rendered<User>> {
    let id = ExternalId { authority: asked.authority_name, key: asked.external_key };
    let owner = external_ids::owner(&mut call.tx, &id).await?;
    let owner = owner.ok_or_else(|| Refusal::not_found("user with the external id", &id.key))?;
    let user = find_to_show(call, &owner).await?;
    shown::user(call, user, &asked.expand).await
}

/// All external ids of a user.
pub(crate) async fn list_ids(
    call: &mut Call,
    GetUserExternalid { user_id }: GetUserExternalid,
) -> Result<Vec<UserExternalIdentifier>> {
    let user = present(call, &user_id).await?;
    all(call, &user.id).await
}

/// Gives a user an external id; all that the user has then.
pub(crate) async fn add_id(
    call: &mut Call,
    PostUserExternalid { user_id, body }: PostUserExternalid,
) -> Result<Vec<UserExternalIdentifier>> {
    for (field, text) in
        [("authorityName", &body.authority_name), ("externalKey", &body.external_key)]
    {
        if text.trim().is_empty() {
            return Err(Refusal::missing_value(field));
        }
    }
    let user = present_to_change(call, &user_id).await?;
    let (id, user_id) =
        (ExternalId { authority: body.authority_name, key: body.external_key }, user.id.clone());
    rules::add(call, user, &id).await?;
    all(call, &user_id).await
}

/// The external id that a user has at an authority.
pub(crate) async fn get_id(
    call: &mut Call,
    GetUserExternalidAuthorityName { user_id, authority_name }: GetUserExternalidAuthorityName,
) -> Result<UserExternalIdentifier> {
    let user = present(call, &user_id).await?;
    let key = external_ids::find(&mut call.tx, &user.id, &authority_name).await?;
    let key =
        key.ok_or_else(|| Refusal::not_found("external id of the authority", &authority_name))?;
    Ok(shown_id(&user.id, ExternalId { authority: authority_name, key }))
}

/// Takes an external id from a user.
pub(crate) async fn remove_id(
    call: &mut Call,
    asked: DeleteUserExternalidAuthorityNameExternalKey,
) -> Result<()> {
    let user = present_to_change(call, &asked.user_id).await?;
    let id = ExternalId { authority: asked.authority_name, key: asked.external_key };
    rules::remove(call, user, &id).await
}

async fn all(call: &mut Call, user: &str) -> Result<Vec<UserExternalIdentifier>> {
    let ids = external_ids::of_user(&mut call.tx, user).await?;
    Ok(ids.into_iter().map(|id| shown_id(user, id)).collect())
}

fn shown_id(user: &str, id: ExternalId) -> UserExternalIdentifier {
    let read = GetUserExternalidAuthorityName {
        user_id: user.to_owned(),
        authority_name: id.authority.clone(),
    };
    let (parts, _) = read.into_parts();
    UserExternalIdentifier {
        authority_name: id.authority,
        external_key: id.key,
        self_uri: Some(parts.fill(GetUserExternalidAuthorityName::META.path)),
    }
}
