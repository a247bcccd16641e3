//! `/oauth/authorize`: where a browser comes to sign a user in, and goes back from.

use std::{collections::HashMap, sync::Arc};

use axum::{
    extract::{Request, State},
    http::{StatusCode, header},
    response::{IntoResponse as _, Redirect, Response},
};

use super::{
    factor_forms,
    forms::{self, Problem},
    request::{AuthorizationRequest, Prompt},
    second_factor::Shown,
    session,
    sign_in::{self, Browser, Next},
    trouble::Trouble,
    visit::{AGAIN, Visit, setting},
};
use crate::{identity::Identity, page, verifiers::security_keys::Assertion};
use gate::body;

/// What the log and the metrics call the page, which is no operation of the contract.
const OPERATION: &str = "oauthAuthorize";

/// The largest form that is read, in bytes.
const MAX_FORM_BYTES: usize = 64 * 1024;

/// `GET /oauth/authorize`: the sign-in page; a browser that is signed in goes back at once.
pub async fn show(State(identity): State<Identity>, request: Request) -> Response {
    let visit = Visit::of(&identity.shared, &request);
    visit.answer(&identity.shared, OPERATION, shown(&identity, &visit)).await
}

async fn shown(identity: &Identity, visit: &Visit) -> Result<Response, Trouble> {
    let asked = read(identity, visit).await?;
    if asked.prompt != Prompt::Login
        && let Some(cookie) = visit.cookies.session()
        && let Some(given) = session::resume(identity, &asked, cookie, visit.origin).await?
    {
        return Ok(asked.redirect.with(&given));
    }
    if asked.prompt == Prompt::None {
        let description = "no user is signed in in this browser";
        return Err(Trouble::back(&asked.redirect, "login_required", description));
    }
    let (proof, cookie) = visit.cookies.form();
    Ok(setting(forms::sign_in(&asked, &proof, &asked.email, None), cookie))
}

/// `POST /oauth/authorize`: the form of the page, or of its second step.
pub async fn submit(State(identity): State<Identity>, request: Request) -> Response {
    let visit = Visit::of(&identity.shared, &request);
    visit.answer(&identity.shared, OPERATION, submitted(&identity, &visit, request)).await
}

async fn submitted(
    identity: &Identity,
    visit: &Visit,
    request: Request,
) -> Result<Response, Trouble> {
    let asked = read(identity, visit).await?;
    let (parts, body) = request.into_parts();
    let body = body::read(&parts.headers, body, MAX_FORM_BYTES, visit.deadline).await?;
    let form: HashMap<String, String> = url::form_urlencoded::parse(&body).into_owned().collect();
    let field = |name: &str| form.get(name).map(String::as_str).unwrap_or_default();
    let (email, ticket) = (field("email").trim(), field("ticket"));
    let is_key = !field("key_id").is_empty();
    let page = Answering { asked: &asked, visit, email, ticket, is_key };
    if visit.is_foreign || !visit.cookies.trust(field("form")) {
        return Ok(page.sign_in(AGAIN, forms::FOREIGN));
    }
    let browser = Browser {
        asked: asked.clone(),
        before: visit.cookies.session(),
        origin: visit.origin,
        reached: visit.reached.clone(),
    };
    let next = if ticket.is_empty() {
        let password = field("password");
        if email.is_empty() || password.is_empty() {
            return Ok(page.sign_in(AGAIN, forms::EMPTY));
        }
        sign_in::with_password(identity, &browser, email, password).await?
    } else {
        let owned = |name: &str| field(name).to_owned();
        let shown = if is_key {
            Shown::Key(Assertion {
                credential_id: owned("key_id"),
                client_data: owned("key_client_data"),
                authenticator_data: owned("key_data"),
                signature: owned("key_signature"),
            })
        } else {
            Shown::Code(owned("code"))
        };
        sign_in::with_factor(&identity.shared, &browser, ticket, shown).await?
    };
    Ok(page.after(next))
}

async fn read(identity: &Identity, visit: &Visit) -> Result<Arc<AuthorizationRequest>, Trouble> {
    let shared = &identity.shared;
    let mut tx = shared.db.snapshot().await?;
    AuthorizationRequest::read(&mut tx, &visit.query, shared.clock.now()).await.map(Arc::new)
}

/// What the answer to a form is made from.
struct Answering<'a> {
    asked: &'a AuthorizationRequest,
    visit: &'a Visit,
    email: &'a str,
    ticket: &'a str,
    /// Did a security key answer?
    is_key: bool,
}

impl Answering<'_> {
    fn after(&self, next: Next) -> Response {
        match next {
            Next::Done { given, session } => {
                let cookie = self.visit.cookies.with_session(&session);
                setting(self.asked.redirect.with(&given), [cookie])
            }
            Next::AskFactor { ticket, factors } => {
                let (proof, cookie) = self.visit.cookies.form();
                setting(factor_forms::page(self.asked, (&proof, &ticket), &factors, None), cookie)
            }
            Next::Renew { path } => Redirect::to(&path).into_response(),
            Next::Wrong => self.sign_in(AGAIN, forms::WRONG),
            Next::Over => self.sign_in(AGAIN, forms::OVER),
            Next::WrongFactor { factors } => {
                let (proof, cookie) = self.visit.cookies.form();
                let sentence =
                    if self.is_key { factor_forms::WRONG_KEY } else { factor_forms::WRONG_CODE };
                let wrong = Problem { status: AGAIN, sentence };
                let hidden = (&*proof, self.ticket);
                setting(factor_forms::page(self.asked, hidden, &factors, Some(wrong)), cookie)
            }
            Next::Throttled(seconds) => self.later(seconds, &page::too_many(seconds)),
            Next::Busy(seconds) => self.later(seconds, forms::BUSY),
        }
    }

    /// The first step again, after so many seconds.
    fn later(&self, seconds: u64, sentence: &str) -> Response {
        let mut response = self.sign_in(StatusCode::TOO_MANY_REQUESTS, sentence);
        response.headers_mut().insert(header::RETRY_AFTER, seconds.into());
        response
    }

    /// The first step again.
    fn sign_in(&self, status: StatusCode, sentence: &str) -> Response {
        let (proof, cookie) = self.visit.cookies.form();
        let wrong = Problem { status, sentence };
        setting(forms::sign_in(self.asked, &proof, self.email, Some(wrong)), cookie)
    }
}
