//! What a database URL that leads nowhere says.

use store::{Db, Location, OpenError, Options};

async fn refused(url: &str) -> OpenError {
    let location = Location::Postgres(url.to_owned());
    Db::open(&location, Options::default()).await.err().unwrap()
}

#[tokio::test]
async fn a_server_that_does_not_answer_is_named_without_the_password() {
    // A port that no server can have.
    let error = refused("postgres://ada:secret@127.0.0.1:1/roster").await;
    assert!(matches!(error, OpenError::Unreachable { .. }), "{error}");
    let message = error.to_string();
    assert!(message.contains("`127.0.0.1`, database `roster`"), "{message}");
    assert!(!message.contains("secret"));
}

#[tokio::test]
async fn a_url_that_is_none_is_refused() {
    let error = refused("postgres://ada@db/roster?sslmode=sometimes").await;
    assert!(matches!(error, OpenError::Url { .. }), "{error}");
}
