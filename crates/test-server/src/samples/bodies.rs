//! What the contract does not say of a request that succeeds.

use std::time::Duration;

use serde_json::{Value, json};

use super::{Kind, PASSWORD, SAMPLED, Samples, unique};

/// How many requests of an operation there are, if one cannot name everything: see `more`.
pub(super) fn variants(operation: &str) -> usize {
    match operation {
        "postOauthClients" | "putOauthClient" => 2,
        _ => 1,
    }
}

/// What goes into the query besides what the contract requires.
pub(super) async fn query(samples: &mut Samples<'_>, operation: &str) -> String {
    match operation {
        "deleteAuthorizationDivision" => "force=true".to_owned(),
        // Whose activities, or of which module: one of them is needed.
        "getUsersDevelopmentActivities" | "getLearningAssignments" => {
            format!("userId={}", samples.make(Kind::User).await)
        }
        _ => String::new(),
    }
}

/// Fields of the body: these, besides those that the contract demands and those that name entities.
pub(super) async fn more(samples: &mut Samples<'_>, operation: &str, variant: usize) -> Value {
    match operation {
        "postUsers" => json!({ "password": PASSWORD }),
        "patchUsersBulk" => json!([{ "acdAutoAnswer": true }]),
        "patchUser" => json!({ "version": 1, "title": "Lead" }),
        "postUsersCustomattributesSchemas" | "putUsersCustomattributesSchema" => {
            super::attributes::schema_body()
        }
        "patchUserCustomattributes" | "putUserCustomattributes" => {
            json!({ "attributes": { "note": unique("Note") } })
        }
        "patchUserCustomattributesBulk" => json!([{ "attributes": { "note": unique("Note") } }]),
        "postTeams" | "patchTeam" => json!({ "name": unique("Team") }),
        "postLocations" => json!({ "notes": unique("Notes") }),
        "patchLocation" => json!({ "version": 1, "notes": unique("Notes") }),
        "putUserState" => json!({ "state": "inactive", "version": 1 }),
        "postUserPassword" => json!({ "newPassword": PASSWORD }),
        "postUsersMePassword" => {
            samples.make(Kind::Password).await;
            json!({ "oldPassword": PASSWORD, "newPassword": format!("{PASSWORD}-new") })
        }
        "postNotificationsChannelSubscriptions" | "putNotificationsChannelSubscriptions" => {
            json!([{ "id": "v2.users.somebody.presence" }])
        }
        "deleteStationAssociateduser" | "deleteUsersStationsMeAssociatedstation" => {
            samples.make(Kind::UsedStation).await;
            Value::Null
        }
        "postTelephonyProvidersEdgesPhones" | "putTelephonyProvidersEdgesPhone" => {
            json!({ "name": unique("Phone") })
        }
        "postCallrosterStations" => json!({ "type": "inin_webrtc_softphone" }),
        "putUserRoutingstatus" => json!({ "status": "IDLE", "userId": null }),
        "postPresencedefinitions" | "postPresenceDefinitions0" => {
            json!({ "languageLabels": { "en_US": unique("Presence") }, "systemPresence": "Meal" })
        }
        "putPresencedefinition" | "putPresenceDefinition0" => {
            json!({ "languageLabels": { "en_US": unique("Presence") } })
        }
        "postEventsUsersRoutingstatus" => {
            let user = samples.make(Kind::User).await;
            samples.on_queue(&user).await;
            json!({ "userRoutingStatusEvents": [{ "status": "Interacting" }] })
        }
        "postCallrosterUserInteractions" => {
            let user = samples.make(Kind::User).await;
            samples.on_queue(&user).await;
            json!({ "action": "start" })
        }
        "patchVoicemailUserpolicy" => json!({ "alertTimeoutSeconds": 33, "pin": "80808080" }),
        "putUserOutofoffice" => {
            json!({ "active": true, "startDate": "2026-01-02T00:00:00Z", "indefinite": true })
        }
        // A position would be looked up at any time later.
        "patchUserGeolocation" => json!({ "city": "Thun", "country": "CH" }),
        "putUserCallforwarding" | "patchUserCallforwarding" => {
            json!({ "enabled": true, "phoneNumber": "+13175550142" })
        }
        "postAuthorizationDivisions"
        | "putAuthorizationDivision"
        | "postAuthorizationDivisionRestore" => json!({ "name": unique("Division") }),
        "putGroup" | "patchAuthorizationRole" | "patchRoutingSkillgroup" => {
            json!({ "description": unique("What it is for") })
        }
        // Older clients name roles alone; who names divisions as well is not asked for the others.
        "postOauthClients" | "putOauthClient" => {
            let other = if variant == 0 { "roleIds" } else { "roleDivisions" };
            json!({ "authorizedGrantType": "CLIENT-CREDENTIALS", other: null })
        }
        "putUserRoutingskill" | "patchUserRoutinglanguage" => json!({ "proficiency": 3 }),
        "postRoutingQueues" | "putRoutingQueue" => json!({ "memberGroups": [{ "type": "GROUP" }] }),
        "putRoutingUtilization" | "putRoutingUserUtilization" => {
            let label = samples.make(Kind::Label).await;
            json!({
                "utilization": { "call": { "maximumCapacity": 7 } },
                "labelUtilizations": { label: { "maximumCapacity": 3 } },
            })
        }
        "getRoutingDirectroutingbackupSettingsMe"
        | "deleteRoutingDirectroutingbackupSettingsMe" => {
            samples.make(Kind::BackedUpUser).await;
            Value::Null
        }
        "putRoutingDirectroutingbackupSettingsMe" | "putRoutingUserDirectroutingbackupSettings" => {
            json!({ "waitForAgent": true, "agentWaitSeconds": 70 })
        }
        "patchRoutingQueueMembers" | "patchRoutingQueueUsers" | "patchUserQueues" => {
            json!([{ "joined": false }])
        }
        "patchRoutingQueueMember" | "patchRoutingQueueUser" | "patchUserQueue" => {
            json!({ "joined": false })
        }
        "postUsersMeVerifiersTotp" => super::people::code_generator(),
        "postUsersMeVerifiersWebauthnRegister" => super::people::security_key(samples).await,
        "postUsersMeVerifiersTotpVerifierId" => json!({ "token": samples.code() }),
        "postAnalyticsUsersDetailsQuery" => json!({
            "interval": SAMPLED,
            "paging": { "pageSize": 100, "pageNumber": 1 },
            "routingStatusFilters": [{
                "type": "and",
                "predicates": [{ "dimension": "routingStatus", "operator": "notExists" }],
            }],
        }),
        "postAnalyticsUsersAggregatesQuery" => {
            // No time has been spent in a status that begins now.
            samples.server.advance(Duration::from_millis(1));
            let metrics = ["tSystemPresence", "tAgentRoutingStatus"];
            json!({ "interval": SAMPLED, "groupBy": ["userId"], "metrics": metrics })
        }
        "postAnalyticsUsersDetailsJobs" => json!({ "interval": SAMPLED }),
        "postAnalyticsUsersAggregatesJobs" => {
            json!({ "interval": SAMPLED, "metrics": ["tSystemPresence"] })
        }
        "postAnalyticsUsersActivityQuery" => {
            json!({ "groupBy": ["userId"], "metrics": [{ "metric": "oMemberQueues" }] })
        }
        "postAnalyticsUsersObservationsQuery" => json!({ "filter": { "type": "and" } }),
        "postLearningModules" | "putLearningModule" => super::development::module_body(),
        "postCoachingAppointments" | "patchCoachingAppointment" => {
            json!({ "lengthInMinutes": 45, "dateStart": "2026-02-04T10:00:00Z" })
        }
        "patchCoachingAppointmentStatus" => json!({ "status": "InProgress" }),
        "patchLearningAssignment" => json!({ "state": "Completed" }),
        "postUsersDevelopmentActivitiesAggregatesQuery" => {
            let user = samples.make(Kind::User).await;
            samples.make(Kind::LearningAssignment).await;
            json!({
                "interval": "2026-01-01T00:00:00Z/2026-12-31T00:00:00Z",
                "groupBy": ["attendeeId"],
                "filter": { "type": "And", "clauses": [{ "type": "Or",
                    "predicates": [{ "dimension": "attendeeId", "value": user }] }] },
            })
        }
        "postAuditsQueryRealtime" => {
            json!({ "interval": SAMPLED, "pageSize": 500 })
        }
        "postUsersSearch"
        | "postUsersSearchTeamsAssign"
        | "postUsersSearchQueuemembersManage"
        | "postUsersSearchConversationTarget"
        | "postGroupsSearch"
        | "postLocationsSearch" => json!({ "pageSize": 500 }),
        "postTeamsSearch" => json!({ "pageSize": 500, "query": [] }),
        _ => Value::Null,
    }
}
