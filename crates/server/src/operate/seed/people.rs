//! The people, one after another, each with a manager who came before.

use std::collections::HashMap;

use uuid::Builder;

use super::departments::{CHIEF, DEPARTMENTS, Department, EXECUTIVE};
use super::names::{CULTURES, Culture, plain};
use super::person::{Person, pick};
use super::sites::{SITES, Site};
use gate::random::Random;

/// How many people one leads before there has to be another.
const SPAN: usize = 12;

/// People without end in sight but the number that was asked for.
pub(crate) struct People {
    random: Random,
    total: usize,
    made: usize,
    chief: Option<String>,
    /// The leaders of each department, from the head down to the one who gets the next report.
    chains: Vec<Chain>,
    /// How often each name before the `@` has come up.
    addresses: HashMap<String, u32>,
}

/// A line of command that still takes people.
#[derive(Default)]
struct Chain {
    /// Id and number of reports of each leader; the first is the head.
    leaders: Vec<(String, usize)>,
    /// How many ranks of leaders there are, the head included.
    ranks: usize,
}

impl People {
    /// So many people.
    pub(crate) fn new(total: u32, random: Random) -> Self {
        let total = usize::try_from(total).unwrap_or(usize::MAX);
        let chains = DEPARTMENTS.iter().map(|department| {
            let size = total / 100 * department.weight + total % 100 * department.weight / 100;
            Chain { leaders: Vec::new(), ranks: ranks(size) }
        });
        Self {
            random,
            total,
            made: 0,
            chief: None,
            chains: chains.collect(),
            addresses: HashMap::new(),
        }
    }

    /// A number of 48 bits, higher for each person. Ids begin with it, so that each lies behind the
    /// one before in the indexes: scattered, a hundred thousand people write every page many times.
    fn place(&mut self) -> u64 {
        let step = (1 << 48) / u64::try_from(self.total).unwrap_or(u64::MAX).max(1);
        let within = u64::from_be_bytes(self.random.bytes()) % step.max(1);
        u64::try_from(self.made).unwrap_or(u64::MAX).saturating_mul(step) + within
    }

    /// The address of a name that may have come up before.
    fn address(&mut self, given: &str, family: &str) -> String {
        let address = format!("{}.{}", plain(given), plain(family));
        let times = self.addresses.entry(address.clone()).or_insert(0);
        *times += 1;
        if *times == 1 { address } else { format!("{address}{times}") }
    }
}

/// A UUID that begins with a number of 48 bits and is random otherwise.
fn id(place: u64, random: &mut Random) -> String {
    let mut bytes = random.bytes::<16>();
    bytes[..6].copy_from_slice(&place.to_be_bytes()[2..]);
    Builder::from_random_bytes(bytes).into_uuid().hyphenated().to_string()
}

/// How many ranks of leaders a department of this size needs.
fn ranks(size: usize) -> usize {
    let mut ranks = 1;
    let mut reach = SPAN;
    while reach < size && ranks < 4 {
        ranks += 1;
        reach *= SPAN;
    }
    ranks
}

/// A place in the company: title, manager, and whether others may report to it.
struct Post {
    department: &'static str,
    title: &'static str,
    manager: Option<String>,
    skills: &'static [&'static str],
    regional: bool,
}

impl Iterator for People {
    type Item = Person;

    fn next(&mut self) -> Option<Person> {
        if self.made == self.total {
            return None;
        }
        let place = self.place();
        let id = id(place, &mut self.random);
        let post = self.post(&id);
        let random = &mut self.random;
        let culture = culture(random);
        let given = word(random, culture.given);
        // Names travel with people who marry.
        let family_of = if random.below(7) == 0 { pick(random, &CULTURES) } else { culture };
        let family = word(random, family_of.family);
        let site: &Site = pick(random, &SITES);
        let phone = site.phone(random);
        let mobile = (random.below(3) == 0).then(|| site.mobile(random));
        let mut skills: Vec<_> = (0..random.below(4)).map(|_| *pick(random, post.skills)).collect();
        skills.extend(culture.language.filter(|_| random.below(2) == 0));
        skills.sort_unstable();
        skills.dedup();
        let hired = format!(
            "{}-{:02}-{:02}",
            2010 + random.below(16),
            1 + random.below(12),
            1 + random.below(28)
        );
        let employment = match random.below(10) {
            0 => "Contractor",
            1 | 2 => "Part-time",
            _ => "Full-time",
        };
        let chat_name = format!("{place:012x}{}", random.hex::<6>());
        // Leaders stay active, so that no user reports to an inactive one.
        let active = !post.is_open_to_all() || random.below(40) > 0;
        self.made += 1;
        Some(Person {
            id,
            local_part: self.address(given, family),
            name: format!("{given} {family}"),
            title: post.title,
            department: post.department,
            manager: post.manager,
            region: post.regional.then_some(site.region),
            chat_name,
            phone,
            mobile,
            country: site.country,
            skills,
            employee_number: 1_000 + self.made,
            employment,
            hired,
            active,
        })
    }
}

impl Post {
    fn is_open_to_all(&self) -> bool {
        DEPARTMENTS.iter().any(|department| department.titles.contains(&self.title))
    }
}

impl People {
    /// The first is the chief, then come the heads of departments, then everybody else.
    fn post(&mut self, id: &str) -> Post {
        let Some(chief) = self.chief.clone() else {
            self.chief = Some(id.to_owned());
            let skills = &["Strategy", "Public speaking"];
            return Post {
                department: EXECUTIVE,
                title: CHIEF,
                manager: None,
                skills,
                regional: false,
            };
        };
        let (department, chain): (&'static Department, _) = match self.chains.get_mut(self.made - 1)
        {
            Some(chain) => {
                let department = &DEPARTMENTS[self.made - 1];
                chain.leaders.push((id.to_owned(), 0));
                return Post { regional: false, ..department.post(department.head, Some(chief)) };
            }
            None => {
                let index = weighted(&mut self.random);
                (&DEPARTMENTS[index], &mut self.chains[index])
            }
        };
        // The head takes any number of reports; leaders below take at most `SPAN`.
        while chain.leaders.len() > 1 && chain.leaders.last().is_some_and(|(_, n)| *n >= SPAN) {
            chain.leaders.pop();
        }
        let rank = chain.leaders.len();
        let manager = chain.leaders.last_mut().map(|(manager, reports)| {
            *reports += 1;
            manager.clone()
        });
        if rank < chain.ranks {
            chain.leaders.push((id.to_owned(), 0));
            return department.post(department.leads[chain.ranks - rank - 1], manager);
        }
        let title = *pick(&mut self.random, department.titles);
        department.post(title, manager)
    }
}

impl Department {
    fn post(&'static self, title: &'static str, manager: Option<String>) -> Post {
        Post { department: self.name, title, manager, skills: self.skills, regional: self.regional }
    }
}

/// A department, as often as its weight says.
fn weighted(random: &mut Random) -> usize {
    let mut point = random.below(100);
    for (index, department) in DEPARTMENTS.iter().enumerate() {
        if point < department.weight {
            return index;
        }
        point -= department.weight;
    }
    0
}

/// The first culture for one in four.
fn culture(random: &mut Random) -> &'static Culture {
    if random.below(4) == 0 { &CULTURES[0] } else { pick(random, &CULTURES) }
}

fn word(random: &mut Random, from: &'static str) -> &'static str {
    let words = from.split_whitespace().count();
    from.split_whitespace().nth(random.below(words)).unwrap_or_default()
}
