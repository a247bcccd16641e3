//! The policies of roles, and the conditions on them.

use crate::{QueueFullReference, TeamFullReference, UserFullReference, model, wire_enum};

/// The actions that a role allows on one kind of entity.
#[model]
pub struct DomainPermissionPolicy {
    /// Actions allowed; `*` stands for every action.
    #[field(max_items = 100)]
    pub action_set: Option<Vec<String>>,
    /// Whether the policy may carry conditions.
    pub allow_conditions: Option<bool>,
    /// Permission domain, such as `directory`.
    pub domain: Option<String>,
    /// Entity within the domain; `*` stands for every entity.
    pub entity_name: Option<String>,
    /// Resources that the policy is limited to.
    #[field(max_items = 100)]
    pub named_resources: Option<Vec<String>>,
    /// What the policy is for.
    pub policy_description: Option<String>,
    /// Display name of the policy.
    pub policy_name: Option<String>,
    /// Condition that must hold for the actions to be allowed.
    pub resource_condition_node: Option<DomainResourceConditionNode>,
}

/// A condition on a permission: a comparison, or other conditions joined together.
#[model]
pub struct DomainResourceConditionNode {
    /// How the terms are joined.
    pub conjunction: Option<ConditionJoin>,
    /// Values that the variable is compared with.
    #[field(max_items = 100)]
    pub operands: Option<Vec<DomainResourceConditionValue>>,
    /// How the variable is compared with the operands.
    pub operator: Option<ConditionOperator>,
    /// Conditions joined by `conjunction`.
    #[field(max_items = 100)]
    pub terms: Option<Vec<Box<DomainResourceConditionNode>>>,
    /// What is compared.
    pub variable_name: Option<String>,
}

/// A value that a condition compares with.
#[model]
pub struct DomainResourceConditionValue {
    /// Queue meant, when `type` is `QUEUE`.
    pub queue: Option<QueueFullReference>,
    /// Team meant, when `type` is `TEAM`.
    pub team: Option<TeamFullReference>,
    /// Kind of value.
    pub r#type: Option<DomainConditionValueType>,
    /// User meant, when `type` is `USER`.
    pub user: Option<UserFullReference>,
    /// The value itself, or the name of a variable.
    pub value: Option<String>,
}

/// A node of a policy's condition: a comparison, or several nodes joined.
#[model]
pub struct ResourceConditionNode {
    /// How `terms` are joined: all must hold with AND, one with OR.
    pub conjunction: Option<ConditionJoin>,
    /// Values with which the variable is compared.
    pub operands: Option<Vec<ResourceConditionValue>>,
    /// Comparison of the variable with the operands.
    pub operator: Option<ConditionOperator>,
    /// Child nodes, joined by `conjunction`.
    pub terms: Option<Vec<Box<ResourceConditionNode>>>,
    /// Property of the resource that is compared.
    pub variable_name: Option<String>,
}

/// A value that a condition compares with.
#[model]
pub struct ResourceConditionValue {
    /// What `value` is: a plain value, a variable, or the id of a user, queue or team.
    pub r#type: Option<ConditionValueType>,
    /// The value itself, or the variable or id that stands for it.
    pub value: Option<String>,
}

/// One policy of a role: actions on one kind of entity, perhaps under a condition.
#[model]
pub struct ResourcePermissionPolicy {
    /// Id of the policy.
    pub id: Option<String>,
    /// Actions allowed, such as `view` or `edit`; `*` stands for all of them.
    pub action_set: Option<Vec<String>>,
    /// Key that names this set of actions.
    pub action_set_key: Option<String>,
    /// Whether a condition may limit the policy.
    pub allow_conditions: Option<bool>,
    /// Area of the permission, such as `directory`.
    pub domain: Option<String>,
    /// Kind of entity within the domain, such as `user`; `*` covers every kind.
    pub entity_name: Option<String>,
    /// Names of resources to which the policy is limited.
    pub named_resources: Option<Vec<String>>,
    /// What the policy allows, in words.
    pub policy_description: Option<String>,
    /// Name of the policy.
    pub policy_name: Option<String>,
    /// The condition as text.
    pub resource_condition: Option<String>,
    /// The condition as a tree.
    pub resource_condition_node: Option<ResourceConditionNode>,
}

/// How the terms of a resource condition are joined.
#[wire_enum]
pub enum ConditionJoin {
    /// All must hold.
    #[wire("AND")]
    And,
    /// One must hold.
    #[wire("OR")]
    Or,
}

/// How a resource condition compares its variable.
#[wire_enum]
pub enum ConditionOperator {
    /// Equal.
    #[wire("EQ")]
    Eq,
    /// One of several.
    #[wire("IN")]
    In,
    /// At least.
    #[wire("GE")]
    Ge,
    /// Greater than.
    #[wire("GT")]
    Gt,
    /// At most.
    #[wire("LE")]
    Le,
    /// Less than.
    #[wire("LT")]
    Lt,
}

/// What an operand of a resource condition is.
#[wire_enum]
pub enum ConditionValueType {
    /// A plain value.
    #[wire("SCALAR")]
    Scalar,
    /// Another variable.
    #[wire("VARIABLE")]
    Variable,
    /// A user.
    #[wire("USER")]
    User,
    /// A queue.
    #[wire("QUEUE")]
    Queue,
    /// A team.
    #[wire("TEAM")]
    Team,
}

/// What an operand of a condition in a role's policy is.
#[wire_enum]
pub enum DomainConditionValueType {
    /// A plain value.
    #[wire("SCALAR")]
    Scalar,
    /// Another variable.
    #[wire("VARIABLE")]
    Variable,
    /// A user.
    #[wire("USER")]
    User,
    /// A team.
    #[wire("TEAM")]
    Team,
    /// A queue.
    #[wire("QUEUE")]
    Queue,
}
