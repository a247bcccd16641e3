//! The attributes of a schema: read from its JSON schema, which is refused where it says something
//! else than its core types allow.

use std::collections::BTreeMap;

use api::{Json, JsonSchemaDocument, Map};

use super::core_types::{CoreType, MAX_OPTIONS, MAX_TAG};
use gate::refusal::{Refusal, Result};

/// Most characters of the name of an attribute or of a schema, of a title, and of a description.
pub const MAX_NAME: usize = 50;
/// Most characters of a title.
pub const MAX_TITLE: usize = 100;
/// Most characters of a description.
pub const MAX_DESCRIPTION: usize = 255;
/// Most attributes of a schema.
pub const MAX_FIELDS: usize = 50;

/// An attribute.
#[derive(Debug, Clone, PartialEq)]
pub struct Field {
    /// What its values are.
    pub core: CoreType,
    /// Must it be set?
    pub required: bool,
    /// Fewest and most characters of a text.
    pub characters: (i64, i64),
    /// Smallest and largest number.
    pub range: (f64, f64),
    /// Fewest and most items of a list.
    pub items: (i64, i64),
    /// Fewest and most characters of an item.
    pub item_characters: (i64, i64),
    /// The texts of an enum.
    pub options: Vec<String>,
}

/// Attributes, by name.
pub type Fields = BTreeMap<String, Field>;

/// Reads the attributes of a schema.
pub fn read(schema: &JsonSchemaDocument) -> Result<Fields> {
    let properties = schema.properties.as_ref().filter(|properties| !properties.is_empty());
    let properties = properties.ok_or_else(|| Refusal::missing_value("jsonSchema.properties"))?;
    if properties.len() > MAX_FIELDS {
        let given = format!("{} attributes", properties.len());
        let allowed = format!("at most {MAX_FIELDS} attributes");
        return Err(Refusal::invalid_value("jsonSchema.properties", given, allowed));
    }
    text_of("jsonSchema.description", schema.description.as_deref(), MAX_DESCRIPTION)?;
    let required = schema.required.as_deref().unwrap_or_default();
    if let Some(index) = required.iter().position(|name| !properties.contains_key(name)) {
        let names: Vec<&str> = properties.keys().map(String::as_str).collect();
        let field = format!("jsonSchema.required[{index}]");
        return Err(Refusal::invalid_value(field, &*required[index], names.join(", ")));
    }
    let field = |(name, property): (&String, &Json)| {
        let field = field(name, property, required.contains(name))?;
        Ok((name.clone(), field))
    };
    properties.iter().map(field).collect()
}

/// Reads one attribute.
fn field(name: &str, property: &Json, required: bool) -> Result<Field> {
    let place = format!("jsonSchema.properties.{name}");
    let plain = |c: char| c.is_alphanumeric() || "_-. ".contains(c);
    if name.trim().is_empty() || name.chars().count() > MAX_NAME || !name.chars().all(plain) {
        let allowed = format!("names of 1 to {MAX_NAME} letters, digits, blanks and -_.");
        return Err(Refusal::invalid_value("jsonSchema.properties", name, allowed));
    }
    let Json::Object(says) = property else {
        return Err(Refusal::invalid_value(place, property.to_string(), "an object"));
    };
    let core = core_type(&place, says)?;
    for (key, most) in [("title", MAX_TITLE), ("description", MAX_DESCRIPTION)] {
        let place = format!("{place}.{key}");
        match says.get(key) {
            None | Some(Json::Null) => {}
            Some(Json::String(text)) => text_of(&place, Some(text), most)?,
            Some(other) => return Err(Refusal::invalid_value(place, other.to_string(), "a text")),
        }
    }
    let limits = Limits { place: &place, says };
    let most = core.most_characters().unwrap_or_default();
    let items = core.most_items().unwrap_or_default();
    let most_in_items = if core == CoreType::Tag { MAX_TAG } else { 0 };
    let item = match says.get("items") {
        Some(Json::Object(item)) => item.clone(),
        _ => serde_json::Map::new(),
    };
    let inner = format!("{place}.items");
    let inner = Limits { place: &inner, says: &item };
    Ok(Field {
        core,
        required,
        characters: limits.whole(("minLength", "maxLength"), most)?,
        range: limits.numbers(core.range())?,
        items: limits.whole(("minItems", "maxItems"), items)?,
        item_characters: inner.whole(("minLength", "maxLength"), most_in_items)?,
        options: if core == CoreType::Enum { options(&place, says)? } else { Vec::new() },
    })
}

