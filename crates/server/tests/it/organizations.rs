//! Organizations as a whole: made, listed, reset, removed, filled with people, from the command
//! line and over the control listener.

mod clock;
mod removal;

use std::{collections::BTreeMap, path::PathBuf};

use serde_json::{Value, json};
use server::{
    Clock, Options, Server, StartError,
    bootstrap::Bootstrap,
    local::{self, Command, Progress},
};
use store::ServerTime;
use store::{
    Db, Divisions, Engine, Location, Part,
    testing::{self, Place},
    users::{self, StoredUser, UserFilter},
};
use tempfile::TempDir;
use test_server::{Ask, TestServer, both_engines};

const NOW: &str = "2026-01-02T03:04:05.678Z";

/// Data that stays when nobody has it open.
pub(crate) struct Data {
    pub(crate) location: Location,
    pub(crate) clock: Clock,
    _place: Option<Place>,
    _directory: Option<TempDir>,
}

impl Data {
    pub(crate) async fn new(engine: Engine) -> Self {
        let clock = Clock::standing_at(NOW.parse::<ServerTime>().unwrap());
        if engine == Engine::Postgres {
            let place = Place::make(engine).await.unwrap();
            let location = place.location().clone();
            return Self { location, clock, _place: Some(place), _directory: None };
        }
        let directory = tempfile::tempdir().unwrap();
        let location = Location::Directory(directory.path().to_owned());
        Self { location, clock, _place: None, _directory: Some(directory) }
    }

    pub(crate) async fn run(&self, command: Command) -> Result<Value, String> {
        let answer = local::run(&self.location, self.clock.clone(), command, &mut |_| {}).await;
        answer.map_err(|error| error.to_string())
    }

    pub(crate) async fn create(&self, name: &str, seed: Option<u64>) -> Value {
        let command = Command::CreateOrganization {
            name: name.to_owned(),
            admin_email: None,
            demo: false,
            seed,
        };
        self.run(command).await.unwrap()
    }

    pub(crate) async fn populate(&self, users: u32, seed: u64) -> Value {
        self.run(Command::Seed { users, seed, organization: None }).await.unwrap()
    }

    pub(crate) async fn db(&self) -> Db {
        Db::open(&self.location, store::Options::default()).await.unwrap()
    }

    pub(crate) async fn rows(&self, organization: &str) -> BTreeMap<String, Vec<String>> {
        let db = self.db().await;
        let rows = testing::rows(&db, organization).await.unwrap();
        db.close().await;
        rows
    }

    /// Everybody in an organization, and how many the server says there are.
    pub(crate) async fn people(&self, organization: &str) -> (Vec<StoredUser>, i64) {
        let db = self.db().await;
        let divisions = Divisions::all();
        let states = vec![api::State::Active, api::State::Inactive];
        let filter = UserFilter { states, ..UserFilter::default() };
        let part = Part { offset: 0, limit: 100_000, descending: false };
        let mut tx = db.snapshot().await.unwrap();
        tx.enter(organization);
        let people = users::list(&mut tx, &divisions, &filter, part).await.unwrap();
        let count = users::count(&mut tx, &divisions, &filter).await.unwrap();
        drop(tx);
        db.close().await;
        (people.into_iter().map(std::sync::Arc::unwrap_or_clone).collect(), count)
    }

    pub(crate) fn options(&self) -> Options {
        let mut options = Options::in_memory();
        options.location = self.location.clone();
        options.clock = self.clock.clone();
        options
    }

    fn socket(&self) -> PathBuf {
        let Location::Directory(directory) = &self.location else { panic!("no directory") };
        directory.join("callroster.sock")
    }
}

fn text<'a>(value: &'a Value, name: &str) -> &'a str {
    value[name].as_str().unwrap_or_else(|| panic!("no `{name}` in {value}"))
}

/// What a reset must bring back: everything but tokens, events, what was changed, and the count of
/// changes.
fn lasting(mut rows: BTreeMap<String, Vec<String>>) -> BTreeMap<String, Vec<String>> {
    for table in ["tokens", "outbox", "audits", "organizations"] {
        rows.remove(table);
    }
    rows
}

