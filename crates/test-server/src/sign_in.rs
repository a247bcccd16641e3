//! Signing the administrator in to programs, and the tokens that these get.

use serde_json::Value;

use crate::{ADMIN, Answer, BACK, Program, TestServer, encoded};

impl TestServer {
    /// A code for the administrator.
    pub async fn code(&self, program: &Program, more: &[(&str, &str)]) -> String {
        let page = program.page("code", more);
        self.browser().sign_in(&page, ADMIN).await.brought("code")
    }

    /// Asks for tokens, with the program's secret.
    pub async fn tokens(&self, program: &Program, form: &[(&str, &str)]) -> Answer {
        let ask = self.ask("POST", "/oauth/token").basic(&program.id, &program.secret);
        ask.form(&encoded(form)).await
    }

    /// Asks for tokens as programs do that have no secret.
    pub async fn tokens_without_secret(&self, program: &Program, form: &[(&str, &str)]) -> Answer {
        let form = [form, &[("client_id", program.id.as_str())]].concat();
        self.ask("POST", "/oauth/token").no_token().form(&encoded(&form)).await
    }

    /// The tokens of a new sign-in of the administrator.
    pub async fn signed_in(&self, program: &Program) -> Value {
        let code = self.code(program, &[]).await;
        let answer = self.tokens(program, &for_code(&code)).await;
        assert_eq!(answer.status, 200, "{}", answer.body);
        answer.body
    }

    /// Does a token count?
    pub async fn counts(&self, token: &Value) -> bool {
        self.get_with("/api/v2/tokens/me", token.as_str().unwrap()).await.status == 200
    }

    /// What was audited of sessions: what was done, about whom, by whom, and why.
    pub async fn audited(&self) -> Vec<String> {
        let rows = store::testing::rows(&self.db, &self.organization).await.unwrap();
        let sessions = rows["audits"].iter().filter(|row| row.contains("\"Session\""));
        sessions.cloned().collect()
    }
}

/// The form that turns a code into tokens.
pub fn for_code(code: &str) -> [(&str, &str); 3] {
    [("grant_type", "authorization_code"), ("code", code), ("redirect_uri", BACK)]
}

/// The form that turns a refresh token into new tokens.
pub fn for_refresh(token: &Value) -> [(&str, &str); 2] {
    [("grant_type", "refresh_token"), ("refresh_token", token.as_str().unwrap())]
}
