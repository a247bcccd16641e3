//! Listings that are walked through: a cursor stays good when entities come and go meanwhile.

use api::Operation;
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use store::Slice;

use crate::refusal::{Refusal, Result};

/// Where an entity stands among all: its folded name, then its id. It says so even when the entity
/// is gone.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Cursor {
    /// The folded name.
    pub key: String,
    /// The id.
    pub id: String,
}

impl Cursor {
    /// The cursor of an entity with this name and id.
    pub fn of(name: &str, id: &str) -> Self {
        Self { key: store::fold(name), id: id.to_owned() }
    }

    /// As it stands in a link.
    pub fn encode(&self) -> String {
        URL_SAFE_NO_PAD.encode(format!("{}\0{}", self.key, self.id))
    }

    /// Reads the cursor in a parameter.
    pub fn decode(parameter: &str, text: &str) -> Result<Self> {
        let bytes = URL_SAFE_NO_PAD.decode(text).ok();
        let decoded = bytes.and_then(|bytes| String::from_utf8(bytes).ok());
        let parts = decoded.as_deref().and_then(|text| text.split_once('\0'));
        let (key, id) = parts.ok_or_else(|| {
            Refusal::invalid_value(parameter, text, "a cursor of a link in an earlier answer")
        })?;
        Ok(Self { key: key.to_owned(), id: id.to_owned() })
    }
}

/// Which part of a listing is asked for: from its beginning, after a cursor, or before one.
#[derive(Debug, Clone)]
pub struct Walk {
    from: Option<Cursor>,
    backwards: bool,
    size: u32,
}

/// A part of a listing, and the cursors from which others are reached.
#[derive(Debug)]
pub struct Walked<T> {
    /// The entities, in the listing's order.
    pub entities: Vec<T>,
    /// From where the next part is reached, if there is one.
    pub next: Option<Cursor>,
    /// From where the previous part is reached, if there is one.
    pub previous: Option<Cursor>,
}

impl Walk {
    /// Reads the parameters `after` and `before`, of which one may be given.
    pub fn read(after: Option<&str>, before: Option<&str>, size: u32) -> Result<Self> {
        let filled = |text: Option<&'_ str>| text.is_some_and(|text| !text.is_empty());
        let (from, backwards) = match (after, before) {
            (Some(_), Some(text)) if filled(after) && filled(before) => {
                return Err(Refusal::invalid_value("before", text, "either before or after"));
            }
            (_, Some(text)) if filled(before) => (Some(Cursor::decode("before", text)?), true),
            (Some(text), _) if filled(after) => (Some(Cursor::decode("after", text)?), false),
            _ => (None, false),
        };
        Ok(Self { from, backwards, size })
    }

    /// From the beginning, or after the cursor in this parameter.
    pub fn forward(parameter: &str, cursor: Option<&str>, size: u32) -> Result<Self> {
        let cursor = cursor.filter(|text| !text.is_empty());
        let from = cursor.map(|text| Cursor::decode(parameter, text)).transpose()?;
        Ok(Self { from, backwards: false, size })
    }

    /// What is to be read: one entity more than the part holds, so that it is known whether there is
    /// more.
    pub fn slice(&self, descending: bool) -> Slice<'_> {
        Slice {
            from: self.from.as_ref().map(|cursor| (&*cursor.key, &*cursor.id)),
            backwards: self.backwards,
            descending,
            limit: i64::from(self.size) + 1,
        }
    }

    /// The part of a whole listing that is in the order of its cursors.
    pub fn part_of_all<T>(&self, mut all: Vec<T>, cursor: impl Fn(&T) -> Cursor) -> Walked<T> {
        match &self.from {
            None => {}
            Some(from) if self.backwards => {
                all.truncate(all.partition_point(|one| cursor(one) < *from));
                all.reverse();
            }
            Some(from) => drop(all.drain(..all.partition_point(|one| cursor(one) <= *from))),
        }
        self.part(all, cursor)
    }

    /// The part, out of what the slice held.
    pub fn part<T>(&self, mut found: Vec<T>, cursor: impl Fn(&T) -> Cursor) -> Walked<T> {
        let size = usize::try_from(self.size).unwrap_or(usize::MAX);
        let more = found.len() > size;
        found.truncate(size);
        if self.backwards {
            found.reverse();
        }
        // Where the walk comes from there is at least what the cursor belongs to.
        let came = self.from.is_some();
        let (before, after) = if self.backwards { (more, came) } else { (came, more) };
        Walked {
            next: found.last().filter(|_| after).map(&cursor),
            previous: found.first().filter(|_| before).map(&cursor),
            entities: found,
        }
    }
}

