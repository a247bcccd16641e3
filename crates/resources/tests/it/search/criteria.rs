//! What each kind of criterion finds.

use serde_json::{Value, json};

use super::{Searches as _, names};
use test_server::{Engine, TestServer, both_engines};

/// A server with a few people.
async fn people(engine: Engine) -> TestServer {
    let server = TestServer::start(engine).await;
    for (name, email, title) in [
        ("Ada Example", "ada.example@example.com", "Lead Engineer"),
        ("Zoë Åström", "zoe@example.org", "Engineer"),
        ("Bob O'Neil", "Bob@example.com", "Accountant"),
    ] {
        let body = json!({ "name": name, "email": email, "title": title });
        let made = server.ask("POST", "/api/v2/users").json(body).await;
        assert_eq!(made.status, 200, "{}", made.body);
    }
    server
}

fn criterion(kind: &str, field: &str, value: &str) -> Value {
    json!({ "type": kind, "fields": [field], "value": value })
}

#[both_engines]
async fn each_kind_of_criterion_compares_in_its_own_way(engine: Engine) {
    let server = people(engine).await;
    for (kind, field, value, found) in [
        ("EXACT", "name", "ada EXAMPLE", &["Ada Example"][..]),
        ("EXACT", "name", "Ada", &[]),
        ("EXACT", "email", "bob@EXAMPLE.com", &["Bob O'Neil"]),
        ("STARTS_WITH", "name", "exa", &["Ada Example"]),
        ("STARTS_WITH", "name", "Ada Ex", &["Ada Example"]),
        ("STARTS_WITH", "name", "xample", &[]),
        ("CONTAINS", "name", "NEI", &["Bob O'Neil"]),
        ("CONTAINS", "title", "engineer", &["Zoë Åström", "Ada Example"]),
        ("TERM", "title", "engineer", &["Zoë Åström", "Ada Example"]),
        ("TERM", "title", "engine", &[]),
        ("TERMS", "title", "accountant", &["Bob O'Neil"]),
        ("REGEX", "name", "(ada|bob).*", &["Ada Example", "Bob O'Neil"]),
        ("REGEX", "name", "ada", &[]),
        ("QUERY_STRING", "title", "lead OR accountant", &["Bob O'Neil", "Ada Example"]),
        ("QUERY_STRING", "title", "+engineer -lead", &["Zoë Åström"]),
        ("QUERY_STRING", "name", "exam*", &["Ada Example"]),
        ("QUERY_STRING", "name", "department:sales OR name:\"bob o'neil\"", &["Bob O'Neil"]),
        ("LESS_THAN", "name", "b", &["Ada Example"]),
        ("GREATER_THAN_EQUAL_TO", "title", "lead engineer", &["Ada Example"]),
    ] {
        let mut criterion = criterion(kind, field, value);
        if field != "email" {
            // The administrator has a name and no title.
            criterion = json!({ "type": "MATCH_ALL", "group": [
                criterion, { "type": "REQUIRED_FIELDS", "fields": ["title"] },
            ]});
        }
        assert_eq!(server.found(criterion).await, found, "{kind} {field} {value}");
    }
}

#[both_engines]
async fn case_and_accents_do_not_count(engine: Engine) {
    let server = people(engine).await;
    for value in ["zoe", "ZOË", "Zoe\u{308}", "astrom", "Ａｓｔｒｏｍ"] {
        assert_eq!(server.found(criterion("STARTS_WITH", "name", value)).await, ["Zoë Åström"]);
        assert_eq!(server.found(criterion("CONTAINS", "name", value)).await, ["Zoë Åström"]);
        assert_eq!(server.found(criterion("TERM", "name", value)).await, ["Zoë Åström"]);
    }
    assert_eq!(server.found(criterion("REGEX", "name", "ZOË .*")).await, ["Zoë Åström"]);
    assert_eq!(server.found(criterion("EXACT", "name", "zoe astrom")).await, ["Zoë Åström"]);
}

#[both_engines]
async fn numbers_are_found_in_any_spelling(engine: Engine) {
    let server = people(engine).await;
    let ada = server.search(json!({ "query": [criterion("EXACT", "name", "Ada Example")] })).await;
    let phones = json!({ "addresses": [
        { "mediaType": "PHONE", "type": "WORK", "address": "+1 (317) 555-0194" },
        { "mediaType": "PHONE", "type": "WORK2", "extension": "4105" },
    ]});
    let patched = server.patch(&ada.body["results"][0], phones).await;
    assert_eq!(patched.status, 200, "{}", patched.body);
    for field in ["addresses", "primaryContactInfo"] {
        for value in ["+13175550194", "317-555-0194", "(317) 555 0194", "001 317 555 0194"] {
            for kind in ["EXACT", "TERM", "CONTAINS"] {
                let found = server.found(criterion(kind, field, value)).await;
                assert_eq!(found, ["Ada Example"], "{kind} {field} {value}");
            }
        }
    }
    assert_eq!(server.found(criterion("CONTAINS", "addresses", "555-01")).await, ["Ada Example"]);
    assert_eq!(
        server.found(criterion("STARTS_WITH", "addresses", "+1 317")).await,
        ["Ada Example"]
    );
    assert_eq!(server.found(criterion("EXACT", "addresses", "4105")).await, ["Ada Example"]);
    assert!(server.found(criterion("EXACT", "addresses", "555-0195")).await.is_empty());
}

