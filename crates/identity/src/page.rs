//! The shell of the server's HTML pages: sign-in, second step, errors.
//!
//! They are plain HTML with one inline style, and no script but where a security key is asked: only
//! a script can reach one. Whatever a value holds, the templates
//! escape it, and the headers forbid everything that a page does not need: see [`Page`].

use std::sync::LazyLock;

use axum::{
    http::{HeaderName, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use maud::{DOCTYPE, Markup, PreEscaped, html};
use sha2::{Digest as _, Sha256};
use url::Url;

/// The one style of every page.
const STYLE: &str = include_str!("page/style.css");
/// The sign beside the name.
const SIGN: &str = "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 24 24'%3E%3Crect width='24' height='24' rx='6' fill='%230b6b66'/%3E%3Cpath d='M6 8h2m3 0h7M6 12h2m3 0h7M6 16h2m3 0h4' stroke='white' stroke-width='2' stroke-linecap='round'/%3E%3C/svg%3E";

/// A page, whole but for the headers that every answer has.
///
/// It may not be framed, cached or named to other sites, loads nothing, and sends its form only to
/// this server, from which [`Page::continuing_at`] lets it go on.
pub(crate) struct Page {
    status: StatusCode,
    title: String,
    content: Markup,
    onward: Option<String>,
    script: Option<&'static str>,
}

impl Page {
    /// A page with this title, which is also its heading, and this below it.
    pub(crate) fn new(title: impl Into<String>, content: Markup) -> Self {
        Self { status: StatusCode::OK, title: title.into(), content, onward: None, script: None }
    }

    /// Another status than 200.
    pub(crate) fn status(mut self, status: StatusCode) -> Self {
        self.status = status;
        self
    }

    /// Where the answer to the page's form may redirect to.
    ///
    /// Browsers hold redirects to the rule for forms too, those that follow at the other end as
    /// well, so the rule names no more than the scheme: `https:` for a site, `app:` for an app.
    pub(crate) fn continuing_at(mut self, address: &Url) -> Self {
        self.onward = Some(format!("{}:", address.scheme()));
        self
    }

    /// The one script of the page, allowed by its hash.
    pub(crate) fn with_script(mut self, script: &'static str) -> Self {
        self.script = Some(script);
        self
    }

    fn policy(&self) -> String {
        static STYLE_HASH: LazyLock<String> =
            LazyLock::new(|| STANDARD.encode(Sha256::digest(STYLE.as_bytes())));
        let onward = self.onward.as_deref().unwrap_or_default();
        let script = self.script.map_or_else(String::new, |script| {
            format!("script-src 'sha256-{}'; ", STANDARD.encode(Sha256::digest(script.as_bytes())))
        });
        format!(
            "default-src 'none'; {script}style-src 'sha256-{}'; img-src data:; base-uri 'none'; \
             form-action 'self' {onward}; frame-ancestors 'none'",
            *STYLE_HASH
        )
    }

    fn markup(&self) -> Markup {
        let refused = self.status.is_client_error() || self.status.is_server_error();
        html! {
            (DOCTYPE)
            html lang="en" {
                head {
                    meta charset="utf-8";
                    meta name="viewport" content="width=device-width, initial-scale=1";
                    meta name="color-scheme" content="light dark";
                    meta name="robots" content="noindex";
                    title { @if refused { "Error: " } (self.title) " – Callroster" }
                    link rel="icon" href=(SIGN);
                    style { (PreEscaped(STYLE)) }
                }
                body {
                    header { img src=(SIGN) alt="" width="28" height="28"; "Callroster" }
                    main {
                        h1 { (self.title) }
                        (self.content)
                    }
                    @if let Some(script) = self.script { script { (PreEscaped(script)) } }
                }
            }
        }
    }
}

impl IntoResponse for Page {
    fn into_response(self) -> Response {
        let html = (header::CONTENT_TYPE, "text/html; charset=utf-8");
        let mut response = (self.status, [html], self.markup().into_string()).into_response();
        let headers = response.headers_mut();
        if let Ok(policy) = HeaderValue::from_str(&self.policy()) {
            headers.insert(header::CONTENT_SECURITY_POLICY, policy);
        }
        // No Cross-Origin-Opener-Policy: the SDK signs in from a window that the page opened.
        for (name, value) in [
            (header::X_FRAME_OPTIONS, "DENY"),
            (header::REFERRER_POLICY, "no-referrer"),
            (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
        ] {
            headers.insert(name, HeaderValue::from_static(value));
        }
        response
    }
}

/// What is wrong, said at once by a screen reader; at most one on a page.
pub(crate) fn problem(sentence: &str) -> Markup {
    html! { p.problem #problem role="alert" { (sentence) } }
}

/// The answer to a browser that comes too often.
pub(crate) fn too_often(seconds: u64) -> Response {
    let page = Page::new("Too many attempts", problem(&too_many(seconds)));
    let mut response = page.status(StatusCode::TOO_MANY_REQUESTS).into_response();
    response.headers_mut().insert(header::RETRY_AFTER, seconds.into());
    response
}

/// The sentence for too many attempts, the same for every account.
pub(crate) fn too_many(seconds: u64) -> String {
    let minutes = seconds.div_ceil(60);
    match seconds {
        ..=1 => "Too many attempts. Wait a second and try again.".to_owned(),
        2..=90 => format!("Too many attempts. Wait {seconds} seconds and try again."),
        _ => format!("Too many attempts. Wait {minutes} minutes and try again."),
    }
}

/// An input of a form, with its label.
pub(crate) struct Field<'a> {
    /// Its name, in the form and as an id.
    pub(crate) name: &'a str,
    /// What people read above it.
    pub(crate) label: &'a str,
    /// `text`, `password`, …
    pub(crate) kind: &'a str,
    /// What browsers and password managers may fill in, as in HTML's `autocomplete`.
    pub(crate) fill: &'a str,
    /// What stands in it already.
    pub(crate) value: &'a str,
    /// A hint below the label.
    pub(crate) hint: Option<&'a str>,
    /// Does typing begin here?
    pub(crate) focused: bool,
    /// Does the page's [`problem`] speak of it?
    pub(crate) wrong: bool,
}

impl Field<'_> {
    /// The input as HTML.
    pub(crate) fn markup(&self) -> Markup {
        let hint = self.hint.map(|_| format!("{}-hint", self.name));
        let described: Vec<String> =
            self.wrong.then(|| "problem".to_owned()).into_iter().chain(hint.clone()).collect();
        let described = (!described.is_empty()).then(|| described.join(" "));
        let keyboard = match self.fill {
            "username" => Some("email"),
            "one-time-code" => Some("numeric"),
            _ => None,
        };
        html! {
            div.field {
                label for=(self.name) { (self.label) }
                @if let (Some(id), Some(hint)) = (&hint, self.hint) { p.hint id=(id) { (hint) } }
                input id=(self.name) name=(self.name) type=(self.kind) value=(self.value)
                    autocomplete=(self.fill) inputmode=[keyboard] autocapitalize="none"
                    spellcheck="false" required autofocus[self.focused]
                    aria-invalid=[self.wrong.then_some("true")] aria-describedby=[described];
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(page: &Page) -> String {
        page.markup().into_string()
    }

    #[test]
    fn whatever_a_value_holds_is_text() {
        let evil = "\"><script>alert(1)</script>";
        let field = Field {
            name: "email",
            label: evil,
            kind: "text",
            fill: "username",
            value: evil,
            hint: Some(evil),
            focused: true,
            wrong: true,
        };
        let page = Page::new(evil, html! { (problem(evil)) (field.markup()) });
        assert!(!text(&page).contains("<script"), "{}", text(&page));
    }

    #[test]
    fn a_form_goes_on_only_where_it_is_let() {
        let page = Page::new("Sign in", html! {});
        assert!(page.policy().contains("form-action 'self' ; frame-ancestors 'none'"));
        let page = page.continuing_at(&"my.app://signed-in".parse().unwrap());
        assert!(page.policy().contains("form-action 'self' my.app:;"));
    }

    #[test]
    fn an_error_says_so_in_its_title() {
        let page = Page::new("Sign in", html! {});
        assert!(text(&page).contains("<title>Sign in – Callroster</title>"));
        let page = page.status(StatusCode::BAD_REQUEST);
        assert!(text(&page).contains("<title>Error: Sign in – Callroster</title>"));
    }
}
