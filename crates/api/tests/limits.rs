//! What a body holds is bounded by the contract.

use std::collections::BTreeSet;

use api::{Field, ModelFacts, Shape, operations};

/// The fields of every model in a body that a caller may set, each once.
fn fields_of_bodies() -> Vec<(&'static str, &'static Field)> {
    let (mut seen, mut found) = (BTreeSet::new(), Vec::new());
    for entry in operations() {
        gather((entry.body)(), &mut seen, &mut found);
    }
    found
}

fn gather(
    shape: Shape,
    seen: &mut BTreeSet<&'static str>,
    found: &mut Vec<(&'static str, &'static Field)>,
) {
    match shape {
        Shape::List(inner) | Shape::Map(inner) => gather(inner(), seen, found),
        Shape::Model(ModelFacts { name, fields, .. }) if seen.insert(name) => {
            for field in fields.iter().filter(|field| !field.read_only) {
                found.push((name, field));
                gather((field.shape)(), seen, found);
            }
        }
        _ => {}
    }
}

#[test]
fn every_list_in_a_body_says_how_long_it_may_be() {
    let lists = fields_of_bodies().into_iter();
    let lists = lists.filter(|(_, field)| matches!((field.shape)(), Shape::List(_)));
    let unbounded: Vec<String> = lists
        .filter(|(_, field)| field.limits.max_items.is_none())
        .map(|(model, field)| format!("{model}.{}", field.name))
        .collect();
    assert!(unbounded.is_empty(), "{} say nothing: {unbounded:#?}", unbounded.len());
}
