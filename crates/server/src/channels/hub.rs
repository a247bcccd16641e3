//! Hears of commits, and queues what concerns connected channels.

use std::sync::{
    Arc,
    atomic::{AtomicBool, AtomicUsize, Ordering},
};

use axum::extract::ws::Utf8Bytes;
use store::{Change, Changed, Entity, Follower, Lost, Order, Told, notifications::channels::Owner};
use tokio::sync::{mpsc, oneshot};
use tokio_util::sync::CancellationToken;

/// So much waits for the dispatcher at most. What is behind that was missed.
const WAITING: usize = 100_000;
/// So many messages wait for a client at most: who reads more slowly is cut off.
pub(super) const UNREAD: usize = 256;

/// A connected channel, as the dispatcher sees it.
#[derive(Debug)]
pub(super) struct Line {
    /// The organization.
    pub(super) organization: Arc<str>,
    /// The id of the channel.
    pub(super) channel: String,
    /// Whose it is.
    pub(super) owner: Owner,
    /// Where its messages go.
    pub(super) messages: mpsc::Sender<Utf8Bytes>,
    /// Cancelled when the connection must end.
    pub(super) end: CancellationToken,
}

/// What the dispatcher hears, in its order.
pub(super) enum Heard {
    /// Events of an organization.
    Told(Arc<str>, Vec<Told>),
    /// A channel of an organization changed: subscribed to other topics, or gone.
    Channel(Arc<str>, String),
    /// What users, clients or their permissions are has changed.
    Access(Arc<str>),
    /// Changes may have been missed, in one organization or in all.
    Lost(Option<Arc<str>>),
    /// A channel is connected, and hears what comes after this.
    Connected(Arc<Line>, oneshot::Sender<()>),
    /// A connection has ended.
    Ended(Arc<Line>),
}

/// Follows commits for the channels that are connected to this node.
#[derive(Clone)]
pub(crate) struct Hub(Arc<Parts>);

struct Parts {
    queue: mpsc::UnboundedSender<Heard>,
    waiting: AtomicUsize,
    connected: AtomicUsize,
    overflown: AtomicBool,
}

/// The other end of the queue.
pub(crate) struct Queue {
    heard: mpsc::UnboundedReceiver<Heard>,
    hub: Hub,
}

impl Hub {
    /// A hub without channels, and the queue of its dispatcher.
    pub(crate) fn new() -> (Self, Queue) {
        let (queue, heard) = mpsc::unbounded_channel();
        let hub = Self(Arc::new(Parts {
            queue,
            waiting: AtomicUsize::new(0),
            connected: AtomicUsize::new(0),
            overflown: AtomicBool::new(false),
        }));
        (hub.clone(), Queue { heard, hub })
    }

    /// How many channels are connected here.
    pub(crate) fn connected(&self) -> usize {
        self.0.connected.load(Ordering::Relaxed)
    }

    /// A channel is connected; it hears what comes after this has ended.
    pub(super) async fn connect(&self, line: &Arc<Line>) {
        self.0.connected.fetch_add(1, Ordering::SeqCst);
        let (ready, is_ready) = oneshot::channel();
        self.put(Heard::Connected(line.clone(), ready));
        // The dispatcher goes when the server stops; then the line ends, too.
        let _ = is_ready.await;
    }

    /// A connection has ended.
    pub(super) fn end(&self, line: Arc<Line>) {
        self.0.connected.fetch_sub(1, Ordering::SeqCst);
        self.put(Heard::Ended(line));
    }

    fn put(&self, heard: Heard) {
        self.0.waiting.fetch_add(1, Ordering::Relaxed);
        // Nobody takes it any more once the server stops.
        let _ = self.0.queue.send(heard);
    }

    fn put_change(&self, heard: Heard) {
        if self.0.waiting.load(Ordering::Relaxed) < WAITING {
            self.put(heard);
        } else if !self.0.overflown.swap(true, Ordering::SeqCst) {
            self.put(Heard::Lost(None));
        }
    }

    fn hear_one(&self, change: &Change) {
        let organization = || change.organization.clone();
        match &change.what {
            Changed::Told(told) => self.put_change(Heard::Told(organization(), told.clone())),
            Changed::Entity { kind: Entity::Channel, id } => {
                self.put_change(Heard::Channel(organization(), id.clone()));
            }
            Changed::User { .. }
            | Changed::Access { .. }
            | Changed::Tokens(_)
            | Changed::OrganizationGone
            | Changed::Entity { kind: Entity::Client | Entity::Organization, .. }
            | Changed::Many { .. } => self.put_change(Heard::Access(organization())),
            Changed::Live { .. }
            | Changed::Entity { .. }
            | Changed::Members { .. }
            | Changed::QueueMember { .. }
            | Changed::Due(_) => {}
        }
    }
}

impl Queue {
    /// What was heard next; none once nobody can be heard any more.
    pub(super) async fn next(&mut self) -> Option<Heard> {
        let heard = self.heard.recv().await?;
        let parts = &self.hub.0;
        parts.waiting.fetch_sub(1, Ordering::Relaxed);
        if matches!(heard, Heard::Lost(None)) {
            parts.overflown.store(false, Ordering::SeqCst);
        }
        Some(heard)
    }
}

impl Follower for Hub {
    fn name(&self) -> &'static str {
        "channels"
    }

    fn hear(&self, changes: &[Change]) {
        if self.connected() == 0 {
            return;
        }
        for change in changes {
            self.hear_one(change);
        }
    }

    fn lost(&self, organization: Option<&str>, _: Lost) {
        self.put(Heard::Lost(organization.map(Arc::from)));
    }

    fn order(&self) -> Order {
        Order::Strict
    }
}
