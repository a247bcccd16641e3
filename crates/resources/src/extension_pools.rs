//! Pools of telephone extensions.

use api::{ExtensionPoolEntityListing, GetTelephonyProvidersEdgesExtensionpools};

use gate::routes::Routes;
use gate::{call::Call, paging::Listing, refusal::Result, reply::Rendered};

/// The operations on extension pools that are served.
pub(crate) fn routes() -> Routes {
    Routes::default().answer(list_extension_pools)
}

/// A page without entries: nothing makes pools here, and clients ask whether there are any.
pub(crate) async fn list_extension_pools(
    _: &mut Call,
    asked: GetTelephonyProvidersEdgesExtensionpools,
) -> Result<Rendered<ExtensionPoolEntityListing>> {
    let page = asked.page;
    Ok(page.render(asked, &[], 0))
}
