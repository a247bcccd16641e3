//! Values of attributes, checked against their schema.

use api::Json;
use url::Url;

use super::{
    core_types::CoreType,
    fields::{Field, Fields, Values},
};
use gate::refusal::{Refusal, Result};

/// Refuses values that do not fit the attributes: all of those that a user is to have.
pub fn check(fields: &Fields, values: &Values) -> Result<()> {
    for (name, value) in values {
        let place = format!("attributes.{name}");
        let Some(field) = fields.get(name) else {
            let names: Vec<&str> = fields.keys().map(String::as_str).collect();
            let allowed = format!("attributes of the schema: {}", names.join(", "));
            return Err(Refusal::invalid_value("attributes", &**name, allowed));
        };
        fits(field, value).map_err(|allowed| {
            Refusal::invalid_value(place, shortened(&written(value)), allowed)
        })?;
    }
    let missing = fields.iter().find(|(name, field)| field.required && !values.contains_key(*name));
    match missing {
        Some((name, _)) => Err(Refusal::missing_value(format!("attributes.{name}"))),
        None => Ok(()),
    }
}

/// Does a value fit an attribute? If not, what is allowed.
fn fits(field: &Field, value: &Json) -> std::result::Result<(), String> {
    let text = value.as_str();
    let (fits, allowed) = match field.core {
        CoreType::Text | CoreType::LongText | CoreType::Identifier => {
            (text.is_some_and(|text| counts(text, field.characters)), characters(field.characters))
        }
        CoreType::Url => {
            let on_the_web = |text: &str| {
                Url::parse(text).is_ok_and(|url| ["http", "https"].contains(&url.scheme()))
            };
            let fits = text.is_some_and(|text| counts(text, field.characters) && on_the_web(text));
            (fits, format!("an http or https address, {}", characters(field.characters)))
        }
        CoreType::Enum => {
            let fits = text.is_some_and(|text| field.options.iter().any(|one| one == text));
            (fits, field.options.join(", "))
        }
        CoreType::Date => {
            let fits = text.is_some_and(|text| text.parse::<jiff::civil::Date>().is_ok());
            let plain = text.is_some_and(|text| text.len() == "yyyy-MM-dd".len());
            (fits && plain, "a day, yyyy-MM-dd".to_owned())
        }
        CoreType::DateTime => {
            let fits = text.is_some_and(|text| text.parse::<jiff::Timestamp>().is_ok());
            (fits, "a moment such as 2026-11-28T12:00:00Z".to_owned())
        }
        CoreType::Integer => {
            let whole = value.as_i64().is_some() || value.as_u64().is_some();
            (whole && in_range(value, field.range), format!("a whole number, {}", range(field)))
        }
        CoreType::Number => (in_range(value, field.range), format!("a number, {}", range(field))),
        CoreType::Checkbox => (value.is_boolean(), "true, false".to_owned()),
        CoreType::Tag => (tags(field, value), tag_limits(field)),
    };
    if fits { Ok(()) } else { Err(allowed) }
}

fn counts(text: &str, (least, most): (i64, i64)) -> bool {
    (least..=most).contains(&i64::try_from(text.chars().count()).unwrap_or(i64::MAX))
}

fn in_range(value: &Json, (smallest, largest): (f64, f64)) -> bool {
    value.as_f64().is_some_and(|number| (smallest..=largest).contains(&number))
}

fn tags(field: &Field, value: &Json) -> bool {
    let Some(items) = value.as_array() else { return false };
    let (least, most) = field.items;
    let texts: Option<Vec<&str>> = items.iter().map(Json::as_str).collect();
    let Some(mut texts) = texts else { return false };
    let fit = texts.iter().all(|text| counts(text, field.item_characters));
    let number = i64::try_from(texts.len()).unwrap_or(i64::MAX);
    texts.sort_unstable();
    fit && (least..=most).contains(&number) && texts.windows(2).all(|pair| pair[0] != pair[1])
}

fn characters((least, most): (i64, i64)) -> String {
    format!("a text of {least} to {most} characters")
}

fn range(field: &Field) -> String {
    let (smallest, largest) = field.range;
    format!("{smallest} to {largest}")
}

fn tag_limits(field: &Field) -> String {
    let (least, most) = field.items;
    let each = characters(field.item_characters);
    format!("a list of {least} to {most} different tags, each {each}")
}

/// A value as a refusal shows it: a text without quotes.
fn written(value: &Json) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

