//! The way back to the program that sent a browser here.

use axum::{
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse as _, Response},
};
use url::Url;

/// What a browser takes back to the program.
#[derive(Debug, Clone)]
pub(super) enum Given {
    Code(String),
    Token {
        token: String,
        /// Seconds until it ends.
        seconds: i64,
    },
}

/// Where a browser goes back to: a registered address, with what the program gave to recognize it.
#[derive(Debug, Clone)]
pub(super) struct Redirect {
    /// The address as it was given and is registered.
    pub(super) registered: String,
    /// The same, parsed.
    pub(super) address: Url,
    /// Comes back as it was.
    pub(super) state: Option<String>,
    /// Tokens travel behind `#`, which browsers send to no server; codes behind `?`.
    pub(super) in_fragment: bool,
}

impl Redirect {
    /// Back with what was asked for.
    pub(super) fn with(&self, given: &Given) -> Response {
        match given {
            Given::Code(code) => self.back(&[("code", code)]),
            Given::Token { token, seconds } => self.back(&[
                ("access_token", token),
                ("expires_in", &seconds.to_string()),
                ("token_type", "bearer"),
            ]),
        }
    }

    /// Back with an error.
    pub(super) fn refused(&self, error: &str, description: &str) -> Response {
        self.back(&[("error", error), ("error_description", description)])
    }

    fn back(&self, values: &[(&str, &str)]) -> Response {
        let state = self.state.as_deref().map(|state| ("state", state));
        let values = values.iter().copied().chain(state);
        let mut address = self.address.clone();
        if self.in_fragment {
            let mut fragment = url::form_urlencoded::Serializer::new(String::new());
            let fragment = fragment.extend_pairs(values).finish();
            address.set_fragment(Some(&fragment));
        } else {
            address.query_pairs_mut().extend_pairs(values);
        }
        see(&address)
    }
}

/// Sends a browser to another address, which does not hear where it comes from.
pub(super) fn see(address: &Url) -> Response {
    let mut response = StatusCode::SEE_OTHER.into_response();
    let headers = response.headers_mut();
    if let Ok(location) = HeaderValue::from_str(address.as_str()) {
        headers.insert(header::LOCATION, location);
    }
    headers.insert(header::REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    fn location(registered: &str, state: Option<&str>, in_fragment: bool) -> String {
        let redirect = Redirect {
            registered: registered.to_owned(),
            address: crate::redirects::allowed(registered).unwrap(),
            state: state.map(str::to_owned),
            in_fragment,
        };
        let response = redirect.with(&Given::Code("a-code".to_owned()));
        response.headers()[header::LOCATION].to_str().unwrap().to_owned()
    }

    #[test]
    fn what_an_address_has_already_stays() {
        assert_eq!(
            location("https://app.example/back?from=1", Some("a b&c=d#e%"), false),
            "https://app.example/back?from=1&code=a-code&state=a+b%26c%3Dd%23e%25"
        );
        assert_eq!(location("my.app:signed-in", None, false), "my.app:signed-in?code=a-code");
        assert_eq!(
            location("http://localhost:3000", Some("é"), true),
            "http://localhost:3000/#code=a-code&state=%C3%A9"
        );
    }
}
