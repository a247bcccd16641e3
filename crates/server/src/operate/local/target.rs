//! Which organization a command is about.

use store::{
    Tx,
    organizations::{self as stored, StoredOrganization},
};

use crate::operate::{blueprint::Blueprint, error::OrganizationError, organizations};

/// Says who can be had instead.
pub(super) fn nobody(
    email: &str,
    searched: &[StoredOrganization],
) -> Result<String, OrganizationError> {
    let each = searched.iter().map(|stored| {
        let blueprint = Blueprint::read(&stored.blueprint)?;
        Ok(format!("`{}` in `{}`", blueprint.administrator.email, stored.name))
    });
    let each = each.collect::<Result<Vec<_>, OrganizationError>>()?;
    if each.is_empty() {
        return Ok(NONE_YET.to_owned());
    }
    Ok(format!("there is no user `{email}`; the administrator is {}", each.join(", ")))
}

const NONE_YET: &str = "there is no organization yet; start a server on this data first, or create one with `callroster org create NAME`";

/// The organization with this id or name; without one, the only one.
pub(super) async fn asked_for(
    tx: &mut Tx,
    reference: Option<&str>,
    how: &str,
) -> Result<StoredOrganization, OrganizationError> {
    match reference {
        Some(reference) => named(tx, reference).await,
        None => the_only_one(tx, how).await,
    }
}

/// The organization with this id or name.
pub(super) async fn named(
    tx: &mut Tx,
    reference: &str,
) -> Result<StoredOrganization, OrganizationError> {
    match stored::by_name(tx, reference).await? {
        Some(stored) => Ok(stored),
        None => organizations::found(tx, reference).await,
    }
}

/// How most commands take the name of an organization.
pub(super) const BY_OPTION: &str = "name one with `--organization`";

/// The organization, when there is only one; where there are several, `how` says how to name it.
pub(super) async fn the_only_one(
    tx: &mut Tx,
    how: &str,
) -> Result<StoredOrganization, OrganizationError> {
    let mut all = stored::all(tx).await?;
    match all.len() {
        0 => Err(OrganizationError::Invalid(NONE_YET.to_owned())),
        1 => Ok(all.remove(0)),
        _ => {
            let names = several(organizations::all(tx).await?);
            Err(OrganizationError::Invalid(format!(
                "there are several organizations; {how}: {names}"
            )))
        }
    }
}

/// Names and ids of organizations, in words.
pub(super) fn several(organizations: Vec<(String, String)>) -> String {
    let each = organizations.into_iter().map(|(name, id)| format!("`{name}` ({id})"));
    each.collect::<Vec<_>>().join(", ")
}
