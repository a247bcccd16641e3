//! Requests as any client would send them.

use std::{pin::Pin, time::Duration};

use reqwest::{Certificate, Client, Method, RequestBuilder, header::HeaderMap};
use serde_json::Value;

/// A client; it trusts this certificate alone when there is one.
pub(crate) fn client(certificate: Option<&str>) -> Client {
    // It refuses to be built without a provider, even for plain HTTP.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let trusted = certificate.map(|pem| Certificate::from_pem(pem.as_bytes()).unwrap());
    Client::builder()
        .tls_certs_only(trusted)
        .timeout(Duration::from_secs(30))
        .no_proxy()
        .build()
        .unwrap()
}

/// A request being put together; `.await` sends it.
pub(crate) struct Ask(RequestBuilder);

/// What came back.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    /// The body as JSON; `null` when empty, a text when it is no JSON.
    pub(crate) body: Value,
}

impl Ask {
    pub(crate) fn new(client: &Client, method: &str, url: &str) -> Self {
        Self(client.request(Method::from_bytes(method.as_bytes()).unwrap(), url))
    }

    pub(crate) fn token(self, token: &str) -> Self {
        Self(self.0.bearer_auth(token))
    }

    pub(crate) fn basic(self, id: &str, secret: &str) -> Self {
        Self(self.0.basic_auth(id, Some(secret)))
    }

    pub(crate) fn header(self, name: &str, value: &str) -> Self {
        Self(self.0.header(name, value))
    }

    pub(crate) fn json(self, body: &Value) -> Self {
        self.text("application/json", body.to_string())
    }

    pub(crate) fn form(self, body: &str) -> Self {
        self.text("application/x-www-form-urlencoded", body)
    }

    pub(crate) fn text(self, media_type: &str, body: impl Into<String>) -> Self {
        Self(self.0.header("content-type", media_type).body(body.into()))
    }

    /// Sends it to a server that may be killed meanwhile; `None` when no whole answer came.
    pub(crate) async fn attempt(self) -> Option<Answer> {
        let response = self.0.send().await.ok()?;
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        let text = response.text().await.ok()?;
        let body = if text.is_empty() {
            Value::Null
        } else {
            serde_json::from_str(&text).unwrap_or(Value::String(text))
        };
        Some(Answer { status, headers, body })
    }
}

impl IntoFuture for Ask {
    type Output = Answer;
    type IntoFuture = Pin<Box<dyn Future<Output = Answer> + Send>>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(async move { self.attempt().await.unwrap() })
    }
}

impl Answer {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).map(|value| value.to_str().unwrap())
    }

    /// A text of the body.
    pub(crate) fn text(&self, field: &str) -> &str {
        self.body[field].as_str().unwrap_or_default()
    }

    /// Asserts that it has this status.
    #[track_caller]
    pub(crate) fn expect(self, status: u16) -> Self {
        assert_eq!(self.status, status, "{}", self.body);
        self
    }
}
