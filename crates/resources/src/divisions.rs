//! Divisions, and in which of them a subject holds a permission.

mod administration;
mod deletion;
mod objects;
mod query;

pub(crate) use administration::{
    create_division, get_division, get_home, get_limit, list_divisions, list_grants,
    update_division,
};
use api::{
    AuthzDivision, DivsPermittedEntityListing, GetAuthorizationDivisionspermittedMe,
    GetAuthorizationDivisionspermittedPagedMe, GetAuthorizationDivisionspermittedPagedSubjectId,
    Operation, Page, Permission,
};
pub(crate) use deletion::{delete_division, list_deleted, restore_division};
pub(crate) use objects::move_objects;
pub(crate) use query::query_divisions;
use store::{
    Divisions, Visible,
    divisions::{self, StoredDivision},
    users,
};

use gate::routes::Routes;
use gate::{
    access::Authority,
    call::Call,
    listing::name_fits,
    paging::Listing,
    refusal::{Refusal, Result},
    reply::Rendered,
};

/// The operations on divisions that are served.
pub(crate) fn routes() -> Routes {
    Routes::default()
        .answer(list_divisions)
        .answer(create_division)
        .answer(list_deleted)
        .answer(get_home)
        .answer(get_limit)
        .answer(query_divisions)
        .answer(delete_division)
        .answer(get_division)
        .answer(update_division)
        .answer(list_grants)
        .answer(move_objects)
        .answer(restore_division)
        .answer(permitted_to_me)
        .answer(permitted_to_me_paged)
        .answer(permitted_to_subject)
}

/// The divisions in which the caller holds a permission, on one list.
pub(crate) async fn permitted_to_me(
    call: &mut Call,
    asked: GetAuthorizationDivisionspermittedMe,
) -> Result<Vec<AuthzDivision>> {
    check_permission(&asked.permission)?;
    let visible = call.authority().divisions_with(&asked.permission);
    let mut found = within(call, visible).await?;
    if let Some(name) = &asked.name {
        found.retain(|one| one.name.as_deref().is_some_and(|own| name_fits(name, own)));
    }
    Ok(found)
}

/// The same, in pages.
pub(crate) async fn permitted_to_me_paged(
    call: &mut Call,
    asked: GetAuthorizationDivisionspermittedPagedMe,
) -> Result<Rendered<DivsPermittedEntityListing>> {
    check_permission(&asked.permission)?;
    let visible = call.authority().divisions_with(&asked.permission);
    let page = asked.page;
    listing(call, asked, page, visible).await
}

/// The divisions in which a subject holds a permission.
pub(crate) async fn permitted_to_subject(
    call: &mut Call,
    asked: GetAuthorizationDivisionspermittedPagedSubjectId,
) -> Result<Rendered<DivsPermittedEntityListing>> {
    check_permission(&asked.permission)?;
    let id = asked.subject_id.to_lowercase();
    let (tx, divisions) = call.seeing();
    let user = users::find(tx, divisions, &id).await?.is_some();
    let known = user
        || store::groups::find(&mut call.tx, &id).await?.is_some()
        || store::oauth_clients::find(&mut call.tx, &id).await?.is_some();
    if !known {
        return Err(Refusal::not_found("subject", &id));
    }
    let authority = Authority::read(&mut call.tx, &id).await?;
    let visible = authority.divisions_with(&asked.permission);
    let page = asked.page;
    listing(call, asked, page, visible).await
}

/// A page of the divisions, with whether they are all there are and will be.
async fn listing<O: Operation>(
    call: &mut Call,
    asked: O,
    page: Page,
    visible: Visible,
) -> Result<Rendered<O::Response>> {
    let everywhere = visible == Visible::All;
    let found = within(call, visible).await?;
    let total = i64::try_from(found.len()).unwrap_or(i64::MAX);
    Ok(page.render_models(asked, &page.of(found), total)?.and("allDivsPermitted", everywhere))
}

/// These divisions, by name.
async fn within(call: &mut Call, visible: Visible) -> Result<Vec<AuthzDivision>> {
    let visible = Divisions::new(visible);
    let all = divisions::all(&mut call.tx).await?;
    let seen = all.iter().filter(|division| visible.contains(&division.id));
    Ok(seen.map(StoredDivision::entity).collect())
}

/// Refuses a text that is no permission.
fn check_permission(text: &str) -> Result<()> {
    if Permission::parse(text).is_some_and(|p| ![p.domain, p.entity, p.action].contains(&"")) {
        return Ok(());
    }
    Err(Refusal::invalid_value("permission", text, "a permission, domain:entity:action"))
}
