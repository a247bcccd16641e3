//! Channels of notifications, what they are subscribed to, and what is heard there.

mod derived;
mod sockets;
mod topics;

use serde_json::{Value, json};
use test_server::{CLIENT, Engine, TestServer, both_engines, everywhere, in_division};

const CHANNELS: &str = "/api/v2/notifications/channels";

fn subscriptions(channel: &Value) -> String {
    format!("{CHANNELS}/{}/subscriptions", channel["id"].as_str().unwrap())
}

fn ids(listing: &Value) -> Vec<&str> {
    listing["entities"].as_array().unwrap().iter().map(|it| it["id"].as_str().unwrap()).collect()
}

#[both_engines]
async fn a_channel_is_reached_where_the_request_was_sent_to_and_lives_for_a_day(engine: Engine) {
    let server = TestServer::start(engine).await;
    let made = server.channel(&server.token).await;
    let id = made["id"].as_str().unwrap();
    assert!(id.starts_with("streaming-5-"), "{id}");
    let host = server.url.strip_prefix("http://").unwrap();
    assert_eq!(made["connectUri"], format!("ws://{host}/channels/{id}"));
    assert_eq!(made["expires"], "2026-01-03T03:04:05.678Z");
    let named = server.ask("POST", CHANNELS).header("host", "calls.example.com:8443").await.body;
    assert!(named["connectUri"].as_str().unwrap().starts_with("ws://calls.example.com:8443/"));
    let path = format!("{CHANNELS}/{id}");
    assert_eq!(server.ask("HEAD", &path).await.status, 200);
    server.advance(std::time::Duration::from_hours(23));
    server.subscribe(&server.token, &made, &["v2.users.x.presence"]).await;
    server.advance(std::time::Duration::from_hours(2));
    assert_eq!(
        server.ask("HEAD", &path).token(&server.sign_in(CLIENT).await).await.status,
        200,
        "it began anew"
    );
    server.advance(std::time::Duration::from_hours(23));
    let token = server.sign_in(CLIENT).await;
    assert_eq!(server.ask("HEAD", &path).token(&token).await.status, 404);
}

#[both_engines]
async fn channels_are_listed_by_token_or_by_client_and_are_nobody_elses(engine: Engine) {
    let server = TestServer::start(engine).await;
    let first = server.channel(&server.token).await;
    let other = server.sign_in(CLIENT).await;
    let second = server.channel(&other).await;
    let listed = server.get(CHANNELS).await.body;
    assert_eq!(listed["entities"], json!([first]));
    let listed = server.get(&format!("{CHANNELS}?includechannels=oauthclient")).await.body;
    let mut both = ids(&listed);
    both.sort_unstable();
    let mut made = [&first, &second].map(|channel| channel["id"].as_str().unwrap());
    made.sort_unstable();
    assert_eq!(both, made);
    let stranger = server.caller(&[]).await;
    let path = subscriptions(&first);
    server
        .get_with(&path, &stranger)
        .await
        .refused(404, "general.resource.not.found")
        .naming(&[made[0].split_at(12).0]);
    assert_eq!(server.get_with(CHANNELS, &stranger).await.body, json!({ "entities": [] }));
}

#[both_engines]
async fn a_twenty_first_channel_takes_the_place_of_the_one_used_longest_ago(engine: Engine) {
    let server = TestServer::start(engine).await;
    let mut made = Vec::new();
    for _ in 0..20 {
        server.advance(std::time::Duration::from_secs(1));
        made.push(server.channel(&server.token).await);
    }
    server.advance(std::time::Duration::from_secs(1));
    server.subscribe(&server.token, &made[0], &["v2.users.x.presence"]).await;
    server.channel(&server.token).await;
    let listed = server.get(CHANNELS).await.body;
    let listed = ids(&listed);
    assert_eq!(listed.len(), 20);
    let is_there = |place: usize| listed.contains(&made[place]["id"].as_str().unwrap());
    assert!(is_there(0) && !is_there(1) && is_there(2), "the first was used again");
    let another = server.caller(&[]).await;
    server.channel(&another).await;
    assert_eq!(ids(&server.get(CHANNELS).await.body).len(), 20, "others have their own");
}

