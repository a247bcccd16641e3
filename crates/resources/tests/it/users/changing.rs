//! PATCH, profile skills and the bulk update.

use serde_json::json;
use test_server::{Engine, TestServer, both_engines};

#[both_engines]
async fn only_what_is_sent_changes_and_null_or_nothing_clears(engine: Engine) {
    let server = TestServer::start(engine).await;
    let ada = server.user("Ada Example").await;
    let changed = server.patch(&ada, json!({ "title": "Lead", "department": "R&D" })).await.body;
    assert_eq!((&changed["title"], &changed["department"]), (&json!("Lead"), &json!("R&D")));
    let cleared = server.patch(&ada, json!({ "title": null })).await.body;
    assert!(cleared.get("title").is_none());
    assert_eq!(cleared["department"], "R&D");
    let cleared = server.patch(&ada, json!({ "department": "" })).await.body;
    assert!(cleared.get("department").is_none());
    assert_eq!(cleared["version"], 4);
}

#[both_engines]
async fn a_stale_version_is_refused_with_both_versions_named(engine: Engine) {
    let server = TestServer::start(engine).await;
    let ada = server.user("Ada Example").await;
    let path = ada["selfUri"].as_str().unwrap();
    let answer = server.ask("PATCH", path).json(json!({ "version": 7, "title": "Lead" })).await;
    answer.refused(409, "general.conflict").naming(&[
        "7",
        "1",
        "does not match the current version",
    ]);
    let answer = server.ask("PATCH", path).json(json!({ "title": "Lead" })).await;
    answer.refused(400, "bad.request").naming(&["version"]);
    assert_eq!(server.get(path).await.body, ada);
}

#[both_engines]
async fn two_changes_at_once_do_not_both_win(engine: Engine) {
    let server = TestServer::start(engine).await;
    let ada = server.user("Ada Example").await;
    let path = ada["selfUri"].as_str().unwrap();
    let change = |title: &str| {
        std::future::IntoFuture::into_future(
            server.ask("PATCH", path).json(json!({ "version": 1, "title": title })),
        )
    };
    let (a, b) = tokio::join!(change("A"), change("B"));
    let mut statuses = [a.status, b.status];
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 409]);
}

#[both_engines]
async fn of_two_who_want_one_address_at_once_one_gets_it(engine: Engine) {
    let server = TestServer::start(engine).await;
    for round in 0..5 {
        let (one, two) = (
            server.user(&format!("Ada {round}")).await,
            server.user(&format!("Bob {round}")).await,
        );
        let change = |user: &serde_json::Value| {
            let body = json!({ "version": 1, "email": format!("wanted{round}@example.com") });
            let path = user["selfUri"].as_str().unwrap();
            std::future::IntoFuture::into_future(server.ask("PATCH", path).json(body))
        };
        let (one, two) = tokio::join!(change(&one), change(&two));
        let mut statuses = [one.status, two.status];
        statuses.sort_unstable();
        assert_eq!(statuses, [200, 409]);
    }
}

#[both_engines]
async fn a_manager_is_an_id_and_managers_form_no_cycle(engine: Engine) {
    let server = TestServer::start(engine).await;
    let (ada, bob, eve) =
        (server.user("Ada A").await, server.user("Bob B").await, server.user("Eve E").await);
    let id = |user: &serde_json::Value| user["id"].as_str().unwrap().to_owned();
    let managed = server.patch(&bob, json!({ "manager": id(&ada) })).await.body;
    assert_eq!(managed["manager"], json!({ "id": id(&ada), "selfUri": ada["selfUri"] }));
    server.patch(&eve, json!({ "manager": id(&bob) })).await;
    let superiors =
        server.get(&format!("{}/superiors", eve["selfUri"].as_str().unwrap())).await.body;
    let names: Vec<_> = superiors.as_array().unwrap().iter().map(|user| &user["name"]).collect();
    assert_eq!(names, ["Bob B", "Ada A"]);
    for (user, manager) in [(&ada, id(&eve)), (&ada, id(&ada)), (&ada, "nobody".to_owned())] {
        let answer = server.patch(user, json!({ "manager": manager })).await;
        answer.refused(400, "invalid.value").naming(&["manager", &manager]);
    }
    let answer = server.patch(&ada, json!({ "manager": { "id": id(&bob) } })).await;
    answer.refused(400, "invalid.value").naming(&["manager", "text"]);
    let removed = server.patch(&bob, json!({ "manager": "" })).await.body;
    assert!(removed.get("manager").is_none());
}

