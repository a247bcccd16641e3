//! The two cookies of the sign-in page.
//!
//! One keeps a user signed in. The other proves that a form was fetched by the browser that sends
//! it, so that no other site can sign a browser in as somebody else.

use axum::http::{HeaderMap, HeaderValue, header};

use gate::{
    random::Random,
    secrets::{self, TokenHash},
};

/// The cookies that a browser sent.
#[derive(Debug)]
pub(super) struct Cookies {
    /// Does the browser reach this server over TLS?
    secure: bool,
    session: Option<String>,
    form: Option<String>,
}

const SESSION: &str = "callroster_session";
const FORM: &str = "callroster_form";

/// Over TLS, names that browsers accept from this very host alone.
fn name(secure: bool, name: &str) -> String {
    let prefix = if secure { "__Host-" } else { "" };
    format!("{prefix}{name}")
}

impl Cookies {
    pub(super) fn of(headers: &HeaderMap, secure: bool) -> Self {
        let lines = headers.get_all(header::COOKIE).iter().filter_map(|line| line.to_str().ok());
        let pairs: Vec<(&str, &str)> = lines
            .flat_map(|line| line.split(';'))
            .filter_map(|pair| pair.trim().split_once('='))
            .collect();
        let value = |wanted: &str| {
            let wanted = name(secure, wanted);
            let found = pairs.iter().find(|(name, _)| *name == wanted);
            found.map(|(_, value)| (*value).to_owned()).filter(|value| !value.is_empty())
        };
        Self { secure, session: value(SESSION), form: value(FORM) }
    }

    /// The hash of the session's secret.
    pub(super) fn session(&self) -> Option<TokenHash> {
        self.session.as_deref().map(TokenHash::of)
    }

    /// Keeps the user signed in until the browser is closed, or the session ends here.
    pub(super) fn with_session(&self, secret: &str) -> HeaderValue {
        self.set(SESSION, secret, "")
    }

    /// Takes the session from the browser.
    pub(super) fn without_session(&self) -> HeaderValue {
        self.set(SESSION, "", "; Max-Age=0")
    }

    /// What a form must hold to be trusted, and the cookie for a browser that has none yet.
    pub(super) fn form(&self) -> (String, Option<HeaderValue>) {
        match &self.form {
            Some(secret) => (proof(secret), None),
            None => {
                let secret = Random::System.secret();
                (proof(&secret), Some(self.set(FORM, &secret, "")))
            }
        }
    }

    /// Was the form with this proof fetched by this browser?
    pub(super) fn trust(&self, given: &str) -> bool {
        self.form.as_deref().is_some_and(|secret| secrets::same(&proof(secret), given))
    }

    fn set(&self, cookie: &str, value: &str, more: &str) -> HeaderValue {
        let secure = if self.secure { "; Secure" } else { "" };
        let name = name(self.secure, cookie);
        let text = format!("{name}={value}; Path=/; HttpOnly; SameSite=Lax{secure}{more}");
        let mut header =
            HeaderValue::from_str(&text).unwrap_or_else(|_| HeaderValue::from_static(""));
        header.set_sensitive(true);
        header
    }
}

/// What stands in the form of a browser with this cookie; the cookie cannot be told from it.
fn proof(secret: &str) -> String {
    TokenHash::of(&format!("form {secret}")).as_str().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cookies(line: &str, secure: bool) -> Cookies {
        let mut headers = HeaderMap::new();
        headers.insert(header::COOKIE, line.parse().unwrap());
        Cookies::of(&headers, secure)
    }

    #[test]
    fn over_tls_a_cookie_without_the_hosts_prefix_counts_for_nothing() {
        let line = "callroster_session=planted; a=b; __Host-callroster_session=ours";
        assert_eq!(cookies(line, true).session(), Some(TokenHash::of("ours")));
        assert_eq!(cookies("callroster_session=planted", true).session(), None);
        let set = cookies(line, true).with_session("new");
        assert_eq!(set, "__Host-callroster_session=new; Path=/; HttpOnly; SameSite=Lax; Secure");
    }

    #[test]
    fn only_the_browser_that_fetched_a_form_may_send_it() {
        let (form, set) = cookies("a=b", false).form();
        let set = set.unwrap();
        let line = set.to_str().unwrap().split(';').next().unwrap().to_owned();
        let mine = cookies(&line, false);
        assert!(mine.trust(&form) && mine.form() == (form.clone(), None));
        assert!(!mine.trust("") && !cookies("a=b", false).trust(&form));
        assert!(!cookies("callroster_form=another", false).trust(&form));
    }
}
