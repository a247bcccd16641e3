//! Pages of listings: their numbers, and links to the others.

use std::fmt::Write as _;

use api::{Operation, Page};
use serde::Serialize;

use crate::{
    refusal::{Refusal, Result},
    reply::Rendered,
};

/// The last row that a listing reaches, where the search behind it has a window.
pub const WINDOW: i64 = 10_000;

/// What a page of a listing becomes.
pub trait Listing: Sized {
    /// Refuses a page whose end lies beyond the window.
    fn within_window(self) -> Result<()>;

    /// The answer with these models, out of `total`, and with links to the other pages, which keep
    /// the other parameters of `asked`.
    fn render_models<O: Operation, T: Serialize>(
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

    /// The same with entities that are JSON already.
    fn render<O: Operation>(
        self,
        asked: O,
        entities: &[String],
        total: i64,
    ) -> Rendered<O::Response> {
        let length: usize = entities.iter().map(|entity| entity.len() + 1).sum();
        let mut json = opened();
        json.reserve(length + AROUND);
        for (index, entity) in entities.iter().enumerate() {
            if index > 0 {
                json.push(',');
            }
            json.push_str(entity);
        }
        self.close(asked, json, total)
    }

    /// The same with entities that are written, with commas between them, behind the JSON that is
    /// there: all of it in one buffer.
    fn render_into<O: Operation>(
        self,
        asked: O,
        write: impl FnOnce(String) -> Result<String>,
        total: i64,
    ) -> Result<Rendered<O::Response>> {
        Ok(self.close(asked, write(opened())?, total))
    }

    /// The answer of a listing that nobody counts: whether more follows is all that it tells.
    fn render_uncounted<O: Operation>(
        self,
        asked: O,
        entities: &[String],
        more: bool,
    ) -> Rendered<O::Response>;

    /// What follows the entities.
    fn close<O: Operation>(self, asked: O, json: String, total: i64) -> Rendered<O::Response>;
}

/// About what is written around the entities.
const AROUND: usize = 600;

/// What comes before the entities.
fn opened() -> String {
    "{\"entities\":[".to_owned()
}

impl Listing for Page {
    fn within_window(self) -> Result<()> {
        let end = i64::from(self.number) * i64::from(self.size);
        if end > WINDOW {
            let allowed = format!("pageNumber × pageSize up to {WINDOW}");
            return Err(Refusal::invalid_value("pageNumber", self.number.to_string(), allowed));
        }
        Ok(())
    }

    fn render_uncounted<O: Operation>(
        self,
        asked: O,
        entities: &[String],
        more: bool,
    ) -> Rendered<O::Response> {
        let Self { size, number } = self;
        let links = Links::of(asked, size);
        let mut json = format!("{}{}", opened(), entities.join(","));
        // Writing to a String cannot fail.
        let _ = write!(json, "],\"pageSize\":{size},\"pageNumber\":{number}");
        let number = i64::from(number);
        links.add(&mut json, "selfUri", number);
        links.add(&mut json, "firstUri", 1);
        if more {
            links.add(&mut json, "nextUri", number + 1);
        }
        if number > 1 {
            links.add(&mut json, "previousUri", number - 1);
        }
        json.push('}');
        Rendered::new(json)
    }

    fn close<O: Operation>(self, asked: O, mut json: String, total: i64) -> Rendered<O::Response> {
        let Self { size, number } = self;
        let links = Links::of(asked, size);
        let (last, number) = (self.count(total), i64::from(number));
        // Writing to a String cannot fail.
        let _ = write!(
            json,
            "],\"pageSize\":{size},\"pageNumber\":{number},\"total\":{total},\"pageCount\":{last}"
        );
        links.add(&mut json, "selfUri", number);
        links.add(&mut json, "firstUri", 1);
        // Clients walk until selfUri equals lastUri, also where there is nothing.
        links.add(&mut json, "lastUri", last.max(1));
        if number < last {
            links.add(&mut json, "nextUri", number + 1);
        }
        if number > 1 && total > 0 {
            links.add(&mut json, "previousUri", (number - 1).min(last));
        }
        json.push('}');
        Rendered::new(json)
    }
}

/// Links to the pages of a listing, which keep its other parameters.
struct Links {
    path: String,
    size: u32,
    kept: String,
}

impl Links {
    fn of<O: Operation>(asked: O, size: u32) -> Self {
        let (parts, _) = asked.into_parts();
        let mut kept = url::form_urlencoded::Serializer::new(String::new());
        for (name, value) in parts.query_pairs() {
            if name != "pageSize" && name != "pageNumber" {
                kept.append_pair(name, value);
            }
        }
        Self { path: parts.fill(O::META.path), size, kept: kept.finish() }
    }

    /// Adds a link, which is a JSON string already: it is percent-encoded.
    fn add(&self, json: &mut String, name: &str, number: i64) {
        let Self { path, size, kept } = self;
        let separator = if kept.is_empty() { "" } else { "&" };
        let link = format!("{path}?pageSize={size}&pageNumber={number}{separator}{kept}");
        // Writing to a String cannot fail.
        let _ = write!(json, ",\"{name}\":\"{link}\"");
    }
}
