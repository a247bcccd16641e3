//! Who serves a queue.

use serde_json::{Value, json};

use super::{group, id, path, queue, queue_with};
use test_server::{Answer, Engine, Listener, TestServer, both_engines, everywhere};

fn members_of(queue: &Value) -> String {
    format!("{}/members", path(queue))
}

async fn add(server: &TestServer, queue: &Value, users: &[&Value]) -> Answer {
    let body: Vec<Value> = users.iter().map(|user| json!({ "id": user["id"] })).collect();
    server.ask("POST", &members_of(queue)).json(json!(body)).await
}

/// The names of the members that a listing shows.
async fn listed(server: &TestServer, queue: &Value, query: &str) -> Vec<String> {
    let body = server.get(&format!("{}{query}", members_of(queue))).await.body;
    let entities = body["entities"].as_array().unwrap_or_else(|| panic!("{body}")).iter();
    entities.map(|one| one["name"].as_str().unwrap().to_owned()).collect()
}

async fn numbers(server: &TestServer, queue: &Value) -> [i64; 3] {
    let read = server.get(&path(queue)).await.body;
    ["memberCount", "userMemberCount", "joinedMemberCount"].map(|name| read[name].as_i64().unwrap())
}

#[both_engines]
async fn members_come_and_go_and_are_counted(engine: Engine) {
    let server = TestServer::start(engine).await;
    let support = queue(&server, "Support").await;
    let (ada, ben) = (server.user("Ada Example").await, server.user("Ben Example").await);
    assert_eq!(add(&server, &support, &[&ben, &ada, &ben]).await.status, 204);
    assert_eq!(add(&server, &support, &[&ada]).await.status, 204, "again changes nothing");
    assert_eq!(listed(&server, &support, "").await, ["Ada Example", "Ben Example"]);
    assert_eq!(numbers(&server, &support).await, [2, 2, 2]);
    let own = format!("{}/{}", members_of(&support), id(&ada));
    assert_eq!(server.ask("DELETE", &own).await.status, 204);
    let again = server.ask("DELETE", &own).await;
    again.refused(404, "general.resource.not.found").naming(&["member", id(&ada)]);
    let delete = format!("{}?delete=true", members_of(&support));
    let body = json!([{ "id": ben["id"] }, { "id": ada["id"] }]);
    let removed = server.ask("POST", &delete).json(body).await;
    assert_eq!(removed.status, 204, "who is no member is passed over");
    assert_eq!(numbers(&server, &support).await, [0, 0, 0]);
    let told = server.audits_of(id(&support)).await;
    assert_eq!(told, ["Create Queue", "Add Queue", "Remove Queue", "Remove Queue"]);
}

#[both_engines]
async fn members_are_listed_without_totals_until_there_are_no_more(engine: Engine) {
    let server = TestServer::start(engine).await;
    let support = queue(&server, "Support").await;
    let mut users = Vec::new();
    for name in ["Ada Example", "Ben Example", "Cid Example"] {
        users.push(server.user(name).await);
    }
    add(&server, &support, &users.iter().collect::<Vec<_>>()).await;
    let expand = "expand=presence&expand=routingStatus&expand=conversationSummary";
    let first = server.get(&format!("{}?pageSize=2&{expand}", members_of(&support))).await.body;
    for name in ["total", "pageCount", "lastUri", "previousUri"] {
        assert!(first.get(name).is_none(), "{name}");
    }
    assert_eq!((&first["pageSize"], &first["pageNumber"]), (&json!(2), &json!(1)));
    let ada = &first["entities"][0];
    assert_eq!(ada["user"]["presence"]["presenceDefinition"]["systemPresence"], "Offline");
    assert_eq!(ada["user"]["routingStatus"]["status"], "OFF_QUEUE");
    assert!(ada["user"]["conversationSummary"]["call"].is_object());
    assert_eq!(ada["routingStatus"], ada["user"]["routingStatus"]);
    assert_eq!((&ada["id"], &ada["user"]["id"]), (&users[0]["id"], &users[0]["id"]));
    assert_eq!((&ada["memberBy"], &ada["ringNumber"]), (&json!("user"), &json!(1)));
    assert_eq!((&ada["joined"], &ada["name"]), (&json!(true), &json!("Ada Example")));
    assert_eq!(ada["selfUri"], format!("{}/{}", members_of(&support), id(ada)));
    let second = server.get(first["nextUri"].as_str().unwrap()).await.body;
    assert_eq!(second["entities"].as_array().unwrap().len(), 1);
    assert!(second.get("nextUri").is_none() && second["previousUri"].is_string());
    let past = server.get(&format!("{}?pageSize=2&pageNumber=3", members_of(&support))).await;
    assert_eq!((past.status, &past.body["entities"]), (200, &json!([])));
    assert_eq!(listed(&server, &support, "?sortOrder=desc&pageSize=1").await, ["Cid Example"]);
    let twin = server.get(&format!("{}/users?pageSize=2", path(&support))).await.body;
    assert_eq!((&twin["total"], &twin["pageCount"]), (&json!(3), &json!(2)));
    assert!(twin["lastUri"].is_string());
    let own = format!("{}/users/{}", path(&support), id(&users[0]));
    assert_eq!(twin["entities"][0]["selfUri"], own);
}

