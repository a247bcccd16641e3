//! Divisions, walked through with a cursor.

use api::{AuthzDivisionCursorListing, GetAuthorizationDivisionsQuery};
use store::divisions::StoredDivision;

use super::administration::matching;
use crate::rules::cursor::{Cursor, Walk, walk};
use gate::{call::Call, refusal::Result};

/// A part of the divisions, by name, after or before a cursor.
pub(crate) async fn query_divisions(
    call: &mut Call,
    asked: GetAuthorizationDivisionsQuery,
) -> Result<AuthzDivisionCursorListing> {
    let all = matching(call, &asked.id, asked.name.as_deref()).await?;
    let wanted = Walk {
        size: asked.page_size,
        after: asked.after.as_deref(),
        before: asked.before.as_deref(),
    };
    let cursor = |one: &StoredDivision| Cursor(store::fold(&one.name), one.id.clone());
    let walked = walk(&asked, all, &wanted, cursor)?;
    Ok(AuthzDivisionCursorListing {
        entities: walked.entities.iter().map(StoredDivision::entity).collect(),
        next_uri: walked.next_uri,
        previous_uri: walked.previous_uri,
        self_uri: walked.self_uri,
    })
}