/// The core type that an attribute refers to.
fn core_type(place: &str, says: &serde_json::Map<String, Json>) -> Result<CoreType> {
    let place = format!("{place}.allOf");
    let of = says.get("allOf").ok_or_else(|| Refusal::missing_value(&*place))?;
    let reference = of.get(0).and_then(|first| first.get("$ref")).and_then(Json::as_str);
    let name = reference.and_then(|text| text.strip_prefix("#/definitions/"));
    name.and_then(CoreType::named).ok_or_else(|| {
        let names: Vec<&str> = CoreType::ALL.iter().map(|one| one.name()).collect();
        let allowed = format!("[{{\"$ref\": \"#/definitions/…\"}}] with {}", names.join(", "));
        Refusal::invalid_value(place, of.to_string(), allowed)
    })
}

/// The texts of an enum, each once.
fn options(place: &str, says: &serde_json::Map<String, Json>) -> Result<Vec<String>> {
    let place = format!("{place}.enum");
    let given = says.get("enum").ok_or_else(|| Refusal::missing_value(&*place))?;
    let texts: Option<Vec<String>> = given
        .as_array()
        .map(|all| all.iter().map(|one| one.as_str().map(str::to_owned)).collect())
        .unwrap_or_default();
    let most = usize::try_from(MAX_TAG).unwrap_or(usize::MAX);
    let fits = |texts: &Vec<String>| {
        let each = |text: &String| !text.is_empty() && text.chars().count() <= most;
        let mut once = texts.clone();
        once.sort_unstable();
        once.dedup();
        !texts.is_empty()
            && texts.len() <= MAX_OPTIONS
            && once.len() == texts.len()
            && texts.iter().all(each)
    };
    texts.filter(fits).ok_or_else(|| {
        let allowed =
            format!("a list of 1 to {MAX_OPTIONS} different texts of at most {MAX_TAG} characters");
        Refusal::invalid_value(place, given.to_string(), allowed)
    })
}

/// The limits that an attribute sets.
struct Limits<'a> {
    place: &'a str,
    says: &'a serde_json::Map<String, Json>,
}

impl Limits<'_> {
    /// A lower and an upper limit of something that is counted, at most so many.
    fn whole(&self, (lower, upper): (&str, &str), most: i64) -> Result<(i64, i64)> {
        let at_least = self.number(lower, (0.0, float(most)))?.map_or(0, truncated);
        let at_most = self.number(upper, (0.0, float(most)))?.map_or(most, truncated);
        if at_least > at_most {
            let allowed = format!("at most {upper}, which is {at_most}");
            return Err(self.refuse(lower, at_least.to_string(), allowed));
        }
        Ok((at_least, at_most))
    }

    /// The smallest and the largest number, within these.
    fn numbers(&self, range: Option<(i64, i64)>) -> Result<(f64, f64)> {
        let Some((min, max)) = range.map(|(min, max)| (float(min), float(max))) else {
            return Ok((0.0, 0.0));
        };
        let smallest = self.number("minimum", (min, max))?.unwrap_or(min);
        let largest = self.number("maximum", (min, max))?.unwrap_or(max);
        if smallest > largest {
            let allowed = format!("at most maximum, which is {largest}");
            return Err(self.refuse("minimum", smallest.to_string(), allowed));
        }
        Ok((smallest, largest))
    }

    fn number(&self, name: &str, (min, max): (f64, f64)) -> Result<Option<f64>> {
        let Some(given) = self.says.get(name).filter(|given| !given.is_null()) else {
            return Ok(None);
        };
        let number = given.as_f64().filter(|number| (min..=max).contains(number));
        let refuse = || self.refuse(name, given.to_string(), format!("a number, {min} to {max}"));
        number.map(Some).ok_or_else(refuse)
    }

    fn refuse(&self, name: &str, value: String, allowed: String) -> Refusal {
        Refusal::invalid_value(format!("{}.{name}", self.place), value, allowed)
    }
}

#[expect(clippy::cast_precision_loss, reason = "limits are within what a double holds exactly")]
const fn float(limit: i64) -> f64 {
    limit as f64
}

#[expect(clippy::cast_possible_truncation, reason = "the number is within limits that were whole")]
const fn truncated(number: f64) -> i64 {
    number as i64
}

fn text_of(place: &str, text: Option<&str>, most: usize) -> Result<()> {
    match text {
        Some(text) if text.chars().count() > most => {
            Err(Refusal::invalid_value(place, text, format!("at most {most} characters")))
        }
        _ => Ok(()),
    }
}

/// Refuses a change of what an attribute is: values that users have would not fit it any more.
pub fn keep_types(before: &Fields, after: &Fields) -> Result<()> {
    for (name, field) in after {
        if let Some(old) = before.get(name).filter(|old| old.core != field.core) {
            let place = format!("jsonSchema.properties.{name}.allOf");
            let allowed = format!("{}, which it was", old.core.name());
            return Err(Refusal::invalid_value(place, field.core.name(), allowed));
        }
    }
    Ok(())
}

/// Values of attributes, by name.
pub type Values = Map<Json>;