#[both_engines]
async fn topics_are_added_replaced_and_taken_away(engine: Engine) {
    let server = TestServer::start(engine).await;
    let channel = server.channel(&server.token).await;
    let (a, b, c) =
        ("v2.users.a.presence", "v2.users.b?presence&routingStatus", "v2.users.c.station");
    let added = server.subscribe(&server.token, &channel, &[a]).await.body;
    assert_eq!(ids(&added), [a]);
    assert_eq!(added["entities"][0]["selfUri"], format!("{}/{a}", subscriptions(&channel)));
    assert_eq!(ids(&server.subscribe(&server.token, &channel, &[b, a]).await.body), [a, b]);
    let path = subscriptions(&channel);
    assert_eq!(ids(&server.get(&path).await.body), [a, b]);
    let replaced = server.ask("PUT", &path).json(json!([{ "id": c }])).await.body;
    assert_eq!(ids(&replaced), [c]);
    assert_eq!(server.ask("DELETE", &path).await.status, 204);
    assert_eq!(server.get(&path).await.body, json!({ "entities": [] }));
}

#[both_engines]
async fn a_topic_that_there_is_not_is_refused(engine: Engine) {
    let server = TestServer::start(engine).await;
    let channel = server.channel(&server.token).await;
    let long = format!("v2.users.{}.presence", "x".repeat(200));
    for wrong in ["v2.users.x.mood", "presence", "v2.users.x?presence&mood", "", &long] {
        let refused =
            server.subscribe(&server.token, &channel, &["v2.users.x.presence", wrong]).await;
        refused
            .refused(400, "notification.invalid.topic")
            .naming(&["The subscription topic is not valid"]);
    }
    assert_eq!(
        server.get(&subscriptions(&channel)).await.body,
        json!({ "entities": [] }),
        "none is added"
    );
    let nameless = server.ask("POST", &subscriptions(&channel)).json(json!([{}])).await;
    nameless.refused(400, "bad.request").naming(&["[0].id"]);
    let many: Vec<String> = (0..1000).map(|number| format!("v2.users.{number}.presence")).collect();
    let many: Vec<&str> = many.iter().map(String::as_str).collect();
    assert_eq!(server.subscribe(&server.token, &channel, &many).await.status, 200);
    let more = server.subscribe(&server.token, &channel, &["v2.users.more.presence"]).await;
    more.refused(400, "invalid.value").naming(&["1001", "1000"]);
}

#[both_engines]
async fn one_forbidden_topic_refuses_the_list_unless_errors_are_ignored(engine: Engine) {
    let server = TestServer::start(engine).await;
    let ada = server.user_id("Ada Example").await;
    let north = server.division("North").await;
    let (mine, activity) = (format!("v2.users.{ada}.tokens"), format!("v2.users.{ada}.activity"));
    let presence = format!("v2.users.{ada}.presence");
    let caller = server.caller(&[in_division(&north, &["routing:queue:view"])]).await;
    let channel = server.channel(&caller).await;
    let refused = server.subscribe(&caller, &channel, &[&presence, &activity]).await;
    refused.refused(403, "missing.any.permissions").naming(&["routing:queue:view"]);
    let refused = server.subscribe(&caller, &channel, &[&mine]).await;
    refused.refused(403, "not.authorized").naming(&[&mine]);
    assert_eq!(
        server.get_with(&subscriptions(&channel), &caller).await.body,
        json!({ "entities": [] })
    );
    let path = format!("{}?ignoreErrors=true", subscriptions(&channel));
    let body = json!([{ "id": presence }, { "id": activity }, { "id": "nonsense" }]);
    let partial = server.ask("POST", &path).token(&caller).json(body).await.body;
    let states: Vec<_> = partial["entities"]
        .as_array()
        .unwrap()
        .iter()
        .map(|it| it["state"].as_str().unwrap())
        .collect();
    assert_eq!(states, ["Permitted", "Rejected", "Rejected"]);
    assert_eq!(partial["entities"][1]["missingPermissions"], json!(["routing:queue:view"]));
    assert_eq!(partial["entities"][2]["rejectionReason"], "The subscription topic is not valid.");
    assert_eq!(ids(&server.get_with(&subscriptions(&channel), &caller).await.body), [&presence]);
    let everywhere = server.caller(&[everywhere(&["routing:queue:view"])]).await;
    let channel = server.channel(&everywhere).await;
    assert_eq!(server.subscribe(&everywhere, &channel, &[&activity]).await.status, 200);
    let own = server.token_of(&ada, 3600).await;
    let channel = server.channel(&own).await;
    assert_eq!(server.subscribe(&own, &channel, &[&activity, &mine]).await.status, 200);
}
