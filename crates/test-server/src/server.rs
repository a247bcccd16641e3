//! A running server, what a test asks of it, and other organizations on it.

use std::{net::SocketAddr, sync::Arc, time::Duration};

use api::DateTime;
use gate::shared::Shared;
use serde_json::{Value, json};
use server::{Clock, Control, Hashing, Options, Server, bootstrap::Bootstrap};
use store::{Db, Engine, OrganizationClock, ServerTime, testing::EmptyDatabase};
use tokio::{sync::oneshot, task::JoinHandle};

use crate::request::{Answer, Ask};

/// The first client of every test server.
pub const CLIENT: (&str, &str) = ("11111111-1111-4111-8111-111111111111", "a-secret-of-the-tests");
/// The administrator of every test server.
pub const ADMIN: (&str, &str) = ("admin@callroster.example", "the-first-password");

/// What guards the control listener of every test server.
pub const CONTROL_TOKEN: &str = "the-control-token";

/// Another organization on the same server.
pub struct Stranger {
    /// Its id.
    pub organization: String,
    /// A token of its first client, which may do everything there.
    pub token: String,
    /// The id of that client.
    pub client: String,
    /// Its administrator.
    pub user: String,
}

/// A running server.
pub struct TestServer {
    /// Where it listens, without a slash at the end.
    pub url: String,
    /// Where its control listener listens.
    pub control: String,
    /// Its database.
    pub db: Db,
    /// What all its requests share.
    pub shared: Arc<Shared>,
    /// Its clock, which stands still.
    pub clock: Clock,
    /// The id of its first organization.
    pub organization: String,
    /// A token of the first client, which may do everything.
    pub token: String,
    stop: Option<oneshot::Sender<()>>,
    running: Option<JoinHandle<()>>,
    _place: EmptyDatabase,
}

/// The time in an organization whose clock was not moved.
pub fn now(clock: &Clock) -> DateTime {
    OrganizationClock::default().at(clock.now())
}

impl TestServer {
    /// A server as it comes, without a rate limit, and with quick hashes of passwords.
    pub async fn start(engine: Engine) -> Self {
        Self::start_with(engine, |_| {}).await
    }

    /// A server that hashes passwords as it does for real: for tests of passwords and sign-in.
    pub async fn start_hashing(engine: Engine) -> Self {
        Self::start_with(engine, |options| options.hashing = Hashing::Full).await
    }

    /// A server with other options.
    pub async fn start_with(engine: Engine, change: impl FnOnce(&mut Options)) -> Self {
        let place = EmptyDatabase::make(engine).await.unwrap();
        let clock = Clock::standing_at("2026-01-02T03:04:05.678Z".parse::<ServerTime>().unwrap());
        let mut options = Options::in_memory();
        options.location = place.location().clone();
        options.clock = clock.clone();
        options.hashing = Hashing::Quick;
        options.http.rate_limit = None;
        options.http.token_rate_limit = None;
        options.bootstrap = Bootstrap {
            client_id: Some(CLIENT.0.to_owned()),
            client_secret: Some(CLIENT.1.to_owned()),
            admin_email: Some(ADMIN.0.to_owned()),
            admin_password: Some(ADMIN.1.to_owned()),
            ..Bootstrap::default()
        };
        let listen = SocketAddr::from(([127, 0, 0, 1], 0));
        options.control = Some(Control { listen, token: CONTROL_TOKEN.to_owned() });
        change(&mut options);
        let server = Server::start(options).await.unwrap();
        let (url, db, shared) = (server.url(), server.db(), server.shared().clone());
        let control = format!("http://{}", server.control_address().unwrap());
        let organization = server.first_start().unwrap().organization.clone();
        let (stop, stopped) = oneshot::channel::<()>();
        let running = tokio::spawn(async move {
            server.run(async { drop(stopped.await) }).await.unwrap();
        });
        let mut server = Self {
            url,
            control,
            db,
            shared,
            clock,
            organization,
            token: String::new(),
            stop: Some(stop),
            running: Some(running),
            _place: place,
        };
        server.token = server.sign_in(CLIENT).await;
        server
    }

    /// A token of a client, by its id and secret.
    pub async fn sign_in(&self, (id, secret): (&str, &str)) -> String {
        let answer = self
            .ask("POST", "/oauth/token")
            .basic(id, secret)
            .form("grant_type=client_credentials")
            .await;
        assert_eq!(answer.status, 200, "{}", answer.body);
        answer.body["access_token"].as_str().unwrap().to_owned()
    }

    /// A request, with the first client's token unless another is set.
    pub fn ask(&self, method: &str, path: &str) -> Ask {
        Ask::new(method, format!("{}{path}", self.url)).token(&self.token)
    }

    /// A request to the control listener.
    pub fn control(&self, method: &str, path: &str) -> Ask {
        Ask::new(method, format!("{}{path}", self.control)).token(CONTROL_TOKEN)
    }

    /// Makes another organization.
    pub async fn other_organization(&self, name: &str) -> Stranger {
        self.organization_like(json!({ "name": name })).await
    }

    /// Makes another organization, as the body for the control listener says.
    pub async fn organization_like(&self, wanted: Value) -> Stranger {
        let made = self.control("POST", "/organizations").json(wanted).await;
        assert_eq!(made.status, 201, "{}", made.body);
        let text = |field: &str| made.body[field].as_str().unwrap().to_owned();
        let (client, secret) = (text("clientId"), text("clientSecret"));
        let token = self.sign_in((&client, &secret)).await;
        let users = self.get_with("/api/v2/users", &token).await.body;
        let user = users["entities"][0]["id"].as_str().unwrap().to_owned();
        Stranger { organization: text("id"), token, client, user }
    }

    /// Reads with another token.
    pub async fn get_with(&self, path: &str, token: &str) -> Answer {
        self.ask("GET", path).token(token).await
    }

    /// Reads.
    pub async fn get(&self, path: &str) -> Answer {
        self.ask("GET", path).await
    }

    /// Makes a user and answers it.
    pub async fn user(&self, name: &str) -> Value {
        let email = format!("{}@example.com", name.to_lowercase().replace(' ', "."));
        let answer =
            self.ask("POST", "/api/v2/users").json(json!({ "name": name, "email": email })).await;
        assert_eq!(answer.status, 200, "{}", answer.body);
        answer.body
    }

    /// The same, of whom only the id is wanted.
    pub async fn user_id(&self, name: &str) -> String {
        self.user(name).await["id"].as_str().unwrap().to_owned()
    }

    /// Changes a user at its present version.
    pub async fn patch(&self, user: &Value, change: Value) -> Answer {
        let id = user["id"].as_str().unwrap();
        let now = self.get(&format!("/api/v2/users/{id}?state=deleted")).await;
        let now =
            if now.status == 200 { now } else { self.get(&format!("/api/v2/users/{id}")).await };
        let mut body = json!({ "version": now.body["version"] });
        body.as_object_mut().unwrap().extend(change.as_object().unwrap().clone());
        self.ask("PATCH", &format!("/api/v2/users/{id}")).json(body).await
    }

    /// The SDK, signed in as the first client.
    pub fn sdk(&self) -> sdk::Client {
        sdk::Client::server(&self.url).client_credentials(CLIENT.0, CLIENT.1).build().unwrap()
    }

    /// Moves the clock.
    pub fn advance(&self, by: Duration) {
        self.clock.advance(by);
    }

    /// Stops the server as a signal would, and waits for it.
    pub async fn stop(mut self) {
        drop(self.stop.take());
        self.running.take().unwrap().await.unwrap();
    }
}
