//! Who listens.

use std::{
    collections::HashMap,
    time::{Duration, Instant},
};

use futures_util::StreamExt as _;
use serde_json::{Value, json};
use tokio::{net::TcpStream, sync::mpsc, time::timeout};
use tokio_tungstenite::{
    MaybeTlsStream, WebSocketStream, connect_async, tungstenite::protocol::Message,
};

use super::people::{People, text};
use crate::{Failure, process::Process};

/// A channel that is connected and hears the presences of users.
pub(super) struct Listener(WebSocketStream<MaybeTlsStream<TcpStream>>);

impl Listener {
    pub(super) async fn open(
        node: &Process,
        people: &People,
        users: &[String],
    ) -> Result<Self, Failure> {
        let channels = "/api/v2/notifications/channels";
        let channel = people.ask(node, "POST", channels, &json!({})).await?;
        let path = format!("{channels}/{}/subscriptions", text(&channel, "id")?);
        let topic = |user: &String| json!({ "id": format!("v2.users.{user}.presence") });
        let topics = users.iter().map(topic).collect::<Value>();
        people.ask(node, "POST", &path, &topics).await?;
        let uri = text(&channel, "connectUri")?;
        // The request names an address without a port.
        let place = uri.find("/channels/").ok_or("the channel has no address")?;
        let uri = format!("ws://{}{}", node.address(), &uri[place..]);
        let connected = connect_async(uri).await.map_err(|error| error.to_string())?;
        Ok(Self(connected.0))
    }

    /// Notes from now on when what was heard.
    pub(super) fn note(mut self) -> Noting {
        let (noted, heard) = mpsc::unbounded_channel();
        tokio::spawn(async move {
            while let Some(Ok(message)) = self.0.next().await {
                let now = Instant::now();
                if let Message::Text(text) = message
                    && noted.send((text.as_str().to_owned(), now)).is_err()
                {
                    return;
                }
            }
        });
        Noting(heard)
    }

    /// Reads at last: how many messages there are until the connection ends.
    pub(super) async fn read_until_cut_off(mut self, patience: Duration) -> Result<usize, Failure> {
        let mut got = 0;
        loop {
            match timeout(patience, self.0.next()).await {
                Ok(Some(Ok(Message::Text(_)))) => got += 1,
                Ok(Some(Ok(Message::Close(_)) | Err(_)) | None) => return Ok(got),
                Ok(Some(Ok(_))) => {}
                Err(_) => return Err("a slow reader was not cut off".to_owned()),
            }
        }
    }
}

/// What a listener hears.
pub(super) struct Noting(mpsc::UnboundedReceiver<(String, Instant)>);

impl Noting {
    /// So many presences, by what each of them says, and when it came.
    pub(super) async fn all(
        mut self,
        count: usize,
        patience: Duration,
    ) -> Result<HashMap<String, Instant>, Failure> {
        let mut arrived = HashMap::with_capacity(count);
        while arrived.len() < count {
            let heard = timeout(patience, self.0.recv()).await;
            let Ok(Some((text, at))) = heard else {
                return Err(format!("{} of {count} changes were heard", arrived.len()));
            };
            let event: Value = serde_json::from_str(&text).map_err(|error| error.to_string())?;
            if let Some(said) = event["eventBody"]["message"].as_str()
                && event["topicName"] != "channel.metadata"
            {
                arrived.insert(said.to_owned(), at);
            }
        }
        Ok(arrived)
    }
}
