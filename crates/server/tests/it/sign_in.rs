//! Users signing in to programs: the page, what it gives, and what becomes of that.

mod codes;
mod crowded;
mod limits;
mod page;
mod refresh;
mod sessions;

use serde_json::Value;

use crate::support::{ADMIN, Answer, BACK, Program, TestServer, encoded};

/// A verifier and its challenge.
const PKCE: (&str, &str) =
    ("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk", "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM");

impl TestServer {
    /// A code for the administrator.
    async fn code(&self, program: &Program, more: &[(&str, &str)]) -> String {
        let page = program.page("code", more);
        self.browser().sign_in(&page, ADMIN).await.brought("code")
    }

    /// Asks for tokens, with the program's secret.
    async fn tokens(&self, program: &Program, form: &[(&str, &str)]) -> Answer {
        let ask = self.ask("POST", "/oauth/token").basic(&program.id, &program.secret);
        ask.form(&encoded(form)).await
    }

    /// Asks for tokens as programs do that have no secret.
    async fn tokens_without_secret(&self, program: &Program, form: &[(&str, &str)]) -> Answer {
        let form = [form, &[("client_id", program.id.as_str())]].concat();
        self.ask("POST", "/oauth/token").no_token().form(&encoded(&form)).await
    }

    /// The tokens of a new sign-in of the administrator.
    async fn signed_in(&self, program: &Program) -> Value {
        let code = self.code(program, &[]).await;
        let answer = self.tokens(program, &for_code(&code)).await;
        assert_eq!(answer.status, 200, "{}", answer.body);
        answer.body
    }

    /// Does a token count?
    async fn counts(&self, token: &Value) -> bool {
        self.get_with("/api/v2/tokens/me", token.as_str().unwrap()).await.status == 200
    }

    /// What was audited of sessions: what was done, about whom, by whom, and why.
    async fn audited(&self) -> Vec<String> {
        let rows = store::testing::rows(&self.db, &self.organization).await.unwrap();
        let sessions = rows["audits"].iter().filter(|row| row.contains("\"Session\""));
        sessions.cloned().collect()
    }
}

fn for_code(code: &str) -> [(&str, &str); 3] {
    [("grant_type", "authorization_code"), ("code", code), ("redirect_uri", BACK)]
}

fn for_refresh(token: &Value) -> [(&str, &str); 2] {
    [("grant_type", "refresh_token"), ("refresh_token", token.as_str().unwrap())]
}

/// Asserts an error of the token endpoint.
#[track_caller]
fn refused(answer: &Answer, status: u16, error: &str, words: &str) {
    assert_eq!((answer.status, &answer.body["error"]), (status, &Value::from(error)), "{answer:?}");
    let description = answer.body["error_description"].as_str().unwrap();
    assert!(description.contains(words), "`{words}` is not in: {description}");
    assert_eq!(answer.body["description"], answer.body["error_description"]);
}
