//! A model after many changes is like one that is made anew.

use std::collections::BTreeMap;

use super::*;
use crate::{Compare, Criterion, Join, Key, Kind, Query, Scope, Sort, StoredField, Value, compile};

static SCHEMA: Schema = Schema {
    columns: &[
        StoredField { name: "id", kind: Kind::Id },
        StoredField { name: "name", kind: Kind::Text },
        StoredField { name: "skills", kind: Kind::Text },
        StoredField { name: "group", kind: Kind::Reference },
        StoredField { name: "age", kind: Kind::Number },
        StoredField { name: "presence", kind: Kind::Status },
        StoredField { name: "routing", kind: Kind::Status },
    ],
    fields: &[
        crate::Field { name: "id", columns: &["id"] },
        crate::Field { name: "name", columns: &["name"] },
        crate::Field { name: "skills", columns: &["skills"] },
        crate::Field { name: "group", columns: &["group"] },
        crate::Field { name: "age", columns: &["age"] },
        crate::Field { name: "presence", columns: &["presence"] },
        crate::Field { name: "routing", columns: &["routing"] },
    ],
    usual: &["name"],
};

const NAMES: [&str; 6] = ["Ada Example", "Anna", "Bob", "Zoë", "Johanna Ex", "ada"];

/// Numbers that look random, the same in each run.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, end: u64) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % end).unwrap()
    }
}

fn id(number: usize) -> Id {
    format!("00000000-0000-4000-8000-{number:012x}").parse().unwrap()
}

fn document(number: usize, random: &mut Numbers) -> Document {
    let mut document = Document::new(id(number));
    document.text(1, NAMES[random.below(6)]);
    for _ in 0..random.below(3) {
        document.text(2, ["Rust", "Chess", "First aid"][random.below(3)]);
    }
    if random.below(2) == 0 {
        document.text(3, ["g1", "g2"][random.below(2)]);
    }
    if random.below(3) > 0 {
        document.number(4, i64::try_from(random.below(5)).unwrap() - 2);
    }
    document
}

fn labels() -> Labels {
    let mut labels = Labels::default();
    labels.set(3, [("g1".to_owned(), "Night".to_owned()), ("g2".to_owned(), "Day".to_owned())]);
    let named = [("p1", "Meal"), ("p2", "Meal"), ("p2", "Lunch"), ("p3", "Away")];
    labels.set(5, named.map(|(id, name)| (id.to_owned(), name.to_owned())));
    labels
}

fn status(number: usize, random: &mut Numbers) -> Status {
    let mut status = Status::new(id(number));
    if random.below(6) > 0 {
        status.text(6, ["IDLE", "OFF_QUEUE"][random.below(2)]);
        status.text(5, ["p1", "p2", "p3"][random.below(3)]);
    }
    status
}

/// Searches of several kinds and orders.
fn queries() -> Vec<Query> {
    let by_age = Sort { key: Key::Column(4), descending: true };
    let mut queries = Vec::new();
    for (compare, field, text) in [
        (Compare::MatchAll, "name", ""),
        (Compare::Exact, "name", "anna"),
        (Compare::StartsWith, "name", "ex"),
        (Compare::Contains, "name", "an"),
        (Compare::Term, "skills", "first"),
        (Compare::Exact, "group", "night"),
        (Compare::Exact, "presence", "Lunch"),
        (Compare::StartsWith, "presence", "m"),
        (Compare::Contains, "routing", "i"),
        (Compare::RequiredFields, "routing", ""),
        (Compare::AtLeast, "age", "0"),
        (Compare::Regex, "name", ".*a"),
    ] {
        let fields = [field.to_owned()];
        for (join, sort) in [
            (Join::And, vec![Sort::SCORE, Sort::by(1)]),
            (Join::Not, vec![by_age, Sort::by(1)]),
            (Join::And, vec![Sort::by(2), Sort { key: Key::Column(1), descending: true }]),
            (Join::And, vec![Sort { key: Key::Column(0), descending: true }]),
        ] {
            let criterion = Criterion {
                path: String::new(),
                compare,
                join,
                fields: &fields,
                values: vec![Value { place: String::new(), text }],
                start: None,
                end: None,
                date_format: None,
                group: Vec::new(),
            };
            let compiled = compile(&SCHEMA, &[criterion]).unwrap();
            queries.push(compiled.clone().query(sort.clone(), 0, usize::MAX));
            queries.push(compiled.query(sort, 3, 5));
        }
    }
    queries
}

