//! What is heard over a WebSocket.

use std::time::Duration;

use serde_json::{Value, json};
use store::presence::SystemPresence;
use test_server::{Engine, Listener, TestServer, both_engines, everywhere, for_refresh};
use tokio_tungstenite::{
    connect_async,
    tungstenite::{Error, protocol::frame::coding::CloseCode},
};

fn of(user: &str, topics: &[&str]) -> Vec<String> {
    topics.iter().map(|topic| format!("v2.users.{user}.{topic}")).collect()
}

#[both_engines]
async fn a_change_is_heard_with_its_envelope_and_in_order(engine: Engine) {
    let server = TestServer::start(engine).await;
    let ada = server.user_id("Ada Example").await;
    let topics = of(&ada, &["presence", "routingStatus", "activity", "conversationsummary"]);
    let names: Vec<&str> = topics.iter().map(String::as_str).collect();
    let (_, mut listener) = server.listening(&names).await;
    server.choose(&ada, SystemPresence::OnQueue).await;
    let first = listener.hear().await;
    assert_eq!((&first["topicName"], &first["version"]), (&json!(topics[0]), &json!("2")));
    assert!(first["metadata"]["CorrelationId"].is_string());
    let on_queue = json!({ "id": SystemPresence::OnQueue.id(), "systemPresence": "ON_QUEUE" });
    let at = "2026-01-02T03:04:05.678Z";
    assert_eq!(
        first["eventBody"],
        json!({
            "source": "PURECLOUD", "presenceDefinition": on_queue, "primary": true, "message": "",
            "modifiedDate": at,
        })
    );
    let rest = listener.events(2).await;
    let status = json!({ "status": "IDLE", "startTime": at });
    assert_eq!(rest[0], (topics[1].clone(), json!({ "id": ada, "routingStatus": status })));
    assert_eq!(
        rest[1],
        (
            topics[2].clone(),
            json!({
                "id": ada, "routingStatus": status,
                "presence": { "presenceDefinition": on_queue, "presenceMessage": "", "modifiedDate": at },
                "outOfOffice": { "active": false }, "activeQueueIds": [],
            })
        )
    );
    server.play(&ada, json!({ "action": "start", "conversationId": "c" })).await;
    let events = listener.events(3).await;
    let heard: Vec<_> = events.iter().map(|(topic, _)| topic.as_str()).collect();
    assert_eq!(heard, [&*topics[1], &*topics[3], &*topics[2]]);
    assert_eq!(events[1].1["call"]["contactCenter"]["active"], 1);
}

#[both_engines]
async fn quick_changes_are_all_heard_each_as_it_was(engine: Engine) {
    let server = TestServer::start(engine).await;
    let ada = server.user_id("Ada Example").await;
    let topic = format!("v2.users.{ada}.presence");
    let (_, mut listener) = server.listening(&[&topic]).await;
    let chosen = [SystemPresence::Busy, SystemPresence::Available, SystemPresence::Meal];
    for _ in 0..5 {
        for presence in chosen {
            server.choose(&ada, presence).await;
        }
    }
    let events = listener.events(15).await;
    let heard: Vec<_> = events
        .iter()
        .map(|(_, body)| body["presenceDefinition"]["systemPresence"].as_str().unwrap())
        .collect();
    assert_eq!(heard, ["BUSY", "AVAILABLE", "MEAL"].repeat(5));
}

#[both_engines]
async fn a_bulk_change_of_presences_is_followed_by_watching_routing_statuses(engine: Engine) {
    let server = TestServer::start(engine).await;
    let (ada, ben) = (server.user_id("Ada Example").await, server.user_id("Ben Example").await);
    let topics = [&ada, &ben].map(|id| format!("v2.users.{id}.routingStatus"));
    let (_, mut listener) = server.listening(&[&topics[0], &topics[1]]).await;
    let on_queue = |user: &str| json!({ "id": user, "presenceDefinition": { "id": SystemPresence::OnQueue.id() } });
    let body = json!([on_queue(&ada), on_queue(&ben)]);
    assert_eq!(server.ask("PUT", "/api/v2/users/presences/bulk").json(body).await.status, 200);
    let mut heard: Vec<String> = Vec::new();
    for (topic, body) in listener.events(2).await {
        assert_eq!(body["routingStatus"]["status"], "IDLE");
        heard.push(topic);
    }
    assert_eq!(heard, topics, "in the order of the body");
}