#[both_engines]
async fn ranges_compare_numbers_dates_and_texts(engine: Engine) {
    let server = people(engine).await;
    let bob = server.search(json!({ "query": [criterion("EXACT", "name", "Bob O'Neil")] })).await;
    server.advance(std::time::Duration::from_hours(20));
    let hired = json!({ "employerInfo": { "dateHire": "2025-06-30", "employeeId": "E-7" } });
    let patched = server.patch(&bob.body["results"][0], hired).await;
    assert_eq!(patched.status, 200, "{}", patched.body);
    let range = |field: &str, start: Value, end: Value, format: Value| json!({ "type": "RANGE", "fields": [field], "startValue": start, "endValue": end, "dateFormat": format });
    let only_bob = ["Bob O'Neil"];
    for criterion in [
        range("version", json!("2"), Value::Null, Value::Null),
        range("dateModified", json!("2026-01-02T12:00"), json!("2026-01-05"), Value::Null),
        range("dateModified", json!("02/01/2026 1:30 PM"), Value::Null, json!("dd/MM/yyyy h:mm a")),
        range("employerInfo.dateHire", json!("2025-06-30"), json!("2025-06-30"), Value::Null),
        range("employerInfo.employeeId", json!("e"), json!("f"), Value::Null),
        criterion("GREATER_THAN", "version", "1"),
        criterion("EXACT", "version", "2"),
        criterion("LESS_THAN", "employerInfo.dateHire", "2025-07-01T00:00:00+02:00"),
        json!({ "type": "REQUIRED_FIELDS", "fields": ["employerInfo.employeeId"] }),
        json!({ "type": "QUERY_STRING", "value": "version:[2 TO *]" }),
    ] {
        assert_eq!(server.found(criterion.clone()).await, only_bob, "{criterion}");
    }
    assert!(server.found(criterion("GREATER_THAN", "version", "2")).await.is_empty());
    let found = server.found(criterion("LESS_THAN_EQUAL_TO", "version", "1")).await;
    assert!(found.len() == 3 && !found.contains(&"Bob O'Neil".to_owned()), "{found:?}");
}

#[both_engines]
async fn criteria_are_joined_and_nested(engine: Engine) {
    let server = people(engine).await;
    let with = |mut criterion: Value, operator: &str| {
        criterion["operator"] = json!(operator);
        criterion
    };
    let (ada, bob) = (criterion("TERM", "name", "ada"), criterion("TERM", "name", "bob"));
    let (engineer, org) =
        (criterion("TERM", "title", "engineer"), criterion("TERM", "email", "org"));
    let group = |group: &[Value]| json!({ "type": "MATCH_ALL", "group": group });
    let exact_group =
        |group: &[Value]| json!({ "type": "EXACT", "fields": [], "values": [], "group": group });
    for (query, found) in [
        (json!([engineer, ada]), &["Ada Example"][..]),
        (json!([ada, with(bob.clone(), "OR")]), &["Ada Example", "Bob O'Neil"]),
        (json!([with(ada.clone(), "OR"), with(bob.clone(), "OR")]), &["Ada Example", "Bob O'Neil"]),
        (json!([engineer, with(org.clone(), "NOT")]), &["Ada Example"]),
        (json!([engineer, org, with(bob.clone(), "OR")]), &["Bob O'Neil", "Zoë Åström"]),
        (json!([exact_group(&[ada.clone(), with(bob.clone(), "OR")]), engineer]), &["Ada Example"]),
        (json!([group(&[group(std::slice::from_ref(&org))])]), &["Zoë Åström"]),
        (
            json!([{ "type": "TERM", "fields": ["name", "email"], "values": ["bob", "org"] }]),
            &["Bob O'Neil", "Zoë Åström"],
        ),
    ] {
        let answer = server.search(json!({ "query": query, "sortBy": "name" })).await;
        assert_eq!(answer.status, 200, "{}", answer.body);
        assert_eq!(names(&answer.body), found, "{query}");
    }
}

