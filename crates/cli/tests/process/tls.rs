//! HTTPS with a certificate of one's own.

use std::fs;

use crate::support::{CLIENT, Data, Server, ended, https_client};

const STRICT: &str = "strict-transport-security";

/// Writes a new certificate with its key, and answers the certificate.
fn certificate(data: &Data, name: &str) -> String {
    let made = rcgen::generate_simple_self_signed(["127.0.0.1".to_owned()]).unwrap();
    let file = |end: &str| data.folder().join(format!("{name}.{end}"));
    fs::write(file("pem"), made.cert.pem()).unwrap();
    fs::write(file("key"), made.signing_key.serialize_pem()).unwrap();
    made.cert.pem()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn answers_over_https_ask_to_stay_with_it() {
    let data = Data::in_a_directory().await;
    let pem = certificate(&data, "server");
    let mut server = data.start(&["--tls-cert", "server.pem", "--tls-key", "server.key"]).await;
    assert!(server.url.starts_with("https://127.0.0.1:"), "{}", server.url);
    server.client = https_client(&pem);
    let token = server.token().await;
    let everything = [
        server.ask("GET", "/api/v2/users").token(&token).await.expect(200),
        server.ask("GET", "/api/v2/users").await.expect(401),
        server.ask("GET", "/health").await.expect(200),
        server.ask("GET", "/api/v2/unheard-of").await.expect(501),
    ];
    for answer in everything {
        assert_eq!(answer.header(STRICT), Some("max-age=600; includeSubDomains"));
    }
    assert!(server.stop().await.success());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn answers_over_http_do_not_speak_of_https() {
    let data = Data::in_a_directory().await;
    let server = data.start(&[]).await;
    let answer = server.ask("GET", "/health").await.expect(200);
    assert_eq!(answer.header(STRICT), None);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_client_that_does_not_know_the_certificate_gets_no_answer() {
    let data = Data::in_a_directory().await;
    certificate(&data, "server");
    let other = certificate(&data, "other");
    let mut command = data.serve(&["--tls-cert", "server.pem", "--tls-key", "server.key"]);
    let mut server = Server::of(&mut command).await;
    server.client = https_client(&other);
    assert!(server.ask("GET", "/health").attempt().await.is_none());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn files_that_cannot_be_used_are_named_and_nothing_is_made() {
    let data = Data::in_a_directory().await;
    certificate(&data, "server");
    certificate(&data, "other");
    fs::write(data.folder().join("nonsense.pem"), "nonsense").unwrap();
    for (certificate, key) in [
        ("absent.pem", "server.key"),
        ("server.pem", "absent.key"),
        ("nonsense.pem", "server.key"),
        ("server.pem", "nonsense.pem"),
        ("server.pem", "other.key"),
    ] {
        let mut command = data.serve(&["--tls-cert", certificate, "--tls-key", key]);
        let (code, said) = ended(&mut command).await;
        assert_eq!(code, Some(1), "{said}");
        for name in [certificate, key] {
            assert!(said.contains(&format!("`{name}`")), "`{name}` is not in: {said}");
        }
        assert!(!data.folder().join("data").exists(), "{said}");
    }
}

#[cfg(unix)]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_renewed_certificate_is_read_again_without_a_restart() {
    let data = Data::in_a_directory().await;
    certificate(&data, "server");
    let server = data.start(&["--tls-cert", "server.pem", "--tls-key", "server.key"]).await;
    let renewed = certificate(&data, "server");
    server.hang_up();
    server.line_with("the certificate was read again").await;
    let ask = |pem: &str| {
        let url = format!("{}/health", server.url);
        let client = https_client(pem);
        async move { client.get(url).send().await.map(|answer| answer.status().as_u16()) }
    };
    assert_eq!(ask(&renewed).await.unwrap(), 200);
    // What cannot be used changes nothing.
    fs::write(data.folder().join("server.pem"), "nonsense").unwrap();
    server.hang_up();
    server.line_with("the one before stays in use").await;
    assert_eq!(ask(&renewed).await.unwrap(), 200);
    assert!(server.stop().await.success());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_command_line_trusts_an_authority_of_ones_own() {
    let data = Data::in_a_directory().await;
    certificate(&data, "server");
    let server = data.start(&["--tls-cert", "server.pem", "--tls-key", "server.key"]).await;
    let call = |more: &[&str]| {
        let mut command = data.callroster(&["api", "--server", &server.url]);
        command.env("CALLROSTER_CLIENT_ID", CLIENT.0).env("CALLROSTER_CLIENT_SECRET", CLIENT.1);
        command.args(more).arg("getOrganizationsMe");
        command
    };
    let (code, said) = ended(&mut call(&["--ca", "server.pem"])).await;
    assert_eq!(code, Some(0), "{said}");
    let (code, said) = ended(&mut call(&[])).await;
    assert_eq!(code, Some(1), "{said}");
    let (code, said) = ended(&mut call(&["--ca", "absent.pem"])).await;
    assert!(code == Some(1) && said.contains("`absent.pem`"), "{said}");
    let (code, said) = ended(&mut call(&["--ca", "server.key"])).await;
    assert!(code == Some(1) && said.contains("no certificate"), "{said}");
}
