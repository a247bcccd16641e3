//! What is changed beside the API, and for how long it is remembered.

use std::time::Duration;

use serde_json::{Value, json};
use server::{
    Server,
    local::{AuditQuestion, Command, Moment},
};
use test_server::{
    Engine, TestServer,
    audits::{MADE, names, properties, written},
    both_engines, now,
};

use crate::organizations::Data;

async fn all(data: &Data, organization: &str) -> Vec<Value> {
    let db = data.db().await;
    let all = written(&db, organization).await;
    db.close().await;
    all
}

fn id(made: &Value) -> String {
    made["id"].as_str().unwrap().to_owned()
}

async fn ask(data: &Data, question: AuditQuestion) -> Result<Vec<Value>, String> {
    let answer =
        data.run(Command::Audit(Box::new(AuditQuestion { limit: 50, ..question }))).await?;
    Ok(answer["entities"].as_array().unwrap().clone())
}

#[both_engines]
async fn commands_are_told_with_the_command_line_in_place_of_a_user(engine: Engine) {
    let data = Data::new(engine).await;
    let made = data.create("Acme", None).await;
    let email = made["adminEmail"].as_str().unwrap().to_owned();
    data.run(Command::Token { email, organization: None, client: None }).await.unwrap();
    data.populate(1_200, 3).await;
    data.populate(1_200, 3).await;
    let mut written = all(&data, &id(&made)).await;
    for message in &written {
        assert_eq!(message["application"], "command line");
        assert_eq!(message["level"], "GENESYS_INTERNAL");
        assert!(message.get("user").is_none() && message.get("remoteIp").is_none());
    }
    let mut later = written.split_off(MADE.len());
    assert_eq!(names(&written), MADE);
    assert_eq!(names(&later)[1], ("Division", "Create"), "people have places");
    later.retain(|one| one["entityType"] != "Division" && one["entityType"] != "Group");
    let expected = [("Session", "Create"), ("Organization", "Add"), ("Organization", "Add")];
    assert_eq!(names(&later), expected);
    assert_eq!(later[2]["context"], json!({ "people": "200", "seed": "3" }));
    data.run(Command::ResetOrganization { id: id(&made) }).await.unwrap();
    let written = all(&data, &id(&made)).await;
    assert_eq!(names(&written)[0], ("Organization", "Reset"));
    assert_eq!(names(&written)[1..], MADE[1..], "the rest went with it");
}

#[both_engines]
async fn the_first_start_and_the_control_listener_are_told(engine: Engine) {
    let server = TestServer::start(engine).await;
    let first = written(&server.db, &server.organization).await;
    assert_eq!(names(&first), MADE);
    assert_eq!(
        (&first[0]["application"], &first[0]["level"]),
        (&json!("server"), &json!("SYSTEM"))
    );
    let made = server.control("POST", "/organizations").json(json!({ "name": "Acme" })).await.body;
    let path = format!("/organizations/{}/reset", id(&made));
    let told = written(&server.db, &id(&made)).await;
    assert_eq!(told[0]["application"], "control listener");
    assert_eq!(told[0]["remoteIp"], json!(["127.0.0.1"]));
    assert_eq!(server.control("POST", &path).await.status, 200);
    let told = written(&server.db, &id(&made)).await;
    assert_eq!((names(&told)[0], told.len()), (("Organization", "Reset"), MADE.len()));
}

