//! Chats, which only those see who take part.

use serde_json::{Value, json};

use super::{Kind, Samples, access, unique};

/// What it takes to chat.
const CHAT: &str = "chat:chat:access";

pub(super) async fn room(samples: &mut Samples<'_>) -> String {
    access::allow(samples, &[CHAT]).await;
    let body = json!({ "subject": unique("Room") });
    let made = samples.post_as_user("/api/v2/chats/rooms", body).await;
    made["jid"].as_str().unwrap_or_else(|| panic!("no address in {made}")).to_owned()
}

pub(super) async fn partner(samples: &mut Samples<'_>) -> String {
    let (room, partner) = (samples.make(Kind::ChatRoom).await, samples.make(Kind::Colleague).await);
    let path = format!("/api/v2/chats/rooms/{room}/participants/{partner}");
    samples.post_as_user(&path, Value::Null).await;
    partner
}

pub(super) async fn message(samples: &mut Samples<'_>) -> String {
    let room = samples.make(Kind::ChatRoom).await;
    let path = format!("/api/v2/chats/rooms/{room}/messages");
    super::id(&samples.post_as_user(&path, json!({ "message": unique("Message") })).await)
}

pub(super) async fn address(samples: &mut Samples<'_>) -> String {
    let partner = samples.make(Kind::ChatPartner).await;
    let path = format!("/api/v2/users/{partner}");
    let shown = samples.send("GET", &path, Value::Null, &samples.token).await;
    let address = shown["chat"]["jabberId"].as_str();
    address.unwrap_or_else(|| panic!("no chat address in {shown}")).to_owned()
}

pub(super) async fn direct_message(samples: &mut Samples<'_>) -> String {
    access::allow(samples, &[CHAT]).await;
    let partner = samples.make(Kind::Colleague).await;
    let path = format!("/api/v2/chats/users/{partner}/messages");
    super::id(&samples.post_as_user(&path, json!({ "message": unique("Message") })).await)
}
