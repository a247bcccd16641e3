//! Every operation is out of reach for applications of other scopes.

use std::collections::HashMap;

use api::{Entry, Lane, Method};
use test_server::{ADMIN, Answer, Engine, TestServer, both_engines, samples::nonsense};

use super::{Excuses, nothing_is_left_out, served};

/// The scope of an area in which nothing is served.
const ELSEWHERE: &str = "gamification";

/// Operations that need no scope, each with the reason.
const WITHOUT: &Excuses = &[(
    "every application may look at its own token and end it",
    &["getTokensMe", "headTokensMe", "deleteTokensMe"],
)];

/// Applications by their one scope, used by the administrator, whom no permission stops.
struct Applications<'s> {
    server: &'s TestServer,
    administrator: String,
    by_scope: HashMap<&'static str, String>,
}

impl<'s> Applications<'s> {
    async fn new(server: &'s TestServer) -> Self {
        let users = server.get("/api/v2/users").await.body;
        let all = users["entities"].as_array().unwrap();
        let found = all.iter().find(|user| user["email"] == ADMIN.0).unwrap();
        let administrator = found["id"].as_str().unwrap().to_owned();
        Self { server, administrator, by_scope: HashMap::new() }
    }

    /// Is the operation refused to the application with this scope, for its scope?
    async fn refuse(&mut self, entry: &Entry, scope: &'static str) -> bool {
        if !self.by_scope.contains_key(scope) {
            let made = self.server.application(&[scope]).await;
            self.by_scope.insert(scope, made);
        }
        // A token of its own each time: some operations end it.
        let token = self.server.token_through(&self.by_scope[scope], &self.administrator).await;
        let answer = nonsense(self.server, entry, "x").token(&token).await;
        assert_ne!(answer.status, 401, "{} with {scope}", entry.meta.id);
        is_refused(entry, &answer)
    }
}

fn is_refused(entry: &Entry, answer: &Answer) -> bool {
    if entry.meta.method == Method::Head {
        return answer.status == 403;
    }
    answer.code() == "app.not.authorized.for.scope"
}

/// Does it change nothing? Said here once more, and not asked of what is tested.
fn reads(entry: &Entry) -> bool {
    matches!(entry.meta.method, Method::Get | Method::Head)
        || entry.meta.lane != Lane::Write
        // A job is the caller's own question: asking it and dropping it is reading.
        || entry.meta.path.starts_with("/api/v2/analytics/users/") && entry.meta.path.contains("/jobs")
}

#[both_engines]
async fn every_operation_refuses_an_application_of_another_scope_and_names_its_own(engine: Engine) {
    let server = TestServer::start(engine).await;
    let mut applications = Applications::new(&server).await;
    let (mut limited, mut unlimited) = (0, Vec::new());
    for entry in served() {
        let id = entry.meta.id;
        let Some(scopes) = entry.meta.scopes() else {
            assert!(!applications.refuse(entry, ELSEWHERE).await, "{id}");
            unlimited.push(id);
            continue;
        };
        limited += 1;
        assert!(applications.refuse(entry, ELSEWHERE).await, "{id} with {ELSEWHERE}");
        assert!(!scopes.is_empty(), "{id} has no scope");
        for scope in &scopes {
            assert!(!applications.refuse(entry, scope.id).await, "{id} with {}", scope.id);
        }
        // HEAD has no body to look at.
        if entry.meta.method == Method::Head {
            continue;
        }
        let client = &applications.by_scope[ELSEWHERE];
        let token = server.token_through(client, &applications.administrator).await;
        let answer = nonsense(&server, entry, "x").token(&token).await;
        let names: Vec<&str> = scopes.iter().map(|scope| scope.id).collect();
        answer.refused(403, "app.not.authorized.for.scope").naming(&names).naming(&[ELSEWHERE]);
    }
    nothing_is_left_out(limited, &unlimited, WITHOUT);
}

#[both_engines]
async fn a_scope_for_reading_is_enough_exactly_where_nothing_changes(engine: Engine) {
    let server = TestServer::start(engine).await;
    let mut applications = Applications::new(&server).await;
    let (mut checked, mut excused) = (0, Vec::new());
    for entry in served() {
        let scopes = entry.meta.scopes().unwrap_or_default();
        let named = scopes.iter().filter(|scope| !scope.readonly);
        let twins = named.map(|scope| api::Scope::find(&format!("{}:readonly", scope.id)));
        let twins: Vec<_> = twins.flatten().collect();
        if twins.is_empty() {
            excused.push(entry.meta.id);
            continue;
        }
        checked += 1;
        for readonly in twins {
            let refused = applications.refuse(entry, readonly.id).await;
            assert_eq!(refused, !reads(entry), "{} with {}", entry.meta.id, readonly.id);
        }
    }
    nothing_is_left_out(checked, &excused, WITHOUT);
}
