//! An answer that leaves in parts, so that it is seen whether the client takes it.

use std::{
    pin::Pin,
    task::{Context, Poll, ready},
    time::Instant,
};

use axum::body::Body;
use bytes::Bytes;
use hyper::body::{Body as HttpBody, Frame, SizeHint};

use super::watch::UnderWay;

/// The largest part, in bytes.
const PART: usize = 16 * 1024;

/// The body of an answer in parts. hyper asks for the next part when there is room for it, on
/// HTTP/2 when the client's window has room.
#[derive(Debug)]
pub(super) struct Parts {
    body: Body,
    /// What was read of the body and not sent yet.
    rest: Bytes,
    /// On HTTP/2 one byte is kept back to the end: hyper lets go of the last part before it is
    /// sent, and what is left then must not be more than this.
    keeps_last: bool,
    under_way: UnderWay,
}

impl Parts {
    pub(super) const fn new(body: Body, keeps_last: bool, under_way: UnderWay) -> Self {
        Self { body, rest: Bytes::new(), keeps_last, under_way }
    }

    fn next_part(&mut self) -> Bytes {
        let whole = self.rest.len();
        let keeps = self.keeps_last && whole > 1 && self.body.is_end_stream();
        self.rest.split_to(PART.min(if keeps { whole - 1 } else { whole }))
    }
}

impl HttpBody for Parts {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        let me = self.get_mut();
        me.under_way.taken(Instant::now());
        if me.rest.is_empty() {
            let frame = match ready!(Pin::new(&mut me.body).poll_frame(context)) {
                Some(Ok(frame)) => frame,
                other => return Poll::Ready(other),
            };
            match frame.into_data() {
                Ok(data) => me.rest = data,
                Err(trailers) => return Poll::Ready(Some(Ok(trailers))),
            }
        }
        Poll::Ready(Some(Ok(Frame::data(me.next_part()))))
    }

    fn is_end_stream(&self) -> bool {
        self.rest.is_empty() && self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        let (inner, read) = (self.body.size_hint(), self.rest.len() as u64);
        let mut hint = SizeHint::new();
        hint.set_lower(inner.lower() + read);
        if let Some(upper) = inner.upper() {
            hint.set_upper(upper + read);
        }
        hint
    }
}
