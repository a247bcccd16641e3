//! The pages of signing in, as HTML. Their forms go to the address that they came from.

use axum::http::StatusCode;
use maud::html;

use super::{redirect::Redirect, request::AuthorizationRequest};
use crate::page::{Field, Page, problem};
use gate::refusal::Refusal;

/// Said of an unknown address, a wrong password and a user who may not sign in, all alike.
pub(super) const WRONG: &str =
    "The e-mail address or the password is wrong. Check both and try again.";
/// Said where either is missing.
pub(super) const EMPTY: &str = "Enter your e-mail address and your password.";
/// Said of a form that did not come from this page, or without its cookie.
pub(super) const FOREIGN: &str = "This form could not be checked: your browser sent no cookie for \
                                  it. Allow cookies for this site and try again.";
/// Said where the second step came too late, or failed too often.
pub(super) const OVER: &str =
    "The sign-in took too long, or too many codes or keys were wrong. Start again.";
/// Said where so many sign in at once that this password was not looked at.
pub(super) const BUSY: &str =
    "Many people are signing in at this moment. Wait a few seconds and try again.";

/// What went wrong with a form before.
#[derive(Debug, Clone, Copy)]
pub(super) struct Problem<'a> {
    pub(super) status: StatusCode,
    pub(super) sentence: &'a str,
}

/// E-mail address and password.
pub(super) fn sign_in(
    asked: &AuthorizationRequest,
    proof: &str,
    email: &str,
    wrong: Option<Problem<'_>>,
) -> Page {
    let name = asked.client.client.name.as_deref().unwrap_or_default();
    let field = Field {
        name: "email",
        label: "E-mail address",
        kind: "text",
        fill: "username",
        value: email,
        hint: None,
        focused: email.is_empty(),
        wrong: wrong.is_some(),
    };
    let password = Field {
        name: "password",
        label: "Password",
        kind: "password",
        fill: "current-password",
        value: "",
        focused: !email.is_empty(),
        ..field
    };
    let content = html! {
        p { "to continue to " strong { (name) } " with your account at " strong { (asked.organization) } "." }
        @if let Some(wrong) = wrong { (problem(wrong.sentence)) }
        form method="post" {
            input type="hidden" name="form" value=(proof);
            (field.markup())
            (password.markup())
            button { "Sign in" }
        }
    };
    shown(Page::new("Sign in", content), &asked.redirect, wrong)
}

pub(super) fn shown(page: Page, redirect: &Redirect, wrong: Option<Problem<'_>>) -> Page {
    let status = wrong.map_or(StatusCode::OK, |wrong| wrong.status);
    page.status(status).continuing_at(&redirect.address)
}

/// What another program asked for cannot be done, and it cannot be told.
pub(super) fn unusable(sentence: &str, given: Option<(&str, String)>) -> Page {
    let content = html! {
        (problem(sentence))
        @if let Some((name, value)) = given {
            dl { dt { "The " code { (name) } " in the request" } dd { code { (value) } } }
        }
        p.aside { "This is not your mistake. Send the text of this page to the operator of the application that sent you here." }
    };
    Page::new("This sign-in cannot continue", content).status(StatusCode::BAD_REQUEST)
}

/// The server could not answer, or the form could not be read.
pub(super) fn failed(refusal: &Refusal, correlation: &str) -> Page {
    let status = refusal.status;
    if status.is_client_error() {
        let content = html! { (problem(&refusal.message())) };
        return Page::new("Something went wrong", content).status(status);
    }
    let content = html! {
        (problem("The server could not do this now. Try again in a moment."))
        dl { dt { "The operator of the server finds the reason in its log under" } dd { code { (correlation) } } }
    };
    Page::new("Something went wrong", content).status(status)
}

/// The page after signing out.
pub(super) fn signed_out() -> Page {
    let content = html! {
        p { "You are signed out of Callroster in this browser. You may close this page." }
    };
    Page::new("Signed out", content)
}
