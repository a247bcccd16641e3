//! A server with all of its listeners, and connections on which a test writes its own bytes.

use std::{fs, net::SocketAddr, pin::Pin, sync::Arc, time::Duration};

use bytes::Bytes;
use h2::client::{Builder, SendRequest};
use rustls::{ClientConfig, RootCertStore, pki_types::ServerName};
use server::{Control, Hashing, Options, Server};
use tempfile::TempDir;
use test_server::CONTROL_TOKEN;
use tokio::{
    io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _},
    net::TcpStream,
    sync::oneshot,
    task::JoinHandle,
    time::timeout,
};
use tokio_rustls::TlsConnector;

/// Short, for what a test waits for.
pub(super) const SHORT: Duration = Duration::from_millis(300);
/// Long, for what must not happen in a test.
pub(super) const LONG: Duration = Duration::from_hours(1);

/// The client's first words on HTTP/2, and its settings, which are the defaults.
pub(super) const PREFACE: &[u8] = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
pub(super) const SETTINGS: &[u8] = &[0, 0, 0, 4, 0, 0, 0, 0, 0];

/// A running server, its API over TLS or not.
pub(super) struct Served {
    pub(super) places: Vec<Place>,
    stop: oneshot::Sender<()>,
    running: JoinHandle<()>,
    _folder: TempDir,
}

/// Where it listens, and a request that is answered there with a body.
#[derive(Clone)]
pub(super) struct Place {
    pub(super) name: &'static str,
    pub(super) address: SocketAddr,
    pub(super) path: &'static str,
    tls: Option<TlsConnector>,
}

/// Waits for this, and fails when it takes too long.
pub(super) async fn soon<T>(what: &str, work: impl Future<Output = T>) -> T {
    let done = timeout(Duration::from_secs(20), work).await;
    done.unwrap_or_else(|_| panic!("it is not so: {what}"))
}

/// Servers with these options, without and with TLS.
pub(super) async fn servers(change: impl Fn(&mut Options)) -> [Served; 2] {
    [Served::start(false, &change).await, Served::start(true, &change).await]
}

impl Served {
    async fn start(secure: bool, change: impl Fn(&mut Options)) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let listen = SocketAddr::from(([127, 0, 0, 1], 0));
        let mut options = Options::in_memory();
        options.hashing = Hashing::Quick;
        options.metrics_listen = Some(listen);
        options.control = Some(Control { listen, token: CONTROL_TOKEN.to_owned() });
        options.connections.first_request = LONG;
        options.connections.idle = LONG;
        options.connections.ping = LONG;
        options.http.shutdown_timeout = LONG;
        change(&mut options);
        let tls = secure.then(|| {
            let (files, connector) = certificate(&folder);
            options.tls = Some(files);
            connector
        });
        let server = Server::start(options).await.unwrap();
        let plain = |name, address: Option<SocketAddr>, path| Place {
            name,
            address: address.unwrap(),
            path,
            tls: None,
        };
        let name = if secure { "API over TLS" } else { "API" };
        let places = vec![
            Place { tls, ..plain(name, Some(server.address()), "/openapi.json") },
            plain("metrics", server.metrics_address(), "/metrics"),
            plain("control", server.control_address(), "/organizations"),
        ];
        let (stop, stopped) = oneshot::channel::<()>();
        let running = tokio::spawn(async move {
            server.run(async { drop(stopped.await) }).await.unwrap();
        });
        Self { places, stop, running, _folder: folder }
    }

    /// Asks the server to stop, and answers what ends with it.
    pub(super) fn stop(self) -> JoinHandle<()> {
        drop(self.stop);
        self.running
    }
}

/// A new certificate with its key in files, and a client that trusts it.
fn certificate(folder: &TempDir) -> ((std::path::PathBuf, std::path::PathBuf), TlsConnector) {
    let made = rcgen::generate_simple_self_signed(["127.0.0.1".to_owned()]).unwrap();
    let files = (folder.path().join("server.pem"), folder.path().join("server.key"));
    fs::write(&files.0, made.cert.pem()).unwrap();
    fs::write(&files.1, made.signing_key.serialize_pem()).unwrap();
    let _ = rustls::crypto::ring::default_provider().install_default();
    let mut trusted = RootCertStore::empty();
    trusted.add(made.cert.der().clone()).unwrap();
    let config = ClientConfig::builder().with_root_certificates(trusted).with_no_client_auth();
    (files, TlsConnector::from(Arc::new(config)))
}

