//! One page of results, with links to the others.

use std::fmt::Write as _;

use gate::{
    refusal::{Refusal, Result},
    reply::Rendered,
};
use serde::Serialize;

use super::{conditions::Search, prepared::Asked, repeated};

/// The answer with these models.
pub(super) fn render_models<B: Search, M: Serialize, T>(
    asked: &Asked<B>,
    place: (Option<&str>, &str),
    models: &[M],
    total: i64,
) -> Result<Rendered<T>> {
    let write = |mut json: String| {
        for (number, model) in models.iter().enumerate() {
            if number > 0 {
                json.push(',');
            }
            json.push_str(&serde_json::to_string(model).map_err(|error| {
                Refusal::internal(format!("a result could not be written: {error}"))
            })?);
        }
        Ok(json)
    };
    render(asked, place, write, total)
}

/// The answer, with links to other pages where there is a path that repeats it: `results` are written, with commas between them, behind the JSON that is there.
pub(super) fn render<B: Search, T>(
    asked: &Asked<B>,
    (path, kind): (Option<&str>, &str),
    results: impl FnOnce(String) -> Result<String>,
    total: i64,
) -> Result<Rendered<T>> {
    let page = asked.page;
    let (size, number, last) = (page.size, i64::from(page.number), page.count(total));
    let mut json = results("{\"results\":[".to_owned())?;
    // Writing to a String cannot fail.
    let _ = write!(
        json,
        "],\"types\":[\"{kind}\"],\"total\":{total},\"pageCount\":{last},\"pageSize\":{size},\
         \"pageNumber\":{number}"
    );
    let mut add = |name: &str, number: i64| -> Result<()> {
        let Some(path) = path else { return Ok(()) };
        let body = asked.body.with_page(i32::try_from(number).ok(), i32::try_from(size).ok());
        let q64 = repeated::write(&body)?;
        let _ = write!(json, ",\"{name}\":\"{path}?q64={q64}\"");
        Ok(())
    };
    add("currentPage", number)?;
    if number < last {
        add("nextPage", number + 1)?;
    }
    if number > 1 && last > 0 {
        add("previousPage", (number - 1).min(last))?;
    }
    json.push('}');
    Ok(Rendered::new(json))
}
