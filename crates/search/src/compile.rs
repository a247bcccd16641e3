//! Criteria, read: fields looked up, values folded, expressions compiled.

mod values;

use std::collections::BTreeSet;

use values::{matcher, number};

use crate::{
    Field, Key, Kind, Query, Schema, Sort,
    matcher::Matcher,
    query::{Node, Test, What},
    query_string,
};

/// Groups are nested no deeper.
const MAX_DEPTH: usize = 10;
/// Criteria of one search, nested ones too.
const MAX_CRITERIA: usize = 500;
/// Fields × values of one search, over all criteria.
const MAX_TESTS: usize = 20_000;
/// Of these, such as look at every value of a field.
const MAX_SCANS: usize = 100;

/// A condition of a search.
#[derive(Debug, Clone)]
pub struct Criterion<'c> {
    /// Where it stands, for refusals: `query[0]`.
    pub path: String,
    /// How it compares.
    pub compare: Compare,
    /// How it joins the others.
    pub join: Join,
    /// The fields that it looks at; one that matches is enough.
    pub fields: &'c [String],
    /// Values, any of which may match.
    pub values: Vec<Value<'c>>,
    /// The lower end of a range.
    pub start: Option<&'c str>,
    /// The upper end of a range.
    pub end: Option<&'c str>,
    /// The pattern of dates.
    pub date_format: Option<&'c str>,
    /// Conditions nested in this one.
    pub group: Vec<Criterion<'c>>,
}

/// A value of a condition.
#[derive(Debug, Clone)]
pub struct Value<'c> {
    /// Where it stands within the condition, for refusals: `value` or `values[0]`.
    pub place: String,
    /// What it is.
    pub text: &'c str,
}

/// How a condition compares.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Compare {
    /// The whole field.
    Exact,
    /// The beginning of a word.
    StartsWith,
    /// Any part.
    Contains,
    /// The whole field, with a regular expression.
    Regex,
    /// Whole words.
    Term,
    /// There is a value.
    RequiredFields,
    /// Everything.
    MatchAll,
    /// A query in the syntax of Lucene.
    QueryString,
    /// From `start` to `end`, both included.
    Range,
    /// Less.
    LessThan,
    /// Less or equal.
    AtMost,
    /// Greater.
    GreaterThan,
    /// Greater or equal.
    AtLeast,
}

impl Compare {
    /// What the API calls it.
    const fn name(self) -> &'static str {
        match self {
            Self::Exact => "EXACT",
            Self::StartsWith => "STARTS_WITH",
            Self::Contains => "CONTAINS",
            Self::Regex => "REGEX",
            Self::Term => "TERM",
            Self::RequiredFields => "REQUIRED_FIELDS",
            Self::MatchAll => "MATCH_ALL",
            Self::QueryString => "QUERY_STRING",
            Self::Range => "RANGE",
            Self::LessThan => "LESS_THAN",
            Self::AtMost => "LESS_THAN_EQUAL_TO",
            Self::GreaterThan => "GREATER_THAN",
            Self::AtLeast => "GREATER_THAN_EQUAL_TO",
        }
    }
}

/// How a condition joins the others.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Join {
    /// It must hold too.
    And,
    /// It may hold instead.
    Or,
    /// It must not hold.
    Not,
}

/// Why criteria are refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// The field of the request.
    pub path: String,
    /// What it has; none if it is missing.
    pub given: Option<String>,
    /// What is allowed.
    pub allowed: String,
}

impl Problem {
    /// The criterion is too much.
    fn of(criterion: &Criterion<'_>, allowed: String) -> Self {
        let given = Some(criterion.compare.name().to_owned());
        Self { path: criterion.path.clone(), given, allowed }
    }
}

/// Criteria that were read.
#[derive(Debug, Clone)]
pub struct Compiled {
    node: Node,
    mentioned: BTreeSet<usize>,
}

impl Compiled {
    /// Does a condition look at this stored field?
    pub fn mentions(&self, column: usize) -> bool {
        self.mentioned.contains(&column)
    }

