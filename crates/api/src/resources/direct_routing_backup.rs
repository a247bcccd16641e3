//! Who takes over when a directly routed agent is away.

use crate::{Operation, model, operations};

operations! {
    "direct_routing_backup":
    DeleteRoutingDirectroutingbackupSettingsMe,
    GetRoutingDirectroutingbackupSettingsMe,
    PutRoutingDirectroutingbackupSettingsMe,
    DeleteRoutingUserDirectroutingbackupSettings,
    GetRoutingUserDirectroutingbackupSettings,
    PutRoutingUserDirectroutingbackupSettings,
}

/// Remove the caller's own direct routing backup.
///
/// Goes back to the backup that the direct routing queue prescribes. Needs a user's token;
/// client credentials answer 400 `not.a.user`.
#[derive(Debug, Clone, Operation)]
#[operation(
    DELETE "/api/v2/routing/directroutingbackup/settings/me",
    any("routing:directRoutingBackup:selfDelete"),
    returns(204),
    needs_user,
    inferred
)]
pub struct DeleteRoutingDirectroutingbackupSettingsMe {}

/// Read the caller's own direct routing backup.
///
/// Shows who or which queue takes direct interactions that the caller leaves unanswered, and
/// for whom the caller stands in. Settings that were never made answer 404. Needs a user's token;
/// client credentials answer 400 `not.a.user`.
#[derive(Debug, Clone, Operation)]
#[operation(
    GET "/api/v2/routing/directroutingbackup/settings/me",
    any("routing:directRoutingBackup:selfView"),
    returns(AgentDirectRoutingBackupSettings),
    needs_user
)]
pub struct GetRoutingDirectroutingbackupSettingsMe {}

/// Set the caller's own direct routing backup.
///
/// Names the backup for direct interactions: `userId` comes first and `queueId` second when
/// both are given. `agentWaitSeconds` is in seconds, from 60 to 864000; other values, an unknown
/// user or queue, and the agent as its own backup are refused with 400. Needs a user's token; client credentials answer 400 `not.a.user`.
#[derive(Debug, Clone, Operation)]
#[operation(
    PUT "/api/v2/routing/directroutingbackup/settings/me",
    any("routing:directRoutingBackup:selfEdit"),
    returns(AgentDirectRoutingBackupSettings),
    needs_user
)]
pub struct PutRoutingDirectroutingbackupSettingsMe {
    /// The body.
    pub body: AgentDirectRoutingBackupSettings,
}

/// Remove a user's direct routing backup.
///
/// Goes back to the backup that the direct routing queue prescribes.
#[derive(Debug, Clone, Operation)]
#[operation(
    DELETE "/api/v2/routing/users/{userId}/directroutingbackup/settings",
    any("routing:directRoutingBackup:delete"),
    returns(204),
    inferred
)]
pub struct DeleteRoutingUserDirectroutingbackupSettings {
    /// Id of the user.
    pub user_id: String,
}

/// Read a user's direct routing backup.
///
/// Shows who or which queue takes direct interactions that the user leaves unanswered;
/// `backedUpUsers` are those for whom this user stands in. Settings that were never made answer 404.
#[derive(Debug, Clone, Operation)]
#[operation(
    GET "/api/v2/routing/users/{userId}/directroutingbackup/settings",
    any("routing:directRoutingBackup:view"),
    returns(AgentDirectRoutingBackupSettings)
)]
pub struct GetRoutingUserDirectroutingbackupSettings {
    /// Id of the user.
    pub user_id: String,
}

/// Set a user's direct routing backup.
///
/// Names the backup for direct interactions: `userId` comes first and `queueId` second when
/// both are given. `agentWaitSeconds` is in seconds, from 60 to 864000; other values, an unknown
/// user or queue, and the agent as its own backup are refused with 400. `backedUpUsers` is only answered, never set.
#[derive(Debug, Clone, Operation)]
#[operation(
    PUT "/api/v2/routing/users/{userId}/directroutingbackup/settings",
    any("routing:directRoutingBackup:edit"),
    returns(AgentDirectRoutingBackupSettings)
)]
pub struct PutRoutingUserDirectroutingbackupSettings {
    /// Id of the user.
    pub user_id: String,
    /// The body.
    pub body: AgentDirectRoutingBackupSettings,
}

/// Who takes an agent's direct interactions when that agent does not. With both a user and a
/// queue, the user is tried first.
#[model]
pub struct AgentDirectRoutingBackupSettings {
    /// How long to wait for the agent before the backup, in seconds, from 60 to 864000.
    #[field(minimum = 60, maximum = 864_000)]
    pub agent_wait_seconds: Option<i32>,
    /// Ids of the users that name this agent as their backup; worked out by the server.
    #[field(read_only)]
    pub backed_up_users: Option<Vec<String>>,
    /// Id of the backup queue; the second choice when a backup user is given too.
    pub queue_id: Option<String>,
    /// Id of the backup user, tried before any backup queue.
    pub user_id: Option<String>,
    /// Whether an interaction waits for the agent before it goes to the backup.
    pub wait_for_agent: Option<bool>,
}
