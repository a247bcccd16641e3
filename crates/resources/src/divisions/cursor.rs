//! Divisions, walked through with a cursor.

use api::{AuthzDivisionCursorListing, GetAuthorizationDivisionsQuery, Operation as _};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use store::divisions::StoredDivision;

use super::administration::matching;
use gate::{
    call::Call,
    refusal::{Refusal, Result},
};

/// Where a division stands among all: its folded name, then its id. It says so even when the
/// division is gone.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Cursor(String, String);

impl Cursor {
    fn of(division: &StoredDivision) -> Self {
        Self(store::fold(&division.name), division.id.clone())
    }

    fn encode(&self) -> String {
        URL_SAFE_NO_PAD.encode(format!("{}\0{}", self.0, self.1))
    }

    /// Reads the cursor in a parameter.
    fn decode(parameter: &str, text: &str) -> Result<Self> {
        let bytes = URL_SAFE_NO_PAD.decode(text).ok();
        let decoded = bytes.and_then(|bytes| String::from_utf8(bytes).ok());
        let parts = decoded.as_deref().and_then(|text| text.split_once('\0'));
        let (name, id) = parts.ok_or_else(|| {
            Refusal::invalid_value(parameter, text, "a cursor of a link in an earlier answer")
        })?;
        Ok(Self(name.to_owned(), id.to_owned()))
    }
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
        (Some(after), _) => all.partition_point(|one| Cursor::of(one) <= *after),
        (None, Some(before)) => {
            all.partition_point(|one| Cursor::of(one) < *before).saturating_sub(size)
        }
        (None, None) => 0,
    };
    let end = match &before {
        Some(before) => all.partition_point(|one| Cursor::of(one) < *before),
        None => all.len().min(start.saturating_add(size)),
    };
    let part = all.get(start..end).unwrap_or_default();
    let next = part.last().filter(|_| end < all.len()).map(Cursor::of);
    let previous = part.first().filter(|_| start > 0).map(Cursor::of);
    Ok(AuthzDivisionCursorListing {
        entities: part.iter().map(StoredDivision::entity).collect(),
        next_uri: next.map(|cursor| link(&asked, Some(("after", cursor.encode())))),
        previous_uri: previous.map(|cursor| link(&asked, Some(("before", cursor.encode())))),
        self_uri: Some(link(&asked, own_cursor(&asked))),
    })
}

fn own_cursor(asked: &GetAuthorizationDivisionsQuery) -> Option<(&'static str, String)> {
    let after = asked.after.clone().map(|cursor| ("after", cursor));
    after.or_else(|| asked.before.clone().map(|cursor| ("before", cursor)))
}

/// The same question with another cursor.
fn link(asked: &GetAuthorizationDivisionsQuery, cursor: Option<(&str, String)>) -> String {
    let (parts, _) = asked.clone().into_parts();
    let mut query = url::form_urlencoded::Serializer::new(String::new());
    for (name, value) in parts.query_pairs() {
        if name != "before" && name != "after" {
            query.append_pair(name, value);
        }
    }
    if let Some((name, value)) = cursor {
        query.append_pair(name, &value);
    }
    format!("{}?{}", GetAuthorizationDivisionsQuery::META.path, query.finish())
}
