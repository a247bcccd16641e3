//! Divisions, walked through with a cursor.

use api::{AuthzDivisionCursorListing, GetAuthorizationDivisionsQuery};
use gate::{
    call::Call,
    cursor::{Cursor, Walk},
    refusal::Result,
};
use store::divisions::StoredDivision;

use super::administration::matching;

/// A part of the divisions, by name, after or before a cursor.
pub(crate) async fn query_divisions(
    call: &mut Call,
    asked: GetAuthorizationDivisionsQuery,
) -> Result<AuthzDivisionCursorListing> {
    let walk = Walk::read(asked.after.as_deref(), asked.before.as_deref(), asked.page_size)?;
    let all = matching(call, &asked.id, asked.name.as_deref()).await?;
    let walked = walk.part_of_all(all, |one| Cursor::of(&one.name, &one.id));
    let links = walked.links(&asked);
    Ok(AuthzDivisionCursorListing {
        entities: walked.entities.iter().map(StoredDivision::entity).collect(),
        next_uri: links.next,
        previous_uri: links.previous,
        self_uri: links.own,
    })
}
