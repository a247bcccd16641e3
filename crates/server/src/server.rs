//! A running server: started whole or not at all, stopped when what was accepted is finished.

use std::{
    io,
    net::{SocketAddr, TcpListener},
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};

use store::{BoxFuture, Db, Location, OpenError, search::Models};
use tokio::sync::Notify;
use tokio_util::sync::CancellationToken;
use tracing::{info, warn};

use crate::{
    channels::{self, Hub, Sockets},
    http,
    listener::{self, Certificates, ConnectionOptions, Listener},
    operate::{
        analytics::{JobWaker, answer_jobs},
        control::{self, Control},
        default_phones, default_roles,
        first_start::{self, Bootstrap, FirstStart},
        geolocations::{ReportWaker, resolve_reports},
        local, packing, retention,
    },
    options::Options,
};
use gate::{
    access::Authorities, hasher::Hasher, limits::Limits, metrics::Metrics, refusal::Refusal,
    shared::Shared,
};
use identity::{
    delivery,
    identity::Identity,
    mail::{MailWaker, Mailer},
};
use resources::rules::clients;

/// Why a server did not start. Nothing was changed.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The data could not be opened.
    #[error(transparent)]
    Open(#[from] OpenError),
    /// The first organization could not be made.
    #[error("failed to create the first organization: {0}")]
    Bootstrap(String),
    /// An address could not be listened on.
    #[error(
        "failed to listen on {address}: {source}; is another server running there? choose another address with `--listen`"
    )]
    Listen {
        /// The address.
        address: SocketAddr,
        /// Why.
        source: io::Error,
    },
    /// The certificate or the key could not be used.
    #[error("failed to use the certificate `{}` with the key `{}`: {source}; both must be PEM files", certificate.display(), key.display())]
    Tls {
        /// The certificate chain.
        certificate: PathBuf,
        /// The private key.
        key: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// Mail could not leave as the options say.
    #[error("{0}")]
    Mail(String),
    /// The socket for local commands could not be opened.
    #[error("failed to open the socket for local commands: {0}")]
    Local(String),
    /// Serving stopped by itself.
    #[error("the server stopped: {0}")]
    Serve(io::Error),
}

/// A server that has its data, its first organization and its port, and waits to be run.
pub struct Server {
    identity: Identity,
    sockets: Sockets,
    heard: channels::Queue,
    listener: TcpListener,
    address: SocketAddr,
    certificates: Option<Arc<Certificates>>,
    connections: ConnectionOptions,
    metrics: Option<TcpListener>,
    control: Option<(TcpListener, Control)>,
    local: Option<BoxFuture<'static, ()>>,
    stop: CancellationToken,
    first_start: Option<FirstStart>,
    has_demo_credentials: bool,
    availability: Duration,
    audit_days: u32,
    analytics_days: u32,
    reported: Arc<Notify>,
    asked: Arc<Notify>,
}

impl Server {
    /// Opens and migrates the data, makes the first organization where there is none, and takes
    /// the port. Requests wait until [`Server::run`].
    pub async fn start(options: Options) -> Result<Self, StartError> {
        let certificates = match &options.tls {
            Some((certificate, key)) => Some(open_certificates(certificate, key)?),
            None => None,
        };
        let mut connections = options.connections;
        connections.most = listener::connections_that_fit(connections.most);
        // The ports come first: nothing is written when one is taken.
        let (listener, address) = listen(options.listen)?;
        let metrics = options.metrics_listen.map(listen).transpose()?.map(|(listener, _)| listener);
        let control = match options.control {
            Some(control) => Some((listen(control.listen)?.0, control)),
            None => None,
        };
        let own_url = url(certificates.is_some(), address);
        let public_url = options.http.public_url.as_ref();
        let mail = Mailer::open(&options.mail, public_url, &options.location, &own_url)
            .map_err(StartError::Mail)?;
        let (hub, heard) = Hub::new();
        let waker = MailWaker::default();
        let mail_is_due = waker.woken();
        let reports = ReportWaker::default();
        let reported = reports.woken();
        let jobs = JobWaker::default();
        let asked = jobs.woken();
        let models = Arc::new(Models::new(options.search));
        let followers = options.store.followers.clone().and(Arc::new(waker));
        let followed = store::Options {
            followers: followers
                .and(Arc::new(reports))
                .and(Arc::new(jobs))
                .and(models.clone())
                .and(Arc::new(hub.clone())),
            clock: options.clock.of_store(),
            ..options.store
        };
        let db = Db::open(&options.location, followed).await?;
        let mut http = options.http;
        http.serve_metrics = metrics.is_none();
        let shared = Arc::new(Shared {
            db,
            models,
            clock: options.clock,
            authorities: Authorities::default(),
            limits: Limits::new(http.rate_limit),
            metrics: Metrics::default(),
            options: http,
            is_secure: certificates.is_some(),
            hasher: Hasher::new(options.hashing),
            sends_mail: mail.is_some(),
        });
        let identity = Identity::new(shared.clone(), mail, mail_is_due);
        let stop = CancellationToken::new();
        let before = before_serving(&shared, &options.location, &options.bootstrap, &stop).await;
        if before.is_err() {
            shared.db.close().await;
        }
        let (local, first_start, has_demo_credentials) = before?;
        let sockets = Sockets { shared, hub, heartbeat: options.heartbeat };
        Ok(Self {
            identity,
            sockets,
            heard,
            listener,
            address,
            certificates,
            connections,
            metrics,
            control,
            local,
            stop,
            first_start,
            has_demo_credentials,
            availability: options.availability,
            audit_days: options.audit_days,
            analytics_days: options.analytics_days,
            reported,
            asked,
        })
    }

