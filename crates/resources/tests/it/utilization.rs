//! How much work at once users take.

use serde_json::{Value, json};
use test_server::{Engine, TestServer, both_engines, everywhere};

const UTILIZATION: &str = "/api/v2/routing/utilization";
const LABELS: &str = "/api/v2/routing/utilization/labels";

fn id(entity: &Value) -> &str {
    entity["id"].as_str().unwrap()
}

fn of(user: &Value) -> String {
    format!("/api/v2/routing/users/{}/utilization", id(user))
}

fn media(capacity: i32) -> Value {
    json!({ "maximumCapacity": capacity, "interruptableMediaTypes": [], "includeNonAcd": false })
}

async fn label(server: &TestServer, body: Value) -> Value {
    let made = server.ask("POST", LABELS).json(body).await;
    assert_eq!(made.status, 200, "{}", made.body);
    made.body
}

#[both_engines]
async fn the_organization_has_defaults_until_something_is_set(engine: Engine) {
    let server = TestServer::start(engine).await;
    let defaults = json!({
        "utilization": {
            "call": media(1), "callback": media(1), "chat": media(4), "email": media(1),
            "message": media(4),
        },
        "labelUtilizations": {},
    });
    assert_eq!(server.get(UTILIZATION).await.body, defaults);
    let body = json!({
        "utilization": { "call": { "maximumCapacity": 2 }, "workitem": media(3) },
        "maxInboundCalls": 1,
    });
    let set = server.ask("PUT", UTILIZATION).json(body).await.body;
    let mut expected = defaults.clone();
    expected["utilization"]["call"] = media(2);
    expected["utilization"]["workitem"] = media(3);
    expected["maxInboundCalls"] = json!(1);
    assert_eq!(set, expected);
    assert_eq!(server.get(UTILIZATION).await.body, expected);
    let other = json!({ "utilization": { "chat": { "maximumCapacity": 0 } } });
    let replaced = server.ask("PUT", UTILIZATION).json(other).await.body;
    assert_eq!(replaced["utilization"]["call"], media(1), "what is left out is the default again");
    assert_eq!(server.ask("DELETE", UTILIZATION).await.status, 204);
    assert_eq!(server.get(UTILIZATION).await.body, defaults);
}

#[both_engines]
async fn a_user_takes_the_organizations_limits_unless_some_are_set(engine: Engine) {
    let server = TestServer::start(engine).await;
    let ada = server.user("Ada Example").await;
    let mut expected = server.get(UTILIZATION).await.body;
    expected["level"] = json!("Organization");
    assert_eq!(server.get(&of(&ada)).await.body, expected);
    // As programs send it: a part of the media types, booleans as text.
    let body = json!({ "utilization": {
        "email": {
            "maximumCapacity": 5, "includeNonAcd": "true",
            "interruptableMediaTypes": ["call", "callback", "message"],
        },
        "message": { "maximumCapacity": "2", "interruptableMediaTypes": [] },
    } });
    let set = server.ask("PUT", &of(&ada)).json(body).await;
    assert_eq!(set.status, 200, "{}", set.body);
    expected["level"] = json!("Agent");
    expected["utilization"]["email"] = json!({
        "maximumCapacity": 5, "includeNonAcd": true,
        "interruptableMediaTypes": ["call", "callback", "message"],
    });
    expected["utilization"]["message"] = media(2);
    assert_eq!(set.body, expected);
    let call = json!({ "utilization": { "call": { "maximumCapacity": 3 } } });
    server.ask("PUT", UTILIZATION).json(call).await;
    expected["utilization"]["call"] = media(3);
    assert_eq!(
        server.get(&of(&ada)).await.body,
        expected,
        "what is left out is the organization's"
    );
    assert_eq!(server.ask("DELETE", &of(&ada)).await.status, 204);
    assert_eq!(server.ask("DELETE", &of(&ada)).await.status, 204);
    let back = server.get(&of(&ada)).await.body;
    assert_eq!(
        (&back["level"], &back["utilization"]["email"]),
        (&json!("Organization"), &media(1))
    );
    let told = server.audits_of(id(&ada)).await;
    let told: Vec<_> = told.iter().filter(|one| one.ends_with("Utilization")).collect();
    assert_eq!(told, ["Update Utilization", "Delete Utilization"]);
}

