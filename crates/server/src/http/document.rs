//! A document that is the same for everybody: made once, packed once, its bytes shared by all
//! answers.

use std::{io::Write as _, sync::OnceLock};

use axum::{
    body::Body,
    http::{HeaderMap, HeaderValue, header},
    response::{IntoResponse as _, Response},
};
use bytes::Bytes;
use flate2::{Compression, write::GzEncoder};

/// A document, and its packed form once a client has asked for it.
#[derive(Debug)]
pub(super) struct Document {
    media_type: &'static str,
    plain: Bytes,
    packed: OnceLock<Bytes>,
}

impl Document {
    pub(super) fn new(media_type: &'static str, text: impl Into<Bytes>) -> Self {
        Self { media_type, plain: text.into(), packed: OnceLock::new() }
    }

    /// The document, packed for clients that take gzip.
    pub(super) fn answer(&self, asked: &HeaderMap) -> Response {
        let packed = takes_gzip(asked).then(|| self.packed());
        let is_packed = packed.is_some();
        let body = Body::from(packed.unwrap_or(&self.plain).clone());
        let media_type = HeaderValue::from_static(self.media_type);
        let vary = HeaderValue::from_static("accept-encoding");
        let headers = [(header::CONTENT_TYPE, media_type), (header::VARY, vary)];
        let mut response = (headers, body).into_response();
        if is_packed {
            let gzip = HeaderValue::from_static("gzip");
            response.headers_mut().insert(header::CONTENT_ENCODING, gzip);
        }
        response
    }

    fn packed(&self) -> &Bytes {
        self.packed.get_or_init(|| {
            let mut packing = GzEncoder::new(Vec::new(), Compression::best());
            let packed = packing.write_all(&self.plain).and_then(|()| packing.finish());
            // Writing to memory does not fail.
            packed.unwrap_or_default().into()
        })
    }
}

/// Does the client name gzip, and not to refuse it?
fn takes_gzip(asked: &HeaderMap) -> bool {
    let values = asked.get_all(header::ACCEPT_ENCODING).iter();
    let codings = values.filter_map(|value| value.to_str().ok()).flat_map(|value| value.split(','));
    codings.into_iter().any(|coding| {
        let (name, weight) = coding.split_once(';').unwrap_or((coding, ""));
        let weight = weight.trim().strip_prefix("q=").and_then(|q| q.trim().parse::<f32>().ok());
        name.trim().eq_ignore_ascii_case("gzip") && weight.is_none_or(|weight| weight > 0.0)
    })
}

#[cfg(test)]
mod tests {
    use axum::body::to_bytes;

    use super::*;

    fn asking(encodings: &str) -> HeaderMap {
        [(header::ACCEPT_ENCODING, encodings.parse().unwrap())].into_iter().collect()
    }

    async fn body_of(response: Response) -> Bytes {
        to_bytes(response.into_body(), usize::MAX).await.unwrap()
    }

    #[tokio::test]
    async fn all_answers_share_the_bytes_of_a_document() {
        let document = Document::new("text/plain", "a word ".repeat(1000));
        for headers in [HeaderMap::new(), asking("gzip")] {
            let one = body_of(document.answer(&headers)).await;
            let other = body_of(document.answer(&headers)).await;
            assert_eq!(one.as_ptr(), other.as_ptr());
        }
    }

    #[test]
    fn a_document_is_packed_for_whoever_takes_gzip() {
        for yes in ["gzip", "br, GZIP", "deflate;q=1.0, gzip; q=0.5"] {
            assert!(takes_gzip(&asking(yes)), "{yes}");
        }
        for no in ["", "br", "gzip;q=0", "gzip; q=0.0", "gzipped"] {
            assert!(!takes_gzip(&asking(no)), "{no}");
        }
    }
}
