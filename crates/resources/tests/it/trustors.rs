//! Trust between two organizations, from both sides.

mod members;

use serde_json::{Value, json};
use test_server::{Answer, CLIENT, Engine, Stranger, TestServer, both_engines};

const TRUSTEES: &str = "/api/v2/orgauthorization/trustees";
const TRUSTORS: &str = "/api/v2/orgauthorization/trustors";

fn id(entity: &Value) -> &str {
    entity["id"].as_str().unwrap()
}

/// An organization with somebody in it, as seen by its own client.
struct Side<'s> {
    server: &'s TestServer,
    organization: String,
    token: String,
    /// The administrator's role.
    role: String,
    client: String,
}

impl<'s> Side<'s> {
    /// The organization that the server came with.
    async fn own(server: &'s TestServer) -> Self {
        Self::of(server, server.organization.clone(), server.token.clone(), CLIENT.0.to_owned())
            .await
    }

    async fn other(server: &'s TestServer, name: &str) -> Self {
        let Stranger { organization, token, client, .. } = server.other_organization(name).await;
        Self::of(server, organization, token, client).await
    }

    async fn of(
        server: &'s TestServer,
        organization: String,
        token: String,
        client: String,
    ) -> Self {
        let read = server.get_with(&format!("/api/v2/oauth/clients/{client}"), &token).await.body;
        let role = read["roleDivisions"][0]["roleId"].as_str().unwrap().to_owned();
        Self { server, organization, token, role, client }
    }

    async fn ask(&self, method: &str, path: &str, body: Value) -> Answer {
        let ask = self.server.ask(method, path).token(&self.token);
        if body.is_null() { ask.await } else { ask.json(body).await }
    }

    async fn get(&self, path: &str) -> Answer {
        self.ask("GET", path, Value::Null).await
    }

    async fn user(&self, name: &str) -> String {
        let email = format!("{}@example.com", name.to_lowercase().replace(' ', "."));
        let made = self.ask("POST", "/api/v2/users", json!({ "name": name, "email": email })).await;
        id(&made.body).to_owned()
    }

    async fn group(&self, name: &str, members: &[&str]) -> String {
        let body = json!({ "name": name, "type": "official", "visibility": "public", "rulesVisible": true, "rolesEnabled": true });
        let made = self.ask("POST", "/api/v2/groups", body).await;
        let path = format!("/api/v2/groups/{}/members", id(&made.body));
        self.ask("POST", &path, json!({ "memberIds": members })).await;
        id(&made.body).to_owned()
    }

    /// Trusts the other side; `members` says whom of it.
    async fn trusts(&self, other: &Self, members: Value) -> Answer {
        let mut body = json!({ "pairingId": other.organization, "enabled": true });
        body.as_object_mut().unwrap().extend(members.as_object().unwrap().clone());
        self.ask("POST", TRUSTEES, body).await
    }

    /// The names of the organizations that trust a user of this one.
    async fn trustors_of(&self, user: &str) -> Vec<Value> {
        let listed = self.get(&format!("/api/v2/users/{user}/trustors")).await;
        assert_eq!(listed.status, 200, "{}", listed.body);
        assert_eq!(listed.body["total"], listed.body["entities"].as_array().unwrap().len());
        listed.body["entities"].as_array().unwrap().clone()
    }

    async fn audits(&self) -> Vec<String> {
        let rows = store::testing::rows(&self.server.db, &self.organization).await.unwrap();
        rows["audits"].iter().filter(|row| row.contains("AuthOrganization")).cloned().collect()
    }
}