    /// Is one match better than another?
    pub fn has_scores(&self) -> bool {
        fn scores(node: &Node) -> bool {
            match node {
                Node::All => false,
                Node::Any(tests) => tests.iter().any(|test| match &test.what {
                    What::Number(_) => false,
                    What::Id(matcher)
                    | What::Text(matcher)
                    | What::Contact(matcher)
                    | What::Reference(matcher) => matches!(
                        matcher,
                        Matcher::Whole(_)
                            | Matcher::Beginning(_)
                            | Matcher::Term(_)
                            | Matcher::Within(_)
                    ),
                }),
                Node::And(nodes) | Node::Or(nodes) => nodes.iter().any(scores),
                Node::Without(all, _) => scores(all),
            }
        }
        scores(&self.node)
    }

    /// The query for a part of the results.
    pub fn query(self, sort: Vec<Sort>, offset: usize, size: usize) -> Query {
        Query { node: self.node, sort, offset, size }
    }
}

impl Key {
    /// The stored field to sort by under this name; the error says what is allowed.
    pub fn read(schema: &Schema, name: &str) -> Result<Self, String> {
        let field = schema.field(name).filter(|field| schema.sorts(field));
        let column = field.and_then(|field| schema.behind(field).next());
        let allowed = || schema.names(|field| schema.sorts(field));
        column.map(|(column, _)| Self::Column(column)).ok_or_else(allowed)
    }
}

/// Reads criteria. Those with AND must all hold, or else one with OR; none with NOT may hold.
pub fn compile(schema: &Schema, criteria: &[Criterion<'_>]) -> Result<Compiled, Problem> {
    let mut compiler =
        Compiler { schema, mentioned: BTreeSet::new(), criteria: 0, tests: 0, scans: 0 };
    let node = compiler.all(criteria, 1)?;
    Ok(Compiled { node, mentioned: compiler.mentioned })
}

pub(crate) struct Compiler<'s> {
    pub(crate) schema: &'s Schema,
    pub(crate) mentioned: BTreeSet<usize>,
    criteria: usize,
    tests: usize,
    scans: usize,
}

