//! What strangers send is never an error of the server: not in the log, and not in the answer.

use crate::support::{Data, Engine, Server, both_engines};

const FORM: &str = "application/x-www-form-urlencoded";

/// Values that a database, a header, a page or a parser may stumble over, as in a query.
fn values() -> Vec<String> {
    let short =
        ["", "%00", "a%00b", "%FF%FE", "%", "'%22--", "%0D%0AX:%20y", "%F0%9F%92%A5", "..%2F.."];
    let long = "x".repeat(20_000);
    short.into_iter().chain([long.as_str()]).map(str::to_owned).collect()
}

/// Every page and endpoint that asks for no token, with what it reads of a query or a form.
const READ: [(&str, &str, &[&str]); 5] = [
    (
        "GET",
        "/oauth/authorize",
        &["client_id", "redirect_uri", "response_type", "state", "login_hint", "prompt"],
    ),
    ("GET", "/logout", &["client_id", "redirect_uri"]),
    ("GET", "/activate", &["token"]),
    (
        "POST",
        "/oauth/token",
        &["grant_type", "client_id", "client_secret", "code", "refresh_token", "redirect_uri"],
    ),
    ("POST", "/activate", &["token", "password", "confirm"]),
];

#[both_engines]
async fn whatever_strangers_send_is_no_error_of_the_server(engine: Engine) {
    let data = Data::on(engine).await;
    let arguments = ["--log", "json", "--request-timeout", "2", "--token-rate-limit", "off"];
    let server = Server::of(&mut data.serve(&arguments)).await;
    for (method, path, names) in READ {
        for value in values() {
            for name in names {
                // One is strange and the others are not.
                let pair = |other: &&str| match *other {
                    other if other == *name => format!("{name}={value}"),
                    "grant_type" => "grant_type=refresh_token".to_owned(),
                    other => format!("{other}=a"),
                };
                let pairs = names.iter().map(pair).collect::<Vec<_>>().join("&");
                let ask = match method {
                    "GET" => server.ask("GET", &format!("{path}?{pairs}")),
                    _ => server.ask("POST", path).form(&pairs),
                };
                let answer = ask.await;
                let shown = value.get(..20).unwrap_or(&value);
                assert!(answer.status < 500, "{method} {path} with {name}={shown}: {answer:?}");
            }
        }
    }
    let mut lines = Vec::new();
    for path in ["/oauth/token", "/oauth/authorize", "/activate"] {
        for body in [
            "Content-Length: 100000\r\n\r\n",
            "Content-Length: 100\r\n\r\na=b",
            "Transfer-Encoding: chunked\r\n\r\nno length\r\n",
        ] {
            let mut line = server.connect();
            line.send(&format!(
                "POST {path} HTTP/1.1\r\nHost: callroster\r\nContent-Type: {FORM}\r\n{body}"
            ));
            lines.push(line);
        }
    }
    for mut line in lines {
        let answer = line.answer();
        assert!(answer.starts_with("HTTP/1.1 4"), "{answer}");
    }
    let said = server.said_to_the_end().await;
    assert!(said.contains(r#""status":413"#) && said.contains(r#""status":408"#), "{said}");
    let failed =
        |line: &&str| line.contains(r#""level":"ERROR""#) || line.contains(r#""status":5"#);
    let failures: Vec<&str> = said.lines().filter(failed).collect();
    assert!(failures.is_empty(), "{failures:#?}");
}
