//! A server that answers as a test says and remembers what it was asked.

use std::sync::{Arc, Mutex};

use axum::{
    Router,
    body::{Body, to_bytes},
    extract::Request,
    http::{HeaderMap, Response},
};
use sdk::{Builder, Client, Retry, reqwest};
use tokio::net::TcpListener;

/// A request that came.
#[derive(Debug, Clone)]
pub(crate) struct Asked {
    /// `GET /api/v2/users?pageSize=2`, as it stood on the wire.
    pub(crate) line: String,
    pub(crate) headers: HeaderMap,
    pub(crate) body: String,
}

impl Asked {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).map(|value| value.to_str().unwrap())
    }

    /// The token it carries, if any.
    pub(crate) fn token(&self) -> Option<&str> {
        self.header("authorization").and_then(|value| value.strip_prefix("Bearer "))
    }

    pub(crate) fn is_sign_in(&self) -> bool {
        self.line == "POST /oauth/token"
    }
}

/// What to answer.
pub(crate) struct Reply {
    status: u16,
    headers: Vec<(&'static str, String)>,
    body: String,
}

impl Reply {
    pub(crate) fn ok(body: impl Into<String>) -> Self {
        Self::status(200, body)
    }

    pub(crate) fn status(status: u16, body: impl Into<String>) -> Self {
        Self { status, headers: Vec::new(), body: body.into() }
    }

    pub(crate) fn header(mut self, name: &'static str, value: &str) -> Self {
        self.headers.push((name, value.to_owned()));
        self
    }

    /// A token that lives a day.
    pub(crate) fn token(access: &str) -> Self {
        let expires = r#""expires_in": 86400, "token_type": "bearer""#;
        Self::ok(format!(r#"{{"access_token": "{access}", {expires}}}"#))
    }

    /// Both tokens.
    pub(crate) fn tokens(access: &str, refresh: &str) -> Self {
        let refresh = format!(r#""refresh_token": "{refresh}", "expires_in": 300"#);
        Self::ok(format!(r#"{{"access_token": "{access}", {refresh}}}"#))
    }
}

pub(crate) struct Server {
    pub(crate) url: String,
    asked: Arc<Mutex<Vec<Asked>>>,
}

impl Server {
    /// A server whose `answer` gets each request and how many came before it.
    pub(crate) async fn start(
        answer: impl Fn(&Asked, usize) -> Reply + Send + Sync + 'static,
    ) -> Self {
        let asked = Arc::new(Mutex::new(Vec::new()));
        let (answer, memory) = (Arc::new(answer), asked.clone());
        let app = Router::new().fallback(async move |request: Request| {
            let (head, body) = request.into_parts();
            let body = to_bytes(body, usize::MAX).await.unwrap();
            let asked = Asked {
                line: format!("{} {}", head.method, head.uri),
                headers: head.headers,
                body: String::from_utf8(body.to_vec()).unwrap(),
            };
            let before = {
                let mut memory = memory.lock().unwrap();
                memory.push(asked.clone());
                memory.len() - 1
            };
            respond(answer(&asked, before))
        });
        Self { url: serve(app).await, asked }
    }

    pub(crate) fn builder(&self) -> Builder {
        Client::server(&self.url).timeout(None).http_client(http_client())
    }

    /// A client with the token `t`.
    pub(crate) fn client(&self) -> Client {
        self.builder().with_token("t").build().unwrap()
    }

    pub(crate) fn asked(&self) -> Vec<Asked> {
        self.asked.lock().unwrap().clone()
    }

    pub(crate) fn lines(&self) -> Vec<String> {
        self.asked().into_iter().map(|asked| asked.line).collect()
    }

    pub(crate) fn sign_ins(&self) -> Vec<Asked> {
        self.asked().into_iter().filter(Asked::is_sign_in).collect()
    }
}

pub(crate) fn respond(reply: Reply) -> Response<Body> {
    let mut response = Response::builder().status(reply.status);
    for (name, value) in reply.headers {
        response = response.header(name, value);
    }
    response.body(Body::from(reply.body)).unwrap()
}

/// Serves `app` and answers its address.
pub(crate) async fn serve(app: Router) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move { axum::serve(listener, app).await.unwrap() });
    format!("http://{address}")
}

/// One without timers: where time stands still, the next timer is due as soon as nobody works.
pub(crate) fn http_client() -> reqwest::Client {
    let tls = rustls::ClientConfig::builder_with_provider(
        rustls::crypto::ring::default_provider().into(),
    )
    .with_safe_default_protocol_versions()
    .unwrap()
    .with_root_certificates(rustls::RootCertStore::empty())
    .with_no_client_auth();
    let http = reqwest::Client::builder().tls_backend_preconfigured(tls);
    http.pool_max_idle_per_host(0).no_proxy().build().unwrap()
}

pub(crate) fn once() -> Retry {
    Retry::none()
}
