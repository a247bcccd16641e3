//! What users can do and are doing: made at the beginning, and changed while searches go on.

use std::collections::BTreeMap;

use api::{DateTime, Language, RoutingStatusValue, State};
use gate::random::Random;
use store::{
    Divisions, Error, Lock, Result, Tx,
    abilities::{Ability, Held},
    presence::{
        self, PURECLOUD, SystemPresence,
        definitions::{self, Definition},
        machine::{Event, Live},
    },
    routing_languages, routing_skills,
    routing_skills::StoredSkill,
    stations::{self, StoredStation},
    testing::TestDb,
};

use super::people::{DIVISIONS, ORGANIZATION, day, one};

pub(super) const ROUTING_SKILLS: [(&str, &str); 4] = [
    ("00000000-0000-4000-8000-000000000020", "Billing"),
    ("00000000-0000-4000-8000-000000000021", "Crème de la crème"),
    ("00000000-0000-4000-8000-000000000022", "Night billing"),
    ("00000000-0000-4000-8000-000000000023", "Smith"),
];
pub(super) const LANGUAGES: [(&str, &str); 3] = [
    ("00000000-0000-4000-8000-000000000030", "English"),
    ("00000000-0000-4000-8000-000000000031", "Français"),
    ("00000000-0000-4000-8000-000000000032", "Old English"),
];
const STATIONS: [(&str, &str); 5] = [
    ("00000000-0000-4000-8000-000000000040", "Desk 1"),
    ("00000000-0000-4000-8000-000000000041", "Desk 12"),
    ("00000000-0000-4000-8000-000000000042", "Ada's desk"),
    ("00000000-0000-4000-8000-000000000043", "Müller"),
    ("00000000-0000-4000-8000-000000000044", "+1317"),
];
const PRESENCES: [(&str, SystemPresence); 2] = [
    ("00000000-0000-4000-8000-000000000050", SystemPresence::Meal),
    ("00000000-0000-4000-8000-000000000051", SystemPresence::OnQueue),
];
/// Names that presences have, one after another.
const LABELS: [&str; 4] = ["Lunch", "Déjeuner", "On call", "Available soon"];

/// Rounds in which a skill and a language go.
pub(super) const DELETED: [usize; 2] = [300, 350];

/// What somebody may search for.
pub(super) const WORDS: [&str; 20] = [
    "Billing",
    "creme",
    "night",
    "english",
    "Français",
    "desk",
    "Desk 1",
    "Müller",
    "On Queue",
    "ON_QUEUE",
    "OnQueue",
    "available",
    "Offline",
    "meal",
    "Lunch",
    "IDLE",
    "off_queue",
    "COMMUNICATING",
    "00000000-0000-4000-8000-000000000020",
    "00000000-0000-4000-8000-000000000050",
];

/// Makes what there is for users to have.
pub(super) async fn found(tx: &mut Tx) -> Result<()> {
    for (id, name) in ROUTING_SKILLS {
        let skill = StoredSkill {
            id: id.to_owned(),
            name: name.to_owned(),
            division: DIVISIONS[0].0.to_owned(),
            division_name: String::new(),
            state: State::Active,
            version: 1,
            modified_at: day(0),
        };
        assert!(routing_skills::insert(tx, &skill).await?);
    }
    for language in LANGUAGES {
        assert!(routing_languages::insert(tx, language, day(0)).await?);
    }
    for (id, name) in STATIONS {
        let (id, name, kind) = (id.to_owned(), name.to_owned(), "inin_remote".to_owned());
        let (phone, owner, user, associated_at) = (None, None, None, None);
        let station = StoredStation { id, name, kind, phone, owner, user, associated_at };
        stations::insert(tx, &station).await?;
    }
    for (place, label) in (0..PRESENCES.len()).zip(LABELS) {
        definitions::save(tx, &definition(place, label)).await?;
    }
    Ok(())
}

fn definition(place: usize, label: &str) -> Definition {
    let (id, system) = PRESENCES[place];
    let (id, labels) = (id.to_owned(), BTreeMap::from([("fr".to_owned(), label.to_owned())]));
    Definition { id, name: None, labels, ..Definition::built_in(system) }
}

