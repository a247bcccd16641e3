//! Who holds which role in which division.

mod grants;
mod shown;

use api::{
    AuthzSubject, DeleteAuthorizationSubjectDivisionRole, DeleteUserRoles, GetAuthorizationSubject,
    GetAuthorizationSubjectsMe, GetUserRoles, PostAuthorizationSubjectBulkadd,
    PostAuthorizationSubjectBulkremove, PostAuthorizationSubjectBulkreplace,
    PostAuthorizationSubjectDivisionRole, PutUserRoles, UserAuthorization,
};
pub(crate) use grants::{MOST, Pair, hold_still, keep_an_administrator, may_grant, within_reach};
use grants::{find, find_user};

use crate::{
    call::Call,
    refusal::{Refusal, Result},
    users::render::authorization,
};

/// A subject with what it holds.
pub(crate) async fn get_subject(
    call: &mut Call,
    asked: GetAuthorizationSubject,
) -> Result<AuthzSubject> {
    let subject = find(call, &asked.subject_id).await?;
    shown::subject(call, &subject, asked.include_duplicates).await
}

/// The caller with what it holds.
pub(crate) async fn get_own_subject(
    call: &mut Call,
    asked: GetAuthorizationSubjectsMe,
) -> Result<AuthzSubject> {
    let id = call.caller.user()?.to_owned();
    let subject = find(call, &id).await?;
    shown::subject(call, &subject, asked.include_duplicates).await
}

/// Grants one role; a grant that exists stays.
pub(crate) async fn grant_role(
    call: &mut Call,
    asked: PostAuthorizationSubjectDivisionRole,
) -> Result<()> {
    grants::check_type(&asked.subject_type)?;
    hold_still(call).await?;
    let subject = find(call, &asked.subject_id).await?;
    grants::add(call, &subject, &[Pair::new(&asked.role_id, &asked.division_id)]).await
}

/// Takes one role away; what is not there is away already.
pub(crate) async fn revoke_role(
    call: &mut Call,
    asked: DeleteAuthorizationSubjectDivisionRole,
) -> Result<()> {
    hold_still(call).await?;
    let subject = find(call, &asked.subject_id).await?;
    grants::remove(call, &subject, &[Pair::new(&asked.role_id, &asked.division_id)]).await
}

/// Grants roles, all or none.
pub(crate) async fn grant_roles(
    call: &mut Call,
    asked: PostAuthorizationSubjectBulkadd,
) -> Result<()> {
    grants::check_type(&asked.subject_type)?;
    hold_still(call).await?;
    let subject = find(call, &asked.subject_id).await?;
    grants::add(call, &subject, &Pair::all(&asked.body)).await
}

/// Takes roles away, all or none.
pub(crate) async fn revoke_roles(
    call: &mut Call,
    asked: PostAuthorizationSubjectBulkremove,
) -> Result<()> {
    hold_still(call).await?;
    let subject = find(call, &asked.subject_id).await?;
    grants::remove(call, &subject, &Pair::all(&asked.body)).await
}

/// Makes these the grants of the subject; those of its groups stay.
pub(crate) async fn replace_roles(
    call: &mut Call,
    asked: PostAuthorizationSubjectBulkreplace,
) -> Result<()> {
    grants::check_type(&asked.subject_type)?;
    hold_still(call).await?;
    let subject = find(call, &asked.subject_id).await?;
    grants::replace(call, &subject, &Pair::all(&asked.body)).await
}

/// The roles of a user and what they allow.
pub(crate) async fn get_user_roles(
    call: &mut Call,
    asked: GetUserRoles,
) -> Result<UserAuthorization> {
    let subject = find_user(call, &asked.subject_id).await?;
    held(call, &subject.id).await
}

/// Makes these the roles of a user, in the home division.
pub(crate) async fn set_user_roles(
    call: &mut Call,
    asked: PutUserRoles,
) -> Result<UserAuthorization> {
    hold_still(call).await?;
    let subject = find_user(call, &asked.subject_id).await?;
    let home = store::divisions::home(&mut call.tx, &call.caller.organization).await?;
    let home = home.ok_or_else(|| Refusal::internal("the organization has no home division"))?;
    let pairs: Vec<Pair> = asked.body.iter().map(|role| Pair::new(role, &home.id)).collect();
    grants::replace(call, &subject, &pairs).await?;
    held(call, &subject.id).await
}

/// Takes every role of a user away; those of its groups stay.
pub(crate) async fn delete_user_roles(call: &mut Call, asked: DeleteUserRoles) -> Result<()> {
    hold_still(call).await?;
    let subject = find_user(call, &asked.user_id).await?;
    grants::replace(call, &subject, &[]).await
}

async fn held(call: &mut Call, id: &str) -> Result<UserAuthorization> {
    authorization(&store::grants::held_by(&mut call.tx, &call.caller.organization, id).await?)
}
