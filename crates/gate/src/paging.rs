//! Pages of listings: their numbers, and links to the others.

use std::fmt::Write as _;

use api::Operation;
use serde::Serialize;

use crate::{
    refusal::{Refusal, Result},
    reply::Rendered,
};

/// Which page was asked for.
#[derive(Debug, Clone, Copy)]
pub struct Page {
    /// Counted from 1.
    pub number: u32,
    /// Entities on a page.
    pub size: u32,
}

/// The last row that a listing reaches, where the search behind it has a window.
pub const WINDOW: i64 = 10_000;

impl Page {
    /// How many entities stand before it.
    pub fn offset(self) -> i64 {
        i64::from(self.number.saturating_sub(1)) * i64::from(self.size)
    }

    /// Refuses a page whose end lies beyond the window.
    pub fn within_window(self) -> Result<()> {
        let end = i64::from(self.number) * i64::from(self.size);
        if end > WINDOW {
            let allowed = format!("pageNumber × pageSize up to {WINDOW}");
            return Err(Refusal::invalid_value("pageNumber", self.number.to_string(), allowed));
        }
        Ok(())
    }

    /// Its part of everything that there is.
    pub fn of<T>(self, all: Vec<T>) -> Vec<T> {
        let offset = usize::try_from(self.offset()).unwrap_or(usize::MAX);
        let size = usize::try_from(self.size).unwrap_or(usize::MAX);
        all.into_iter().skip(offset).take(size).collect()
    }

    /// How many such pages there are.
    pub fn count(self, total: i64) -> i64 {
        (total + i64::from(self.size) - 1) / i64::from(self.size)
    }

    /// The listing of these models, as [`Page::render`] writes it.
    pub fn render_models<O: Operation, T: Serialize>(
        self,
        asked: O,
        models: &[T],
        total: i64,
    ) -> Result<Rendered<O::Response>> {
        let written = models.iter().map(|model| {
            serde_json::to_string(model).map_err(|error| {
                Refusal::internal(format!("an entity could not be written: {error}"))
            })
        });
        Ok(self.render(asked, &written.collect::<Result<Vec<_>>>()?, total))
    }

    /// The listing of `entities`, each JSON, out of `total`, with links that keep the other
    /// parameters of `asked`.
    pub fn render<O: Operation>(
        self,
        asked: O,
        entities: &[String],
        total: i64,
    ) -> Rendered<O::Response> {
        let (parts, _) = asked.into_parts();
        let path = parts.fill(O::META.path);
        let mut kept = url::form_urlencoded::Serializer::new(String::new());
        for (name, value) in parts.query_pairs() {
            if name != "pageSize" && name != "pageNumber" {
                kept.append_pair(name, value);
            }
        }
        let kept = kept.finish();
        let separator = if kept.is_empty() { "" } else { "&" };
        let size = self.size;
        let link =
            |number: i64| format!("{path}?pageSize={size}&pageNumber={number}{separator}{kept}");
        let last = self.count(total);
        let number = i64::from(self.number);
        let length: usize = entities.iter().map(|entity| entity.len() + 1).sum();
        let mut json = String::with_capacity(length + 600);
        json.push_str("{\"entities\":[");
        for (index, entity) in entities.iter().enumerate() {
            if index > 0 {
                json.push(',');
            }
            json.push_str(entity);
        }
        // Writing to a String cannot fail; a link is a JSON string already: it is percent-encoded.
        let _ = write!(
            json,
            "],\"pageSize\":{size},\"pageNumber\":{number},\"total\":{total},\"pageCount\":{last}"
        );
        let mut add = |name: &str, number: i64| {
            let _ = write!(json, ",\"{name}\":\"{}\"", link(number));
        };
        add("selfUri", number);
        if total > 0 {
            add("firstUri", 1);
            add("lastUri", last);
        }
        if number < last {
            add("nextUri", number + 1);
        }
        if number > 1 && total > 0 {
            add("previousUri", (number - 1).min(last));
        }
        json.push('}');
        Rendered::new(json)
    }
}

/// Entities as JSON, for [`Page::render`].
pub fn written<T: Serialize>(entities: &[T]) -> Result<Vec<String>> {
    let written = entities.iter().map(serde_json::to_string).collect::<serde_json::Result<_>>();
    written.map_err(|error| Refusal::internal(format!("a page could not be written: {error}")))
}
