//! Who holds a role, and giving it to many at once.

use api::Group;
use serde_json::{Value, json};
use server::Random;
use store::Lock;
use store::grants::{self, NewGrant, SubjectType};
use test_server::{CLIENT, Engine, TestServer, both_engines, everywhere, in_division, now};

use super::{default_role, grant, id, made, path};

/// A group that passes its grants on, with one member and one role everywhere; its id.
async fn group(server: &TestServer, name: &str, member: &Value, role: &Value) -> String {
    let new = Group {
        id: Some(Random::System.id()),
        name: Some(name.to_owned()),
        roles_enabled: Some(true),
        ..Group::default()
    };
    let group = new.id.clone().unwrap();
    let (organization, now) = (server.organization.clone(), now(&server.clock));
    let (member, role) = (id(member).to_owned(), id(role).to_owned());
    server
        .db
        .write(move |tx| {
            let (organization, new) = (organization.clone(), new.clone());
            let (member, role) = (member.clone(), role.clone());
            Box::pin(async move {
                tx.enter(&organization);
                tx.lock(Lock::Organization(&organization)).await?;
                store::groups::insert(tx, &new).await?;
                let group = new.id.as_deref().unwrap();
                store::groups::add_members(tx, group, &[member]).await?;
                let grant = NewGrant {
                    subject: group,
                    subject_type: SubjectType::Group,
                    role: &role,
                    division: "*",
                    made_at: now,
                };
                grants::insert(tx, &grant).await?;
                store::organizations::access_changed(tx, &organization).await
            })
        })
        .await
        .unwrap();
    group
}

fn ids(listing: &Value) -> Vec<&str> {
    listing["entities"].as_array().unwrap().iter().map(id).collect()
}

#[both_engines]
async fn the_users_of_a_role_are_those_who_have_it_from_a_group_too(engine: Engine) {
    let server = TestServer::start(engine).await;
    let lead = made(&server, "Lead", &[]).await;
    let (ada, ben) = (server.user("Ada Example").await, server.user("Ben Example").await);
    let north = server.division("North").await;
    grant(&server, id(&ben), &lead, &north).await;
    grant(&server, id(&ben), &lead, "*").await;
    group(&server, "Leads", &ada, &lead).await;
    group(&server, "More leads", &ben, &lead).await;
    grant(&server, CLIENT.0, &lead, "*").await;
    let mut both = [id(&ada), id(&ben)];
    both.sort_unstable();
    let users = server.get(&format!("{}/users", path(&lead))).await.body;
    assert_eq!((ids(&users), &users["total"]), (both.to_vec(), &json!(2)));
    assert_eq!(users["entities"][0]["selfUri"], format!("/api/v2/users/{}", both[0]));
    let page = server.get(&format!("{}/users?pageSize=1&pageNumber=2", path(&lead))).await.body;
    assert_eq!((ids(&page), &page["pageCount"]), (vec![both[1]], &json!(2)));
    assert_eq!(server.get(&path(&lead)).await.body["userCount"], 2);
    let nobody = server.caller(&[]).await;
    assert_eq!(server.get_with(&format!("{}/users", path(&lead)), &nobody).await.status, 200);
}

