//! The page behind a link that sets a password once.
//!
//! Reading it uses nothing up: mail scanners follow every link. Whatever is wrong with a link, the
//! answer is one and the same.

use crate::passwords::PASSWORD;
use std::{collections::HashMap, sync::Arc};

use api::{DateTime, State as UserState};
use axum::{
    body::Body,
    extract::{RawQuery, State},
    http::{Request, StatusCode, header},
    response::{IntoResponse as _, Response},
};
use maud::html;
use store::{
    Divisions, Lock, ServerTime, Tx, invitations, organizations,
    passwords::{self, Policy},
    tokens, users,
};
use tokio::time::{Instant, timeout_at};

use crate::{
    credentials,
    page::{Field, Page, problem},
    passwords::{
        change::{Author, PasswordChange, Prepared},
        policy::{self, person},
    },
};
use gate::{
    audit::{self, Action, Actor, AuditEvent},
    body,
    envelope::{tell_log, tell_log_why},
    origin::Origin,
    refusal::{Refusal, Result},
    secrets::fingerprint,
    shared::Shared,
};

/// What the log and the metrics call the page, which is no operation of the contract.
const OPERATION: &str = "activate";
/// The largest form that is read, in bytes.
const MAX_FORM_BYTES: usize = 64 * 1024;

/// A link that is good now, and what its page shows.
struct Good {
    organization: String,
    organization_name: String,
    user: String,
    email: String,
    person: policy::PasswordOwner,
    policy: Policy,
    now: DateTime,
}

impl Good {
    async fn find(tx: &mut Tx, token: &str, server_now: ServerTime) -> Result<Option<Self>> {
        let Some(link) = invitations::find_link(tx, &fingerprint(token)).await? else {
            return Ok(None);
        };
        tx.enter(&link.organization);
        let organization = organizations::find(tx, &link.organization).await?;
        let organization = organization
            .ok_or_else(|| Refusal::internal("the organization of a link is missing"))?;
        let now = organization.clock.at(server_now);
        let user = users::find(tx, &Divisions::all(), &link.user).await?;
        let Some(user) = user.filter(|user| user.state == UserState::Active && link.ends_at > now)
        else {
            return Ok(None);
        };
        let person = person(&user)?;
        Ok(Some(Self {
            policy: passwords::policy(tx).await?,
            organization: link.organization,
            organization_name: organization.name,
            user: link.user,
            email: person.email.clone(),
            person,
            now,
        }))
    }

    fn change(&self) -> PasswordChange {
        PasswordChange {
            organization: self.organization.clone(),
            user: self.user.clone(),
            person: self.person.clone(),
            author: Author::Invited,
            field: "password",
        }
    }
}

/// `GET /activate`: the form.
pub async fn show(State(shared): State<Arc<Shared>>, RawQuery(query): RawQuery) -> Response {
    let query = query.unwrap_or_default();
    let token = field(query.as_bytes(), "token").unwrap_or_default();
    let deadline = Instant::now() + shared.options.request_timeout;
    answer(in_time(&shared, deadline, shown(&shared, &token)).await)
}

async fn shown(shared: &Shared, token: &str) -> Result<Page> {
    let mut tx = shared.db.snapshot().await?;
    let good = Good::find(&mut tx, token, shared.clock.now()).await?;
    Ok(good.map_or_else(dead, |good| form(&good, token, None)))
}

/// `POST /activate`: sets the password.
pub async fn set(State(shared): State<Arc<Shared>>, request: Request<Body>) -> Response {
    let deadline = Instant::now() + shared.options.request_timeout;
    answer(in_time(&shared, deadline, done(&shared, request, deadline)).await)
}

async fn in_time(
    shared: &Shared,
    deadline: Instant,
    page: impl Future<Output = Result<Page>>,
) -> Result<Page> {
    let page = timeout_at(deadline, page).await;
    page.unwrap_or_else(|_| Err(Refusal::timed_out(shared.options.request_timeout.as_secs())))
}

async fn done(shared: &Arc<Shared>, request: Request<Body>, deadline: Instant) -> Result<Page> {
    let origin = request.extensions().get::<Origin>().copied().unwrap_or_default();
    let (parts, body) = request.into_parts();
    let body = body::read(&parts.headers, body, MAX_FORM_BYTES, deadline).await?;
    let form_of: HashMap<String, String> =
        url::form_urlencoded::parse(&body).into_owned().collect();
    let value = |name: &str| form_of.get(name).cloned().unwrap_or_default();
    let (token, password) = (value("token"), value("password"));
    let mut tx = shared.db.snapshot().await?;
    let Some(good) = Good::find(&mut tx, &token, shared.clock.now()).await? else {
        return Ok(dead());
    };
    let again = |problem: &str| Ok(form(&good, &token, Some(problem)));
    if password != value("confirm") {
        return again("The two passwords differ. Type the same one twice.");
    }
    let prepared = match good.change().prepare(shared, tx, &password, good.now).await {
        Ok(prepared) => prepared,
        Err(refusal) if refusal.status == StatusCode::BAD_REQUEST => {
            return again(&in_words(&refusal));
        }
        Err(refusal) => return Err(refusal),
    };
    match store(shared, origin, (&token, &password), (&good, prepared)).await {
        Ok(true) => Ok(finished(&good)),
        Ok(false) => Ok(dead()),
        Err(refusal) if refusal.status.is_client_error() => again(&in_words(&refusal)),
        Err(refusal) => Err(refusal),
    }
}

