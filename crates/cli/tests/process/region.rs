//! A server that stands in for a region.

use std::{fs, net::SocketAddr};

use reqwest::{Certificate, Client};

use crate::support::{Data, Server, ended};

const REGION: &str = "mypurecloud.com";

/// A client that finds the region's hosts at the server, and trusts the authority.
fn client(data: &Data, server: &Server) -> Client {
    let _ = rustls::crypto::ring::default_provider().install_default();
    let address: SocketAddr = server.url.trim_start_matches("https://").parse().unwrap();
    let pem = fs::read(data.folder().join("data/as").join(REGION).join("authority.pem")).unwrap();
    let mut client = Client::builder().tls_certs_only([Certificate::from_pem(&pem).unwrap()]);
    for host in ["api", "login", "apps", "streaming"] {
        client = client.resolve(&format!("{host}.{REGION}"), address);
    }
    client.resolve("other.example", address).no_proxy().build().unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_hosts_of_a_region_are_answered_alike_and_no_others() {
    let data = Data::in_a_directory().await;
    let server = data.start(&["--as", "MyPureCloud.com"]).await;
    let client = client(&data, &server);
    let port = server.url.rsplit(':').next().unwrap();
    let health = async |host: &str| {
        let answer = client.get(format!("https://{host}:{port}/health")).send().await;
        answer.map(|answer| answer.status().as_u16())
    };
    for host in ["api", "login", "apps", "streaming"] {
        assert_eq!(health(&format!("{host}.{REGION}")).await.unwrap(), 200, "{host}");
    }
    assert!(health("other.example").await.is_err());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_authority_outlives_the_server_and_its_keys_are_their_owners() {
    let data = Data::in_a_directory().await;
    let place = data.folder().join("data/as").join(REGION);
    let read = |name: &str| fs::read_to_string(place.join(name)).unwrap();
    let server = data.start(&["--as", REGION]).await;
    let (authority, certificate) = (read("authority.pem"), read("server.pem"));
    assert!(server.stop().await.success());
    let server = data.start(&["--as", REGION]).await;
    assert_eq!(read("authority.pem"), authority);
    assert_ne!(read("server.pem"), certificate);
    // What trusted the authority trusts the new certificate.
    let port = server.url.rsplit(':').next().unwrap();
    let url = format!("https://api.{REGION}:{port}/health");
    assert_eq!(client(&data, &server).get(url).send().await.unwrap().status(), 200);
    #[cfg(unix)]
    for name in ["authority.key", "server.key"] {
        use std::os::unix::fs::PermissionsExt as _;
        let mode = fs::metadata(place.join(name)).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600, "{name}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_cannot_be_stood_in_for_is_refused_with_the_reason() {
    let data = Data::in_a_directory().await;
    for (options, words) in [
        (&["--as", "../etc"][..], "the domain of a region"),
        (&["--as", "localhost"], "the domain of a region"),
        (&["--as", REGION, "--tls-cert", "a.pem", "--tls-key", "a.key"], "cannot be used with"),
    ] {
        let (code, said) = ended(&mut data.serve(options)).await;
        assert_eq!(code, Some(2), "{said}");
        assert!(said.contains(words), "`{words}` is not in: {said}");
    }
    assert!(!data.folder().join("data/as").exists());
}
