//! Channels, and a client that listens on them.

use std::time::Duration;

use futures_util::{SinkExt as _, StreamExt as _};
use serde_json::{Value, json};
use tokio::net::TcpStream;
use tokio_tungstenite::{
    MaybeTlsStream, WebSocketStream, connect_async,
    tungstenite::{Error, Message, protocol::frame::coding::CloseCode},
};

use crate::{Answer, TestServer};

const CHANNELS: &str = "/api/v2/notifications/channels";

/// Longer than anything takes on a busy machine.
const PATIENCE: Duration = Duration::from_secs(20);

impl TestServer {
    /// A channel of the caller with this token.
    pub async fn channel(&self, token: &str) -> Value {
        let made = self.ask("POST", CHANNELS).token(token).await;
        assert_eq!(made.status, 200, "{}", made.body);
        made.body
    }

    /// Subscribes a channel of the caller.
    pub async fn subscribe(&self, token: &str, channel: &Value, topics: &[&str]) -> Answer {
        let topics: Vec<_> = topics.iter().map(|topic| json!({ "id": topic })).collect();
        let path = format!("{CHANNELS}/{}/subscriptions", channel["id"].as_str().unwrap());
        self.ask("POST", &path).token(token).json(json!(topics)).await
    }

    /// A channel of the first client, connected and subscribed.
    pub async fn listening(&self, topics: &[&str]) -> (Value, Listener) {
        let channel = self.channel(&self.token).await;
        let listener = Listener::open(&channel).await;
        let subscribed = self.subscribe(&self.token, &channel, topics).await;
        assert_eq!(subscribed.status, 200, "{}", subscribed.body);
        (channel, listener)
    }
}

/// A client that listens.
pub struct Listener(WebSocketStream<MaybeTlsStream<TcpStream>>);

impl Listener {
    /// Connects to a channel.
    pub async fn open(channel: &Value) -> Self {
        Self(connect_async(channel["connectUri"].as_str().unwrap()).await.unwrap().0)
    }

    /// Sends a text.
    pub async fn say(&mut self, text: &str) {
        self.0.send(Message::text(text)).await.unwrap();
    }

    /// The next message, whatever it is.
    async fn message(&mut self) -> Option<Result<Message, Error>> {
        tokio::time::timeout(PATIENCE, self.0.next()).await.unwrap()
    }

    /// The next text.
    pub async fn hear(&mut self) -> Value {
        loop {
            match self.message().await {
                Some(Ok(Message::Text(text))) => return serde_json::from_str(&text).unwrap(),
                Some(Ok(Message::Ping(_) | Message::Pong(_))) => {}
                other => panic!("the connection ended: {other:?}"),
            }
        }
    }

    /// The next texts: topic and body of each.
    pub async fn events(&mut self, count: usize) -> Vec<(String, Value)> {
        let mut events = Vec::new();
        for _ in 0..count {
            let mut event = self.hear().await;
            let topic = event["topicName"].as_str().unwrap().to_owned();
            events.push((topic, event["eventBody"].take()));
        }
        events
    }

    /// Nothing but the answer to a ping comes now.
    pub async fn hears_nothing(&mut self) {
        self.say(r#"{"message":"ping"}"#).await;
        let heard = self.hear().await;
        assert_eq!(heard["eventBody"]["message"], "pong", "{heard}");
    }

    /// The texts up to the end of the connection, and how it ended.
    pub async fn to_the_end(mut self) -> (Vec<Value>, Option<CloseCode>) {
        let mut heard = Vec::new();
        loop {
            match self.message().await {
                Some(Ok(Message::Text(text))) => heard.push(serde_json::from_str(&text).unwrap()),
                Some(Ok(Message::Close(frame))) => return (heard, frame.map(|frame| frame.code)),
                Some(Ok(_)) => {}
                Some(Err(_)) | None => return (heard, None),
            }
        }
    }
}
