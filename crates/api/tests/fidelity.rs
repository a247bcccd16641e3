//! Compares the contract with the facts about the real API in `facts/`.
//!
//! The facts are data of their own, collected from published sources; nothing is generated from
//! them. Where the contract departs from them on purpose, the departure is listed here by name.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use std::collections::{BTreeMap, BTreeSet, HashSet};

use api::{Entry, Field, ModelFacts, Operation as _, ParameterPlace, Rule, Shape, operations};
use serde_json::Value;

/// Where operations stand that the API has no likes of.
const OWN_PATHS: &str = "/api/v2/callroster/";
/// Operations whose rule is ours: the facts only say where they come from, or who needs a
/// permission and not who needs none.
const OWN_RULES: [&str; 7] = [
    "deleteCoachingAppointment",
    "deleteUserRoles",
    "getCoachingAppointment",
    "getLearningAssignment",
    "getUsersDevelopmentActivity",
    "patchCoachingAppointment",
    "patchCoachingAppointmentStatus",
];
/// Answers that the facts take for a list of texts, and that the official SDKs read as an object.
const OBJECTS: [&str; 1] = ["getAuthorizationSubjectsRolecounts"];
/// Answers that the facts call one message, and that are history like that of rooms.
const HISTORIES: [&str; 1] = ["getChatsUserMessages"];
/// Parameters and fields that programs in use send and read, and that the facts lack.
const OWN_PARAMETERS: [(&str, &str); 1] = [("postAuditsQueryRealtime", "cursor")];
const OWN_FIELDS: [(&str, &str); 13] = [
    ("AuditRealtimeQueryResultsResponse", "nextUri"),
    ("Group", "chat"),
    ("OrgUser", "customAttributes"),
    ("TrustUser", "customAttributes"),
    // Answered, and settable nowhere else.
    ("UpdateUser", "languagePreference"),
    ("User", "customAttributes"),
    // Documentation and models call one thing by two names.
    ("UserActivityQueryMetric", "name"),
    ("UserFullReference", "customAttributes"),
    ("UserMe", "customAttributes"),
    ("UserProfile", "divisionId"),
    ("UserProfile", "general"),
    ("UserProfile", "organizationId"),
    ("UserStations", "userId"),
];
/// Models of such fields.
const OWN_MODELS: [&str; 2] = ["UserProfileGeneral", "UserProfileText"];
/// Answers of which the facts say only that they are lists of something.
const LISTS: [&str; 1] = ["getUserCustomattributesBulk"];
/// Fields that the facts call required in a body and that we do not demand, as the service doesn't.
const NOT_DEMANDED: [(&str, &str); 3] = [
    ("CreateUser", "divisionId"),
    ("UserActivityQueryMetric", "metric"),
    ("UserObservationQuery", "metrics"),
];
/// Fields that take more values than the facts name, as the service does.
const WIDER: [(&str, &str); 1] = [("UserActivityQuery", "groupBy")];

/// What the names of the models of our own operations begin with.
const OWN_PREFIX: &str = "Callroster";

fn facts(text: &str) -> Value {
    serde_json::from_str(text).unwrap()
}

fn operation_facts() -> BTreeMap<String, Value> {
    let Value::Array(list) = facts(include_str!("facts/operations.json")) else { panic!() };
    list.into_iter().map(|fact| (fact["id"].as_str().unwrap().to_owned(), fact)).collect()
}

#[test]
fn every_operation_of_the_seeds_is_declared() {
    let declared: HashSet<&str> = operations().map(|entry| entry.meta.id).collect();
    let seeds: Vec<String> = operation_facts()
        .into_values()
        .filter(|fact| fact["tier"] == "seed")
        .map(|fact| fact["id"].as_str().unwrap().to_owned())
        .collect();
    assert_eq!(seeds.len(), 98);
    let missing: Vec<_> = seeds.iter().filter(|id| !declared.contains(id.as_str())).collect();
    assert!(missing.is_empty(), "not declared: {missing:?}");
}

#[test]
fn ids_and_requests_are_unique() {
    let (mut ids, mut requests) = (HashSet::new(), HashSet::new());
    for entry in operations() {
        assert!(ids.insert(entry.meta.id), "{} is declared twice", entry.meta.id);
        let request = (entry.meta.method, entry.meta.path);
        assert!(requests.insert(request), "{request:?} is declared twice");
    }
}

#[test]
fn every_declared_operation_agrees_with_the_facts() {
    let facts = operation_facts();
    for entry in operations() {
        if entry.meta.path.starts_with(OWN_PATHS) {
            let (id, path) = (entry.meta.id, entry.meta.path);
            assert!(!facts.contains_key(id) && id.contains("Callroster"), "{path} is the API's");
            continue;
        }
        let fact = facts
            .get(entry.meta.id)
            .unwrap_or_else(|| panic!("{}: no such operation", entry.meta.id));
        agrees(entry, fact);
    }
}

