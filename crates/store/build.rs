//! Lists the migrations: every file of `migrations/`, by name.

use std::{env, error::Error, fmt::Write as _, fs, path::PathBuf};

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed=migrations");
    let folder = PathBuf::from(env::var("CARGO_MANIFEST_DIR")?).join("migrations");
    let mut files = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.extension().is_some_and(|extension| extension == "sql") {
            files.push(path);
        }
    }
    files.sort();
    let mut list = "&[\n".to_owned();
    for path in &files {
        let text = path.to_str().ok_or("a path that is not text")?;
        let stem =
            path.file_stem().and_then(|stem| stem.to_str()).ok_or("a name that is not text")?;
        // The first eight had numbers, and are known to databases without them.
        let name = stem.split_once('_').filter(|(number, _)| number.len() == 4);
        let name = name.map_or(stem, |(_, name)| name);
        writeln!(list, "Migration {{ name: {name:?}, sql: include_str!({text:?}) }},")?;
    }
    list.push_str("]\n");
    fs::write(PathBuf::from(env::var("OUT_DIR")?).join("migrations.rs"), list)?;
    Ok(())
}
