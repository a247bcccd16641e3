//! Walks a listing from page to page. How, is read from the contract: nothing is listed here.

use std::{fmt, marker::PhantomData};

use api::{Entry, Json, Shape};
use bytes::Bytes;
use serde::{
    Deserialize,
    de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor},
};

use crate::{Client, Error, Result, request::Request};

const PAGE_NUMBER: &str = "pageNumber";

/// A walk that has the next page before it.
pub(crate) struct Walk {
    client: Client,
    pub(crate) entry: Entry,
    next: Option<Request>,
    begun: bool,
}

/// Where the entries stand in an answer, and what they are.
#[derive(Clone, Copy)]
pub(crate) struct Entries {
    /// The field that holds them; without one they are the whole answer.
    field: Option<&'static str>,
    pub(crate) shape: Shape,
}

/// A page: its entries, and what it says about the others.
pub(crate) struct Page<T> {
    pub(crate) entries: Vec<T>,
    /// How many pages there are.
    count: Option<u64>,
    /// How many entries a page holds.
    size: Option<u64>,
    /// How many entries there are on all pages.
    total: Option<u64>,
    next_link: Option<String>,
    cursor: Option<String>,
}

impl Walk {
    pub(crate) fn new(client: Client, entry: Entry, first: Request) -> Self {
        Self { client, entry, next: Some(first), begun: false }
    }

    /// The next page, read and as it came; nothing after the last one.
    pub(crate) async fn turn<T: for<'de> Deserialize<'de>>(
        &mut self,
    ) -> Result<Option<(Page<T>, Bytes)>> {
        let Some(request) = self.next.take() else { return Ok(None) };
        let entries = Entries::of((self.entry.response)());
        let body = self.client.answer(&request).await?;
        let page: Page<T> = Page::read(self.entry.meta.id, &body, entries)?;
        let empty = entries.is_some() && page.entries.is_empty();
        if empty && self.begun {
            return Ok(None);
        }
        self.begun = true;
        if !empty {
            self.next = after(&self.entry, &request, &page);
        }
        Ok(Some((page, body)))
    }
}

impl Entries {
    /// The field `entities`, else the only list of objects.
    pub(crate) fn of(answer: Shape) -> Option<Self> {
        let facts = match answer {
            Shape::List(inner) => return Some(Self { field: None, shape: inner() }),
            Shape::Model(facts) => facts,
            _ => return None,
        };
        let lists = facts.fields.iter().filter_map(|field| match (field.shape)() {
            Shape::List(inner) => Some(Self { field: Some(field.name), shape: inner() }),
            _ => None,
        });
        let lists: Vec<_> = lists.collect();
        if let Some(entities) = lists.iter().find(|list| list.field == Some("entities")) {
            return Some(*entities);
        }
        let mut objects = lists.into_iter().filter(|list| matches!(list.shape, Shape::Model(_)));
        objects.next().filter(|_| objects.next().is_none())
    }
}

/// The request for the page after `page`, if there is one.
fn after<T>(entry: &Entry, request: &Request, page: &Page<T>) -> Option<Request> {
    let in_query = |name| entry.parameters.iter().any(|parameter| parameter.name == name);
    let mut next = request.clone();
    if in_query(PAGE_NUMBER) {
        let number = request.query(PAGE_NUMBER).and_then(|n| n.parse().ok()).unwrap_or(1);
        next.set_query(PAGE_NUMBER, (number + 1).to_string());
        return page.is_followed(number).then_some(next);
    }
    if has_page_number((entry.body)()) {
        let number = request.body_field(PAGE_NUMBER).and_then(|n| n.as_u64()).unwrap_or(1);
        next.set_body_field(PAGE_NUMBER, Json::from(number + 1));
        return page.is_followed(number).then_some(next);
    }
    match (&page.cursor, &page.next_link) {
        (Some(cursor), _) if in_query("cursor") => next.set_query("cursor", cursor),
        (_, Some(link)) => next.follow(link),
        _ => return None,
    }
    // A link to the same page would never end.
    (next != *request).then_some(next)
}

