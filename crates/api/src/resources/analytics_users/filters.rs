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

/// A group of conditions within a filter on presence records.
#[model]
pub struct PresenceDetailQueryClause {
    /// Conditions of the group.
    pub predicates: Vec<PresenceDetailQueryPredicate>,
    /// How the predicates are joined: all must hold, or one.
    pub r#type: FilterType,
}

/// Selects presence records: predicates and clauses, joined by `type`. Nests two levels at
/// most.
#[model]
pub struct PresenceDetailQueryFilter {
    /// Groups of predicates, each joined by a type of its own.
    pub clauses: Option<Vec<PresenceDetailQueryClause>>,
    /// Single conditions.
    pub predicates: Option<Vec<PresenceDetailQueryPredicate>>,
    /// How clauses and predicates are joined: all must hold, or one.
    pub r#type: FilterType,
}

/// One condition of a filter on presence records.
#[model]
pub struct PresenceDetailQueryPredicate {
    /// Property to test: the system presence or the organization's definition.
    pub dimension: Option<PresenceDimension>,
    /// Whether the dimension has the value (`matches`, the default), has any value, or has
    /// none.
    pub operator: Option<PredicateOperator>,
    /// Bounds within which the dimension must lie, in place of `value`.
    pub range: Option<NumericRange>,
    /// What the predicate is about; may be left out.
    pub r#type: Option<PredicateType>,
    /// System presence in upper case, such as `ON_QUEUE`, or the definition's UUID.
    pub value: Option<String>,
}

/// A group of conditions within a filter on routing status records.
#[model]
pub struct RoutingStatusDetailQueryClause {
    /// Conditions of the group.
    pub predicates: Vec<RoutingStatusDetailQueryPredicate>,
    /// How the predicates are joined: all must hold, or one.
    pub r#type: FilterType,
}

/// Selects routing status records: predicates and clauses, joined by `type`. Nests two levels
/// at most.
#[model]
pub struct RoutingStatusDetailQueryFilter {
    /// Groups of predicates, each joined by a type of its own.
    pub clauses: Option<Vec<RoutingStatusDetailQueryClause>>,
    /// Single conditions.
    pub predicates: Option<Vec<RoutingStatusDetailQueryPredicate>>,
    /// How clauses and predicates are joined: all must hold, or one.
    pub r#type: FilterType,
}

/// One condition of a filter on routing status records.
#[model]
pub struct RoutingStatusDetailQueryPredicate {
    /// Property to test: the routing status.
    pub dimension: Option<RoutingStatusDimension>,
    /// Whether the dimension has the value (`matches`, the default), has any value, or has
    /// none.
    pub operator: Option<PredicateOperator>,
    /// Bounds within which the dimension must lie, in place of `value`.
    pub range: Option<NumericRange>,
    /// What the predicate is about; may be left out.
    pub r#type: Option<PredicateType>,
    /// Routing status to match, such as `IDLE`.
    pub value: Option<String>,
}

/// A group of conditions within a filter on users by their present state.
#[model]
pub struct UserActivityQueryClause {
    /// Conditions of the group.
    pub predicates: Vec<UserActivityQueryPredicate>,
    /// How the predicates are joined: all must hold, or one.
    pub r#type: FilterType,
}

/// Selects users by their present state: predicates and clauses, joined by `type`. Nests two
/// levels at most.
#[model]
pub struct UserActivityQueryFilter {
    /// Groups of predicates, each joined by a type of its own.
    pub clauses: Option<Vec<UserActivityQueryClause>>,
    /// Single conditions.
    pub predicates: Option<Vec<UserActivityQueryPredicate>>,
    /// How clauses and predicates are joined: all must hold, or one.
    pub r#type: FilterType,
}

/// One condition of a filter on users by their present state.
#[model]
pub struct UserActivityQueryPredicate {
    /// Property of the present state to test.
    pub dimension: Option<UserActivityDimension>,
    /// Whether the dimension has the value (`matches`, the default), has any value, or has
    /// none.
    pub operator: Option<PredicateOperator>,
    /// What the predicate is about; may be left out.
    pub r#type: Option<PredicateType>,
    /// Value to match, such as a user's id or a routing status.
    pub value: Option<String>,
}

