//! The conditions of a search, read from its body.

use ::search::{Attribute, Compare, Compiled, Criterion, Join, Problem, Schema, Value};
use api::{
    GroupSearchCriteria, GroupSearchRequest, LocationSearchCriteria, LocationSearchRequest,
    SearchOperator, SearchSort, SearchSortOrder, TeamSearchCriteria, TeamSearchRequest,
    UserSearchCriteria, UserSearchRequest, WireEnum,
};
use gate::refusal::{Refusal, Result};
use serde::Serialize;

/// The body of a search.
pub(super) trait Search: Serialize + Clone + Send + Sync + 'static {
    /// Its conditions.
    type Condition: Condition;
    /// Its conditions.
    fn query(&self) -> &[Self::Condition];
    /// What it sorts by.
    fn order(&self) -> Order<'_>;
    /// Its page: the number and the size.
    fn page(&self) -> (Option<i32>, Option<i32>);
    /// The same search with another page.
    fn with_page(&self, number: Option<i32>, size: Option<i32>) -> Self;
}

/// What a search sorts by.
pub(super) struct Order<'b> {
    pub(super) keys: &'b [SearchSort],
    pub(super) by: Option<&'b str>,
    pub(super) direction: Option<&'b SearchSortOrder>,
}

/// A condition of a search.
pub(super) trait Condition: Sized {
    /// How it compares, and the ways there are.
    fn kind(&self) -> (&str, &'static [&'static str]);
    /// How it joins the others.
    fn operator(&self) -> Option<&SearchOperator>;
    /// Its fields and its values.
    fn fields_and_values(&self) -> (&[String], Option<&str>, &[String]);
    /// Both ends of a range, and the pattern of dates.
    fn range(&self) -> (Option<&str>, Option<&str>, Option<&str>);
    /// Conditions within.
    fn group(&self) -> &[Box<Self>];
}

macro_rules! searches {
    ($($body:ty, $condition:ty, $kind:ty, $query:expr;)*) => {$(
        impl Search for $body {
            type Condition = $condition;

            fn query(&self) -> &[Self::Condition] {
                let query: fn(&Self) -> &[Self::Condition] = $query;
                query(self)
            }

            fn order(&self) -> Order<'_> {
                Order {
                    keys: self.sort.as_deref().unwrap_or_default(),
                    by: self.sort_by.as_deref(),
                    direction: self.sort_order.as_ref(),
                }
            }

            fn page(&self) -> (Option<i32>, Option<i32>) {
                (self.page_number, self.page_size)
            }

            fn with_page(&self, page_number: Option<i32>, page_size: Option<i32>) -> Self {
                Self { page_number, page_size, ..self.clone() }
            }
        }

        impl Condition for $condition {
            fn kind(&self) -> (&str, &'static [&'static str]) {
                (self.r#type.as_str(), <$kind>::FACTS.values)
            }

            fn operator(&self) -> Option<&SearchOperator> {
                self.operator.as_ref()
            }

            fn fields_and_values(&self) -> (&[String], Option<&str>, &[String]) {
                (
                    self.fields.as_deref().unwrap_or_default(),
                    self.value.as_deref(),
                    self.values.as_deref().unwrap_or_default(),
                )
            }

            fn range(&self) -> (Option<&str>, Option<&str>, Option<&str>) {
                (
                    self.start_value.as_deref(),
                    self.end_value.as_deref(),
                    self.date_format.as_deref(),
                )
            }

            fn group(&self) -> &[Box<Self>] {
                self.group.as_deref().unwrap_or_default()
            }
        }
    )*};
}

searches! {
    TeamSearchRequest, TeamSearchCriteria, api::TeamSearchType, |body| &body.query;
    UserSearchRequest, UserSearchCriteria, api::SearchType, |body| body.query.as_deref().unwrap_or_default();
    GroupSearchRequest, GroupSearchCriteria, api::EntitySearchType, |body| body.query.as_deref().unwrap_or_default();
    LocationSearchRequest, LocationSearchCriteria, api::EntitySearchType, |body| body.query.as_deref().unwrap_or_default();
}

/// Reads the conditions of a search over documents of this schema, and over these attributes.
pub(super) fn compile<B: Search>(
    (schema, attributes): (&Schema, &[Attribute]),
    body: &B,
) -> Result<Compiled> {
    let conditions = body.query().iter().enumerate();
    let criteria = conditions.map(|(place, condition)| read(format!("query[{place}]"), condition));
    let criteria = criteria.collect::<Result<Vec<_>>>()?;
    ::search::compile((schema, attributes), &criteria).map_err(refused)
}

fn read<C: Condition>(path: String, condition: &C) -> Result<Criterion<'_>> {
    let (kind, kinds) = condition.kind();
    let compare = compare(kind)
        .ok_or_else(|| Refusal::invalid_value(format!("{path}.type"), kind, kinds.join(", ")))?;
    let (fields, value, list) = condition.fields_and_values();
    let one = value.map(|text| Value { place: "value".to_owned(), text });
    let more = list.iter().enumerate();
    let more = more.map(|(place, text)| Value { place: format!("values[{place}]"), text });
    let (start, end, date_format) = condition.range();
    let group = condition.group().iter().enumerate();
    let group =
        group.map(|(place, condition)| read(format!("{path}.group[{place}]"), &**condition));
    Ok(Criterion {
        compare,
        join: match condition.operator() {
            Some(SearchOperator::Or) => Join::Or,
            Some(SearchOperator::Not) => Join::Not,
            Some(SearchOperator::And | SearchOperator::Other(_)) | None => Join::And,
        },
        fields,
        values: one.into_iter().chain(more).collect(),
        start,
        end,
        date_format,
        group: group.collect::<Result<_>>()?,
        path,
    })
}

fn compare(kind: &str) -> Option<Compare> {
    Some(match kind {
        "EXACT" => Compare::Exact,
        "STARTS_WITH" => Compare::StartsWith,
        "CONTAINS" => Compare::Contains,
        "REGEX" => Compare::Regex,
        "TERM" | "TERMS" => Compare::Term,
        "REQUIRED_FIELDS" => Compare::RequiredFields,
        "MATCH_ALL" => Compare::MatchAll,
        "QUERY_STRING" => Compare::QueryString,
        "RANGE" => Compare::Range,
        "LESS_THAN" => Compare::LessThan,
        "LESS_THAN_EQUAL_TO" => Compare::AtMost,
        "GREATER_THAN" => Compare::GreaterThan,
        "GREATER_THAN_EQUAL_TO" => Compare::AtLeast,
        _ => return None,
    })
}

fn refused(problem: Problem) -> Refusal {
    let Problem { path, given, allowed } = problem;
    match given {
        Some(given) => Refusal::invalid_value(path, given, allowed),
        None => Refusal::missing_value(path).because(allowed),
    }
}
