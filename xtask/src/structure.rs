//! `cargo xtask structure`: no circle of imports, no floor crossed, no file too long.

mod circles;
mod floors;
mod known;
mod scan;
mod source;

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use known::Known;
use source::Source;

use crate::workspace::{Failure, root, rust_files};

/// A file is split before it has more lines.
const MAX_LINES: usize = 500;

/// Checks the crates, and names everything that is wrong.
pub(crate) fn check() -> Result<(), Failure> {
    let file = root().join("xtask/known.toml");
    let text = fs::read_to_string(&file)
        .map_err(|error| format!("failed to read `{}`: {error}", file.display()))?;
    let known: Known =
        toml::from_str(&text).map_err(|error| format!("`{}`: {error}", file.display()))?;
    let (mut wrong, mut circles) = (Vec::new(), Vec::new());
    for folder in sources()? {
        let arrows = Source::read(&root().join(&folder))?.arrows();
        let name = folder.trim_start_matches("crates/").trim_end_matches("/src");
        wrong
            .extend(floors::crossings(name, &arrows).into_iter().map(|it| format!("{name}: {it}")));
        for circle in circles::circles(&arrows) {
            let place = [&[folder.as_str()], &circle.folder.split("::").collect::<Vec<_>>()[..]];
            let place = place.concat().join("/");
            let place = place.trim_end_matches('/').to_owned();
            if !known.has_circle(&place, &circle) {
                let parts = circle
                    .parts
                    .iter()
                    .map(|part| if part.is_empty() { "the file itself" } else { part });
                let parts = parts.collect::<Vec<_>>().join(", ");
                wrong.push(format!("a circle of imports in `{place}` ({parts}): {}", circle.way));
            }
            circles.push((place, circle));
        }
    }
    let long = long_files()?;
    let unknown = long.iter().filter(|file| !known.has_long(file));
    wrong.extend(unknown.map(|file| format!("`{file}` has more than {MAX_LINES} lines: split it")));
    wrong.extend(known.superfluous(&circles, &long));
    if wrong.is_empty() {
        println!("{} circles and {} long files are known and stand", circles.len(), long.len());
        return Ok(());
    }
    Err(wrong.join("\n"))
}

/// The `src` folders of the crates, and this one.
fn sources() -> Result<Vec<String>, Failure> {
    let crates = root().join("crates");
    let unreadable = |error| format!("failed to read `{}`: {error}", crates.display());
    let mut found = vec!["xtask/src".to_owned()];
    for entry in fs::read_dir(&crates).map_err(unreadable)? {
        let name = entry.map_err(unreadable)?.file_name();
        found.push(format!("crates/{}/src", name.to_string_lossy()));
    }
    found.retain(|folder| root().join(folder).is_dir());
    found.sort();
    Ok(found)
}

fn long_files() -> Result<BTreeSet<String>, Failure> {
    let mut long = BTreeSet::new();
    for folder in ["bench", "crates", "xtask"] {
        for file in rust_files(&root().join(folder))? {
            if lines(&file)? > MAX_LINES {
                long.insert(file.strip_prefix(root()).unwrap_or(&file).display().to_string());
            }
        }
    }
    Ok(long)
}

fn lines(file: &Path) -> Result<usize, Failure> {
    let text = fs::read_to_string(file)
        .map_err(|error| format!("failed to read `{}`: {error}", file.display()))?;
    Ok(text.lines().count())
}
