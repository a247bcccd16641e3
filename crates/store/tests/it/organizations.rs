//! A transaction knows its organization, and reaches no row of another.

use api::DateTime;
use store::{
    Divisions, Engine, Lock, Options, Tx,
    divisions::{self, StoredDivision},
    groups,
    organizations::{self, StoredOrganization},
    testing::TestDb,
};
use test_macros::both_engines;

const NOW: DateTime = DateTime::from_milliseconds(1_000);

async fn make(tx: &mut Tx, id: &str) -> store::Result<()> {
    let organization = StoredOrganization {
        id: id.to_owned(),
        name: id.to_owned(),
        document: "{}".to_owned(),
        blueprint: "{}".to_owned(),
        clock: store::OrganizationClock::default(),
        created_at: NOW,
    };
    organizations::insert(tx, &organization).await?;
    tx.enter(id);
    divisions::insert(tx, &division(&format!("division of {id}"))).await.map(drop)
}

fn division(id: &str) -> StoredDivision {
    let (name, description) = (id.to_owned(), String::new());
    StoredDivision { id: id.to_owned(), name, description, home: false }
}

async fn two_organizations(engine: Engine) -> TestDb {
    let db = TestDb::open(engine, Options::default()).await.unwrap();
    let made = db.write(|tx| {
        Box::pin(async move {
            make(tx, "ours").await?;
            make(tx, "theirs").await
        })
    });
    made.await.unwrap();
    db
}

async fn names(db: &TestDb, organization: &str) -> Vec<String> {
    let mut tx = db.snapshot().await.unwrap();
    tx.enter(organization);
    divisions::all(&mut tx).await.unwrap().into_iter().map(|one| one.name).collect()
}

#[both_engines]
async fn a_row_of_another_organization_is_not_found_changed_or_deleted(engine: Engine) {
    let db = two_organizations(engine).await;
    let write = db.write(|tx| {
        Box::pin(async move {
            tx.enter("ours");
            let theirs = "division of theirs";
            let found = divisions::find(tx, theirs).await?;
            let renamed = StoredDivision { name: "taken".to_owned(), ..division(theirs) };
            divisions::save(tx, &renamed).await?;
            divisions::delete(tx, theirs, NOW).await?;
            let user = store::users::find(tx, &Divisions::all(), theirs).await?;
            Ok::<_, store::Error>((found.is_some(), user.is_some()))
        })
    });
    assert_eq!(write.await.unwrap(), (false, false));
    assert_eq!(names(&db, "theirs").await, ["division of theirs"]);
    assert_eq!(names(&db, "ours").await, ["division of ours"]);
}

#[both_engines]
async fn members_of_groups_change_under_the_lock_of_their_organization_alone(engine: Engine) {
    let db = two_organizations(engine).await;
    let change = async |locks: bool| {
        let write = db.write(move |tx| {
            Box::pin(async move {
                tx.enter("ours");
                if locks {
                    tx.lock(Lock::Organization("ours")).await?;
                }
                groups::remove_members(tx, "a group", (&[], false)).await
            })
        });
        write.await
    };
    let refused = change(false).await.unwrap_err().to_string();
    assert!(refused.contains("without the lock of the organization"), "{refused}");
    assert!(change(true).await.is_ok());
}

#[both_engines]
async fn before_the_organization_is_known_nothing_is_found_and_nothing_inserted(engine: Engine) {
    let db = two_organizations(engine).await;
    let mut tx = db.snapshot().await.unwrap();
    assert_eq!(&*tx.organization(), "");
    assert!(divisions::all(&mut tx).await.unwrap().is_empty());
    drop(tx);
    let write = db.write(|tx| {
        Box::pin(async move { divisions::insert(tx, &division("of nobody")).await.map(drop) })
    });
    assert!(write.await.is_err());
}

#[both_engines]
async fn a_write_does_not_inherit_the_organization_of_the_one_before(engine: Engine) {
    let db = two_organizations(engine).await;
    let enter = |name: &'static str| {
        db.write(move |tx| {
            Box::pin(async move {
                let before = tx.organization().to_string();
                tx.enter(name);
                Ok::<_, store::Error>(before)
            })
        })
    };
    // They share a COMMIT on SQLite where they meet.
    let (one, two, three) = tokio::join!(enter("ours"), enter("theirs"), enter("ours"));
    for before in [one, two, three] {
        assert_eq!(before.unwrap(), "");
    }
}

#[both_engines]
async fn whoever_looks_into_another_organization_comes_back(engine: Engine) {
    let db = two_organizations(engine).await;
    let mut tx = db.snapshot().await.unwrap();
    tx.enter("ours");
    let here = tx.enter("theirs");
    assert_eq!(divisions::all(&mut tx).await.unwrap()[0].name, "division of theirs");
    tx.enter(&here);
    assert_eq!(divisions::all(&mut tx).await.unwrap()[0].name, "division of ours");
}