#[both_engines]
async fn whatever_else_a_user_changes_is_heard_by_its_topic(engine: Engine) {
    let server = TestServer::start(engine).await;
    let ada = server.user_id("Ada Example").await;
    let token = server.token_of(&ada, 3600).await;
    let queue = server.ask("POST", "/api/v2/routing/queues").json(json!({ "name": "Lab" })).await;
    let queue = queue.body["id"].as_str().unwrap().to_owned();
    let mut topics = of(&ada, &["outofoffice", "activity", "callforwarding", "geolocation"]);
    topics.push(format!("v2.routing.queues.{queue}.users"));
    let names: Vec<&str> = topics.iter().map(String::as_str).collect();
    let (_, mut listener) = server.listening(&names).await;

    let away =
        json!({ "active": true, "startDate": "2026-01-01T00:00:00.000Z", "indefinite": true });
    let path = format!("/api/v2/users/{ada}/outofoffice");
    assert_eq!(server.ask("PUT", &path).token(&token).json(away).await.status, 200);
    let heard = listener.events(2).await;
    assert_eq!((&heard[0].0, &heard[1].0), (&topics[0], &topics[1]));
    assert_eq!(
        heard[0].1,
        json!({
            "active": true, "indefinite": true, "startDate": "2026-01-01T00:00:00.000Z",
            "user": { "id": ada },
        })
    );
    assert_eq!(heard[1].1["outOfOffice"]["active"], true);

    let forwarding = json!({ "enabled": true, "phoneNumber": "+13175550143" });
    let path = format!("/api/v2/users/{ada}/callforwarding");
    let caller = server.caller(&[everywhere(&["conversation:callForwarding:edit"])]).await;
    let set = server.ask("PUT", &path).token(&caller).json(forwarding).await;
    assert_eq!(set.status, 200, "{}", set.body);
    let heard = listener.events(1).await.remove(0);
    assert_eq!((&heard.0, &heard.1["enabled"]), (&topics[2], &json!(true)));
    assert_eq!(heard.1["calls"][0]["targets"][0]["value"], "+13175550143");

    let place = json!({ "primary": true, "type": "web", "city": "Indianapolis", "country": "US" });
    let path = format!("/api/v2/users/{ada}/geolocations/laptop");
    let reported = server.ask("PATCH", &path).token(&token).json(place).await;
    assert_eq!(reported.status, 200, "{}", reported.body);
    let heard = listener.events(1).await.remove(0);
    let told = json!({ "userId": ada, "type": "web", "city": "Indianapolis", "country": "US" });
    assert_eq!(heard, (topics[3].clone(), told));

    let members = format!("/api/v2/routing/queues/{queue}/members");
    let added = server.ask("POST", &members).json(json!([{ "id": ada }])).await;
    assert!(added.status < 300, "{}", added.body);
    let heard = listener.events(2).await;
    let told = json!({ "id": ada, "joined": true, "queueId": queue, "user": { "id": ada } });
    assert_eq!(heard[0], (topics[4].clone(), told));
    assert_eq!((&heard[1].0, &heard[1].1["activeQueueIds"]), (&topics[1], &json!([queue])));
    let left = json!([{ "id": queue, "joined": false }]);
    let path = format!("/api/v2/users/{ada}/queues");
    assert_eq!(server.ask("PATCH", &path).json(left).await.status, 200);
    let heard = listener.events(2).await;
    assert_eq!((&heard[0].0, &heard[0].1["joined"]), (&topics[4], &json!(false)));
    assert_eq!(heard[1].1["activeQueueIds"], json!([]));
}

