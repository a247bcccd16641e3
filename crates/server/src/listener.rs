//! How the server takes connections: one way for the API, the metrics and the control listener.
//!
//! No connection stays without a reason. From its acceptance a client has a short time for the
//! first whole request, TLS and the preface of HTTP/2 included; between requests it may be idle for
//! a while; and it must take what it asked for. The number of connections is bounded, and when all
//! places are taken, the connections that have been idle longest make room.

mod connection;
mod crowd;
mod files;
mod kept;
mod parts;
mod pipe;
mod spelling;
mod tls;
mod watch;

use std::{
    io,
    net::SocketAddr,
    sync::Arc,
    time::{Duration, Instant},
};

use axum::Router;
use tokio::{
    net::{TcpListener, TcpStream},
    sync::Semaphore,
    time::sleep,
};
use tokio_rustls::TlsAcceptor;
use tokio_util::{sync::CancellationToken, task::TaskTracker};
use tracing::warn;

use connection::{Connection, Ends, Terms};
use crowd::Crowd;
pub(crate) use files::connections as connections_that_fit;
use kept::Place;
pub(crate) use kept::{Upgradable, Upgraded};
pub use tls::Certificates;
use watch::{Patience, Watch};

/// How many connections are taken, and how long they may stay without a request.
#[derive(Debug, Clone)]
pub struct ConnectionOptions {
    /// The most connections to the API at once. The server takes fewer where the system allows it
    /// too few open files.
    pub most: usize,
    /// The longest time from the acceptance of a connection to the end of its first request's head.
    pub first_request: Duration,
    /// The longest time between requests.
    pub idle: Duration,
    /// How often a client of HTTP/2 is asked whether it is still there, and how long it has to
    /// answer.
    pub ping: Duration,
}

impl Default for ConnectionOptions {
    fn default() -> Self {
        Self {
            most: 4096,
            first_request: Duration::from_secs(15),
            // Proxies keep connections for a minute, and would send into one that just closes.
            idle: Duration::from_secs(75),
            ping: Duration::from_secs(20),
        }
    }
}

/// A port, and what is served there.
pub(crate) struct Listener {
    /// What the log calls it.
    pub(crate) name: &'static str,
    pub(crate) socket: std::net::TcpListener,
    pub(crate) tls: Option<TlsAcceptor>,
    pub(crate) router: Router,
    pub(crate) options: ConnectionOptions,
    /// How long a client may take nothing of an answer.
    pub(crate) taking: Duration,
}

impl Listener {
    /// Serves until `stop` is cancelled. Then idle connections end at once, and those with requests
    /// under way when these are answered, or after `grace`.
    pub(crate) async fn serve(self, stop: CancellationToken, grace: Duration) -> io::Result<()> {
        let socket = TcpListener::from_std(self.socket)?;
        let ConnectionOptions { most, first_request, idle, ping } = self.options;
        let patience = Patience { first_request, idle, taking: self.taking };
        let ends = Ends { stop, cut: CancellationToken::new() };
        let note = spelling::note().await?;
        let terms = Arc::new(Terms::new(self.router, self.tls, note, ping));
        let (places, crowd, tasks) =
            (Arc::new(Semaphore::new(most)), Arc::new(Crowd::new(most)), TaskTracker::new());
        let mut accepting = Accepting { name: self.name, pause: None, warned: false };
        while let Some((stream, peer)) = ends.unless_stopped(accepting.next(&socket, &crowd)).await
        {
            let place = match Arc::clone(&places).try_acquire_owned() {
                Ok(place) => {
                    accepting.has_room(places.available_permits(), most);
                    place
                }
                Err(_) => {
                    accepting.is_full(most);
                    crowd.make_room();
                    let freed = ends.unless_stopped(Arc::clone(&places).acquire_owned()).await;
                    let Some(Ok(place)) = freed else { break };
                    place
                }
            };
            let watch = Arc::new(Watch::new(patience, Instant::now()));
            // Whoever holds it keeps the place: the connection, and what it becomes by an upgrade.
            let place = Arc::new(Place::new((place, crowd.join(&watch)), tasks.token()));
            let (terms, ends) = (terms.clone(), ends.clone());
            tasks.spawn(Connection { peer, watch, place, terms, ends }.serve(stream));
        }
        drop(socket);
        tasks.close();
        if tokio::time::timeout(grace, tasks.wait()).await.is_err() {
            warn!("requests to {} were not answered in time for the stop", self.name);
            ends.cut.cancel();
            tasks.wait().await;
        }
        Ok(())
    }
}

/// The first and the longest pause after a connection could not be accepted.
const PAUSES: (Duration, Duration) = (Duration::from_millis(50), Duration::from_secs(1));

/// Accepts connections, and tells the log once of what prevents it.
struct Accepting {
    name: &'static str,
    /// The pause after the last failure, until a connection is accepted again.
    pause: Option<Duration>,
    /// The log knows that all places are taken.
    warned: bool,
}

impl Accepting {
    /// The next connection, however long it takes.
    async fn next(&mut self, socket: &TcpListener, crowd: &Crowd) -> (TcpStream, SocketAddr) {
        loop {
            match socket.accept().await {
                Ok(accepted) => {
                    self.pause = None;
                    return accepted;
                }
                Err(error) if is_of_the_client(&error) => {}
                Err(error) => {
                    if self.pause.is_none() {
                        warn!(%error, "connections to {} cannot be accepted", self.name);
                    }
                    // Most likely the files have run out.
                    crowd.make_room();
                    let pause = self.pause.map_or(PAUSES.0, |pause| PAUSES.1.min(pause * 2));
                    self.pause = Some(pause);
                    wait(pause).await;
                }
            }
        }
    }

    fn is_full(&mut self, most: usize) {
        if !self.warned {
            self.warned = true;
            warn!(
                "all {most} connections to {} are taken; idle ones are closed to make room, and others wait",
                self.name
            );
        }
    }

    /// Forgets the warning once half of the places are free.
    const fn has_room(&mut self, free: usize, most: usize) {
        if free > most / 2 {
            self.warned = false;
        }
    }
}

#[expect(clippy::disallowed_methods, reason = "nothing tells when files are free again")]
async fn wait(pause: Duration) {
    sleep(pause).await;
}

/// Did the client give up before it was accepted?
fn is_of_the_client(error: &io::Error) -> bool {
    use io::ErrorKind::{ConnectionAborted, ConnectionRefused, ConnectionReset};
    matches!(error.kind(), ConnectionAborted | ConnectionRefused | ConnectionReset)
}
