//! What a value must be like, and which values of a column are.

use memchr::memmem::Finder;

use crate::{
    column::Column,
    pattern::Pattern,
    phone,
    words::{beginnings, ends, words},
};

/// A value that meets a criterion without being better than another.
pub(crate) const MEETS: u8 = 1;
/// It holds what was wanted.
const HOLDS: u8 = 2;
/// It begins with it.
const BEGINS: u8 = 3;
/// It is all of it.
const IS: u8 = 4;

/// What a text must be like. All texts are folded.
#[derive(Debug, Clone)]
pub(crate) enum Matcher {
    /// One of these.
    Whole(Vec<String>),
    /// A word of it is the beginning of one of these; a blank one is the beginning of all.
    Beginning(Vec<String>),
    /// One of these stands in it as whole words.
    Term(Vec<String>),
    /// One of these stands in it; a blank one stands everywhere.
    Within(Vec<String>),
    /// All of it matches.
    Pattern(Pattern),
    /// One of its words matches.
    Word(Pattern),
    /// Anything.
    Present,
    /// Within these bounds.
    Between(Bounds<String>),
}

/// Two ends, each with whether it belongs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Bounds<T> {
    pub(crate) lower: Option<(T, bool)>,
    pub(crate) upper: Option<(T, bool)>,
}

impl<T: Ord> Bounds<T> {
    pub(crate) fn hold<V: Ord + ?Sized>(&self, value: &V, read: impl Fn(&T) -> &V) -> bool {
        let above = self.lower.as_ref().is_none_or(|(bound, belongs)| {
            let bound = read(bound);
            value > bound || *belongs && value == bound
        });
        above
            && self.upper.as_ref().is_none_or(|(bound, belongs)| {
                let bound = read(bound);
                value < bound || *belongs && value == bound
            })
    }
}

/// How a text that begins so far from the start of a value, and from its end, stands in it.
const fn worth(before: usize, behind: usize) -> u8 {
    match (before, behind) {
        (0, 0) => IS,
        (0, _) => BEGINS,
        _ => HOLDS,
    }
}

impl Matcher {
    /// What one value is worth: 0 if it does not match.
    pub(crate) fn of_value(&self, value: &str, is_contact: bool) -> u8 {
        let number = if is_contact { self.of_number(value) } else { 0 };
        let text = match self {
            Self::Whole(wanted) => u8::from(wanted.iter().any(|wanted| wanted == value)) * IS,
            Self::Beginning(wanted) => best(wanted, |wanted| {
                let begin = |begin: usize| value[begin..].starts_with(wanted).then_some(begin);
                let found = beginnings(value).find_map(begin)?;
                Some(worth(found, value.len() - found - wanted.len()))
            }),
            Self::Term(wanted) => best(wanted, |wanted| {
                let begin = |begin: usize| {
                    let rest = value[begin..].strip_prefix(wanted)?;
                    ends(wanted, rest).then_some(begin)
                };
                let found = beginnings(value).find_map(begin)?;
                Some(worth(found, value.len() - found - wanted.len()))
            }),
            Self::Within(wanted) => best(wanted, |wanted| {
                let found = value.find(wanted)?;
                Some(worth(found, value.len() - found - wanted.len()))
            }),
            Self::Pattern(pattern) => u8::from(pattern.fits(value)),
            Self::Word(pattern) => u8::from(words(value).any(|word| pattern.fits(word))),
            Self::Present => MEETS,
            Self::Between(bounds) => u8::from(bounds.hold(value, String::as_str)),
        };
        text.max(number)
    }

    /// What a number is worth to somebody who spells it otherwise.
    fn of_number(&self, value: &str) -> u8 {
        let Some(digits) = phone::digits(value) else { return 0 };
        let spellings = |wanted: &[String], fits: &dyn Fn(&str) -> u8| {
            let spellings = wanted.iter().flat_map(|wanted| phone::spellings(wanted));
            spellings.map(|spelling| fits(&spelling)).max().unwrap_or_default()
        };
        match self {
            Self::Whole(wanted) | Self::Term(wanted) => {
                spellings(wanted, &|wanted| u8::from(phone::is_whole(digits, wanted)) * IS)
            }
            Self::Beginning(wanted) => spellings(wanted, &|wanted| {
                let rest = digits.strip_prefix(wanted);
                rest.map_or(0, |rest| worth(0, rest.len()))
            }),
            Self::Within(wanted) => spellings(wanted, &|wanted| {
                let found = digits.find(wanted);
                found.map_or(0, |found| worth(found, digits.len() - found - wanted.len()))
            }),
            _ => 0,
        }
    }

