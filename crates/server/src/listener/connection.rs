//! One connection, from its acceptance to its end.

use std::{
    convert::Infallible,
    net::SocketAddr,
    sync::Arc,
    time::{Duration, Instant},
};

use axum::{
    Router,
    body::Body,
    extract::ConnectInfo,
    http::{Extensions, Request, Response, Version, header},
};
use futures_util::future::BoxFuture;
use hyper::{body::Incoming, service::Service};
use hyper_util::{
    rt::{TokioExecutor, TokioIo, TokioTimer},
    server::conn::auto::Builder,
    service::TowerToHyperService,
};
use socket2::{SockRef, TcpKeepalive};
use tokio::{
    io::{AsyncRead, AsyncWrite},
    net::TcpStream,
    time::sleep_until,
};
use tokio_rustls::TlsAcceptor;
use tokio_util::sync::CancellationToken;
use tracing::debug;

use super::{
    kept::{Place, Upgradable},
    parts::Parts,
    pipe::Pipe,
    watch::Watch,
};

/// The most requests under way on one connection of HTTP/2.
const STREAMS: u32 = 100;
/// Bytes of requests on HTTP/2 that the server takes before it has read them: of one, and of all
/// of a connection.
const WINDOWS: (u32, u32) = (128 * 1024, 256 * 1024);
/// Bytes that are kept of a head or of answers that could not be sent yet: of a connection of
/// HTTP/1, and of one answer on HTTP/2.
const BUFFER: usize = 64 * 1024;
/// Bytes of a head on HTTP/2: programs name 500 ids in one address, which takes 20 KB.
const HEADERS: u32 = 64 * 1024;
/// How long a connection may take to end once it was told to, idle or after its last answer.
const FAREWELLS: (Duration, Duration) = (Duration::from_secs(1), Duration::from_secs(5));
/// When the system asks a silent client whether it is still there, how often, and how many times.
const KEEPALIVE: (Duration, Duration, u32) = (Duration::from_mins(1), Duration::from_secs(15), 4);

/// What all connections of a listener have in common.
pub(super) struct Terms {
    router: Router,
    tls: Option<TlsAcceptor>,
    spelling: Extensions,
    http: Builder<TokioExecutor>,
}

impl Terms {
    pub(super) fn new(
        router: Router,
        tls: Option<TlsAcceptor>,
        spelling: Extensions,
        ping: Duration,
    ) -> Self {
        let mut http = Builder::new(TokioExecutor::new()).title_case_headers(true);
        // `Watch` limits the time of a head, together with what precedes it.
        http.http1().timer(TokioTimer::new()).header_read_timeout(None).max_buf_size(BUFFER);
        http.http2()
            .timer(TokioTimer::new())
            .max_concurrent_streams(STREAMS)
            .initial_stream_window_size(WINDOWS.0)
            .initial_connection_window_size(WINDOWS.1)
            .max_send_buf_size(BUFFER)
            .max_header_list_size(HEADERS)
            .keep_alive_interval(ping)
            .keep_alive_timeout(ping);
        Self { router, tls, spelling, http }
    }
}

/// How connections are told to end.
#[derive(Clone)]
pub(super) struct Ends {
    /// When nothing is under way any more.
    pub(super) stop: CancellationToken,
    /// At once.
    pub(super) cut: CancellationToken,
}

impl Ends {
    /// What the work answers, unless connections are told to end before.
    pub(super) async fn unless_stopped<T>(&self, work: impl Future<Output = T>) -> Option<T> {
        self.stop.run_until_cancelled(work).await
    }
}

/// A connection that was accepted.
pub(super) struct Connection {
    pub(super) peer: SocketAddr,
    pub(super) watch: Arc<Watch>,
    pub(super) place: Arc<Place>,
    pub(super) terms: Arc<Terms>,
    pub(super) ends: Ends,
}

impl Connection {
    /// Serves the connection to its end.
    pub(super) async fn serve(self, stream: TcpStream) {
        settle(&stream);
        let stream = Pipe::new(stream, self.watch.clone());
        let Some(tls) = &self.terms.tls else { return self.speak(stream).await };
        let shaken = tokio::select! {
            shaken = tls.accept(stream) => shaken,
            () = self.overdue() => return,
            () = self.watch.evicted() => return,
            () = self.ends.stop.cancelled() => return,
        };
        match shaken {
            Ok(stream) => self.speak(stream).await,
            Err(error) => debug!(%error, peer = %self.peer, "no TLS connection was made"),
        }
    }

