//! Requests as any client would send them, without our SDK in between.

use std::{future::IntoFuture, pin::Pin, sync::LazyLock};

use reqwest::{Body, Client, Method, RequestBuilder, header::HeaderMap, redirect::Policy};
use serde_json::Value;

/// What sends the requests of all tests. It follows no redirects and speaks plain HTTP: reading the
/// system's certificates would take longer than most tests.
static HTTP: LazyLock<Client> = LazyLock::new(|| {
    // A client refuses to be built without a provider, though it needs none.
    let _ = rustls::crypto::ring::default_provider().install_default();
    // A connection lives in the runtime of the test that opened it, so none is kept for the next.
    let client = Client::builder().tls_certs_only([]).pool_max_idle_per_host(0);
    client.redirect(Policy::none()).no_proxy().build().unwrap()
});

/// The client that all tests share.
pub(crate) fn http() -> &'static Client {
    &HTTP
}

/// A request being put together; `.await` sends it.
#[must_use = "only `.await` sends it"]
pub struct Ask {
    builder: RequestBuilder,
    token: Option<String>,
}

/// What came back.
#[derive(Debug)]
pub struct Answer {
    /// The status code.
    pub status: u16,
    /// All headers.
    pub headers: HeaderMap,
    /// The body as JSON; `null` when empty, a text when it is no JSON.
    pub body: Value,
}

impl Ask {
    /// A request without a token.
    pub fn new(method: &str, url: String) -> Self {
        let method = Method::from_bytes(method.as_bytes()).unwrap();
        Self { builder: http().request(method, url), token: None }
    }

    /// With this token in place of the one before.
    pub fn token(mut self, token: &str) -> Self {
        self.token = Some(token.to_owned());
        self
    }

    /// Without a token.
    pub fn no_token(mut self) -> Self {
        self.token = None;
        self
    }

    /// With one more header.
    pub fn header(mut self, name: &str, value: &str) -> Self {
        self.builder = self.builder.header(name, value);
        self
    }

    /// With a body of JSON.
    #[expect(clippy::needless_pass_by_value, reason = "bodies are written in place")]
    pub fn json(self, body: Value) -> Self {
        self.text("application/json", body.to_string())
    }

    /// With a body of this type.
    pub fn text(mut self, media_type: &str, body: impl Into<Body>) -> Self {
        self.builder = self.builder.header("content-type", media_type).body(body);
        self
    }

    /// With a form.
    pub fn form(self, body: &str) -> Self {
        self.text("application/x-www-form-urlencoded", body.to_owned())
    }

    /// With the credentials of a client in place of a token.
    pub fn basic(mut self, id: &str, secret: &str) -> Self {
        self.builder = self.builder.basic_auth(id, Some(secret));
        self.no_token()
    }
}

impl IntoFuture for Ask {
    type Output = Answer;
    type IntoFuture = Pin<Box<dyn Future<Output = Answer> + Send>>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(async move {
            let builder = match self.token {
                Some(token) => self.builder.bearer_auth(token),
                None => self.builder,
            };
            let response = builder.send().await.unwrap();
            let (status, headers) = (response.status().as_u16(), response.headers().clone());
            let text = response.text().await.unwrap();
            let body = if text.is_empty() {
                Value::Null
            } else {
                serde_json::from_str(&text).unwrap_or(Value::String(text))
            };
            Answer { status, headers, body }
        })
    }
}

impl Answer {
    /// A header; empty if there is none.
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    /// The code of a refusal; empty if there is none.
    pub fn code(&self) -> &str {
        self.body["code"].as_str().unwrap_or_default()
    }

    /// The message of a refusal; empty if there is none.
    pub fn message(&self) -> &str {
        self.body["message"].as_str().unwrap_or_default()
    }

    /// Asserts status and code of a refusal, and that its body is whole.
    #[track_caller]
    pub fn refused(&self, status: u16, code: &str) -> &Self {
        assert_eq!((self.status, self.code()), (status, code), "{}", self.body);
        assert_eq!(self.body["status"], status);
        assert_eq!(self.body["contextId"], self.header("inin-correlation-id"));
        assert!(self.body["details"].is_array() && self.body["errors"].is_array());
        assert!(!self.message().is_empty());
        self
    }

    /// Asserts that the message names all of these.
    #[track_caller]
    pub fn naming(&self, words: &[&str]) -> &Self {
        for word in words {
            assert!(self.message().contains(word), "`{word}` is not in: {}", self.message());
        }
        self
    }
}
