//! What analytics queries select.

use crate::{UserActivityDimension, UserDimension, model, wire_enum};

/// A range of numbers, bounded on one side or both.
#[model]
pub struct NumericRange {
    /// Number that values must be above.
    pub gt: Option<f64>,
    /// Lowest value allowed.
    pub gte: Option<f64>,
    /// Number that values must be below.
    pub lt: Option<f64>,
    /// Highest value allowed.
    pub lte: Option<f64>,
}

/// Declares a filter: its conditions, and groups of them.
macro_rules! filter {
    (
        $filter:ident, $clause:ident, $predicate:ident: $what:tt $(($limit:tt))?,
        $dimension:ident $dimension_is:tt, $value_is:tt $(, $range:ident)?
    ) => {
        #[doc = concat!("A group of conditions within a filter on ", $what, ".")]
        #[model]
        pub struct $clause {
            /// Conditions of the group.
            #[field(max_items = 1000)]
            pub predicates: Vec<$predicate>,
            /// How the predicates are joined: all must hold, or one.
            pub r#type: FilterType,
        }

        #[doc = concat!(
            "Selects ", $what, ": predicates and clauses, joined by `type`. Nests two levels ",
            "at most." $(, " ", $limit)?
        )]
        #[model]
        pub struct $filter {
            /// Groups of predicates, each joined by a type of its own.
            #[field(max_items = 100)]
            pub clauses: Option<Vec<$clause>>,
            /// Single conditions.
            #[field(max_items = 1000)]
            pub predicates: Option<Vec<$predicate>>,
            /// How clauses and predicates are joined: all must hold, or one.
            pub r#type: FilterType,
        }

        #[doc = concat!("One condition of a filter on ", $what, ".")]
        #[model]
        pub struct $predicate {
            #[doc = $dimension_is]
            pub dimension: Option<$dimension>,
            /// Whether the dimension has the value (`matches`, the default), has any value, or has
            /// none.
            pub operator: Option<PredicateOperator>,
            $(
                /// Bounds within which the dimension must lie, in place of `value`.
                pub $range: Option<NumericRange>,
            )?
            /// What the predicate is about; may be left out.
            pub r#type: Option<PredicateType>,
            #[doc = $value_is]
            pub value: Option<String>,
        }
    };
}

filter! {
    PresenceDetailQueryFilter, PresenceDetailQueryClause, PresenceDetailQueryPredicate:
    "presence records",
    PresenceDimension "Property to test: the system presence or the organization's definition.",
    "System presence in upper case, such as `ON_QUEUE`, or the definition's UUID.",
    range
}

filter! {
    RoutingStatusDetailQueryFilter,
    RoutingStatusDetailQueryClause,
    RoutingStatusDetailQueryPredicate:
    "routing status records",
    RoutingStatusDimension "Property to test: the routing status.",
    "Routing status to match, such as `IDLE`.",
    range
}

filter! {
    UserActivityQueryFilter, UserActivityQueryClause, UserActivityQueryPredicate:
    "users by their present state",
    UserActivityDimension "Property of the present state to test.",
    "Value to match, such as a user's id or a routing status."
}

filter! {
    UserAggregateQueryFilter, UserAggregateQueryClause, UserAggregateQueryPredicate:
    "users whose times are added up" ("At most 100 users."),
    UserDimension "Property to test: the user's id.",
    "User to match, a UUID.",
    range
}

filter! {
    UserDetailQueryFilter, UserDetailQueryClause, UserDetailQueryPredicate:
    "users whose details are returned",
    UserDimension "Property to test: the user's id.",
    "User to match, a UUID.",
    range
}

filter! {
    UserObservationQueryFilter, UserObservationQueryClause, UserObservationQueryPredicate:
    "users to observe",
    UserDimension "Property to test: the user's id.",
    "User to match, a UUID.",
    range
}

/// A property of presence records to filter by.
#[wire_enum]
pub enum PresenceDimension {
    /// The presence definition.
    #[wire("organizationPresenceId")]
    OrganizationPresenceId,
    /// The built-in presence.
    #[wire("systemPresence")]
    SystemPresence,
}

/// The property of routing status records to filter by.
#[wire_enum]
pub enum RoutingStatusDimension {
    /// The routing status.
    #[wire("routingStatus")]
    RoutingStatus,
}

/// How the parts of a filter or clause are joined.
#[wire_enum]
pub enum FilterType {
    /// All must hold.
    #[wire("and")]
    And,
    /// One must hold.
    #[wire("or")]
    Or,
}

/// How a predicate compares.
#[wire_enum]
pub enum PredicateOperator {
    /// The dimension has the value; the default.
    #[wire("matches")]
    Matches,
    /// The dimension has any value.
    #[wire("exists")]
    Exists,
    /// The dimension has no value.
    #[wire("notExists")]
    NotExists,
}

/// What a predicate looks at.
#[wire_enum]
pub enum PredicateType {
    /// A dimension.
    #[wire("dimension")]
    Dimension,
    /// A property.
    #[wire("property")]
    Property,
    /// A metric.
    #[wire("metric")]
    Metric,
}
