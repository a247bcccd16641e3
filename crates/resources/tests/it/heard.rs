//! What followers hear of what users set of themselves: notifications will be made of it.

use std::sync::{Arc, Mutex};

use api::{CallForwarding, OutOfOffice};
use serde_json::json;
use store::{Change, Changed, Entity, Follower, Lost, Order, geolocations::Reported};

use test_server::{Engine, TestServer, both_engines, everywhere};

/// Remembers the kinds of entities that changed, with the user and something of the row.
#[derive(Default)]
struct Ear(Mutex<Vec<(Entity, String, String)>>);

impl Ear {
    fn heard(&self) -> Vec<(Entity, String, String)> {
        std::mem::take(&mut self.0.lock().unwrap())
    }
}

impl Follower for Ear {
    fn name(&self) -> &'static str {
        "ear"
    }

    fn hear(&self, changes: &[Change]) {
        let own = [Entity::OutOfOffice, Entity::CallForwarding, Entity::Geolocation];
        for change in changes {
            let Changed::Entity { kind, id } = &change.what else { continue };
            let absence = change.row().map(|row: &OutOfOffice| row.name.clone());
            let forwarding = change.row().map(|row: &CallForwarding| row.name.clone());
            let reported = change.row().map(|row: &Reported| row.geolocation.city.clone());
            // On PostgreSQL each change is heard again from the outbox, without its row.
            let row = absence.or(forwarding).or(reported).flatten();
            if let (true, Some(row)) = (own.contains(kind), row) {
                assert_eq!(change.user.as_deref(), Some(&**id));
                self.0.lock().unwrap().push((*kind, id.clone(), row));
            }
        }
    }

    fn lost(&self, _: Option<&str>, _: Lost) {}

    fn order(&self) -> Order {
        Order::Keyed
    }
}

#[both_engines]
async fn followers_hear_of_absences_forwarding_and_places_with_what_was_set(engine: Engine) {
    let ear = Arc::new(Ear::default());
    let server = TestServer::start_with(engine, |options| {
        options.store.followers = options.store.followers.clone().and(ear.clone());
    })
    .await;
    let ada = server.user("Ada Example").await["id"].as_str().unwrap().to_owned();
    server.grant(&ada, &everywhere(&["conversation:callForwarding:edit"])).await;
    let token = server.token_of(&ada, 3600).await;
    for (method, path, body, kind) in [
        ("PUT", "outofoffice", json!({ "active": false, "name": "Away" }), Entity::OutOfOffice),
        (
            "PUT",
            "callforwarding",
            json!({ "enabled": false, "name": "Desk" }),
            Entity::CallForwarding,
        ),
        ("PATCH", "callforwarding", json!({ "name": "Home" }), Entity::CallForwarding),
        ("PATCH", "geolocations/web", json!({ "city": "Bern" }), Entity::Geolocation),
    ] {
        let ask = server.ask(method, &format!("/api/v2/users/{ada}/{path}")).token(&token);
        let answer = ask.json(body.clone()).await;
        assert_eq!(answer.status, 200, "{path}: {}", answer.body);
        let set = body["name"].as_str().or(body["city"].as_str()).unwrap();
        assert_eq!(ear.heard(), [(kind, ada.clone(), set.to_owned())], "{path}");
    }
    let body = json!({ "latitude": 39.7684, "longitude": -86.1581 });
    let path = format!("/api/v2/users/{ada}/geolocations/web");
    assert_eq!(server.ask("PATCH", &path).token(&token).json(body).await.status, 200);
    let named = async {
        loop {
            if let Some(heard) = ear.heard().pop() {
                return heard;
            }
            tokio::task::yield_now().await;
        }
    };
    let heard = tokio::time::timeout(std::time::Duration::from_mins(1), named).await.unwrap();
    assert_eq!(heard, (Entity::Geolocation, ada, "Indianapolis".to_owned()));
}