#[both_engines]
async fn the_older_paths_do_the_same(engine: Engine) {
    let server = TestServer::start(engine).await;
    let (support, ada) = (queue(&server, "Support").await, server.user("Ada Example").await);
    let users = format!("{}/users", path(&support));
    let body = json!([{ "id": ada["id"] }]);
    assert_eq!(server.ask("POST", &users).json(body.clone()).await.status, 204);
    let left = json!([{ "id": ada["id"], "joined": false }]);
    let changed = server.ask("PATCH", &users).json(left).await.body;
    assert_eq!((&changed["total"], &changed["entities"][0]["joined"]), (&json!(1), &json!(false)));
    let own = format!("{users}/{}", id(&ada));
    assert_eq!(server.ask("PATCH", &own).json(json!({ "joined": true })).await.status, 204);
    assert_eq!(numbers(&server, &support).await, [1, 1, 1]);
    assert_eq!(server.ask("DELETE", &own).await.status, 204);
    server.ask("POST", &users).json(body.clone()).await;
    let removed = server.ask("POST", &format!("{users}?delete=true")).json(body).await;
    assert_eq!(removed.status, 204);
    assert_eq!(numbers(&server, &support).await, [0, 0, 0]);
}

#[both_engines]
async fn members_are_filtered_by_what_they_are_and_can(engine: Engine) {
    let server = TestServer::start(engine).await;
    let support = queue(&server, "Support").await;
    let (ada, ben) = (server.user("Ada Example").await, server.user("Ben Example").await);
    add(&server, &support, &[&ada, &ben]).await;
    let own = format!("{}/{}", members_of(&support), id(&ben));
    server.ask("PATCH", &own).json(json!({ "joined": false })).await;
    let billing = crate::routing_skills::skill(&server, "Billing").await;
    let spanish = crate::routing_languages::language(&server, "Spanish").await;
    let user = format!("/api/v2/users/{}", id(&ada));
    for (what, one) in [("routingskills", &billing), ("routinglanguages", &spanish)] {
        let body = json!({ "id": one["id"], "proficiency": 3 });
        server.ask("POST", &format!("{user}/{what}")).json(body).await;
    }
    server.ask("PUT", &format!("{user}/profileskills")).json(json!(["Chess"])).await;
    for query in [
        "?joined=true",
        "?name=ADA",
        "?name=ada*",
        "?profileSkills=chess",
        "?skills=billing",
        &format!("?skills={}", id(&billing)),
        "?languages=Spanish",
        "?joined=true&skills=Billing&skills=Other&memberBy=user",
    ] {
        assert_eq!(listed(&server, &support, query).await, ["Ada Example"], "{query}");
    }
    assert_eq!(listed(&server, &support, "?joined=false").await, ["Ben Example"]);
    for (query, number) in [
        ("?routingStatus=OFF_QUEUE", 2),
        ("?routingStatus=IDLE", 0),
        ("?presence=Offline", 2),
        ("?presence=ON_QUEUE", 0),
        ("?memberBy=group", 0),
        ("?skills=Nothing", 0),
    ] {
        assert_eq!(listed(&server, &support, query).await.len(), number, "{query}");
    }
}

