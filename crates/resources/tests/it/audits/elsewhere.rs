//! What somebody sees of changes who may look at those of one division.

use std::collections::BTreeMap;

use serde_json::{Value, json};
use test_server::{CLIENT, Engine, TestServer, both_engines, everywhere, in_division};

use super::{DAY, id};

/// Where the user of the other division is, and one of the caller's.
const ADDRESSES: [&str; 2] = ["192.0.2.66", "192.0.2.77"];

/// Two users of the caller's division, one of another, and groups with all of them.
struct Place {
    server: TestServer,
    north: String,
    users: BTreeMap<&'static str, Value>,
    groups: BTreeMap<&'static str, Value>,
}

impl Place {
    async fn start(engine: Engine) -> Self {
        let server = TestServer::start_with(engine, |options| {
            options.http.trusted_proxies = vec!["127.0.0.1/32".parse().unwrap()];
        })
        .await;
        let (north, south) = (server.division("North").await, server.division("South").await);
        let mut users = BTreeMap::new();
        for (name, division) in [("Nora", &north), ("Nils", &north), ("Saul", &south)] {
            let email = format!("{name}@example.com");
            let body = json!({ "name": name, "email": email, "divisionId": division });
            let made = server.ask("POST", "/api/v2/users").json(body).await;
            assert_eq!(made.status, 200, "{}", made.body);
            users.insert(name, made.body);
        }
        let mut groups = BTreeMap::new();
        let members: Vec<&str> = users.values().map(id).collect();
        for (name, visibility) in [("Open", "public"), ("Secret", "owners"), ("Gone", "owners")] {
            let body = json!({
                "name": name, "type": "official", "visibility": visibility, "rulesVisible": true,
                "rolesEnabled": true, "ownerIds": [id(&users["Saul"])],
            });
            let made = server.ask("POST", "/api/v2/groups").json(body).await;
            assert_eq!(made.status, 200, "{}", made.body);
            let path = format!("/api/v2/groups/{}/members", id(&made.body));
            let added = server.ask("POST", &path).json(json!({ "memberIds": members })).await;
            assert_eq!(added.status, 202, "{}", added.body);
            groups.insert(name, made.body);
        }
        Self { server, north, users, groups }
    }

    /// Everything happens that tells of somebody.
    async fn live(&self) {
        let Self { server, users, groups, .. } = self;
        let (saul, nora, nils) = (&users["Saul"], &users["Nora"], &users["Nils"]);
        for ((by, of), address) in [(saul, nora), (nora, nils)].into_iter().zip(ADDRESSES) {
            server.grant(id(by), &everywhere(&["directory:user:edit"])).await;
            let token = server.token_of(id(by), 3600).await;
            let change = server.ask("PATCH", &format!("/api/v2/users/{}", id(of))).token(&token);
            let body = json!({ "version": 1, "title": "Lead" });
            let changed = change.header("x-forwarded-for", address).json(body).await;
            assert_eq!(changed.status, 200, "{}", changed.body);
        }
        assert_eq!(server.patch(nora, json!({ "manager": id(saul) })).await.status, 200);
        let client = server.get(&format!("/api/v2/oauth/clients/{}", CLIENT.0)).await.body;
        let role = client["roleDivisions"][0]["roleId"].as_str().unwrap();
        for group in groups.values() {
            let path = format!("/api/v2/authorization/subjects/{}/divisions/*", id(group));
            let path = format!("{path}/roles/{role}?subjectType=PC_GROUP");
            assert_eq!(server.ask("POST", &path).await.status, 204);
        }
        let nils = format!("/api/v2/users/{}", id(nils));
        assert_eq!(server.ask("DELETE", &nils).await.status, 200);
        let gone = format!("/api/v2/groups/{}", id(&groups["Gone"]));
        assert_eq!(server.ask("DELETE", &gone).await.status, 204);
    }

    /// The messages that the token shows.
    async fn seen(&self, token: &str) -> Vec<Value> {
        let body = json!({ "interval": DAY, "pageSize": 500 });
        let path = "/api/v2/audits/query/realtime?expand=user";
        let seen = self.server.ask("POST", path).token(token).json(body).await;
        assert_eq!(seen.status, 200, "{}", seen.body);
        let messages = seen.body["entities"].as_array().unwrap().clone();
        assert_eq!(seen.body["total"], messages.len(), "nothing is counted that is not shown");
        messages
    }
}

/// Which of these stand somewhere in the messages, but for who made a change.
fn told<'a>(messages: &[Value], sought: &[&'a str]) -> Vec<&'a str> {
    let mut messages = messages.to_vec();
    for message in &mut messages {
        if let Some(user) = message["user"].as_object_mut() {
            user.retain(|field, _| field == "name");
        }
    }
    let text = Value::from(messages).to_string();
    sought.iter().copied().filter(|one| text.contains(one)).collect()
}

#[both_engines]
async fn who_looks_in_one_division_learns_nothing_of_others(engine: Engine) {
    let place = Place::start(engine).await;
    place.live().await;
    let (users, groups) = (&place.users, &place.groups);
    let (nora, nils) = (id(&users["Nora"]), id(&users["Nils"]));
    let known = [nora, nils, "\"Open\"", id(&groups["Open"]), ADDRESSES[1], "(not shown)"];
    let hidden = [
        id(&users["Saul"]),
        "Saul",
        id(&groups["Secret"]),
        "Secret",
        id(&groups["Gone"]),
        "Gone",
        ADDRESSES[0],
    ];
    let look = "audits:audit:view";
    let everything = [&known[..5], &hidden[..]].concat();
    let whole = place.server.caller(&[everywhere(&[look])]).await;
    assert_eq!(told(&place.seen(&whole).await, &everything), everything);

    let caller = place.server.caller(&[in_division(&place.north, &[look])]).await;
    let seen = place.seen(&caller).await;
    assert_eq!(told(&seen, &hidden), [] as [&str; 0]);
    assert_eq!(told(&seen, &known), known);

    // Whoever may see the groups anyway sees what is done to them, and still nothing of users.
    let look = in_division(&place.north, &[look, "directory:group:view"]);
    let caller = place.server.caller(&[look]).await;
    let seen = place.seen(&caller).await;
    assert_eq!(told(&seen, &hidden), hidden[2..6]);
}

#[both_engines]
async fn members_and_owners_see_messages_of_the_groups_that_show_themselves_to_them(
    engine: Engine,
) {
    let place = Place::start(engine).await;
    let (secret, nora) = (id(&place.groups["Secret"]), id(&place.users["Nora"]));
    place.server.grant(nora, &in_division(&place.north, &["audits:audit:view"])).await;
    let token = place.server.token_of(nora, 3600).await;
    assert_eq!(told(&place.seen(&token).await, &[secret]), [] as [&str; 0]);
    let body = json!({ "version": 2, "visibility": "members" });
    let path = format!("/api/v2/groups/{secret}");
    assert_eq!(place.server.ask("PUT", &path).json(body).await.status, 200);
    assert_eq!(told(&place.seen(&token).await, &[secret]), [secret]);
}
