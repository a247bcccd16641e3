//! Questions of analytics that a stopped server left, and whose turn comes first.

use std::time::Duration;

use api::{AsyncQueryState, DateTime};
use server::Server;
use store::{
    Divisions,
    analytics_jobs::{self, JobKind, Part, StoredJob},
    testing::rows,
};
use test_server::{Engine, both_engines};
use tokio::{sync::oneshot, time::timeout};

use crate::organizations::Data;

#[both_engines]
async fn a_question_that_a_stopped_server_left_in_the_middle_is_answered_once(engine: Engine) {
    let data = Data::new(engine).await;
    let organization = data.create("Acme", None).await["id"].as_str().unwrap().to_owned();
    let (db, now, of) = (data.db().await, data.clock.now(), organization.clone());
    let at = DateTime::from_milliseconds(now.milliseconds());
    let left = db.write(move |tx| {
        let of = of.clone();
        Box::pin(async move {
            tx.enter(&of);
            analytics_jobs::insert(tx, &question("left", at)).await?;
            // The lease is over when the next server looks; the first user's part is stored.
            analytics_jobs::claim(tx, ("left", "stopped"), (now, now), at).await?;
            let part = Part {
                rows: vec!["{\"userId\":\"first\"}".to_owned()],
                done_user: Some("!".to_owned()),
                met: Vec::new(),
            };
            analytics_jobs::append(tx, ("left", "stopped"), (&part, 0), (now, at)).await
        })
    });
    assert!(left.await.unwrap());
    db.close().await;
    // On PostgreSQL two nodes find it at once.
    let nodes = if engine == Engine::Postgres { 2 } else { 1 };
    let (mut running, mut stops) = (Vec::new(), Vec::new());
    for _ in 0..nodes {
        let server = Server::start(data.options()).await.unwrap();
        let (stop, stopped) = oneshot::channel::<()>();
        running.push((server.db(), tokio::spawn(server.run(async { drop(stopped.await) }))));
        stops.push(stop);
    }
    let answered = async {
        loop {
            let rows = rows(&running[0].0, &organization).await.unwrap();
            if rows["analytics_jobs"][0].contains("FULFILLED") {
                return rows;
            }
        }
    };
    let rows = timeout(Duration::from_mins(2), answered).await.unwrap();
    let answer = &rows["analytics_job_rows"];
    assert!(answer[0].contains("\"first\""), "what was stored stays: {answer:?}");
    let users = rows["users"].len();
    assert_eq!(answer.len(), 1 + users, "each user once: {answer:?}");
    drop(stops);
    for (_, server) in running {
        server.await.unwrap().unwrap();
    }
}

/// A question of a time about the minute before it.
fn question(id: &str, at: DateTime) -> StoredJob {
    StoredJob {
        id: id.to_owned(),
        kind: JobKind::Details,
        state: AsyncQueryState::Queued,
        question: format!("{{\"interval\":\"{}/{}\"}}", at.plus_seconds(-60), at.plus_seconds(60)),
        divisions: Divisions::all(),
        error: None,
        met: Vec::new(),
        submitted_at: at,
        completed_at: None,
        expires_at: at.plus_seconds(3600),
    }
}

#[both_engines]
async fn questions_of_one_organization_do_not_keep_another_waiting(engine: Engine) {
    let data = Data::new(engine).await;
    let mut organizations = Vec::new();
    for name in ["Acme", "Globex"] {
        let made = data.create(name, None).await;
        organizations.push(made["id"].as_str().unwrap().to_owned());
    }
    let (db, now) = (data.db().await, data.clock.now());
    let at = DateTime::from_milliseconds(now.milliseconds());
    for (organization, id, seconds) in
        [(0, "second", 2), (0, "first", 1), (1, "ahead", 24 * 3600), (0, "third", 3)]
    {
        let (of, job) =
            (organizations[organization].clone(), question(id, at.plus_seconds(seconds)));
        let write = db.write(move |tx| {
            let (of, job) = (of.clone(), job.clone());
            Box::pin(async move {
                tx.enter(&of);
                analytics_jobs::insert(tx, &job).await
            })
        });
        write.await.unwrap();
    }
    let next = db.read(move |tx| Box::pin(analytics_jobs::claimable(tx, now))).await.unwrap();
    let mut expected: Vec<_> = organizations
        .iter()
        .zip(["first", "ahead"])
        .map(|(organization, id)| (organization.clone(), id.to_owned()))
        .collect();
    expected.sort();
    assert_eq!(next, expected, "the oldest of each, whatever their clocks show");
}