fn has_page_number(body: Shape) -> bool {
    match body {
        Shape::Model(facts) => facts.fields.iter().any(|field| field.name == PAGE_NUMBER),
        _ => false,
    }
}

impl<T> Page<T> {
    /// Is there a page after this one, which has this number? If the answer does not tell, the
    /// next one is asked for: past the end it is empty.
    fn is_followed(&self, number: u64) -> bool {
        match (self.count, self.total, self.size) {
            (Some(count), ..) => number < count,
            _ if self.next_link.is_some() => true,
            (None, Some(total), Some(size)) => number.saturating_mul(size) < total,
            _ => true,
        }
    }
}

impl<T: for<'de> Deserialize<'de>> Page<T> {
    fn read(operation: &'static str, body: &[u8], entries: Option<Entries>) -> Result<Self> {
        let field = entries.and_then(|entries| entries.field);
        let mut json = serde_json::Deserializer::from_slice(body);
        let page = PageReader { field, entry: PhantomData }.deserialize(&mut json);
        page.and_then(|page| json.end().map(|()| page))
            .map_err(|source| Error::Unreadable { operation, source })
    }

    fn empty() -> Self {
        Self {
            entries: Vec::new(),
            count: None,
            size: None,
            total: None,
            next_link: None,
            cursor: None,
        }
    }
}

/// Reads a page in one pass, so that errors have their position in the whole answer.
struct PageReader<T> {
    field: Option<&'static str>,
    entry: PhantomData<T>,
}

impl<'de, T: for<'any> Deserialize<'any>> DeserializeSeed<'de> for PageReader<T> {
    type Value = Page<T>;

    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<Page<T>, D::Error> {
        from.deserialize_any(self)
    }
}

impl<'de, T: for<'any> Deserialize<'any>> Visitor<'de> for PageReader<T> {
    type Value = Page<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a page of entries")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Page<T>, A::Error> {
        let mut page = Page::empty();
        while let Some(entry) = list.next_element()? {
            page.entries.push(entry);
        }
        Ok(page)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut object: A) -> Result<Page<T>, A::Error> {
        let mut page = Page::empty();
        while let Some(name) = object.next_key::<String>()? {
            match name.as_str() {
                name if Some(name) == self.field => {
                    page.entries = object.next_value::<Option<_>>()?.unwrap_or_default();
                }
                "pageCount" => page.count = object.next_value()?,
                "pageSize" => page.size = object.next_value()?,
                "total" => page.total = object.next_value()?,
                "nextUri" | "nextPage" => page.next_link = object.next_value()?,
                "cursor" => page.cursor = object.next_value()?,
                _ => {
                    object.next_value::<IgnoredAny>()?;
                }
            }
        }
        Ok(page)
    }
}

#[cfg(test)]
mod tests {
    use api::{Described, operations};

    use super::*;

    #[test]
    fn every_operation_with_page_numbers_lists_entries_that_can_be_walked() {
        for entry in operations() {
            let numbered = entry.parameters.iter().any(|p| p.name == PAGE_NUMBER)
                || has_page_number((entry.body)());
            if numbered {
                assert!(Entries::of((entry.response)()).is_some(), "{}", entry.meta.id);
            }
        }
    }

    #[test]
    fn entries_are_found_under_whatever_name_the_model_gives_them() {
        let field = |shape| Entries::of(shape).map(|entries| entries.field);
        assert_eq!(field(api::UserEntityListing::shape()), Some(Some("entities")));
        assert_eq!(field(api::UsersSearchResponse::shape()), Some(Some("results")));
        assert_eq!(field(<Vec<api::User>>::shape()), Some(None));
        assert_eq!(field(api::TokenInfo::shape()), None);
    }

    #[test]
    fn an_error_has_its_position_in_the_whole_page() {
        let entries = Entries::of(api::UserEntityListing::shape());
        let body = b"{\"pageSize\": 2,\n \"entities\": [{\"id\": 1}]}";
        let error = Page::<api::User>::read("getUsers", body, entries).err().unwrap().to_string();
        assert!(error.contains("line 2 column 22"), "{error}");
    }
}
