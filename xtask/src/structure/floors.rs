//! Modules that may not import from each other, although no circle would follow.

use super::circles::part_of;
use super::source::Arrows;

/// What one crate keeps apart.
struct Floors {
    /// The folder of the crate below `crates`.
    name: &'static str,
    /// May the first import from the second, both being modules at the top of the crate?
    allows: fn(&str, &str) -> bool,
    /// What to do instead.
    instead: &'static str,
}

const FLOORS: [Floors; 2] = [
    Floors {
        name: "server",
        allows: |from, to| !matches!((from, to), ("http", "operate") | ("operate", "http")),
        instead: "`http` and `operate` know nothing of each other",
    },
    Floors {
        name: "resources",
        // `me` puts together what several resources answer, `kinds` what they write down.
        allows: |from, to| {
            matches!(from, "" | "me" | "kinds") || matches!(to, "" | "rules" | "kinds")
        },
        instead: "what several resources share belongs in `rules`, which knows none of them",
    },
];

/// Imports of this crate that are not allowed, in words.
pub(super) fn crossings(name: &str, arrows: &Arrows) -> Vec<String> {
    let mut found = Vec::new();
    for floors in FLOORS.iter().filter(|floors| floors.name == name) {
        for (from, imports) in arrows {
            for (to, path) in imports {
                let parts = part_of("", from).zip(part_of("", to));
                if parts.is_some_and(|(here, there)| here != there && !(floors.allows)(here, there))
                {
                    found.push(format!("{from} imports `{path}`: {}", floors.instead));
                }
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn crossings_of(name: &str, from: &str, to: &str) -> usize {
        let imports = [(to.to_owned(), format!("crate::{to}::Item"))].into();
        crossings(name, &[(from.to_owned(), imports)].into()).len()
    }

    #[test]
    fn http_and_operate_do_not_import_from_each_other() {
        assert_eq!(crossings_of("server", "http::wrap", "operate::seed"), 1);
        assert_eq!(crossings_of("server", "operate", "http"), 1);
        assert_eq!(crossings_of("server", "server", "http"), 0);
        assert_eq!(crossings_of("store", "operate", "http"), 0);
    }

    #[test]
    fn no_resource_imports_from_another() {
        assert_eq!(crossings_of("resources", "groups::members", "users::render"), 1);
        assert_eq!(crossings_of("resources", "rules::people", "users"), 1);
        assert_eq!(crossings_of("resources", "users", "rules::people"), 0);
        assert_eq!(crossings_of("resources", "users::changes", "users::render"), 0);
        assert_eq!(crossings_of("resources", "me", "users"), 0);
        assert_eq!(crossings_of("resources", "", "users"), 0);
    }
}
