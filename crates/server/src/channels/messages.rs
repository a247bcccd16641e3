//! What is sent over a channel.

use axum::extract::ws::Utf8Bytes;
use serde::Serialize;
use serde_json::value::RawValue;
use store::Told;

/// An event in its envelope.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Envelope<'a> {
    topic_name: &'a str,
    version: &'a str,
    event_body: &'a RawValue,
    metadata: Metadata<'a>,
}

#[derive(Serialize)]
struct Metadata<'a> {
    #[serde(rename = "CorrelationId")]
    correlation_id: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    action: Option<&'a str>,
}

/// An event, as every channel that hears it gets it.
pub(super) fn event(told: &Told, correlation: &str) -> Result<Utf8Bytes, serde_json::Error> {
    let body: &RawValue = serde_json::from_str(&told.body)?;
    let envelope = Envelope {
        topic_name: &told.topic,
        version: "2",
        event_body: body,
        metadata: Metadata { correlation_id: correlation, action: told.action.as_deref() },
    };
    serde_json::to_string(&envelope).map(Utf8Bytes::from)
}

/// Sent now and then, so that clients and proxies see that the channel lives.
pub(super) const HEARTBEAT: Utf8Bytes = Utf8Bytes::from_static(
    r#"{"topicName":"channel.metadata","eventBody":{"message":"WebSocket Heartbeat"}}"#,
);

/// The answer to a ping.
pub(super) const PONG: Utf8Bytes =
    Utf8Bytes::from_static(r#"{"topicName":"channel.metadata","eventBody":{"message":"pong"}}"#);

/// Sent before the server closes the connection.
pub(super) const CLOSING: Utf8Bytes = Utf8Bytes::from_static(
    r#"{"topicName":"v2.system.socket_closing","version":"2","eventBody":{"message":"The connection is closing; connect to the channel again."}}"#,
);
