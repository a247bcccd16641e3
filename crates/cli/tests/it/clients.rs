//! Secrets of OAuth clients from the command line.

use serde_json::Value;

use crate::support::{Server, callroster, directory, told};

const ADMIN: &str = "admin@callroster.example";

#[test]
fn a_new_secret_is_printed_with_the_end_of_the_old_one_if_they_overlap() {
    let directory = directory();
    let id = "11111111-1111-4111-8111-111111111111";
    let mut serve = callroster(directory.path());
    serve.args(["serve", "--listen", "127.0.0.1:0"]).env("CALLROSTER_BOOTSTRAP_CLIENT_ID", id);
    let _server = Server::of(&mut serve);
    let rotate = |more: &[&str]| -> Value {
        let arguments = ["client", "rotate-secret", "--client", id, "--json"];
        let told = told(callroster(directory.path()).args(arguments).args(more));
        assert_eq!(told.code, Some(0), "{}", told.stderr);
        serde_json::from_str(&told.stdout).unwrap()
    };
    let (one, two) = (rotate(&["--overlap", "24h"]), rotate(&[]));
    for rotated in [&one, &two] {
        assert_eq!(rotated["clientId"], id);
        assert!(rotated["clientSecret"].is_string());
    }
    assert_ne!(one["clientSecret"], two["clientSecret"]);
    assert!(one["previousSecretEnds"].is_string(), "{one}");
    assert!(two.get("previousSecretEnds").is_none(), "{two}");

    let arguments = ["token", "--user", ADMIN, "--client", id];
    let refused = told(callroster(directory.path()).args(arguments));
    assert_eq!(refused.code, Some(1));
    assert!(refused.stderr.contains("works for itself and not for users"), "{}", refused.stderr);
}
