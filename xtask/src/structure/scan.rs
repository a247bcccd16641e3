//! Reads what one source file imports, token by token.
//!
//! Tokens and not a syntax tree, because half of the paths stand in the arguments of macros.

use std::collections::{BTreeMap, BTreeSet};

use proc_macro2::{Delimiter, TokenStream, TokenTree};

/// The words of a path as it is written: `["crate", "users", "present"]`.
pub(super) type Path = Vec<String>;

/// One name that a `use` brings in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Import {
    pub(super) path: Path,
    /// It can be seen from outside: its own module need not use it.
    pub(super) is_public: bool,
}

/// A module as it is written, in a file of its own or between braces.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Module {
    /// What `use` brings in, by the name it has here.
    pub(super) names: BTreeMap<String, Import>,
    /// Modules of which everything is brought in, but for what is only handed on.
    pub(super) globs: Vec<Path>,
    /// Paths that stand in the code.
    pub(super) paths: BTreeSet<Path>,
    /// Single words that stand in the code.
    pub(super) words: BTreeSet<String>,
    /// Types, functions, constants and macros that are written here.
    pub(super) items: BTreeSet<String>,
    /// Modules with a file of their own that are compiled for tests alone.
    pub(super) tests: BTreeSet<String>,
    /// Modules between braces.
    pub(super) inline: BTreeMap<String, Module>,
}

/// The words before the name of an item.
const ITEMS: [&str; 7] = ["struct", "enum", "trait", "type", "fn", "const", "static"];

/// Reads a file. What is compiled for its own tests alone is left out.
pub(super) fn scan(text: &str) -> Result<Module, String> {
    let tokens: TokenStream = text.parse().map_err(|error| format!("{error}"))?;
    let mut module = Module::default();
    module.read(&tokens.into_iter().collect::<Vec<_>>());
    Ok(module)
}

impl Module {
    fn read(&mut self, tokens: &[TokenTree]) {
        let mut at = 0;
        while let Some(token) = tokens.get(at) {
            at += match token {
                TokenTree::Punct(punct) if punct.as_char() == '#' => {
                    let length = attribute(&tokens[at..]);
                    self.tests.extend(module_at_the_end(&tokens[at..at + length]));
                    length
                }
                TokenTree::Group(group) => {
                    self.read(&group.stream().into_iter().collect::<Vec<_>>());
                    1
                }
                TokenTree::Ident(word) if word == "use" && !is_capture(&tokens[at..]) => {
                    let end = until_semicolon(&tokens[at..]);
                    let is_public = is_public(&tokens[..at]);
                    self.import(&tokens[at + 1..at + end], &Path::new(), is_public);
                    end
                }
                TokenTree::Ident(word) if word == "mod" => self.module(&tokens[at..]),
                TokenTree::Ident(word) if word == "macro_rules" => {
                    self.items.extend(tokens.get(at + 2).map(ToString::to_string));
                    3
                }
                TokenTree::Ident(word) if ITEMS.iter().any(|item| word == item) => {
                    if let Some(TokenTree::Ident(name)) = tokens.get(at + 1) {
                        self.items.insert(name.to_string());
                    }
                    1
                }
                TokenTree::Ident(_) if follows_a_path(&tokens[..at]) => 1,
                TokenTree::Ident(_) => self.path(&tokens[at..]),
                _ => 1,
            };
        }
    }

    /// Reads `mod name;` or `mod name { … }`, and answers how many tokens it is.
    fn module(&mut self, tokens: &[TokenTree]) -> usize {
        let Some(TokenTree::Ident(name)) = tokens.get(1) else { return 1 };
        match tokens.get(2) {
            Some(TokenTree::Group(group)) if group.delimiter() == Delimiter::Brace => {
                let inside = self.inline.entry(name.to_string()).or_default();
                inside.read(&group.stream().into_iter().collect::<Vec<_>>());
                3
            }
            _ => 3,
        }
    }

