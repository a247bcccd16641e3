//! A server that is killed while it writes: what it acknowledged is there, and nothing is half
//! there.

use std::{
    collections::BTreeMap,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
};

use serde_json::{Value, json};
use tokio::task::JoinSet;

use crate::support::{ADMIN, Answer, Ask, Data, Engine, Server, both_engines, ended, eventually};

const ROUNDS: usize = 3;
const CALLERS: usize = 16;
/// Acknowledged writes of a round before the server is killed.
const WRITES: usize = 150;

#[both_engines]
async fn a_killed_server_has_kept_what_it_acknowledged_and_halved_nothing(engine: Engine) {
    let data = Data::on(engine).await;
    let mut server = data.start(&[]).await;
    let mut people = Vec::new();
    for round in 0..ROUNDS {
        people.extend(write_until_killed(server, round).await);
        server = data.start(&[]).await;
        check(&server, &mut people).await;
    }
    let (code, said) = ended(&mut data.callroster(&["org", "list"])).await;
    assert_eq!(code, Some(0), "what a killed server leaves is in nobody's way: {said}");
    assert!(server.stop().await.success());
}

/// What the writes of one caller made of a user.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Look {
    version: i64,
    title: String,
    state: String,
}

/// A user as its writer knows it.
#[derive(Debug, Default)]
struct Person {
    email: String,
    id: String,
    /// As the last acknowledged write left it; none when not even its creation was.
    sure: Option<Look>,
    /// As a write that was not answered would leave it.
    maybe: Option<Look>,
}

/// Writes as many callers until enough is acknowledged, kills the server under them, and answers
/// what they know.
async fn write_until_killed(server: Server, round: usize) -> Vec<Person> {
    let (token, acknowledged) = (server.token().await, Arc::new(AtomicUsize::new(0)));
    let mut callers = JoinSet::new();
    for number in 0..CALLERS {
        let caller = Caller {
            client: server.client.clone(),
            url: server.url.clone(),
            token: token.clone(),
            acknowledged: acknowledged.clone(),
        };
        callers.spawn(caller.write(format!("{round}-{number}")));
    }
    let enough = || (acknowledged.load(Ordering::Relaxed) >= WRITES).then_some(());
    eventually("enough writes are acknowledged", enough).await;
    server.kill();
    callers.join_all().await.into_iter().flatten().collect()
}

struct Caller {
    client: reqwest::Client,
    url: String,
    token: String,
    acknowledged: Arc<AtomicUsize>,
}

impl Caller {
    /// Makes users and changes each a few times, until nobody answers.
    async fn write(self, name: String) -> Vec<Person> {
        let mut people = Vec::new();
        for number in 0.. {
            let email = format!("crash-{name}-{number}@example.com");
            people.push(Person { email, ..Person::default() });
            let Some(person) = people.last_mut() else { break };
            if self.live(person, number).await.is_none() {
                break;
            }
        }
        people
    }

    /// The life of one user; `None` as soon as an answer is missing.
    async fn live(&self, person: &mut Person, number: usize) -> Option<()> {
        let look = |version, title: &str, state: &str| Look {
            version,
            title: title.to_owned(),
            state: state.to_owned(),
        };
        let body = json!({ "name": person.email, "email": person.email, "title": "new" });
        person.maybe = Some(look(1, "new", "active"));
        let made = self.ask("POST", "/api/v2/users", Some(&body)).await?.expect(200);
        made.text("id").clone_into(&mut person.id);
        self.acknowledge(person, &made.body);
        let path = format!("/api/v2/users/{}", person.id);

        person.maybe = Some(look(2, "changed", "active"));
        let body = json!({ "version": 1, "title": "changed" });
        let changed = self.ask("PATCH", &path, Some(&body)).await?.expect(200);
        self.acknowledge(person, &changed.body);

        match number % 3 {
            0 => {
                person.maybe = Some(look(3, "changed", "inactive"));
                let body = json!({ "version": 2, "state": "inactive" });
                let changed = self.ask("PATCH", &path, Some(&body)).await?.expect(200);
                self.acknowledge(person, &changed.body);
            }
            1 => {
                let deleted = look(3, "changed", "deleted");
                person.maybe = Some(deleted.clone());
                self.ask("DELETE", &path, None).await?.expect(200);
                (person.sure, person.maybe) = (Some(deleted), None);
                self.acknowledged.fetch_add(1, Ordering::Relaxed);
            }
            _ => {}
        }
        Some(())
    }

    async fn ask(&self, method: &str, path: &str, body: Option<&Value>) -> Option<Answer> {
        let ask = Ask::new(&self.client, method, &format!("{}{path}", self.url));
        let ask = ask.token(&self.token);
        match body {
            Some(body) => ask.json(body).attempt().await,
            None => ask.attempt().await,
        }
    }

    fn acknowledge(&self, person: &mut Person, answer: &Value) {
        assert_eq!(Some(look_of(answer)), person.maybe, "the answer is what was asked for");
        person.sure = person.maybe.take();
        self.acknowledged.fetch_add(1, Ordering::Relaxed);
    }
}

fn look_of(user: &Value) -> Look {
    let text = |field: &str| user[field].as_str().unwrap_or_default().to_owned();
    Look { version: user["version"].as_i64().unwrap(), title: text("title"), state: text("state") }
}

/// Compares the server with what everybody knows, which is settled by that.
async fn check(server: &Server, people: &mut [Person]) {
    let token = server.token().await;
    let mut found = listed(server, &token).await;
    let administrator = found.remove(ADMIN.0).unwrap();
    assert_eq!(administrator["version"], 1);
    for person in people {
        let user = found.remove(&person.email);
        let look = user.as_ref().map(look_of);
        let is_known = look == person.sure || (look.is_some() && look == person.maybe);
        assert!(is_known, "{person:?} is {look:?}");
        if let Some(user) = user {
            assert!(person.id.is_empty() || user["id"] == person.id.as_str(), "{user}");
            user["id"].as_str().unwrap().clone_into(&mut person.id);
        }
        (person.sure, person.maybe) = (look, None);
    }
    assert!(found.is_empty(), "nobody asked for {:?}", found.keys());
}

/// Every user by address. The totals, which are kept beside the rows, must agree with these.
async fn listed(server: &Server, token: &str) -> BTreeMap<String, Value> {
    let mut users = BTreeMap::new();
    for state in ["active", "inactive", "deleted"] {
        let (mut listed, mut total, mut page) = (0, 0, 1);
        while page == 1 || listed < total {
            let path = format!("/api/v2/users?state={state}&pageSize=100&pageNumber={page}");
            let answer = server.ask("GET", &path).token(token).await.expect(200);
            total = answer.body["total"].as_u64().unwrap();
            let entities = answer.body["entities"].as_array().unwrap();
            assert!(!entities.is_empty() || total == 0, "{listed} of {total} {state} users");
            for user in entities {
                assert_eq!(user["state"], state);
                users.insert(user["email"].as_str().unwrap().to_owned(), user.clone());
                listed += 1;
            }
            page += 1;
        }
        assert_eq!(listed, total, "the number of {state} users is that of their rows");
    }
    users
}
