//! What users did on days that are over: packed, kept for a time, and the same as before.

use std::time::Duration;

use api::DateTime;
use server::{
    Server,
    local::{ClockChange, Command},
};
use store::{
    Db, Divisions, Lock, analytics_users,
    presence::{
        SystemPresence,
        intervals::{self, Interval, Kind},
        packs,
    },
};
use test_server::{Engine, both_engines};
use tokio::{sync::oneshot, time::timeout};

use crate::organizations::Data;

const DAY: i64 = 24 * 60 * 60;
/// Of presences and routing statuses in an hour: each as long as the other.
const IN_AN_HOUR: i64 = 4;

/// An organization, and the first of its users, who has worked for 30 days.
struct Month {
    data: Data,
    organization: String,
    user: String,
    now: DateTime,
}

impl Month {
    /// What the user did is not packed.
    async fn of(engine: Engine) -> Self {
        let data = Data::new(engine).await;
        let organization = data.create("Acme", None).await["id"].as_str().unwrap().to_owned();
        let (db, of) = (data.db().await, organization.clone());
        let now = DateTime::from_milliseconds(data.clock.now().milliseconds());
        let stored = db.write(move |tx| {
            let of = of.clone();
            Box::pin(async move {
                tx.enter(&of);
                let users = analytics_users::users(tx, &Divisions::all(), None).await?;
                tx.lock(Lock::User(&users[0])).await?;
                let mut all = Vec::new();
                for kind in Kind::ALL {
                    let length = 3600 / IN_AN_HOUR;
                    // Each until the next; the last ends when the user was made.
                    all.extend((0..30 * 24 * IN_AN_HOUR).map(|number| {
                        let start = now.plus_seconds(-30 * DAY + number * length);
                        let (value, definition) = match (kind, number % 2) {
                            (Kind::Routing, _) => ("IDLE", None),
                            (_, 0) => ("BUSY", Some(SystemPresence::Busy.id().to_owned())),
                            _ => ("MEAL", Some("01234567-89ab-cdef-0123-456789abcdef".to_owned())),
                        };
                        let (end, value) = (Some(start.plus_seconds(length)), value.to_owned());
                        Interval { kind, start, end, value, definition }
                    }));
                }
                let never = DateTime::from_milliseconds(0);
                packs::insert_past(tx, &users[0], &all, never).await?;
                Ok::<_, store::Error>(users[0].clone())
            })
        });
        let user = stored.await.unwrap();
        db.close().await;
        Self { data, organization, user, now }
    }

    /// All that the user did.
    async fn all(&self, db: &Db) -> Vec<Interval> {
        let mut tx = db.snapshot().await.unwrap();
        tx.enter(&self.organization);
        let (mut all, ever) = (Vec::new(), DateTime::from_milliseconds(0));
        for kind in Kind::ALL {
            all.extend(packs::since(&mut tx, &self.user, kind, ever).await.unwrap());
        }
        all
    }

    /// How many of them are rows, and of a day that is over so many days from now.
    async fn unpacked(&self, db: &Db, days: i64) -> u64 {
        let mut tx = db.snapshot().await.unwrap();
        tx.enter(&self.organization);
        let until = packs::closed(self.now.plus_seconds(days * DAY));
        let users = [self.user.clone()];
        let oldest = intervals::unpacked(&mut tx, &users, until, 100_000).await.unwrap();
        oldest.iter().map(|one| one.count).sum()
    }

    /// Lets a server run that keeps what users did for so many days, until something is so.
    async fn serve(&self, days: u32, until: impl AsyncFn(&Db) -> bool) {
        let mut options = self.data.options();
        options.analytics_days = days;
        let server = Server::start(options).await.unwrap();
        let db = server.db();
        let (stop, stopped) = oneshot::channel::<()>();
        let running = tokio::spawn(server.run(async { drop(stopped.await) }));
        let reached = async {
            while !until(&db).await {
                tokio::task::yield_now().await;
            }
        };
        timeout(Duration::from_mins(1), reached).await.unwrap();
        drop(stop);
        running.await.unwrap().unwrap();
    }
}

/// How many bytes the rows of a table have as text.
async fn size(month: &Month, table: &str) -> usize {
    month.data.rows(&month.organization).await[table].iter().map(String::len).sum()
}