    /// Reads a path that stands in the code, and answers how many tokens it is.
    fn path(&mut self, tokens: &[TokenTree]) -> usize {
        let (path, length) = words(tokens);
        if path.len() > 1 {
            self.paths.insert(path);
        } else {
            self.words.extend(path);
        }
        length
    }

    /// Reads the tree of a `use`.
    fn import(&mut self, tokens: &[TokenTree], before: &Path, is_public: bool) {
        let tokens = if is_double_colon(tokens) { &tokens[2..] } else { tokens };
        let (path, length) = words(tokens);
        let mut path = [before.clone(), path].concat();
        let rest = &tokens[length..];
        let rest = if is_double_colon(rest) { &rest[2..] } else { rest };
        match rest.first() {
            Some(TokenTree::Group(group)) => {
                let inside: Vec<_> = group.stream().into_iter().collect();
                let comma = |token: &TokenTree| matches!(token, TokenTree::Punct(punct) if punct.as_char() == ',');
                for part in inside.split(comma).filter(|part| !part.is_empty()) {
                    self.import(part, &path, is_public);
                }
            }
            Some(TokenTree::Punct(punct)) if punct.as_char() == '*' => {
                self.globs.extend((!is_public).then_some(path));
            }
            other => {
                if path.last().is_some_and(|word| word == "self") && path.len() > 1 {
                    path.pop();
                }
                let renamed = match (other, rest.get(1)) {
                    (Some(TokenTree::Ident(_)), Some(TokenTree::Ident(name))) => {
                        Some(name.to_string())
                    }
                    _ => path.last().cloned(),
                };
                if let Some(name) = renamed.filter(|name| name != "_") {
                    self.names.insert(name, Import { path, is_public });
                } else {
                    self.paths.insert(path);
                }
            }
        }
    }
}

/// The words of a path at the beginning of these tokens, and how many tokens they are.
fn words(tokens: &[TokenTree]) -> (Path, usize) {
    let mut path = Path::new();
    let mut at = 0;
    while let Some(TokenTree::Ident(word)) = tokens.get(at) {
        // `as` is no word of a path: `use a as b`.
        if word == "as" && at > 0 {
            break;
        }
        path.push(word.to_string());
        at += 1;
        if !(is_double_colon(&tokens[at..])
            && matches!(tokens.get(at + 2), Some(TokenTree::Ident(_))))
        {
            break;
        }
        at += 2;
    }
    (path, at)
}

fn is_double_colon(tokens: &[TokenTree]) -> bool {
    let is_colon =
        |at: usize| matches!(tokens.get(at), Some(TokenTree::Punct(p)) if p.as_char() == ':');
    is_colon(0) && is_colon(1)
}

/// Does what comes next belong to a path, a field or a method that has begun before?
fn follows_a_path(before: &[TokenTree]) -> bool {
    match before.last() {
        Some(TokenTree::Punct(punct)) if punct.as_char() == '.' => true,
        _ => before.len() > 1 && is_double_colon(&before[before.len() - 2..]),
    }
}

fn is_public(before: &[TokenTree]) -> bool {
    let is_pub =
        |token: Option<&TokenTree>| matches!(token, Some(TokenTree::Ident(word)) if word == "pub");
    let last = before.len().checked_sub(1).and_then(|at| before.get(at));
    let last_but_one = before.len().checked_sub(2).and_then(|at| before.get(at));
    is_pub(last) || (matches!(last, Some(TokenTree::Group(_))) && is_pub(last_but_one))
}

/// Is it `use<'a>` in a return type?
fn is_capture(tokens: &[TokenTree]) -> bool {
    matches!(tokens.get(1), Some(TokenTree::Punct(punct)) if punct.as_char() == '<')
}

fn until_semicolon(tokens: &[TokenTree]) -> usize {
    let is_end =
        |token: &TokenTree| matches!(token, TokenTree::Punct(punct) if punct.as_char() == ';');
    tokens.iter().position(is_end).unwrap_or(tokens.len())
}

