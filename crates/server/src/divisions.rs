//! Divisions, and where somebody holds a permission.

use api::{
    AuthzDivision, DivsPermittedEntityListing, GetAuthorizationDivisionspermittedMe,
    GetAuthorizationDivisionspermittedPagedMe, GetAuthorizationDivisionspermittedPagedSubjectId,
    Operation, Permission,
};
use store::{Divisions, Visible, divisions, users};

use crate::{
    access::Authority,
    call::Call,
    paging::Page,
    refusal::{Refusal, Result},
    reply::Rendered,
};

/// The divisions in which the caller holds a permission, on one list.
pub(crate) async fn permitted_to_me(
    call: &mut Call,
    asked: GetAuthorizationDivisionspermittedMe,
) -> Result<Vec<AuthzDivision>> {
    check_permission(&asked.permission)?;
    let visible = call.caller.authority.divisions_with(&asked.permission);
    let mut found = within(call, visible).await?;
    if let Some(name) = asked.name.as_deref().map(store::fold) {
        let matches = |one: &AuthzDivision| {
            one.name.as_deref().is_some_and(|n| store::fold(n).contains(&name))
        };
        found.retain(matches);
    }
    Ok(found)
}

/// The same, in pages.
pub(crate) async fn permitted_to_me_paged(
    call: &mut Call,
    asked: GetAuthorizationDivisionspermittedPagedMe,
) -> Result<Rendered<DivsPermittedEntityListing>> {
    check_permission(&asked.permission)?;
    let visible = call.caller.authority.divisions_with(&asked.permission);
    let page = Page { number: asked.page_number, size: asked.page_size };
    listing(call, asked, page, visible).await
}

/// The divisions in which a subject holds a permission.
pub(crate) async fn permitted_to_subject(
    call: &mut Call,
    asked: GetAuthorizationDivisionspermittedPagedSubjectId,
) -> Result<Rendered<DivsPermittedEntityListing>> {
    check_permission(&asked.permission)?;
    let organization = call.caller.organization.clone();
    let id = asked.subject_id.to_lowercase();
    let user = users::find(&mut call.tx, &call.divisions, &id).await?.is_some();
    let known = user
        || store::groups::find(&mut call.tx, &organization, &id).await?.is_some()
        || store::oauth_clients::find(&mut call.tx, &organization, &id).await?.is_some();
    if !known {
        return Err(Refusal::not_found("subject", &id));
    }
    let authority = Authority::read(&mut call.tx, &organization, &id).await?;
    let visible = authority.divisions_with(&asked.permission);
    let page = Page { number: asked.page_number, size: asked.page_size };
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
    let offset = usize::try_from(page.offset()).unwrap_or(usize::MAX);
    let size = usize::try_from(page.size).unwrap_or(usize::MAX);
    let on_page = found.iter().skip(offset).take(size).map(|division| {
        serde_json::to_string(division)
            .map_err(|error| Refusal::internal(format!("a division could not be written: {error}")))
    });
    let entities = on_page.collect::<Result<Vec<_>>>()?;
    Ok(page.render(asked, &entities, total).and("allDivsPermitted", everywhere))
}

/// These divisions, by name.
async fn within(call: &mut Call, visible: Visible) -> Result<Vec<AuthzDivision>> {
    let visible = Divisions::new(&call.caller.organization, visible);
    let all = divisions::all(&mut call.tx, &call.caller.organization).await?;
    let seen = all.iter().filter(|division| visible.contains(&division.id));
    Ok(seen.map(divisions::StoredDivision::entity).collect())
}

/// Refuses a text that is no permission.
fn check_permission(text: &str) -> Result<()> {
    if Permission::parse(text).is_some_and(|p| ![p.domain, p.entity, p.action].contains(&"")) {
        return Ok(());
    }
    Err(Refusal::invalid_value("permission", text, "a permission, domain:entity:action"))
}
