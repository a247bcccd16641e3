//! The caller's organization.

use api::{DomainOrganizationProduct, Organization};
use gate::audit::{Action, Kind};
use store::organizations;

use gate::{
    context::Context,
    refusal::{Refusal, Result},
};

/// The organization itself, in the audit.
pub const ORGANIZATION: Kind = Kind {
    name: "Organization",
    service: "Directory",
    actions: &[Action::Create, Action::Update, Action::Reset, Action::Add],
    uri: None,
};

/// What every organization of this server has.
pub fn products() -> Vec<DomainOrganizationProduct> {
    let product = |id: &str| DomainOrganizationProduct { id: Some(id.to_owned()) };
    ["directory", "routing", "presence", "analytics"].map(product).into()
}

/// The caller's organization, read.
pub async fn read(context: &mut Context) -> Result<Organization> {
    let organization = context.organization();
    let found = organizations::find(&mut context.tx, &organization).await?;
    let stored = found.ok_or_else(|| Refusal::internal("the caller's organization is gone"))?;
    serde_json::from_str(&stored.document)
        .map_err(|error| Refusal::internal(format!("document of the organization: {error}")))
}

/// The country whose phone numbers may be written without their country calling code.
pub async fn country(context: &mut Context) -> Result<String> {
    let organization = read(context).await?;
    Ok(organization.default_country_code.unwrap_or_else(|| "US".to_owned()))
}
