//! How the body of a request is read, whether it is a form or JSON.

use std::error::Error;

use axum::{
    body::{Body, Bytes, to_bytes},
    http::{HeaderMap, header},
};
use http_body_util::LengthLimitError;
use tokio::time::{Instant, timeout_at};

use crate::refusal::{Refusal, Result};

/// Reads a body that has at most `limit` bytes and is whole before `deadline`.
///
/// Whatever is wrong with it is the client's doing, so it is never an error of the server: 413 for
/// one that is too large, 408 for one that does not come, 400 for one that breaks off.
pub async fn read(
    headers: &HeaderMap,
    body: Body,
    limit: usize,
    deadline: Instant,
) -> Result<Bytes> {
    let announced = headers.get(header::CONTENT_LENGTH).and_then(|value| value.to_str().ok());
    if announced.and_then(|length| length.parse::<usize>().ok()).is_some_and(|n| n > limit) {
        return Err(Refusal::too_large(limit));
    }
    let read = timeout_at(deadline, to_bytes(body, limit)).await;
    let read = read.map_err(|_| Refusal::body_too_late())?;
    read.map_err(|error| {
        if error.source().is_some_and(<dyn Error>::is::<LengthLimitError>) {
            return Refusal::too_large(limit);
        }
        Refusal::bad_request("The body ended early.").because(error.to_string())
    })
}
