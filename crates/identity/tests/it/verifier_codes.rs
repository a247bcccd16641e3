//! Codes at sign-in, on both engines.

use store::{
    Engine, Options,
    testing::TestDb,
    users,
    verifiers::{Method, StoredVerifier, insert},
};
use test_server::both_engines;
use totp_rs::{Builder, Secret};

use api::DateTime;
use gate::audit::{Action, Operator};
use identity::verifiers::codes::{asks, refuses_for, take_code};
use server::testing::{Blueprint, create_organization};
use store::ServerTime;

const ORGANIZATION: &str = "11111111-1111-4111-8111-111111111111";
/// In base32, of 20 bytes each.
const SECRETS: [&str; 2] = ["GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ", "KRSXG5CTMVRXEZLUKN2XAZLSKNSWG4TF"];

fn at(seconds: i64) -> DateTime {
    DateTime::from_milliseconds(1_767_323_045_678 + seconds * 1000)
}

/// The code of a secret at a time.
fn code(secret: &str, now: DateTime) -> String {
    let secret = Secret::try_from_base32(secret).unwrap();
    let totp = Builder::new().with_secret(secret).build().unwrap();
    totp.generate(u64::try_from(now.milliseconds() / 1000).unwrap()).to_string()
}

/// A code that is none of the first secret's around this time.
fn wrong(now: DateTime) -> String {
    let near = [-30, 0, 30].map(|seconds| code(SECRETS[0], now.plus_seconds(seconds)));
    ["000000", "000001", "000002", "000003"]
        .into_iter()
        .find(|guess| !near.iter().any(|code| code == guess))
        .unwrap()
        .to_owned()
}

/// An organization with one user, by its id.
async fn user(db: &TestDb) -> String {
    let blueprint = serde_json::from_value::<Blueprint>(serde_json::json!({
        "name": "Acme", "seed": 1, "users": 0,
        "administrator": { "email": "admin@acme.example", "passwordHash": "" },
        "client": { "id": "22222222-2222-4222-8222-222222222222", "secretHash": "" },
    }))
    .unwrap();
    db.write(move |tx| {
        let blueprint = blueprint.clone();
        Box::pin(async move {
            let by = (Operator::Server, ServerTime::from_milliseconds(at(0).milliseconds()));
            let made =
                create_organization(tx, ORGANIZATION, by, (Action::Create, &blueprint)).await;
            made.map_err(|error| store::Error::Bug(error.to_string()))
        })
    })
    .await
    .unwrap();
    let mut tx = db.snapshot().await.unwrap();
    tx.enter(ORGANIZATION);
    let everywhere = store::Divisions::all();
    users::by_email(&mut tx, &everywhere, "admin@acme.example").await.unwrap().unwrap().id
}

/// Gives the user a verifier with one of the secrets.
async fn verifier(
    db: &TestDb,
    user: &str,
    secret: &'static str,
    (enabled, confirmed): (bool, bool),
) {
    let user = user.to_owned();
    db.write(move |tx| {
        let verifier = StoredVerifier {
            id: format!("verifier {secret}"),
            name: "Phone".to_owned(),
            method: Method::Codes { algorithm: "SHA1".to_owned(), digits: 6, period: 30 },
            enabled,
            is_default: false,
            confirmed_at: confirmed.then(|| at(0)),
            created_at: at(0),
        };
        let user = user.clone();
        Box::pin(async move {
            tx.enter(ORGANIZATION);
            insert(tx, &user, &verifier, secret).await
        })
    })
    .await
    .unwrap();
}

/// Presents a code at sign-in, in a transaction that is committed.
async fn present(db: &TestDb, user: &str, code: &str, now: DateTime) -> bool {
    let (user, code) = (user.to_owned(), code.to_owned());
    let taken = db.write(move |tx| {
        let (user, code) = (user.clone(), code.clone());
        Box::pin(async move {
            tx.enter(ORGANIZATION);
            take_code(tx, &user, &code, now).await
        })
    });
    taken.await.unwrap()
}

/// A transaction that reads in the organization.
async fn reading(db: &TestDb) -> store::Tx {
    let mut tx = db.snapshot().await.unwrap();
    tx.enter(ORGANIZATION);
    tx
}

async fn asked(db: &TestDb, user: &str) -> bool {
    asks(&mut reading(db).await, user).await.unwrap()
}

async fn refused_for(db: &TestDb, user: &str, now: DateTime) -> Option<u64> {
    refuses_for(&mut reading(db).await, user, now).await.unwrap()
}

