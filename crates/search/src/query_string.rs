//! Query strings, in the syntax of Lucene.
//!
//! Words, `"phrases"`, `field:`, `( )`, AND, OR, NOT, `&&`, `||`, `!`, `+`, `-`, `*`, `?`,
//! `/expressions/`, `[a TO b]`, `{a TO b}` and `\` before a sign are understood; words without
//! anything between them are joined by OR. A boost such as `^2` changes nothing, and `~` is refused.

mod leaf;

use crate::{
    pattern::Wild,
    query::{Node, joined},
    reading::{Reading, Target},
};

/// Longer ones are refused.
const MAX_LENGTH: usize = 1_000;
/// Parentheses are nested no deeper.
const MAX_DEPTH: usize = 20;

/// Why a query string is refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct BadQuery {
    /// Where, in characters from 1.
    at: usize,
    why: String,
}

impl BadQuery {
    /// What is allowed instead.
    pub(crate) fn allowed(&self) -> String {
        let Self { at, why } = self;
        format!("a query of at most {MAX_LENGTH} characters; {why} at position {at}")
    }
}

type Result<T> = std::result::Result<T, BadQuery>;

/// Reads a query string that looks at these fields where it names none.
pub(crate) fn read<'s>(
    reading: &mut Reading<'s>,
    text: &str,
    fields: &[Target<'s>],
) -> Result<Node> {
    let text: Vec<char> = text.chars().collect();
    if text.len() > MAX_LENGTH {
        return Err(BadQuery { at: MAX_LENGTH + 1, why: "too much".to_owned() });
    }
    let mut reader = Reader { text, at: 0, reading, depth: 0 };
    let node = reader.list(fields)?;
    reader.skip_blanks();
    if reader.at < reader.text.len() {
        return Err(reader.refused("there is nothing to close"));
    }
    Ok(node)
}

struct Reader<'r, 's> {
    text: Vec<char>,
    at: usize,
    reading: &'r mut Reading<'s>,
    depth: usize,
}

/// Must a clause hold?
#[derive(Clone, Copy, PartialEq, Eq)]
enum Occurs {
    May,
    Must,
    MustNot,
}

/// What stands in place of a word.
enum Word {
    Plain(String),
    Wild(Vec<Wild>),
    Phrase(String),
    Expression(String),
    Range { lower: Option<(String, bool)>, upper: Option<(String, bool)> },
}

