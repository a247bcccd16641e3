//! Listings that are small enough to be filtered and sorted in memory.

use crate::refusal::{Refusal, Result};

/// Does the name fit the filter, in any case? It contains the filter; where that has a `*`, which
/// stands for any text, it fits as a whole.
pub fn name_fits(filter: &str, name: &str) -> bool {
    let (filter, name) = (store::fold(filter.trim()), store::fold(name));
    let Some((first, rest)) = filter.split_once('*') else { return name.contains(&filter) };
    let Some(mut name) = name.strip_prefix(first) else { return false };
    let (middle, last) = rest.rsplit_once('*').unwrap_or(("", rest));
    for part in middle.split('*').filter(|part| !part.is_empty()) {
        let Some(found) = name.find(part) else { return false };
        name = &name[found + part.len()..];
    }
    name.ends_with(last)
}

/// What a listing is sorted by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sort {
    /// The field.
    pub field: &'static str,
    /// From the last to the first.
    pub descending: bool,
}

impl Sort {
    /// Reads `sortBy`: one of the fields, the first of them by default, perhaps after a minus.
    pub fn read(given: Option<&str>, fields: &[&'static str]) -> Result<Self> {
        let given = given.map(str::trim).filter(|given| !given.is_empty());
        let given = given.or_else(|| fields.first().copied()).unwrap_or_default();
        let name = given.strip_prefix('-').unwrap_or(given);
        let field = fields.iter().copied().find(|field| field.eq_ignore_ascii_case(name));
        let field = field.ok_or_else(|| {
            let allowed =
                format!("{}; a minus before it turns the order around", fields.join(", "));
            Refusal::invalid_value("sortBy", given, allowed)
        })?;
        Ok(Self { field, descending: given.starts_with('-') })
    }

    /// Sorts by a text of each entity, without regard to case; what is equal keeps its order.
    pub fn apply<T>(self, entities: &mut [T], text: impl Fn(&T) -> String) {
        entities.sort_by_cached_key(|entity| store::fold(&text(entity)));
        if self.descending {
            entities.reverse();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_filter_is_contained_or_fits_as_a_whole_where_it_has_wildcards() {
        for (filter, name, fits) in [
            ("ort", "North", true),
            ("NORTH", "north", true),
            ("south", "North", false),
            ("", "North", true),
            ("*", "North", true),
            ("nor*", "North", true),
            ("*th", "North", true),
            ("th*", "North", false),
            ("n*r*h", "North", true),
            ("n*z*h", "North", false),
            ("no*orth", "North", false),
            ("*ort*", "North", true),
            ("**", "North", true),
            ("Ä*", "ärzte", true),
        ] {
            assert_eq!(name_fits(filter, name), fits, "{filter} in {name}");
        }
    }

    #[test]
    fn a_listing_is_sorted_by_what_it_knows_alone() {
        let fields = ["name", "id"];
        let read = |given| Sort::read(given, &fields);
        assert_eq!(read(None).unwrap(), Sort { field: "name", descending: false });
        assert_eq!(read(Some("-ID")).unwrap(), Sort { field: "id", descending: true });
        assert!(read(Some("size")).is_err());
    }
}