#[both_engines]
async fn both_sides_see_a_trust_and_nobody_else_does(engine: Engine) {
    let server = TestServer::start(engine).await;
    let (here, there) = (Side::own(&server).await, Side::other(&server, "There").await);
    let elsewhere = Side::other(&server, "Elsewhere").await;
    let ada = there.user("Ada Example").await;
    let made =
        here.trusts(&there, json!({ "users": [{ "id": ada, "roleIds": [here.role] }] })).await;
    assert_eq!(made.status, 200, "{}", made.body);
    assert_eq!(
        (&made.body["id"], &made.body["enabled"]),
        (&json!(there.organization), &json!(true))
    );
    assert_eq!(made.body["organization"]["name"], "There");
    assert_eq!(made.body["selfUri"], format!("{TRUSTEES}/{}", there.organization));
    assert!(made.body.get("createdBy").is_none(), "a client set it up");
    assert_eq!(here.get(&format!("{TRUSTEES}/{}", there.organization)).await.body, made.body);
    let listed = here.get(TRUSTEES).await.body;
    assert_eq!((&listed["entities"], &listed["total"]), (&json!([made.body]), &json!(1)));

    let users = here.get(&format!("{TRUSTEES}/{}/users", there.organization)).await.body;
    let user = &users["entities"][0];
    assert_eq!(
        (&users["total"], id(user), &user["name"]),
        (&json!(1), &*ada, &json!("Ada Example"))
    );
    assert_eq!(user["authorization"]["roles"][0]["id"], here.role);
    assert_eq!(user["trustUserDetails"]["dateCreated"], made.body["dateCreated"]);

    let trustor = there.get(&format!("{TRUSTORS}/{}", here.organization)).await.body;
    assert_eq!((id(&trustor), &trustor["enabled"]), (&*here.organization, &json!(true)));
    assert_eq!(there.get(TRUSTORS).await.body["entities"], json!([trustor]));
    let user = there.get(&format!("{TRUSTORS}/{}/users/{ada}", here.organization)).await.body;
    assert!(
        user["authorization"]["permissions"]
            .as_array()
            .unwrap()
            .contains(&json!("directory:user:view"))
    );
    assert!(user["authorization"].get("roles").is_none(), "roles are the other's own");
    let of_ada = there.trustors_of(&ada).await;
    assert_eq!((of_ada.len(), id(&of_ada[0])), (1, &*here.organization));
    assert!(
        of_ada[0]["authorization"]["permissions"]
            .as_array()
            .unwrap()
            .contains(&json!("directory:user:view"))
    );
    assert_eq!(there.trustors_of(&there.user("Bob Example").await).await, Vec::<Value>::new());

    let sides = [
        (&here, TRUSTORS, &there),
        (&there, TRUSTEES, &here),
        (&elsewhere, TRUSTEES, &here),
        (&elsewhere, TRUSTORS, &there),
    ];
    for (side, list, other) in sides {
        assert_eq!(side.get(list).await.body["total"], 0);
        let path = format!("{list}/{}", other.organization);
        let hidden = side.get(&path).await;
        hidden.refused(404, "general.resource.not.found");
        let unknown = side.get(&format!("{list}/nothing")).await;
        assert_eq!(
            hidden.message().replace(&other.organization, "nothing"),
            unknown.message(),
            "there or not is not told"
        );
        for part in ["", "/users"] {
            assert_eq!(side.get(&format!("{path}{part}")).await.status, 404);
        }
        assert_eq!(side.ask("DELETE", &path, Value::Null).await.status, 404);
    }
    elsewhere
        .get(&format!("/api/v2/users/{ada}/trustors"))
        .await
        .refused(404, "general.resource.not.found");
}

#[both_engines]
async fn a_user_reads_their_own_trustors(engine: Engine) {
    let server = TestServer::start(engine).await;
    let (here, there) = (Side::own(&server).await, Side::other(&server, "There").await);
    let ada = here.user("Ada Example").await;
    let token = server.token_of(&ada, 3600).await;
    let me = async || {
        server.get_with("/api/v2/users/me?expand=trustors", &token).await.body["trustors"].clone()
    };
    assert_eq!(me().await, json!([]));
    there.trusts(&here, json!({ "users": [{ "id": ada }] })).await;
    assert_eq!(me().await[0]["organization"]["name"], "There");
    assert_eq!(
        me().await[0]["authorization"]["permissions"],
        json!([]),
        "trusted, with no role yet"
    );
}