fn same(model: &Model, documents: &BTreeMap<Id, Document>, statuses: &BTreeMap<Id, Status>) {
    let all: Vec<Document> = documents.values().cloned().collect();
    let anew = Model::of(&SCHEMA, all, labels()).unwrap();
    let anew = anew.with_statuses(statuses.values().cloned()).unwrap();
    for id in documents.keys() {
        assert_eq!(Some(&model.status(*id)), statuses.get(id));
    }
    assert_eq!((model.len(), model.differences(&anew)), (documents.len(), Vec::new()));
    for query in queries() {
        let scope = Scope::default();
        assert_eq!(model.search(&query, &scope), anew.search(&query, &scope), "{query:?}");
    }
}

#[test]
fn a_model_after_many_changes_is_like_one_made_anew() {
    let mut random = Numbers(20_261_128);
    let mut documents = BTreeMap::new();
    let mut statuses = BTreeMap::new();
    let mut model = Model::of(&SCHEMA, Vec::new(), labels()).unwrap();
    let mut merging: Option<(Model, Model)> = None;
    for round in 0..400 {
        let changed: Vec<usize> = (0..=random.below(6)).map(|_| random.below(120)).collect();
        let mut found = BTreeMap::new();
        for number in &changed {
            documents.remove(&id(*number));
            if random.below(4) > 0 {
                let new = document(*number, &mut random);
                found.insert(id(*number), new.clone());
            } else {
                found.remove(&id(*number));
            }
        }
        documents.extend(found.clone());
        let ids: Vec<Id> = changed.iter().map(|number| id(*number)).collect();
        let new: Vec<Id> = found.keys().copied().collect();
        model = model.with(&ids, found.into_values().collect()).unwrap();
        // New documents, and some that were there.
        let ids: Vec<Id> = match round % 50 {
            // All anew.
            20 => {
                model = model.without_statuses();
                documents.keys().copied().collect()
            }
            _ => new.into_iter().chain((0..3).map(|_| id(random.below(120)))).collect(),
        };
        let mut now = Vec::new();
        for one in ids {
            let number = usize::from_str_radix(&one.to_string()[24..], 16).unwrap();
            now.push(status(number, &mut random));
        }
        statuses.extend(now.iter().map(|status| (status.id, status.clone())));
        model = model.with_statuses(now).unwrap();
        // Merging goes on while there are more changes.
        match &merging {
            None if random.below(5) == 0 => {
                merging = Some((model.clone(), model.merged().unwrap()));
            }
            Some((before, merged)) if random.below(3) == 0 => {
                model = model.adopt(before, merged);
                merging = None;
            }
            _ => {}
        }
        if round % 8 == 0 {
            same(&model, &documents, &statuses);
        }
    }
    same(&model.merged().unwrap(), &documents, &statuses);
}

#[test]
fn parts_stay_few_while_documents_change_one_by_one() {
    let mut random = Numbers(7);
    let all: Vec<Document> = (0..4_000).map(|number| document(number, &mut random)).collect();
    let mut model = Model::of(&SCHEMA, all, labels()).unwrap();
    for _ in 0..600 {
        let number = random.below(4_000);
        model = model.with(&[id(number)], vec![document(number, &mut random)]).unwrap();
        assert!(model.parts.len() < 12, "{model:?}");
    }
    assert!(!model.wants_merging());
    for _ in 0..1_200 {
        let number = random.below(4_000);
        model = model.with(&[id(number)], vec![document(number, &mut random)]).unwrap();
    }
    assert!(model.wants_merging() && !model.merged().unwrap().wants_merging());
    assert_eq!(model.len(), 4_000);
}

#[test]
fn documents_that_refer_to_what_is_gone_are_orphans() {
    let mut random = Numbers(3);
    let documents: Vec<Document> = (0..50).map(|number| document(number, &mut random)).collect();
    let of_g2: Vec<Id> = documents
        .iter()
        .filter(|document| document.texts.contains(&(3, "g2".to_owned())))
        .map(|document| document.id)
        .collect();
    let model = Model::of(&SCHEMA, documents, labels()).unwrap();
    assert!(model.orphans(3).is_empty() && !of_g2.is_empty());
    let mut left = Labels::default();
    left.set(3, [("g1".to_owned(), "Night".to_owned())]);
    let mut orphans = model.labelled(left).orphans(3);
    orphans.sort_unstable();
    assert_eq!(orphans, of_g2);
}
