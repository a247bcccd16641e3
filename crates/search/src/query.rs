//! A search, compiled.

use std::{
    collections::HashSet,
    sync::{Arc, atomic::AtomicBool},
};

use crate::{
    Id, Kind, Sort,
    matcher::{Bounds, Matcher},
};

/// What is searched for, in what order, and which part of the results is wanted.
#[derive(Debug, Clone)]
pub struct Query {
    pub(crate) node: Node,
    /// Keys of the order, the most important first; what is equal in all is ordered by id.
    pub sort: Vec<Sort>,
    /// Results before the part.
    pub offset: usize,
    /// Results in the part, at most.
    pub size: usize,
}

impl Query {
    /// Everything, by id.
    pub const fn everything() -> Self {
        Self { node: Node::All, sort: Vec::new(), offset: 0, size: usize::MAX }
    }
}

/// What can be found at all, whatever is searched for.
#[derive(Debug, Clone, Default)]
pub struct Scope {
    /// Only documents whose text in this column is one of these.
    pub only: Vec<(usize, Vec<String>)>,
    /// Only documents with these ids.
    pub ids: Option<HashSet<Id>>,
    /// Of the entities that documents refer to in this column, only these are seen.
    pub seen: Vec<(usize, HashSet<String>)>,
    /// Set when nobody waits for the answer any more: what is found then is not complete.
    pub given_up: Arc<AtomicBool>,
}

/// Criteria, joined.
#[derive(Debug, Clone)]
pub(crate) enum Node {
    All,
    /// One of these tests.
    Any(Vec<Test>),
    And(Vec<Node>),
    Or(Vec<Node>),
    /// The first, but not the second.
    Without(Box<Node>, Box<Node>),
}

/// What a stored field must be like.
#[derive(Debug, Clone)]
pub(crate) struct Test {
    pub(crate) column: usize,
    pub(crate) what: What,
}

#[derive(Debug, Clone)]
pub(crate) enum What {
    Id(Matcher),
    Text(Matcher),
    Contact(Matcher),
    Reference(Matcher),
    Number(NumberTest),
}

#[derive(Debug, Clone)]
pub(crate) enum NumberTest {
    Is(Vec<i64>),
    Between(Bounds<i64>),
    Present,
}

impl NumberTest {
    pub(crate) fn fits(&self, number: i64) -> bool {
        match self {
            Self::Is(numbers) => numbers.contains(&number),
            Self::Between(bounds) => bounds.hold(&number, |bound| bound),
            Self::Present => true,
        }
    }
}

/// A test of a text of this kind.
pub(crate) const fn of_kind(kind: Kind, matcher: Matcher) -> What {
    match kind {
        Kind::Id => What::Id(matcher),
        Kind::Contact => What::Contact(matcher),
        Kind::Reference | Kind::Status => What::Reference(matcher),
        Kind::Text | Kind::Number | Kind::Date => What::Text(matcher),
    }
}

/// All of `and`, or one of `or`, and none of `not`.
pub(crate) fn joined(and: Vec<Node>, or: Vec<Node>, not: Vec<Node>) -> Node {
    let mut ways = or;
    if !and.is_empty() || ways.is_empty() {
        ways.insert(0, all_of(and));
    }
    let all = if ways.len() == 1 { ways.remove(0) } else { Node::Or(ways) };
    match not.len() {
        0 => all,
        _ => Node::Without(Box::new(all), Box::new(Node::Or(not))),
    }
}

fn all_of(mut nodes: Vec<Node>) -> Node {
    match nodes.len() {
        0 => Node::All,
        1 => nodes.remove(0),
        _ => Node::And(nodes),
    }
}