#[both_engines]
async fn the_users_of_a_group_serve_its_queues(engine: Engine) {
    let server = TestServer::start(engine).await;
    let night = group(&server, "Night shift").await;
    let (ada, ben) = (server.user("Ada Example").await, server.user("Ben Example").await);
    let members = format!("/api/v2/groups/{}/members", id(&night));
    server.ask("POST", &members).json(json!({ "memberIds": [ada["id"], ben["id"]] })).await;
    let groups = json!({ "memberGroups": [{ "id": night["id"], "type": "GROUP" }] });
    let support = queue_with(&server, "Support", groups).await;
    assert_eq!(
        support["memberGroups"],
        json!([{
            "id": night["id"], "name": "Night shift", "type": "GROUP", "memberCount": 2,
            "selfUri": night["selfUri"],
        }])
    );
    assert_eq!(numbers(&server, &support).await, [2, 0, 2]);
    add(&server, &support, &[&ada]).await;
    assert_eq!(numbers(&server, &support).await, [2, 1, 2], "nobody counts twice");
    assert_eq!(listed(&server, &support, "?memberBy=group").await, ["Ben Example"]);
    let own = format!("{}/{}", members_of(&support), id(&ben));
    let left = server.ask("PATCH", &own).json(json!({ "joined": false })).await;
    assert_eq!(left.status, 204, "{}", left.body);
    assert_eq!(numbers(&server, &support).await, [2, 1, 1]);
    let refused = server.ask("DELETE", &own).await;
    refused.refused(400, "bad.request").naming(&["through a group", id(&ben)]);
    let remove = format!("{members}?ids={}", id(&ben));
    server.ask("DELETE", &remove).await;
    assert_eq!(listed(&server, &support, "").await, ["Ada Example"], "it follows the group");
    server.ask("DELETE", &format!("/api/v2/groups/{}", id(&night))).await;
    assert_eq!(server.get(&path(&support)).await.body["memberGroups"], json!([]));
    assert_eq!(numbers(&server, &support).await, [1, 1, 1]);

    let create = async |group: Value| {
        let body = json!({ "name": "Other", "memberGroups": [group] });
        server.ask("POST", super::QUEUES).json(body).await
    };
    for kind in ["GROUP", "TEAM"] {
        let unknown = create(json!({ "id": night["id"], "type": kind })).await;
        unknown.refused(400, "invalid.value").naming(&["memberGroups[0].id", id(&night)]);
    }
    let untyped = create(json!({ "id": night["id"] })).await;
    untyped.refused(400, "bad.request").naming(&["memberGroups[0].type"]);
}

#[both_engines]
async fn wrong_members_and_rings_are_named_and_change_nothing(engine: Engine) {
    let server = TestServer::start(engine).await;
    let rings = json!({ "bullseye": { "rings": [{}, {}] } });
    let (support, plain) =
        (queue_with(&server, "Support", rings).await, queue(&server, "Plain").await);
    let (ada, ben) = (server.user("Ada Example").await, server.user("Ben Example").await);
    let gone = server.user("Gone Example").await;
    server.ask("DELETE", &format!("/api/v2/users/{}", id(&gone))).await;
    for other in [&gone, &json!({ "id": "ffffffff-0000-4000-8000-000000000000" })] {
        let answer = add(&server, &support, &[&ada, other]).await;
        answer.refused(404, "general.resource.not.found").naming(&["user", id(other)]);
    }
    assert_eq!(numbers(&server, &support).await, [0, 0, 0]);
    let many: Vec<Value> = (0..101).map(|_| json!({ "id": ada["id"] })).collect();
    for method in ["POST", "PATCH"] {
        let answer = server.ask(method, &members_of(&support)).json(json!(many)).await;
        answer.refused(400, "invalid.value").naming(&["101", "at most 100"]);
    }
    add(&server, &support, &[&ada]).await;
    add(&server, &plain, &[&ada]).await;
    let change = async |queue: &Value, user: &Value, body: Value| {
        server.ask("PATCH", &format!("{}/{}", members_of(queue), id(user))).json(body).await
    };
    assert_eq!(change(&support, &ada, json!({ "ringNumber": 2 })).await.status, 204);
    let listed = server.get(&members_of(&support)).await.body;
    assert_eq!(listed["entities"][0]["ringNumber"], 2);
    let refused = change(&support, &ada, json!({ "ringNumber": 3 })).await;
    refused.refused(400, "invalid.value").naming(&["ringNumber", "[3]", "1 to 2"]);
    let refused = change(&plain, &ada, json!({ "ringNumber": 2 })).await;
    refused.refused(400, "invalid.value").naming(&["ringNumber", "1 to 1"]);
    let refused = change(&support, &ada, json!({ "ringNumber": 0 })).await;
    refused.refused(400, "invalid.value").naming(&["ringNumber"]);
    let stranger = change(&support, &ben, json!({ "joined": true })).await;
    stranger.refused(404, "general.resource.not.found").naming(&["member", id(&ben)]);
    let body = json!([{ "id": ada["id"], "joined": false }, { "id": ben["id"], "joined": false }]);
    let several = server.ask("PATCH", &members_of(&support)).json(body).await;
    several.refused(404, "general.resource.not.found").naming(&["member", id(&ben)]);
    assert_eq!(numbers(&server, &support).await, [1, 1, 1], "nobody left");
}

