//! Follows the outbox, so that this node hears of the commits of all nodes.
//!
//! A task of its own reads it over a connection of its own: when this node has committed something,
//! when another node says that there is something (`NOTIFY`, at most every 20 ms and outside
//! transactions), and every second anyway.

use std::sync::Arc;
use std::time::{Duration, Instant};

use futures_util::future::poll_fn;
use tokio::sync::Notify;
use tokio::time::{self, MissedTickBehavior};
use tokio_postgres::{AsyncMessage, Client, Error as PgError, Row};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use super::position::Position;
use crate::changes::{Change, Changed};
use crate::clocks::ServerTime;
use crate::db::postgres_connections::{Address, described};
use crate::followers::{Followers, Lost};

/// Notifications are this far apart at least.
const BETWEEN: Duration = Duration::from_millis(20);
/// What this node itself commits is read this far apart at least: clients that are connected here
/// need not wait for what the others are told.
const NEAR: Duration = Duration::from_millis(5);
/// How often the outbox is read without a notification; and the wait before a lost connection is
/// made again.
const ANYWAY: Duration = Duration::from_secs(1);
/// Rows that are read at once.
const PAGE: i64 = 1_000;

/// The task, and how to speak to it.
pub(super) struct Following {
    commits: Arc<Notify>,
    stop: CancellationToken,
    task: TaskTracker,
}

impl Drop for Following {
    fn drop(&mut self) {
        self.stop.cancel();
    }
}

impl Following {
    /// Begins where the outbox ends now: what is committed after this is heard.
    pub(super) async fn start(
        address: Address,
        followers: Followers,
        limit: Duration,
    ) -> Result<Self, PgError> {
        let (commits, stop) = (Arc::new(Notify::new()), CancellationToken::new());
        let ear = Ear::open(&address).await?;
        // Twice the limit: who began last may have drawn its number at the end of its time.
        let position = ear.begin(limit * 2).await?;
        let reader = Reader { address, followers, limit, position, commits: commits.clone() };
        let stopped = stop.clone();
        let task = TaskTracker::new();
        task.spawn(async move {
            tokio::select! { () = reader.follow(ear) => {}, () = stopped.cancelled() => {} }
        });
        task.close();
        Ok(Self { commits, stop, task })
    }

    /// To be notified when this node has committed changes, so that the others are told.
    pub(super) fn commits(&self) -> Arc<Notify> {
        self.commits.clone()
    }

    pub(super) async fn stop(&self) {
        self.stop.cancel();
        self.task.wait().await;
    }
}

struct Reader {
    address: Address,
    followers: Followers,
    limit: Duration,
    position: Position,
    commits: Arc<Notify>,
}

impl Reader {
    async fn follow(mut self, ear: Ear) {
        let mut ear = Some(ear);
        loop {
            let connected = match ear.take() {
                Some(ear) => Ok(ear),
                None => Ear::open(&self.address).await,
            };
            let result = match connected {
                Ok(ear) => self.listen(&ear).await,
                Err(error) => Err(error),
            };
            if let Err(error) = result {
                tracing::warn!(error = described(&error), "the outbox cannot be read");
            }
            #[expect(clippy::disallowed_methods, reason = "waiting is the feature")]
            time::sleep(ANYWAY).await;
        }
    }

    /// Reads and tells until the connection is lost.
    async fn listen(&mut self, ear: &Ear) -> Result<(), PgError> {
        let mut ticks = time::interval(ANYWAY);
        ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let commits = self.commits.clone();
        let (mut next, mut near) = (time::Instant::now(), time::Instant::now());
        let (mut told, mut read) = (true, true);
        loop {
            tokio::select! {
                _ = ticks.tick() => self.read(ear).await?,
                () = ear.heard.notified() => self.read(ear).await?,
                () = commits.notified(), if told || read => (told, read) = (false, false),
                () = time::sleep_until(near), if !read => {
                    self.read(ear).await?;
                    (read, near) = (true, time::Instant::now() + NEAR);
                }
                () = time::sleep_until(next), if !told => {
                    ear.tell().await?;
                    (told, next) = (true, time::Instant::now() + BETWEEN);
                }
            }
        }
    }

