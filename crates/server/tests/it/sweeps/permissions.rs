//! Who may call an operation at all: its permissions, and callers who are no user.

use api::{Entry, Rule};
use test_server::{Engine, TestServer, both_engines, everywhere, samples::nonsense};

use super::{Excuses, excuse, nothing_is_left_out, served};

/// Operations for which the API names no permission, with why none is needed.
const OPEN: &Excuses = &[
    (
        "everybody in the organization may read it",
        &[
            "getAuthorizationDivisions",
            "getAuthorizationDivisionsHome",
            "getAuthorizationDivisionsLimit",
            "getAuthorizationDivisionsQuery",
            "getAuthorizationDivision",
            "getAuthorizationDivisionspermittedPagedSubjectId",
            "getAuthorizationPermissions",
            "getAuthorizationProducts",
            "getAuthorizationRoleUsers",
            "getLocation",
            "getLocations",
            "getLocationsSearch",
            "postLocationsSearch",
            "getLocationSublocations",
            "getOauthScopes",
            "getOauthScope",
            "getOrganizationsMe",
            "getUsers",
            "getUser",
            "getUserAdjacents",
            "getUserCallforwarding",
            "getUserDirectreports",
            "getUserExternalid",
            "getUserExternalidAuthorityName",
            "getFieldconfig",
            "getProfilesUsers",
            "getUserFavorites",
            "getUserGeolocation",
            "getUserOutofoffice",
            "getUserProfile",
            "getRoutingLanguage",
            "getRoutingLanguages",
            "getUserRoutinglanguages",
            "getUserRoutingskills",
            "getUserSuperiors",
            "getUsersExternalidAuthorityNameExternalKey",
            "getNotificationsAvailabletopics",
            "getStation",
            "getStations",
            "getUserStation",
            "getUserPresence",
            "getUserPresencesPurecloud",
            "getUserRoutingstatus",
            "getUsersPresenceBulk",
            "getUsersPresencesPurecloudBulk",
            "getPresencedefinitions",
            "getSystempresences",
        ],
    ),
    (
        "everybody may read it who sees the group, as the group itself says",
        &[
            "getGroups",
            "getGroup",
            "getGroupIndividuals",
            "getGroupMembers",
            "getGroupProfile",
            "getGroupsSearch",
            "postGroupsSearch",
        ],
    ),
    ("whoever takes part in the room may read it", &["getChatsRoomParticipant"]),
    (
        "it is about the caller alone",
        &[
            "getAuthorizationDivisionspermittedMe",
            "getAuthorizationDivisionspermittedPagedMe",
            "getAuthorizationSubjectsMe",
            "getUsersMe",
            "getRoutingQueuesMe",
            "postUsersMePassword",
            "deleteTokensMe",
            "getTokensMe",
            "headTokensMe",
            "getUsersDevelopmentActivitiesMe",
            "getCoachingAppointmentsMe",
            "getLearningAssignmentsMe",
            "getUsersMeVerifiers",
            "postUsersMeVerifiersTotp",
            "postUsersMeVerifiersTotpVerifierId",
            "postUsersMeVerifiersWebauthnRegister",
            "postUsersMeVerifiersWebauthnRegisterOptions",
            "deleteUsersMeVerifier",
            "patchUserGeolocation",
            "putUserOutofoffice",
            "putUsersMeVerifier",
            "getNotificationsChannels",
            "postNotificationsChannels",
            "headNotificationsChannel",
            "getNotificationsChannelSubscriptions",
            "postNotificationsChannelSubscriptions",
            "putNotificationsChannelSubscriptions",
            "deleteNotificationsChannelSubscriptions",
        ],
    ),
    (
        "the handler asks for a permission, which depends on what the request names",
        &[
            "postAuthorizationDivisionObject",
            "postGroupMembers",
            "deleteGroupMembers",
            "putCallrosterUserFavorite",
            "deleteCallrosterUserFavorite",
            "getUsersDevelopmentActivity",
            "getCoachingAppointment",
            "patchCoachingAppointment",
            "patchCoachingAppointmentStatus",
            "deleteCoachingAppointment",
            "getLearningAssignment",
            "patchLearningAssignment",
            "patchUserPresence",
            "patchUserPresencesPurecloud",
            "putUserRoutingstatus",
            "deleteUserStationAssociatedstation",
            "putUserStationAssociatedstationStationId",
        ],
    ),
];

