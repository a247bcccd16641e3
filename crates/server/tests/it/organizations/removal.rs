//! What an organization has goes with it: every row of every table.

use std::collections::BTreeMap;

use api::{DateTime, Lane};
use store::{
    Lock, analytics_users,
    presence::{
        intervals::{Interval, Kind},
        packs,
    },
    testing,
};
use tempfile::TempDir;
use test_server::{
    Engine, Stranger, TestServer, both_engines,
    outbox::{mails, with_outbox},
    samples::Samples,
};

/// Does everything in the organization that changes something, signs in, and has a day packed, so that
/// every table has a row of it.
async fn fill(server: &TestServer, organization: &Stranger) {
    let samples = || Samples::of_stranger(server, organization);
    let writes = api::operations().filter(|entry| entry.meta.lane == Lane::Write);
    for entry in writes.filter(|entry| server::is_served(entry)) {
        let request = samples().request(entry, 0).await;
        let answer = request.ask(server, &request.token).await;
        assert!(answer.status < 300, "{}: {}", entry.meta.id, answer.body);
    }
    samples().sign_in().await;
    let id = organization.organization.clone();
    let worked = server.db.write(move |tx| {
        let id = id.clone();
        Box::pin(async move {
            tx.enter(&id);
            let users = analytics_users::active_users(tx).await?;
            tx.lock(Lock::User(&users[0])).await?;
            let (start, end) = (DateTime::from_milliseconds(0), DateTime::from_milliseconds(1));
            let (kind, value) = (Kind::Routing, "OFF_QUEUE".to_owned());
            let day = Interval { kind, start, end: Some(end), value, definition: None };
            packs::insert_past(tx, &users[0], &[day], end).await
        })
    });
    worked.await.unwrap();
}

/// Waits until every mail has left: until then its row may change.
async fn mail_has_left(server: &TestServer, outbox: &TempDir, count: usize) {
    mails(outbox, count).await;
    loop {
        let mut tx = server.db.snapshot().await.unwrap();
        let sql = "SELECT COUNT(*) FROM invitations WHERE due_at IS NOT NULL";
        if tx.one(sql, &[], |row| row.get::<i64>(0)).await.unwrap() == Some(0) {
            return;
        }
        drop(tx);
        tokio::task::yield_now().await;
    }
}

async fn rows(server: &TestServer, organization: &Stranger) -> BTreeMap<String, Vec<String>> {
    testing::rows(&server.db, &organization.organization).await.unwrap()
}

#[both_engines]
async fn removing_an_organization_takes_every_row_of_it_and_nothing_else(engine: Engine) {
    let (server, outbox) = with_outbox(engine).await;
    let gone = server.other_organization("Gone").await;
    let kept = server.other_organization("Kept").await;
    fill(&server, &gone).await;
    fill(&server, &kept).await;
    mail_has_left(&server, &outbox, 2).await;
    let before = rows(&server, &kept).await;
    for (table, rows) in rows(&server, &gone).await {
        assert!(!rows.is_empty(), "nothing that the samples do puts a row into `{table}`");
    }
    let path = format!("/organizations/{}", gone.organization);
    assert_eq!(server.control("DELETE", &path).await.status, 204);
    let mut left = rows(&server, &gone).await;
    // What happened is told after the organization is gone.
    assert!(left.remove("outbox").unwrap().iter().any(|row| row.contains("OrganizationGone")));
    for (table, rows) in left {
        assert!(rows.is_empty(), "`{table}` still has {rows:?}");
    }
    assert_eq!(rows(&server, &kept).await, before);
}
