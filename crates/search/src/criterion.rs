//! A condition of a search, as it was asked, and why one is refused.

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
    pub(crate) const fn name(self) -> &'static str {
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
    pub(crate) fn of(criterion: &Criterion<'_>, allowed: String) -> Self {
        let given = Some(criterion.compare.name().to_owned());
        Self { path: criterion.path.clone(), given, allowed }
    }
}