    /// Reads all that is new.
    async fn read(&mut self, ear: &Ear) -> Result<(), PgError> {
        loop {
            let now = Instant::now();
            let rows = ear.rows(self.position.highest(), &self.position.gaps()).await?;
            // After the rows: what was swept before they were read is missing from them.
            let swept = ear.swept().await?;
            if self.position.has_missed(swept, rows.iter().map(|row| row.get(0))) {
                tracing::warn!("this node fell behind the outbox");
                self.position = ear.begin(self.limit * 2).await?;
                self.followers.lost(None, Lost::Behind);
                continue;
            }
            let mut new = Vec::with_capacity(rows.len());
            for row in &rows {
                if self.position.read(row.get(0), now) {
                    match change(row) {
                        Ok(change) => new.push(change),
                        Err(error) => {
                            // A newer version wrote it.
                            tracing::warn!(%error, "a change that this version does not know");
                            self.followers.lost(row.get(1), Lost::Behind);
                        }
                    }
                }
            }
            self.followers.hear(&new, None);
            if i64::try_from(rows.len()) != Ok(PAGE) {
                self.position.looked(now);
                return Ok(());
            }
        }
    }
}

fn change(row: &Row) -> Result<Change, serde_json::Error> {
    let what: Changed = serde_json::from_str(row.get(3))?;
    let at = ServerTime::from_milliseconds(row.get(4));
    Ok(Change::read((row.get(1), row.get(2)), what, at))
}

/// A connection that listens.
struct Ear {
    client: Client,
    channel: String,
    heard: Arc<Notify>,
}

impl Ear {
    async fn open(address: &Address) -> Result<Self, PgError> {
        let (client, mut connection) = address.config.connect(address.tls.clone()).await?;
        let heard = Arc::new(Notify::new());
        let bell = heard.clone();
        tokio::spawn(async move {
            while let Some(Ok(message)) = poll_fn(|context| connection.poll_message(context)).await
            {
                if matches!(message, AsyncMessage::Notification(_)) {
                    bell.notify_one();
                }
            }
        });
        let schema: String = client.query_one("SELECT current_schema()::TEXT", &[]).await?.get(0);
        // A name may have 63 bytes; two schemas that share one wake each other for nothing.
        let channel: String = format!("callroster_{schema}").chars().take(60).collect();
        client.batch_execute(&format!("LISTEN \"{}\"", channel.replace('"', "\"\""))).await?;
        Ok(Self { client, channel, heard })
    }

    /// Where the outbox ends now.
    async fn begin(&self, limit: Duration) -> Result<Position, PgError> {
        let sql =
            "SELECT COALESCE(MAX(number), (SELECT MAX(number) FROM outbox_swept), 0) FROM outbox";
        let highest: i64 = self.client.query_one(sql, &[]).await?.get(0);
        let sql = "SELECT number FROM outbox WHERE number > $1 AND number <= $2";
        let rows = self.client.query(sql, &[&Position::window_below(highest), &highest]).await?;
        let mut present: Vec<i64> = rows.iter().map(|row| row.get(0)).collect();
        present.push(highest);
        Ok(Position::begin(&present, limit, Instant::now()))
    }

    async fn rows(&self, highest: i64, gaps: &[i64]) -> Result<Vec<Row>, PgError> {
        let sql = "SELECT number, organization_id, user_id, body, written_at FROM outbox \
                   WHERE number > $1 OR number = ANY($2) ORDER BY number LIMIT $3";
        self.client.query(sql, &[&highest, &gaps, &PAGE]).await
    }

    async fn swept(&self) -> Result<i64, PgError> {
        Ok(self.client.query_one("SELECT number FROM outbox_swept", &[]).await?.get(0))
    }

    /// Tells all nodes, this one too.
    async fn tell(&self) -> Result<(), PgError> {
        self.client.execute("SELECT pg_notify($1, '')", &[&self.channel]).await.map(drop)
    }
}