/// One thing that happens to a user, or to what users have.
#[derive(Debug, Clone)]
enum Happens {
    ToUser(Event),
    Has(Ability, String),
    HasNoMore(Ability, String),
    Uses(StoredStation),
    UsesNone,
    /// A presence is called something else.
    Renamed(Definition),
    StationRenamed(&'static str, String),
    Deleted(Ability, String),
}

fn event(random: &mut Random) -> Event {
    if random.below(4) == 0 {
        // What is not possible now changes nothing.
        return Event::Report(RoutingStatusValue::Communicating);
    }
    let (id, system) = match random.below(3) {
        0 => PRESENCES[random.below(PRESENCES.len())],
        1 => (SystemPresence::OnQueue.id(), SystemPresence::OnQueue),
        _ => {
            let all: Vec<SystemPresence> = SystemPresence::all().collect();
            let system = all[random.below(all.len())];
            (system.id(), system)
        }
    };
    let (definition, source) = (id.to_owned(), PURECLOUD.to_owned());
    Event::Choose { definition, system, message: None, source }
}

fn ability(random: &mut Random) -> (Ability, String) {
    if random.below(2) == 0 {
        return (Ability::Skill, ROUTING_SKILLS[random.below(4)].0.to_owned());
    }
    (Ability::Language, LANGUAGES[random.below(3)].0.to_owned())
}

impl Happens {
    /// What happens in this round.
    fn any(random: &mut Random, round: usize) -> Self {
        match random.below(12) {
            _ if round == DELETED[0] => {
                Self::Deleted(Ability::Skill, ROUTING_SKILLS[3].0.to_owned())
            }
            _ if round == DELETED[1] => Self::Deleted(Ability::Language, LANGUAGES[2].0.to_owned()),
            0..5 => Self::ToUser(event(random)),
            5..8 => {
                let (ability, id) = ability(random);
                Self::Has(ability, id)
            }
            8 => {
                let (ability, id) = ability(random);
                Self::HasNoMore(ability, id)
            }
            9 => {
                let (id, name) = STATIONS[random.below(STATIONS.len())];
                let (id, name, kind) = (id.to_owned(), name.to_owned(), String::new());
                let (phone, owner, user, associated_at) = (None, None, None, None);
                Self::Uses(StoredStation { id, name, kind, phone, owner, user, associated_at })
            }
            10 => Self::UsesNone,
            _ if random.below(2) == 0 => {
                Self::Renamed(definition(random.below(2), one(random, &LABELS)))
            }
            _ => {
                let station = STATIONS[random.below(STATIONS.len())];
                let name = format!("{} {}", station.1, random.below(3));
                Self::StationRenamed(station.0, name)
            }
        }
    }

    async fn happen(self, tx: &mut Tx, user: &str, now: DateTime) -> Result<()> {
        tx.lock(Lock::Organization(ORGANIZATION)).await?;
        tx.lock(Lock::User(user)).await?;
        match self {
            Self::ToUser(event) => presence::happen(tx, user, event, now).await.map(drop),
            Self::Has(ability, id) => {
                // Who is given what is gone has it all the same, and is not found by it.
                ability.set(tx, (user, &id), (2.0, &State::Active)).await
            }
            Self::HasNoMore(ability, id) => ability.remove(tx, user, &[id]).await,
            Self::Uses(station) => {
                stations::release(tx, user).await?;
                stations::associate(tx, &station, user, now).await.map(drop)
            }
            Self::UsesNone => stations::leave(tx, user).await,
            Self::Renamed(definition) => definitions::save(tx, &definition).await,
            Self::StationRenamed(id, name) => stations::rename(tx, id, &name, None).await,
            Self::Deleted(Ability::Skill, id) => {
                let before = routing_skills::find(tx, &Divisions::all(), &id).await?;
                let before = before.ok_or_else(|| Error::Bug("there is no skill".to_owned()))?;
                let after = StoredSkill { state: State::Deleted, version: 2, ..before.clone() };
                assert!(routing_skills::save(tx, &before, &after).await?);
                Ability::Skill.remove_everywhere(tx, &id).await.map(drop)
            }
            Self::Deleted(Ability::Language, id) => {
                routing_languages::delete(tx, &id, now).await?;
                Ability::Language.remove_everywhere(tx, &id).await.map(drop)
            }
        }
    }
}

/// Lets something happen.
pub(super) async fn happen(db: &TestDb, user: &str, random: &mut Random, round: usize) {
    let (user, what) = (user.to_owned(), Happens::any(random, round));
    let written = db.write(move |tx| {
        let (user, what) = (user.clone(), what.clone());
        Box::pin(async move {
            tx.enter(ORGANIZATION);
            what.happen(tx, &user, day(200 + round)).await
        })
    });
    written.await.unwrap();
}

/// What a user can do and is doing, and what all of it is called.
pub(super) struct Doing {
    pub(super) skills: Vec<Held>,
    pub(super) languages: Vec<Held>,
    /// The id and the name of the station.
    pub(super) station: Option<(String, String)>,
    pub(super) live: Live,
}

/// Of all these users, and the presences that there are.
pub(super) async fn read(
    tx: &mut Tx,
    users: &[String],
) -> (BTreeMap<String, Doing>, Vec<Definition>) {
    let mut doings = BTreeMap::new();
    let deleted = {
        let all = routing_skills::all(tx, &Divisions::all()).await.unwrap();
        let languages: Vec<Language> = routing_languages::all(tx).await.unwrap();
        let known: Vec<String> = all.into_iter().map(|skill| skill.id).collect();
        let languages = languages.into_iter().filter_map(|language| language.id);
        let known: Vec<String> = known.into_iter().chain(languages).collect();
        move |held: &Held| !known.contains(&held.id)
    };
    let skills = Ability::Skill.of_users(tx, users).await.unwrap();
    let languages = Ability::Language.of_users(tx, users).await.unwrap();
    let mut stations = stations::of_users(tx, users).await.unwrap();
    for state in presence::of_users(tx, users).await.unwrap() {
        let of = |held: &[Held]| -> Vec<Held> {
            let of_user = held.iter().filter(|held| held.user == state.user && !deleted(held));
            of_user.cloned().collect()
        };
        let station = stations.remove(&state.user).and_then(|all| all.associated_station);
        let station = station.and_then(|station| Some((station.id?, station.name?)));
        let (skills, languages) = (of(&skills), of(&languages));
        doings.insert(state.user, Doing { skills, languages, station, live: state.live });
    }
    (doings, definitions::all(tx, &Divisions::all()).await.unwrap())
}
