//! What reads are compared with: the same HTTP stack, answering bytes it always had.

use std::{fs, path::Path};

use axum::{
    Router,
    body::Bytes,
    http::{HeaderValue, header},
    routing::get,
};
use tokio::net::TcpListener;

use crate::{Failure, say};

/// Serves the two answers until it is ended.
pub(crate) async fn serve(user: &Path, list: &Path) -> Result<(), Failure> {
    let read = |path: &Path| {
        let bytes = fs::read(path);
        bytes.map_err(|error| format!("failed to read `{}`: {error}", path.display()))
    };
    let (user, list) = (Bytes::from(read(user)?), Bytes::from(read(list)?));
    let json = |bytes: Bytes| {
        let json = HeaderValue::from_static("application/json");
        async move { ([(header::CONTENT_TYPE, json)], bytes) }
    };
    let router = Router::new()
        .route("/api/v2/users/{id}", get(move || json(user.clone())))
        .route("/api/v2/users", get(move || json(list.clone())));
    let listener = TcpListener::bind("127.0.0.1:0").await.map_err(|error| error.to_string())?;
    let address = listener.local_addr().map_err(|error| error.to_string())?;
    say(&format!("the ceiling is listening on http://{address}\n"));
    axum::serve(listener, router).await.map_err(|error| error.to_string())
}
