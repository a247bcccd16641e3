//! `callroster simulate`: working days, beside a running server and without one.

use std::time::Duration;

use api::DateTime;
use futures_util::StreamExt as _;
use serde_json::{Value, json};
use server::Clock;
use tokio_tungstenite::tungstenite::{Error, Message};

use crate::support::{CLIENT, Data, Engine, Running, Server, both_engines, ended};

const DAY: i64 = 86_400_000;

/// What the command answers.
async fn simulate(data: &Data, agents: u32, days: u32) -> Value {
    let (agents, days) = (agents.to_string(), days.to_string());
    let arguments = ["simulate", "--agents", &agents, "--days", &days, "--seed", "7", "--json"];
    let (code, said) = ended(&mut data.callroster(&arguments)).await;
    assert_eq!(code, Some(0), "{said}");
    let start = said.find('{').unwrap_or_else(|| panic!("no answer: {said}"));
    let mut values = serde_json::Deserializer::from_str(&said[start..]).into_iter::<Value>();
    values.next().unwrap().unwrap_or_else(|error| panic!("{error}: {said}"))
}

/// Milliseconds in each status of a metric, by user.
async fn sums(server: &Server, (from, until): (i64, i64), metric: &str) -> Vec<Value> {
    let time = DateTime::from_milliseconds;
    let body = json!({
        "interval": format!("{}/{}", time(from), time(until)),
        "groupBy": ["userId"],
        "metrics": [metric],
    });
    let token = server.token().await;
    let ask = server.ask("POST", "/api/v2/analytics/users/aggregates/query").token(&token);
    let answer = ask.json(&body).await.expect(200);
    answer.body["results"].as_array().unwrap().clone()
}

/// The sum of these statuses of a user; of all statuses without any.
fn of(result: &Value, statuses: &[&str]) -> f64 {
    let [bucket] = &result["data"].as_array().unwrap()[..] else { panic!("{result}") };
    let metrics = bucket["metrics"].as_array().unwrap().iter();
    let counted = metrics.filter(|it| {
        let status = it["qualifier"].as_str().unwrap();
        statuses.is_empty() || statuses.contains(&status)
    });
    counted.map(|it| it["stats"]["sum"].as_f64().unwrap()).sum()
}

#[both_engines]
async fn simulated_days_show_in_analytics_and_are_not_played_twice(engine: Engine) {
    let data = Data::on(engine).await;
    let server = data.start(&[]).await;
    let played = simulate(&data, 20, 5).await;
    // The administrator is the twentieth; of those who were made, one is inactive.
    assert_eq!((&played["created"], &played["agents"]), (&json!(20), &json!(20)), "{played}");
    let changes = played["statusChanges"].as_u64().unwrap();
    assert!((5_000..100_000).contains(&changes), "{changes}");

    // Days that lie within those that were played, in every time zone.
    let today = Clock::System.now().milliseconds() / DAY * DAY;
    let interval = (today - 4 * DAY, today - DAY);
    let presences = sums(&server, interval, "tSystemPresence").await;
    let statuses = sums(&server, interval, "tAgentRoutingStatus").await;
    assert_eq!((presences.len(), statuses.len()), (20, 20));
    let (mut worked, mut talked) = (0.0, 0.0);
    for (presence, routing) in presences.iter().zip(&statuses) {
        assert_eq!(presence["group"], routing["group"]);
        for result in [presence, routing] {
            assert!((of(result, &[]) - 3.0 * 86_400_000.0).abs() < 0.5, "{result}");
        }
        let on_queue = of(presence, &["ON_QUEUE"]);
        let routed = of(routing, &["IDLE", "INTERACTING", "COMMUNICATING", "NOT_RESPONDING"]);
        assert!((on_queue - routed).abs() < 0.5, "{presence} {routing}");
        worked += on_queue;
        talked += of(routing, &["INTERACTING"]);
    }
    // Some hours for each agent and day, more than half of them in conversations.
    let hours = worked / 3_600_000.0 / 60.0;
    assert!((1.0..8.0).contains(&hours), "{hours}");
    assert!(talked > worked / 2.0 && talked < worked, "{talked} of {worked}");

    let again = simulate(&data, 20, 5).await;
    assert_eq!(again["statusChanges"], 0, "{again}");
    assert_eq!((&again["agents"], &again["existing"]), (&json!(0), &json!(20)), "{again}");

    // Only those who are missing are made; some of the people of a seed are inactive.
    let larger = simulate(&data, 23, 5).await;
    assert_eq!((&larger["agents"], &larger["existing"]), (&json!(3), &json!(20)), "{larger}");
    assert!((3..20).contains(&larger["created"].as_u64().unwrap()), "{larger}");
    let (_, audit) = ended(&mut data.callroster(&["audit", "--type", "Organization"])).await;
    assert_eq!(audit.matches("simulatedAgents").count(), 2, "one for each run: {audit}");

    server.stop().await;
    let more = simulate(&data, 20, 7).await;
    assert_eq!((&more["created"], &more["agents"]), (&json!(0), &json!(20)), "{more}");
    let earlier = more["statusChanges"].as_u64().unwrap();
    assert!((1_000..changes).contains(&earlier), "two earlier days: {earlier} of {changes}");
}

