//! What is done beside the API goes by the organization's clock.

use store::{Changed, args, testing::name_change};
use test_server::{Engine, audits::written, both_engines};

use super::{Data, text};

const STOPPED: &str = "2020-01-01T00:00:00.000Z";
const STOPPED_AT: i64 = 1_577_836_800_000;

#[both_engines]
async fn people_are_added_by_the_clock_of_their_organization(engine: Engine) {
    let data = Data::new(engine).await;
    let id = text(&data.create("Acme", None).await, "id").to_owned();
    let db = data.db().await;
    let stopped = id.clone();
    let write = db.write(move |tx| {
        let id = stopped.clone();
        Box::pin(async move {
            let sql = "UPDATE organizations SET clock_stopped_at = $2 WHERE id = $1";
            tx.run(sql, &args![&id, STOPPED_AT]).await?;
            name_change(tx, &id, Changed::OrganizationGone)
        })
    });
    write.await.unwrap();
    let before = written(&db, &id).await.len();
    db.close().await;
    data.populate(3, 1).await;
    let rows = data.rows(&id).await;
    let at = STOPPED_AT.to_string();
    for table in ["users", "live_states", "grants"] {
        let of_then = rows[table].iter().filter(|row| row.contains(&at)).count();
        assert!(of_then >= 3, "{table}: {:?}", rows[table]);
    }
    let db = data.db().await;
    let told = written(&db, &id).await;
    db.close().await;
    // The stopped clock is behind the one by which the organization was made.
    let of_then = told.iter().filter(|one| one["eventDate"] == STOPPED).count();
    assert_eq!(of_then, told.len() - before, "{told:?}");
    assert!(of_then > 0, "{told:?}");
}