#[both_engines]
async fn what_is_unknown_is_named_and_nothing_is_kept(engine: Engine) {
    let server = TestServer::start(engine).await;
    let (here, there) = (Side::own(&server).await, Side::other(&server, "There").await);
    let (ada, own) = (there.user("Ada Example").await, here.user("Own Example").await);
    let pair = |role: &str, division: &str| json!({ "grants": [{ "roleId": role, "divisionId": division }] });
    for (members, words) in [
        (json!({ "users": [{ "id": ada }, { "id": "nobody" }] }), "nobody"),
        (json!({ "users": [{ "id": own }] }), &*own),
        (json!({ "users": [{ "id": ada, "roleIds": [there.role] }] }), &*there.role),
        (
            json!({ "users": [{ "id": ada, "roleDivisions": pair(&here.role, "nowhere") }] }),
            "nowhere",
        ),
        (json!({ "groups": [{ "id": "nothing" }] }), "nothing"),
        (json!({ "groups": [{ "id": ada }] }), &*ada),
    ] {
        here.trusts(&there, members)
            .await
            .refused(404, "general.resource.not.found")
            .naming(&[words]);
        assert_eq!(here.get(TRUSTEES).await.body["total"], 0);
    }
    let body = json!({ "pairingId": "no-such-organization", "enabled": true });
    here.ask("POST", TRUSTEES, body)
        .await
        .refused(404, "general.resource.not.found")
        .naming(&["no-such-organization"]);
    here.ask("POST", TRUSTEES, json!({ "enabled": true }))
        .await
        .refused(400, "bad.request")
        .naming(&["pairingId"]);
    here.trusts(&here, json!({})).await.refused(400, "invalid.value").naming(&["pairingId"]);
    here.trusts(&there, json!({ "dateExpired": "2020-01-01T00:00:00Z" }))
        .await
        .refused(400, "invalid.value")
        .naming(&["dateExpired"]);
    assert_eq!(here.trusts(&there, json!({})).await.status, 200);
    here.trusts(&there, json!({}))
        .await
        .refused(409, "general.conflict")
        .naming(&[&there.organization]);
    assert_eq!(there.audits().await.len(), 1);
}

#[both_engines]
async fn a_trust_ends_with_whatever_it_rests_on(engine: Engine) {
    let server = TestServer::start(engine).await;
    let (here, there) = (Side::own(&server).await, Side::other(&server, "There").await);
    let ada = there.user("Ada Example").await;
    let members = json!({ "users": [{ "id": ada, "roleIds": [here.role] }] });
    for (side, list, other) in [(&here, TRUSTEES, &there), (&there, TRUSTORS, &here)] {
        assert_eq!(here.trusts(&there, members.clone()).await.status, 200);
        assert_eq!(
            side.ask("DELETE", &format!("{list}/{}", other.organization), Value::Null).await.status,
            204
        );
        assert_eq!(there.trustors_of(&ada).await.len(), 0);
        assert_eq!(
            (
                here.get(TRUSTEES).await.body["total"].clone(),
                there.get(TRUSTORS).await.body["total"].clone()
            ),
            (json!(0), json!(0))
        );
    }
    assert_eq!(here.trusts(&there, members.clone()).await.status, 200);
    there.ask("DELETE", &format!("/api/v2/users/{ada}"), Value::Null).await;
    assert_eq!(
        here.get(&format!("{TRUSTEES}/{}/users", there.organization)).await.body["total"],
        0
    );
    let version =
        there.get(&format!("/api/v2/users/{ada}?state=deleted")).await.body["version"].clone();
    there
        .ask(
            "PATCH",
            &format!("/api/v2/users/{ada}"),
            json!({ "version": version, "state": "active" }),
        )
        .await;
    assert_eq!(there.trustors_of(&ada).await.len(), 0, "a restored user is not trusted again");
    here.ask(
        "POST",
        &format!("{TRUSTEES}/{}/users", there.organization),
        json!({ "id": ada, "roleIds": [here.role] }),
    )
    .await;
    assert_eq!(there.trustors_of(&ada).await.len(), 1);

    let back = Side::other(&server, "Back").await;
    there.trusts(&back, json!({})).await;
    let rows = store::testing::rows(&server.db, &here.organization).await.unwrap();
    assert_eq!(
        (rows["trusts"].len(), rows["trust_members"].len(), rows["trust_grants"].len()),
        (1, 1, 1)
    );
    assert_eq!(
        server.control("DELETE", &format!("/organizations/{}", there.organization)).await.status,
        204
    );
    let rows = store::testing::rows(&server.db, &here.organization).await.unwrap();
    assert!(
        ["trusts", "trust_members", "trust_grants"].iter().all(|table| rows[*table].is_empty())
    );
    assert_eq!(
        (
            here.get(TRUSTEES).await.body["total"].clone(),
            back.get(TRUSTORS).await.body["total"].clone()
        ),
        (json!(0), json!(0))
    );
}

