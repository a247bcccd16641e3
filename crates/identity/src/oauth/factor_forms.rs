//! The page of the second step: a code, a security key, or either.

use maud::{Markup, html};

use super::{
    forms::{Problem, shown},
    request::AuthorizationRequest,
    second_factor::{Factors, KeyRequest},
};
use crate::page::{Field, Page, problem};

/// Said of a code that is not right now.
pub(super) const WRONG_CODE: &str =
    "The code is wrong or was used before. Wait for the next code and try again.";
/// Said of a security key that did not sign what it was asked to.
pub(super) const WRONG_KEY: &str =
    "The security key was not accepted. Try again with a key that you registered here.";

/// The one script of these pages: asks the browser for a security key.
const SCRIPT: &str = include_str!("../page/security_key.js");

/// What stands in every form of the page: the proof that it came from here, and the ticket.
type Hidden<'a> = (&'a str, &'a str);

/// The page after the password was right.
pub(super) fn page(
    asked: &AuthorizationRequest,
    hidden: Hidden<'_>,
    factors: &Factors,
    wrong: Option<Problem<'_>>,
) -> Page {
    let (title, task) = match (factors.codes, &factors.keys) {
        (true, None) => ("Enter your code", "Now enter a code"),
        (false, Some(_)) => ("Use your security key", "Now use your security key"),
        (true, Some(_)) => ("One more step", "Now use your security key or enter a code"),
        (false, None) => ("This sign-in cannot continue", "A security key is needed"),
    };
    let keys_first = factors.keys.as_ref().is_some_and(|keys| keys.first);
    let wrong_code = wrong.is_some_and(|wrong| wrong.sentence == WRONG_CODE);
    let code = |focused: bool| factors.codes.then(|| code_form(hidden, wrong_code, focused));
    let content = html! {
        p { "Your password is correct. " (task) " for your account at " strong { (asked.organization) } "." }
        @if let Some(wrong) = wrong { (problem(wrong.sentence)) }
        @if !keys_first { (code(true).unwrap_or_default()) }
        @if let Some(keys) = &factors.keys { (key_form(hidden, keys)) }
        @if keys_first { (code(false).unwrap_or_default()) }
        @if !factors.elsewhere.is_empty() {
            p.aside {
                "You have a security key for another address of this server; it works there alone: "
                (factors.elsewhere.join(", ")) "."
            }
        }
    };
    let page = shown(Page::new(title, content), &asked.redirect, wrong);
    if factors.keys.is_some() { page.with_script(SCRIPT) } else { page }
}

fn code_form((proof, ticket): Hidden<'_>, wrong: bool, focused: bool) -> Markup {
    let field = Field {
        name: "code",
        label: "Code",
        kind: "text",
        fill: "one-time-code",
        value: "",
        hint: Some("The digits that your authenticator app shows."),
        focused,
        wrong,
    };
    html! {
        form method="post" {
            input type="hidden" name="form" value=(proof);
            input type="hidden" name="ticket" value=(ticket);
            (field.markup())
            button { "Continue" }
        }
    }
}

fn key_form((proof, ticket): Hidden<'_>, keys: &KeyRequest) -> Markup {
    let asked = serde_json::json!({
        "challenge": keys.challenge, "site": keys.site, "keys": keys.keys,
    });
    html! {
        form method="post" id="security-key" data-asked=(asked.to_string()) {
            input type="hidden" name="form" value=(proof);
            input type="hidden" name="ticket" value=(ticket);
            @for name in ["key_id", "key_client_data", "key_data", "key_signature"] {
                input type="hidden" name=(name) value="";
            }
            p.problem #security-key-problem role="alert" hidden {}
            noscript { p { "A security key needs a browser that runs scripts. Allow them for this page." } }
            button { "Use your security key" }
        }
    }
}
