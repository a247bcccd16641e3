//! The organization and its products.

use api::{
    DomainOrganizationProduct, GetAuthorizationProducts, GetOrganizationsMe, Organization,
    OrganizationProductEntityListing,
};
use store::organizations;

use crate::{
    call::Call,
    refusal::{Refusal, Result},
};

/// The caller's organization.
pub(crate) async fn get_organization(
    call: &mut Call,
    _: GetOrganizationsMe,
) -> Result<Organization> {
    read(call).await
}

/// The products of the caller's organization, on one page.
pub(crate) async fn list_products(
    _: &mut Call,
    _: GetAuthorizationProducts,
) -> Result<OrganizationProductEntityListing> {
    let entities = products();
    let total = entities.len();
    Ok(OrganizationProductEntityListing {
        page_size: i32::try_from(total).ok(),
        page_number: Some(1),
        page_count: Some(1),
        total: i64::try_from(total).ok(),
        entities,
    })
}

/// What every organization of this server has.
pub(crate) fn products() -> Vec<DomainOrganizationProduct> {
    let product = |id: &str| DomainOrganizationProduct { id: Some(id.to_owned()) };
    ["directory", "routing", "presence", "analytics"].map(product).into()
}

/// The caller's organization, read.
pub(crate) async fn read(call: &mut Call) -> Result<Organization> {
    let found = organizations::find(&mut call.tx, &call.caller.organization).await?;
    let stored = found.ok_or_else(|| Refusal::internal("the caller's organization is gone"))?;
    serde_json::from_str(&stored.document)
        .map_err(|error| Refusal::internal(format!("document of the organization: {error}")))
}
