//! Who changes: users of an organization of its own, made over HTTP.

use std::process::Command;

use serde_json::{Value, json};

use crate::{Failure, client::request, data, load, process::Process};

/// Names the first client of a server that is started.
pub(super) fn bootstrap(command: &mut Command) {
    command.env("CALLROSTER_BOOTSTRAP_CLIENT_ID", data::CLIENT);
    command.env("CALLROSTER_BOOTSTRAP_CLIENT_SECRET", data::SECRET);
}

/// Users, and a token that may change them.
pub(super) struct People {
    token: String,
    ids: Vec<String>,
}

impl People {
    pub(super) async fn make(node: &Process, count: usize) -> Result<Self, Failure> {
        let token = data::sign_in(node).await?;
        let mut people = Self { token, ids: Vec::with_capacity(count) };
        for number in 0..count {
            let name = format!("Person {number}");
            let body = json!({ "name": name, "email": format!("person.{number}@example.com") });
            let made = people.ask(node, "POST", "/api/v2/users", &body).await?;
            people.ids.push(text(&made, "id")?);
        }
        Ok(people)
    }

    pub(super) fn ids(&self) -> &[String] {
        &self.ids
    }

    /// How each user is changed.
    pub(super) fn requests(&self) -> impl Iterator<Item = Change> {
        self.ids.iter().map(|id| Change {
            token: self.token.clone(),
            path: format!("/api/v2/users/{id}/presences/purecloud"),
        })
    }

    pub(super) async fn ask(
        &self,
        node: &Process,
        method: &str,
        path: &str,
        body: &Value,
    ) -> Result<Value, Failure> {
        let request = request(method, path, &self.token, &body.to_string());
        let answer = load::once(node.address(), &request).await?;
        serde_json::from_slice(&answer).map_err(|error| error.to_string())
    }
}

/// A text of an answer.
pub(super) fn text(answer: &Value, name: &str) -> Result<String, Failure> {
    let found = answer[name].as_str().map(str::to_owned);
    found.ok_or_else(|| format!("the server gave no {name}"))
}

/// The change of one user.
pub(super) struct Change {
    token: String,
    path: String,
}

impl Change {
    /// The request, whose notification says this.
    pub(super) fn saying(&self, said: &str) -> Vec<u8> {
        request("PATCH", &self.path, &self.token, &json!({ "message": said }).to_string())
    }
}