    /// Calls with each value of the column that matches, perhaps more than once, and its worth.
    pub(crate) fn each(&self, column: &Column, is_contact: bool, mut take: impl FnMut(u32, u8)) {
        if is_contact {
            self.each_number(column, &mut take);
        }
        let whole = 0..column.distinct();
        match self {
            Self::Whole(wanted) => {
                wanted
                    .iter()
                    .filter_map(|wanted| column.find(wanted).ok())
                    .for_each(|place| take(place, IS));
            }
            Self::Beginning(wanted) | Self::Within(wanted)
                if wanted.iter().any(String::is_empty) =>
            {
                // What is blank finds all, but others may find them better.
                whole.clone().for_each(|place| take(place, MEETS));
                let rest: Vec<String> =
                    wanted.iter().filter(|wanted| !wanted.is_empty()).cloned().collect();
                if !rest.is_empty() {
                    let rest = match self {
                        Self::Beginning(_) => Self::Beginning(rest),
                        _ => Self::Within(rest),
                    };
                    rest.each(column, false, take);
                }
            }
            Self::Beginning(wanted) => {
                for wanted in wanted {
                    each_word(column, wanted, |_| true, &mut take);
                }
            }
            Self::Term(wanted) => {
                for wanted in wanted.iter().filter(|wanted| !wanted.is_empty()) {
                    each_word(column, wanted, |rest| ends(wanted, rest), &mut take);
                }
            }
            Self::Within(wanted) => {
                for wanted in wanted {
                    each_part(column, wanted, |place, found| {
                        let (start, end) = (column.start(place), column.end(place));
                        take(place, worth(found - start, end - found - wanted.len()));
                    });
                }
            }
            Self::Pattern(_) | Self::Word(_) => {
                for place in whole {
                    let worth = self.of_value(column.value(place), false);
                    if worth > 0 {
                        take(place, worth);
                    }
                }
            }
            Self::Present => whole.for_each(|place| take(place, MEETS)),
            Self::Between(Bounds { lower, upper }) => {
                let edge = |bound: &str, after: bool| match column.find(bound) {
                    Ok(place) => place + u32::from(after),
                    Err(place) => place,
                };
                let first = lower.as_ref().map_or(0, |(bound, belongs)| edge(bound, !belongs));
                let last = upper
                    .as_ref()
                    .map_or(column.distinct(), |(bound, belongs)| edge(bound, *belongs));
                (first..last).for_each(|place| take(place, MEETS));
            }
        }
    }

    fn each_number(&self, column: &Column, take: &mut impl FnMut(u32, u8)) {
        let (Self::Whole(wanted)
        | Self::Term(wanted)
        | Self::Beginning(wanted)
        | Self::Within(wanted)) = self
        else {
            return;
        };
        for spelling in wanted.iter().flat_map(|wanted| phone::spellings(wanted)) {
            each_part(column, &spelling, |place, _| {
                let worth = self.of_number(column.value(place));
                if worth > 0 {
                    take(place, worth);
                }
            });
        }
    }
}

/// What the best of several texts is worth; what is blank is met by all.
fn best(wanted: &[String], fits: impl Fn(&str) -> Option<u8>) -> u8 {
    let worth = |wanted: &String| {
        if wanted.is_empty() { Some(MEETS) } else { fits(wanted) }
    };
    wanted.iter().filter_map(worth).max().unwrap_or_default()
}

/// Values in which a word begins so, if what follows fits.
fn each_word(
    column: &Column,
    wanted: &str,
    fits: impl Fn(&str) -> bool,
    take: &mut impl FnMut(u32, u8),
) {
    for begin in column.words_with(wanted) {
        let begin = *begin as usize;
        let place = column.value_at(begin, 0);
        let end = column.end(place);
        if fits(&column.text()[begin + wanted.len()..end]) {
            take(place, worth(begin - column.start(place), end - begin - wanted.len()));
        }
    }
}

/// Values that hold a text, each once, with where it stands first.
fn each_part(column: &Column, wanted: &str, mut take: impl FnMut(u32, usize)) {
    let text = column.text().as_bytes();
    let finder = Finder::new(wanted);
    let (mut from, mut last) = (0, 0);
    while let Some(found) = finder.find(&text[from..]) {
        let found = from + found;
        let place = column.value_at(found, last);
        take(place, found);
        // One is enough: on with the next value.
        (from, last) = (column.end(place), place);
    }
}