/// Operations on `me` that a client may call as well, with what they tell it.
const CLIENTS_TOO: &Excuses = &[
    ("a client's token is a token too", &["getTokensMe", "headTokensMe", "deleteTokensMe"]),
    ("a client belongs to an organization too", &["getOrganizationsMe"]),
];

/// An operation that names no permission, which must be known as such.
#[track_caller]
fn open(entry: &Entry) -> &'static str {
    let id = entry.meta.id;
    assert!(excuse(OPEN, entry).is_some(), "{id} asks for no permission; say in `OPEN` why not");
    id
}

#[both_engines]
async fn every_operation_refuses_a_caller_without_its_permission_and_names_it(engine: Engine) {
    let server = TestServer::start(engine).await;
    let nobody = server.caller(&[]).await;
    let (mut checked, mut excused) = (0, Vec::new());
    for entry in served() {
        let code = match entry.meta.rule {
            Rule::SignedIn => {
                excused.push(open(entry));
                continue;
            }
            Rule::Any(_) => "missing.any.permissions",
            Rule::All(_) => "missing.permissions",
        };
        checked += 1;
        let answer = nonsense(&server, entry, "x").token(&nobody).await;
        assert_eq!(answer.status, 403, "{}", entry.meta.id);
        answer.refused(403, code).naming(entry.meta.rule.permissions());
    }
    nothing_is_left_out(checked, &excused, OPEN);
}

#[both_engines]
async fn any_takes_one_permission_and_all_takes_each_of_them(engine: Engine) {
    let server = TestServer::start(engine).await;
    let (mut checked, mut excused) = (0, Vec::new());
    for entry in served() {
        checked += 1;
        match entry.meta.rule {
            Rule::SignedIn => {
                checked -= 1;
                excused.push(open(entry));
            }
            Rule::Any(permissions) => {
                for permission in permissions {
                    let caller = server.caller(&[everywhere(&[permission])]).await;
                    let answer = nonsense(&server, entry, "x").token(&caller).await;
                    assert_ne!(answer.status, 403, "{} with {permission}", entry.meta.id);
                }
            }
            Rule::All(permissions) => {
                let caller = server.caller(&[everywhere(permissions)]).await;
                let answer = nonsense(&server, entry, "x").token(&caller).await;
                assert_ne!(answer.status, 403, "{}", entry.meta.id);
                for missing in permissions {
                    let rest: Vec<&str> =
                        permissions.iter().copied().filter(|p| p != missing).collect();
                    let caller = server.caller(&[everywhere(&rest)]).await;
                    let answer = nonsense(&server, entry, "x").token(&caller).await;
                    assert_eq!(answer.status, 403, "{} without {missing}", entry.meta.id);
                }
            }
        }
    }
    nothing_is_left_out(checked, &excused, OPEN);
}

#[both_engines]
async fn a_client_has_no_user_to_speak_about(engine: Engine) {
    let server = TestServer::start(engine).await;
    let (mut checked, mut excused) = (0, Vec::new());
    for entry in served() {
        let id = entry.meta.id;
        if entry.meta.needs_user {
            checked += 1;
            nonsense(&server, entry, "x").await.refused(400, "not.a.user");
        } else if entry.meta.path.split('/').any(|part| part == "me") {
            assert!(excuse(CLIENTS_TOO, entry).is_some(), "{id}: what does it tell a client?");
            excused.push(id);
        } else {
            checked += 1;
            let answer = nonsense(&server, entry, "x").await;
            assert_ne!(answer.code(), "not.a.user", "{id}");
        }
    }
    nothing_is_left_out(checked, &excused, CLIENTS_TOO);
}
