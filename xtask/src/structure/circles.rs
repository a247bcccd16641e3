//! Circles of imports: floors that stand on each other.

use std::collections::{BTreeMap, BTreeSet};

use super::source::Arrows;

/// The parts of a folder of modules: its own file, ``, and each file or folder below it.
type Part = String;

/// Which part imports from which, and two files between which it does, with the path.
type Parts = BTreeMap<Part, BTreeMap<Part, (String, String, String)>>;

/// Parts of one folder that import from each other.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Circle {
    /// The folder, as a module: `local`, and `` for the crate.
    pub(super) folder: String,
    /// Its parts, in order.
    pub(super) parts: Vec<Part>,
    /// One way around, `groups::members (super::EDIT) -> groups`.
    pub(super) way: String,
}

/// All circles of a crate. One between files of two folders is one between these folders.
pub(super) fn circles(arrows: &Arrows) -> Vec<Circle> {
    let mut folders = BTreeSet::new();
    for file in arrows.keys() {
        folders.extend(file.match_indices("::").map(|(at, _)| &file[..at]));
        folders.insert("");
    }
    let in_folder = |folder: &&str| {
        let parts = parts(arrows, folder);
        let circles = groups(&parts).into_iter().map(|group| Circle {
            folder: (*folder).to_owned(),
            way: way_around(&parts, &group),
            parts: group,
        });
        circles.collect::<Vec<_>>()
    };
    folders.iter().flat_map(in_folder).collect()
}

/// The part of a folder that a file belongs to.
pub(super) fn part_of<'a>(folder: &str, file: &'a str) -> Option<&'a str> {
    let below = match folder {
        "" => file,
        _ if file == folder => "",
        _ => file.strip_prefix(folder)?.strip_prefix("::")?,
    };
    Some(below.split("::").next().unwrap_or(below))
}

fn parts(arrows: &Arrows, folder: &str) -> Parts {
    let mut parts = Parts::new();
    for (from, imports) in arrows {
        let Some(here) = part_of(folder, from) else { continue };
        for (to, path) in imports {
            let Some(there) = part_of(folder, to).filter(|&there| there != here) else { continue };
            let arrow = || (from.clone(), to.clone(), path.clone());
            parts.entry(here.to_owned()).or_default().entry(there.to_owned()).or_insert_with(arrow);
        }
    }
    parts
}

/// Parts that reach each other, two at least.
fn groups(parts: &Parts) -> Vec<Vec<Part>> {
    let reached: BTreeMap<&Part, BTreeSet<&Part>> =
        parts.keys().map(|part| (part, reached_from(parts, part))).collect();
    let mut groups = BTreeSet::new();
    for (part, there) in &reached {
        let mutual = |other: &&Part| reached.get(*other).is_some_and(|back| back.contains(*part));
        let group: Vec<Part> = there.iter().copied().filter(mutual).cloned().collect();
        if group.len() > 1 {
            groups.insert(group);
        }
    }
    groups.into_iter().collect()
}

fn reached_from<'a>(parts: &'a Parts, from: &'a Part) -> BTreeSet<&'a Part> {
    let (mut reached, mut waiting) = (BTreeSet::new(), vec![from]);
    while let Some(part) = waiting.pop() {
        for next in parts.get(part).into_iter().flat_map(BTreeMap::keys) {
            if reached.insert(next) {
                waiting.push(next);
            }
        }
    }
    reached
}

/// The shortest way from the first part of a circle back to it.
fn way_around(parts: &Parts, circle: &[Part]) -> String {
    let Some(start) = circle.first() else { return String::new() };
    let mut ways = vec![vec![start]];
    let mut seen = BTreeSet::new();
    while !ways.is_empty() {
        let mut longer = Vec::new();
        for way in ways {
            let Some(&last) = way.last() else { continue };
            for next in parts.get(last).into_iter().flat_map(BTreeMap::keys) {
                if next == start {
                    return described(parts, &way, start);
                }
                if seen.insert(next) {
                    longer.push([&way[..], &[next]].concat());
                }
            }
        }
        ways = longer;
    }
    String::new()
}

fn described(parts: &Parts, way: &[&Part], start: &Part) -> String {
    let next = way.iter().skip(1).copied().chain([start]);
    let arrows = way.iter().zip(next).filter_map(|(&from, to)| parts.get(from)?.get(to));
    let named = |file: &str| if file.is_empty() { "the root" } else { file }.to_owned();
    let each = arrows
        .map(|(from, to, path)| format!("{} imports from {} (`{path}`)", named(from), named(to)));
    each.collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn arrows(each: &[(&str, &str)]) -> Arrows {
        let mut arrows = Arrows::new();
        for (from, to) in each {
            let path = format!("crate::{to}::Item");
            arrows.entry((*from).to_owned()).or_default().insert((*to).to_owned(), path);
        }
        arrows
    }

    fn found(each: &[(&str, &str)]) -> Vec<(String, String)> {
        let found = circles(&arrows(each));
        found.into_iter().map(|it| (it.folder, it.parts.join(" "))).collect()
    }

    fn pair(folder: &str, parts: &str) -> (String, String) {
        (folder.to_owned(), parts.to_owned())
    }

    #[test]
    fn files_that_import_from_each_other_are_a_circle() {
        assert_eq!(found(&[("a", "b"), ("b", "c"), ("d", "a")]), []);
        assert_eq!(found(&[("a", "b"), ("b", "c"), ("c", "a"), ("d", "a")]), [pair("", "a b c")]);
        let two = [("x::a", "x::b"), ("x::b", "x::a"), ("y", "z"), ("z", "y")];
        assert_eq!(found(&two), [pair("", "y z"), pair("x", "a b")]);
    }

    #[test]
    fn folders_are_a_circle_although_none_of_their_files_are() {
        assert_eq!(found(&[("a::one", "b::one"), ("b::two", "a::two")]), [pair("", "a b")]);
    }

    #[test]
    fn a_file_and_the_folder_beside_it_are_two_parts() {
        assert_eq!(found(&[("a", "a::b"), ("a::b", "a")]), [pair("a", " b")]);
        assert_eq!(found(&[("", "a"), ("a", "")]), [pair("", " a")]);
        assert_eq!(found(&[("", "a"), ("a", "a::b"), ("a::c", "a::b")]), []);
    }

    #[test]
    fn the_shortest_way_around_is_named_with_its_paths() {
        let circle =
            circles(&arrows(&[("a::x", "b"), ("b", "c"), ("c", "b"), ("c", "a"), ("b", "a")]));
        assert_eq!(
            circle[0].way,
            "a::x imports from b (`crate::b::Item`), b imports from a (`crate::a::Item`)"
        );
    }
}