#[both_engines]
async fn a_reset_brings_back_ids_and_credentials_and_nothing_else(engine: Engine) {
    let data = Data::new(engine).await;
    let made = data.create("Acme", Some(3)).await;
    let id = text(&made, "id").to_owned();
    let before = data.rows(&id).await;
    data.populate(60, 99).await;
    let email = text(&made, "adminEmail").to_owned();
    data.run(Command::Token { email, organization: None, client: None }).await.unwrap();
    assert_ne!(lasting(data.rows(&id).await), lasting(before.clone()));
    let reset = data.run(Command::ResetOrganization { id: id.clone() }).await.unwrap();
    assert_eq!((text(&reset, "id"), text(&reset, "clientId")), (&*id, text(&made, "clientId")));
    let after = data.rows(&id).await;
    assert!(after["tokens"].is_empty());
    assert_eq!(lasting(after), lasting(before));
    let server = Server::start(data.options()).await.unwrap();
    let url = server.url();
    let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
    let running = tokio::spawn(server.run(async { drop(stopped.await) }));
    let answer = Ask::new("POST", format!("{url}/oauth/token"))
        .basic(text(&made, "clientId"), text(&made, "clientSecret"))
        .form("grant_type=client_credentials")
        .await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    drop(stop);
    running.await.unwrap().unwrap();
}

#[both_engines]
async fn an_organization_of_many_users_is_reset_and_removed_too(engine: Engine) {
    let data = Data::new(engine).await;
    let made = data.create("Acme", None).await;
    let id = text(&made, "id").to_owned();
    let before = data.rows(&id).await;
    data.populate(1_300, 5).await;
    data.run(Command::ResetOrganization { id: id.clone() }).await.unwrap();
    assert_eq!(lasting(data.rows(&id).await), lasting(before));
    data.populate(1_300, 5).await;
    data.run(Command::DeleteOrganization { id: id.clone() }).await.unwrap();
    let mut rows = data.rows(&id).await;
    assert!(rows.remove("outbox").unwrap().iter().any(|row| row.contains("OrganizationGone")));
    assert!(rows.values().all(Vec::is_empty));
}

#[both_engines]
async fn the_same_seed_makes_the_same_people_and_another_makes_others(engine: Engine) {
    let data = Data::new(engine).await;
    let mut names = Vec::new();
    for (name, seed) in [("One", 11), ("Two", 11), ("Three", 12)] {
        let made = data.create(name, Some(seed)).await;
        let (people, _) = data.people(text(&made, "id")).await;
        let summary = |user: &StoredUser| {
            let shown = user.read_document().unwrap();
            (user.id.clone(), shown.name, shown.title, user.manager.clone(), user.profile.clone())
        };
        names.push(people.iter().map(summary).collect::<Vec<_>>());
    }
    assert_eq!(names[0].len(), 51);
    assert_eq!(names[0], names[1]);
    assert_ne!(names[0], names[2]);
}

#[both_engines]
async fn people_form_a_tree_under_one_chief_and_are_counted(engine: Engine) {
    let data = Data::new(engine).await;
    let made = data.create("Acme", None).await;
    let answer = data.populate(700, 1).await;
    assert_eq!((&answer["created"], &answer["existing"]), (&json!(700), &json!(0)));
    let (people, count) = data.people(text(&made, "id")).await;
    assert_eq!((people.len(), count), (701, 701));
    let managers: BTreeMap<_, _> =
        people.iter().map(|user| (user.id.as_str(), user.manager.as_deref())).collect();
    let without = managers.values().filter(|manager| manager.is_none()).count();
    assert_eq!(without, 2, "the administrator and the chief have no manager");
    for id in managers.keys() {
        let (mut steps, mut at) = (0, managers[id]);
        while let Some(manager) = at {
            at = managers[manager];
            steps += 1;
            assert!(steps < 7, "{id} has too long a line of managers");
        }
    }
    let divisions: std::collections::BTreeSet<_> =
        people.iter().map(|user| user.division_name.as_str()).collect();
    assert_eq!(
        divisions.into_iter().collect::<Vec<_>>(),
        ["Americas", "Asia Pacific", "Europe", "Home"]
    );
    let again = data.populate(700, 1).await;
    assert_eq!((&again["created"], &again["existing"]), (&json!(0), &json!(700)));
    let more = data.populate(300, 2).await;
    assert_eq!(more["created"], 300);
    assert_eq!(data.people(text(&made, "id")).await.1, 1001);
}