#[both_engines]
async fn the_grants_of_a_role_are_listed_by_subject(engine: Engine) {
    let server = TestServer::start(engine).await;
    let lead = made(&server, "Lead", &[]).await;
    let (ada, ben) = (server.user("Ada Example").await, server.user("Ben Example").await);
    let (north, south) = (server.division("North").await, server.division("South").await);
    for (user, division) in [(&ada, &north), (&ada, &south), (&ben, &south)] {
        grant(&server, id(user), &lead, division).await;
    }
    let leads = group(&server, "Leads", &ada, &lead).await;
    grant(&server, CLIENT.0, &lead, "*").await;
    let list = async |query: &str| {
        server.get(&format!("{}/subjectgrants?{query}", path(&lead))).await.body
    };
    let all = list("").await;
    assert_eq!(ids(&all), [id(&ada), id(&ben), CLIENT.0, &leads]);
    let kinds: Vec<_> =
        all["entities"].as_array().unwrap().iter().map(|one| &one["type"]).collect();
    assert_eq!(kinds, ["PC_USER", "PC_USER", "PC_OAUTH_CLIENT", "PC_GROUP"]);
    let of_ada = &all["entities"][0];
    assert_eq!(
        (&of_ada["name"], of_ada["divisions"].as_array().unwrap().len()),
        (&json!("Ada Example"), 2)
    );
    assert_eq!(all["entities"][2]["divisions"][0]["id"], "*");
    assert_eq!(ids(&list("sortBy=type&pageSize=1").await), [&leads]);
    assert_eq!(ids(&list("sortBy=-name&pageSize=1&pageNumber=4").await), [id(&ada)]);
    assert_eq!(list("pageSize=3").await["pageCount"], 2);
    let viewer = server.caller(&[in_division(&north, &["authorization:role:view"])]).await;
    let seen = server.get_with(&format!("{}/subjectgrants", path(&lead)), &viewer).await.body;
    assert_eq!((ids(&seen), &seen["total"]), (vec![id(&ada), CLIENT.0, &leads], &json!(3)));
    assert_eq!(seen["entities"][0]["divisions"].as_array().unwrap().len(), 1);
    server
        .get(&format!("{}/subjectgrants?sortBy=age", path(&lead)))
        .await
        .refused(400, "invalid.value")
        .naming(&["sortBy", "age"]);
}

#[both_engines]
async fn a_role_is_granted_to_many_in_many_divisions_all_or_none(engine: Engine) {
    let server = TestServer::start(engine).await;
    let lead = made(&server, "Lead", &[]).await;
    let (ada, north) = (server.user("Ada Example").await, server.division("North").await);
    let ask = async |subjects: Value, divisions: Value, query: &str| {
        let body = json!({ "subjectIds": subjects, "divisionIds": divisions });
        server.ask("POST", &format!("{}{query}", path(&lead))).json(body).await
    };
    let all = format!("{}/subjectgrants", path(&lead));
    ask(json!([id(&ada), "nobody"]), json!([north]), "")
        .await
        .refused(404, "general.resource.not.found")
        .naming(&["nobody"]);
    ask(json!([id(&ada)]), json!([north, "nowhere"]), "")
        .await
        .refused(404, "general.resource.not.found")
        .naming(&["nowhere"]);
    ask(json!([]), json!([north]), "").await.refused(400, "bad.request").naming(&["subjectIds"]);
    ask(json!([id(&ada)]), json!([]), "")
        .await
        .refused(400, "bad.request")
        .naming(&["divisionIds"]);
    ask(json!([id(&ada)]), json!([north]), "?subjectType=CAT")
        .await
        .refused(400, "invalid.value")
        .naming(&["subjectType", "CAT"]);
    assert_eq!(server.get(&all).await.body["total"], 0, "nothing half-done stays");
    for _ in 0..2 {
        assert_eq!(ask(json!([id(&ada), CLIENT.0]), json!([north, "*"]), "").await.status, 204);
    }
    let granted = server.get(&all).await.body;
    assert_eq!(granted["total"], 2);
    assert!(
        granted["entities"].as_array().unwrap().iter().all(|one| one["divisions"]
            .as_array()
            .unwrap()
            .len()
            == 2)
    );
    let told = server.audits_of(id(&ada)).await;
    assert_eq!(
        told.iter().filter(|one| *one == "Add AuthUser").count(),
        2,
        "what is granted already is no change"
    );
    let many: Vec<String> = (0..1000).map(|number| number.to_string()).collect();
    ask(json!(many), json!(["a", "b", "c", "d", "e", "f"]), "")
        .await
        .refused(400, "invalid.value")
        .naming(&["5000"]);
}

