//! The catalogue of permissions.

use serde_json::{Value, json};
use test_server::{Engine, TestServer, both_engines};

const PERMISSIONS: &str = "/api/v2/authorization/permissions";

fn domains(listing: &Value) -> Vec<&str> {
    listing["entities"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["domain"].as_str().unwrap())
        .collect()
}

#[both_engines]
async fn the_catalogue_is_listed_by_domain_for_everybody(engine: Engine) {
    let server = TestServer::start(engine).await;
    let nobody = server.caller(&[]).await;
    let first = server.get_with(PERMISSIONS, &nobody).await.body;
    assert_eq!((&first["pageSize"], domains(&first).len()), (&json!(25), 25));
    let all = server.get(&format!("{PERMISSIONS}?pageSize=100")).await.body;
    assert_eq!(domains(&all), api::catalogue().keys().collect::<Vec<_>>());
    assert_eq!(all["total"], api::catalogue().len());
    let directory = all["entities"]
        .as_array()
        .unwrap()
        .iter()
        .find(|one| one["domain"] == "directory")
        .unwrap();
    let actions = directory["permissionMap"]["user"].as_array().unwrap();
    let edit = actions.iter().find(|one| one["action"] == "edit").unwrap();
    assert_eq!(
        (&edit["domain"], &edit["entityType"], &edit["divisionAware"]),
        (&json!("directory"), &json!("user"), &json!(true))
    );
    assert_eq!(edit["label"], "Edit user");
}

#[both_engines]
async fn the_catalogue_is_narrowed_to_domains_or_permissions(engine: Engine) {
    let server = TestServer::start(engine).await;
    let ask = async |query: &str| server.get(&format!("{PERMISSIONS}?{query}")).await.body;
    assert_eq!(
        domains(&ask("queryType=domain&query=routing,directory").await),
        ["directory", "routing"]
    );
    assert_eq!(domains(&ask("query=Directory").await), ["directory"]);
    let one = ask("queryType=permission&query=directory:user:edit").await;
    let map = &one["entities"][0]["permissionMap"];
    assert_eq!(map.as_object().unwrap().len(), 1);
    assert_eq!(map["user"].as_array().unwrap().len(), 1);
    let every = ask("queryType=permission&query=directory:user:*,routing:skill").await;
    assert_eq!(domains(&every), ["directory", "routing"]);
    assert_eq!(ask("queryType=domain&query=cooking").await["total"], 0);
    server
        .get(&format!("{PERMISSIONS}?queryType=colour"))
        .await
        .refused(400, "invalid.value")
        .naming(&["queryType", "domain, permission"]);
}
