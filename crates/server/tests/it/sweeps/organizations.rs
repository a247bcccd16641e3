//! Other organizations are as good as none.

use test_server::{
    Engine, both_engines,
    outbox::with_outbox,
    samples::{Kind, Samples},
};

use super::borders::{Border, Side, sweep};

const BORDER: Border = Border {
    open_kinds: &[
        (Kind::Scope, "the scopes are the same in every organization"),
        (Kind::Authority, "it is a name, and no entity"),
        (Kind::Device, "it is the name that a client gives itself"),
        (Kind::CoreType, "the core types are the same in every organization"),
        (Kind::SchemaVersion, "versions are counted from 1 in every schema"),
    ],
    seen_kinds: &[],
    open_operations: &[(
        "getUserRoutingstatus",
        "every user who is not there is off queue, and nothing more is told",
    )],
    open_places: &[(
        "postOrgauthorizationTrustees",
        "body.pairingId",
        "whoever was given the id of an organization may trust it",
    )],
    // Users who are not members and queues that the user does not serve are ignored, who could not
    // be added is told with a 200, and an event that cannot be taken does not keep the others back.
    silent_places: &[
        ("deleteGroupMembers", "query.ids"),
        ("patchUserQueues", "body.id"),
        ("postEventsUsersPresence", "body.userPresenceEvents.presenceDefinitionId"),
        ("postEventsUsersPresence", "body.userPresenceEvents.sourceId"),
        ("postEventsUsersPresence", "body.userPresenceEvents.userId"),
        ("postEventsUsersRoutingstatus", "body.userRoutingStatusEvents.agentId"),
        ("postEventsUsersRoutingstatus", "body.userRoutingStatusEvents.sourceId"),
        ("deleteTeamMembers", "query.id"),
        ("postTeamMembers", "body.memberIds"),
        ("postLearningAssignmentsBulkadd", "body.moduleId"),
        ("postLearningAssignmentsBulkadd", "body.userId"),
        ("postLearningAssignmentsBulkremove", "body"),
    ],
    owners_succeed: true,
};

#[both_engines]
async fn what_belongs_to_another_organization_is_as_good_as_unknown(engine: Engine) {
    let (server, _outbox) = with_outbox(engine).await;
    let stranger = server.other_organization("Strangers").await;
    sweep(&server, &BORDER, async || {
        let here = Side { samples: Samples::of(&server), caller: None };
        let there = Side { samples: Samples::of_stranger(&server, &stranger), caller: None };
        (here, there)
    })
    .await;
}
