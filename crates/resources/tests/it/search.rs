//! Search for users and groups.

mod criteria;
mod groups;
mod links;
mod live;
mod locations;
mod paging;
mod refusals;
mod rights;
mod teams;
mod upkeep;

use serde_json::{Value, json};

use test_server::{Answer, TestServer};

const USERS: &str = "/api/v2/users/search";

/// Searches of users.
trait Searches {
    /// Searches users.
    async fn search(&self, body: Value) -> Answer;

    /// The names of the users who meet one criterion, in the order of the answer.
    async fn found(&self, criterion: Value) -> Vec<String>;
}

impl Searches for TestServer {
    async fn search(&self, body: Value) -> Answer {
        self.ask("POST", USERS).json(body).await
    }

    async fn found(&self, criterion: Value) -> Vec<String> {
        let answer = self.search(json!({ "query": [criterion] })).await;
        assert_eq!(answer.status, 200, "{}", answer.body);
        names(&answer.body)
    }
}

/// The names of what was found; as many as the total says.
fn names(answer: &Value) -> Vec<String> {
    let results = answer["results"].as_array().unwrap();
    if answer["pageCount"].as_i64() <= Some(1) {
        assert_eq!(answer["total"], results.len(), "{answer}");
    }
    results.iter().map(|one| one["name"].as_str().unwrap().to_owned()).collect()
}
