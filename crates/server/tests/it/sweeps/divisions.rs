//! What is in another division is as good as unknown to who holds everything in one.

use server::Random;
use test_server::{
    Engine, TestServer, both_engines, in_division,
    outbox::with_outbox,
    samples::{Kind, Samples},
};

use super::borders::{Border, Side, sweep};

const OF_THE_ORGANIZATION: &str =
    "it belongs to the organization, and a permission on it held in any division reaches it";

const BORDER: Border = Border {
    open_kinds: &[
        (Kind::Role, OF_THE_ORGANIZATION),
        (Kind::GrantedRole, OF_THE_ORGANIZATION),
        (Kind::Label, OF_THE_ORGANIZATION),
        (Kind::Language, OF_THE_ORGANIZATION),
        (Kind::Group, OF_THE_ORGANIZATION),
        (Kind::OauthClient, OF_THE_ORGANIZATION),
        (Kind::PresenceSource, OF_THE_ORGANIZATION),
        (Kind::Location, OF_THE_ORGANIZATION),
        (Kind::Campus, OF_THE_ORGANIZATION),
        (Kind::AttributeSchema, OF_THE_ORGANIZATION),
        (Kind::UnpublishedModule, OF_THE_ORGANIZATION),
        (Kind::LearningModule, OF_THE_ORGANIZATION),
        (Kind::SchemaVersion, "versions are counted from 1 in every schema"),
        (Kind::CoreType, "the core types are the same everywhere"),
        (Kind::Station, OF_THE_ORGANIZATION),
        (Kind::Phone, OF_THE_ORGANIZATION),
        (Kind::Site, OF_THE_ORGANIZATION),
        (Kind::PhoneBase, OF_THE_ORGANIZATION),
        (Kind::Trustee, "trust is between organizations"),
        (Kind::Trustor, "trust is between organizations"),
        (Kind::BroughtGroup, "trust is between organizations"),
        (Kind::Organization, "another organization is in no division of this one"),
        (Kind::ForeignUser, "another organization is in no division of this one"),
        (Kind::ForeignGroup, "another organization is in no division of this one"),
        (Kind::TrustedUser, "another organization is in no division of this one"),
        (Kind::Scope, "the scopes are the same everywhere"),
        (Kind::Authority, "it is a name, and no entity"),
        (Kind::Device, "it is the name that a client gives itself"),
    ],
    seen_kinds: &[
        (Kind::Division, "everybody may read that there is a division, and what it is called"),
        (Kind::InhabitedDivision, "everybody may read that there is a division"),
        (Kind::Member, "who sees a group sees its members, and removes those of one division"),
    ],
    open_operations: &[
        ("getAuthorizationDivision", "everybody may read every division"),
        ("getAuthorizationDivisions", "everybody may read every division"),
        ("getAuthorizationDivisionsQuery", "everybody may read every division"),
        ("getAuthorizationDivisionsDeleted", "a deleted division is in no division"),
        ("postAuthorizationDivisionRestore", "a deleted division is in no division"),
        ("getAuthorizationDivisionspermittedPagedSubjectId", "everybody may read every user"),
        ("getAuthorizationRoleUsers", "everybody may read who holds a role"),
        ("getGroupIndividuals", "who sees a group sees its members"),
        ("getGroupMembers", "who sees a group sees its members"),
        ("getLocationSublocations", "everybody may read every location"),
        ("getUser", "everybody may read every user"),
        ("getUserAdjacents", "everybody may read every user"),
        ("getUserCallforwarding", "everybody may read every user"),
        ("getUserDirectreports", "everybody may read every user"),
        ("getUserExternalid", "everybody may read every user"),
        ("getUserExternalidAuthorityName", "everybody may read every user"),
        ("getUsersExternalidAuthorityNameExternalKey", "everybody may read every user"),
        ("getUserFavorites", "everybody may read every user"),
        ("getUserGeolocation", "everybody may read every user"),
        ("getUserOutofoffice", "everybody may read every user"),
        ("getUserProfile", "everybody may read every user"),
        ("getUserRoutinglanguages", "everybody may read every user"),
        ("getUserRoutingskills", "everybody may read every user"),
        ("getUserSuperiors", "everybody may read every user"),
        ("patchUserGeolocation", "everybody may read every user, and reports one's own alone: 403"),
        ("putUserOutofoffice", "everybody may read every user, and sets one's own alone: 403"),
        ("getUserStation", "everybody may read every user"),
        (
            "deleteUserStationAssociatedstation",
            "everybody may read every user, and changing others is 403",
        ),
        (
            "putUserStationAssociatedstationStationId",
            "everybody may read every user, and changing others is 403",
        ),
        ("getUserPresence", "everybody may read every user"),
        ("getUserPresencesPurecloud", "everybody may read every user"),
        ("getUserRoutingstatus", "everybody may read every user"),
        ("getUsersPresenceBulk", "everybody may read every user"),
        ("getUsersPresencesPurecloudBulk", "everybody may read every user"),
        ("getPresencedefinitions", "everybody may read every definition"),
        ("patchUserPresence", "everybody may read every user, and changing others is 403"),
        (
            "patchUserPresencesPurecloud",
            "everybody may read every user, and changing others is 403",
        ),
        ("putUserRoutingstatus", "everybody may read every user, and changing others is 403"),
    ],
    open_places: &[
        ("patchUser", "body.manager", "a manager may be of any division"),
        ("putCallrosterUserFavorite", "path.favoriteId", "a favorite may be of any division"),
        ("postLocations", "body.contactUser", "a location is of no division, nor is its contact"),
        ("patchLocation", "body.contactUser", "a location is of no division, nor is its contact"),
    ],
    silent_places: &[
        ("patchUserQueues", "body.id"),
        // Who could not be added is told, as users who are no members are not removed: 200 and 204.
        ("postTeamMembers", "body.memberIds"),
        ("postLearningAssignmentsBulkadd", "body.userId"),
        ("postLearningAssignmentsBulkremove", "body"),
        ("deleteTeamMembers", "query.id"),
        ("postEventsUsersPresence", "body.userPresenceEvents.presenceDefinitionId"),
        ("postEventsUsersPresence", "body.userPresenceEvents.userId"),
        ("postEventsUsersRoutingstatus", "body.userRoutingStatusEvents.agentId"),
    ],
    owners_succeed: false,
};

#[both_engines]
async fn what_is_in_another_division_is_as_good_as_unknown(engine: Engine) {
    let (server, _outbox) = with_outbox(engine).await;
    sweep(&server, &BORDER, async || (side(&server).await, side(&server).await)).await;
}

/// A new division with somebody who holds everything in it.
async fn side(server: &TestServer) -> Side<'_> {
    let division = server.division(&format!("Side {}", Random::System.hex::<6>())).await;
    let caller = server.caller(&[in_division(&division, &["*:*:*"])]).await;
    Side { samples: Samples::of(server).in_division(&division), caller: Some(caller) }
}
