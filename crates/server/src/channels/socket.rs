//! A WebSocket of one channel.

use std::{
    sync::{Arc, atomic::AtomicUsize},
    time::Duration,
};

use axum::{
    Extension,
    extract::{
        Path, Request, State,
        ws::{
            CloseFrame, Message, Utf8Bytes, WebSocket, WebSocketUpgrade, close_code,
            rejection::WebSocketUpgradeRejection,
        },
    },
    http::StatusCode,
    response::Response,
};
use gate::{
    envelope::{self, Learnt},
    refusal::{self, Refusal},
    shared::Shared,
};
use resources::rules::notifications::{Subscriber, Subscription, subscribe};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use store::notifications::channels::{self, Open};
use tokio::{
    sync::mpsc,
    time::{Interval, MissedTickBehavior, interval_at, timeout},
};
use tokio_util::sync::CancellationToken;
use tracing::debug;

use super::{
    hub::{Hub, Line, UNREAD},
    messages,
};
use crate::listener::{Upgradable, Upgraded};

/// The largest message of a client: a thousand topics.
const LARGEST: usize = 512 * 1024;
/// Bytes that are read at once, and kept for each connection.
const BUFFER: usize = 4 * 1024;
/// Bytes that may wait to be sent.
const WRITTEN: usize = 256 * 1024;
/// How long a farewell may take.
const FAREWELL: Duration = Duration::from_secs(2);

/// What a WebSocket needs.
#[derive(Clone)]
pub(crate) struct Sockets {
    pub(crate) shared: Arc<Shared>,
    pub(crate) hub: Hub,
    /// How often a channel is told that it lives.
    pub(crate) heartbeat: Duration,
}

/// Opens a WebSocket to a channel. The id of the channel is what lets one in.
pub(crate) async fn connect(
    State(sockets): State<Sockets>,
    Path(channel): Path<String>,
    upgradable: Option<Extension<Upgradable>>,
    upgrade: Result<WebSocketUpgrade, WebSocketUpgradeRejection>,
    request: Request,
) -> Response {
    let correlation = envelope::correlation_id(&request);
    let refused =
        |refusal: Refusal| envelope::refused(&refusal, &correlation, None, &Learnt::default());
    let (Ok(upgrade), Some(Extension(upgradable))) = (upgrade, upgradable) else {
        let message = "This is the address of a WebSocket; open it as one.";
        return refused(Refusal::new(StatusCode::UPGRADE_REQUIRED, "upgrade.required", message));
    };
    let open = match find(&sockets.shared, &channel).await {
        Ok(Some(open)) => open,
        Ok(None) => return refused(Refusal::bad_credentials().because("no such channel")),
        Err(refusal) => return refused(refusal),
    };
    let mut response = upgrade
        .max_message_size(LARGEST)
        .max_frame_size(LARGEST)
        .read_buffer_size(BUFFER)
        .write_buffer_size(0)
        .max_write_buffer_size(WRITTEN)
        .on_upgrade(move |socket| serve(sockets, open, socket, upgradable.upgraded()));
    envelope::tell_log(&mut response, "channel", None);
    response
}

/// The channel, if it lives.
async fn find(shared: &Shared, id: &str) -> refusal::Result<Option<Open>> {
    let mut tx = shared.db.snapshot().await?;
    let now = shared.clock.now();
    let open = channels::open(&mut tx, id, now).await?;
    Ok(open.filter(|open| open.channel.expires_at > open.clock.at(now)))
}

/// Serves a channel until the client leaves, the channel ends, or the server stops.
async fn serve(sockets: Sockets, open: Open, socket: WebSocket, upgraded: Upgraded) {
    let (sender, messages) = mpsc::channel(UNREAD);
    let line = Arc::new(Line {
        organization: open.organization.as_str().into(),
        channel: open.channel.id.clone(),
        owner: open.channel.owner.clone(),
        messages: sender,
        unread: AtomicUsize::new(0),
        end: CancellationToken::new(),
    });
    sockets.hub.connect(&line).await;
    note(&sockets.shared, &line, true).await;
    let mut beats = interval_at(tokio::time::Instant::now() + sockets.heartbeat, sockets.heartbeat);
    beats.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut channel = Channel { sockets: &sockets, line: &line, socket, messages, beats };
    let stopped = tokio::select! {
        () = upgraded.cut.cancelled() => None,
        () = upgraded.stop.cancelled() => Some("the server stops"),
        () = line.end.cancelled() => Some("the channel ends"),
        () = channel.speak() => None,
    };
    if let Some(why) = stopped {
        let farewell = timeout(FAREWELL, channel.farewell(why));
        let _ = tokio::select! {
            () = upgraded.cut.cancelled() => Ok(()),
            said = farewell => said,
        };
    }
    sockets.hub.end(line.clone());
    note(&sockets.shared, &line, false).await;
    drop(upgraded);
}

/// Notes that the channel is connected, or that it is not any more: when there are too many, others
/// go first.
async fn note(shared: &Arc<Shared>, line: &Line, connected: bool) {
    let (server_now, organization) = (shared.clock.now(), line.organization.clone());
    let channel = line.channel.clone();
    let noted = shared.db.write(move |tx| {
        let (organization, channel) = (organization.clone(), channel.clone());
        Box::pin(async move {
            let Some(open) = channels::open(tx, &channel, server_now).await? else {
                return Ok(());
            };
            tx.enter(&organization);
            channels::connected(tx, &channel, connected, open.clock.at(server_now)).await
        })
    });
    if let Err(error) = noted.await {
        debug!(%error, "it is not noted whether a channel is connected");
    }
}

