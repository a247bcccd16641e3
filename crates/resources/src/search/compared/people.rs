//! Generated users, written in many transactions.

use std::sync::Arc;

use super::doings::{self, Doing};
use api::{Chat, Contact, ContactMedia, DateTime, EmployerInfo, Group, State, User};
use gate::random::Random;
use serde_json::Value;
use store::{
    Divisions, Lock, OrganizationClock, Part,
    divisions::{self, StoredDivision},
    groups::{self, Sight},
    organizations::{self, StoredOrganization},
    presence::{self, definitions::Definition},
    search::{Collection, Models},
    testing::TestDb,
    users::{self, NewUser, Saved, StoredUser, UserDates, UserFilter},
};

pub(super) const ORGANIZATION: &str = "00000000-0000-4000-8000-000000000001";

pub(super) const DIVISIONS: [(&str, &str); 2] = [
    ("00000000-0000-4000-8000-00000000000a", "Home"),
    ("00000000-0000-4000-8000-00000000000b", "Café Nord"),
];

pub(super) const GROUPS: [(&str, &str); 3] = [
    ("00000000-0000-4000-8000-000000000010", "Night shift"),
    ("00000000-0000-4000-8000-000000000011", "Crème"),
    ("00000000-0000-4000-8000-000000000012", "Nobody"),
];

/// Users, some of whom are changed again.
const USERS: usize = 160;

pub(super) const FIRST: [&str; 14] = [
    "Ada", "Anna", "Ann", "Johanna", "Zoë", "Zoe", "Bob", "O'Neil", "Łukasz", "Renée", "Jean-Luc",
    "ada_x", "Strauß", "İpek",
];
pub(super) const LAST: [&str; 10] = [
    "Example",
    "Examiner",
    "Ångström",
    "Anna",
    "Bo",
    "Bobson",
    "van der Berg",
    "Strauss",
    "Smith",
    "Smithson",
];
pub(super) const TITLES: [&str; 6] =
    ["Engineer", "Lead Engineer", "Lead, Accounts", "accountant", "Ingénieur", "Team-Lead (night)"];
pub(super) const DEPARTMENTS: [&str; 4] = ["Sales", "Sales North", "R&D", "Support/2"];
pub(super) const SKILLS: [&str; 5] = ["Rust", "rust lang", "First Aid", "Café", "C++"];
pub(super) const DAYS: [&str; 4] = ["2024-02-29", "2025-06-30", "2026-01-01", "2026-01-02"];

pub(super) fn one<'a>(random: &mut Random, of: &[&'a str]) -> &'a str {
    of[random.below(of.len())]
}

/// A user as the API keeps it: what is shown, and the profile.
fn person(random: &mut Random, id: &str) -> (User, User) {
    let name = format!("{} {}", one(random, &FIRST), one(random, &LAST));
    let local = name.to_lowercase().replace(' ', ".");
    let host = one(random, &["example.com", "example.org", "mail.example.com"]);
    let email = format!("{local}{}@{host}", random.below(1_000_000));
    let maybe = |random: &mut Random, of: &[&str]| {
        let text = one(random, of).to_owned();
        (random.below(4) > 0).then_some(text)
    };
    let number = |random: &mut Random| format!("+1317555{:04}", random.below(300));
    let contact =
        |media, address| Contact { media_type: Some(media), address, ..Contact::default() };
    let mut addresses = Vec::new();
    for _ in 0..random.below(3) {
        addresses.push(match random.below(3) {
            0 => Contact {
                display: Some(format!("({})", random.below(9_999))),
                ..contact(ContactMedia::Phone, None)
            },
            1 => contact(ContactMedia::Email, Some(format!("{local}@home.example"))),
            _ => contact(ContactMedia::Phone, Some(number(random))),
        });
    }
    let shown = User {
        id: Some(id.to_owned()),
        primary_contact_info: Some(vec![contact(ContactMedia::Email, Some(email.clone()))]),
        username: Some(if random.below(5) == 0 { local } else { email.clone() }),
        email: Some(email),
        name: Some(name),
        title: maybe(random, &TITLES),
        department: maybe(random, &DEPARTMENTS),
        addresses: Some(addresses),
        acd_auto_answer: Some(random.below(3) == 0),
        chat: Some(Chat { jabber_id: Some(format!("{id}@example.orgspan.com")) }),
        ..User::default()
    };
    let skills: Vec<String> =
        (0..random.below(3)).map(|_| one(random, &SKILLS).to_owned()).collect();
    let profile = User {
        profile_skills: (!skills.is_empty()).then_some(skills),
        employer_info: (random.below(2) == 0).then(|| EmployerInfo {
            employee_id: Some(format!("E-{}", random.below(50))),
            date_hire: Some(one(random, &DAYS).to_owned()),
            ..EmployerInfo::default()
        }),
        ..User::default()
    };
    (shown, profile)
}