#[both_engines]
async fn only_a_confirmed_and_enabled_verifier_is_asked_for(engine: Engine) {
    let db = TestDb::open(engine, Options::default()).await.unwrap();
    let ada = user(&db).await;
    assert!(!asked(&db, &ada).await);
    verifier(&db, &ada, SECRETS[0], (true, false)).await;
    verifier(&db, &ada, SECRETS[1], (false, true)).await;
    assert!(!asked(&db, &ada).await);
    for secret in SECRETS {
        assert!(!present(&db, &ada, &code(secret, at(0)), at(0)).await);
    }
    assert_eq!(
        store::verifiers::wrong_codes(&mut reading(&db).await, &ada).await.unwrap().wrong,
        0
    );
}

#[both_engines]
async fn the_code_of_any_enabled_verifier_is_right_once(engine: Engine) {
    let db = TestDb::open(engine, Options::default()).await.unwrap();
    let ada = user(&db).await;
    for secret in SECRETS {
        verifier(&db, &ada, secret, (true, true)).await;
    }
    assert!(asked(&db, &ada).await);
    for secret in SECRETS {
        let code = code(secret, at(0));
        let typed = format!(" {} {} ", &code[..3], &code[3..]);
        assert!(present(&db, &ada, &typed, at(0)).await, "{secret} {typed}");
        assert!(!present(&db, &ada, &code, at(0)).await);
        assert!(!present(&db, &ada, &code, at(30)).await);
    }
}

#[both_engines]
async fn once_a_later_code_was_accepted_an_earlier_one_is_not(engine: Engine) {
    let db = TestDb::open(engine, Options::default()).await.unwrap();
    let ada = user(&db).await;
    verifier(&db, &ada, SECRETS[0], (true, true)).await;
    assert!(present(&db, &ada, &code(SECRETS[0], at(30)), at(0)).await);
    assert!(!present(&db, &ada, &code(SECRETS[0], at(0)), at(0)).await);
    assert!(present(&db, &ada, &code(SECRETS[0], at(60)), at(60)).await);
}

#[both_engines]
async fn of_several_who_present_one_code_at_once_one_is_let_in(engine: Engine) {
    let db = TestDb::open(engine, Options::default()).await.unwrap();
    let ada = user(&db).await;
    verifier(&db, &ada, SECRETS[0], (true, true)).await;
    let code = code(SECRETS[0], at(0));
    let (a, b, c, d) = tokio::join!(
        present(&db, &ada, &code, at(0)),
        present(&db, &ada, &code, at(0)),
        present(&db, &ada, &code, at(0)),
        present(&db, &ada, &code, at(0)),
    );
    assert_eq!([a, b, c, d].into_iter().filter(|&right| right).count(), 1);
}

#[both_engines]
async fn after_five_wrong_codes_none_is_looked_at_for_a_time_that_grows(engine: Engine) {
    let db = TestDb::open(engine, Options::default()).await.unwrap();
    let ada = user(&db).await;
    verifier(&db, &ada, SECRETS[0], (true, true)).await;
    let mut now = 0;
    for _ in 0..5 {
        assert_eq!(refused_for(&db, &ada, at(now)).await, None);
        assert!(!present(&db, &ada, &wrong(at(now)), at(now)).await);
    }
    for delay in [30, 60, 120, 240, 480, 960, 1920, 3600, 3600] {
        assert_eq!(refused_for(&db, &ada, at(now)).await, Some(delay));
        now += i64::try_from(delay).unwrap() - 1;
        let right = code(SECRETS[0], at(now));
        assert!(!present(&db, &ada, &right, at(now)).await, "refused, though it is right");
        now += 1;
        assert_eq!(refused_for(&db, &ada, at(now)).await, None);
        assert!(!present(&db, &ada, &wrong(at(now)), at(now)).await);
    }
    now += 3600;
    assert!(
        present(&db, &ada, &code(SECRETS[0], at(now)), at(now)).await,
        "not used up by refusals"
    );
    assert!(!present(&db, &ada, &wrong(at(now)), at(now)).await);
    assert_eq!(refused_for(&db, &ada, at(now)).await, None, "a right code forgives those before");
}

#[both_engines]
async fn what_no_code_looks_like_is_wrong_and_not_counted(engine: Engine) {
    let db = TestDb::open(engine, Options::default()).await.unwrap();
    let ada = user(&db).await;
    verifier(&db, &ada, SECRETS[0], (true, true)).await;
    for _ in 0..3 {
        for text in ["", "12345", "1234567", "abcdef", "12345６", "-12345"] {
            assert!(!present(&db, &ada, text, at(0)).await, "{text}");
        }
    }
    assert_eq!(refused_for(&db, &ada, at(0)).await, None);
    assert!(present(&db, &ada, &code(SECRETS[0], at(0)), at(0)).await);
}