impl<'s> Reader<'_, 's> {
    /// Clauses up to a closing parenthesis or the end.
    fn list(&mut self, fields: &[Target<'s>]) -> Result<Node> {
        let (mut must, mut may, mut not) = (Vec::new(), Vec::new(), Vec::new());
        let mut first = true;
        loop {
            self.skip_blanks();
            if self.peek().is_none_or(|letter| letter == ')') {
                break;
            }
            if !first && (self.keyword("OR") || self.sign("||")) {
                self.skip_blanks();
            }
            first = false;
            let (occurs, node) = self.conjunction(fields)?;
            match occurs {
                Occurs::Must => must.push(node),
                Occurs::May => may.push(node),
                Occurs::MustNot => not.push(node),
            }
        }
        if !must.is_empty() {
            may.clear();
        }
        Ok(joined(must, may, not))
    }

    /// Clauses with AND between them.
    fn conjunction(&mut self, fields: &[Target<'s>]) -> Result<(Occurs, Node)> {
        let first = self.clause(fields)?;
        let mut all = vec![first];
        loop {
            self.skip_blanks();
            if !(self.keyword("AND") || self.sign("&&")) {
                break;
            }
            all.push(self.clause(fields)?);
        }
        if all.len() == 1 {
            return Ok(all.remove(0));
        }
        let (not, and): (Vec<_>, Vec<_>) =
            all.into_iter().partition(|(occurs, _)| *occurs == Occurs::MustNot);
        let nodes = |of: Vec<(Occurs, Node)>| of.into_iter().map(|(_, node)| node).collect();
        Ok((Occurs::May, joined(nodes(and), Vec::new(), nodes(not))))
    }

    fn clause(&mut self, fields: &[Target<'s>]) -> Result<(Occurs, Node)> {
        let mut occurs = Occurs::May;
        loop {
            self.skip_blanks();
            occurs = match self.peek() {
                Some('+') => Occurs::Must,
                Some('-' | '!') => Occurs::MustNot,
                _ if self.keyword("NOT") => {
                    occurs = Occurs::MustNot;
                    continue;
                }
                _ => break,
            };
            self.at += 1;
        }
        Ok((occurs, self.primary(fields)?))
    }

    fn primary(&mut self, fields: &[Target<'s>]) -> Result<Node> {
        let node = if self.take('(') {
            self.depth += 1;
            if self.depth > MAX_DEPTH {
                return Err(self.refused("too many parentheses within each other"));
            }
            let node = self.list(fields)?;
            self.depth -= 1;
            if !self.take(')') {
                return Err(self.refused("a parenthesis is not closed"));
            }
            node
        } else {
            let start = self.at;
            let word = self.word()?;
            if self.take(':') {
                return self.in_field(start, &word);
            }
            self.leaf(start, &word, fields)?
        };
        self.boost()?;
        Ok(node)
    }

    /// What follows the name of a field and a colon.
    fn in_field(&mut self, start: usize, name: &Word) -> Result<Node> {
        let name = match name {
            Word::Plain(name) => name.clone(),
            Word::Wild(parts) if parts.as_slice() == [Wild::Any] => {
                // `*:*` is everything.
                self.word()?;
                return Ok(Node::All);
            }
            _ => return Err(BadQuery { at: start + 1, why: "no name of a field".to_owned() }),
        };
        let field = self.reading.target(&name).ok_or_else(|| {
            let known = self.reading.names(&name);
            BadQuery { at: start + 1, why: format!("[{name}] is none of the fields {known}") }
        })?;
        self.skip_blanks();
        self.primary(&[field])
    }

    fn boost(&mut self) -> Result<()> {
        if self.take('~') {
            self.at -= 1;
            return Err(self.refused("`~` is not understood; write `\\~` for the sign"));
        }
        if self.take('^') {
            let is_number = |letter: char| letter.is_ascii_digit() || letter == '.';
            let start = self.at;
            while self.peek().is_some_and(is_number) {
                self.at += 1;
            }
            if self.at == start {
                return Err(self.refused("a number is missing behind `^`"));
            }
        }
        Ok(())
    }

    fn word(&mut self) -> Result<Word> {
        match self.peek() {
            Some('"') => self.until('"', "quotes are not closed").map(Word::Phrase),
            Some('/') => self.until('/', "a slash is not closed").map(Word::Expression),
            Some('[' | '{') => self.range(),
            _ => self.plain(),
        }
    }

    /// A word with or without wildcards.
    fn plain(&mut self) -> Result<Word> {
        let (mut parts, mut text) = (Vec::new(), String::new());
        let start = self.at;
        while let Some(letter) = self.peek() {
            match letter {
                '*' | '?' => {
                    if !text.is_empty() {
                        parts.push(Wild::Text(std::mem::take(&mut text)));
                    }
                    parts.push(if letter == '*' { Wild::Any } else { Wild::One });
                }
                '\\' => {
                    self.at += 1;
                    let letter = self.peek();
                    text.push(letter.ok_or_else(|| self.refused("a sign is missing behind `\\`"))?);
                }
                letter if letter.is_whitespace() || "():\"[]{}^~".contains(letter) => break,
                letter => text.push(letter),
            }
            self.at += 1;
        }
        if self.at == start {
            return Err(self.refused("a word is missing"));
        }
        if parts.is_empty() {
            return Ok(Word::Plain(text));
        }
        if !text.is_empty() {
            parts.push(Wild::Text(text));
        }
        Ok(Word::Wild(parts))
    }

    /// What stands between two signs.
    fn until(&mut self, end: char, open: &str) -> Result<String> {
        let start = self.at;
        self.at += 1;
        let mut text = String::new();
        while let Some(letter) = self.peek() {
            self.at += 1;
            match letter {
                letter if letter == end => return Ok(text),
                '\\' => {
                    let next = self.peek();
                    // An expression has signs of its own behind a backslash.
                    if end == '/' && next != Some('/') {
                        text.push('\\');
                    }
                    text.extend(next);
                    self.at += 1;
                }
                letter => text.push(letter),
            }
        }
        Err(BadQuery { at: start + 1, why: open.to_owned() })
    }

    fn range(&mut self) -> Result<Word> {
        let start = self.at;
        let lower_belongs = self.peek() == Some('[');
        self.at += 1;
        let lower = self.bound()?;
        self.skip_blanks();
        if !self.keyword("TO") {
            return Err(self.refused("TO is missing in a range"));
        }
        let upper = self.bound()?;
        self.skip_blanks();
        let upper_belongs = match self.peek() {
            Some(']') => true,
            Some('}') => false,
            _ => return Err(BadQuery { at: start + 1, why: "a range is not closed".to_owned() }),
        };
        self.at += 1;
        Ok(Word::Range {
            lower: lower.map(|bound| (bound, lower_belongs)),
            upper: upper.map(|bound| (bound, upper_belongs)),
        })
    }

    /// An end of a range; `*` is none.
    fn bound(&mut self) -> Result<Option<String>> {
        self.skip_blanks();
        if self.peek() == Some('"') {
            return self.until('"', "quotes are not closed").map(Some);
        }
        let start = self.at;
        while self.peek().is_some_and(|letter| !letter.is_whitespace() && !"]}".contains(letter)) {
            self.at += 1;
        }
        let text: String = self.text[start..self.at].iter().collect();
        if text.is_empty() {
            return Err(self.refused("an end of a range is missing"));
        }
        Ok(Some(text).filter(|text| text != "*"))
    }

    fn skip_blanks(&mut self) {
        while self.peek().is_some_and(char::is_whitespace) {
            self.at += 1;
        }
    }

    fn peek(&self) -> Option<char> {
        self.text.get(self.at).copied()
    }

    fn take(&mut self, letter: char) -> bool {
        let is = self.peek() == Some(letter);
        self.at += usize::from(is);
        is
    }

    fn sign(&mut self, sign: &str) -> bool {
        let is = sign
            .chars()
            .enumerate()
            .all(|(place, letter)| self.text.get(self.at + place) == Some(&letter));
        self.at += if is { sign.len() } else { 0 };
        is
    }

    /// A word in capitals that is more than a word, if it stands here.
    fn keyword(&mut self, word: &str) -> bool {
        let before = self.at;
        let is = self.sign(word)
            && self.peek().is_none_or(|letter| letter.is_whitespace() || "()\"".contains(letter));
        if !is {
            self.at = before;
        }
        is
    }

    fn refused(&self, why: &str) -> BadQuery {
        BadQuery { at: self.at + 1, why: why.to_owned() }
    }
}