    /// The address under which it is reached from this machine.
    pub fn url(&self) -> String {
        url(self.certificates.is_some(), self.address)
    }

    /// The directory that mail is written to, when it is.
    pub fn mail_outbox(&self) -> Option<&Path> {
        self.identity.mail.as_ref().and_then(Mailer::directory)
    }

    /// Where it listens.
    pub const fn address(&self) -> SocketAddr {
        self.address
    }

    /// The certificate of TLS, to be read again when its files were renewed.
    pub fn certificates(&self) -> Option<Arc<Certificates>> {
        self.certificates.clone()
    }

    /// Where the metrics are served, when that is not beside the API.
    pub fn metrics_address(&self) -> Option<SocketAddr> {
        self.metrics.as_ref().and_then(|listener| listener.local_addr().ok())
    }

    /// Where the control listener listens.
    pub fn control_address(&self) -> Option<SocketAddr> {
        self.control.as_ref().and_then(|(listener, _)| listener.local_addr().ok())
    }

    /// What the first start made, when this is the first.
    pub const fn first_start(&self) -> Option<&FirstStart> {
        self.first_start.as_ref()
    }

    /// Does the client of the README sign in? In a demonstration it does, for as long as it keeps
    /// its secret.
    pub const fn has_demo_credentials(&self) -> bool {
        self.has_demo_credentials
    }

    /// The data, for tests that make what no operation makes yet.
    #[cfg(feature = "testing")]
    pub fn db(&self) -> Db {
        self.identity.shared.db.clone()
    }

    /// What all requests share, for tests of what no operation does.
    #[cfg(feature = "testing")]
    pub fn shared(&self) -> &Arc<Shared> {
        &self.identity.shared
    }

    /// Serves until `shutdown` is done, then takes nothing new, finishes what was accepted, and
    /// lets go of the data.
    pub async fn run(self, shutdown: impl Future<Output = ()> + Send) -> Result<(), StartError> {
        let (identity, stop) = (self.identity, self.stop);
        let shared = identity.shared.clone();
        let mut beside = tokio::task::JoinSet::new();
        if let Some(local) = self.local {
            beside.spawn(local);
        }
        beside.spawn(sweep(shared.clone(), stop.clone()));
        beside.spawn(retention::delete_expired(shared.clone(), self.audit_days, stop.clone()));
        let days = self.analytics_days;
        beside.spawn(retention::delete_intervals(shared.clone(), days, stop.clone()));
        beside.spawn(packing::pack_days(shared.clone(), stop.clone()));
        beside.spawn(resolve_reports(shared.clone(), self.reported, stop.clone()));
        beside.spawn(answer_jobs(shared.clone(), self.asked, stop.clone()));
        beside.spawn(delivery::deliver(identity.clone(), stop.clone()));
        beside.spawn(channels::dispatch(
            shared.clone(),
            self.heard,
            self.availability,
            stop.clone(),
        ));
        let listen = |name, socket, router| Listener {
            name,
            socket,
            tls: None,
            router,
            options: ConnectionOptions { most: MAX_BESIDE, ..self.connections.clone() },
            taking: shared.options.request_timeout,
        };
        let api = Listener {
            tls: self.certificates.as_ref().map(Certificates::acceptor),
            options: self.connections.clone(),
            ..listen("the API", self.listener, http::router(&identity, self.sockets))
        };
        let metrics = self
            .metrics
            .map(|socket| listen("the metrics", socket, http::metrics_router(shared.clone())));
        let control = self.control.map(|(socket, control)| {
            listen("the control listener", socket, control::router(shared.clone(), &control))
        });
        let (stopping, grace) = (CancellationToken::new(), shared.options.shutdown_timeout);
        let mut serving = tokio::task::JoinSet::new();
        for listener in [Some(api), metrics, control].into_iter().flatten() {
            serving.spawn(listener.serve(stopping.clone(), grace));
        }
        let mut served = Ok(());
        tokio::select! {
            () = shutdown => info!("shutting down; requests in progress are finished first"),
            // A listener goes on until it is told to stop, unless it could not begin.
            Some(ended) = serving.join_next() => served = finished(ended),
        }
        stopping.cancel();
        while let Some(ended) = serving.join_next().await {
            served = served.and(finished(ended));
        }
        stop.cancel();
        let finished = async { while beside.join_next().await.is_some() {} };
        if tokio::time::timeout(grace, finished).await.is_err() {
            warn!("the background work did not finish in time");
        }
        shared.db.close().await;
        served
    }
}

