//! Is what is derived from rows as the rows say?

use serde_json::{Value, json};
use store::{
    Db,
    organizations::{self, StoredOrganization},
    presence::packs,
    search::{Collection, Models},
    users,
};

use super::{Progress, target::named};
use crate::operate::error::OrganizationError;

/// Compares keys, counts and search models of organizations with their rows, and reads what is
/// packed.
pub(super) async fn check(
    (db, models): (&Db, &Models),
    organization: Option<String>,
    progress: &mut (dyn FnMut(Progress) + Send),
) -> Result<Value, OrganizationError> {
    let asked = db.read(|tx| {
        Box::pin(async move {
            match organization {
                Some(reference) => Ok(vec![named(tx, &reference).await?]),
                None => Ok::<_, OrganizationError>(organizations::all(tx).await?),
            }
        })
    });
    let asked = asked.await?;
    let total = u64::try_from(asked.len()).unwrap_or(u64::MAX);
    let (mut checked, mut problems) = (Vec::with_capacity(asked.len()), 0);
    for (done, organization) in (0..).zip(&asked) {
        progress(Progress { done, total });
        let one = check_one((db, models), organization).await?;
        problems += one["problems"].as_array().map_or(0, Vec::len);
        checked.push(one);
    }
    Ok(json!({ "entities": checked, "problems": problems }))
}

async fn check_one(
    (db, models): (&Db, &Models),
    organization: &StoredOrganization,
) -> Result<Value, OrganizationError> {
    let (id, name) = (&organization.id, &organization.name);
    let mut answer = json!({ "id": id, "name": name });
    let mut problems = users::check(db, id).await?;
    problems.extend(packs::check(db, id).await?);
    for (field, collection) in [
        ("users", Collection::Users),
        ("groups", Collection::Groups),
        ("locations", Collection::Locations),
        ("teams", Collection::Teams),
    ] {
        let (compared, drift) = models.check(db, id, collection).await?;
        answer[field] = json!(compared);
        problems.extend(
            drift
                .into_iter()
                .flat_map(|drift| drift.ids)
                .map(|id| format!("the search model of {field} has `{id}` otherwise than its row")),
        );
    }
    answer["problems"] = json!(problems);
    Ok(answer)
}