/// Enough of a value to recognise it.
fn shortened(value: &str) -> String {
    const LONGEST: usize = 100;
    match value.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", &value[..end]),
        None => value.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use api::JsonSchemaDocument;
    use serde_json::json;

    use super::*;
    use crate::rules::attributes::fields::read;

    fn fields(core: &str, more: &Json) -> Result<Fields> {
        let mut property = json!({ "allOf": [{ "$ref": format!("#/definitions/{core}") }] });
        property.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        let schema = json!({ "properties": { "a": property } });
        read(&serde_json::from_value::<JsonSchemaDocument>(schema).unwrap())
    }

    #[test]
    fn values_fit_the_core_type_and_the_limits_of_their_attribute() {
        let longest = "x".repeat(100);
        for (core, more, value, fits) in [
            ("text", json!({}), json!("Ada"), true),
            ("text", json!({}), json!(longest), true),
            ("text", json!({}), json!(format!("{longest}x")), false),
            ("text", json!({ "minLength": 2, "maxLength": 3 }), json!("äöü"), true),
            ("text", json!({ "minLength": 2, "maxLength": 3 }), json!("ä"), false),
            ("text", json!({}), json!(7), false),
            ("longtext", json!({}), json!("x".repeat(1000)), true),
            ("longtext", json!({}), json!("x".repeat(1001)), false),
            ("url", json!({}), json!("https://example.com/a?b"), true),
            ("url", json!({}), json!("ftp://example.com"), false),
            ("url", json!({}), json!("example"), false),
            ("identifier", json!({}), json!("A-1"), true),
            ("enum", json!({ "enum": ["red", "blue"] }), json!("blue"), true),
            ("enum", json!({ "enum": ["red", "blue"] }), json!("Blue"), false),
            ("date", json!({}), json!("2024-02-29"), true),
            ("date", json!({}), json!("2023-02-29"), false),
            ("date", json!({}), json!("20240229"), false),
            ("datetime", json!({}), json!("2026-11-28T12:00:00+01:00"), true),
            ("datetime", json!({}), json!("2026-11-28"), false),
            ("integer", json!({}), json!(-3), true),
            ("integer", json!({}), json!(3.5), false),
            ("integer", json!({ "minimum": 1, "maximum": 5 }), json!(6), false),
            ("integer", json!({}), json!(9_007_199_254_740_992_i64), false),
            ("number", json!({ "minimum": 0.5 }), json!(0.5), true),
            ("number", json!({ "minimum": 0.5 }), json!(0.4), false),
            ("checkbox", json!({}), json!(true), true),
            ("checkbox", json!({}), json!("true"), false),
            ("tag", json!({}), json!(["a", "b"]), true),
            ("tag", json!({}), json!(["a", "a"]), false),
            ("tag", json!({ "maxItems": 1 }), json!(["a", "b"]), false),
            ("tag", json!({ "items": { "maxLength": 1 } }), json!(["ab"]), false),
            ("tag", json!({}), json!("a"), false),
        ] {
            let values = Values::from([("a".to_owned(), value.clone())]);
            let checked = check(&fields(core, &more).unwrap(), &values);
            assert_eq!(checked.is_ok(), fits, "{core} {more}: {value}: {checked:?}");
        }
    }

    #[test]
    fn a_schema_says_nothing_that_its_core_types_do_not_allow() {
        for (core, more, named) in [
            ("texts", json!({}), "a.allOf"),
            ("enum", json!({}), "a.enum"),
            ("enum", json!({ "enum": [] }), "a.enum"),
            ("enum", json!({ "enum": ["a", "a"] }), "a.enum"),
            ("enum", json!({ "enum": [1] }), "a.enum"),
            ("text", json!({ "maxLength": 101 }), "a.maxLength"),
            ("text", json!({ "minLength": 5, "maxLength": 4 }), "a.minLength"),
            ("text", json!({ "minLength": "5" }), "a.minLength"),
            ("integer", json!({ "minimum": 5, "maximum": 4 }), "a.minimum"),
            ("tag", json!({ "maxItems": 11 }), "a.maxItems"),
            ("tag", json!({ "items": { "maxLength": 101 } }), "a.items.maxLength"),
            ("text", json!({ "title": 5 }), "a.title"),
            ("text", json!({ "description": "x".repeat(256) }), "a.description"),
        ] {
            let refused = fields(core, &more).unwrap_err().message();
            assert!(refused.contains(named), "{core} {more}: {refused}");
        }
    }
}
