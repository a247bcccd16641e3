//! A connection that is kept alive: the least HTTP that a load generator needs.

use std::net::SocketAddr;

use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
};

use crate::Failure;

/// One connection to a server.
pub(crate) struct Client {
    stream: TcpStream,
    received: Vec<u8>,
}

/// An answer.
pub(crate) struct Answer<'a> {
    /// Its HTTP status.
    pub(crate) status: u16,
    /// Its body.
    pub(crate) body: &'a [u8],
}

impl Client {
    /// Connects.
    pub(crate) async fn connect(address: SocketAddr) -> Result<Self, Failure> {
        let failed = |error| format!("failed to connect to {address}: {error}");
        let stream = TcpStream::connect(address).await.map_err(failed)?;
        stream.set_nodelay(true).map_err(failed)?;
        Ok(Self { stream, received: Vec::with_capacity(64 * 1024) })
    }

    /// Sends a request and waits for its answer.
    pub(crate) async fn send(&mut self, request: &[u8]) -> Result<Answer<'_>, Failure> {
        let broken = |error| format!("the connection broke: {error}");
        self.stream.write_all(request).await.map_err(broken)?;
        self.received.clear();
        loop {
            if self.stream.read_buf(&mut self.received).await.map_err(broken)? == 0 {
                return Err("the server closed the connection".to_owned());
            }
            if let Some((status, body, length)) = head(&self.received)
                && self.received.len() >= body + length
            {
                return Ok(Answer { status, body: &self.received[body..body + length] });
            }
        }
    }
}

/// The status, where the body begins, and how long it is.
fn head(received: &[u8]) -> Option<(u16, usize, usize)> {
    let end = received.windows(4).position(|window| window == b"\r\n\r\n")?;
    let head = std::str::from_utf8(&received[..end]).ok()?;
    let mut lines = head.split("\r\n");
    let status = lines.next()?.split(' ').nth(1)?.parse().ok()?;
    let length = lines.filter_map(|line| line.split_once(':'));
    let mut length = length.filter(|(name, _)| name.eq_ignore_ascii_case("content-length"));
    let length = length.next().and_then(|(_, value)| value.trim().parse().ok()).unwrap_or(0);
    Some((status, end + 4, length))
}

/// What every request of the load says, its method and path first.
pub(crate) fn request(method: &str, path: &str, token: &str, body: &str) -> Vec<u8> {
    let mut text = format!(
        "{method} {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {token}\r\n\
         Accept: application/json\r\nUser-Agent: bench\r\n"
    );
    if !body.is_empty() {
        let length = body.len();
        text = format!("{text}Content-Type: application/json\r\nContent-Length: {length}\r\n");
    }
    (text + "\r\n" + body).into_bytes()
}

#[cfg(test)]
mod tests {
    use super::head;

    #[test]
    fn an_answer_is_whole_when_its_head_and_its_body_are() {
        assert_eq!(head(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n"), None);
        let whole = b"HTTP/1.1 409 Conflict\r\ndate: x\r\ncontent-length: 2\r\n\r\n{}";
        assert_eq!(head(whole), Some((409, whole.len() - 2, 2)));
        assert_eq!(head(b"HTTP/1.1 204 No Content\r\n\r\n"), Some((204, 27, 0)));
    }
}
