//! Criteria, read: fields looked up, values folded, expressions compiled.

mod values;

use std::collections::BTreeSet;

use values::{matcher, number};

use crate::{
    Field, Key, Kind, Query, Schema, Sort,
    criterion::{Compare, Criterion, Join, Problem, Value},
    matcher::Matcher,
    query::{Node, Test, What, joined, of_kind},
    query_string,
    reading::Reading,
};

/// Groups are nested no deeper.
const MAX_DEPTH: usize = 10;
/// Criteria of one search, nested ones too.
const MAX_CRITERIA: usize = 500;

/// Criteria that were read.
#[derive(Debug, Clone)]
pub struct Compiled {
    node: Node,
    mentioned: BTreeSet<usize>,
    statuses: bool,
}

impl Compiled {
    /// Does a condition look at this stored field?
    pub fn mentions(&self, column: usize) -> bool {
        self.mentioned.contains(&column)
    }

    /// Does a condition look at what is kept beside the documents?
    pub const fn mentions_statuses(&self) -> bool {
        self.statuses
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
    let mut compiler = Compiler { reading: Reading::of(schema), criteria: 0 };
    let node = compiler.all(criteria, 1)?;
    let mentioned = compiler.reading.mentioned;
    let statuses = mentioned.iter().any(|column| schema.columns[*column].kind == Kind::Status);
    Ok(Compiled { node, mentioned, statuses })
}

struct Compiler<'s> {
    reading: Reading<'s>,
    criteria: usize,
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
            for (column, kind) in self.reading.schema.behind(field) {
                self.spend(criterion, kind)?;
                self.reading.mentioned.insert(column);
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
            let field = self.reading.schema.field(name.trim()).ok_or_else(|| Problem {
                path: format!("{}.fields[{place}]", criterion.path),
                given: Some(name.clone()),
                allowed: self.reading.schema.names(|_| true),
            })?;
            if !fields.contains(&field) {
                fields.push(field);
            }
        }
        if fields.is_empty() && criterion.compare == Compare::QueryString {
            fields = self
                .reading
                .schema
                .usual
                .iter()
                .filter_map(|name| self.reading.schema.field(name))
                .collect();
        }
        if fields.is_empty() {
            return Err(Problem {
                path: format!("{}.fields", criterion.path),
                given: None,
                allowed: self.reading.schema.names(|_| true),
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
        self.reading
            .spend(if scans { values } else { 0 }, values)
            .map_err(|allowed| Problem::of(criterion, allowed))
    }

    fn query_strings(
        &mut self,
        criterion: &Criterion<'_>,
        fields: &[&'static Field],
    ) -> Result<Node, Problem> {
        let mut nodes = Vec::new();
        for Value { place, text } in &criterion.values {
            let node =
                query_string::read(&mut self.reading, text, fields).map_err(|refused| Problem {
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
