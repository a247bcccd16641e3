//! One crate: its modules, and which file imports from which.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path as FilePath;

use super::scan::{Module, Path, scan};
use crate::workspace::{Failure, rust_files};

/// The files of a crate by the names of their modules, `users::changes`, and what each imports: the
/// other file, and a path by which it does. The root of the crate is ``.
pub(super) type Arrows = BTreeMap<String, BTreeMap<String, String>>;

/// The modules of a crate as they are written; those between braces too.
#[derive(Debug, Default)]
pub(super) struct Source {
    modules: BTreeMap<Path, Module>,
    /// The module whose file a module is written in.
    files: BTreeMap<Path, Path>,
}

impl Source {
    /// Reads the crate in this folder, `src`: every file is a module by its path.
    pub(super) fn read(folder: &FilePath) -> Result<Self, Failure> {
        let mut texts = Vec::new();
        for file in rust_files(folder)? {
            let text = fs::read_to_string(&file)
                .map_err(|error| format!("failed to read `{}`: {error}", file.display()))?;
            let name = file.strip_prefix(folder).unwrap_or(&file).with_extension("");
            let name: Path = name.iter().map(|word| word.to_string_lossy().into_owned()).collect();
            let is_root = matches!(name.as_slice(), [word] if word == "lib" || word == "main");
            texts.push((if is_root { Path::new() } else { name }, text));
        }
        Self::of(texts)
    }

    /// Reads a crate from the texts of its modules.
    pub(super) fn of(texts: Vec<(Path, String)>) -> Result<Self, Failure> {
        let mut source = Self::default();
        for (name, text) in texts {
            let module = scan(&text)
                .map_err(|error| format!("`{}` is no Rust: {error}", name.join("::")))?;
            source.add(&name, &name, module);
        }
        let for_tests = source.modules.iter().flat_map(|(name, module)| {
            module.tests.iter().map(|word| [name.as_slice(), std::slice::from_ref(word)].concat())
        });
        for module in for_tests.collect::<Vec<_>>() {
            source.modules.retain(|name, _| !name.starts_with(&module));
        }
        Ok(source)
    }

    fn add(&mut self, name: &Path, file: &Path, mut module: Module) {
        for (word, inside) in std::mem::take(&mut module.inline) {
            self.add(&[name.clone(), vec![word]].concat(), file, inside);
        }
        self.files.insert(name.clone(), file.clone());
        self.modules.insert(name.clone(), module);
    }

    /// Which file imports from which.
    pub(super) fn arrows(&self) -> Arrows {
        let mut arrows = Arrows::new();
        for (name, module) in &self.modules {
            let from = self.files[name].join("::");
            let imports = module.names.iter().filter(|(word, import)| {
                // What is only handed on is an import of whoever takes it.
                !import.is_public || module.words.contains(*word)
            });
            let imports = imports.map(|(_, import)| &import.path).chain(&module.paths);
            let arrows = arrows.entry(from.clone()).or_default();
            for path in imports {
                if let Some(Found::Item(found)) = self.find(name, path, &mut BTreeSet::new()) {
                    arrows.entry(self.files[&found].join("::")).or_insert_with(|| path.join("::"));
                }
            }
            for path in &module.globs {
                let found = self.find(name, path, &mut BTreeSet::new());
                if let Some(Found::Item(found) | Found::Module(found)) = found {
                    let path = format!("{}::*", path.join("::"));
                    arrows.entry(self.files[&found].join("::")).or_insert(path);
                }
            }
            arrows.remove(&from);
        }
        arrows
    }

    /// What a path that is written in this module leads to; nothing for other crates and for names
    /// of the language.
    fn find(&self, from: &Path, path: &[String], seen: &mut BTreeSet<Path>) -> Option<Found> {
        let (first, rest) = path.split_first()?;
        match first.as_str() {
            "crate" => self.walk(Path::new(), rest, seen),
            "self" => self.walk(from.clone(), rest, seen),
            "super" => self.walk(from.split_last()?.1.to_vec(), rest, seen),
            _ => {
                let found = self.step(from, first, seen)?;
                match found {
                    Found::Module(module) => self.walk(module, rest, seen),
                    Found::Item(_) => Some(found),
                }
            }
        }
    }