#[both_engines]
async fn the_command_line_asks_for_what_was_changed(engine: Engine) {
    let data = Data::new(engine).await;
    let (acme, other) = (data.create("Acme", None).await, data.create("Other", None).await);
    let email = acme["adminEmail"].as_str().unwrap().to_owned();
    let organization = Some("Acme".to_owned());
    data.run(Command::Token {
        email: email.clone(),
        organization: organization.clone(),
        client: None,
    })
    .await
    .unwrap();
    data.clock.advance(Duration::from_hours(2));
    data.run(Command::Token { email: email.clone(), organization: Some(id(&acme)), client: None })
        .await
        .unwrap();
    let question =
        || AuditQuestion { organization: organization.clone(), ..AuditQuestion::default() };
    let found = ask(&data, question()).await.unwrap();
    assert_eq!(names(&found)[..2], [("Session", "Create"); 2]);
    assert_eq!(names(&found).into_iter().rev().take(MADE.len()).collect::<Vec<_>>(), MADE);
    let hour = Some(Moment::SecondsAgo(3_600));
    for (question, expected) in [
        (AuditQuestion { since: hour, ..question() }, 1),
        (AuditQuestion { until: hour, ..question() }, 1 + MADE.len()),
        (AuditQuestion { since: Some(Moment::At(now(&data.clock))), ..question() }, 1),
        (AuditQuestion { entity: Some(email.clone()), ..question() }, 5),
        (AuditQuestion { entity: Some(id(&acme)), ..question() }, 1),
        (AuditQuestion { user: Some(email.clone()), ..question() }, 0),
        (AuditQuestion { client: Some("x".to_owned()), ..question() }, 0),
        (AuditQuestion { entity_type: Some("session".to_owned()), ..question() }, 2),
        (AuditQuestion { action: Some("CREATE".to_owned()), ..question() }, 18),
    ] {
        let asked = format!("{question:?}");
        assert_eq!(ask(&data, question).await.unwrap().len(), expected, "{asked}");
    }
    for (question, words) in [
        (
            AuditQuestion::default(),
            &["several organizations", "`--organization`", "`Acme`", "`Other`"][..],
        ),
        (AuditQuestion { organization: Some("No".to_owned()), ..question() }, &["`No`", "`Acme`"]),
        (
            AuditQuestion { user: Some("a@b.example".to_owned()), ..question() },
            &["`a@b.example`", "`Acme`"],
        ),
        (
            AuditQuestion { entity_type: Some("Fork".to_owned()), ..question() },
            &["`Fork`", "there are: AnalyticsJob, AuthOrganization"],
        ),
        (
            AuditQuestion { action: Some("Eat".to_owned()), ..question() },
            &["`Eat`", "Create, Delete"],
        ),
    ] {
        let refused = ask(&data, question).await.unwrap_err();
        assert!(words.iter().all(|word| refused.contains(word)), "{refused}");
    }
    let unnamed = AuditQuestion { organization: Some(id(&other)), ..AuditQuestion::default() };
    assert_eq!(ask(&data, unnamed).await.unwrap().len(), MADE.len());
}

#[both_engines]
async fn what_is_older_than_it_should_be_is_forgotten(engine: Engine) {
    let data = Data::new(engine).await;
    let made = data.create("Acme", None).await;
    data.clock.advance(Duration::from_hours(47));
    let email = made["adminEmail"].as_str().unwrap().to_owned();
    data.run(Command::Token { email, organization: None, client: None }).await.unwrap();
    data.clock.advance(Duration::from_hours(1));
    let all_of_it = MADE.len() + 1;
    for (days, left) in [(0, all_of_it), (2, all_of_it), (1, 1)] {
        let mut options = data.options();
        options.audit_days = days;
        let server = Server::start(options).await.unwrap();
        let db = server.db();
        let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
        let running = tokio::spawn(server.run(async { drop(stopped.await) }));
        let gone = async {
            while written(&db, &id(&made)).await.len() > left {
                tokio::task::yield_now().await;
            }
        };
        tokio::time::timeout(Duration::from_secs(30), gone).await.unwrap();
        drop(stop);
        running.await.unwrap().unwrap();
        let written = all(&data, &id(&made)).await;
        assert_eq!(written.len(), left, "{days} days");
        assert_eq!(properties(&written[0]).len(), 0);
    }
}

#[both_engines]
async fn the_ids_of_messages_come_from_the_sequence_of_whoever_acts(engine: Engine) {
    let data = Data::new(engine).await;
    let made = data.create("Acme", Some(7)).await;
    let ids = |messages: Vec<Value>| -> Vec<Value> {
        messages.into_iter().map(|one| one["id"].clone()).collect()
    };
    let before = ids(all(&data, &id(&made)).await);
    data.run(Command::ResetOrganization { id: id(&made) }).await.unwrap();
    assert_eq!(ids(all(&data, &id(&made)).await), before, "made anew from the same seed");
}
