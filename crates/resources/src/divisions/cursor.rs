//! Divisions, walked through with a cursor.

use api::{AuthzDivisionCursorListing, GetAuthorizationDivisionsQuery};
use store::divisions::StoredDivision;

use super::administration::matching;
use gate::{
    call::Call,
    cursor::{Cursor, link},
    refusal::{Refusal, Result},
};

fn cursor(division: &StoredDivision) -> Cursor {
    Cursor::of(&division.name, &division.id)
}

/// A part of the divisions, by name, after or before a cursor.
pub(crate) async fn query_divisions(
    call: &mut Call,
    asked: GetAuthorizationDivisionsQuery,
) -> Result<AuthzDivisionCursorListing> {
    let after = asked.after.as_deref().map(|text| Cursor::decode("after", text)).transpose()?;
    let before = asked.before.as_deref().map(|text| Cursor::decode("before", text)).transpose()?;
    if after.is_some() && before.is_some() {
        let given = asked.before.as_deref().unwrap_or_default();
        return Err(Refusal::invalid_value("before", given, "either before or after"));
    }
    let all = matching(call, &asked.id, asked.name.as_deref()).await?;
    let size = usize::try_from(asked.page_size).unwrap_or(usize::MAX);
    let start = match (&after, &before) {
        (Some(after), _) => all.partition_point(|one| cursor(one) <= *after),
        (None, Some(before)) => {
            all.partition_point(|one| cursor(one) < *before).saturating_sub(size)
        }
        (None, None) => 0,
    };
    let end = match &before {
        Some(before) => all.partition_point(|one| cursor(one) < *before),
        None => all.len().min(start.saturating_add(size)),
    };
    let part = all.get(start..end).unwrap_or_default();
    let next = part.last().filter(|_| end < all.len()).map(cursor);
    let previous = part.first().filter(|_| start > 0).map(cursor);
    Ok(AuthzDivisionCursorListing {
        entities: part.iter().map(StoredDivision::entity).collect(),
        next_uri: next.map(|cursor| link(asked.clone(), Some(("after", &cursor)))),
        previous_uri: previous.map(|cursor| link(asked.clone(), Some(("before", &cursor)))),
        self_uri: Some(link(asked, None)),
    })
}