    /// Follows the words of a path from a module.
    fn walk(&self, mut at: Path, mut rest: &[String], seen: &mut BTreeSet<Path>) -> Option<Found> {
        while let Some((word, more)) = rest.split_first() {
            if word == "super" {
                at = at.split_last()?.1.to_vec();
            } else {
                match self.step(&at, word, seen) {
                    Some(Found::Module(module)) => at = module,
                    Some(item) => return Some(item),
                    None => return Some(Found::Item(self.home(&at, word))),
                }
            }
            rest = more;
        }
        Some(Found::Module(at))
    }

    /// Where an item of a module is written: in it, or in one below from which `use below::*` or a
    /// macro takes it.
    fn home(&self, module: &Path, word: &str) -> Path {
        let has = |name: &Path| self.modules.get(name).is_some_and(|it| it.items.contains(word));
        let mut below = self.modules.keys().filter(|&name| name.starts_with(module) && has(name));
        match (has(module), below.next(), below.next()) {
            (false, Some(one), None) => one.clone(),
            _ => module.clone(),
        }
    }

    /// A name in a module, if a module below it or a `use` gives it.
    fn step(&self, module: &Path, word: &str, seen: &mut BTreeSet<Path>) -> Option<Found> {
        let below = [module.as_slice(), &[word.to_owned()]].concat();
        if self.modules.contains_key(&below) {
            return Some(Found::Module(below));
        }
        let import = self.modules.get(module)?.names.get(word)?;
        // `use x::x` leads back to itself where `x` is another crate.
        if !seen.insert(below) {
            return None;
        }
        self.find(module, &import.path, seen)
    }
}

/// What a path leads to.
enum Found {
    /// A module.
    Module(Path),
    /// Something inside this module.
    Item(Path),
}

#[cfg(test)]
mod tests {
    use super::Source;

    /// The arrows of a crate that is written here, `from -> to`.
    fn arrows(files: &[(&str, &str)]) -> Vec<String> {
        let words = |name: &str| match name {
            "" => Vec::new(),
            name => name.split("::").map(str::to_owned).collect(),
        };
        let texts = files.iter().map(|(name, text)| (words(name), (*text).to_owned()));
        let arrows = Source::of(texts.collect()).unwrap().arrows();
        let each = arrows.iter().flat_map(|(from, to)| to.keys().map(move |to| (from, to)));
        each.map(|(from, to)| format!("{from} -> {to}")).collect()
    }

    #[test]
    fn a_path_leads_to_the_file_that_has_its_item() {
        let found = arrows(&[
            ("", "mod a; mod b;"),
            ("a", "use crate::b::{c, d::Deep}; fn f() { c::g(); super::b::h() }"),
            ("b", "mod c; mod d;"),
            ("b::c", "use super::d; fn g() -> d::Deep {}"),
            ("b::d", "use std::fmt; use serde::de; struct Deep;"),
        ]);
        assert_eq!(found, ["a -> b", "a -> b::c", "a -> b::d", "b::c -> b::d"]);
    }

    #[test]
    fn what_is_handed_on_is_imported_from_where_it_is_written() {
        let found = arrows(&[
            ("", "mod a; mod b; pub use b::Item; pub(crate) use b::inner as renamed;"),
            ("a", "use crate::{Item, renamed}; fn f() { renamed::g() }"),
            ("b", "pub mod inner; pub use inner::Item;"),
            ("b::inner", "pub struct Item; pub fn g() {}"),
        ]);
        assert_eq!(found, ["a -> b::inner"]);
        let used = arrows(&[("", "mod a; pub use a::Item; fn f(x: Item) {}"), ("a", "")]);
        assert_eq!(used, [" -> a"]);
    }

    #[test]
    fn modules_between_braces_belong_to_their_file_and_macros_to_where_they_are() {
        let found = arrows(&[
            ("", "mod a; mod b; mod m;"),
            ("a", "mod inside { use super::super::b::B; use crate::make; } fn f() { inside::x() }"),
            ("b", "struct B;"),
            ("m", "macro_rules! make { () => { $crate::b::B } }"),
        ]);
        assert_eq!(found, ["a -> b", "a -> m", "m -> b"]);
    }

    #[test]
    fn files_behind_a_macro_are_read_and_files_for_tests_are_not() {
        let found = arrows(&[
            ("", "modules! { a, b } #[cfg(test)] mod tests;"),
            ("a", "use crate::Item;"),
            ("b", "pub struct Item;"),
            ("tests", "use crate::a::A;"),
            ("tests::more", "use crate::a::A;"),
        ]);
        assert_eq!(found, ["a -> b"]);
    }
}
