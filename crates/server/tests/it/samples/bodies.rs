//! What the contract does not say of a request that succeeds.

use serde_json::{Value, json};

use super::{Kind, PASSWORD, Samples, unique};

/// How many requests of an operation there are, if one cannot name everything: see `more`.
pub(super) fn variants(operation: &str) -> usize {
    match operation {
        "postOauthClients" | "putOauthClient" => 2,
        _ => 1,
    }
}

/// What goes into the query besides what the contract requires.
pub(super) fn query(operation: &str) -> &'static str {
    match operation {
        "deleteAuthorizationDivision" => "force=true",
        _ => "",
    }
}

/// Fields of the body: these, besides those that the contract demands and those that name entities.
pub(super) async fn more(samples: &mut Samples<'_>, operation: &str, variant: usize) -> Value {
    match operation {
        "postUsers" => json!({ "password": PASSWORD }),
        "patchUsersBulk" => json!([{ "acdAutoAnswer": true }]),
        "patchUser" => json!({ "version": 1, "title": "Lead" }),
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
        "postPresencedefinitions" => {
            json!({ "languageLabels": { "en_US": unique("Presence") }, "systemPresence": "Meal" })
        }
        "putPresencedefinition" | "putPresenceDefinition0" => {
            json!({ "languageLabels": { "en_US": unique("Presence") } })
        }
        "postPresenceDefinitions0" => {
            json!({ "languageLabels": { "en_US": unique("Presence") }, "systemPresence": "Meal" })
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
        "postAuthorizationDivisions"
        | "putAuthorizationDivision"
        | "postAuthorizationDivisionRestore" => json!({ "name": unique("Division") }),
        "putGroup" | "patchAuthorizationRole" => json!({ "description": unique("What it is for") }),
        // Older clients name roles alone; who names divisions as well is not asked for the others.
        "postOauthClients" | "putOauthClient" => {
            let other = if variant == 0 { "roleIds" } else { "roleDivisions" };
            json!({ "authorizedGrantType": "CLIENT-CREDENTIALS", other: null })
        }
        "postUsersMeVerifiersTotp" => super::people::code_generator(),
        "postUsersMeVerifiersTotpVerifierId" => json!({ "token": samples.code() }),
        "postAuditsQueryRealtime" => {
            json!({ "interval": "2026-01-01T00:00:00Z/2026-01-04T00:00:00Z", "pageSize": 500 })
        }
        _ => Value::Null,
    }
}
