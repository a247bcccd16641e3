//! No answer is older than the last write that was acknowledged before it was asked for, while
//! readers and writers are at work at once. On SQLite answers come from memory; on PostgreSQL the
//! same holds.

use std::sync::{
    Arc, Mutex,
    atomic::{AtomicBool, AtomicI64, AtomicU64, Ordering::SeqCst},
};

use serde_json::{Value, json};
use test_server::{Engine, TestServer, both_engines, everywhere};
use tokio::task::JoinSet;

/// So often each writer writes.
const ROUNDS: usize = 25;
const READERS: usize = 4;

/// Something that is on or off, and changes while others look at it.
struct Switch {
    /// Even while nobody changes it; then it is off after every other change.
    changes: AtomicU64,
}

impl Switch {
    fn on() -> Self {
        Self { changes: AtomicU64::new(0) }
    }

    /// Whether it is on; `None` while it changes.
    fn state(changes: u64) -> Option<bool> {
        changes.is_multiple_of(2).then_some(changes.is_multiple_of(4))
    }

    /// Changes it; afterwards everybody knows that the change was acknowledged.
    async fn turn(&self, change: impl Future<Output = ()>) {
        self.changes.fetch_add(1, SeqCst);
        change.await;
        self.changes.fetch_add(1, SeqCst);
    }

    /// Looks: what was seen fits, unless it changed meanwhile.
    async fn look(&self, seen: impl Future<Output = bool>) {
        let before = self.changes.load(SeqCst);
        let seen = seen.await;
        if self.changes.load(SeqCst) == before
            && let Some(on) = Self::state(before)
        {
            assert_eq!(seen, on, "after {before} halves of changes");
        }
    }
}

/// A token, and whether its revocation was asked for and acknowledged.
struct Issued {
    token: String,
    ending: AtomicBool,
    ended: AtomicBool,
}

#[derive(Clone, Copy)]
enum End {
    /// The user signs out.
    Own,
    /// Somebody ends the tokens of the user.
    Tokens,
    /// The user becomes inactive.
    State,
    /// The client is disabled.
    Client,
}

struct World {
    server: TestServer,
    /// The user whose title changes, and the last version that was acknowledged.
    changing: String,
    version: AtomicI64,
    /// Users that were acknowledged.
    total: AtomicI64,
    /// The name of the division, by number.
    division: (String, AtomicI64),
    /// Users whose tokens end.
    ending: Vec<String>,
    issued: Mutex<Vec<Arc<Issued>>>,
    /// A caller who holds a role, or does not.
    holder: (String, String, String),
    holds: Switch,
    /// A user who is active, or is not.
    active: (String, Switch),
    /// A group whose only member is one, or is not.
    group: (String, String, Switch),
    writing: AtomicBool,
}

fn id(value: &Value) -> String {
    value["id"].as_str().unwrap().to_owned()
}

impl World {
    async fn make(engine: Engine) -> Self {
        let server = TestServer::start(engine).await;
        let changing = server.user("Changing Example").await;
        let mut ending = Vec::new();
        for number in 0..4 {
            ending.push(id(&server.user(&format!("Ending {number}")).await));
        }
        let holder = id(&server.user("Holder Example").await);
        server.grant(&holder, &everywhere(&["oauth:client:view"])).await;
        let roles =
            server.get(&format!("/api/v2/users/{holder}/roles")).await.body["roles"].clone();
        let ids: Vec<String> = roles.as_array().unwrap().iter().map(id).collect();
        let held = json!(ids).to_string();
        let token = server.token_of(&holder, 3600).await;
        let active = id(&server.user("Active Example").await);
        let member = id(&server.user("Member Example").await);
        let body = json!({
            "name": "Night shift", "type": "official", "visibility": "public", "rulesVisible": true,
        });
        let group = id(&server.ask("POST", "/api/v2/groups").json(body).await.body);
        let body = json!({ "memberIds": [member] });
        let added = server.ask("POST", &format!("/api/v2/groups/{group}/members")).json(body).await;
        assert_eq!(added.status, 202, "{}", added.body);
        let division = changing["division"]["id"].as_str().unwrap().to_owned();
        let total = server.get("/api/v2/users").await.body["total"].as_i64().unwrap();
        Self {
            version: AtomicI64::new(changing["version"].as_i64().unwrap()),
            changing: id(&changing),
            total: AtomicI64::new(total),
            division: (division, AtomicI64::new(0)),
            ending,
            issued: Mutex::default(),
            holder: (holder, held, token),
            holds: Switch::on(),
            active: (active, Switch::on()),
            group: (group, member, Switch::on()),
            writing: AtomicBool::new(true),
            server,
        }
    }

    async fn change_a_user(&self) {
        let path = format!("/api/v2/users/{}", self.changing);
        for _ in 0..2 * ROUNDS {
            let version = self.version.load(SeqCst);
            let body = json!({ "version": version, "title": format!("Title {version}") });
            let changed = self.server.ask("PATCH", &path).json(body).await;
            assert_eq!(changed.status, 200, "{}", changed.body);
            self.version.store(changed.body["version"].as_i64().unwrap(), SeqCst);
            self.see_user().await;
        }
    }

