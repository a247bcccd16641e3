//! `xtask/known.toml`: what is not in order yet, and will be. It only gets shorter.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;

use super::circles::Circle;

/// What the file lists.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Known {
    /// Parts in a circle, by folder.
    #[serde(default)]
    circles: BTreeMap<String, BTreeSet<String>>,
    /// Files that are too long.
    #[serde(default)]
    long: BTreeSet<String>,
}

impl Known {
    /// Is every part of this circle listed?
    pub(super) fn has_circle(&self, folder: &str, circle: &Circle) -> bool {
        let listed = self.circles.get(folder);
        listed.is_some_and(|listed| circle.parts.iter().all(|part| listed.contains(part)))
    }

    /// Is this file known to be too long?
    pub(super) fn has_long(&self, file: &str) -> bool {
        self.long.contains(file)
    }

    /// What is listed and in order by now, given all circles by folder and all long files.
    pub(super) fn superfluous(
        &self,
        circles: &[(String, Circle)],
        long: &BTreeSet<String>,
    ) -> Vec<String> {
        let stands = |folder: &str, part: &String| {
            circles.iter().any(|(there, circle)| there == folder && circle.parts.contains(part))
        };
        let parts = self.circles.iter().flat_map(|(folder, parts)| {
            let gone = parts.iter().filter(|part| !stands(folder, part));
            gone.map(move |part| format!("`{part}` of `{folder}` is in no circle any more"))
        });
        let files = self.long.difference(long).map(|file| format!("`{file}` is not too long"));
        let still = |text| format!("{text}: remove it from xtask/known.toml");
        parts.chain(files).map(still).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn circle(parts: &[&str]) -> Circle {
        let parts = parts.iter().map(|&part| part.to_owned()).collect();
        Circle { folder: String::new(), parts, way: String::new() }
    }

    #[test]
    fn a_known_circle_may_get_smaller_and_not_larger() {
        let known: Known =
            toml::from_str("[circles]\n\"crates/a/src\" = [\"b\", \"c\", \"d\"]").unwrap();
        assert!(known.has_circle("crates/a/src", &circle(&["b", "c", "d"])));
        assert!(known.has_circle("crates/a/src", &circle(&["b", "d"])));
        assert!(!known.has_circle("crates/a/src", &circle(&["b", "e"])));
        assert!(!known.has_circle("crates/b/src", &circle(&["b", "c"])));
    }

    #[test]
    fn what_is_in_order_must_leave_the_list() {
        let known: Known =
            toml::from_str("long = [\"x.rs\", \"y.rs\"]\n[circles]\n\"f\" = [\"b\", \"c\", \"d\"]")
                .unwrap();
        let left = known.superfluous(
            &[("f".to_owned(), circle(&["b", "c"])), ("g".to_owned(), circle(&["d", "e"]))],
            &BTreeSet::from(["x.rs".to_owned()]),
        );
        assert_eq!(
            left,
            [
                "`d` of `f` is in no circle any more: remove it from xtask/known.toml",
                "`y.rs` is not too long: remove it from xtask/known.toml",
            ]
        );
    }
}