#[both_engines]
async fn what_matches_best_comes_first_unless_another_order_is_asked_for(engine: Engine) {
    let server = TestServer::start(engine).await;
    for (name, department) in [
        ("Maria Anna", "B"),
        ("Anna", "A"),
        ("Johanna", "A"),
        ("Anna Zimmer", "B"),
        ("Anna Abel", "A"),
    ] {
        let email = format!("{}@example.com", name.replace(' ', "."));
        let body = json!({ "name": name, "email": email, "department": department });
        assert_eq!(server.ask("POST", "/api/v2/users").json(body).await.status, 200);
    }
    let query = json!([criterion("CONTAINS", "name", "anna")]);
    for (order, found) in [
        (json!({}), ["Anna", "Anna Abel", "Anna Zimmer", "Johanna", "Maria Anna"]),
        (
            json!({ "sortOrder": "SCORE" }),
            ["Anna", "Anna Abel", "Anna Zimmer", "Johanna", "Maria Anna"],
        ),
        (
            json!({ "sortOrder": "ASC" }),
            ["Anna", "Anna Abel", "Anna Zimmer", "Johanna", "Maria Anna"],
        ),
        (
            json!({ "sortOrder": "DESC" }),
            ["Maria Anna", "Johanna", "Anna Zimmer", "Anna Abel", "Anna"],
        ),
        (
            json!({ "sortBy": "name", "sortOrder": "DESC" }),
            ["Maria Anna", "Johanna", "Anna Zimmer", "Anna Abel", "Anna"],
        ),
        (
            json!({ "sort": [{ "sortBy": "department", "sortOrder": "DESC" }, { "sortBy": "name" }] }),
            ["Anna Zimmer", "Maria Anna", "Anna", "Anna Abel", "Johanna"],
        ),
        (
            json!({ "sort": [{ "sortBy": "department" }, { "sortOrder": "SCORE" }] }),
            ["Anna", "Anna Abel", "Johanna", "Anna Zimmer", "Maria Anna"],
        ),
    ] {
        let mut body = order.clone();
        body["query"] = query.clone();
        let answer = server.search(body).await;
        assert_eq!(answer.status, 200, "{}", answer.body);
        assert_eq!(names(&answer.body), found, "{order}");
    }
}

#[both_engines]
async fn only_active_users_are_found_unless_a_criterion_is_on_the_state(engine: Engine) {
    let server = people(engine).await;
    let all = server.search(json!({})).await.body;
    let of = |name: &str| {
        let results = all["results"].as_array().unwrap().iter();
        results.clone().find(|user| user["name"] == name).unwrap().clone()
    };
    let (ada, bob) = (of("Ada Example"), of("Bob O'Neil"));
    assert_eq!(server.patch(&ada, json!({ "state": "inactive" })).await.status, 200);
    let path = format!("/api/v2/users/{}", bob["id"].as_str().unwrap());
    assert_eq!(server.ask("DELETE", &path).await.status, 200);
    let example = criterion("CONTAINS", "email", "@example.com");
    let found = |state: Value| {
        let (server, example) = (&server, example.clone());
        async move {
            let query = json!([example, { "type": "EXACT", "fields": ["state"], "values": state }]);
            names(&server.search(json!({ "query": query })).await.body)
        }
    };
    assert!(server.found(example.clone()).await.is_empty());
    assert_eq!(found(json!(["deleted"])).await, ["Bob O'Neil"]);
    assert_eq!(found(json!(["inactive"])).await, ["Ada Example"]);
    assert_eq!(
        found(json!(["active", "inactive", "deleted"])).await,
        ["Ada Example", "Bob O'Neil"]
    );
}

#[both_engines]
async fn users_are_found_by_what_is_shown_only_when_expanded(engine: Engine) {
    let server = people(engine).await;
    let boss = server.user("Grace Boss").await;
    let boss_id = boss["id"].as_str().unwrap();
    let place =
        server.ask("POST", "/api/v2/locations").json(json!({ "name": "Munchen West" })).await;
    let place = place.body["id"].as_str().unwrap();
    let ada = server.search(json!({ "query": [criterion("TERM", "name", "ada")] })).await.body;
    let ada = &ada["results"][0];
    let change = json!({
        "manager": boss_id, "profileSkills": ["Café au lait"], "certifications": ["First Aid"],
        "acdAutoAnswer": true,
        "employerInfo": { "officialName": "Augusta Ada", "employeeType": "Full-time" },
        "locations": [{ "id": place, "notes": "desk 7" }],
    });
    let patched = server.patch(ada, change).await;
    assert_eq!(patched.status, 200, "{}", patched.body);
    for (kind, field, value) in [
        ("EXACT", "manager", boss_id),
        ("EXACT", "profileSkills", "cafe au lait"),
        ("TERM", "profileSkills", "cafe"),
        ("CONTAINS", "certifications", "aid"),
        ("TERM", "employerInfo.officialName", "augusta"),
        ("EXACT", "employerInfo.employeeType", "full-time"),
        ("EXACT", "locations", place),
        ("TERM", "locations", "münchen"),
        ("EXACT", "acdAutoAnswer", "true"),
        ("EXACT", "id", ada["id"].as_str().unwrap()),
        ("STARTS_WITH", "id", &ada["id"].as_str().unwrap()[..8]),
    ] {
        assert_eq!(server.found(criterion(kind, field, value)).await, ["Ada Example"], "{field}");
    }
    let home = ada["division"]["id"].as_str().unwrap();
    assert_eq!(server.found(criterion("EXACT", "divisionId", home)).await.len(), 5);
}