    async fn see_user(&self) {
        let (least, named) = (self.version.load(SeqCst), self.division.1.load(SeqCst));
        let seen = self.server.get(&format!("/api/v2/users/{}", self.changing)).await.body;
        assert!(seen["version"].as_i64().unwrap() >= least, "{seen} is older than {least}");
        let title = format!("Title {}", seen["version"].as_i64().unwrap() - 1);
        assert!(seen["title"] == title || seen.get("title").is_none(), "{seen}");
        let name = seen["division"]["name"].as_str().unwrap();
        let number = name.strip_prefix("Division ").map_or(0, |number| number.parse().unwrap());
        assert!(number >= named, "{name} is older than {named}");
    }

    async fn see_list(&self) {
        let (version, total) = (self.version.load(SeqCst), self.total.load(SeqCst));
        let seen = self.server.get("/api/v2/users?pageSize=500").await.body;
        let users = seen["entities"].as_array().unwrap();
        let sum = seen["total"].as_i64().unwrap();
        assert!(sum >= total, "{sum} is older than {total}");
        assert_eq!(users.len(), usize::try_from(sum).unwrap(), "one snapshot");
        assert!(users.iter().all(|user| user["state"] == "active"), "one snapshot");
        let user = users.iter().find(|user| user["id"] == self.changing).unwrap();
        assert!(user["version"].as_i64().unwrap() >= version, "{user} is older than {version}");
    }

    async fn add_users(&self) {
        for number in 0..ROUNDS {
            self.server.user(&format!("Added {number}")).await;
            self.total.fetch_add(1, SeqCst);
            self.see_list().await;
        }
    }

    async fn rename_a_division(&self) {
        let (division, named) = &self.division;
        let path = format!("/api/v2/authorization/divisions/{division}");
        for number in 1..=i64::try_from(ROUNDS).unwrap() {
            let body = json!({ "name": format!("Division {number}") });
            let renamed = self.server.ask("PUT", &path).json(body).await;
            assert_eq!(renamed.status, 200, "{}", renamed.body);
            named.store(number, SeqCst);
            self.see_user().await;
        }
    }

    async fn end_tokens(&self, user: String, end: End) {
        for _ in 0..ROUNDS {
            let client = match end {
                End::Client => Some(self.server.application(&[]).await),
                _ => None,
            };
            let token = match &client {
                Some(client) => self.server.token_through(client, &user).await,
                None => self.server.token_of(&user, 3600).await,
            };
            let issued =
                Arc::new(Issued { token, ending: false.into(), ended: AtomicBool::new(false) });
            self.issued.lock().unwrap().push(issued.clone());
            self.see_token(&issued).await;
            issued.ending.store(true, SeqCst);
            if matches!(end, End::State) {
                self.total.fetch_sub(1, SeqCst);
            }
            let me = json!({ "id": user });
            let answer = match end {
                End::Own => {
                    self.server.ask("DELETE", "/api/v2/tokens/me").token(&issued.token).await
                }
                End::Tokens => self.server.ask("DELETE", &format!("/api/v2/tokens/{user}")).await,
                End::State => self.server.patch(&me, json!({ "state": "inactive" })).await,
                End::Client => {
                    let body = json!({
                        "name": "Application", "authorizedGrantType": "CODE", "state": "disabled",
                        "registeredRedirectUri": ["https://app.example.com/callback"],
                    });
                    let path = format!("/api/v2/oauth/clients/{}", client.unwrap_or_default());
                    self.server.ask("PUT", &path).json(body).await
                }
            };
            assert_eq!(answer.status, 200, "{}", answer.body);
            issued.ended.store(true, SeqCst);
            self.see_token(&issued).await;
            if matches!(end, End::State) {
                let again = self.server.patch(&me, json!({ "state": "active" })).await;
                assert_eq!(again.status, 200, "{}", again.body);
                self.total.fetch_add(1, SeqCst);
                self.see_token(&issued).await;
            }
        }
    }

    /// A token answers until its end is asked for, and never after that was acknowledged.
    async fn see_token(&self, issued: &Issued) {
        let ended = issued.ended.load(SeqCst);
        let status = self.server.get_with("/api/v2/tokens/me", &issued.token).await.status;
        assert!(!ended || status == 401, "a token that had ended was answered {status}");
        assert!(issued.ending.load(SeqCst) || status == 200, "a token that lives: {status}");
    }

    async fn give_and_take_a_role(&self) {
        let (holder, held, _) = &self.holder;
        let path = format!("/api/v2/users/{holder}/roles");
        for number in 0..2 * ROUNDS {
            let roles = if number % 2 == 0 { "[]" } else { held };
            let change = async {
                let body: Value = serde_json::from_str(roles).unwrap();
                let answer = self.server.ask("PUT", &path).json(body).await;
                assert_eq!(answer.status, 200, "{}", answer.body);
            };
            self.holds.turn(change).await;
            self.see_role().await;
        }
    }