fn agrees(entry: &Entry, fact: &Value) {
    let meta = entry.meta;
    let id = meta.id;
    assert_eq!(meta.method.as_str(), fact["method"], "{id}");
    assert_eq!(meta.path, fact["path"], "{id}");
    assert_eq!(meta.deprecated, fact["deprecated"] == true, "{id}");
    if let Some(status) = fact["status"].as_u64() {
        assert_eq!(u64::from(meta.status), status, "{id}");
    }
    if !OWN_RULES.contains(&id) {
        let rule = fact.get("permissionsInSeed").unwrap_or(&fact["permissions"]);
        let (kind, permissions) = match meta.rule {
            Rule::SignedIn => ("none", &[][..]),
            Rule::Any(permissions) => ("any", permissions),
            Rule::All(permissions) => ("all", permissions),
        };
        assert_eq!(kind, rule["match"], "{id}");
        let named: BTreeSet<&str> = permissions.iter().copied().collect();
        let wanted: BTreeSet<&str> =
            rule["of"].as_array().unwrap().iter().map(|p| p.as_str().unwrap()).collect();
        assert_eq!(named, wanted, "{id}");
    }
    let own = entry.parameters.iter().filter(|p| !OWN_PARAMETERS.contains(&(id, p.name)));
    let declared: BTreeMap<&str, bool> =
        own.map(|p| (p.name, p.place == ParameterPlace::Path)).collect();
    let wanted: BTreeMap<&str, bool> = fact["params"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|p| p["in"] != "body")
        .map(|p| (p["name"].as_str().unwrap(), p["in"] == "path"))
        .collect();
    assert_eq!(declared, wanted, "{id}");
    for parameter in fact["params"].as_array().unwrap() {
        let Some(own) = entry.parameters.iter().find(|p| parameter["name"] == p.name) else {
            continue;
        };
        let shape = (own.shape)();
        assert_eq!(
            matches!(shape, Shape::List(_)),
            parameter["array"] == true,
            "{id} {}",
            own.name
        );
        if let Some(values) = parameter["values"].as_array() {
            let own_values = enum_values(shape).unwrap_or_else(|| vec!["true", "false"]);
            assert_eq!(
                own_values,
                values.iter().map(|v| v.as_str().unwrap()).collect::<Vec<_>>(),
                "{id} {}",
                own.name
            );
        }
    }
    let body = fact["params"].as_array().unwrap().iter().find(|p| p["in"] == "body");
    let body_type = body.map(|body| {
        let name = body["type"].as_str().unwrap();
        if body["array"] == true { format!("List<{name}>") } else { name.to_owned() }
    });
    assert_eq!(
        type_name((entry.body)()),
        body_type.map(|t| t.replace("String", "string")),
        "{id}: body"
    );
    // The facts spell a list `[]User`, and an object without fields `JSON`.
    let returns = fact["returns"].as_str().map(|name| match name.strip_prefix("[]") {
        Some(item) => format!("List<{}>", item.replace("String", "string")),
        None => name.to_owned(),
    });
    let returns = match returns.as_deref() {
        Some("Int") => Some("int".to_owned()),
        _ if HISTORIES.contains(&id) => Some("ChatMessageEntityListing".to_owned()),
        _ if LISTS.contains(&id) => type_name((entry.response)()),
        _ if OBJECTS.contains(&id) => Some("Dictionary<string, long>".to_owned()),
        _ => returns,
    };
    let own = type_name((entry.response)());
    assert_eq!(
        own.filter(|name| name != "Empty"),
        returns.filter(|name| name != "JSON"),
        "{id}: returns"
    );
}

#[test]
fn every_model_has_every_field_of_the_facts() {
    let facts = facts(include_str!("facts/models.json"));
    for (name, model) in models() {
        if ["ErrorBody", "ErrorDetail", "ErrorLimit", "Empty"].contains(&name)
            || OWN_MODELS.contains(&name)
            || name.starts_with(OWN_PREFIX)
        {
            continue;
        }
        let fact = facts.get(name).unwrap_or_else(|| panic!("{name}: no such model"));
        let no_fields = serde_json::Map::new();
        let older = fact["seedOnlyFields"].as_object().unwrap_or(&no_fields);
        let wanted: BTreeMap<&String, &Value> =
            fact["fields"].as_object().unwrap().iter().chain(older).collect();
        let fields = || model.fields.iter().filter(|f| !OWN_FIELDS.contains(&(name, f.name)));
        let own: BTreeSet<&str> = fields().map(|field| field.name).collect();
        assert_eq!(own, wanted.keys().map(|key| key.as_str()).collect(), "{name}");
        for field in fields() {
            let wanted = wanted[&field.name.to_owned()];
            field_agrees(name, field, wanted, fact["notInSeed"] == true);
        }
    }
}

