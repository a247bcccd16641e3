//! The way back in for an organization that has lost its administrator.

use serde_json::{Value, json};
use server::local::Command;
use test_server::{
    Engine,
    audits::{MADE, names, written},
    both_engines,
};

use crate::organizations::Data;

fn recover(email: &str, organization: Option<&str>) -> Command {
    Command::Recover {
        email: email.to_owned(),
        organization: organization.map(str::to_owned),
        create: false,
        reset_verifiers: false,
    }
}

fn create(email: &str, organization: Option<&str>) -> Command {
    let Command::Recover { email, organization, reset_verifiers, .. } =
        recover(email, organization)
    else {
        unreachable!()
    };
    Command::Recover { email, organization, create: true, reset_verifiers }
}

fn text<'a>(value: &'a Value, pointer: &str) -> &'a str {
    value.pointer(pointer).and_then(Value::as_str).unwrap()
}

/// What a command leaves in the audit after the organization was made.
async fn told(data: &Data, organization: &str) -> Vec<Value> {
    let db = data.db().await;
    let mut told = written(&db, organization).await;
    db.close().await;
    told.split_off(MADE.len())
}

/// Everything that is stored about passwords, tokens and grants, as text.
async fn stored(data: &Data, organization: &str, table: &str) -> String {
    data.rows(organization).await[table].join("\n")
}

#[both_engines]
async fn an_administrator_gets_a_new_password_and_loses_every_token(engine: Engine) {
    let data = Data::new(engine).await;
    let made = data.create("Acme", None).await;
    let (id, email) = (text(&made, "/id"), text(&made, "/adminEmail"));
    data.run(Command::Token { email: email.to_owned(), organization: None, client: None })
        .await
        .unwrap();
    let before = stored(&data, id, "passwords").await;
    let answer = data.run(recover(email, None)).await.unwrap();
    assert_eq!(text(&answer, "/user/email"), email);
    assert_eq!(text(&answer, "/organization/name"), "Acme");
    assert_eq!(answer["done"], json!(["ended all tokens of the user", "set a new password"]));
    let password = text(&answer, "/password");
    assert_eq!(password.len(), 43, "256 bits");
    assert_ne!(stored(&data, id, "passwords").await, before);
    assert_eq!(stored(&data, id, "tokens").await, "");
    let told = told(&data, id).await;
    assert_eq!(names(&told), [("Session", "Create"), ("Session", "Revoke"), ("Password", "Reset")]);
    assert_eq!(told[2]["application"], "command line");
    assert_eq!(told[2]["context"]["command"], "admin recover");
    for (table, rows) in data.rows(id).await {
        assert!(!rows.join("\n").contains(password), "the password is in `{table}`");
    }
}

#[both_engines]
async fn a_user_without_any_role_becomes_an_administrator(engine: Engine) {
    let data = Data::new(engine).await;
    let made = data.create("Acme", None).await;
    let id = text(&made, "/id");
    data.populate(300, 9).await;
    let (people, _) = data.people(id).await;
    let other = people.iter().map(|user| user.read_document().unwrap());
    let other =
        other.filter(|user| user.state == Some(api::State::Inactive)).find_map(|user| user.email);
    let email = other.unwrap();
    let answer = data.run(recover(&email.to_uppercase(), Some("acme"))).await.unwrap();
    assert_eq!(
        answer["done"],
        json!([
            "made the user active",
            "made the user an administrator of all divisions",
            "ended all tokens of the user",
            "set a new password",
        ])
    );
    let mut told = told(&data, id).await;
    told.drain(..names(&told).iter().position(|one| *one == ("User", "Update")).unwrap());
    let expected =
        [("User", "Update"), ("AuthUser", "Add"), ("Session", "Revoke"), ("Password", "Reset")];
    assert_eq!(names(&told), expected);
    assert_eq!(told[1]["propertyChanges"][0]["newValues"], json!(["Master Admin"]));
    let user = text(&answer, "/user/id");
    assert!(
        stored(&data, id, "grants")
            .await
            .lines()
            .any(|row| row.contains(user) && row.contains("|*|"))
    );
    let again = data.run(recover(&email, None)).await.unwrap();
    assert_eq!(again["done"].as_array().unwrap().len(), 2, "the rest is done already");
    assert_ne!(again["password"], answer["password"]);
}

