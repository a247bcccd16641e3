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
/// So many messages wait for a client at most, and so many bytes of them: who reads more slowly is
/// cut off. Other nodes tell of many changes at once, which whoever reads must be able to take.
pub(super) const UNREAD: usize = 10_000;
const UNREAD_BYTES: usize = 2 * 1024 * 1024;

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
    /// How many bytes of them wait.
    pub(super) unread: AtomicUsize,
    /// Cancelled when the connection must end.
    pub(super) end: CancellationToken,
}

impl Line {
    /// Lets a message wait for the client; `false` if too much waits already.
    pub(super) fn offer(&self, message: &Utf8Bytes) -> bool {
        let length = message.as_str().len();
        if self.unread.fetch_add(length, Ordering::Relaxed) + length > UNREAD_BYTES {
            return false;
        }
        let offered = self.messages.try_send(message.clone());
        !matches!(offered, Err(mpsc::error::TrySendError::Full(_)))
    }

    /// The message does not wait any more.
    pub(super) fn taken(&self, message: &Utf8Bytes) {
        self.unread.fetch_sub(message.as_str().len(), Ordering::Relaxed);
    }
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

#[cfg(test)]
mod tests {
    use super::*;

    fn line() -> (Line, mpsc::Receiver<Utf8Bytes>) {
        let (messages, waiting) = mpsc::channel(UNREAD);
        let line = Line {
            organization: "organization".into(),
            channel: "channel".to_owned(),
            owner: Owner { user: None, client: None },
            messages,
            unread: AtomicUsize::new(0),
            end: CancellationToken::new(),
        };
        (line, waiting)
    }

    #[test]
    fn many_changes_at_once_are_no_reason_to_cut_a_reader_off() {
        let (line, _waiting) = line();
        let small = Utf8Bytes::from("x".repeat(400));
        assert!((0..4_000).all(|_| line.offer(&small)));
        let smallest = Utf8Bytes::from_static("x");
        assert!((4_000..UNREAD).all(|_| line.offer(&smallest)));
        assert!(!line.offer(&smallest), "so many at most");
    }

    #[test]
    fn so_many_bytes_wait_for_a_reader_and_those_that_were_taken_do_not() {
        let (line, mut waiting) = line();
        let large = Utf8Bytes::from("x".repeat(UNREAD_BYTES / 2));
        assert!(line.offer(&large));
        assert!(line.offer(&large));
        let taken = waiting.try_recv().unwrap();
        line.taken(&taken);
        assert!(line.offer(&large), "there is room again");
        assert!(!line.offer(&large), "who takes nothing more is cut off");
    }
}