#[both_engines]
async fn a_token_is_told_to_its_user_alone_and_never_itself(engine: Engine) {
    let server = TestServer::start_hashing(engine).await;
    let program = server.program("CODE").await;
    let first = server.signed_in(&program).await;
    let own = first["access_token"].as_str().unwrap();
    let me = server.get_with("/api/v2/users/me", own).await.body;
    let topic = format!("v2.users.{}.tokens", me["id"].as_str().unwrap());
    let channel = server.channel(own).await;
    let mut listener = Listener::open(&channel).await;
    assert_eq!(server.subscribe(own, &channel, &[&topic]).await.status, 200);
    let second = server.tokens(&program, &for_refresh(&first["refresh_token"])).await.body;
    let (name, body) = listener.events(1).await.remove(0);
    assert_eq!(name, topic);
    assert_eq!(body["user"], json!({ "id": me["id"], "name": me["name"] }));
    assert_eq!(body["ipAddress"], "127.0.0.1");
    assert_eq!(body["clientId"], program.id);
    assert_eq!(body["tokenExpirationDate"], "2026-01-03T03:04:05.678Z");
    assert!(!body.to_string().contains(second["access_token"].as_str().unwrap()), "{body}");
}

#[both_engines]
async fn combined_topics_are_heard_under_single_names(engine: Engine) {
    let server = TestServer::start(engine).await;
    let ada = server.user_id("Ada Example").await;
    let (_, mut listener) =
        server.listening(&[&format!("v2.users.{ada}?presence&routingStatus")]).await;
    server.choose(&ada, SystemPresence::OnQueue).await;
    let heard: Vec<_> = listener.events(2).await.into_iter().map(|(topic, _)| topic).collect();
    assert_eq!(heard, of(&ada, &["presence", "routingStatus"]));
}

#[both_engines]
async fn what_is_not_subscribed_any_more_and_what_others_do_is_not_heard(engine: Engine) {
    let server = TestServer::start(engine).await;
    let (ada, ben) = (server.user_id("Ada Example").await, server.user_id("Ben Example").await);
    let stranger = server.other_organization("Strangers").await;
    let own = format!("v2.users.{ada}.presence");
    let foreign = format!("v2.users.{}.presence", stranger.user);
    let (channel, mut listener) = server.listening(&[&own, &foreign]).await;
    server.choose(&ben, SystemPresence::Busy).await;
    let path = format!("/api/v2/users/{}/presences/purecloud", stranger.user);
    let busy = json!({ "presenceDefinition": { "id": SystemPresence::Busy.id() } });
    let changed = server.ask("PATCH", &path).token(&stranger.token).json(busy).await;
    assert_eq!(changed.status, 200, "{}", changed.body);
    server.choose(&ada, SystemPresence::Busy).await;
    assert_eq!(listener.events(1).await[0].0, own, "and nothing before it");
    let id = channel["id"].as_str().unwrap();
    server.ask("DELETE", &format!("/api/v2/notifications/channels/{id}/subscriptions")).await;
    server.choose(&ada, SystemPresence::Away).await;
    let again = format!("v2.users.{ada}.routingStatus");
    server.subscribe(&server.token, &channel, &[&again]).await;
    server.choose(&ada, SystemPresence::OnQueue).await;
    assert_eq!(listener.events(1).await[0].0, again);
    listener.hears_nothing().await;
}