/// Where a part and its neighbours are read, by the parameters `after` and `before`.
#[derive(Debug, Default)]
pub struct Links {
    /// Where the next part is.
    pub next: Option<String>,
    /// Where the previous part is.
    pub previous: Option<String>,
    /// Where this part is.
    pub own: Option<String>,
}

impl<T> Walked<T> {
    /// Where this part and its neighbours are read.
    pub fn links<O: Operation>(&self, asked: &O) -> Links {
        let with = |name, cursor: &Option<Cursor>| {
            cursor.as_ref().map(|cursor| link(asked, Some((name, cursor))))
        };
        Links {
            next: with("after", &self.next),
            previous: with("before", &self.previous),
            own: Some(link(asked, None)),
        }
    }
}

/// The same question with another cursor, in this parameter; without one as it was asked.
pub fn link<O: Operation>(asked: &O, cursor: Option<(&str, &Cursor)>) -> String {
    let (parts, _) = asked.clone().into_parts();
    let mut query = url::form_urlencoded::Serializer::new(String::new());
    for (name, value) in parts.query_pairs() {
        if cursor.is_none() || !["before", "after", "cursor"].contains(&name.as_str()) {
            query.append_pair(name, value);
        }
    }
    if let Some((name, cursor)) = cursor {
        query.append_pair(name, &cursor.encode());
    }
    let (path, query) = (parts.fill(O::META.path), query.finish());
    if query.is_empty() { path } else { format!("{path}?{query}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_comes_back_as_it_was_given() {
        let cursor = Cursor::of(" Zoë ", "7");
        assert_eq!(cursor, Cursor { key: "zoë".to_owned(), id: "7".to_owned() });
        assert_eq!(Cursor::decode("after", &cursor.encode()).unwrap(), cursor);
        for text in ["", "x", "????", "bm9uZQ"] {
            assert!(Cursor::decode("after", text).is_err(), "{text}");
        }
    }

    #[test]
    fn a_walk_knows_where_there_is_more() {
        let cursor = |name: &&str| Cursor::of(name, "1");
        let at = Cursor::of("m", "1").encode();
        let ends = |walk: &Walk, found: &[&'static str]| {
            let Walked { entities, next, previous } = walk.part(found.to_vec(), cursor);
            let key = |cursor: Option<Cursor>| cursor.map(|cursor| cursor.key).unwrap_or_default();
            (entities.concat(), key(previous), key(next))
        };
        let texts = |a: &str, b: &str, c: &str| (a.to_owned(), b.to_owned(), c.to_owned());
        let start = Walk::read(None, Some(""), 2).unwrap();
        assert_eq!(ends(&start, &["a", "b", "c"]), texts("ab", "", "b"));
        assert_eq!(ends(&start, &["a", "b"]), texts("ab", "", ""));
        let after = Walk::read(Some(&at), None, 2).unwrap();
        assert_eq!(ends(&after, &["n", "o", "p"]), texts("no", "n", "o"));
        let before = Walk::read(None, Some(&at), 2).unwrap();
        assert_eq!(ends(&before, &["l", "k", "j"]), texts("kl", "k", "l"));
        assert_eq!(ends(&before, &["l", "k"]), texts("kl", "", "l"));
        assert!(Walk::read(Some(&at), Some(&at), 2).is_err());
    }

    #[test]
    fn a_part_of_all_is_what_the_slice_would_have_held() {
        let cursor = |name: &&str| Cursor::of(name, "1");
        let all = vec!["a", "b", "c", "d", "e"];
        let at = |name: &str| Cursor::of(name, "1").encode();
        let (b, bb, d) = (at("b"), at("bb"), at("d"));
        for (after, before, expected) in [
            (None, None, ("ab", "", "b")),
            (Some(&b), None, ("cd", "c", "d")),
            (Some(&bb), None, ("cd", "c", "d")),
            (Some(&d), None, ("e", "e", "")),
            (None, Some(&d), ("bc", "b", "c")),
            (None, Some(&bb), ("ab", "", "b")),
        ] {
            let walk = Walk::read(after.map(|text| &**text), before.map(|text| &**text), 2);
            let walked = walk.unwrap().part_of_all(all.clone(), cursor);
            let key = |cursor: Option<Cursor>| cursor.map(|cursor| cursor.key).unwrap_or_default();
            let found = (walked.entities.concat(), key(walked.previous), key(walked.next));
            let (entities, previous, next) = expected;
            assert_eq!(
                found,
                (entities.into(), previous.into(), next.into()),
                "{after:?} {before:?}"
            );
        }
    }
}
