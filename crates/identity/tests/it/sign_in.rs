//! Users signing in to programs: the page, what it gives, and what becomes of that.

mod codes;
mod crowded;
mod limits;
mod page;
mod refresh;
mod security_keys;
mod sessions;

use serde_json::Value;
use test_server::Answer;

/// A verifier and its challenge.
const PKCE: (&str, &str) =
    ("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk", "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM");

/// Asserts an error of the token endpoint.
#[track_caller]
fn refused(answer: &Answer, status: u16, error: &str, words: &str) {
    assert_eq!((answer.status, &answer.body["error"]), (status, &Value::from(error)), "{answer:?}");
    let description = answer.body["error_description"].as_str().unwrap();
    assert!(description.contains(words), "`{words}` is not in: {description}");
    assert_eq!(answer.body["description"], answer.body["error_description"]);
}
