//! Users, walked through with a cursor.

use std::{collections::HashMap, fmt::Write as _};

use api::{GetUsersQuery, QuerySortOrder, UserCursorEntityListing};
use gate::{
    call::Call,
    cursor::{Cursor, Walk, Walked, link},
    refusal::{Refusal, Result},
    reply::Rendered,
};
use store::users;

use super::states::states;
use crate::rules::people::listing::MAX_INTEGRATED;
use crate::rules::people::{audited, shown::Shown};

/// A part of the users by name, with the cursor of the next one.
pub(super) async fn query_users(
    call: &mut Call,
    asked: GetUsersQuery,
) -> Result<Rendered<UserCursorEntityListing>> {
    if asked.integration_presence_source.is_some() && asked.page_size > MAX_INTEGRATED {
        let allowed = format!("at most {MAX_INTEGRATED} with integrationPresenceSource");
        return Err(Refusal::invalid_value("pageSize", asked.page_size.to_string(), allowed));
    }
    let walk = Walk::forward("cursor", asked.cursor.as_deref(), asked.page_size)?;
    let states = states(&asked.state);
    let descending = asked.sort_order == QuerySortOrder::Descending;
    let (tx, divisions) = call.seeing();
    let found = users::walk(tx, divisions, &states, walk.slice(descending)).await?;
    let mut names = HashMap::new();
    for user in &found {
        names.insert(user.id.clone(), audited::name(user)?.unwrap_or_default());
    }
    let Walked { entities, next, .. } = walk
        .part(found, |user| Cursor::of(names.get(&user.id).map_or("", String::as_str), &user.id));
    let schemas = &asked.user_custom_attribute_schema_ids;
    let shown = Shown::read_with(call, &entities, &asked.expand, schemas).await?;
    let mut json = shown.write("{\"entities\":[".to_owned())?;
    // Writing to a String cannot fail; cursors and links are base64 or percent-encoded already.
    let _ = write!(json, "],\"results\":{}", entities.len());
    if let Some(cursor) = next {
        let (cursor, uri) = (cursor.encode(), link(&asked, Some(("cursor", &cursor))));
        let _ = write!(json, ",\"cursor\":\"{cursor}\",\"nextUri\":\"{uri}\"");
    }
    let _ = write!(json, ",\"selfUri\":\"{}\"}}", link(&asked, None));
    Ok(Rendered::new(json))
}
