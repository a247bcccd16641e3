//! The words of a statement.

/// A word or a sign, or what is in parentheses.
#[derive(Debug, PartialEq)]
pub(super) enum Part<'s> {
    Word(&'s str),
    Group(Vec<Part<'s>>),
}

impl<'s> Part<'s> {
    pub(super) fn word(&self) -> Option<&'s str> {
        match self {
            Part::Word(word) => Some(word),
            Part::Group(_) => None,
        }
    }

    pub(super) fn is(&self, word: &str) -> bool {
        self.word().is_some_and(|own| own.eq_ignore_ascii_case(word))
    }

    pub(super) fn is_any(&self, words: &[&str]) -> bool {
        words.iter().any(|word| self.is(word))
    }

    /// Is it a query in parentheses?
    pub(super) fn is_query(&self) -> bool {
        let begin = ["SELECT", "WITH", "INSERT", "UPDATE", "DELETE"];
        matches!(self, Part::Group(inner) if inner.first().is_some_and(|part| part.is_any(&begin)))
    }
}

/// The parts of a statement. A text between quotes is one word.
pub(super) fn parts(sql: &str) -> Vec<Part<'_>> {
    group(&mut &*sql)
}

/// The parts up to the parenthesis that closes the group, or up to the end.
fn group<'s>(rest: &mut &'s str) -> Vec<Part<'s>> {
    let is_in_word = |c: char| c.is_alphanumeric() || matches!(c, '_' | '.' | '$');
    let mut parts = Vec::new();
    while let Some(first) = rest.chars().next() {
        let length = match first {
            // A doubled quote closes and opens again, which is as good.
            '\'' => rest[1..].find('\'').map_or(rest.len(), |end| end + 2),
            c if is_in_word(c) => rest.find(|c| !is_in_word(c)).unwrap_or(rest.len()),
            c => c.len_utf8(),
        };
        let (word, after) = rest.split_at(length);
        *rest = after;
        match first {
            '(' => parts.push(Part::Group(group(rest))),
            ')' => break,
            c if c.is_whitespace() => {}
            _ => parts.push(Part::Word(word)),
        }
    }
    parts
}
