//! The path of every operation: token, permission, decoding, transaction, answer.

use std::{panic::AssertUnwindSafe, sync::Arc};

use api::{BodyRule, Lane, Parameters};
use axum::{
    body::{Body, Bytes},
    http::{HeaderMap, StatusCode, header},
};
use futures_util::FutureExt as _;
use store::{Tx, Visible};
use tokio::time::Instant;

use gate::routes::Route;
use gate::{
    body,
    call::{Asker, Call},
    envelope::Learnt,
    handler::Work,
    limits::Rate,
    origin::Origin,
    reached::Reached,
    refusal::{Refusal, Result},
    reply::Reply,
    secrets::TokenHash,
    shared::Shared,
};

/// A request for an operation, its body not yet read.
pub(crate) struct Incoming {
    pub(crate) parameters: Parameters,
    pub(crate) headers: HeaderMap,
    pub(crate) origin: Origin,
    pub(crate) reached: Reached,
    pub(crate) body: Body,
    /// When the answer must be there.
    pub(crate) deadline: Instant,
}

/// Answers a request. Refusals come in one order: 401, 403, 400, 404, 409.
pub(crate) async fn answer(
    shared: &Arc<Shared>,
    route: &Route,
    asked: Incoming,
    learnt: &mut Learnt,
) -> Result<Reply> {
    let answer = AssertUnwindSafe(in_lane(shared, route, asked, learnt)).catch_unwind().await;
    answer.unwrap_or_else(|_| Err(Refusal::internal("a handler panicked")))
}

async fn in_lane(
    shared: &Arc<Shared>,
    route: &Route,
    asked: Incoming,
    learnt: &mut Learnt,
) -> Result<Reply> {
    let meta = route.entry.meta;
    let who = Asker {
        token: bearer(&asked.headers)?,
        origin: asked.origin,
        reached: asked.reached,
        forced: is_forced(&asked.headers),
        meta,
    };
    let mut tx = shared.db.snapshot().await?;
    let authorized = Call::authorize(shared, &mut tx, &who).await;
    if !matches!(&authorized, Err(refusal) if refusal.status == StatusCode::UNAUTHORIZED) {
        learnt.rate = shared.limits.count(&who.token, shared.clock.now());
        learnt.rate.map_or(Ok(()), Rate::check)?;
    }
    let mut call = authorized?;
    if shared.options.explain {
        learnt.limited = explain(&mut call, meta).await?;
    }
    let body = if route.entry.body_rule == BodyRule::Absent {
        Bytes::new()
    } else {
        // A body may come slowly, and no snapshot waits for it.
        call.release();
        read_body(&asked.headers, asked.body, shared.options.body_limit, asked.deadline).await?
    };
    let work = (route.decode)(&asked.parameters, &body)?;
    match meta.lane {
        Lane::Read if work.prepares() => {
            if route.entry.body_rule != BodyRule::Absent {
                call = authorized_anew(shared, &who).await?;
            }
            work.prepare(&mut call).await?;
            drop(call);
            work.run(&mut authorized_anew(shared, &who).await?).await
        }
        Lane::Read if route.entry.body_rule == BodyRule::Absent => work.run(&mut call).await,
        Lane::Read => work.run(&mut authorized_anew(shared, &who).await?).await,
        Lane::LongRead => {
            drop(call);
            let asked = (shared.clone(), who, work);
            shared.db.long_read(move |tx| in_transaction(tx, asked).boxed()).await
        }
        Lane::Write => {
            drop(call);
            if work.prepares() {
                work.prepare(&mut authorized_anew(shared, &who).await?).await?;
            }
            let asked = (shared.clone(), who, work);
            shared.db.write(move |tx| in_transaction(tx, asked.clone()).boxed()).await
        }
    }
}

/// Authorizes once more, in a snapshot of its own.
async fn authorized_anew(shared: &Arc<Shared>, who: &Asker) -> Result<Call> {
    let mut tx = shared.db.snapshot().await?;
    Call::authorize(shared, &mut tx, who).await
}

/// Authorizes once more, in the transaction that the handler works in: rights may have changed
/// before it began.
async fn in_transaction(
    tx: &mut Tx,
    (shared, who, work): (Arc<Shared>, Asker, Arc<dyn Work>),
) -> Result<Reply> {
    let mut call = Call::authorize_in(&shared, tx, &who).await?;
    work.run(&mut call).await
}

/// The token of the `Authorization` header.
fn bearer(headers: &HeaderMap) -> Result<TokenHash> {
    let header = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
    let (scheme, token) = header.and_then(|value| value.split_once(' ')).unwrap_or_default();
    if !scheme.eq_ignore_ascii_case("bearer") || token.trim().is_empty() {
        return Err(Refusal::authentication_required());
    }
    Ok(TokenHash::of(token.trim()))
}

/// Does the request force a deletion? The contract has no parameter for deleting an object that is
/// in use, so a header of ours has it.
fn is_forced(headers: &HeaderMap) -> bool {
    let header = headers.get("callroster-force").and_then(|value| value.to_str().ok());
    header.is_some_and(|value| value.trim().eq_ignore_ascii_case("true"))
}

/// Reads a body of JSON, not larger than the limit.
async fn read_body(
    headers: &HeaderMap,
    body: Body,
    limit: usize,
    deadline: Instant,
) -> Result<Bytes> {
    let bytes = body::read(headers, body, limit, deadline).await?;
    if bytes.is_empty() {
        return Ok(bytes);
    }
    let media_type = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    match media_type {
        Some(given) if !is_json(given) => Err(Refusal::unsupported_media_type(given)),
        _ => Ok(bytes),
    }
}

fn is_json(media_type: &str) -> bool {
    let name = media_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    name == "application/json" || (name.starts_with("application/") && name.ends_with("+json"))
}

/// In how many of the divisions the caller's permission holds, when it is not all of them.
async fn explain(call: &mut Call, meta: &api::Meta) -> Result<Option<String>> {
    let Visible::Some(held) = call.divisions().visible() else { return Ok(None) };
    let (held, names) = (held.len(), meta.rule.permissions().join(", "));
    let names = if names.is_empty() { meta.narrowed_by.unwrap_or_default() } else { &names };
    let all = store::divisions::all(&mut call.tx).await?.len();
    Ok(Some(format!("{names} held in {held} of {all} divisions")))
}
