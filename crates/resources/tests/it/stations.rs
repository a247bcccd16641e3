//! Stations, the phones that they come from, and who uses which.

mod phones;

use serde_json::{Value, json};

use test_server::{Answer, Engine, TestServer, both_engines, everywhere};

/// A new station without a phone.
async fn station(server: &TestServer, name: &str) -> String {
    let made =
        server.ask("POST", "/api/v2/callroster/stations").json(json!({ "name": name })).await;
    assert_eq!(made.status, 200, "{}", made.body);
    made.body["id"].as_str().unwrap().to_owned()
}

fn path(user: &str, what: &str) -> String {
    format!("/api/v2/users/{user}/station/{what}")
}

async fn associate(server: &TestServer, user: &str, station: &str) -> Answer {
    server.ask("PUT", &path(user, &format!("associatedstation/{station}"))).await
}

async fn stations(server: &TestServer, user: &str) -> Value {
    server.get(&format!("/api/v2/users/{user}/station")).await.body
}

#[both_engines]
async fn a_user_without_a_station_has_none_at_all(engine: Engine) {
    let server = TestServer::start(engine).await;
    let ada = server.user_id("Ada Example").await;
    assert_eq!(stations(&server, &ada).await, json!({ "userId": ada }));
    let shown = server.get(&format!("/api/v2/users/{ada}?expand=station")).await.body;
    assert_eq!(shown["station"], json!({}));
    let released = server.ask("DELETE", &path(&ada, "associatedstation")).await;
    assert_eq!((released.status, released.body), (202, Value::Null));
}

#[both_engines]
async fn a_user_is_associated_with_one_station_and_the_last_one_is_remembered(engine: Engine) {
    let server = TestServer::start(engine).await;
    let ada = server.user_id("Ada Example").await;
    let (desk, home) = (station(&server, "Desk").await, station(&server, "Home").await);
    let associated = associate(&server, &ada, &desk).await;
    assert_eq!((associated.status, associated.body), (202, Value::Null));
    let shown = server.get(&format!("/api/v2/stations/{desk}")).await.body;
    assert_eq!((&shown["status"], &shown["userId"]), (&json!("ASSOCIATED"), &json!(ada)));
    assert_eq!(shown["type"], "inin_remote");
    assert_eq!(associate(&server, &ada, &home).await.status, 202);
    let all = stations(&server, &ada).await;
    assert_eq!(all["associatedStation"]["id"], json!(home));
    assert_eq!(all["associatedStation"]["associatedUser"]["id"], json!(ada));
    assert_eq!(all["associatedStation"]["associatedDate"], "2026-01-02T03:04:05.678Z");
    assert_eq!(
        (&all["effectiveStation"]["id"], &all["lastAssociatedStation"]["id"]),
        (&json!(home), &json!(desk))
    );
    let free = server.get(&format!("/api/v2/stations/{desk}")).await.body;
    assert_eq!((&free["status"], free.get("userId")), (&json!("AVAILABLE"), None));
    let listed = server.get(&format!("/api/v2/users?id={ada}&expand=station")).await.body;
    assert_eq!(listed["entities"][0]["station"]["effectiveStation"]["name"], "Home");
}

#[both_engines]
async fn a_station_that_is_taken_is_refused_until_it_is_released(engine: Engine) {
    let server = TestServer::start(engine).await;
    let (ada, ben) = (server.user_id("Ada Example").await, server.user_id("Ben Example").await);
    let desk = station(&server, "Desk").await;
    assert_eq!(associate(&server, &ada, &desk).await.status, 202);
    assert_eq!(associate(&server, &ada, &desk).await.status, 202, "again");
    associate(&server, &ben, &desk).await.refused(409, "general.conflict").naming(&["Desk", &desk]);
    let released = server.ask("DELETE", &format!("/api/v2/stations/{desk}/associateduser")).await;
    assert_eq!((released.status, released.body), (202, Value::Null));
    assert_eq!(associate(&server, &ben, &desk).await.status, 202);
    associate(&server, &ada, "unknown")
        .await
        .refused(404, "general.resource.not.found")
        .naming(&["unknown"]);
}

