//! Passwords of users, and what an organization asks of them.

use serde_json::{Value, json};
use store::passwords::Policy;

use crate::{Ask, TestServer};

impl TestServer {
    /// Makes this the policy of the organization.
    pub async fn demand(&self, policy: Policy) {
        self.demand_in(&self.organization, policy).await;
    }

    /// The same of the passwords of any organization.
    pub async fn demand_in(&self, organization: &str, policy: Policy) {
        let organization = organization.to_owned();
        let set = self.db.write(move |tx| {
            let (organization, policy) = (organization.clone(), policy.clone());
            Box::pin(async move {
                tx.enter(&organization);
                store::passwords::set_policy(tx, &policy).await
            })
        });
        set.await.unwrap();
    }

    /// Sets a password as the first client does.
    pub fn set_password(&self, user: &Value, password: &str) -> Ask {
        let path = format!("/api/v2/users/{}/password", user["id"].as_str().unwrap());
        self.ask("POST", &path).json(json!({ "newPassword": password }))
    }

    /// Changes a password as its owner does.
    pub fn change_password(&self, token: &str, old: &str, new: &str) -> Ask {
        let body = json!({ "oldPassword": old, "newPassword": new });
        self.ask("POST", "/api/v2/users/me/password").token(token).json(body)
    }

    /// A user with a password, and a token.
    pub async fn user_with(&self, name: &str, password: &str) -> (Value, String) {
        let user = self.user(name).await;
        assert_eq!(self.set_password(&user, password).await.status, 204);
        let token = self.token_of(user["id"].as_str().unwrap(), 3600).await;
        (user, token)
    }
}