/// The most connections to each of the listeners beside the API.
const MAX_BESIDE: usize = 16;

fn finished(ended: Result<io::Result<()>, tokio::task::JoinError>) -> Result<(), StartError> {
    ended.map_err(io::Error::other).flatten().map_err(StartError::Serve)
}

/// The commands beside the server, what the first start made, and whether the data is a
/// demonstration's.
async fn before_serving(
    shared: &Arc<Shared>,
    location: &Location,
    bootstrap: &Bootstrap,
    stop: &CancellationToken,
) -> Result<(Option<BoxFuture<'static, ()>>, Option<FirstStart>, bool), StartError> {
    // Before anybody hears that the server is there: commands beside it come through this.
    let local = match location {
        Location::Directory(directory) => {
            let listening = local::listen(shared.clone(), directory, stop.clone()).await;
            Some(listening.map_err(|error| StartError::Local(error.to_string()))?)
        }
        Location::Memory | Location::Postgres(_) => None,
    };
    let failed = |refusal: Refusal| StartError::Bootstrap(refusal.for_log());
    let first_start = first_start::first_start(shared, bootstrap).await.map_err(failed)?;
    let completed = default_roles::complete(&shared.db, &shared.clock).await;
    completed.map_err(failed)?;
    default_phones::complete(&shared.db, &shared.clock).await.map_err(failed)?;
    let demo = first_start::has_demo_credentials(shared).await.map_err(failed)?;
    Ok((local, first_start, demo))
}

fn url(is_secure: bool, address: SocketAddr) -> String {
    let scheme = if is_secure { "https" } else { "http" };
    format!("{scheme}://{address}")
}

fn listen(address: SocketAddr) -> Result<(TcpListener, SocketAddr), StartError> {
    let bind = || {
        let listener = TcpListener::bind(address)?;
        listener.set_nonblocking(true)?;
        let taken = listener.local_addr()?;
        Ok((listener, taken))
    };
    bind().map_err(|source| StartError::Listen { address, source })
}

fn open_certificates(certificate: &Path, key: &Path) -> Result<Arc<Certificates>, StartError> {
    Certificates::open(certificate, key).map_err(|source| StartError::Tls {
        certificate: certificate.to_owned(),
        key: key.to_owned(),
        source,
    })
}

/// How long changes stay in the outbox, in seconds.
const OUTBOX_SECONDS: i64 = 600;
/// So many go in one transaction.
const OUTBOX_SLICE: u32 = 10_000;

/// Deletes changes that every node has had time to read, removes clients that are due, and lets go of
/// search models that nobody uses.
async fn sweep(shared: Arc<Shared>, stop: CancellationToken) {
    let mut minutes = tokio::time::interval(Duration::from_mins(1));
    while tokio::select! { _ = minutes.tick() => true, () = stop.cancelled() => false } {
        let before = shared.clock.now().plus_seconds(-OUTBOX_SECONDS);
        while !stop.is_cancelled() {
            let delete = shared
                .db
                .write(move |tx| Box::pin(store::outbox::delete_before(tx, before, OUTBOX_SLICE)));
            match delete.await {
                Ok(0) => break,
                Ok(_) => {}
                Err(error) => {
                    warn!(%error, "old changes could not be removed");
                    break;
                }
            }
        }
        clients::sweep(&shared).await;
        shared.models.drop_idle();
    }
}
