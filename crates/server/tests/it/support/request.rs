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
pub(super) fn http() -> &'static Client {
    &HTTP
}

/// A request being put together; `.await` sends it.
pub(crate) struct Ask {
    builder: RequestBuilder,
    token: Option<String>,
}

/// What came back.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    /// The body as JSON; `null` when empty, a text when it is no JSON.
    pub(crate) body: Value,
}

impl Ask {
    pub(crate) fn new(method: &str, url: String) -> Self {
        let method = Method::from_bytes(method.as_bytes()).unwrap();
        Self { builder: http().request(method, url), token: None }
    }

    pub(crate) fn token(mut self, token: &str) -> Self {
        self.token = Some(token.to_owned());
        self
    }

    pub(crate) fn no_token(mut self) -> Self {
        self.token = None;
        self
    }

    pub(crate) fn header(mut self, name: &str, value: &str) -> Self {
        self.builder = self.builder.header(name, value);
        self
    }

    #[expect(clippy::needless_pass_by_value, reason = "bodies are written in place")]
    pub(crate) fn json(self, body: Value) -> Self {
        self.text("application/json", body.to_string())
    }

    pub(crate) fn text(mut self, media_type: &str, body: impl Into<Body>) -> Self {
        self.builder = self.builder.header("content-type", media_type).body(body);
        self
    }

    pub(crate) fn form(self, body: &str) -> Self {
        self.text("application/x-www-form-urlencoded", body.to_owned())
    }

    pub(crate) fn basic(mut self, id: &str, secret: &str) -> Self {
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
    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    pub(crate) fn code(&self) -> &str {
        self.body["code"].as_str().unwrap_or_default()
    }

    pub(crate) fn message(&self) -> &str {
        self.body["message"].as_str().unwrap_or_default()
    }

    /// Asserts status and code of a refusal, and that its body is whole.
    #[track_caller]
    pub(crate) fn refused(&self, status: u16, code: &str) -> &Self {
        assert_eq!((self.status, self.code()), (status, code), "{}", self.body);
        assert_eq!(self.body["status"], status);
        assert_eq!(self.body["contextId"], self.header("inin-correlation-id"));
        assert!(self.body["details"].is_array() && self.body["errors"].is_array());
        assert!(!self.message().is_empty());
        self
    }

    /// Asserts that the message names all of these.
    #[track_caller]
    pub(crate) fn naming(&self, words: &[&str]) -> &Self {
        for word in words {
            assert!(self.message().contains(word), "`{word}` is not in: {}", self.message());
        }
        self
    }
}
