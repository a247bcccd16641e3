//! `/oauth/authorize`: where a browser comes to sign a user in, and goes back from.

use std::{collections::HashMap, sync::Arc};

use axum::{
    body::to_bytes,
    extract::{Request, State},
    http::{StatusCode, header},
    response::{IntoResponse as _, Redirect, Response},
};

use super::{
    forms::{self, Problem},
    request::{Asked, Prompt},
    session,
    sign_in::{self, Browser, Next},
    trouble::Trouble,
    visit::{AGAIN, Visit, setting},
};
use gate::{refusal::Refusal, shared::Shared};

/// What the log and the metrics call the page, which is no operation of the contract.
const OPERATION: &str = "oauthAuthorize";

/// The largest form that is read, in bytes.
const MAX_FORM_BYTES: usize = 64 * 1024;

/// `GET /oauth/authorize`: the sign-in page; a browser that is signed in goes back at once.
pub async fn show(State(shared): State<Arc<Shared>>, request: Request) -> Response {
    let visit = Visit::of(&shared, &request);
    visit.answer(&shared, OPERATION, shown(&shared, &visit)).await
}

async fn shown(shared: &Arc<Shared>, visit: &Visit) -> Result<Response, Trouble> {
    let asked = read(shared, visit).await?;
    if asked.prompt != Prompt::Login
        && let Some(cookie) = visit.cookies.session()
        && let Some(given) = session::resume(shared, &asked, cookie, visit.origin).await?
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
pub async fn submit(State(shared): State<Arc<Shared>>, request: Request) -> Response {
    let visit = Visit::of(&shared, &request);
    visit.answer(&shared, OPERATION, submitted(&shared, &visit, request)).await
}

async fn submitted(
    shared: &Arc<Shared>,
    visit: &Visit,
    request: Request,
) -> Result<Response, Trouble> {
    let asked = read(shared, visit).await?;
    let body = to_bytes(request.into_body(), MAX_FORM_BYTES).await;
    let body = body.map_err(|_| Trouble::Failed(Refusal::too_large(MAX_FORM_BYTES)))?;
    let form: HashMap<String, String> = url::form_urlencoded::parse(&body).into_owned().collect();
    let field = |name: &str| form.get(name).map(String::as_str).unwrap_or_default();
    let (email, ticket) = (field("email").trim(), field("ticket"));
    let page = Answering { asked: &asked, visit, email, ticket };
    if visit.is_foreign || !visit.cookies.trust(field("form")) {
        return Ok(page.sign_in(AGAIN, forms::FOREIGN));
    }
    let browser =
        Browser { asked: asked.clone(), before: visit.cookies.session(), origin: visit.origin };
    let next = if ticket.is_empty() {
        let password = field("password");
        if email.is_empty() || password.is_empty() {
            return Ok(page.sign_in(AGAIN, forms::EMPTY));
        }
        sign_in::with_password(shared, &browser, email, password).await?
    } else {
        sign_in::with_code(shared, &browser, ticket, field("code")).await?
    };
    Ok(page.after(next))
}

async fn read(shared: &Arc<Shared>, visit: &Visit) -> Result<Arc<Asked>, Trouble> {
    let mut tx = shared.db.snapshot().await?;
    Asked::read(&mut tx, &visit.query, shared.clock.now()).await.map(Arc::new)
}

/// What the answer to a form is made from.
struct Answering<'a> {
    asked: &'a Asked,
    visit: &'a Visit,
    email: &'a str,
    ticket: &'a str,
}

impl Answering<'_> {
    fn after(&self, next: Next) -> Response {
        match next {
            Next::Done { given, session } => {
                let cookie = self.visit.cookies.with_session(&session);
                setting(self.asked.redirect.with(&given), [cookie])
            }
            Next::AskCode { ticket } => {
                let (proof, cookie) = self.visit.cookies.form();
                setting(forms::code(self.asked, &proof, &ticket, None), cookie)
            }
            Next::Renew { path } => Redirect::to(&path).into_response(),
            Next::Wrong => self.sign_in(AGAIN, forms::WRONG),
            Next::Over => self.sign_in(AGAIN, forms::OVER),
            Next::WrongCode => {
                let (proof, cookie) = self.visit.cookies.form();
                let wrong = Problem { status: AGAIN, sentence: forms::WRONG_CODE };
                setting(forms::code(self.asked, &proof, self.ticket, Some(wrong)), cookie)
            }
            Next::Throttled(seconds) => {
                let status = StatusCode::TOO_MANY_REQUESTS;
                let mut response = self.sign_in(status, &forms::too_many(seconds));
                response.headers_mut().insert(header::RETRY_AFTER, seconds.into());
                response
            }
        }
    }

    /// The first step again.
    fn sign_in(&self, status: StatusCode, sentence: &str) -> Response {
        let (proof, cookie) = self.visit.cookies.form();
        let wrong = Problem { status, sentence };
        setting(forms::sign_in(self.asked, &proof, self.email, Some(wrong)), cookie)
    }
}
