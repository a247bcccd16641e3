//! The topics that there are.

use serde_json::{Value, json};

use test_server::{Engine, TestServer, both_engines};

#[both_engines]
async fn every_declared_topic_is_listed_with_what_is_asked_for(engine: Engine) {
    let server = TestServer::start(engine).await;
    let path = "/api/v2/notifications/availabletopics";
    let listed = server.get(path).await.body;
    let listed = listed["entities"].as_array().unwrap();
    assert_eq!(listed.len(), api::topics().count());
    let find = |all: &[Value], id: &str| all.iter().find(|one| one["id"] == id).unwrap().clone();
    let activity = find(listed, "v2.users.{id}.activity");
    assert_eq!(activity["requiresCurrentUserOrPermission"], true);
    assert_eq!((activity.get("schema"), activity.get("description")), (None, None));
    let tokens = find(listed, "v2.users.{id}.tokens");
    assert_eq!(tokens["requiresCurrentUser"], true);
    let expand = "description,enforced,schema,visibility,transports,publicApiTemplateUriPaths,\
                  requiresPermissions,permissionDetails,topicParameters";
    let expanded = server.get(&format!("{path}?expand={expand}")).await.body;
    let activity = find(expanded["entities"].as_array().unwrap(), "v2.users.{id}.activity");
    assert_eq!(activity["requiresPermissions"], json!(["routing:queue:view"]));
    assert_eq!(activity["topicParameters"], json!(["id"]));
    assert_eq!(
        (&activity["visibility"], &activity["transports"]),
        (&json!("Public"), &json!(["Websocket"]))
    );
    let schema = &activity["schema"];
    let name = schema["$ref"].as_str().unwrap().rsplit('/').next().unwrap();
    assert!(schema["components"]["schemas"][name]["properties"]["routingStatus"].is_object());
    assert_eq!(activity["permissionDetails"][0]["allowsCurrentUser"], true);
}