#[both_engines]
async fn somebody_new_is_made_when_asked_for(engine: Engine) {
    let data = Data::new(engine).await;
    let made = data.create("Acme", None).await;
    let id = text(&made, "/id");
    let refused = data.run(recover("new@acme.example", None)).await.unwrap_err();
    assert!(refused.contains("there is no user `new@acme.example`"), "{refused}");
    assert!(
        refused.contains("`admin@acme.example` in `Acme`") && refused.contains("`--create`"),
        "{refused}"
    );
    let answer = data.run(create("new@acme.example", None)).await.unwrap();
    assert_eq!(answer["done"][0], "made the user");
    let told = told(&data, id).await;
    let expected =
        [("User", "Create"), ("AuthUser", "Add"), ("Session", "Revoke"), ("Password", "Reset")];
    assert_eq!(names(&told), expected);
    let (people, count) = data.people(id).await;
    assert_eq!((people.len(), count), (2, 2));
}

#[both_engines]
async fn a_deleted_user_comes_back_only_when_asked_for(engine: Engine) {
    let data = Data::new(engine).await;
    let made = data.create("Acme", None).await;
    let id = text(&made, "/id").to_owned();
    data.run(create("new@acme.example", None)).await.unwrap();
    let db = data.db().await;
    let organization = id.clone();
    let delete = db.write(move |tx| {
        let (divisions, organization) = (store::Divisions::all(), organization.clone());
        Box::pin(async move {
            tx.enter(&organization);
            let user = store::users::by_email(tx, &divisions, "new@acme.example").await?.unwrap();
            let organization = tx.organization();
            tx.lock(store::Lock::Organization(&organization)).await?;
            tx.lock(store::Lock::User(&user.id)).await?;
            let (mut shown, profile) = (user.read_document()?, user.read_profile()?);
            let mut after = user.clone();
            (after.state, after.version) = (api::State::Deleted, 2);
            shown.state = Some(api::State::Deleted);
            let documents = (&shown, &profile);
            let now = api::DateTime::from_milliseconds(0);
            store::users::save(tx, &divisions, &user, &mut after, documents, now).await?;
            store::grants::delete_of_subject(tx, &user.id).await
        })
    });
    delete.await.unwrap();
    db.close().await;
    let refused = data.run(recover("new@acme.example", None)).await.unwrap_err();
    assert!(refused.contains("was deleted") && refused.contains("`--create`"), "{refused}");
    let answer = data.run(create("new@acme.example", None)).await.unwrap();
    let done: Vec<_> = answer["done"].as_array().unwrap().iter().take(2).cloned().collect();
    assert_eq!(done, ["restored the user", "made the user an administrator of all divisions"]);
    let told = told(&data, &id).await;
    let restored = told.iter().find(|one| one["action"] == "Restore").unwrap();
    let roles = restored["propertyChanges"]
        .as_array()
        .unwrap()
        .iter()
        .find(|one| one["property"] == "roles");
    assert_eq!(roles.unwrap()["newValues"], json!(["employee in Home"]));
}

#[both_engines]
async fn what_cannot_be_recovered_is_refused_in_words(engine: Engine) {
    let data = Data::new(engine).await;
    for name in ["Acme", "Other"] {
        data.create(name, None).await;
        data.run(create("both@example.com", Some(name))).await.unwrap();
    }
    for (command, words) in [
        (
            recover("both@example.com", None),
            &["several", "`--organization`", "`Acme`", "`Other`"][..],
        ),
        (
            recover("none@example.com", None),
            &["no user `none@example.com`", "`admin@acme.example`"],
        ),
        (create("none@example.com", None), &["several organizations", "`Acme`", "`Other`"]),
        (recover("both@example.com", Some("Third")), &["`Third`", "`Acme`"]),
        (recover("nobody", None), &["nobody", "--email", "ada@example.com"]),
    ] {
        let refused = data.run(command).await.unwrap_err();
        assert!(words.iter().all(|word| refused.contains(word)), "{refused}");
    }
}

#[tokio::test]
async fn a_directory_without_data_is_left_as_it_is() {
    let mut data = Data::new(store::Engine::Sqlite).await;
    let store::Location::Directory(directory) = data.location.clone() else { unreachable!() };
    let empty = directory.join("empty");
    std::fs::create_dir(&empty).unwrap();
    data.location = store::Location::Directory(empty.clone());
    let refused = data.run(recover("ada@example.com", None)).await.unwrap_err();
    assert!(refused.contains("there is no data in `") && refused.contains("`--data`"), "{refused}");
    assert_eq!(std::fs::read_dir(&empty).unwrap().count(), 0);
}
