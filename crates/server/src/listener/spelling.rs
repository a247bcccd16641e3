//! Header names on HTTP/1 in the spelling of the real service.
//!
//! Names are the same in any case, but there are clients that look for `ININ-Correlation-Id`
//! letter by letter. hyper writes names with capitals, such as `Retry-After`; for other spellings
//! it has only what a proxy needs: it keeps the spelling of a request's names beside the request,
//! and writes an answer's names as the same kind of note says. So the server has hyper read a
//! request with the names below once, and puts the note from it into every answer.

use std::{convert::Infallible, io};

use axum::http::{Extensions, Request, Response};
use hyper::{body::Incoming, server::conn::http1, service::service_fn};
use hyper_util::rt::TokioIo;
use tokio::{io::AsyncWriteExt as _, sync::mpsc};

/// The names that are not written as `Retry-After` is.
const NAMES: [&str; 5] = [
    "ININ-Correlation-Id",
    "WWW-Authenticate",
    "inin-ratelimit-allowed",
    "inin-ratelimit-count",
    "inin-ratelimit-reset",
];

/// hyper's note of how [`NAMES`] are spelled.
pub(super) async fn note() -> io::Result<Extensions> {
    let headers = NAMES.join(": -\r\n");
    let request = format!("GET / HTTP/1.1\r\n{headers}: -\r\nConnection: close\r\n\r\n");
    let (mut ours, theirs) = tokio::io::duplex(request.len().max(1024));
    ours.write_all(request.as_bytes()).await?;
    let (sender, mut notes) = mpsc::channel(1);
    let service = service_fn(move |request: Request<Incoming>| {
        // There is room for one, and one request.
        let _ = sender.try_send(request.extensions().clone());
        async { Ok::<_, Infallible>(Response::new(String::new())) }
    });
    let reading = http1::Builder::new()
        .preserve_header_case(true)
        .header_read_timeout(None)
        .serve_connection(TokioIo::new(theirs), service);
    reading.await.map_err(io::Error::other)?;
    notes.recv().await.ok_or_else(|| io::Error::other("hyper read no request"))
}