    /// Waits until the first request is overdue.
    async fn overdue(&self) {
        if let Some(due) = self.watch.due() {
            sleep_until(due.into()).await;
        }
    }

    /// Speaks HTTP/1 or HTTP/2, as the client begins.
    async fn speak(&self, stream: impl AsyncRead + AsyncWrite + Unpin + Send + 'static) {
        let service = Answering {
            router: TowerToHyperService::new(self.terms.router.clone()),
            terms: self.terms.clone(),
            watch: self.watch.clone(),
            place: self.place.clone(),
            ends: self.ends.clone(),
            peer: self.peer,
        };
        let http = self.terms.http.serve_connection_with_upgrades(TokioIo::new(stream), service);
        tokio::pin!(http);
        let mut leaving = None;
        loop {
            let now = Instant::now();
            let due = self.due(leaving);
            if due.is_some_and(|due| due <= now) {
                // A client that has asked something hears that no more is taken.
                if leaving.is_some() || !self.watch.may_hear() {
                    return;
                }
                http.as_mut().graceful_shutdown();
                leaving = Some(now);
                continue;
            }
            let look = now + self.watch.pause().min(FAREWELLS.0);
            tokio::select! {
                biased;
                () = self.ends.cut.cancelled() => return,
                ended = http.as_mut() => {
                    if let Err(error) = ended {
                        debug!(error, peer = %self.peer, "a connection failed");
                    }
                    return;
                }
                () = self.ends.stop.cancelled(), if leaving.is_none() => {
                    http.as_mut().graceful_shutdown();
                    leaving = Some(Instant::now());
                }
                () = self.watch.evicted() => {
                    if self.watch.idle_since().is_some() {
                        return;
                    }
                }
                () = sleep_until(due.map_or(look, |due| due.min(look)).into()) => {}
            }
        }
    }

    /// When the connection ends unless something happens.
    fn due(&self, leaving: Option<Instant>) -> Option<Instant> {
        let due = self.watch.due();
        match (leaving, self.watch.idle_since()) {
            (Some(told), Some(idle)) if idle > told => Some(idle + FAREWELLS.1),
            (Some(told), Some(_)) => Some(told + FAREWELLS.0),
            _ => due,
        }
    }
}

/// Small answers leave at once, and the system finds clients that are gone. What cannot be set is
/// not needed.
fn settle(stream: &TcpStream) {
    let (time, interval, retries) = KEEPALIVE;
    let keepalive =
        TcpKeepalive::new().with_time(time).with_interval(interval).with_retries(retries);
    let set =
        stream.set_nodelay(true).and_then(|()| SockRef::from(stream).set_tcp_keepalive(&keepalive));
    if let Err(error) = set {
        debug!(%error, "a connection could not be set up");
    }
}

/// Answers the requests of one connection.
struct Answering {
    router: TowerToHyperService<Router>,
    terms: Arc<Terms>,
    watch: Arc<Watch>,
    place: Arc<Place>,
    ends: Ends,
    peer: SocketAddr,
}

impl Service<Request<Incoming>> for Answering {
    type Response = Response<Parts>;
    type Error = Infallible;
    type Future = BoxFuture<'static, Result<Response<Parts>, Infallible>>;

    fn call(&self, mut request: Request<Incoming>) -> Self::Future {
        let under_way = self.watch.begin();
        let is_http1 = request.version() < Version::HTTP_2;
        request.extensions_mut().insert(ConnectInfo(self.peer));
        if request.headers().contains_key(header::UPGRADE) {
            let upgradable =
                Upgradable::new(&self.place, &self.watch, (&self.ends.stop, &self.ends.cut));
            request.extensions_mut().insert(upgradable);
        }
        let answer = self.router.call(request);
        let terms = self.terms.clone();
        Box::pin(async move {
            let mut response: Response<Body> = answer.await?;
            if is_http1 {
                response.extensions_mut().extend(terms.spelling.clone());
            }
            Ok(response.map(|body| Parts::new(body, !is_http1, under_way)))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn small_answers_leave_at_once_and_clients_that_are_gone_are_found() {
        let socket = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = socket.local_addr().unwrap();
        let (accepted, _client) = tokio::join!(socket.accept(), TcpStream::connect(address));
        let (stream, _) = accepted.unwrap();
        settle(&stream);
        assert!(stream.nodelay().unwrap());
        let socket = SockRef::from(&stream);
        assert!(socket.keepalive().unwrap());
        assert_eq!(socket.tcp_keepalive_time().unwrap(), KEEPALIVE.0);
    }
}