#[both_engines]
async fn every_label_is_named_in_every_utilization(engine: Engine) {
    let server = TestServer::start(engine).await;
    let ada = server.user("Ada Example").await;
    let urgent = label(&server, json!({ "name": " Urgent " })).await;
    assert_eq!(urgent["name"], "Urgent");
    assert_eq!(urgent["selfUri"], format!("{LABELS}/{}", id(&urgent)));
    let limits = json!({ "maximumCapacity": 2, "interruptingLabelIds": [urgent["id"]] });
    let slow = label(&server, json!({ "name": "Slow", "utilization": limits })).await;
    let (first, second) = (id(&urgent), id(&slow));
    let expected = json!({
        first: { "labelName": "Urgent", "maximumCapacity": 0, "interruptingLabelIds": [] },
        second: { "labelName": "Slow", "maximumCapacity": 2, "interruptingLabelIds": [first] },
    });
    assert_eq!(server.get(UTILIZATION).await.body["labelUtilizations"], expected);
    let body = json!({ "labelUtilizations": { first: { "maximumCapacity": 7 } } });
    let own = server.ask("PUT", &of(&ada)).json(body).await.body;
    let mut of_ada = expected.clone();
    of_ada[first]["maximumCapacity"] = json!(7);
    assert_eq!(own["labelUtilizations"], of_ada);
    let path = format!("{LABELS}/{first}");
    let used = server.ask("DELETE", &path).await;
    used.refused(409, "general.conflict").naming(&["Urgent", "1 users", "forceDelete"]);
    assert_eq!(server.ask("DELETE", &format!("{path}?forceDelete=true")).await.status, 204);
    let left = server.get(&of(&ada)).await.body["labelUtilizations"].clone();
    assert_eq!(
        left,
        json!({ second: { "labelName": "Slow", "maximumCapacity": 2, "interruptingLabelIds": [] } })
    );
    server.get(&path).await.refused(404, "general.resource.not.found").naming(&[first]);
}

#[both_engines]
async fn labels_are_listed_renamed_and_have_names_of_their_own(engine: Engine) {
    let server = TestServer::start(engine).await;
    let mut made = Vec::new();
    for name in ["urgent", "Slow", "Slower"] {
        made.push(label(&server, json!({ "name": name })).await);
    }
    let names = |listing: &Value| {
        let entities = listing["entities"].as_array().unwrap().iter();
        entities.map(|one| one["name"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    let all = server.get(&format!("{LABELS}?pageSize=2")).await.body;
    assert_eq!((names(&all), &all["total"]), (vec!["Slow".into(), "Slower".into()], &json!(3)));
    let down = server.get(&format!("{LABELS}?sortOrder=descending&name=slow")).await.body;
    assert_eq!(names(&down), ["Slower", "Slow"]);
    let taken = server.ask("POST", LABELS).json(json!({ "name": "SLOW" })).await;
    taken.refused(409, "general.conflict").naming(&["SLOW"]);
    let path = format!("{LABELS}/{}", id(&made[0]));
    let taken = server.ask("PUT", &path).json(json!({ "name": "slower" })).await;
    taken.refused(409, "general.conflict").naming(&["slower"]);
    let renamed = server.ask("PUT", &path).json(json!({ "name": "Urgent!" })).await.body;
    assert_eq!(renamed["name"], "Urgent!");
    assert_eq!(server.get(&path).await.body, renamed);
}

#[both_engines]
async fn wrong_media_types_capacities_and_labels_are_named(engine: Engine) {
    let server = TestServer::start(engine).await;
    let ada = server.user("Ada Example").await;
    for path in [UTILIZATION, &of(&ada)] {
        for capacity in [-1, 26] {
            let body = json!({ "utilization": { "call": { "maximumCapacity": capacity } } });
            let answer = server.ask("PUT", path).json(body).await;
            let field = "utilization.call.maximumCapacity";
            answer.refused(400, "invalid.value").naming(&[field, "0 to 25"]);
        }
        let fax = json!({ "utilization": { "fax": { "maximumCapacity": 1 } } });
        let answer = server.ask("PUT", path).json(fax).await;
        answer.refused(400, "invalid.value").naming(&["fax", "callback"]);
        let by_fax = json!({ "utilization": { "call": { "interruptableMediaTypes": ["fax"] } } });
        let answer = server.ask("PUT", path).json(by_fax).await;
        answer.refused(400, "invalid.value").naming(&["interruptableMediaTypes", "fax"]);
        let unknown = json!({ "labelUtilizations": { "x": { "maximumCapacity": 1 } } });
        let answer = server.ask("PUT", path).json(unknown).await;
        answer.refused(400, "invalid.value").naming(&["labelUtilizations", "[x]"]);
    }
    let urgent = label(&server, json!({ "name": "Urgent" })).await;
    let limits = json!({ "maximumCapacity": 30 });
    let body = json!({ "labelUtilizations": { id(&urgent): limits } });
    let answer = server.ask("PUT", &of(&ada)).json(body).await;
    answer.refused(400, "invalid.value").naming(&["maximumCapacity", "0 to 25"]);
    let limits = json!({ "interruptingLabelIds": ["x"] });
    let body = json!({ "labelUtilizations": { id(&urgent): limits } });
    let answer = server.ask("PUT", &of(&ada)).json(body).await;
    answer.refused(400, "invalid.value").naming(&["interruptingLabelIds", "[x]"]);
    assert_eq!(server.get(&of(&ada)).await.body["level"], "Organization");
    let nobody = json!({ "id": "ffffffff-0000-4000-8000-000000000000" });
    server.get(&of(&nobody)).await.refused(404, "general.resource.not.found");
    let viewer = server.caller(&[everywhere(&["routing:utilization:view"])]).await;
    assert_eq!(server.get_with(&of(&ada), &viewer).await.status, 200);
    let answer = server.ask("DELETE", &of(&ada)).token(&viewer).await;
    answer.refused(403, "missing.any.permissions").naming(&["routing:utilization:manage"]);
}