/// How many tokens an attribute is; with the item that follows, if that is for tests alone.
fn attribute(tokens: &[TokenTree]) -> usize {
    let inner = matches!(tokens.get(1), Some(TokenTree::Punct(punct)) if punct.as_char() == '!');
    let at = if inner { 2 } else { 1 };
    let Some(TokenTree::Group(group)) = tokens.get(at) else { return 1 };
    if !is_for_tests(&group.stream().into_iter().collect::<Vec<_>>()) {
        return at + 1;
    }
    if inner {
        return tokens.len();
    }
    let ends = |token: &TokenTree| match token {
        TokenTree::Punct(punct) => punct.as_char() == ';',
        TokenTree::Group(group) => group.delimiter() == Delimiter::Brace,
        _ => false,
    };
    // The groups of further attributes have brackets, so that they end nothing.
    let rest = &tokens[at + 1..];
    at + 1 + rest.iter().position(ends).map_or(rest.len(), |end| end + 1)
}

/// The name in `… mod name;`.
fn module_at_the_end(tokens: &[TokenTree]) -> Option<String> {
    let [.., TokenTree::Ident(word), TokenTree::Ident(name), TokenTree::Punct(_)] = tokens else {
        return None;
    };
    (word == "mod").then(|| name.to_string())
}

/// Is this the inside of `#[cfg(test)]`?
fn is_for_tests(attribute: &[TokenTree]) -> bool {
    let [TokenTree::Ident(name), TokenTree::Group(condition)] = attribute else { return false };
    let words: Vec<_> = condition.stream().into_iter().map(|token| token.to_string()).collect();
    name == "cfg" && words == ["test"]
}

#[cfg(test)]
mod tests {
    use super::scan;

    fn path(text: &str) -> Vec<String> {
        text.split("::").map(str::to_owned).collect()
    }

    #[test]
    fn every_name_of_a_use_is_read() {
        let read = scan(
            "pub(crate) use crate::audit::{self, Change as Changed, record::{By, self}};
             use super::*; pub use below::*; use members::EDIT; use crate::shared::Hidden as _;",
        );
        let read = read.unwrap();
        let names: Vec<_> = read
            .names
            .iter()
            .map(|(name, import)| (name.as_str(), import.path.join("::"), import.is_public))
            .collect();
        assert_eq!(
            names,
            [
                ("By", "crate::audit::record::By".to_owned(), true),
                ("Changed", "crate::audit::Change".to_owned(), true),
                ("EDIT", "members::EDIT".to_owned(), false),
                ("audit", "crate::audit".to_owned(), true),
                ("record", "crate::audit::record".to_owned(), true),
            ]
        );
        assert_eq!(read.globs, [path("super")]);
        assert!(read.paths.contains(&path("crate::shared::Hidden")));
    }

    #[test]
    fn paths_in_code_types_and_macros_are_read_and_comments_and_texts_are_not() {
        let read = scan(
            r#"/// See crate::docs::Page.
               fn f(a: crate::types::A) -> B { a.users::<crate::turbo::Fish>(); // crate::comment::C
                   json!({ "crate::text::D": crate::values::e(), x: super::above::F }) }"#,
        );
        let read = read.unwrap();
        let paths: Vec<_> = read.paths.iter().map(|path| path.join("::")).collect();
        assert_eq!(
            paths,
            ["crate::turbo::Fish", "crate::types::A", "crate::values::e", "super::above::F"]
        );
        assert!(read.words.contains("B"));
    }

    #[test]
    fn what_is_for_tests_alone_is_left_out() {
        let read = scan(
            "#[cfg(test)] use crate::a::A; #[cfg(test)] mod tests; #[cfg(test)] #[expect(x)]
             mod more { use crate::b::B; } #[cfg(not(test))] mod real; #[cfg(test)]
             fn f() { crate::c::d() } mod inside { use crate::e::E; }",
        );
        let read = read.unwrap();
        assert_eq!((read.names.len(), read.paths.len()), (0, 0));
        assert_eq!(read.tests.into_iter().collect::<Vec<_>>(), ["tests"]);
        assert!(read.inline["inside"].names.contains_key("E"));
        let whole = scan("#![cfg(test)] use crate::a::A;").unwrap();
        assert!(whole.names.is_empty());
    }
}