/// On PostgreSQL some of them find the station free and are too late.
#[both_engines]
async fn of_many_who_take_a_station_at_once_one_gets_it(engine: Engine) {
    let server = TestServer::start(engine).await;
    let mut users = Vec::new();
    for number in 0..8 {
        users.push(server.user_id(&format!("Agent {number}")).await);
    }
    for round in 0..5 {
        let desk = station(&server, &format!("Desk {round}")).await;
        let taking = users.iter().map(|user| associate(&server, user, &desk));
        let answers = futures_util::future::join_all(taking).await;
        let got = answers.iter().filter(|answer| answer.status == 202).count();
        assert_eq!(got, 1, "{:?}", answers.iter().map(|answer| answer.status).collect::<Vec<_>>());
        for answer in answers.iter().filter(|answer| answer.status != 202) {
            answer.refused(409, "general.conflict");
            let message = answer.body["message"].as_str().unwrap();
            let late = "The version number of the modified resource must match the version number \
                        in the database.";
            let taken = message.contains("is associated with another user");
            assert!(taken || message == late, "{message}");
        }
    }
}

#[both_engines]
async fn the_default_station_is_in_effect_where_there_is_no_other(engine: Engine) {
    let server = TestServer::start(engine).await;
    let (ada, ben) = (server.user_id("Ada Example").await, server.user_id("Ben Example").await);
    let (desk, home) = (station(&server, "Desk").await, station(&server, "Home").await);
    let default = |user: &str| path(user, &format!("defaultstation/{desk}"));
    let set = server.ask("PUT", &default(&ada)).await;
    assert_eq!((set.status, set.body), (202, Value::Null));
    associate(&server, &ada, &home).await;
    let all = stations(&server, &ada).await;
    assert_eq!(
        (&all["effectiveStation"]["id"], &all["defaultStation"]["id"]),
        (&json!(home), &json!(desk))
    );
    assert_eq!(all["defaultStation"]["defaultUser"]["id"], json!(ada));
    server.ask("DELETE", &path(&ada, "associatedstation")).await;
    assert_eq!(stations(&server, &ada).await["effectiveStation"]["id"], json!(desk));
    assert_eq!(server.ask("PUT", &default(&ben)).await.status, 202);
    let without = stations(&server, &ada).await;
    assert_eq!(without.get("defaultStation"), None, "a station is one user's default");
    assert_eq!(server.ask("DELETE", &path(&ben, "defaultstation")).await.status, 202);
    assert_eq!(stations(&server, &ben).await, json!({ "userId": ben }));
    let unknown = path(&ada, "defaultstation/unknown");
    server
        .ask("PUT", &unknown)
        .await
        .refused(404, "general.resource.not.found")
        .naming(&["unknown"]);
}

#[both_engines]
async fn one_changes_ones_own_association_and_others_with_a_permission(engine: Engine) {
    let server = TestServer::start(engine).await;
    let ada = server.user_id("Ada Example").await;
    let desk = station(&server, "Desk").await;
    let put = path(&ada, &format!("associatedstation/{desk}"));
    let delete = path(&ada, "associatedstation");
    let own = server.token_of(&ada, 3600).await;
    assert_eq!(server.ask("PUT", &put).token(&own).await.status, 202);
    assert_eq!(server.ask("DELETE", &delete).token(&own).await.status, 202);
    let nobody = server.caller(&[]).await;
    let refused = server.ask("PUT", &put).token(&nobody).await;
    refused
        .refused(403, "missing.any.permissions")
        .naming(&["telephony:otherStationAssociation:edit"]);
    let refused = server.ask("DELETE", &delete).token(&nobody).await;
    refused.refused(403, "missing.any.permissions").naming(&["telephony:station:disassociate"]);
    let both = ["telephony:otherStationAssociation:edit", "telephony:station:disassociate"];
    let supervisor = server.caller(&[everywhere(&both)]).await;
    assert_eq!(server.ask("PUT", &put).token(&supervisor).await.status, 202);
    assert_eq!(server.ask("DELETE", &delete).token(&supervisor).await.status, 202);
}