#[both_engines]
async fn a_trust_counts_while_it_is_in_force(engine: Engine) {
    let server = TestServer::start(engine).await;
    let (here, there) = (Side::own(&server).await, Side::other(&server, "There").await);
    let off = Side::other(&server, "Off").await;
    let ada = there.user("Ada Example").await;
    let users = |role: &str| json!([{ "id": ada, "roleIds": [role] }]);
    let made = here
        .trusts(
            &there,
            json!({ "users": users(&here.role), "dateExpired": "2026-01-02T04:00:00Z" }),
        )
        .await;
    assert_eq!(made.body["dateExpired"], "2026-01-02T04:00:00.000Z");
    off.trusts(&there, json!({ "users": users(&off.role), "enabled": false })).await;
    let state = async || {
        let listed = there.trustors_of(&ada).await;
        let holds =
            |one: &Value| !one["authorization"]["permissions"].as_array().unwrap().is_empty();
        listed.iter().map(|one| (one["enabled"] == true, holds(one))).collect::<Vec<_>>()
    };
    assert_eq!(state().await, [(true, true), (false, false)]);
    server.advance(std::time::Duration::from_hours(1));
    assert_eq!(state().await, [(false, false), (false, false)]);
}

#[both_engines]
async fn an_id_that_is_somebody_elses_here_gives_them_nothing(engine: Engine) {
    let server = TestServer::start(engine).await;
    let twins = [
        server.organization_like(json!({ "name": "First twin", "seed": 7 })).await,
        server.organization_like(json!({ "name": "Second twin", "seed": 7 })).await,
    ];
    let [first, second] = twins
        .each_ref()
        .map(|twin| (twin.organization.clone(), twin.token.clone(), twin.client.clone()));
    let first = Side::of(&server, first.0, first.1, first.2).await;
    let second = Side::of(&server, second.0, second.1, second.2).await;
    let listed = first.get("/api/v2/users?pageSize=100").await.body;
    let plain = listed["entities"]
        .as_array()
        .unwrap()
        .iter()
        .find(|user| user["name"] != "Administrator")
        .unwrap();
    assert_eq!(
        second.get(&format!("/api/v2/users/{}", id(plain))).await.body["name"],
        plain["name"],
        "made from one seed"
    );
    let before = first.get(&format!("/api/v2/authorization/subjects/{}", id(plain))).await.body;
    let made = first
        .trusts(&second, json!({ "users": [{ "id": id(plain), "roleIds": [first.role] }] }))
        .await;
    assert_eq!(made.status, 200, "{}", made.body);
    assert_eq!(
        first.get(&format!("/api/v2/authorization/subjects/{}", id(plain))).await.body,
        before
    );
    assert_eq!(
        (first.trustors_of(id(plain)).await.len(), second.trustors_of(id(plain)).await.len()),
        (0, 1)
    );
}

