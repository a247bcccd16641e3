//! Compares the topics of notifications with the facts about the real API in `facts/topics.json`,
//! and checks what the macro cannot see.

use std::collections::{BTreeMap, BTreeSet};

use api::{Shape, Topic as _, TopicRule, topics};
use serde_json::{Map, Value, json};

#[test]
fn every_topic_sends_what_the_facts_say_and_none_is_missing() {
    let facts: BTreeMap<String, Value> =
        serde_json::from_str(include_str!("facts/topics.json")).unwrap();
    let declared: BTreeMap<String, Value> = topics()
        .map(|entry| (entry.meta.template.to_owned(), written_out((entry.body)())))
        .collect();
    assert_eq!(declared.keys().collect::<Vec<_>>(), facts.keys().collect::<Vec<_>>());
    for (template, fact) in facts {
        assert_eq!(declared[&template], fact, "{template}");
    }
}

/// The fields of a body, models and all.
fn written_out(shape: Shape) -> Value {
    match shape {
        Shape::Nothing => Value::Null,
        Shape::Anything => "any".into(),
        Shape::Text | Shape::Enum(_) => "string".into(),
        Shape::Integer | Shape::Long => "int".into(),
        Shape::Number => "double".into(),
        Shape::Boolean => "bool".into(),
        Shape::DateTime => "DateTime".into(),
        Shape::List(inner) => json!([written_out(inner())]),
        Shape::Map(inner) => json!({ "*": written_out(inner()) }),
        Shape::Model(facts) => {
            let field = |field: &api::Field| (field.name.to_owned(), written_out((field.shape)()));
            facts.fields.iter().map(field).collect::<Map<_, _>>().into()
        }
    }
}

#[test]
fn a_name_fits_one_template_alone() {
    let templates: BTreeSet<&str> = topics().map(|entry| entry.meta.template).collect();
    assert_eq!(templates.len(), topics().count());
    for entry in topics() {
        let values: Vec<&str> = entry.parameters.iter().map(|_| "first").collect();
        let name = entry.meta.name(&values);
        let fitting: Vec<&str> = topics()
            .filter(|other| other.meta.values(&name).is_some())
            .map(|other| other.meta.template)
            .collect();
        assert_eq!(fitting, [entry.meta.template], "{name}");
    }
}

#[test]
fn every_permission_that_a_topic_names_is_in_the_catalogue() {
    for entry in topics() {
        for name in entry.meta.rule.permissions() {
            let permission = api::Permission::parse(name).unwrap();
            let actions = &api::catalogue()[permission.domain][permission.entity];
            assert!(actions.iter().any(|it| it == permission.action), "{}", entry.meta.template);
        }
    }
}

#[test]
fn a_topic_is_found_by_its_name() {
    let topic = api::UserPresenceTopic { id: "ada".to_owned() };
    assert_eq!(topic.name(), "v2.users.ada.presence");
    assert_eq!(api::UserPresenceTopic::from_name(&topic.name()).unwrap().id, "ada");
    assert!(api::UserPresenceTopic::from_name("v2.users.ada.station").is_none());
    assert_eq!(
        api::UserDetailsAvailabilityTopic {}.name(),
        "v2.analytics.users.details.jobs.availability"
    );
}

#[test]
fn openapi_names_every_topic_with_its_rule_and_body() {
    let document = api::document();
    let written = &document["x-callroster-topics"]["topics"];
    assert_eq!(written.as_object().unwrap().len(), topics().count());
    for entry in topics() {
        let topic = &written[entry.meta.template];
        let own = entry.meta.rule == TopicRule::Own;
        assert_eq!(topic["requiresCurrentUser"], own, "{}", entry.meta.template);
        let body = topic["eventBody"]["$ref"].as_str().unwrap();
        let model = body.strip_prefix("#/components/schemas/").unwrap();
        assert!(document["components"]["schemas"][model]["properties"].is_object(), "{body}");
    }
}