pub(super) fn day(number: usize) -> DateTime {
    let number = i64::try_from(number).unwrap();
    DateTime::from_milliseconds(1_767_225_600_000 + number * 3_600_000)
}

/// Makes the organization and its users, and searches meanwhile.
pub(super) async fn make(db: &TestDb, models: &Arc<Models>, random: &mut Random) {
    db.write(|tx| Box::pin(found(tx))).await.unwrap();
    let current = async || {
        let criteria = search::compile(Collection::Users.schema(), &[]).unwrap();
        models.current(db, (ORGANIZATION, Collection::Users), &criteria).await.unwrap();
    };
    current().await;
    let mut all: Vec<(StoredUser, (User, User))> = Vec::new();
    for number in 0..USERS {
        let id = random.id();
        let (shown, profile) = person(random, &id);
        let states = [State::Active, State::Active, State::Active, State::Inactive, State::Deleted];
        let state = states[random.below(states.len())].clone();
        let manager = all.last().map(|(user, _)| user.id.clone()).filter(|_| number % 3 == 0);
        let user = StoredUser {
            id,
            division: DIVISIONS[random.below(2)].0.to_owned(),
            division_name: String::new(),
            state,
            version: 1,
            manager,
            document: String::new(),
            profile: String::new(),
            dates: UserDates::default(),
        };
        all.push((user, (shown, profile)));
    }
    // A third at once, the others one by one.
    let (first, rest) = all.split_at(USERS / 3);
    let new: Vec<NewUser> = first
        .iter()
        .map(|(user, (shown, profile))| {
            let shown = User { state: Some(user.state.clone()), ..shown.clone() };
            NewUser::new(&user.division, &shown, profile).unwrap()
        })
        .collect();
    let new = Arc::new(new);
    db.write(move |tx| {
        let new = new.clone();
        Box::pin(async move {
            tx.enter(ORGANIZATION);
            users::insert_all(tx, &new, day(0)).await?;
            let ids: Vec<String> = new.iter().map(|user| user.id().to_owned()).collect();
            presence::insert_all(tx, &ids, day(0)).await
        })
    })
    .await
    .unwrap();
    current().await;
    for (number, (user, parts)) in rest.iter().enumerate() {
        let (user, parts) = (user.clone(), parts.clone());
        let saved = db.write(move |tx| {
            let (mut user, (shown, profile)) = (user.clone(), parts.clone());
            Box::pin(async move {
                tx.enter(ORGANIZATION);
                let now = day(number / 9);
                let saved = users::insert(tx, &mut user, (&shown, &profile), now).await?;
                presence::insert(tx, &user.id, now).await?;
                Ok::<_, store::Error>(saved)
            })
        });
        assert_eq!(saved.await, Ok(Saved::Stored));
        if number % 7 == 0 {
            current().await;
        }
    }
    for number in 0..USERS / 2 {
        change(db, &all[random.below(USERS)].0.id, random, day(24 + number)).await;
        if number % 5 == 0 {
            current().await;
        }
    }
    let members: Vec<Vec<String>> =
        (0..2).map(|_| (0..30).map(|_| all[random.below(USERS)].0.id.clone()).collect()).collect();
    db.write(move |tx| {
        let members = members.clone();
        Box::pin(async move {
            tx.enter(ORGANIZATION);
            tx.lock(Lock::Organization(ORGANIZATION)).await?;
            for ((id, _), members) in GROUPS.iter().zip(&members) {
                groups::add_members(tx, id, members).await?;
            }
            Ok::<_, store::Error>(())
        })
    })
    .await
    .unwrap();
}