#[both_engines]
async fn two_that_trust_each_other_at_once_both_do(engine: Engine) {
    let server = TestServer::start(engine).await;
    let (here, there) = (Side::own(&server).await, Side::other(&server, "There").await);
    let (one, other) = tokio::join!(here.trusts(&there, json!({})), there.trusts(&here, json!({})));
    assert_eq!((one.status, other.status), (200, 200), "{} {}", one.body, other.body);
}

#[both_engines]
async fn changes_of_a_trust_are_written_down_on_both_sides(engine: Engine) {
    let server = TestServer::start(engine).await;
    let (here, there) = (Side::own(&server).await, Side::other(&server, "There").await);
    let (ada, bob) = (there.user("Ada Example").await, there.user("Bob Example").await);
    here.trusts(&there, json!({ "users": [{ "id": ada, "roleIds": [here.role] }] })).await;
    there.ask("PUT", &format!("{TRUSTORS}/{}/users/{bob}", here.organization), Value::Null).await;
    here.ask(
        "PUT",
        &format!("{TRUSTEES}/{}/users/{bob}/roles", there.organization),
        json!([here.role]),
    )
    .await;
    there
        .ask("DELETE", &format!("{TRUSTORS}/{}/users/{bob}", here.organization), Value::Null)
        .await;
    here.ask("DELETE", &format!("{TRUSTEES}/{}", there.organization), Value::Null).await;
    for (side, other) in [(&here, &there), (&there, &here)] {
        let audits = side.audits().await;
        for (action, word) in [
            ("Create", &ada),
            ("Add", &bob),
            ("Update", &other.organization),
            ("Remove", &bob),
            ("Delete", &other.organization),
        ] {
            let action = format!("\"action\":\"{action}\"");
            let found: Vec<_> = audits.iter().filter(|row| row.contains(&action)).collect();
            assert_eq!(found.len(), 1, "{action}");
            assert!(
                found[0].contains(&other.organization) && found[0].contains(&**word),
                "{}",
                found[0]
            );
        }
        assert!(
            audits.iter().all(|row| !row.contains(&other.client)),
            "who it was stays on their side"
        );
        let roles = audits.iter().filter(|row| row.contains("Master Admin")).count();
        assert_eq!(roles, if side.organization == here.organization { 2 } else { 0 });
    }
}

#[both_engines]
async fn a_trust_that_ends_with_an_organization_is_written_down_on_the_other_side(engine: Engine) {
    let server = TestServer::start(engine).await;
    let here = Side::own(&server).await;
    for (method, path, why) in [
        ("POST", "/reset", "the organization was reset"),
        ("DELETE", "", "the organization was deleted"),
    ] {
        let trustee = Side::other(&server, &format!("Trustee {method}")).await;
        let trustor = Side::other(&server, &format!("Trustor {method}")).await;
        here.trusts(&trustee, json!({})).await;
        trustor.trusts(&here, json!({})).await;
        for gone in [&trustee, &trustor] {
            let before = here.audits().await;
            let path = format!("/organizations/{}{path}", gone.organization);
            assert!(server.control(method, &path).await.status < 300);
            let mut after = here.audits().await;
            after.retain(|row| !before.contains(row));
            let [told] = &after[..] else { panic!("one message for {method}: {after:?}") };
            for word in [&*gone.organization, "Delete", why] {
                assert!(told.contains(word), "{word}: {told}");
            }
        }
        assert_eq!(here.get(TRUSTEES).await.body["total"], 0);
        assert_eq!(here.get(TRUSTORS).await.body["total"], 0);
    }
}
