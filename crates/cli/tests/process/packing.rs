//! A server that is killed while it packs: what users did is there, once.

use api::DateTime;
use store::{
    Db, Lock, Options, analytics_users, organizations,
    presence::{
        SystemPresence,
        intervals::{Interval, Kind},
        packs,
    },
};

use crate::support::{Data, Engine, both_engines, ended};

const DAY: i64 = 86_400_000;
const DAYS: i64 = 30;
/// Intervals of a kind on a day.
const A_DAY: i64 = 60;
/// How often a server is killed.
const ROUNDS: usize = 3;

/// All that users did, by user.
async fn all(data: &Data) -> Vec<(String, Vec<Interval>)> {
    let db = Db::open(&data.location(), Options::default()).await.unwrap();
    let mut tx = db.snapshot().await.unwrap();
    let organization = organizations::all(&mut tx).await.unwrap().remove(0).id;
    tx.enter(&organization);
    let mut all = Vec::new();
    for user in analytics_users::active_users(&mut tx).await.unwrap() {
        let mut of_user = Vec::new();
        for kind in Kind::ALL {
            let ever = DateTime::from_milliseconds(0);
            of_user.extend(packs::since(&mut tx, &user, kind, ever).await.unwrap());
        }
        all.push((user, of_user));
    }
    drop(tx);
    db.close().await;
    all
}

/// Gives everybody days that are not packed.
async fn work(data: &Data) {
    let known = all(data).await;
    let db = Db::open(&data.location(), Options::default()).await.unwrap();
    let mut tx = db.snapshot().await.unwrap();
    let organization = organizations::all(&mut tx).await.unwrap().remove(0).id;
    drop(tx);
    for (user, known) in known {
        let mut past = Vec::new();
        for kind in Kind::ALL {
            let until = known.iter().find(|it| it.kind == kind).unwrap().start;
            let (count, length) = (DAYS * A_DAY, DAY / A_DAY);
            past.extend((0..count).map(|number| {
                let start = until.plus_milliseconds((number - count) * length);
                let (value, definition) = match kind {
                    Kind::Presence => ("BUSY", Some(SystemPresence::Busy.id().to_owned())),
                    Kind::Routing => ("OFF_QUEUE", None),
                };
                let (end, value) = (Some(start.plus_milliseconds(length)), value.to_owned());
                Interval { kind, start, end, value, definition }
            }));
        }
        let organization = organization.clone();
        let stored = db.write(move |tx| {
            let (organization, user, past) = (organization.clone(), user.clone(), past.clone());
            Box::pin(async move {
                tx.enter(&organization);
                tx.lock(Lock::User(&user)).await?;
                packs::insert_past(tx, &user, &past, DateTime::from_milliseconds(0)).await
            })
        });
        stored.await.unwrap();
    }
    db.close().await;
}

#[both_engines]
async fn a_server_that_is_killed_while_it_packs_loses_and_doubles_nothing(engine: Engine) {
    let data = Data::on(engine).await;
    assert!(data.start(&[]).await.stop().await.success());
    let (code, said) = ended(&mut data.callroster(&["seed", "--users", "20"])).await;
    assert_eq!(code, Some(0), "{said}");
    work(&data).await;
    let before = all(&data).await;
    for _ in 0..ROUNDS {
        let server = data.start(&["--log-level", "info,server=debug"]).await;
        server.line_with("a step of packing").await;
        server.kill();
        assert!(all(&data).await == before, "what is read after a crash is what was there");
    }
    let server = data.start(&[]).await;
    assert!(server.stop().await.success());
    assert!(all(&data).await == before);
    let (code, said) = ended(&mut data.callroster(&["check", "--json"])).await;
    assert_eq!(code, Some(0), "{said}");
    assert!(said.contains("\"problems\": []") || said.contains("\"problems\":[]"), "{said}");
}