#[both_engines]
async fn adjacents_are_superiors_siblings_and_reports(engine: Engine) {
    let server = TestServer::start(engine).await;
    let (boss, ada, bob, eve) = (
        server.user("The Boss").await,
        server.user("Ada A").await,
        server.user("Bob B").await,
        server.user("Eve E").await,
    );
    for (user, manager) in [(&ada, &boss), (&bob, &boss), (&eve, &ada)] {
        server.patch(user, json!({ "manager": manager["id"] })).await;
    }
    let adjacents =
        server.get(&format!("{}/adjacents", ada["selfUri"].as_str().unwrap())).await.body;
    for (of, name) in [("superiors", "The Boss"), ("siblings", "Bob B"), ("directReports", "Eve E")]
    {
        assert_eq!(adjacents[of].as_array().unwrap().len(), 1, "{of}");
        assert_eq!(adjacents[of][0]["name"], name);
    }
    let reports =
        server.get(&format!("{}/directreports", boss["selfUri"].as_str().unwrap())).await.body;
    assert_eq!(reports.as_array().unwrap().len(), 2);
}

#[both_engines]
async fn what_is_known_and_has_no_behaviour_is_kept(engine: Engine) {
    let server = TestServer::start(engine).await;
    let ada = server.user("Ada Example").await;
    let site = json!({ "name": "Analytical site" });
    let site = server.ask("POST", "/api/v2/locations").json(site).await.body;
    let profile = json!({
        "certifications": ["CCNA"],
        "biography": { "biography": "Mathematician", "hobbies": ["flying"] },
        "employerInfo": { "officialName": "Augusta Ada", "employeeId": "42", "dateHire": "2024-02-29" },
        "profileSkills": ["Analytical engines"],
        "locations": [{ "id": site["id"], "notes": "desk 5" }],
        "preferredName": "Ada",
        "images": [{ "resolution": "x48", "imageUri": "https://example.com/ada.png" }],
    });
    assert_eq!(server.patch(&ada, profile.clone()).await.status, 200);
    let expand = "certifications,biography,employerInfo,profileSkills,locations";
    let read =
        server.get(&format!("{}?expand={expand}", ada["selfUri"].as_str().unwrap())).await.body;
    for field in
        ["certifications", "biography", "employerInfo", "profileSkills", "preferredName", "images"]
    {
        assert_eq!(read[field], profile[field], "{field}");
    }
    assert_eq!(read["locations"][0]["locationDefinition"], site);
    assert_eq!(read["locations"][0]["notes"], "desk 5");
    let plain = server.get(ada["selfUri"].as_str().unwrap()).await.body;
    assert!(plain.get("certifications").is_none(), "only when expanded");
    let answer = server.patch(&ada, json!({ "employerInfo": { "dateHire": "30.02.2024" } })).await;
    answer.refused(400, "invalid.value").naming(&["employerInfo.dateHire", "yyyy-MM-dd"]);
}

#[both_engines]
async fn profile_skills_are_replaced_and_raise_the_version(engine: Engine) {
    let server = TestServer::start(engine).await;
    let ada = server.user("Ada Example").await;
    let path = format!("{}/profileskills", ada["selfUri"].as_str().unwrap());
    assert_eq!(server.get(&path).await.body, json!([]));
    let put = server.ask("PUT", &path).json(json!(["Chess", "Go"])).await;
    assert_eq!(put.body, json!(["Chess", "Go"]));
    let read = server
        .get(&format!("{}?expand=profileSkills", ada["selfUri"].as_str().unwrap()))
        .await
        .body;
    assert_eq!((&read["profileSkills"], &read["version"]), (&json!(["Chess", "Go"]), &json!(2)));
    assert_eq!(server.ask("PUT", &path).json(json!([])).await.body, json!([]));
    let answer = server.ask("PUT", &path).json(json!(["ok", 5])).await;
    answer.refused(400, "invalid.value").naming(&["[1]", "5"]);
}

#[both_engines]
async fn the_bulk_update_changes_all_or_none(engine: Engine) {
    let server = TestServer::start(engine).await;
    let (ada, bob) = (server.user("Ada A").await, server.user("Bob B").await);
    let patch = |body| server.ask("PATCH", "/api/v2/users/bulk").json(body);
    let both = json!([{ "id": ada["id"], "acdAutoAnswer": true }, { "id": bob["id"], "acdAutoAnswer": true }]);
    let answer = patch(both).await.body;
    assert_eq!(answer["entities"].as_array().unwrap().len(), 2);
    assert_eq!(
        (&answer["entities"][0]["acdAutoAnswer"], &answer["entities"][0]["version"]),
        (&json!(true), &json!(2))
    );
    let half = json!([{ "id": ada["id"], "acdAutoAnswer": false }, { "id": "nobody", "acdAutoAnswer": false }]);
    patch(half).await.refused(404, "general.resource.not.found").naming(&["nobody"]);
    let read = server.get(ada["selfUri"].as_str().unwrap()).await.body;
    assert_eq!((&read["acdAutoAnswer"], &read["version"]), (&json!(true), &json!(2)));
    let many: Vec<_> = (0..51).map(|_| json!({ "id": ada["id"] })).collect();
    patch(json!(many)).await.refused(400, "invalid.value").naming(&["51", "50"]);
}