/// Bytes to and from a server.
pub(super) trait Stream: AsyncRead + AsyncWrite + Send + Unpin {}
impl<T: AsyncRead + AsyncWrite + Send + Unpin> Stream for T {}

/// A connection.
pub(super) struct Line(Pin<Box<dyn Stream>>);

impl Place {
    /// Connects, and shakes hands where TLS is spoken.
    pub(super) async fn connect(&self) -> Line {
        let stream = self.dial().await;
        match &self.tls {
            Some(tls) => {
                let name = ServerName::try_from("127.0.0.1").unwrap();
                Line(Box::pin(tls.connect(name, stream).await.unwrap()))
            }
            None => Line(Box::pin(stream)),
        }
    }

    /// Connects, and says nothing.
    pub(super) async fn dial(&self) -> TcpStream {
        TcpStream::connect(self.address).await.unwrap()
    }

    /// The API of a server at this URL.
    pub(super) fn plain(url: &str) -> Self {
        let address = url.strip_prefix("http://").unwrap().parse().unwrap();
        Self { name: "API", address, path: "/openapi.json", tls: None }
    }

    pub(super) const fn is_secure(&self) -> bool {
        self.tls.is_some()
    }

    /// The head of a request for the place's own path.
    pub(super) fn request(&self) -> String {
        let Self { path, .. } = self;
        format!(
            "GET {path} HTTP/1.1\r\nHost: callroster\r\nAuthorization: Bearer {CONTROL_TOKEN}\r\n\r\n"
        )
    }

    /// A client of HTTP/2, and what ends with its connection. `window` is what the client takes
    /// of an answer without saying so.
    pub(super) async fn http2(&self, window: u32) -> (SendRequest<Bytes>, JoinHandle<()>) {
        let mut builder = Builder::new();
        builder.initial_window_size(window);
        let handshake = builder.handshake(self.connect().await.0);
        let (client, connection) = soon("HTTP/2 is spoken", handshake).await.unwrap();
        let ended = tokio::spawn(async move {
            // It does not matter with which words it ends.
            let _ = connection.await;
        });
        (client.ready().await.unwrap(), ended)
    }

    /// Asks for the place's own path over HTTP/2, and waits for the head of the answer.
    pub(super) async fn ask(&self, client: &mut SendRequest<Bytes>) -> h2::RecvStream {
        let request = axum::http::Request::get(format!("http://callroster{}", self.path))
            .header("authorization", format!("Bearer {CONTROL_TOKEN}"));
        let (answer, _) = client.send_request(request.body(()).unwrap(), true).unwrap();
        let answer = soon("an answer comes", answer).await.unwrap();
        assert_eq!(answer.status(), 200, "{}", self.name);
        answer.into_body()
    }
}

impl Line {
    pub(super) fn of(stream: TcpStream) -> Self {
        Self(Box::pin(stream))
    }

    pub(super) async fn send(&mut self, bytes: impl AsRef<[u8]>) {
        // The server may have ended the connection already.
        let _ = self.0.write_all(bytes.as_ref()).await;
        let _ = self.0.flush().await;
    }

    /// Sends as long as the server takes it; answers when it takes no more.
    pub(super) async fn send_to_the_end(&mut self, bytes: &[u8]) {
        while self.0.write_all(bytes).await.is_ok() {}
    }

    /// Waits until the server ends the connection, whatever it says before.
    pub(super) async fn is_ended(&mut self) {
        let mut bytes = [0; 4096];
        // An error ends a connection too.
        while self.0.read(&mut bytes).await.is_ok_and(|read| read > 0) {}
    }

    /// The head of the next answer, and its body, whose length the head tells.
    pub(super) async fn answer(&mut self) -> (String, Vec<u8>) {
        let mut head = Vec::new();
        while !head.ends_with(b"\r\n\r\n") {
            head.push(self.0.read_u8().await.unwrap());
        }
        let head = String::from_utf8(head).unwrap();
        let length = head.lines().find_map(|line| line.strip_prefix("Content-Length: "));
        let mut body = vec![0; length.map_or(0, |length| length.parse().unwrap())];
        self.0.read_exact(&mut body).await.unwrap();
        (head, body)
    }

    /// The type, the flags and the payload of the next frame of HTTP/2.
    pub(super) async fn frame(&mut self) -> Option<(u8, u8, Vec<u8>)> {
        let mut head = [0; 9];
        self.0.read_exact(&mut head).await.ok()?;
        let length = u32::from_be_bytes([0, head[0], head[1], head[2]]);
        let mut payload = vec![0; length as usize];
        self.0.read_exact(&mut payload).await.ok()?;
        Some((head[3], head[4], payload))
    }
}