#[both_engines]
async fn users_join_a_role_at_home_and_leave_it_everywhere(engine: Engine) {
    let server = TestServer::start(engine).await;
    let lead = made(&server, "Lead", &[]).await;
    let (ada, ben) = (server.user("Ada Example").await, server.user("Ben Example").await);
    let north = server.division("North").await;
    let put = |what: &str, ids: Value| {
        server.ask("PUT", &format!("{}/users/{what}", path(&lead))).json(ids)
    };
    put("add", json!([id(&ada), "nobody"]))
        .await
        .refused(404, "general.resource.not.found")
        .naming(&["nobody"]);
    put("add", json!([CLIENT.0]))
        .await
        .refused(404, "general.resource.not.found")
        .naming(&[CLIENT.0]);
    let added = put("add", json!([id(&ada), id(&ben), id(&ada)])).await;
    assert_eq!((added.status, &added.body), (200, &json!([id(&ada), id(&ben)])));
    let held = server.get(&format!("{}/subjectgrants", path(&lead))).await.body;
    assert_eq!(held["entities"][0]["divisions"][0]["name"], "Home");
    grant(&server, id(&ada), &lead, &north).await;
    put("remove", json!([id(&ada), "nobody"])).await.refused(404, "general.resource.not.found");
    assert_eq!(put("remove", json!([id(&ada)])).await.body, json!([id(&ada)]));
    assert_eq!(ids(&server.get(&format!("{}/users", path(&lead))).await.body), [id(&ben)]);
    assert_eq!(put("remove", json!([id(&ada)])).await.status, 200, "what is gone is gone");
    let told = server.audits_of(id(&ada)).await;
    assert_eq!(
        told.iter().filter(|one| one.ends_with("AuthUser")).count(),
        4,
        "one for each grant"
    );
}

#[both_engines]
async fn users_are_taken_from_a_role_where_grants_may_be_taken(engine: Engine) {
    let server = TestServer::start(engine).await;
    let lead = made(&server, "Lead", &[]).await;
    let (ada, north) = (server.user("Ada Example").await, server.division("North").await);
    grant(&server, id(&ada), &lead, &north).await;
    let home = ada["division"]["id"].as_str().unwrap();
    let remove = |token: &str| {
        let path = format!("{}/users/remove", path(&lead));
        server.ask("PUT", &path).token(token).json(json!([id(&ada)]))
    };
    let here = server.caller(&[in_division(home, &["authorization:grant:delete"])]).await;
    remove(&here)
        .await
        .refused(403, "missing.any.permissions")
        .naming(&["authorization:grant:delete"]);
    let there = server.caller(&[in_division(&north, &["authorization:grant:delete"])]).await;
    remove(&there).await.refused(404, "general.resource.not.found").naming(&[id(&ada)]);
    let both = server
        .caller(&[
            in_division(home, &["authorization:grant:delete"]),
            in_division(&north, &["authorization:grant:delete"]),
        ])
        .await;
    assert_eq!(remove(&both).await.status, 200);
}

#[both_engines]
async fn roles_are_counted_for_whoever_is_known(engine: Engine) {
    let server = TestServer::start(engine).await;
    let (lead, ada) = (made(&server, "Lead", &[]).await, server.user("Ada Example").await);
    let (north, employee) =
        (server.division("North").await, default_role(&server, "employee").await);
    let leads = group(&server, "Leads", &ada, &lead).await;
    grant(&server, id(&ada), &employee, &north).await;
    let path = format!(
        "/api/v2/authorization/subjects/rolecounts?id={},{leads},unknown&id={}",
        id(&ada),
        CLIENT.0
    );
    let counts = server.get(&path).await.body;
    assert_eq!(counts, json!({ id(&ada): 2, leads.as_str(): 1, CLIENT.0: 1 }));
    let elsewhere = server.caller(&[in_division(&north, &["authorization:grant:view"])]).await;
    let seen = server.get_with(&path, &elsewhere).await.body;
    assert_eq!(seen, json!({ leads.as_str(): 1, CLIENT.0: 1 }));
    assert_eq!(server.get("/api/v2/authorization/subjects/rolecounts").await.body, json!({}));
    let everyone = server.caller(&[everywhere(&["authorization:grant:view"])]).await;
    assert_eq!(server.get_with(&path, &everyone).await.body, counts);
}
