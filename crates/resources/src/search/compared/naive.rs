//! What criteria mean, said as plainly as possible: over one user at a time, without any index.

use std::cmp::Ordering;

use ::search::fold;
use api::{DateTime, WireEnum as _};
use regex::{Regex, RegexBuilder};
use serde_json::Value;
use store::{abilities, presence::definitions::Definition};

use super::people::{DIVISIONS, GROUPS, Row};

/// What a criterion demands.
#[derive(Debug, Clone)]
pub(super) enum Demand {
    Everything,
    /// A field is so.
    Is(Vec<&'static str>, Test),
    /// As `operator` joins them.
    Joined(Vec<(&'static str, Demand)>),
    All(Vec<Demand>),
}

/// An expression that all of a value matches.
pub(super) fn whole(pattern: &str) -> Regex {
    let pattern = format!("^(?:{pattern})$");
    RegexBuilder::new(&pattern).case_insensitive(true).build().unwrap()
}

/// How a value must be; texts are folded.
#[derive(Debug, Clone)]
pub(super) enum Test {
    Whole(Vec<String>),
    Beginning(Vec<String>),
    Term(Vec<String>),
    Part(Vec<String>),
    Pattern(Regex),
    Word(Regex),
    There,
    Between(Option<(String, bool)>, Option<(String, bool)>),
}

/// A user with the values of every field.
pub(super) struct User {
    id: String,
    fields: Vec<(&'static str, Vec<Held>)>,
}

/// A value.
enum Held {
    Text(String),
    /// Found by its number too.
    Contact(String),
    Number(i64),
}

/// An id and a name.
fn both(id: &str, name: &str) -> [Held; 2] {
    [Held::Text(fold(id)), Held::Text(fold(name))]
}

fn abilities(held: &[abilities::Held]) -> Vec<Held> {
    held.iter().flat_map(|held| both(&held.id, &held.name)).collect()
}

/// A presence by its id and by all its names.
fn presence(row: &Row) -> Vec<Held> {
    let id = &row.doing.live.presence.definition;
    let Definition { labels, name, system, .. } =
        row.presences.iter().find(|one| one.id == *id).unwrap();
    let built_in = [system.display(), system.upper(), system.joined()];
    let names = built_in.into_iter().chain(labels.values().chain(name).map(String::as_str));
    std::iter::once(&**id).chain(names).map(|name| Held::Text(fold(name))).collect()
}

impl User {
    pub(super) fn of(row: &Row) -> Self {
        let text = |value: &Value| -> Vec<Held> {
            value
                .as_str()
                .map(fold)
                .filter(|text| !text.is_empty())
                .map(Held::Text)
                .into_iter()
                .collect()
        };
        let list = |value: &Value| -> Vec<Held> {
            value.as_array().into_iter().flatten().flat_map(text).collect()
        };
        let contacts = |value: &Value| -> Vec<Held> {
            let mut held = Vec::new();
            for contact in value.as_array().into_iter().flatten() {
                let display = contact["display"].as_str().unwrap_or_default();
                let digits: String = display.chars().filter(char::is_ascii_digit).collect();
                let address = contact["address"].as_str().map_or(digits, str::to_owned);
                held.push(Held::Contact(fold(&address)));
            }
            held
        };
        let named = |ids: &[&str], of: &[(&str, &str)]| -> Vec<Held> {
            let known = of.iter().filter(|(id, _)| ids.contains(id));
            known.flat_map(|(id, name)| [Held::Text(fold(id)), Held::Text(fold(name))]).collect()
        };
        let (document, profile, user) = (&row.document, &row.profile, &row.user);
        let groups: Vec<&str> = row.groups.iter().map(String::as_str).collect();
        let hired = profile["employerInfo"]["dateHire"].as_str();
        let hired = hired.map(|day| format!("{day}T00:00:00Z").parse::<DateTime>().unwrap());
        let answers = document["acdAutoAnswer"].as_bool().unwrap_or_default();
        let fields = vec![
            ("id", vec![Held::Text(user.id.clone())]),
            ("name", text(&document["name"])),
            ("email", text(&document["email"])),
            ("username", text(&document["username"])),
            ("title", text(&document["title"])),
            ("department", text(&document["department"])),
            ("state", vec![Held::Text(user.state.to_string())]),
            ("divisionId", named(&[&user.division], &DIVISIONS)),
            ("manager", user.manager.iter().map(|id| Held::Text(id.clone())).collect()),
            ("addresses", contacts(&document["addresses"])),
            ("primaryContactInfo", contacts(&document["primaryContactInfo"])),
            ("groups", named(&groups, &GROUPS)),
            ("profileSkills", list(&profile["profileSkills"])),
            ("employerInfo.employeeId", text(&profile["employerInfo"]["employeeId"])),
            (
                "employerInfo.dateHire",
                hired.iter().map(|at| Held::Number(at.milliseconds())).collect(),
            ),
            ("acdAutoAnswer", vec![Held::Text(answers.to_string())]),
            ("version", vec![Held::Number(user.version)]),
            ("skills", abilities(&row.doing.skills)),
            ("routingLanguages.name", abilities(&row.doing.languages)),
            ("station", row.doing.station.iter().flat_map(|(id, name)| both(id, name)).collect()),
            ("presence", presence(row)),
            ("routingStatus", vec![Held::Text(fold(row.doing.live.routing.as_str()))]),
        ];
        Self { id: user.id.clone(), fields }
    }

    fn held(&self, field: &str) -> &[Held] {
        let found = self.fields.iter().find(|(name, _)| *name == field);
        &found.unwrap_or_else(|| panic!("{field}")).1
    }

    /// The score, if the demand is met.
    fn meets(&self, demand: &Demand) -> Option<u32> {
        match demand {
            Demand::Everything => Some(0),
            Demand::Is(fields, test) => {
                let held = fields.iter().flat_map(|field| self.held(field));
                held.filter_map(|held| score(held, test)).max()
            }
            Demand::All(all) => all.iter().map(|demand| self.meets(demand)).sum(),
            Demand::Joined(all) => {
                let of = |operator: &'static str| {
                    all.iter()
                        .filter(move |(joins, _)| *joins == operator)
                        .map(|(_, demand)| demand)
                };
                if of("NOT").any(|demand| self.meets(demand).is_some()) {
                    return None;
                }
                let mut ways: Vec<Option<u32>> =
                    of("OR").map(|demand| self.meets(demand)).collect();
                if of("AND").next().is_some() || ways.is_empty() {
                    ways.push(of("AND").map(|demand| self.meets(demand)).sum());
                }
                let met: Vec<u32> = ways.into_iter().flatten().collect();
                (!met.is_empty()).then(|| met.iter().sum())
            }
        }
    }
}

fn is_letter(letter: char) -> bool {
    letter.is_alphanumeric() || letter == '_'
}

/// Where words begin.
fn words(text: &str) -> Vec<usize> {
    let mut places = Vec::new();
    let mut before = None;
    for (place, letter) in text.char_indices() {
        if before.is_none_or(|before: char| !is_letter(before) && is_letter(letter)) {
            places.push(place);
        }
        before = Some(letter);
    }
    places
}

fn score(held: &Held, test: &Test) -> Option<u32> {
    match held {
        Held::Text(text) => of_text(text, test),
        Held::Contact(text) => of_text(text, test).max(of_number(text, test)),
        Held::Number(number) => {
            let read = |text: &String| text.parse::<i64>().unwrap();
            let met = match test {
                Test::Whole(wanted) | Test::Term(wanted) => {
                    wanted.iter().any(|one| read(one) == *number)
                }
                Test::There => true,
                Test::Between(lower, upper) => {
                    lower.as_ref().is_none_or(|(one, with)| {
                        read(one) < *number || *with && read(one) == *number
                    }) && upper.as_ref().is_none_or(|(one, with)| {
                        *number < read(one) || *with && read(one) == *number
                    })
                }
                _ => false,
            };
            met.then_some(0)
        }
    }
}

/// 3 for all of it, 2 for its beginning, 1 for another part.
const fn stands(from: usize, length: usize, of: usize) -> u32 {
    if from > 0 {
        1
    } else if length < of {
        2
    } else {
        3
    }
}

fn of_text(text: &str, test: &Test) -> Option<u32> {
    match test {
        Test::Whole(wanted) => wanted.iter().any(|one| one == text).then_some(3),
        Test::Beginning(wanted) => {
            let best = |one: &String| {
                if one.is_empty() {
                    return Some(0);
                }
                let place = words(text)
                    .into_iter()
                    .find(|place| text[*place..].starts_with(one.as_str()))?;
                Some(stands(place, one.len(), text.len()))
            };
            wanted.iter().filter_map(best).max()
        }
        Test::Term(wanted) => {
            let best = |one: &String| {
                let ends = |place: usize| {
                    let next = text[place + one.len()..].chars().next();
                    !next.is_some_and(is_letter) || !one.chars().next_back().is_some_and(is_letter)
                };
                let is = |place: &usize| text[*place..].starts_with(one.as_str()) && ends(*place);
                let place = words(text).into_iter().find(is).filter(|_| !one.is_empty())?;
                Some(stands(place, one.len(), text.len()))
            };
            wanted.iter().filter_map(best).max()
        }
        Test::Part(wanted) => {
            let best = |one: &String| {
                if one.is_empty() {
                    return Some(0);
                }
                Some(stands(text.find(one.as_str())?, one.len(), text.len()))
            };
            wanted.iter().filter_map(best).max()
        }
        Test::Pattern(pattern) => pattern.is_match(text).then_some(0),
        Test::Word(pattern) => text
            .split(|letter| !is_letter(letter))
            .any(|word| !word.is_empty() && pattern.is_match(word))
            .then_some(0),
        Test::There => Some(0),
        Test::Between(lower, upper) => {
            let above = lower.as_ref().is_none_or(|(one, with)| match one.as_str().cmp(text) {
                Ordering::Less => true,
                Ordering::Equal => *with,
                Ordering::Greater => false,
            });
            let below = upper.as_ref().is_none_or(|(one, with)| match text.cmp(one.as_str()) {
                Ordering::Less => true,
                Ordering::Equal => *with,
                Ordering::Greater => false,
            });
            (above && below).then_some(0)
        }
    }
}

/// A number in another spelling: its digits, without `00` or `0` before them unless it has a `+`.
fn of_number(text: &str, test: &Test) -> Option<u32> {
    let kept = text.strip_prefix('+').unwrap_or(text);
    if kept.is_empty() || !kept.chars().all(|sign| sign.is_ascii_digit()) {
        return None;
    }
    let (Test::Whole(wanted) | Test::Term(wanted) | Test::Beginning(wanted) | Test::Part(wanted)) =
        test
    else {
        return None;
    };
    let mut best = None;
    for one in wanted {
        let digits: String = one.chars().filter(char::is_ascii_digit).collect();
        if digits.len() < 3
            || !one.chars().all(|sign| sign.is_ascii_digit() || " +-./()".contains(sign))
        {
            continue;
        }
        let mut ways = vec![digits.clone()];
        if !one.starts_with('+') && digits.starts_with("00") && digits.len() >= 5 {
            ways.push(digits[2..].to_owned());
        } else if !one.starts_with('+') && digits.starts_with('0') && digits.len() >= 4 {
            ways.push(digits[1..].to_owned());
        }
        for way in ways {
            let fits = match test {
                Test::Beginning(_) => {
                    kept.starts_with(&way).then(|| stands(0, way.len(), kept.len()))
                }
                Test::Part(_) => kept.find(&way).map(|place| stands(place, way.len(), kept.len())),
                _ => (kept == way || way.len() >= 7 && kept.ends_with(&way)).then_some(3),
            };
            best = best.max(fits);
        }
    }
    best
}

/// The ids of those who meet the demand, in the order that the request asks for.
pub(super) fn search(
    users: &[User],
    demand: &Demand,
    request: &Value,
    sees: &[(&'static str, &'static str)],
) -> Vec<String> {
    let sees = |user: &User| {
        sees.iter().all(|(field, text)| {
            user.held(field).iter().any(|held| matches!(held, Held::Text(held) if held == text))
        })
    };
    let mut found: Vec<(&User, u32)> = users
        .iter()
        .filter(|user| sees(user))
        .filter_map(|user| Some((user, user.meets(demand)?)))
        .collect();
    let keys = keys(request, demand);
    found.sort_by(|one, other| compare(&keys, one, other));
    found.into_iter().map(|(user, _)| user.id.clone()).collect()
}

/// The keys of the order: a field, or nothing for the score; and whether it is turned around.
fn keys(request: &Value, demand: &Demand) -> Vec<(Option<String>, bool)> {
    let key = |by: &Value, order: &Value| match order.as_str() {
        Some("SCORE") => (None, false),
        order => (Some(by.as_str().unwrap_or("name").to_owned()), order == Some("DESC")),
    };
    let sort = request["sort"].as_array().into_iter().flatten();
    let mut keys: Vec<_> = sort.map(|one| key(&one["sortBy"], &one["sortOrder"])).collect();
    if keys.is_empty() {
        if request["sortBy"].is_null() && request["sortOrder"].is_null() && has_scores(demand) {
            keys.push((None, false));
        } else {
            keys.push(key(&request["sortBy"], &request["sortOrder"]));
        }
        if request["sortOrder"] == "SCORE" && !request["sortBy"].is_null() {
            keys.push(key(&request["sortBy"], &Value::Null));
        }
    }
    keys.push((Some("name".to_owned()), false));
    keys
}

fn has_scores(demand: &Demand) -> bool {
    match demand {
        Demand::Everything => false,
        Demand::Is(fields, test) => {
            let texts =
                fields.iter().any(|field| !["version", "employerInfo.dateHire"].contains(field));
            texts
                && matches!(
                    test,
                    Test::Whole(_) | Test::Beginning(_) | Test::Term(_) | Test::Part(_)
                )
        }
        Demand::All(all) => all.iter().any(has_scores),
        Demand::Joined(all) => {
            all.iter().any(|(joins, demand)| *joins != "NOT" && has_scores(demand))
        }
    }
}

fn compare(
    keys: &[(Option<String>, bool)],
    (one, score): &(&User, u32),
    (other, other_score): &(&User, u32),
) -> Ordering {
    for (field, descending) in keys {
        let Some(field) = field else {
            match other_score.cmp(score) {
                Ordering::Equal => continue,
                order => return order,
            }
        };
        let least = |user: &User| {
            let held = user.held(field).iter();
            held.map(|held| match held {
                Held::Text(text) | Held::Contact(text) => (0, text.clone()),
                Held::Number(number) => (*number, String::new()),
            })
            .min()
        };
        let order = match (least(one), least(other)) {
            (Some(one), Some(other)) if *descending => other.cmp(&one),
            (Some(one), Some(other)) => one.cmp(&other),
            (one, other) => one.is_none().cmp(&other.is_none()),
        };
        if order.is_ne() {
            return order;
        }
    }
    one.id.cmp(&other.id)
}