#[both_engines]
async fn days_that_are_over_are_packed_in_the_background_and_say_the_same(engine: Engine) {
    let month = Month::of(engine).await;
    let db = month.data.db().await;
    let (before, closed) = (month.all(&db).await, packs::closed(month.now));
    db.close().await;
    let rows = size(&month, "status_intervals").await;
    month.serve(0, async |db| month.unpacked(db, 0).await == 0).await;
    let db = month.data.db().await;
    assert_eq!(month.all(&db).await, before);
    db.close().await;
    let kept = month.data.rows(&month.organization).await;
    // The day that goes on stays as it was, and so do the open ones of everybody.
    let today = before.iter().filter(|it| it.start >= closed && it.end.is_some()).count();
    let open = kept["status_intervals"].iter().filter(|row| row.contains("||")).count();
    assert!(kept["status_intervals"].len() >= today && open > 0);
    // A row for each kind and day; bytes are shown as two digits each.
    assert_eq!(kept["packed_intervals"].len(), 2 * 30);
    let packed = size(&month, "packed_intervals").await;
    assert!(packed * 8 < rows, "{packed} bytes instead of {rows}");

    // The organization's clock says which days are over.
    let change = ClockChange::Advance("P1D".parse().unwrap());
    month.data.run(Command::Clock { organization: None, change }).await.unwrap();
    month.serve(0, async |db| month.unpacked(db, 1).await == 0).await;
    let kept = month.data.rows(&month.organization).await;
    assert_eq!(kept["packed_intervals"].len(), 2 * 31);
    let db = month.data.db().await;
    assert_eq!(month.all(&db).await, before);
    db.close().await;
}

#[both_engines]
async fn two_that_pack_the_same_days_pack_them_once(engine: Engine) {
    let month = Month::of(engine).await;
    let db = month.data.db().await;
    let (before, until) = (month.all(&db).await, packs::closed(month.now));
    let pack = || {
        let (organization, users) = (month.organization.clone(), [month.user.clone()]);
        db.write(move |tx| {
            let (organization, users) = (organization.clone(), users.clone());
            Box::pin(async move {
                tx.enter(&organization);
                let oldest = intervals::unpacked(tx, &users, until, 500).await?;
                packs::pack(tx, &oldest, until).await
            })
        })
    };
    let mut packed = 0;
    loop {
        let (one, two) = tokio::join!(pack(), pack());
        let both = one.unwrap() + two.unwrap();
        packed += both;
        if both == 0 {
            break;
        }
    }
    let over = before.iter().filter(|it| it.start < until && it.end.is_some());
    assert_eq!(packed, over.count() as u64);
    assert_eq!(month.all(&db).await, before);
    db.close().await;
}

#[both_engines]
async fn what_users_did_longer_ago_than_it_is_kept_goes_and_the_rest_stays(engine: Engine) {
    let month = Month::of(engine).await;
    let db = month.data.db().await;
    let before = month.all(&db).await;
    db.close().await;
    for days in [0, 40, 10, 1] {
        let oldest = month.now.plus_seconds(-i64::from(days) * DAY);
        let is_kept = |it: &&Interval| days == 0 || it.end.is_none_or(|end| end > oldest);
        let kept: Vec<Interval> = before.iter().filter(is_kept).cloned().collect();
        // What is packed goes when its whole day is too old.
        let most = kept.len() + usize::try_from(2 * 24 * IN_AN_HOUR).unwrap();
        month.serve(days, async |db| month.all(db).await.len() < most).await;
        let db = month.data.db().await;
        let all = month.all(&db).await;
        db.close().await;
        assert!(all.len() < most && kept.iter().all(|it| all.contains(it)), "{days} days");
        assert!(all.iter().all(|it| before.contains(it)), "{days} days");
    }
}

#[both_engines]
async fn check_finds_packed_rows_that_cannot_be_read(engine: Engine) {
    let month = Month::of(engine).await;
    month.serve(0, async |db| month.unpacked(db, 0).await == 0).await;
    let check = async || {
        let answer = month.data.run(Command::Check { organization: None }).await.unwrap();
        answer["entities"][0]["problems"].clone()
    };
    assert_eq!(check().await, serde_json::json!([]));
    let (db, of) = (month.data.db().await, month.organization.clone());
    let spoiled = db.write(move |tx| {
        let of = of.clone();
        Box::pin(async move {
            let sql = "UPDATE packed_intervals SET intervals = $2 WHERE organization_id = $1 \
                       AND started_at = (SELECT MIN(started_at) FROM packed_intervals)";
            tx.run(sql, &store::args![of, vec![9_u8, 9, 9]]).await
        })
    });
    assert_eq!(spoiled.await.unwrap(), 2);
    db.close().await;
    let problems = check().await;
    assert_eq!(problems.as_array().map(Vec::len), Some(2), "{problems}");
    assert!(problems[0].as_str().unwrap().contains("version 9"), "{problems}");
}