/// One connection.
struct Channel<'a> {
    sockets: &'a Sockets,
    line: &'a Arc<Line>,
    socket: WebSocket,
    messages: mpsc::Receiver<Utf8Bytes>,
    beats: Interval,
}

impl Channel<'_> {
    /// Sends what there is and hears what the client says, until one of them fails.
    async fn speak(&mut self) {
        loop {
            let sent = tokio::select! {
                message = self.messages.recv() => match message {
                    Some(message) => {
                        self.line.taken(&message);
                        self.send(message).await
                    }
                    None => return,
                },
                heard = self.socket.recv() => match heard {
                    Some(Ok(Message::Text(text))) => match answer(self.sockets, self.line, &text).await {
                        Some(answer) => self.send(answer).await,
                        None => true,
                    },
                    Some(Ok(Message::Close(_)) | Err(_)) | None => return,
                    Some(Ok(Message::Binary(_) | Message::Ping(_) | Message::Pong(_))) => true,
                },
                _ = self.beats.tick() => {
                    check(self.sockets, self.line).await;
                    self.send(messages::HEARTBEAT).await
                },
            };
            if !sent {
                return;
            }
        }
    }

    /// Sends a message; a client that takes nothing for a while is cut off.
    async fn send(&mut self, message: Utf8Bytes) -> bool {
        let limit = self.sockets.shared.options.request_timeout;
        let sent = timeout(limit, self.socket.send(Message::Text(message))).await;
        matches!(sent, Ok(Ok(())))
    }

    async fn farewell(&mut self, why: &'static str) {
        while let Ok(message) = self.messages.try_recv() {
            if self.socket.send(Message::Text(message)).await.is_err() {
                return;
            }
        }
        let close = CloseFrame { code: close_code::AWAY, reason: Utf8Bytes::from_static(why) };
        for last in [Message::Text(messages::CLOSING), Message::Close(Some(close))] {
            // The client may be gone.
            if self.socket.send(last).await.is_err() {
                return;
            }
        }
    }
}

/// Ends the channel if it does not live any more; what cannot be read now may be at the next beat.
async fn check(sockets: &Sockets, line: &Line) {
    if let Ok(None) = find(&sockets.shared, &line.channel).await {
        line.end.cancel();
    }
}

/// The answer to what the client said.
async fn answer(sockets: &Sockets, line: &Arc<Line>, text: &str) -> Option<Utf8Bytes> {
    let said: Said = match serde_json::from_str(text) {
        Ok(said) => said,
        Err(_) => return told(&Outcome::error("400", "The message is not understood.", None)),
    };
    match said.message.as_str() {
        "ping" => Some(messages::PONG),
        "subscribe" => told(&subscribe_as_said(sockets, line, said).await),
        _ => {
            let message = "The message is neither ping nor subscribe.";
            told(&Outcome::error("400", message, said.correlation_id))
        }
    }
}

async fn subscribe_as_said(sockets: &Sockets, line: &Arc<Line>, said: Said) -> Outcome {
    let correlation = said.correlation_id;
    let Some(topics) = said.topics.filter(|topics| !topics.is_empty()) else {
        return Outcome::error("400", "The message names no topics.", correlation);
    };
    match subscribe_in(&sockets.shared, line, topics).await {
        Ok(()) => Outcome {
            result: "200".to_owned(),
            status: Some("subscribed"),
            message: None,
            correlation_id: correlation,
        },
        Err(refusal) => {
            let result = refusal.status.as_str();
            Outcome::error(result, refusal.message(), correlation)
        }
    }
}

/// Subscribes a channel from within: with what its owner holds now.
async fn subscribe_in(
    shared: &Arc<Shared>,
    line: &Arc<Line>,
    topics: Vec<String>,
) -> refusal::Result<()> {
    let asked = (shared.clone(), line.clone(), topics);
    let subscribed = shared.db.write(move |tx| {
        let (shared, line, topics) = asked.clone();
        Box::pin(async move {
            let gone = || Refusal::not_found("channel", &line.channel);
            let server_now = shared.clock.now();
            let open = channels::open(tx, &line.channel, server_now).await?.ok_or_else(gone)?;
            let now = open.clock.at(server_now);
            if open.channel.expires_at <= now {
                return Err(gone());
            }
            tx.enter(&line.organization);
            let subject = line.owner.subject().ok_or_else(gone)?;
            let authority = shared.authorities.of(tx, subject, open.access_version).await?;
            let who = Subscriber {
                owner: &line.owner,
                authority: &authority,
                channel: &line.channel,
                now,
            };
            let asked = Subscription { topics, replaces: false, ignores_errors: false };
            subscribe(tx, &who, asked).await.map(drop)
        })
    });
    subscribed.await
}

/// What a client says.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Said {
    message: String,
    topics: Option<Vec<String>>,
    correlation_id: Option<Value>,
}

/// What became of it.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Outcome {
    result: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    status: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    message: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    correlation_id: Option<Value>,
}

impl Outcome {
    fn error(result: &str, message: impl Into<String>, correlation_id: Option<Value>) -> Self {
        let status = Some("failure").filter(|_| result != "404");
        Self { result: result.to_owned(), status, message: Some(message.into()), correlation_id }
    }
}

fn told(outcome: &Outcome) -> Option<Utf8Bytes> {
    serde_json::to_string(outcome).ok().map(Utf8Bytes::from)
}
