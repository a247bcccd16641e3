//! A browser as far as signing in needs one: it keeps cookies, sends forms back where they came
//! from, and tells where it was sent instead of going there.

use std::collections::BTreeMap;

use reqwest::header::HeaderMap;
use serde_json::{Value, json};

use crate::{TestServer, request::http};

/// Where the programs of these tests wait for browsers.
pub const BACK: &str = "https://app.example/back?of=callroster";

/// A program that users sign in to.
#[derive(Debug, Clone)]
pub struct Program {
    /// The id of its client.
    pub id: String,
    /// The secret of its client.
    pub secret: String,
}

/// One browser.
pub struct Browser {
    url: String,
    /// What it keeps, by name.
    pub cookies: BTreeMap<String, String>,
    /// Sent with every request.
    pub headers: Vec<(&'static str, String)>,
}

/// What a browser got.
#[derive(Debug)]
pub struct Seen {
    /// The status code.
    pub status: u16,
    /// All headers.
    pub headers: HeaderMap,
    /// The body.
    pub text: String,
}

/// Text as a value of a query or form.
pub fn encoded(pairs: &[(&str, &str)]) -> String {
    url::form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish()
}

impl TestServer {
    /// A browser without cookies.
    pub fn browser(&self) -> Browser {
        Browser { url: self.url.clone(), cookies: BTreeMap::new(), headers: Vec::new() }
    }

    /// Registers a program that gets its tokens in this way.
    pub async fn program(&self, grant: &str) -> Program {
        self.program_with(json!({
            "name": "Wall <board>", "authorizedGrantType": grant, "registeredRedirectUri": [BACK],
        }))
        .await
    }

    /// Registers a program.
    pub async fn program_with(&self, body: Value) -> Program {
        let made = self.ask("POST", "/api/v2/oauth/clients").json(body).await;
        assert_eq!(made.status, 200, "{}", made.body);
        let text = |field: &str| made.body[field].as_str().unwrap().to_owned();
        Program { id: text("id"), secret: text("secret") }
    }
}

impl Program {
    /// The address of the sign-in page for this program.
    pub fn page(&self, response_type: &str, more: &[(&str, &str)]) -> String {
        let own = [
            ("client_id", self.id.as_str()),
            ("redirect_uri", BACK),
            ("response_type", response_type),
        ];
        format!("/oauth/authorize?{}", encoded(&[&own, more].concat()))
    }
}

impl Browser {
    /// Fetches a page.
    pub async fn get(&mut self, path: &str) -> Seen {
        self.send(http().get(format!("{}{path}", self.url))).await
    }

    /// Sends a form.
    pub async fn post(&mut self, path: &str, form: &[(&str, &str)]) -> Seen {
        let kind = ("content-type", "application/x-www-form-urlencoded");
        let request = http().post(format!("{}{path}", self.url)).header(kind.0, kind.1);
        self.send(request.body(encoded(form))).await
    }

    async fn send(&mut self, mut request: reqwest::RequestBuilder) -> Seen {
        if !self.cookies.is_empty() {
            let pairs = self.cookies.iter().map(|(name, value)| format!("{name}={value}"));
            request = request.header("cookie", pairs.collect::<Vec<_>>().join("; "));
        }
        for (name, value) in &self.headers {
            request = request.header(*name, value);
        }
        let response = request.send().await.unwrap();
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        for line in headers.get_all("set-cookie") {
            let line = line.to_str().unwrap();
            let (pair, rest) = line.split_once(';').unwrap();
            let (name, value) = pair.split_once('=').unwrap();
            if rest.contains("Max-Age=0") {
                self.cookies.remove(name);
            } else {
                self.cookies.insert(name.to_owned(), value.to_owned());
            }
        }
        Seen { status, headers, text: response.text().await.unwrap() }
    }

    /// Fetches the page, fills in the form and sends it.
    pub async fn sign_in(&mut self, page: &str, (email, password): (&str, &str)) -> Seen {
        let seen = self.get(page).await;
        assert_eq!(seen.status, 200, "{seen:?}");
        let form = seen.hidden("form");
        self.post(page, &[("form", &form), ("email", email), ("password", password)]).await
    }
}

impl Seen {
    /// A header; empty if there is none.
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    /// The value of a hidden input.
    pub fn hidden(&self, name: &str) -> String {
        let before = format!("name=\"{name}\" value=\"");
        let (_, rest) = self.text.split_once(&before).unwrap_or_else(|| panic!("{self:?}"));
        rest.split_once('"').unwrap().0.to_owned()
    }

    /// Where the browser was sent, and the values there, behind `?` or `#`.
    #[track_caller]
    pub fn went_to(&self) -> (String, BTreeMap<String, String>) {
        assert_eq!(self.status, 303, "{self:?}");
        let location = self.header("location");
        let (place, values) = location.split_once('#').unwrap_or_else(|| {
            // What the address had already stays before what was added.
            location.split_at(location.find('&').unwrap_or(location.len()))
        });
        let values = values.trim_start_matches('&').as_bytes();
        (place.to_owned(), url::form_urlencoded::parse(values).into_owned().collect())
    }

    /// A value that the browser took back to the program.
    #[track_caller]
    pub fn brought(&self, name: &str) -> String {
        let (place, values) = self.went_to();
        assert_eq!(place, BACK);
        values.get(name).unwrap_or_else(|| panic!("no {name} in {values:?}")).clone()
    }

    /// Asserts that the page says this, and that nobody was sent anywhere.
    #[track_caller]
    pub fn says(&self, status: u16, words: &str) -> &Self {
        assert_eq!((self.status, self.header("location")), (status, ""), "{self:?}");
        assert!(self.text.contains(words), "`{words}` is not in: {}", self.text);
        self
    }
}
