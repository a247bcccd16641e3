//! What signing in leaves behind, which no operation names.

use serde_json::{Value, json};
use store::passwords::Policy;

use super::{Kind, PASSWORD, Samples, id, unique};
use crate::{BACK, Program, encoded};

const WRONG: &str = "Wrong-Password-Of-The-Sweep";

impl Samples<'_> {
    /// Signs the set's user in: there is a session, a code and its tokens, all of one family, then a
    /// failed attempt, and a sign-in that waits for the code of a second factor and got a wrong one.
    pub async fn sign_in(&mut self) {
        let email = self.with_a_former_password().await;
        let body = json!({
            "name": unique("Program"), "authorizedGrantType": "CODE",
            "registeredRedirectUri": [BACK],
        });
        let made = self.post("/api/v2/oauth/clients", body).await;
        let secret = made["secret"].as_str().unwrap().to_owned();
        let program = Program { id: id(&made), secret };
        let page = program.page("code", &[]);
        let code = self.server.browser().sign_in(&page, (&email, PASSWORD)).await.brought("code");
        let form = [("grant_type", "authorization_code"), ("code", &*code), ("redirect_uri", BACK)];
        let ask = self.server.ask("POST", "/oauth/token").basic(&program.id, &program.secret);
        assert_eq!(ask.form(&encoded(&form)).await.status, 200);
        self.server.browser().sign_in(&page, (&email, WRONG)).await;

        let verifier = self.make(Kind::Verifier).await;
        let path = format!("/api/v2/users/me/verifiers/totp/{verifier}");
        self.post_as_user(&path, json!({ "token": self.code() })).await;
        let mut browser = self.server.browser();
        let asked = browser.sign_in(&page, (&email, PASSWORD)).await;
        let (form, ticket) = (asked.hidden("form"), asked.hidden("ticket"));
        let code = self.wrong_code();
        browser.post(&page, &[("form", &form), ("ticket", &ticket), ("code", code)]).await;
    }

    /// Gives the set's user a password after another; the user's address.
    async fn with_a_former_password(&mut self) -> String {
        let policy = Policy { history: 3, ..Policy::default() };
        self.server.demand_in(&self.organization, policy).await;
        let user = self.make(Kind::User).await;
        let path = format!("/api/v2/users/{user}/password");
        self.post(&path, json!({ "newPassword": format!("{PASSWORD}-first") })).await;
        self.make(Kind::Password).await;
        let path = format!("/api/v2/users/{user}");
        let shown = self.send("GET", &path, Value::Null, &self.token).await;
        shown["email"].as_str().unwrap().to_owned()
    }
}