/// Sets the password, unless the link has died meanwhile.
async fn store(
    shared: &Arc<Shared>,
    origin: Origin,
    (token, password): (&str, &str),
    (good, prepared): (&Good, Prepared),
) -> Result<bool> {
    let given = (token.to_owned(), password.to_owned(), prepared);
    let of = (good.organization.clone(), good.user.clone());
    let server_now = shared.clock.now();
    let stored = shared.db.write(move |tx| {
        let ((token, password, prepared), (organization, user)) = (given.clone(), of.clone());
        Box::pin(async move {
            // Of two who follow the link at once, the second finds it used.
            tx.enter(&organization);
            tx.lock(Lock::User(&user)).await?;
            let Some(good) = Good::find(tx, &token, server_now).await? else { return Ok(false) };
            good.change().store(tx, &password, &prepared, good.now).await?;
            tokens::delete_of_user(tx, &user).await?;
            credentials::make_familiar(tx, origin, &user, good.now).await?;
            let actor = Actor {
                organization: &organization,
                user: Some(&user),
                client: None,
                origin,
                now: good.now,
            };
            let event = AuditEvent::new(PASSWORD, Action::Update, &user)
                .named(Some(good.person.name))
                .with("through", "link");
            audit::record_by(tx, &actor, event).await.map(|()| true)
        })
    });
    stored.await
}

fn form(good: &Good, token: &str, wrong: Option<&str>) -> Page {
    let hint = hint(&good.policy);
    let field = |name, label, hint, focused| Field {
        name,
        label,
        kind: "password",
        fill: "new-password",
        value: "",
        hint,
        focused,
        wrong: wrong.is_some(),
    };
    let page = Page::new(
        "Choose a password",
        html! {
            p { "For " strong { (good.email) } " at " strong { (good.organization_name) } "." }
            @if let Some(wrong) = wrong { (problem(wrong)) }
            form method="post" action="/activate" {
                input type="hidden" name="token" value=(token);
                // Password managers look here for the name to keep the password under.
                input type="hidden" name="username" autocomplete="username" value=(good.email);
                (field("password", "New password", Some(hint.as_str()), true).markup())
                (field("confirm", "Repeat the password", None, false).markup())
                button type="submit" { "Set the password" }
            }
        },
    );
    if wrong.is_some() { page.status(StatusCode::BAD_REQUEST) } else { page }
}

/// The demands of the policy, shown before the first try.
fn hint(policy: &Policy) -> String {
    let least = policy.minimum_length;
    if policy.classes.is_empty() {
        return format!("At least {least} characters.");
    }
    let lacks = policy::Violation::Classes(policy.classes.clone()).to_string();
    let needed = lacks.strip_prefix("it lacks ").unwrap_or_default();
    format!("At least {least} characters, among them {needed}.")
}

fn finished(good: &Good) -> Page {
    let content = html! {
        p { "You can now sign in as " strong { (good.email) } ". This link cannot be used again." }
    };
    Page::new("Your password is set", content)
}

/// The same page for every dead link, so that it does not tell which links existed.
fn dead() -> Page {
    let content = html! {
        p { "It was used, was replaced by a newer one, or has expired. Sign in again, or ask the person who invited you for another." }
    };
    Page::new("This link is no longer valid", content).status(StatusCode::GONE)
}

/// What a refusal says, without the names of fields that only programs know.
fn in_words(refusal: &Refusal) -> String {
    match refusal.params.get("violations") {
        Some(violations) => format!("Choose another password: {violations}."),
        None => refusal.message(),
    }
}

fn answer(page: Result<Page>) -> Response {
    let refusal = match page {
        Ok(page) => {
            let mut response = page.into_response();
            tell_log(&mut response, OPERATION, None);
            return response;
        }
        Err(refusal) => refusal,
    };
    let content = html! { p { (refusal.message()) } };
    let page = Page::new("Something went wrong", content).status(refusal.status);
    let mut response = page.into_response();
    if let Some(seconds) = refusal.retry_after {
        response.headers_mut().insert(header::RETRY_AFTER, seconds.into());
    }
    tell_log_why(&mut response, OPERATION, refusal.code, refusal.reason.clone());
    response
}

fn field(form: &[u8], name: &str) -> Option<String> {
    let mut pairs = url::form_urlencoded::parse(form);
    pairs.find(|(key, _)| key == name).map(|(_, value)| value.into_owned())
}
