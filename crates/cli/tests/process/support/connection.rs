//! A connection on which a test writes its own bytes: what no well-behaved client would send.

use std::{
    io::{ErrorKind, Read, Write},
    net::TcpStream,
    time::Duration,
};

/// A plain TCP connection to a server.
pub(crate) struct Connection(TcpStream);

impl Connection {
    /// Connects to `host:port`.
    pub(crate) fn to(address: &str) -> Self {
        let stream = TcpStream::connect(address).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(30))).unwrap();
        Self(stream)
    }

    /// Sends the head of a request that has a body of `length` bytes, and waits until the server
    /// asks for it: from then on the request is under way.
    pub(crate) fn begin(&mut self, line: &str, token: &str, length: usize) {
        self.send(&format!(
            "{line} HTTP/1.1\r\nHost: callroster\r\nAuthorization: Bearer {token}\r\n\
             Content-Type: application/json\r\nContent-Length: {length}\r\n\
             Expect: 100-continue\r\n\r\n"
        ));
        let mut asked = [0; 25];
        self.0.read_exact(&mut asked).unwrap();
        assert_eq!(String::from_utf8_lossy(&asked), "HTTP/1.1 100 Continue\r\n\r\n");
    }

    /// Sends these bytes.
    pub(crate) fn send(&mut self, text: &str) {
        self.0.write_all(text.as_bytes()).unwrap();
    }

    /// Reads one answer: the head, and the body that its length announces.
    pub(crate) fn answer(&mut self) -> String {
        let mut bytes = Vec::new();
        loop {
            let text = String::from_utf8_lossy(&bytes).into_owned();
            if let Some((head, body)) = text.split_once("\r\n\r\n") {
                let length = head.lines().find_map(|line| {
                    let (name, value) = line.split_once(": ")?;
                    name.eq_ignore_ascii_case("content-length").then(|| value.parse().unwrap())
                });
                if body.len() >= length.unwrap_or(0) {
                    return text;
                }
            }
            let mut part = [0; 4096];
            match self.0.read(&mut part).unwrap() {
                0 => panic!("the connection ended after: {text}"),
                read => bytes.extend_from_slice(&part[..read]),
            }
        }
    }

    /// Waits until the server ends the connection without another word.
    pub(crate) fn is_ended(&mut self) {
        match self.0.read(&mut [0; 1]) {
            Ok(0) => {}
            Err(error) if error.kind() == ErrorKind::ConnectionReset => {}
            other => panic!("the connection goes on: {other:?}"),
        }
    }
}
