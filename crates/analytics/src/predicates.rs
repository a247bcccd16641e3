//! Filters: predicates and clauses of them, joined by and or by or.

use std::collections::BTreeSet;

use api::{
    FilterType, NumericRange, PredicateOperator, PredicateType, PresenceDetailQueryClause,
    PresenceDetailQueryFilter, PresenceDetailQueryPredicate, PresenceDimension, RecordedPresence,
    RoutingStatusDetailQueryClause, RoutingStatusDetailQueryFilter,
    RoutingStatusDetailQueryPredicate, RoutingStatusDimension, RoutingStatusValue,
    UserActivityDimension, UserActivityQueryClause, UserActivityQueryFilter,
    UserActivityQueryPredicate, UserAggregateQueryClause, UserAggregateQueryFilter,
    UserAggregateQueryPredicate, UserDetailQueryClause, UserDetailQueryFilter,
    UserDetailQueryPredicate, UserDimension, UserObservationQueryClause,
    UserObservationQueryFilter, UserObservationQueryPredicate, WireEnum,
};

use crate::{Record, Wrong};

/// One condition.
#[derive(Debug, Clone, PartialEq)]
pub enum Test<D> {
    /// The dimension has this value.
    Is(D, String),
    /// The dimension has any value.
    Exists(D),
    /// The dimension has no value.
    Missing(D),
    /// A record is so many milliseconds long.
    Length(NumericRange),
}

/// Conditions, joined. Without any, everything passes.
#[derive(Debug, Clone, PartialEq)]
pub struct Tree<D> {
    all: bool,
    /// Clauses, and single conditions as clauses of one.
    clauses: Vec<(bool, Vec<Test<D>>)>,
}

impl<D> Tree<D> {
    /// Does what passes these tests pass the filter?
    pub fn lets(&self, passes: impl Fn(&Test<D>) -> bool) -> bool {
        let clause = |(all, tests): &(bool, Vec<Test<D>>)| join(*all, tests, &passes);
        join(self.all, &self.clauses, clause)
    }

    /// Every condition of it.
    pub fn tests(&self) -> impl Iterator<Item = &Test<D>> {
        self.clauses.iter().flat_map(|(_, tests)| tests)
    }
}

fn join<T>(all: bool, parts: &[T], passes: impl Fn(&T) -> bool) -> bool {
    parts.is_empty() || if all { parts.iter().all(passes) } else { parts.iter().any(passes) }
}

/// A dimension that can be tested.
pub(crate) trait Dimension: WireEnum + PartialEq {
    /// The value as it is compared; what is allowed, if it can be no value.
    fn read(&self, value: &str) -> Result<String, String>;
    /// Are records of it so long, that their length can be tested?
    const HAS_LENGTH: bool;
}

impl Dimension for UserDimension {
    const HAS_LENGTH: bool = false;

    fn read(&self, value: &str) -> Result<String, String> {
        Ok(value.trim().to_lowercase())
    }
}

impl Dimension for PresenceDimension {
    const HAS_LENGTH: bool = true;

    fn read(&self, value: &str) -> Result<String, String> {
        match self {
            Self::SystemPresence => one_of::<RecordedPresence>(value),
            Self::OrganizationPresenceId | Self::Other(_) => Ok(value.trim().to_lowercase()),
        }
    }
}

impl Dimension for RoutingStatusDimension {
    const HAS_LENGTH: bool = true;

    fn read(&self, value: &str) -> Result<String, String> {
        one_of::<RoutingStatusValue>(value)
    }
}

impl Dimension for UserActivityDimension {
    const HAS_LENGTH: bool = false;

    fn read(&self, value: &str) -> Result<String, String> {
        match self {
            Self::SystemPresence => one_of::<RecordedPresence>(value),
            Self::RoutingStatus => one_of::<RoutingStatusValue>(value),
            Self::QueueMembershipStatus => {
                let status = value.trim().to_lowercase();
                let known = ["active", "inactive"].contains(&&*status);
                if known { Ok(status) } else { Err("active, inactive".to_owned()) }
            }
            Self::PresenceDate | Self::RoutingStatusDate => {
                let instant = value.trim().parse::<api::DateTime>();
                let form = |_| "an ISO-8601 instant, yyyy-MM-ddTHH:mm:ss.SSSZ".to_owned();
                instant.map(|instant| instant.to_string()).map_err(form)
            }
            Self::OrganizationPresenceId
            | Self::QueueId
            | Self::TeamId
            | Self::UserId
            | Self::Other(_) => Ok(value.trim().to_lowercase()),
        }
    }
}

