//! Generated searches: as they are sent, and what they demand.

use ::search::fold;
use api::DateTime;
use gate::random::Random;
use serde_json::{Value, json};

use super::{
    criterion,
    doings::WORDS,
    naive::{Demand, Test, whole},
    people::{DAYS, DEPARTMENTS, DIVISIONS, FIRST, GROUPS, LAST, SKILLS, TITLES},
};

const TEXTS: [&str; 20] = [
    "name",
    "name",
    "email",
    "username",
    "title",
    "department",
    "addresses",
    "primaryContactInfo",
    "profileSkills",
    "employerInfo.employeeId",
    "groups",
    "divisionId",
    "id",
    "skills",
    "skills",
    "routingLanguages.name",
    "station",
    "presence",
    "presence",
    "routingStatus",
];
const SORTED: [&str; 9] = [
    "name",
    "email",
    "title",
    "department",
    "state",
    "version",
    "employerInfo.dateHire",
    "profileSkills",
    "addresses",
];
const OPERATORS: [&str; 5] = ["AND", "AND", "AND", "OR", "NOT"];

fn one<T: Copy>(random: &mut Random, of: &[T]) -> T {
    of[random.below(of.len())]
}

/// A search, and what it demands.
pub(super) fn search(random: &mut Random) -> (Value, Demand) {
    let count = [0, 1, 1, 1, 1, 2, 2, 3][random.below(8)];
    let (query, demand) = conditions(random, count, 0);
    let mut request = json!({});
    if count > 0 {
        request["query"] = query;
    }
    match random.below(6) {
        0 => request["sortOrder"] = json!(one(random, &["ASC", "DESC", "SCORE"])),
        1 => {
            request["sortBy"] = json!(one(random, &SORTED));
            request["sortOrder"] = json!(one(random, &["ASC", "DESC", "SCORE"]));
        }
        2 => {
            let keys = (0..=random.below(2)).map(|_| match random.below(4) {
                0 => json!({ "sortOrder": "SCORE" }),
                1 => json!({ "sortBy": one(random, &SORTED) }),
                _ => json!({ "sortBy": one(random, &SORTED), "sortOrder": one(random, &["ASC", "DESC"]) }),
            });
            request["sort"] = keys.collect();
        }
        _ => {}
    }
    (request, demand)
}

fn conditions(random: &mut Random, count: usize, depth: usize) -> (Value, Demand) {
    let (mut conditions, mut demands) = (Vec::new(), Vec::new());
    for _ in 0..count {
        let (mut condition, demand) = if depth < 2 && random.below(7) == 0 {
            let count = 1 + random.below(3);
            let (group, within) = conditions_of(random, count, depth + 1);
            if random.below(2) == 0 {
                (json!({ "type": "EXACT", "fields": [], "values": [], "group": group }), within)
            } else {
                let (mut own, demand) = condition(random);
                own["group"] = group;
                // What matches everything says nothing beside its group.
                (own, Demand::All(vec![demand, within]))
            }
        } else {
            condition(random)
        };
        let operator = one(random, &OPERATORS);
        if operator != "AND" || random.below(2) == 0 {
            condition["operator"] = json!(operator);
        }
        conditions.push(condition);
        demands.push((operator, demand));
    }
    (Value::Array(conditions), Demand::Joined(demands))
}

fn conditions_of(random: &mut Random, count: usize, depth: usize) -> (Value, Demand) {
    conditions(random, count, depth)
}

/// A text that somebody may search for: a word, a part of one, or several.
fn text(random: &mut Random) -> String {
    let whole = match random.below(16) {
        0 => one(random, &TITLES).to_owned(),
        1 => one(random, &DEPARTMENTS).to_owned(),
        2 => one(random, &SKILLS).to_owned(),
        3 => format!("{} {}", one(random, &FIRST), one(random, &LAST)),
        4 => format!("E-{}", random.below(50)),
        5 => spelled(random),
        6 => one(random, &["example", "@example.com", "example.org", "mail", "home.example"])
            .to_owned(),
        7 => {
            let (id, name) = one(random, &[DIVISIONS[0], DIVISIONS[1], GROUPS[0], GROUPS[1]]);
            if random.below(2) == 0 { id.to_owned() } else { name.to_owned() }
        }
        8 | 9 => one(random, &LAST).to_owned(),
        10..14 => one(random, &WORDS).to_owned(),
        _ => one(random, &FIRST).to_owned(),
    };
    let letters: Vec<char> = whole.chars().collect();
    let cut: String = match random.below(5) {
        0 => letters.iter().take(1 + random.below(4)).collect(),
        1 => letters.iter().skip(random.below(3)).take(3).collect(),
        _ => whole,
    };
    match random.below(3) {
        0 => cut.to_uppercase(),
        1 => cut.to_lowercase(),
        _ => cut,
    }
}