#[both_engines]
async fn the_caller_has_operations_of_its_own(engine: Engine) {
    let server = TestServer::start(engine).await;
    let desk = station(&server, "Desk").await;
    let permissions = [
        "telephony:selfStationAssociation:edit",
        "telephony:selfStationAssociation:view",
        "telephony:station:disassociateSelf",
    ];
    let me = server.caller(&[everywhere(&permissions)]).await;
    let own = "/api/v2/users/stations/me";
    let put = format!("{own}/associatedstation/{desk}");
    assert_eq!(server.ask("PUT", &put).token(&me).await.status, 202);
    assert_eq!(server.get_with(own, &me).await.body["effectiveStation"]["id"], json!(desk));
    assert_eq!(
        server.ask("DELETE", &format!("{own}/associatedstation")).token(&me).await.status,
        202
    );
    let after = server.get_with(own, &me).await.body;
    assert_eq!(
        (after.get("effectiveStation"), &after["lastAssociatedStation"]["id"]),
        (None, &json!(desk))
    );
}

#[both_engines]
async fn who_leaves_releases_the_station(engine: Engine) {
    let server = TestServer::start(engine).await;
    let ada = server.user("Ada Example").await;
    let id = ada["id"].as_str().unwrap();
    let desk = station(&server, "Desk").await;
    associate(&server, id, &desk).await;
    server.patch(&ada, json!({ "state": "inactive" })).await;
    assert_eq!(server.get(&format!("/api/v2/stations/{desk}")).await.body["status"], "AVAILABLE");
    associate(&server, id, &desk).await.refused(409, "user.inactive");
}

#[both_engines]
async fn whoever_watches_hears_of_associations_by_their_action(engine: Engine) {
    let server = TestServer::start(engine).await;
    let ada = server.user_id("Ada Example").await;
    let desk = station(&server, "Desk").await;
    let (_, mut listener) = server.listening(&[&format!("v2.users.{ada}.station")]).await;
    associate(&server, &ada, &desk).await;
    let told = listener.hear().await;
    assert_eq!(told["metadata"]["action"], "Associated");
    let expected = json!({ "id": desk, "name": "Desk", "associatedUser": { "id": ada } });
    assert_eq!(told["eventBody"], json!({ "associatedStation": expected }));
    server.ask("DELETE", &path(&ada, "associatedstation")).await;
    let told = listener.hear().await;
    assert_eq!(
        (&told["metadata"]["action"], &told["eventBody"]),
        (&json!("Disassociated"), &json!({}))
    );
}

#[both_engines]
async fn stations_are_listed_by_name_and_by_whose_they_are(engine: Engine) {
    let server = TestServer::start(engine).await;
    let ada = server.user_id("Ada Example").await;
    let (zoo, attic) = (station(&server, "Zoo").await, station(&server, "Attic").await);
    let own = json!({ "name": "Ada's", "webRtcUserId": ada });
    let own = server.ask("POST", "/api/v2/callroster/stations").json(own).await.body;
    assert_eq!(
        (&own["type"], &own["webRtcCallAppearances"]),
        (&json!("inin_webrtc_softphone"), &json!(100))
    );
    let own = own["id"].as_str().unwrap();
    let find = async |query: &str| {
        let page = server.get(&format!("/api/v2/stations{query}")).await.body;
        let ids = page["entities"]
            .as_array()
            .unwrap()
            .iter()
            .map(|it| it["id"].as_str().unwrap().to_owned());
        ids.collect::<Vec<_>>()
    };
    assert_eq!(find("").await, [own, &attic, &zoo]);
    assert_eq!(find("?sortBy=-name&pageSize=1").await, [&*zoo]);
    assert_eq!(find("?name=TTI").await, [&*attic]);
    assert_eq!(find(&format!("?webRtcUserId={ada}")).await, [own]);
    assert_eq!(find(&format!("?id={zoo},{attic}")).await, [&*attic, &zoo]);
    assert_eq!(find("?userSelectable=true").await, [&*attic, &zoo]);
    server
        .get("/api/v2/stations?sortBy=age")
        .await
        .refused(400, "invalid.value")
        .naming(&["age", "name"]);
    server
        .get("/api/v2/stations?userSelectable=perhaps")
        .await
        .refused(400, "invalid.value")
        .naming(&["perhaps"]);
    let nameless =
        server.ask("POST", "/api/v2/callroster/stations").json(json!({ "name": " " })).await;
    nameless.refused(400, "bad.request").naming(&["name"]);
    let wrong = json!({ "name": "Phone", "webRtcUserId": ada, "type": "generic_sip" });
    let wrong = server.ask("POST", "/api/v2/callroster/stations").json(wrong).await;
    wrong.refused(400, "invalid.value").naming(&["generic_sip", "inin_webrtc_softphone"]);
}