impl Compiler<'_> {
    fn all(&mut self, criteria: &[Criterion<'_>], depth: usize) -> Result<Node, Problem> {
        let (mut and, mut or, mut not) = (Vec::new(), Vec::new(), Vec::new());
        for criterion in criteria {
            self.criteria += 1;
            if depth > MAX_DEPTH || self.criteria > MAX_CRITERIA {
                let allowed =
                    format!("at most {MAX_CRITERIA} conditions, nested at most {MAX_DEPTH} deep");
                return Err(Problem::of(criterion, allowed));
            }
            let node = self.one(criterion, depth)?;
            match criterion.join {
                Join::And => and.push(node),
                Join::Or => or.push(node),
                Join::Not => not.push(node),
            }
        }
        Ok(joined(and, or, not))
    }

    fn one(&mut self, criterion: &Criterion<'_>, depth: usize) -> Result<Node, Problem> {
        let group = match criterion.group.as_slice() {
            [] => None,
            group => Some(self.all(group, depth + 1)?),
        };
        let is_bare = criterion.fields.iter().all(|field| field.trim().is_empty())
            && criterion.values.is_empty()
            && criterion.start.is_none()
            && criterion.end.is_none();
        match group {
            // What holds a group alone needs nothing of its own.
            Some(group) if is_bare => Ok(group),
            Some(group) => Ok(Node::And(vec![self.own(criterion)?, group])),
            None => self.own(criterion),
        }
    }

    /// What the criterion itself says.
    fn own(&mut self, criterion: &Criterion<'_>) -> Result<Node, Problem> {
        let compare = criterion.compare;
        if compare == Compare::MatchAll {
            return Ok(Node::All);
        }
        let needs_values = !matches!(compare, Compare::RequiredFields | Compare::Range);
        if needs_values && criterion.values.is_empty() {
            let allowed = "a value, or several in values".to_owned();
            return Err(Problem {
                path: format!("{}.value", criterion.path),
                given: None,
                allowed,
            });
        }
        if compare == Compare::Range && criterion.start.is_none() && criterion.end.is_none() {
            let path = format!("{}.startValue", criterion.path);
            let allowed = "startValue, endValue or both".to_owned();
            return Err(Problem { path, given: None, allowed });
        }
        let fields = self.fields(criterion)?;
        if compare == Compare::QueryString {
            return self.query_strings(criterion, &fields);
        }
        let mut tests = Vec::new();
        for field in &fields {
            for (column, kind) in self.schema.behind(field) {
                self.spend(criterion, kind)?;
                self.mentioned.insert(column);
                tests.push(Test { column, what: test(criterion, (field, kind))? });
            }
        }
        Ok(Node::Any(tests))
    }

    fn fields(&self, criterion: &Criterion<'_>) -> Result<Vec<&'static Field>, Problem> {
        let mut fields: Vec<&'static Field> = Vec::new();
        for (place, name) in criterion.fields.iter().enumerate() {
            if name.trim().is_empty() {
                continue;
            }
            let field = self.schema.field(name.trim()).ok_or_else(|| Problem {
                path: format!("{}.fields[{place}]", criterion.path),
                given: Some(name.clone()),
                allowed: self.schema.names(|_| true),
            })?;
            if !fields.contains(&field) {
                fields.push(field);
            }
        }
        if fields.is_empty() && criterion.compare == Compare::QueryString {
            fields = self.schema.usual.iter().filter_map(|name| self.schema.field(name)).collect();
        }
        if fields.is_empty() {
            return Err(Problem {
                path: format!("{}.fields", criterion.path),
                given: None,
                allowed: self.schema.names(|_| true),
            });
        }
        Ok(fields)
    }

    /// Counts what the criterion costs.
    fn spend(&mut self, criterion: &Criterion<'_>, kind: Kind) -> Result<(), Problem> {
        let values = criterion.values.len().max(1);
        let scans =
            matches!(criterion.compare, Compare::Contains | Compare::Regex | Compare::QueryString)
                || kind == Kind::Id && criterion.compare != Compare::Exact;
        self.spend_more(if scans { values } else { 0 }, values)
            .map_err(|allowed| Problem::of(criterion, allowed))
    }

    pub(crate) fn spend_more(&mut self, scans: usize, tests: usize) -> Result<(), String> {
        self.scans += scans;
        self.tests += tests;
        if self.scans > MAX_SCANS || self.tests > MAX_TESTS {
            return Err(format!(
                "at most {MAX_TESTS} values times fields in one search, and at most {MAX_SCANS} \
                 that look into the midst of fields"
            ));
        }
        Ok(())
    }

    fn query_strings(
        &mut self,
        criterion: &Criterion<'_>,
        fields: &[&'static Field],
    ) -> Result<Node, Problem> {
        let mut nodes = Vec::new();
        for Value { place, text } in &criterion.values {
            let node = query_string::read(self, text, fields).map_err(|refused| Problem {
                path: format!("{}.{place}", criterion.path),
                given: Some((*text).to_owned()),
                allowed: refused.allowed(),
            })?;
            nodes.push(node);
        }
        Ok(if nodes.len() == 1 { nodes.remove(0) } else { Node::Or(nodes) })
    }
}

/// What a stored field of this kind must be like.
fn test(criterion: &Criterion<'_>, (field, kind): (&Field, Kind)) -> Result<What, Problem> {
    if matches!(kind, Kind::Number | Kind::Date) {
        return Ok(What::Number(number(criterion, (field, kind))?));
    }
    Ok(of_kind(kind, matcher(criterion)?))
}

/// A test of a text of this kind.
pub(crate) const fn of_kind(kind: Kind, matcher: Matcher) -> What {
    match kind {
        Kind::Id => What::Id(matcher),
        Kind::Contact => What::Contact(matcher),
        Kind::Reference => What::Reference(matcher),
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