#[both_engines]
async fn topics_are_subscribed_to_over_the_socket(engine: Engine) {
    let server = TestServer::start(engine).await;
    let ada = server.user_id("Ada Example").await;
    let caller = server.caller(&[]).await;
    let channel = server.channel(&caller).await;
    let mut listener = Listener::open(&channel).await;
    let topic = format!("v2.users.{ada}.presence");
    let subscribe = |topics: &[&str]| {
        json!({ "message": "subscribe", "topics": topics, "correlationId": "one" }).to_string()
    };
    listener.say(&subscribe(&[&topic])).await;
    assert_eq!(
        listener.hear().await,
        json!({ "result": "200", "status": "subscribed", "correlationId": "one" })
    );
    server.choose(&ada, SystemPresence::Busy).await;
    assert_eq!(listener.events(1).await[0].0, topic);
    listener.say(&subscribe(&["nonsense"])).await;
    let refused = listener.hear().await;
    assert_eq!((&refused["result"], &refused["status"]), (&json!("400"), &json!("failure")));
    assert_eq!(refused["correlationId"], "one");
    assert!(refused["message"].as_str().unwrap().contains("nonsense"), "{refused}");
    listener.say(&subscribe(&[&format!("v2.users.{ada}.activity")])).await;
    let forbidden = listener.hear().await;
    assert_eq!(forbidden["result"], "403", "{forbidden}");
    for wrong in ["{}", "text", r#"{"message":"sing"}"#, r#"{"message":"subscribe"}"#] {
        listener.say(wrong).await;
        assert_eq!(listener.hear().await["result"], "400", "{wrong}");
    }
    listener.hears_nothing().await;
}

#[both_engines]
async fn a_channel_is_told_that_it_lives_until_its_day_is_over(engine: Engine) {
    let server = TestServer::start_with(engine, |options| {
        options.heartbeat = Duration::from_millis(50);
    });
    let server = server.await;
    let channel = server.channel(&server.token).await;
    let mut listener = Listener::open(&channel).await;
    let beat = json!({ "topicName": "channel.metadata", "eventBody": { "message": "WebSocket Heartbeat" } });
    assert_eq!(listener.hear().await, beat);
    assert_eq!(listener.hear().await, beat);
    server.advance(Duration::from_hours(25));
    let (heard, code) = listener.to_the_end().await;
    assert_eq!(heard.last().unwrap()["topicName"], "v2.system.socket_closing");
    assert_eq!(code, Some(CloseCode::Away));
    refused(&channel, 401).await;
}

/// Connecting is refused.
async fn refused(channel: &Value, status: u16) {
    let uri = channel["connectUri"].as_str().unwrap();
    let Err(Error::Http(answer)) = connect_async(uri).await else { panic!("it was let in") };
    assert_eq!(answer.status().as_u16(), status);
}

#[both_engines]
async fn nobody_connects_to_a_channel_that_there_is_not(engine: Engine) {
    let server = TestServer::start(engine).await;
    let channel = server.channel(&server.token).await;
    let uri = channel["connectUri"].as_str().unwrap();
    refused(&json!({ "connectUri": format!("{uri}x") }), 401).await;
    let path = uri.split_once("/channels/").unwrap().1;
    server.get(&format!("/channels/{path}")).await.refused(426, "upgrade.required");
}

#[both_engines]
async fn a_channel_ends_with_the_user_or_the_token_that_made_it(engine: Engine) {
    let server = TestServer::start(engine).await;
    for ends_token in [true, false] {
        let ada = server.user(if ends_token { "Ada Example" } else { "Ben Example" }).await;
        let token = server.token_of(ada["id"].as_str().unwrap(), 3600).await;
        let channel = server.channel(&token).await;
        let listener = Listener::open(&channel).await;
        if ends_token {
            server.ask("DELETE", "/api/v2/tokens/me").token(&token).await;
        } else {
            server.patch(&ada, json!({ "state": "inactive" })).await;
        }
        let (heard, code) = listener.to_the_end().await;
        assert_eq!(heard.last().unwrap()["topicName"], "v2.system.socket_closing");
        assert_eq!(code, Some(CloseCode::Away));
        refused(&channel, 401).await;
    }
}

#[both_engines]
async fn what_one_may_not_hear_any_more_is_not_heard(engine: Engine) {
    let server = TestServer::start(engine).await;
    let (ada, ben) = (server.user_id("Ada Example").await, server.user_id("Ben Example").await);
    server.grant(&ben, &everywhere(&["routing:queue:view"])).await;
    let token = server.token_of(&ben, 3600).await;
    let channel = server.channel(&token).await;
    let mut listener = Listener::open(&channel).await;
    let topics = of(&ada, &["activity", "presence"]);
    server.subscribe(&token, &channel, &[&topics[0], &topics[1]]).await;
    server.choose(&ada, SystemPresence::Busy).await;
    assert_eq!(listener.events(2).await.len(), 2);
    assert_eq!(server.ask("DELETE", &format!("/api/v2/users/{ben}/roles")).await.status, 204);
    server.choose(&ada, SystemPresence::Away).await;
    let heard: Vec<_> = listener.events(1).await.into_iter().map(|(topic, _)| topic).collect();
    assert_eq!(heard, [topics[1].clone()]);
    listener.hears_nothing().await;
}

