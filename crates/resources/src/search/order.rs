//! The order of results, read from a search.

use ::search::{Key, Schema, Sort};
use api::SearchSortOrder;
use gate::refusal::{Refusal, Result};
use store::search::NAME;

use super::conditions::Search;

/// Reads the order: the keys of `sort`, or else the one of `sortBy`. Without either it is the best
/// match where one match is better than another, and the name otherwise. The name comes after all
/// other keys.
pub(super) fn read<B: Search>(schema: &Schema, body: &B, has_scores: bool) -> Result<Vec<Sort>> {
    let asked = body.order();
    let mut sort = Vec::with_capacity(asked.keys.len() + 1);
    for (place, key) in asked.keys.iter().enumerate() {
        let path = format!("sort[{place}].sortBy");
        sort.push(one(schema, (&path, key.sort_by.as_deref()), key.sort_order.as_ref())?);
    }
    if sort.is_empty() {
        let by = asked.by.filter(|by| !by.trim().is_empty());
        match (by, asked.direction) {
            (None, None) if has_scores => sort.push(Sort::SCORE),
            (by, order) => sort.push(one(schema, ("sortBy", by), order)?),
        }
        // The best first, and what is as good by the field that is named.
        if let (Some(by), Some(SearchSortOrder::Score)) = (by, asked.direction) {
            sort.push(one(schema, ("sortBy", Some(by)), None)?);
        }
    }
    if !sort.iter().any(|sort| sort.key == Key::Column(NAME)) {
        sort.push(Sort::by(NAME));
    }
    Ok(sort)
}

fn one(
    schema: &Schema,
    (path, by): (&str, Option<&str>),
    order: Option<&SearchSortOrder>,
) -> Result<Sort> {
    let descending = matches!(order, Some(SearchSortOrder::Desc));
    let by = by.map(str::trim).filter(|by| !by.is_empty());
    if matches!(order, Some(SearchSortOrder::Score)) || by.is_some_and(|by| by == "score") {
        return Ok(Sort::SCORE);
    }
    let key = by.map_or(Ok(Key::Column(NAME)), |by| Key::read(schema, by));
    let key =
        key.map_err(|allowed| Refusal::invalid_value(path, by.unwrap_or_default(), allowed))?;
    Ok(Sort { key, descending })
}