/// The value as records have it: `On Queue` and `OnQueue` are `ON_QUEUE`, as definitions spell it.
fn one_of<E: WireEnum>(value: &str) -> Result<String, String> {
    let letters = |text: &str| text.replace([' ', '_'], "").to_uppercase();
    let (known, wanted) = (E::FACTS.values, letters(value));
    let found = known.iter().find(|known| letters(known) == wanted);
    found.map(|known| (*known).to_owned()).ok_or_else(|| known.join(", "))
}

/// A predicate as it is on the wire.
struct Wire<'a, D> {
    dimension: Option<&'a D>,
    operator: Option<&'a PredicateOperator>,
    kind: Option<&'a PredicateType>,
    value: Option<&'a str>,
    range: Option<&'a NumericRange>,
}

/// A filter as it is on the wire.
pub(crate) trait Filter {
    /// What its predicates test.
    type Dimension: Dimension;
    /// The filter, read; `path` is where it stands.
    fn read(&self, path: &str) -> Result<Tree<Self::Dimension>, Wrong>;
}

macro_rules! filter {
    ($filter:ident, $clause:ident, $predicate:ident, $dimension:ident $(, $range:ident)?) => {
        impl Filter for $filter {
            type Dimension = $dimension;

            fn read(&self, path: &str) -> Result<Tree<$dimension>, Wrong> {
                let test = |path: &str, (place, it): (usize, &$predicate)| {
                    let wire = Wire {
                        dimension: it.dimension.as_ref(),
                        operator: it.operator.as_ref(),
                        kind: it.r#type.as_ref(),
                        value: it.value.as_deref(),
                        range: None $(.or(it.$range.as_ref()))?,
                    };
                    wire.read(&format!("{path}.predicates[{place}]"))
                };
                let mut clauses = Vec::new();
                let given = self.clauses.iter().flatten().enumerate();
                for (place, $clause { predicates, r#type }) in given {
                    let path = format!("{path}.clauses[{place}]");
                    let tests = predicates.iter().enumerate().map(|it| test(&path, it));
                    let tests: Vec<_> = tests.collect::<Result<_, _>>()?;
                    if !tests.is_empty() {
                        clauses.push((*r#type == FilterType::And, tests));
                    }
                }
                for it in self.predicates.iter().flatten().enumerate() {
                    clauses.push((true, vec![test(path, it)?]));
                }
                Ok(Tree { all: self.r#type == FilterType::And, clauses })
            }
        }
    };
}

filter!(
    PresenceDetailQueryFilter,
    PresenceDetailQueryClause,
    PresenceDetailQueryPredicate,
    PresenceDimension,
    range
);
filter!(
    RoutingStatusDetailQueryFilter,
    RoutingStatusDetailQueryClause,
    RoutingStatusDetailQueryPredicate,
    RoutingStatusDimension,
    range
);
filter!(
    UserActivityQueryFilter,
    UserActivityQueryClause,
    UserActivityQueryPredicate,
    UserActivityDimension
);
filter!(
    UserAggregateQueryFilter,
    UserAggregateQueryClause,
    UserAggregateQueryPredicate,
    UserDimension,
    range
);
filter!(
    UserDetailQueryFilter,
    UserDetailQueryClause,
    UserDetailQueryPredicate,
    UserDimension,
    range
);
filter!(
    UserObservationQueryFilter,
    UserObservationQueryClause,
    UserObservationQueryPredicate,
    UserDimension,
    range
);

impl<D: Dimension> Wire<'_, D> {
    fn read(self, path: &str) -> Result<Test<D>, Wrong> {
        if let Some(range) = self.range {
            return self.length(range, path);
        }
        match self.kind {
            None | Some(PredicateType::Dimension) => {}
            Some(kind) => {
                let metric = if D::HAS_LENGTH { ", or metric with a range" } else { "" };
                let allowed = format!("dimension{metric}");
                return Err(Wrong::invalid(format!("{path}.type"), kind, allowed));
            }
        }
        let missing = |field: &str| Wrong::missing(format!("{path}.{field}"));
        let dimension = self.dimension.ok_or_else(|| missing("dimension"))?.clone();
        match self.operator {
            Some(PredicateOperator::Exists) => Ok(Test::Exists(dimension)),
            Some(PredicateOperator::NotExists) => Ok(Test::Missing(dimension)),
            _ => {
                let value = self.value.ok_or_else(|| missing("value"))?;
                let read = dimension
                    .read(value)
                    .map_err(|allowed| Wrong::invalid(format!("{path}.value"), value, allowed))?;
                Ok(Test::Is(dimension, read))
            }
        }
    }

    /// A range is of the length of records, which is no dimension.
    fn length(&self, range: &NumericRange, path: &str) -> Result<Test<D>, Wrong> {
        let field = format!("{path}.range");
        let bounds = [("gt", range.gt), ("gte", range.gte), ("lt", range.lt), ("lte", range.lte)];
        let given: Vec<_> =
            bounds.iter().filter_map(|(name, to)| to.map(|to| format!("{name} {to}"))).collect();
        let given = given.join(", ");
        if !D::HAS_LENGTH {
            let allowed = "a value; the values of a dimension are no numbers";
            return Err(Wrong::invalid(field, &given, allowed));
        }
        if let Some(dimension) = self.dimension {
            let allowed = format!(
                "a value for {dimension}; a range is of the length of records in milliseconds, with the type metric and no dimension"
            );
            return Err(Wrong::invalid(field, &given, allowed));
        }
        let least = range.gte.into_iter().chain(range.gt).fold(f64::NEG_INFINITY, f64::max);
        let most = range.lte.into_iter().chain(range.lt).fold(f64::INFINITY, f64::min);
        if given.is_empty() || least > most {
            let allowed = "at least one of gt, gte, lt and lte, the lower not above the upper";
            return Err(Wrong::invalid(field, &given, allowed));
        }
        Ok(Test::Length(range.clone()))
    }
}

/// Does a number lie within the range?
pub(crate) fn within(range: &NumericRange, number: i64) -> bool {
    #[expect(clippy::cast_precision_loss, reason = "lengths are far below 2^53 milliseconds")]
    let number = number as f64;
    range.gt.is_none_or(|bound| number > bound)
        && range.gte.is_none_or(|bound| number >= bound)
        && range.lt.is_none_or(|bound| number < bound)
        && range.lte.is_none_or(|bound| number <= bound)
}

/// Does a presence record pass the test?
pub(crate) fn presence_passes(
    test: &Test<PresenceDimension>,
    record: &Record<'_>,
    now: api::DateTime,
) -> bool {
    let of = |dimension: &PresenceDimension| match dimension {
        PresenceDimension::SystemPresence => Some(record.value),
        _ => record.definition,
    };
    match test {
        Test::Is(dimension, value) => of(dimension) == Some(value),
        Test::Exists(dimension) => of(dimension).is_some(),
        Test::Missing(dimension) => of(dimension).is_none(),
        Test::Length(range) => within(range, record.length(now)),
    }
}

/// Does a routing status record pass the test?
pub(crate) fn routing_passes(
    test: &Test<RoutingStatusDimension>,
    record: &Record<'_>,
    now: api::DateTime,
) -> bool {
    match test {
        Test::Is(_, value) => record.value == value,
        Test::Exists(_) => true,
        Test::Missing(_) => false,
        Test::Length(range) => within(range, record.length(now)),
    }
}

/// Which users a question is about.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Users(Vec<Tree<UserDimension>>);

impl Users {
    /// Is the user among them?
    pub fn has(&self, user: &str) -> bool {
        self.0.iter().all(|tree| {
            tree.lets(|test| match test {
                Test::Is(_, id) => id == user,
                Test::Exists(_) => true,
                Test::Missing(_) | Test::Length(_) => false,
            })
        })
    }

    /// The ids that are named, in order.
    pub fn named(&self) -> BTreeSet<&str> {
        let tests = self.0.iter().flat_map(Tree::tests);
        let ids = tests.filter_map(|test| match test {
            Test::Is(_, id) => Some(id.as_str()),
            _ => None,
        });
        ids.collect()
    }

    /// Only users with these ids can be among them; none, if others can be as well.
    pub fn only(&self) -> Option<Vec<String>> {
        // No user's id has a blank, so this stands for all that are not named.
        if self.has(" ") {
            return None;
        }
        let named = self.named().into_iter();
        Some(named.filter(|id| self.has(id)).map(str::to_owned).collect())
    }

    /// Refuses more different ids than that.
    pub(crate) fn at_most(self, most: usize) -> Result<Self, Wrong> {
        let given = self.named().len();
        if given > most {
            return Err(Wrong::TooManyValues { dimension: "userId", given, most });
        }
        Ok(self)
    }
}

#[expect(private_bounds, reason = "the filters are those of the contract")]
/// Reads the filter on users of a question, if it has one; `path` is where it stands.
pub fn users_of<F>(filter: Option<&F>, path: &str) -> Result<Users, Wrong>
where
    F: Filter<Dimension = UserDimension>,
{
    filter.map_or_else(|| Ok(Users::default()), |filter| Ok(Users(vec![filter.read(path)?])))
}

/// Reads filters of which all must let a user through.
pub fn users_of_all(filters: Option<&[UserDetailQueryFilter]>, path: &str) -> Result<Users, Wrong> {
    Ok(Users(read_all(filters, path)?))
}

/// Reads filters of which all must let something through.
pub(crate) fn read_all<F: Filter>(
    filters: Option<&[F]>,
    path: &str,
) -> Result<Vec<Tree<F::Dimension>>, Wrong> {
    let filters = filters.unwrap_or_default().iter().enumerate();
    filters.map(|(place, filter)| filter.read(&format!("{path}[{place}]"))).collect()
}