/// Waits for an event whose body is so.
async fn hear<S>(socket: &mut S, is_so: impl Fn(&Value) -> bool)
where
    S: futures_util::Stream<Item = Result<Message, Error>> + Unpin,
{
    let hearing = async {
        while let Some(Ok(message)) = socket.next().await {
            let Ok(text) = message.to_text() else { continue };
            let event: Value = serde_json::from_str(text).unwrap();
            if is_so(&event["eventBody"]) {
                return;
            }
        }
        panic!("the connection ended");
    };
    tokio::time::timeout(Duration::from_mins(2), hearing).await.unwrap();
}

#[both_engines]
async fn agents_at_work_now_are_seen_by_everything_until_they_hang_up_and_go(engine: Engine) {
    let data = Data::on(engine).await;
    let server = data.start(&[]).await;
    let (code, said) = ended(&mut data.callroster(&["seed", "--users", "20"])).await;
    assert_eq!(code, Some(0), "{said}");
    let token = server.token().await;
    let listed = server.ask("GET", "/api/v2/users?pageSize=20").token(&token).await.expect(200);
    let users: Vec<String> = listed.body["entities"]
        .as_array()
        .unwrap()
        .iter()
        .map(|user| user["id"].as_str().unwrap().to_owned())
        .collect();
    let channels = "/api/v2/notifications/channels";
    let channel = server.ask("POST", channels).token(&token).await.expect(200);
    let channel = channel.text("id");
    let topics: Value = users.iter()
        .map(|user| json!({ "id": format!("v2.users.{user}?presence&routingStatus&conversationsummary") }))
        .collect();
    let path = format!("{channels}/{channel}/subscriptions");
    server.ask("POST", &path).token(&token).json(&topics).await.expect(200);
    let uri = format!("{}/channels/{channel}", server.url.replacen("http", "ws", 1));
    let (mut socket, _) = tokio_tungstenite::connect_async(uri).await.unwrap();

    let mut command = data.callroster(&[
        "simulate",
        "--live",
        "--agents",
        "20",
        "--speed",
        "600",
        "--server",
        &server.url,
        "--json",
    ]);
    command.env("CALLROSTER_CLIENT_ID", CLIENT.0).env("CALLROSTER_CLIENT_SECRET", CLIENT.1);
    let playing = Running::of(&mut command);
    hear(&mut socket, |body| body["presenceDefinition"]["systemPresence"] == "ON_QUEUE").await;
    hear(&mut socket, |body| body["routingStatus"]["status"] == "INTERACTING").await;
    hear(&mut socket, |body| body["call"]["contactCenter"]["active"] == 1).await;
    hear(&mut socket, |body| body["routingStatus"]["status"] == "IDLE").await;
    let said = playing.interrupted().await;
    let done: Value = serde_json::from_str(&said[said.find('{').unwrap()..]).unwrap();
    assert_eq!((&done["agents"], &done["refused"]), (&json!(20), &json!(0)), "{done}");
    assert!(done["changes"].as_u64().unwrap() > 20, "{done}");

    // Whoever worked has hung up and gone, and analytics knows what they did.
    let expand = "expand=presence,routingStatus,conversationSummary";
    let path = format!("/api/v2/users?pageSize=20&{expand}");
    for user in server.ask("GET", &path).token(&token).await.expect(200).body["entities"]
        .as_array()
        .unwrap()
    {
        assert_eq!(user["presence"]["presenceDefinition"]["systemPresence"], "Offline", "{user}");
        assert_eq!(user["routingStatus"]["status"], "OFF_QUEUE");
        assert_eq!(user["conversationSummary"]["call"]["contactCenter"]["active"], 0, "{user}");
    }
    let now = Clock::System.now().milliseconds();
    let talked: f64 = sums(&server, (now - DAY, now + 60_000), "tAgentRoutingStatus")
        .await
        .iter()
        .map(|result| of(result, &["INTERACTING"]))
        .sum();
    assert!(talked > 0.0, "{talked}");
}