#[both_engines]
async fn the_same_addresses_live_in_two_organizations_side_by_side(engine: Engine) {
    let data = Data::new(engine).await;
    let (one, two) = (data.create("Acme", None).await, data.create("ACME!", None).await);
    let email = text(&one, "adminEmail").to_owned();
    assert_eq!(text(&two, "adminEmail"), email);
    let token = |organization: Option<&str>| {
        let organization = organization.map(str::to_owned);
        data.run(Command::Token { email: email.clone(), organization, client: None })
    };
    let refused = token(None).await.unwrap_err();
    assert!(refused.contains("`Acme`") && refused.contains("`ACME!`"), "{refused}");
    for (name, made) in [("acme", &one), ("ACME!", &two), (text(&two, "id"), &two)] {
        let answer = token(Some(name)).await.unwrap();
        assert_eq!(answer["organization"]["id"], made["id"]);
    }
}

#[both_engines]
async fn what_does_not_exist_is_answered_with_what_does(engine: Engine) {
    let data = Data::new(engine).await;
    let email = "nobody@acme.example".to_owned();
    let token =
        || data.run(Command::Token { email: email.clone(), organization: None, client: None });
    assert!(token().await.unwrap_err().contains("no organization yet"));
    let id = text(&data.create("Acme", None).await, "id").to_owned();
    assert!(token().await.unwrap_err().contains("`admin@acme.example` in `Acme`"));
    for command in [
        Command::ResetOrganization { id: "none".to_owned() },
        Command::DeleteOrganization { id: "none".to_owned() },
        Command::Seed { users: 1, seed: 1, organization: Some("none".to_owned()) },
    ] {
        let refused = data.run(command).await.unwrap_err();
        assert!(refused.contains("`none`") && refused.contains(&id), "{refused}");
    }
    let command = Command::CreateOrganization {
        name: " acme ".to_owned(),
        admin_email: None,
        demo: false,
        seed: None,
    };
    assert!(data.run(command).await.unwrap_err().contains("already"));
    let command = Command::CreateOrganization {
        name: " ".to_owned(),
        admin_email: None,
        demo: false,
        seed: None,
    };
    assert!(data.run(command).await.is_err());
    let listed = data.run(Command::ListOrganizations).await.unwrap();
    assert_eq!(listed["entities"].as_array().unwrap().len(), 1);
    assert_eq!(listed["entities"][0]["users"], 1);
}

#[both_engines]
async fn the_first_start_makes_an_organization_and_the_second_keeps_it(engine: Engine) {
    let data = Data::new(engine).await;
    let mut options = data.options();
    options.bootstrap.demo = true;
    let server = Server::start(options).await.unwrap();
    let first = server.first_start().unwrap().clone();
    assert_eq!(first.admin_email, "admin@callroster.example");
    assert_eq!(first.admin_password.as_deref(), Some("callroster-demo-1"));
    assert_eq!(first.client_secret.as_deref(), Some("demo-secret-not-for-production"));
    assert!(!format!("{first:?}").contains("callroster-demo-1"));
    server.run(async {}).await.unwrap();
    let before = data.rows(&first.organization).await;
    assert_eq!(before["users"].len(), 51);
    let mut options = data.options();
    options.bootstrap = Bootstrap {
        admin_email: Some("another@example.com".to_owned()),
        organization_name: Some("Another".to_owned()),
        ..Bootstrap::default()
    };
    let server = Server::start(options).await.unwrap();
    assert!(server.first_start().is_none());
    server.run(async {}).await.unwrap();
    assert_eq!(data.rows(&first.organization).await, before);
    let listed = data.run(Command::ListOrganizations).await.unwrap();
    assert_eq!(listed["entities"].as_array().unwrap().len(), 1);
}