fn field_agrees(model: &str, field: &Field, fact: &Value, newer_model: bool) {
    let place = format!("{model}.{}", field.name);
    assert_eq!(field.read_only, fact["readOnly"] == true, "{place}: readOnly");
    assert_eq!(field.newer, newer_model || fact["notInSeed"] == true, "{place}: newer");
    if fact["required"] == true {
        let waived = NOT_DEMANDED.contains(&(model, field.name));
        assert!(field.required && (!waived || !field.demanded), "{place}: required");
    }
    let shape = (field.shape)();
    let wanted = fact["type"].as_str().unwrap();
    // A model that no source describes is any object.
    let wanted = wanted.replace("BaseMediaSettings", "Object");
    let wanted = wanted.replace("String", "string").replace("float", "double");
    assert_eq!(type_name(shape).as_deref(), Some(wanted.as_str()), "{place}");
    if let Some(values) = fact["enum"].as_array() {
        let values: Vec<_> = values.iter().map(|value| value.as_str().unwrap()).collect();
        let own = enum_values(shape);
        let wider = WIDER.contains(&(model, field.name))
            && own.iter().flatten().any(|value| !values.contains(value));
        assert!(wider || own == Some(values), "{place}: {own:?}");
    }
}

/// The facts' name of a type.
fn type_name(shape: Shape) -> Option<String> {
    Some(match shape {
        Shape::Nothing => return None,
        Shape::Anything => "Object".to_owned(),
        Shape::Text | Shape::Enum(_) => "string".to_owned(),
        Shape::Integer => "int".to_owned(),
        Shape::Long => "long".to_owned(),
        Shape::Number => "double".to_owned(),
        Shape::Boolean => "bool".to_owned(),
        Shape::DateTime => "DateTime".to_owned(),
        Shape::Model(facts) => facts.name.to_owned(),
        Shape::List(inner) => format!("List<{}>", type_name(inner())?),
        Shape::Map(inner) => format!("Dictionary<string, {}>", type_name(inner())?),
    })
}

fn enum_values(shape: Shape) -> Option<Vec<&'static str>> {
    match shape {
        Shape::Enum(facts) => Some(facts.values.to_vec()),
        Shape::List(inner) => enum_values(inner()),
        _ => None,
    }
}

/// Every model that an operation reaches.
fn models() -> BTreeMap<&'static str, &'static ModelFacts> {
    let mut found = BTreeMap::new();
    let mut waiting: Vec<Shape> =
        operations().flat_map(|entry| [(entry.body)(), (entry.response)()]).collect();
    while let Some(shape) = waiting.pop() {
        match shape {
            Shape::List(inner) | Shape::Map(inner) => waiting.push(inner()),
            Shape::Model(facts) if found.insert(facts.name, facts).is_none() => {
                waiting.extend(facts.fields.iter().map(|field| (field.shape)()));
            }
            _ => {}
        }
    }
    found
}

#[test]
fn every_permission_that_an_operation_names_is_in_the_catalogue() {
    let catalogue = api::catalogue();
    for entry in operations() {
        for name in entry.meta.rule.permissions().iter().chain(entry.meta.narrowed_by.as_slice()) {
            let known = api::Permission::parse(name).is_some_and(|p| {
                let actions = catalogue.get(p.domain).and_then(|entities| entities.get(p.entity));
                actions.is_some_and(|actions| actions.iter().any(|action| action == p.action))
            });
            assert!(known || api::LEGACY_PERMISSIONS.contains(name), "{}: `{name}`", entry.meta.id);
        }
    }
}

#[test]
fn an_operation_taken_apart_and_put_together_is_the_same() {
    let asked = api::GetUsers::new()
        .page_size(100_u32)
        .expand([api::UserExpand::Presence, api::UserExpand::Groups]);
    let (parts, body) = asked.into_parts();
    assert_eq!(body, None);
    let query = [("pageSize", "100"), ("expand", "presence"), ("expand", "groups")];
    let query: Vec<_> = query.map(|(name, value)| (name.to_owned(), value.to_owned())).into();
    assert_eq!(parts.query_pairs(), query);
    let joined = vec![("expand".to_owned(), "presence,groups".to_owned())];
    let again = api::GetUsers::from_parts(&api::Parameters::new([], joined), None).unwrap();
    assert_eq!(again.expand, [api::UserExpand::Presence, api::UserExpand::Groups]);
    assert_eq!(again.page, api::Page { size: 25, number: 1 });
}