/// A group of conditions within a filter on users whose times are added up.
#[model]
pub struct UserAggregateQueryClause {
    /// Conditions of the group.
    pub predicates: Vec<UserAggregateQueryPredicate>,
    /// How the predicates are joined: all must hold, or one.
    pub r#type: FilterType,
}

/// Selects users whose times are added up: predicates and clauses, joined by `type`. Nests two
/// levels at most. At most 100 users.
#[model]
pub struct UserAggregateQueryFilter {
    /// Groups of predicates, each joined by a type of its own.
    pub clauses: Option<Vec<UserAggregateQueryClause>>,
    /// Single conditions.
    pub predicates: Option<Vec<UserAggregateQueryPredicate>>,
    /// How clauses and predicates are joined: all must hold, or one.
    pub r#type: FilterType,
}

/// One condition of a filter on users whose times are added up.
#[model]
pub struct UserAggregateQueryPredicate {
    /// Property to test: the user's id.
    pub dimension: Option<UserDimension>,
    /// Whether the dimension has the value (`matches`, the default), has any value, or has
    /// none.
    pub operator: Option<PredicateOperator>,
    /// Bounds within which the dimension must lie, in place of `value`.
    pub range: Option<NumericRange>,
    /// What the predicate is about; may be left out.
    pub r#type: Option<PredicateType>,
    /// User to match, a UUID.
    pub value: Option<String>,
}

/// A group of conditions within a filter on users whose details are returned.
#[model]
pub struct UserDetailQueryClause {
    /// Conditions of the group.
    pub predicates: Vec<UserDetailQueryPredicate>,
    /// How the predicates are joined: all must hold, or one.
    pub r#type: FilterType,
}

/// Selects users whose details are returned: predicates and clauses, joined by `type`. Nests
/// two levels at most.
#[model]
pub struct UserDetailQueryFilter {
    /// Groups of predicates, each joined by a type of its own.
    pub clauses: Option<Vec<UserDetailQueryClause>>,
    /// Single conditions.
    pub predicates: Option<Vec<UserDetailQueryPredicate>>,
    /// How clauses and predicates are joined: all must hold, or one.
    pub r#type: FilterType,
}

/// One condition of a filter on users whose details are returned.
#[model]
pub struct UserDetailQueryPredicate {
    /// Property to test: the user's id.
    pub dimension: Option<UserDimension>,
    /// Whether the dimension has the value (`matches`, the default), has any value, or has
    /// none.
    pub operator: Option<PredicateOperator>,
    /// Bounds within which the dimension must lie, in place of `value`.
    pub range: Option<NumericRange>,
    /// What the predicate is about; may be left out.
    pub r#type: Option<PredicateType>,
    /// User to match, a UUID.
    pub value: Option<String>,
}

/// A group of conditions within a filter on users to observe.
#[model]
pub struct UserObservationQueryClause {
    /// Conditions of the group.
    pub predicates: Vec<UserObservationQueryPredicate>,
    /// How the predicates are joined: all must hold, or one.
    pub r#type: FilterType,
}

/// Selects users to observe: predicates and clauses, joined by `type`. Nests two levels at
/// most.
#[model]
pub struct UserObservationQueryFilter {
    /// Groups of predicates, each joined by a type of its own.
    pub clauses: Option<Vec<UserObservationQueryClause>>,
    /// Single conditions.
    pub predicates: Option<Vec<UserObservationQueryPredicate>>,
    /// How clauses and predicates are joined: all must hold, or one.
    pub r#type: FilterType,
}

/// One condition of a filter on users to observe.
#[model]
pub struct UserObservationQueryPredicate {
    /// Property to test: the user's id.
    pub dimension: Option<UserDimension>,
    /// Whether the dimension has the value (`matches`, the default), has any value, or has
    /// none.
    pub operator: Option<PredicateOperator>,
    /// Bounds within which the dimension must lie, in place of `value`.
    pub range: Option<NumericRange>,
    /// What the predicate is about; may be left out.
    pub r#type: Option<PredicateType>,
    /// User to match, a UUID.
    pub value: Option<String>,
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