    async fn see_role(&self) {
        let allowed = async {
            let token = &self.holder.2;
            let status = self.server.get_with("/api/v2/oauth/clients", token).await.status;
            assert!(matches!(status, 200 | 403), "{status}");
            status == 200
        };
        self.holds.look(allowed).await;
    }

    async fn turn_a_user(&self) {
        let (user, active) = &self.active;
        for number in 0..ROUNDS {
            let state = if number % 2 == 0 { "inactive" } else { "active" };
            let change = async {
                let answer =
                    self.server.patch(&json!({ "id": user }), json!({ "state": state })).await;
                assert_eq!(answer.status, 200, "{}", answer.body);
            };
            // From when one fewer may be counted until one more is acknowledged.
            if state == "inactive" {
                self.total.fetch_sub(1, SeqCst);
            }
            active.turn(change).await;
            if state == "active" {
                self.total.fetch_add(1, SeqCst);
            }
            self.see_active().await;
        }
    }

    async fn see_active(&self) {
        let (user, active) = &self.active;
        let path = format!("/api/v2/users?id={user}");
        let listed = async {
            let seen = self.server.get(&path).await.body;
            let shown = self.server.get(&format!("/api/v2/users/{user}")).await.body;
            let listed = seen["total"] == 1;
            assert_eq!(seen["entities"].as_array().unwrap().len(), usize::from(listed));
            shown["state"] == "active" && listed
        };
        active.look(listed).await;
    }

    async fn come_and_go(&self) {
        let (group, member, switch) = &self.group;
        let path = format!("/api/v2/groups/{group}/members");
        for number in 0..2 * ROUNDS {
            let change = async {
                let answer = if number % 2 == 0 {
                    self.server.ask("DELETE", &format!("{path}?ids={member}")).await
                } else {
                    let body = json!({ "memberIds": [member] });
                    self.server.ask("POST", &path).json(body).await
                };
                assert_eq!(answer.status, 202, "{}", answer.body);
            };
            switch.turn(change).await;
            self.see_member().await;
        }
    }

    async fn see_member(&self) {
        let (_, member, switch) = &self.group;
        let path = format!("/api/v2/users/{member}?expand=groups,presence");
        let belongs = async {
            let seen = self.server.get(&path).await.body;
            !seen["groups"].as_array().unwrap().is_empty()
        };
        switch.look(belongs).await;
    }

    async fn read(&self, reader: usize) {
        let mut number = reader;
        while self.writing.load(SeqCst) {
            number += 1;
            match number % 7 {
                0 => self.see_user().await,
                1 => self.see_list().await,
                2 => self.see_role().await,
                3 => self.see_active().await,
                4 => self.see_member().await,
                _ => {
                    let some = {
                        let issued = self.issued.lock().unwrap();
                        // The newest, and those that have ended lately.
                        let last = issued.len().saturating_sub(1 + number % 7);
                        issued.get(last).cloned()
                    };
                    if let Some(issued) = some {
                        self.see_token(&issued).await;
                    }
                }
            }
        }
    }
}

/// What runs beside the requests asks too, so the fewest of several count.
#[cfg(feature = "postgres-tests")]
#[tokio::test]
async fn reading_one_user_takes_two_round_trips_to_postgresql() {
    let server = TestServer::start(Engine::Postgres).await;
    let path = format!("/api/v2/users/{}", id(&server.user("Ada Example").await));
    let mut fewest = u64::MAX;
    for _ in 0..20 {
        let before = server.db.asked();
        assert_eq!(server.get(&path).await.status, 200);
        fewest = fewest.min(server.db.asked() - before);
    }
    assert_eq!(fewest, 2, "the session, and the user");
}

#[both_engines]
async fn no_answer_is_older_than_the_last_acknowledged_write(engine: Engine) {
    let world = Arc::new(World::make(engine).await);
    let mut readers = JoinSet::new();
    for reader in 0..READERS {
        let world = world.clone();
        readers.spawn(async move { world.read(reader).await });
    }
    let mut writers = JoinSet::new();
    let writing = world.clone();
    writers.spawn(async move { writing.change_a_user().await });
    let writing = world.clone();
    writers.spawn(async move { writing.add_users().await });
    let writing = world.clone();
    writers.spawn(async move { writing.rename_a_division().await });
    let writing = world.clone();
    writers.spawn(async move { writing.give_and_take_a_role().await });
    let writing = world.clone();
    writers.spawn(async move { writing.turn_a_user().await });
    let writing = world.clone();
    writers.spawn(async move { writing.come_and_go().await });
    let ends = [End::Own, End::Tokens, End::State, End::Client];
    for (user, end) in world.ending.iter().cloned().zip(ends) {
        let writing = world.clone();
        writers.spawn(async move { writing.end_tokens(user, end).await });
    }
    while let Some(done) = writers.join_next().await {
        done.unwrap();
    }
    world.writing.store(false, SeqCst);
    while let Some(done) = readers.join_next().await {
        done.unwrap();
    }
}
