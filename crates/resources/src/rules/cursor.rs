//! Listings without numbers of pages: a link continues after the last entity of a page, or before
//! the first, also when that entity is gone.

use api::Operation;
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};

use gate::refusal::{Refusal, Result};

/// Where an entity stands in a listing: its folded name, then its id.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Cursor(pub(crate) String, pub(crate) String);

impl Cursor {
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

/// Which part of a listing is asked for.
pub(crate) struct Walk<'a> {
    /// How many entities at most.
    pub(crate) size: u32,
    /// The cursor after which it begins.
    pub(crate) after: Option<&'a str>,
    /// The cursor before which it ends.
    pub(crate) before: Option<&'a str>,
}

/// A part of a listing, with links to its neighbours.
pub(crate) struct Walked<T> {
    pub(crate) entities: Vec<T>,
    pub(crate) next_uri: Option<String>,
    pub(crate) previous_uri: Option<String>,
    pub(crate) self_uri: Option<String>,
}

/// The part of a listing, which is in the order of its cursors, that is asked for.
pub(crate) fn walk<O: Operation, T>(
    asked: &O,
    mut all: Vec<T>,
    walk: &Walk<'_>,
    cursor: impl Fn(&T) -> Cursor,
) -> Result<Walked<T>> {
    let after = walk.after.map(|text| Cursor::decode("after", text)).transpose()?;
    let before = walk.before.map(|text| Cursor::decode("before", text)).transpose()?;
    if after.is_some() && before.is_some() {
        let given = walk.before.unwrap_or_default();
        return Err(Refusal::invalid_value("before", given, "either before or after"));
    }
    let size = usize::try_from(walk.size).unwrap_or(usize::MAX);
    let total = all.len();
    let end_before = before.as_ref().map(|before| all.partition_point(|one| cursor(one) < *before));
    let start = match (&after, end_before) {
        (Some(after), _) => all.partition_point(|one| cursor(one) <= *after),
        (None, Some(end)) => end.saturating_sub(size),
        (None, None) => 0,
    };
    let end = end_before.unwrap_or_else(|| total.min(start.saturating_add(size)));
    all.truncate(end);
    let entities = all.split_off(start.min(end));
    let next = entities.last().filter(|_| end < total).map(&cursor);
    let previous = entities.first().filter(|_| start > 0).map(&cursor);
    let link = |name: &str, cursor: Cursor| link(asked, Some((name, &cursor.encode())));
    let own = walk.after.map(|cursor| ("after", cursor));
    Ok(Walked {
        next_uri: next.map(|cursor| link("after", cursor)),
        previous_uri: previous.map(|cursor| link("before", cursor)),
        self_uri: Some(self::link(asked, own.or(walk.before.map(|cursor| ("before", cursor))))),
        entities,
    })
}

/// The same question with another cursor.
fn link<O: Operation>(asked: &O, cursor: Option<(&str, &str)>) -> String {
    let (parts, _) = asked.clone().into_parts();
    let mut query = url::form_urlencoded::Serializer::new(String::new());
    for (name, value) in parts.query_pairs() {
        if name != "before" && name != "after" {
            query.append_pair(name, value);
        }
    }
    if let Some((name, value)) = cursor {
        query.append_pair(name, value);
    }
    format!("{}?{}", parts.fill(O::META.path), query.finish())
}
