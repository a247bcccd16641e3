//! The sweeps themselves: nothing that is served slips through them.

use api::{Entry, Shape};

use super::{about_one, served};

/// Operations that name entities in their body alone, which the sweeps cannot put there: each with
/// the test that shows that entities of other divisions and organizations are out of reach.
const SHOWN_ELSEWHERE: &[(&str, &str)] = &[
    ("postUsers", "users::creating_in_a_division_needs_the_permission_there"),
    ("postOauthClients", "oauth::bad_clients_are_refused_by_field"),
    (
        "postAuthorizationRoles",
        "roles::escalation::a_role_is_made_with_what_its_maker_holds_together_somewhere",
    ),
    ("postGroups", "groups::bad_input_is_named"),
    ("postOrgauthorizationTrustees", "trustors::what_is_unknown_is_named_and_nothing_is_kept"),
];

/// Does the body name entities: by an id, a list of ids, or bare texts that can be nothing else?
fn body_names_entities(entry: &Entry) -> bool {
    let body = (entry.body)();
    matches!(&body, Shape::List(inner) if matches!(inner(), Shape::Text)) || names_entities(body, 0)
}

fn names_entities(shape: Shape, depth: usize) -> bool {
    match shape {
        Shape::List(inner) | Shape::Map(inner) => names_entities(inner(), depth),
        Shape::Model(facts) if depth < 3 => facts.fields.iter().any(|field| {
            let named =
                field.name == "id" || field.name.ends_with("Id") || field.name.ends_with("Ids");
            !field.read_only && (named || names_entities((field.shape)(), depth + 1))
        }),
        _ => false,
    }
}

#[test]
fn every_operation_that_names_entities_is_swept_or_has_a_test_of_its_own() {
    for entry in served().filter(|entry| !about_one(entry) && body_names_entities(entry)) {
        let shown = SHOWN_ELSEWHERE.iter().any(|(id, _)| *id == entry.meta.id);
        assert!(
            shown,
            "{} names entities in its body alone: let `about_one` of the sweeps know it and \
             `sample_body` fill it, or name the test that shows what is out of its reach",
            entry.meta.id
        );
    }
}

#[test]
fn nothing_is_excused_that_is_not_served_or_is_swept_anyway() {
    for &(id, test) in SHOWN_ELSEWHERE {
        let entry = served().find(|entry| entry.meta.id == id);
        let entry = entry.unwrap_or_else(|| panic!("{id} is not served; {test}"));
        assert!(!about_one(entry) && body_names_entities(entry), "{id} needs no excuse");
    }
}