/// A number as people write it.
fn spelled(random: &mut Random) -> String {
    let last = random.below(300);
    match random.below(7) {
        0 => format!("+1 (317) 555-{last:04}"),
        1 => format!("317.555.{last:04}"),
        2 => format!("001317555{last:04}"),
        3 => format!("555-{last:04}"),
        4 => format!("+1317555{last:04}"),
        5 => "+1 317".to_owned(),
        _ => random.below(9_999).to_string(),
    }
}

fn condition(random: &mut Random) -> (Value, Demand) {
    let count = [1, 1, 1, 2, 3][random.below(5)];
    let fields: Vec<&'static str> = (0..count).map(|_| one(random, &TEXTS)).collect();
    let (more, values) = values(random);
    let is = |test| Demand::Is(fields.clone(), test);
    match random.below(13) {
        0 => (criterion("MATCH_ALL", &[], &json!({})), Demand::Everything),
        1 => (criterion("REQUIRED_FIELDS", &fields, &json!({})), is(Test::There)),
        2 | 3 => (criterion("EXACT", &fields, &more), is(Test::Whole(values))),
        4 | 5 => (criterion("STARTS_WITH", &fields, &more), is(Test::Beginning(values))),
        6 | 7 => (criterion("CONTAINS", &fields, &more), is(Test::Part(values))),
        8 => {
            let kind = one(random, &["TERM", "TERMS"]);
            (criterion(kind, &fields, &more), is(Test::Term(values)))
        }
        9 => {
            let pattern = one(
                random,
                &[
                    "ada.*",
                    ".*example.*",
                    "[a-m].*",
                    "(anna|bob) .*",
                    "\\w+ \\w+",
                    "e-\\d{2}",
                    ".*@.*\\.org",
                    "\\+1317.*[02468]",
                    "sales|support/2",
                    "desk.*|o[fn].queue",
                    "",
                ],
            );
            let more = json!({ "value": pattern });
            (criterion("REGEX", &fields, &more), is(Test::Pattern(whole(pattern))))
        }
        10 => range(random, fields),
        11 => numbers(random),
        _ => query_string(random),
    }
}

fn values(random: &mut Random) -> (Value, Vec<String>) {
    let values: Vec<String> = (0..[1, 1, 2, 3][random.below(4)]).map(|_| text(random)).collect();
    let more = match values.as_slice() {
        [value] if random.below(2) == 0 => json!({ "value": value, "values": [] }),
        [value, rest @ ..] if random.below(3) == 0 => json!({ "value": value, "values": rest }),
        values => json!({ "values": values }),
    };
    (more, values.iter().map(|value| fold(value)).collect())
}

/// An end of a range, and whether it belongs.
type End = Option<(String, bool)>;

/// Bounds, and how a request says them.
fn bounds(
    random: &mut Random,
    value: impl Fn(&mut Random) -> (String, String),
) -> (&'static str, Value, End, End) {
    let ((text, read), (other, other_read)) = (value(random), value(random));
    match random.below(7) {
        0 => ("LESS_THAN", json!({ "value": text }), None, Some((read, false))),
        1 => ("LESS_THAN_EQUAL_TO", json!({ "value": text }), None, Some((read, true))),
        2 => ("GREATER_THAN", json!({ "value": text }), Some((read, false)), None),
        3 => ("GREATER_THAN_EQUAL_TO", json!({ "value": text }), Some((read, true)), None),
        4 => ("RANGE", json!({ "startValue": text }), Some((read, true)), None),
        5 => ("RANGE", json!({ "endValue": text }), None, Some((read, true))),
        _ => {
            let more = json!({ "startValue": text, "endValue": other });
            ("RANGE", more, Some((read, true)), Some((other_read, true)))
        }
    }
}

fn range(random: &mut Random, fields: Vec<&'static str>) -> (Value, Demand) {
    let (kind, more, lower, upper) = bounds(random, |random| {
        let text = text(random);
        let folded = fold(&text);
        (text, folded)
    });
    (criterion(kind, &fields, &more), Demand::Is(fields, Test::Between(lower, upper)))
}

