//! The organization and its products.

use api::{
    GetAuthorizationProducts, GetOrganizationsMe, Organization, OrganizationProductEntityListing,
};

use crate::rules::organization::{products, read};
use gate::routes::Routes;
use gate::{call::Call, refusal::Result};

/// The operations on organizations that are served.
pub(crate) fn routes() -> Routes {
    Routes::default().answer(get_organization).answer(list_products)
}

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
    Ok(OrganizationProductEntityListing::whole(products()))
}