#[both_engines]
async fn managing_members_takes_the_permission_for_the_queue_and_the_users(engine: Engine) {
    let server = TestServer::start(engine).await;
    let (support, ada) = (queue(&server, "Support").await, server.user("Ada Example").await);
    let body = json!([{ "id": ada["id"] }]);
    let viewer = server.caller(&[everywhere(&["routing:queue:view"])]).await;
    let refused = server.ask("POST", &members_of(&support)).token(&viewer).json(body.clone()).await;
    refused.refused(403, "missing.any.permissions").naming(&["routing:queueMember:manage"]);
    let manager = server.caller(&[everywhere(&["routing:queueMember:manage"])]).await;
    let added = server.ask("POST", &members_of(&support)).token(&manager).json(body).await;
    assert_eq!(added.status, 204);
    let seen = server.get_with(&members_of(&support), &viewer).await.body;
    assert_eq!(seen["entities"][0]["id"], ada["id"]);
}

#[both_engines]
async fn a_deleted_user_serves_no_queue_and_comes_back_to_none(engine: Engine) {
    let server = TestServer::start(engine).await;
    let (support, ada) = (queue(&server, "Support").await, server.user("Ada Example").await);
    add(&server, &support, &[&ada]).await;
    let user = format!("/api/v2/users/{}", id(&ada));
    server.ask("DELETE", &user).await;
    assert_eq!(numbers(&server, &support).await, [0, 0, 0]);
    server.ask("PATCH", &user).json(json!({ "state": "active", "version": 2 })).await;
    assert_eq!(numbers(&server, &support).await, [0, 0, 0]);
    add(&server, &support, &[&ada]).await;
    let inactive = json!({ "state": "inactive" });
    assert_eq!(server.patch(&ada, inactive).await.status, 200);
    assert_eq!(numbers(&server, &support).await, [1, 1, 1], "who is away stays a member");
}

#[both_engines]
async fn whoever_serves_through_a_group_hears_where_they_take_work(engine: Engine) {
    let server = TestServer::start(engine).await;
    let ada = server.user_id("Ada Example").await;
    let group = json!({ "name": "Engines", "type": "official", "visibility": "public", "rulesVisible": true });
    let group = server.ask("POST", "/api/v2/groups").json(group).await.body;
    let group = id(&group);
    let (_, mut listener) = server.listening(&[&format!("v2.users.{ada}.activity")]).await;
    let served = json!([{ "id": group, "type": "GROUP" }]);
    let queue = json!({ "name": "Lab", "memberGroups": served });
    let queue = server.ask("POST", "/api/v2/routing/queues").json(queue).await.body;
    let queue = id(&queue);
    let members = format!("/api/v2/groups/{group}/members");
    let active = async |listener: &mut Listener| {
        listener.events(1).await.remove(0).1["activeQueueIds"].clone()
    };

    let joining = json!({ "memberIds": [ada], "version": 0 });
    let joined = server.ask("POST", &members).json(joining.clone()).await;
    assert!(joined.status < 300, "{}", joined.body);
    assert_eq!(active(&mut listener).await, json!([queue]));
    let left = server.ask("DELETE", &format!("{members}?ids={ada}")).await;
    assert!(left.status < 300, "{}", left.body);
    assert_eq!(active(&mut listener).await, json!([]));
    server.ask("POST", &members).json(joining).await;
    assert_eq!(active(&mut listener).await, json!([queue]));

    let path = format!("/api/v2/routing/queues/{queue}");
    let without = json!({ "name": "Lab", "memberGroups": [] });
    assert_eq!(server.ask("PUT", &path).json(without).await.status, 200);
    assert_eq!(active(&mut listener).await, json!([]));
    let with = json!({ "name": "Lab", "memberGroups": served });
    assert_eq!(server.ask("PUT", &path).json(with).await.status, 200);
    assert_eq!(active(&mut listener).await, json!([queue]));
    assert_eq!(server.ask("DELETE", &format!("/api/v2/groups/{group}")).await.status, 204);
    assert_eq!(active(&mut listener).await, json!([]));

    let members = format!("{path}/members");
    let added = server.ask("POST", &members).json(json!([{ "id": ada }])).await;
    assert!(added.status < 300, "{}", added.body);
    assert_eq!(active(&mut listener).await, json!([queue]));
    assert!(server.ask("DELETE", &format!("{path}?forceDelete=true")).await.status < 300);
    assert_eq!(active(&mut listener).await, json!([]));
}
