//! Who holds which role in which division.

use std::collections::BTreeSet;

use api::{
    AuthzSubject, DeleteAuthorizationSubjectDivisionRole, DeleteUserRoles, GetAuthorizationSubject,
    GetAuthorizationSubjectsMe, GetAuthorizationSubjectsRolecounts, GetUserRoles, Map,
    PostAuthorizationSubjectBulkadd, PostAuthorizationSubjectBulkremove,
    PostAuthorizationSubjectBulkreplace, PostAuthorizationSubjectDivisionRole, PutUserRoles,
    UserAuthorization,
};

use crate::rules::divisions::home;
use crate::rules::grants::authorization::authorization;
use crate::rules::grants::{self, Pair, find, find_user, lock_organization, shown};
use gate::routes::Routes;
use gate::{call::Call, refusal::Result};

/// The operations on subjects that are served.
pub(crate) fn routes() -> Routes {
    Routes::default()
        .answer(get_own_subject)
        .answer(get_subject)
        .answer(grant_roles)
        .answer(revoke_roles)
        .answer(replace_roles)
        .answer(revoke_role)
        .answer(grant_role)
        .answer(get_user_roles)
        .answer(set_user_roles)
        .answer(delete_user_roles)
        .answer(count_roles)
}

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
    let id = call.caller().user()?.to_owned();
    let subject = find(call, &id).await?;
    shown::subject(call, &subject, asked.include_duplicates).await
}

/// Grants one role; a grant that exists stays.
pub(crate) async fn grant_role(
    call: &mut Call,
    asked: PostAuthorizationSubjectDivisionRole,
) -> Result<()> {
    grants::check_type(&asked.subject_type)?;
    lock_organization(call).await?;
    let subject = find(call, &asked.subject_id).await?;
    grants::add(call, &subject, &[Pair::new(&asked.role_id, &asked.division_id)]).await
}

/// Takes one role away; what is not there is away already.
pub(crate) async fn revoke_role(
    call: &mut Call,
    asked: DeleteAuthorizationSubjectDivisionRole,
) -> Result<()> {
    lock_organization(call).await?;
    let subject = find(call, &asked.subject_id).await?;
    grants::remove(call, &subject, &[Pair::new(&asked.role_id, &asked.division_id)]).await
}

/// Grants roles, all or none.
pub(crate) async fn grant_roles(
    call: &mut Call,
    asked: PostAuthorizationSubjectBulkadd,
) -> Result<()> {
    grants::check_type(&asked.subject_type)?;
    lock_organization(call).await?;
    let subject = find(call, &asked.subject_id).await?;
    grants::add(call, &subject, &Pair::all(&asked.body)).await
}

/// Takes roles away, all or none.
pub(crate) async fn revoke_roles(
    call: &mut Call,
    asked: PostAuthorizationSubjectBulkremove,
) -> Result<()> {
    lock_organization(call).await?;
    let subject = find(call, &asked.subject_id).await?;
    grants::remove(call, &subject, &Pair::all(&asked.body)).await
}

/// Makes these the grants of the subject; those of its groups stay.
pub(crate) async fn replace_roles(
    call: &mut Call,
    asked: PostAuthorizationSubjectBulkreplace,
) -> Result<()> {
    grants::check_type(&asked.subject_type)?;
    lock_organization(call).await?;
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
    lock_organization(call).await?;
    let subject = find_user(call, &asked.subject_id).await?;
    let home = home(call).await?;
    let pairs: Vec<Pair> = asked.body.iter().map(|role| Pair::new(role, &home.id)).collect();
    grants::replace(call, &subject, &pairs).await?;
    held(call, &subject.id).await
}

/// Takes every role of a user away; those of its groups stay.
pub(crate) async fn delete_user_roles(call: &mut Call, asked: DeleteUserRoles) -> Result<()> {
    lock_organization(call).await?;
    let subject = find_user(call, &asked.user_id).await?;
    grants::replace(call, &subject, &[]).await
}

/// What a user holds where the operation's permission is held, or everywhere; to themselves, all.
async fn held(call: &mut Call, id: &str) -> Result<UserAuthorization> {
    let mut held = store::grants::held_by(&mut call.tx, id).await?;
    if call.user() != Some(id) {
        held.retain(|one| one.division == "*" || call.divisions().contains(&one.division));
    }
    authorization(&held)
}

/// How many different roles each of the subjects holds, where the caller may view grants.
pub(crate) async fn count_roles(
    call: &mut Call,
    asked: GetAuthorizationSubjectsRolecounts,
) -> Result<Map<i64>> {
    // Users' ids are made in lower case; a client may have been given any.
    let ids: Vec<String> = asked.id.iter().flat_map(|id| [id.clone(), id.to_lowercase()]).collect();
    let (tx, divisions) = call.seeing();
    let known = store::grants::known_subjects(tx, divisions, &ids).await?;
    let held = store::grants::roles_of_each(&mut call.tx, &known).await?;
    let mut roles: Map<BTreeSet<String>> = Map::new();
    for (subject, role, division) in held {
        if division == "*" || call.divisions().contains(&division) {
            roles.entry(subject).or_default().insert(role);
        }
    }
    let count = |id: String| {
        let roles = roles.get(&id).map_or(0, BTreeSet::len);
        (id, i64::try_from(roles).unwrap_or(i64::MAX))
    };
    Ok(known.into_iter().map(count).collect())
}