#[both_engines]
async fn what_is_generated_is_shown_and_what_was_given_is_not(engine: Engine) {
    let data = Data::new(engine).await;
    let mut options = data.options();
    options.bootstrap.admin_password = Some("a-given-password".to_owned());
    let server = Server::start(options).await.unwrap();
    let first = server.first_start().unwrap();
    assert_eq!(first.admin_password, None);
    assert_eq!(first.client_secret.as_deref().map(str::len), Some(43));
    assert_eq!(first.admin_email, "admin@callroster.example");
    server.run(async {}).await.unwrap();
}

#[both_engines]
async fn a_bad_address_or_client_id_is_refused_before_anything_is_made(engine: Engine) {
    for bootstrap in [
        Bootstrap { admin_email: Some("nobody".to_owned()), ..Bootstrap::default() },
        Bootstrap { client_id: Some("a:b".to_owned()), ..Bootstrap::default() },
        Bootstrap { client_secret: Some(String::new()), ..Bootstrap::default() },
        Bootstrap { admin_password: Some("short".to_owned()), ..Bootstrap::default() },
        Bootstrap { organization_name: Some(" ".to_owned()), ..Bootstrap::default() },
    ] {
        let data = Data::new(engine).await;
        let mut options = data.options();
        let asked = format!("{bootstrap:?}");
        options.bootstrap = bootstrap;
        let refused = Server::start(options).await.err();
        assert!(matches!(refused, Some(StartError::Bootstrap(_))), "{asked}");
        // The next one finds the data free, and nothing in it.
        let server = loop {
            match Server::start(data.options()).await {
                Err(StartError::Open(_)) => tokio::task::yield_now().await,
                started => break started.unwrap(),
            }
        };
        assert!(server.first_start().is_some(), "{asked}");
        server.run(async {}).await.unwrap();
    }
}

#[both_engines]
async fn organizations_come_and_go_over_the_control_listener(engine: Engine) {
    let server = TestServer::start(engine).await;
    let ask = |method: &str, path: &str| server.control(method, path);
    let made = ask("POST", "/organizations").json(json!({ "name": "Acme", "demo": true })).await;
    assert_eq!(made.status, 201, "{}", made.body);
    let (client, secret) = (text(&made.body, "clientId"), text(&made.body, "clientSecret"));
    let token = server.sign_in((client, secret)).await;
    let users = server.get("/api/v2/users?pageSize=1").await.body["total"].clone();
    assert_eq!(users, 1, "the other organization sees none of them");
    let users = server.ask("GET", "/api/v2/users?state=any").token(&token).await.body;
    assert_eq!(users["total"], 51);
    let listed = ask("GET", "/organizations").await.body;
    let listed = listed["entities"].as_array().unwrap();
    assert_eq!(listed.len(), 2);
    let shown = listed.iter().find(|one| one["id"] == made.body["id"]).unwrap();
    assert_eq!(shown["users"], 51);
    let path = format!("/organizations/{}", text(&made.body, "id"));
    assert_eq!(ask("POST", &format!("{path}/reset")).await.status, 200);
    server.ask("GET", "/api/v2/users").token(&token).await.refused(401, "bad.credentials");
    server.sign_in((client, secret)).await;
    assert_eq!(ask("DELETE", &path).await.status, 204);
    ask("DELETE", &path).await.refused(404, "general.resource.not.found");
    ask("POST", "/organizations")
        .json(json!({ "name": "Callroster" }))
        .await
        .refused(409, "general.conflict");
    ask("POST", "/organizations")
        .json(json!({ "title": "Acme" }))
        .await
        .refused(400, "bad.request");
    ask("GET", "/elsewhere").await.refused(404, "not.found");
    ask("GET", "/organizations").token("wrong").await.refused(401, "bad.credentials");
    ask("GET", "/organizations").no_token().await.refused(401, "authentication.required");
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_command_beside_a_running_server_goes_through_it() {
    let data = Data::new(Engine::Sqlite).await;
    // What a server that was killed leaves behind.
    std::fs::write(data.socket(), "").unwrap();
    let server = Server::start(data.options()).await.unwrap();
    let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
    let running = tokio::spawn(server.run(async { drop(stopped.await) }));
    while !is_socket(&data) {
        tokio::task::yield_now().await;
    }
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let mode = std::fs::metadata(data.socket()).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }
    let open = Db::open(&data.location, store::Options::default()).await;
    assert!(open.is_err(), "the data belongs to the server");
    let mut told = Vec::new();
    let command = Command::Seed { users: 2_600, seed: 4, organization: None };
    let mut tell = |progress: Progress| told.push((progress.done, progress.total));
    let answer = local::run(&data.location, data.clock.clone(), command, &mut tell).await;
    assert_eq!(answer.unwrap()["created"], 2_600);
    // The first thousand tell how large the next transactions may be.
    assert_eq!(
        (&told[..2], told.last()),
        (&[(0, 2_600), (1_000, 2_600)][..], Some(&(2_600, 2_600)))
    );
    assert!(told.is_sorted(), "{told:?}");
    let refused = data.run(Command::DeleteOrganization { id: "none".to_owned() }).await;
    assert!(refused.unwrap_err().contains("`Callroster`"));
    let file = data.socket().with_file_name("copy.db");
    data.run(Command::Backup { file: file.clone() }).await.unwrap();
    assert!(file.exists());
    drop(stop);
    running.await.unwrap().unwrap();
    assert!(!data.socket().exists());
    let listed = data.run(Command::ListOrganizations).await.unwrap();
    assert_eq!(listed["entities"][0]["users"], 2_601);
}