/// Fields that hold numbers, dates and few different texts.
fn numbers(random: &mut Random) -> (Value, Demand) {
    let milliseconds = |day: &str| {
        let at: DateTime = format!("{day}T00:00:00Z").parse().unwrap();
        at.milliseconds().to_string()
    };
    match random.below(5) {
        0 => {
            let (kind, more, lower, upper) = bounds(random, |random| {
                let number = random.below(4).to_string();
                (number.clone(), number)
            });
            (
                criterion(kind, &["version"], &more),
                Demand::Is(vec!["version"], Test::Between(lower, upper)),
            )
        }
        1 => {
            let (kind, mut more, lower, upper) = bounds(random, |random| {
                let day = one(random, &DAYS);
                (day.to_owned(), milliseconds(day))
            });
            let field = "employerInfo.dateHire";
            if random.below(2) == 0 {
                more["dateFormat"] = json!("yyyy-MM-dd");
            }
            (criterion(kind, &[field], &more), Demand::Is(vec![field], Test::Between(lower, upper)))
        }
        2 => {
            let states: Vec<&str> = (0..=random.below(2))
                .map(|_| one(random, &["active", "Inactive", "deleted"]))
                .collect();
            let wanted = states.iter().map(|state| fold(state)).collect();
            let more = json!({ "values": states });
            (criterion("EXACT", &["state"], &more), Demand::Is(vec!["state"], Test::Whole(wanted)))
        }
        3 => {
            let value = one(random, &["true", "false"]);
            let more = json!({ "value": value });
            let demand = Demand::Is(vec!["acdAutoAnswer"], Test::Term(vec![value.to_owned()]));
            (criterion("TERM", &["acdAutoAnswer"], &more), demand)
        }
        _ => {
            let field =
                one(random, &["version", "employerInfo.dateHire", "manager", "station", "skills"]);
            (
                criterion("REQUIRED_FIELDS", &[field], &json!({})),
                Demand::Is(vec![field], Test::There),
            )
        }
    }
}

/// A query string of a few clauses.
fn query_string(random: &mut Random) -> (Value, Demand) {
    let usual = vec!["name", "email", "username", "title", "department"];
    let (fields, given) = if random.below(2) == 0 {
        (usual, Vec::new())
    } else {
        let fields = vec![one(random, &TEXTS), one(random, &TEXTS)];
        (fields.clone(), fields)
    };
    let (mut written, mut demands) = (Vec::new(), Vec::new());
    // All joined alike: with `+` and `-`, or by AND, or not at all.
    let style = random.below(3);
    for number in 0..=random.below(3) {
        let (text, demand) = clause(random, &fields);
        let not = number > 0 && random.below(4) == 0;
        let operator = match style {
            _ if not => "NOT",
            0 | 1 => "AND",
            _ => "OR",
        };
        let sign = match (style, operator) {
            (_, "NOT") => "-",
            (0, _) => "+",
            _ => "",
        };
        let between = if number > 0 && style == 1 { "AND " } else { "" };
        written.push(format!("{between}{sign}{text}"));
        demands.push((operator, demand));
    }
    let more = json!({ "value": written.join(" ") });
    (criterion("QUERY_STRING", &given, &more), Demand::Joined(demands))
}

fn clause(random: &mut Random, fields: &[&'static str]) -> (String, Demand) {
    let mut fields = fields.to_vec();
    let mut before = String::new();
    if random.below(4) == 0 {
        let field = one(
            random,
            &["name", "email", "title", "department", "profileSkills", "presence", "skills"],
        );
        before = format!("{field}:");
        fields = vec![field];
    }
    let word = one(
        random,
        &[
            "ada", "ann", "anna", "exam", "example", "smith", "bob", "lead", "engineer", "sales",
            "rust", "com", "zoe", "billing", "lunch", "queue",
        ],
    );
    let (text, test) = match random.below(6) {
        0 => (format!("{word}*"), Test::Beginning(vec![word.to_owned()])),
        1 => (format!("*{}", &word[1..]), Test::Word(whole(&format!(".*{}", &word[1..])))),
        2 => {
            let phrase = format!(
                "{} {}",
                one(random, &["Ada", "Anna", "Lead"]),
                one(random, &["Example", "Anna", "Engineer"])
            );
            (format!("\"{phrase}\""), Test::Term(vec![fold(&phrase)]))
        }
        3 => {
            let other = one(random, &["ada", "smith", "sales"]);
            let of = |word: &str| Demand::Is(fields.clone(), Test::Term(vec![word.to_owned()]));
            let all = vec![("OR", of(word)), ("OR", of(other))];
            return (format!("{before}({word} OR {other})"), Demand::Joined(all));
        }
        _ => (word.to_owned(), Test::Term(vec![word.to_owned()])),
    };
    (format!("{before}{text}"), Demand::Is(fields, test))
}
