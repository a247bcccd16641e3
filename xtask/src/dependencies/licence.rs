//! Licence expressions of SPDX: `(MIT OR Apache-2.0) AND Unicode-3.0`.

/// An expression, taken apart.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Licence {
    /// A licence, with its exception if it has one.
    One(String),
    Either(Box<Self>, Box<Self>),
    Both(Box<Self>, Box<Self>),
}

impl Licence {
    /// Takes an expression apart. An older spelling puts `/` for `OR`.
    pub(super) fn parse(text: &str) -> Result<Self, String> {
        let spaced = text.replace('(', " ( ").replace(')', " ) ").replace('/', " OR ");
        let mut words = spaced.split_whitespace().peekable();
        let licence = either(&mut words)?;
        match words.next() {
            None => Ok(licence),
            Some(word) => Err(format!("`{word}` comes after its end")),
        }
    }

    /// Is it met where these licences are allowed?
    pub(super) fn is_met(&self, allowed: &impl Fn(&str) -> bool) -> bool {
        match self {
            Self::One(licence) => allowed(licence),
            Self::Either(left, right) => left.is_met(allowed) || right.is_met(allowed),
            Self::Both(left, right) => left.is_met(allowed) && right.is_met(allowed),
        }
    }
}

type Words<'w> = std::iter::Peekable<std::str::SplitWhitespace<'w>>;

fn either(words: &mut Words<'_>) -> Result<Licence, String> {
    let mut left = both(words)?;
    while words.next_if_eq(&"OR").is_some() {
        left = Licence::Either(Box::new(left), Box::new(both(words)?));
    }
    Ok(left)
}

/// `AND` binds stronger than `OR`.
fn both(words: &mut Words<'_>) -> Result<Licence, String> {
    let mut left = one(words)?;
    while words.next_if_eq(&"AND").is_some() {
        left = Licence::Both(Box::new(left), Box::new(one(words)?));
    }
    Ok(left)
}

fn one(words: &mut Words<'_>) -> Result<Licence, String> {
    match words.next() {
        Some("(") => {
            let inner = either(words)?;
            words.next_if_eq(&")").map(|_| inner).ok_or_else(|| "a `)` is missing".to_owned())
        }
        Some(word) if !["AND", "OR", "WITH", ")"].contains(&word) => {
            let Some(_) = words.next_if_eq(&"WITH") else {
                return Ok(Licence::One(word.to_owned()));
            };
            let exception = words.next().ok_or("nothing comes after `WITH`")?;
            Ok(Licence::One(format!("{word} WITH {exception}")))
        }
        Some(word) => Err(format!("`{word}` stands where a licence should")),
        None => Err("it ends where a licence should stand".to_owned()),
    }
}
