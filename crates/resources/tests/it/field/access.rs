//! Programs that look at grants and divisions, and put things where they belong.

use serde_json::{Value, json};
use test_server::{CLIENT, Engine, TestServer, both_engines};

use super::{id, keys, names};

const SUBJECTS: &str = "/api/v2/authorization/subjects";
const DIVISIONS: &str = "/api/v2/authorization/divisions";

#[both_engines]
async fn a_grant_everywhere_is_in_the_division_of_the_star(engine: Engine) {
    let server = TestServer::start(engine).await;
    let subject = server.get(&format!("{SUBJECTS}/{}", CLIENT.0)).await.body;
    let grant = &subject["grants"][0];
    let star = json!({ "id": "*", "homeDivision": false, "selfUri": format!("{DIVISIONS}/*") });
    assert_eq!(grant["division"], star);
    let policy = &grant["role"]["policies"][0];
    let mut found = keys(policy);
    found.sort_unstable();
    assert_eq!(found, ["actions", "domain", "entityName"]);
}

#[both_engines]
async fn every_subject_has_a_version(engine: Engine) {
    let server = TestServer::start(engine).await;
    let ada = server.user("Ada Example").await;
    assert_eq!(server.patch(&ada, json!({ "title": "Lead" })).await.status, 200);
    let group = server.ask("POST", "/api/v2/groups").json(json!({
        "name": "Group", "type": "official", "visibility": "public", "rulesVisible": true,
    }));
    let group = group.await.body;
    for (subject, version) in [(id(&ada), 2), (id(&group), 1), (CLIENT.0, 1)] {
        let read = server.get(&format!("{SUBJECTS}/{subject}")).await.body;
        assert_eq!(read["version"], version, "{subject}");
    }
    let token = server.token_of(id(&ada), 3600).await;
    let me = server.get_with(&format!("{SUBJECTS}/me"), &token).await.body;
    assert_eq!(me["version"], 2);
}

#[both_engines]
async fn an_unknown_kind_of_objects_is_refused_with_those_that_there_are(engine: Engine) {
    let server = TestServer::start(engine).await;
    let ada = server.user("Ada Example").await;
    let north = server.division("North").await;
    for kind in ["SKILL", "WRAPUPCODE"] {
        let path = format!("{DIVISIONS}/{north}/objects/{kind}");
        let answer = server.ask("POST", &path).json(json!([id(&ada)])).await;
        answer.refused(400, "invalid.value").naming(&[kind]);
        let types = "QUEUE, CAMPAIGN, CONTACTLIST, DNCLIST, EMAILCAMPAIGN, MESSAGINGCAMPAIGN, \
                     MANAGEMENTUNIT, BUSINESSUNIT, FLOW, FLOWMILESTONE, FLOWOUTCOME, USER, \
                     CALLROUTE, EMERGENCYGROUPS, ROUTINGSCHEDULES, ROUTINGSCHEDULEGROUPS, \
                     DATATABLES, TEAM, WORKBIN, WORKTYPE, EXTENSIONPOOL, SKILLGROUP, SCRIPT, LIBRARY";
        assert_eq!(types.split(", ").count(), 24);
        answer.refused(400, "invalid.value").naming(&types.split(", ").collect::<Vec<_>>());
    }
}

#[both_engines]
async fn a_division_that_holds_users_is_refused_until_they_are_gone(engine: Engine) {
    let server = TestServer::start(engine).await;
    let north = server.division("North").await;
    let body = json!({ "name": "Ada", "email": "ada@example.com", "divisionId": north });
    let ada = server.ask("POST", "/api/v2/users").json(body).await.body;
    let delete = || server.ask("DELETE", &format!("{DIVISIONS}/{north}"));
    delete().await.refused(400, "bad.request").naming(&["North", "1 users"]);
    assert_eq!(server.ask("DELETE", &format!("/api/v2/users/{}", id(&ada))).await.status, 200);
    assert_eq!(delete().await.status, 204);
}

#[both_engines]
async fn names_of_divisions_are_found_by_a_part(engine: Engine) {
    let server = TestServer::start(engine).await;
    for name in ["North", "North West", "South"] {
        server.division(name).await;
    }
    let found = server.get(&format!("{DIVISIONS}?name=North")).await.body;
    assert_eq!(names(&found), ["North", "North West"]);
}

#[both_engines]
async fn a_client_sees_the_divisions_in_which_its_role_is_held(engine: Engine) {
    let server = TestServer::start(engine).await;
    let north = server.division("North").await;
    let body = json!({ "name": "Ada North", "email": "ada@example.com", "divisionId": north });
    assert_eq!(server.ask("POST", "/api/v2/users").json(body).await.status, 200);
    server.user("Bob Home").await;
    let policy = json!({ "domain": "directory", "entityName": "user", "actionSet": ["view"] });
    let role = json!({ "name": "Viewer", "permissionPolicies": [policy] });
    let role = server.ask("POST", "/api/v2/authorization/roles").json(role).await.body;
    let client = json!({
        "name": "Reader", "authorizedGrantType": "CLIENT-CREDENTIALS",
        "roleDivisions": [{ "roleId": id(&role), "divisionId": north }],
    });
    let client = server.ask("POST", "/api/v2/oauth/clients").json(client).await.body;
    let token = server.sign_in((id(&client), client["secret"].as_str().unwrap())).await;
    assert_eq!(names(&server.get_with("/api/v2/users", &token).await.body), ["Ada North"]);
}

#[both_engines]
async fn a_group_holds_one_role_in_two_divisions(engine: Engine) {
    let server = TestServer::start(engine).await;
    let (north, south) = (server.division("North").await, server.division("South").await);
    let group = json!({
        "name": "Group", "type": "official", "visibility": "public", "rulesVisible": true,
    });
    let group = server.ask("POST", "/api/v2/groups").json(group).await.body;
    let role = json!({ "name": "Guide" });
    let role = server.ask("POST", "/api/v2/authorization/roles").json(role).await.body;
    let pair = |division: &str| json!({ "roleId": id(&role), "divisionId": division });
    let path = format!("{SUBJECTS}/{}/bulkadd?subjectType=PC_GROUP", id(&group));
    let body = json!({ "grants": [pair(&north), pair(&south)] });
    assert_eq!(server.ask("POST", &path).json(body).await.status, 204);
    let subject = server.get(&format!("{SUBJECTS}/{}", id(&group))).await.body;
    let grants = subject["grants"].as_array().unwrap().iter();
    let mut held: Vec<&Value> = grants.map(|grant| &grant["division"]["id"]).collect();
    held.sort_by_key(|division| division.as_str());
    let mut both = [json!(north), json!(south)];
    both.sort_by_key(|division| division.as_str().unwrap().to_owned());
    assert_eq!(held, both.iter().collect::<Vec<_>>());
}

#[both_engines]
async fn the_catalogue_is_read_in_pages_of_labelled_actions(engine: Engine) {
    let server = TestServer::start(engine).await;
    let page = server.get("/api/v2/authorization/permissions?pageSize=100").await.body;
    assert_eq!(page["pageCount"], 1);
    for domain in page["entities"].as_array().unwrap() {
        for (entity, actions) in domain["permissionMap"].as_object().unwrap() {
            for action in actions.as_array().unwrap() {
                assert!(action["action"].is_string() && action["label"].is_string(), "{entity}");
            }
        }
    }
}