#[both_engines]
async fn a_channel_has_one_connection_and_a_client_comes_back_to_it(engine: Engine) {
    let server = TestServer::start(engine).await;
    let ada = server.user_id("Ada Example").await;
    let topic = format!("v2.users.{ada}.presence");
    let (channel, first) = server.listening(&[&topic]).await;
    let mut second = Listener::open(&channel).await;
    let (heard, code) = first.to_the_end().await;
    assert_eq!((heard.len(), code), (1, Some(CloseCode::Away)));
    server.choose(&ada, SystemPresence::Busy).await;
    assert_eq!(second.events(1).await[0].0, topic);
}

#[both_engines]
async fn a_channel_that_is_connected_does_not_make_room_for_others(engine: Engine) {
    let server = TestServer::start(engine).await;
    let (connected, mut listener) = server.listening(&["v2.users.x.presence"]).await;
    // An answer comes only after it is noted that the channel is connected.
    listener.hears_nothing().await;
    let mut others = Vec::new();
    for _ in 0..20 {
        server.advance(Duration::from_secs(1));
        others.push(server.channel(&server.token).await);
    }
    let listed = server.get("/api/v2/notifications/channels").await.body;
    let listed: Vec<_> =
        listed["entities"].as_array().unwrap().iter().map(|it| &it["id"]).collect();
    assert_eq!(listed.len(), 20);
    assert!(listed.contains(&&connected["id"]), "it was used longest ago, but it is connected");
    assert!(!listed.contains(&&others[0]["id"]) && listed.contains(&&others[1]["id"]));
}

#[both_engines]
async fn a_client_that_reads_too_slowly_is_cut_off(engine: Engine) {
    let server = TestServer::start(engine).await;
    let ada = server.user_id("Ada Example").await;
    let token = server.token.clone();
    let topic = format!("v2.users.{ada}.presence");
    let (_, mut quick) = server.listening(&[&topic]).await;
    let channel = server.channel(&token).await;
    server.subscribe(&token, &channel, &[&topic]).await;
    let slow = Listener::open(&channel).await;
    // More than the queue and the buffers of the system hold.
    let message = "x".repeat(9_000);
    let path = format!("/api/v2/users/{ada}/presences/purecloud");
    for number in 0..900 {
        let body = json!({ "message": format!("{number} {message}") });
        assert_eq!(server.ask("PATCH", &path).json(body).await.status, 200);
        let heard = quick.events(1).await;
        assert!(heard[0].1["message"].as_str().unwrap().starts_with(&format!("{number} ")));
    }
    let (heard, code) = slow.to_the_end().await;
    assert!(heard.len() < 900, "{} were remembered", heard.len());
    assert!(code.is_none() || code == Some(CloseCode::Away));
}

#[both_engines]
async fn a_server_that_stops_says_so_before_it_closes(engine: Engine) {
    let server = TestServer::start(engine).await;
    let ada = server.user_id("Ada Example").await;
    let topic = format!("v2.users.{ada}.presence");
    let (_, listener) = server.listening(&[&topic]).await;
    let began = std::time::Instant::now();
    let (stopped, heard) = tokio::join!(server.stop(), listener.to_the_end());
    let ((), (heard, code)) = (stopped, heard);
    assert_eq!(heard.last().unwrap()["topicName"], "v2.system.socket_closing");
    assert_eq!(code, Some(CloseCode::Away));
    assert!(began.elapsed() < Duration::from_secs(10), "nobody waits for a channel");
}