/// The file that a dead server left is none.
fn is_socket(data: &Data) -> bool {
    std::fs::metadata(data.socket()).is_ok_and(|file| !file.is_file())
}

#[cfg(target_os = "linux")]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_data_directory_may_have_a_long_path() {
    let mut data = Data::new(Engine::Sqlite).await;
    let Location::Directory(directory) = &data.location else { panic!("no directory") };
    let long = directory.join("d".repeat(120));
    std::fs::create_dir(&long).unwrap();
    data.location = Location::Directory(long);
    let server = Server::start(data.options()).await.unwrap();
    let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
    let running = tokio::spawn(server.run(async { drop(stopped.await) }));
    while !is_socket(&data) {
        tokio::task::yield_now().await;
    }
    assert!(data.run(Command::ListOrganizations).await.is_ok());
    drop(stop);
    running.await.unwrap().unwrap();
    assert!(!data.socket().exists());
}

#[tokio::test]
async fn without_data_a_command_says_where_to_begin() {
    let mut data = Data::new(Engine::Sqlite).await;
    let Location::Directory(directory) = &data.location else { panic!("no directory") };
    let absent = directory.join("absent");
    data.location = Location::Directory(absent.clone());
    let refused = data.run(Command::ListOrganizations).await.unwrap_err();
    assert!(refused.contains("callroster serve"), "{refused}");
    assert!(!absent.exists(), "nothing is made by asking");
    data.location = Location::Memory;
    assert!(data.run(Command::ListOrganizations).await.is_err());
}

#[cfg(feature = "postgres-tests")]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_nodes_that_start_together_make_one_organization() {
    let data = Data::new(Engine::Postgres).await;
    let options = |name: &str| {
        let mut options = data.options();
        options.bootstrap.organization_name = Some(name.to_owned());
        options
    };
    let (one, two) = tokio::join!(Server::start(options("One")), Server::start(options("Two")));
    let (one, two) = (one.unwrap(), two.unwrap());
    assert_eq!(one.first_start().is_some(), two.first_start().is_none());
    let listed = data.run(Command::ListOrganizations).await.unwrap();
    assert_eq!(listed["entities"].as_array().unwrap().len(), 1);
}