async fn found(tx: &mut store::Tx) -> store::Result<()> {
    let organization = StoredOrganization {
        id: ORGANIZATION.to_owned(),
        name: "Compared".to_owned(),
        document: "{}".to_owned(),
        blueprint: "{}".to_owned(),
        clock: OrganizationClock::default(),
        created_at: day(0),
    };
    organizations::insert(tx, &organization).await?;
    tx.enter(ORGANIZATION);
    for (id, name) in DIVISIONS {
        let (id, name, description) = (id.to_owned(), name.to_owned(), String::new());
        let home = name == "Home";
        divisions::insert(tx, &StoredDivision { id, name, description, home }).await?;
    }
    for (id, name) in GROUPS {
        let group = Group { id: Some(id.into()), name: Some(name.into()), ..Group::default() };
        groups::insert(tx, &group).await?;
    }
    doings::found(tx).await
}

/// Something changes, in one of the rounds while searches go on.
pub(super) async fn disturb(db: &TestDb, ids: &[String], random: &mut Random, round: usize) {
    let user = &ids[random.below(ids.len())];
    if random.below(4) == 0 && !doings::DELETED.contains(&round) {
        change(db, user, random, day(200 + round)).await;
    } else {
        doings::happen(db, user, random, round).await;
    }
}

/// Gives a user other values.
async fn change(db: &TestDb, id: &str, random: &mut Random, now: DateTime) {
    let (id, parts) = (id.to_owned(), person(random, id));
    let saved = db.write(move |tx| {
        let (id, (shown, profile)) = (id.clone(), parts.clone());
        Box::pin(async move {
            tx.enter(ORGANIZATION);
            tx.lock(Lock::User(&id)).await?;
            let all = Divisions::all();
            let before = users::find(tx, &all, &id).await?.unwrap();
            let mut after = StoredUser { version: before.version + 1, ..before.clone() };
            users::save(tx, &all, &before, &mut after, (&shown, &profile), now).await
        })
    });
    assert_eq!(saved.await, Ok(Saved::Stored));
}

/// A stored row, as a plain evaluation reads it.
pub(super) struct Row {
    pub(super) user: Arc<StoredUser>,
    pub(super) document: Value,
    pub(super) profile: Value,
    pub(super) groups: Vec<String>,
    pub(super) doing: Doing,
    /// All presences that there are.
    pub(super) presences: Arc<Vec<Definition>>,
}

/// All rows.
pub(super) async fn rows(db: &TestDb) -> Vec<Row> {
    let mut tx = db.snapshot().await.unwrap();
    tx.enter(ORGANIZATION);
    let states = vec![State::Active, State::Inactive, State::Deleted];
    let filter = UserFilter { states, ..UserFilter::default() };
    let part = Part { offset: 0, limit: 10_000, descending: false };
    let stored = users::list(&mut tx, &Divisions::all(), &filter, part).await.unwrap();
    let ids: Vec<String> = stored.iter().map(|user| user.id.clone()).collect();
    let members = groups::of_users(&mut tx, Sight::Whole, &ids).await.unwrap();
    let (mut doings, presences) = doings::read(&mut tx, &ids).await;
    let presences = Arc::new(presences);
    let rows = stored.into_iter().map(|user| Row {
        doing: doings.remove(&user.id).unwrap(),
        presences: presences.clone(),
        document: serde_json::from_str(&user.document).unwrap(),
        profile: serde_json::from_str(&user.profile).unwrap(),
        groups: members
            .iter()
            .filter(|member| member.user == user.id)
            .filter_map(|member| member.group.id.clone())
            .collect(),
        user,
    });
    rows.collect()
}
