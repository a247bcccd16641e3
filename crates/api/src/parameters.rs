//! Path and query parameters: text on the wire, types in an operation.

use std::collections::BTreeMap;

use crate::{DateTime, Described, ParameterFacts, Shape, WireEnum};

/// The parameter whose unknown values are passed over.
const EXPAND: &str = "expand";
/// The parameter, and the field of a body, of which too much is taken as the most there is.
pub(crate) const PAGE_SIZE: &str = "pageSize";

/// Path and query parameters as they travel: text, by name.
#[derive(Debug, Default, Clone)]
pub struct Parameters {
    path: BTreeMap<String, String>,
    query: Vec<(String, String)>,
}

/// A parameter, or the whole body, that is missing or wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum BadParameter {
    /// It is required and was not given.
    Missing {
        /// Its name.
        name: &'static str,
    },
    /// Its value is not allowed.
    Invalid {
        /// Its name.
        name: &'static str,
        /// What came.
        value: String,
        /// What may come.
        allowed: String,
    },
    /// The operation needs a body and none came.
    NoBody,
}

impl BadParameter {
    /// The operation needs a body and none came.
    pub const fn no_body() -> Self {
        Self::NoBody
    }
}

/// A type that a parameter can hold.
pub trait Parameter: Sized {
    /// Reads it; the error says what is allowed.
    fn decode(text: &str) -> Result<Self, String>;
    /// Writes it.
    fn encode(&self) -> String;
    /// The number it is, for limits on numbers.
    fn number(&self) -> Option<f64> {
        None
    }
}

/// A parameter as a field declares it: one value, an optional one, or a list.
pub trait Parameterized: Sized {
    /// Reads it from all values given under its name.
    fn decode_all(values: &[&str]) -> Result<Option<Self>, (String, String)>;
    /// Reads what is known among the values; nothing for what must have one.
    fn decode_known(_values: &[&str]) -> Option<Self> {
        None
    }
    /// Writes it.
    fn encode_all(&self) -> Vec<String>;
    /// How many values it has, for limits on lists.
    fn len(&self) -> usize {
        1
    }
    /// The number it holds, for limits on numbers.
    fn number(&self) -> Option<f64> {
        None
    }
}

impl Parameters {
    /// What came over the wire.
    pub fn new(
        path: impl IntoIterator<Item = (String, String)>,
        query: Vec<(String, String)>,
    ) -> Self {
        Self { path: path.into_iter().collect(), query }
    }

    /// A path parameter.
    pub fn path<T: Parameterized>(&self, name: &'static str) -> Result<T, BadParameter> {
        let value = self.path.get(name).map(String::as_str);
        decode(name, value.as_slice())
    }

    /// A query parameter, within the limits that its facts name.
    pub fn query<T: Parameterized>(
        &self,
        facts: &'static [ParameterFacts],
        name: &'static str,
    ) -> Result<T, BadParameter> {
        let named = self.query.iter().filter(|(given, _)| given == name);
        let values: Vec<&str> = named.map(|(_, value)| value.as_str()).collect();
        // Programs name expansions that the contract lacks, and are served without them.
        let value = match T::decode_known(&values).filter(|_| name == EXPAND) {
            Some(known) => known,
            None => decode(name, &values)?,
        };
        let facts = facts.iter().find(|facts| facts.name == name);
        if name == PAGE_SIZE
            && let Some(most) = facts.and_then(|facts| facts.limits.maximum)
            && value.number().is_some_and(|number| number > most)
        {
            return decode(name, &[&most.to_string()]);
        }
        if let Some(facts) = facts
            && let Some(allowed) = outside(&value, facts)
        {
            return Err(BadParameter::Invalid { name, value: values.join(","), allowed });
        }
        Ok(value)
    }

    /// Sends a path parameter.
    pub fn set_path<T: Parameterized>(&mut self, name: &str, value: &T) {
        self.path.insert(name.to_owned(), value.encode_all().join(","));
    }

    /// Sends a query parameter.
    pub fn set_query<T: Parameterized>(&mut self, name: &str, value: &T) {
        let values = value.encode_all();
        self.query.extend(values.into_iter().map(|value| (name.to_owned(), value)));
    }

    /// Fills a path template, such as `/api/v2/users/{userId}`, escaping each value.
    pub fn fill(&self, template: &str) -> String {
        self.path.iter().fold(template.to_owned(), |path, (name, value)| {
            path.replace(&format!("{{{name}}}"), &escape(value))
        })
    }

    /// The query, in the order given.
    pub fn query_pairs(&self) -> &[(String, String)] {
        &self.query
    }
}

fn decode<T: Parameterized>(name: &'static str, values: &[&str]) -> Result<T, BadParameter> {
    T::decode_all(values)
        .map_err(|(value, allowed)| BadParameter::Invalid { name, value, allowed })?
        .ok_or(BadParameter::Missing { name })
}

/// What is allowed, when the value is not within it.
fn outside<T: Parameterized>(value: &T, facts: &ParameterFacts) -> Option<String> {
    let limits = facts.limits;
    if let Some(most) = limits.max_items
        && value.len() > most
    {
        return Some(format!("at most {most} values"));
    }
    let number = value.number()?;
    let (least, most) = (limits.minimum, limits.maximum);
    if least.is_none_or(|least| number >= least) && most.is_none_or(|most| number <= most) {
        return None;
    }
    Some(crate::check::range(least, most))
}

/// Percent-encodes everything but unreserved characters.
fn escape(value: &str) -> String {
    use std::fmt::Write;
    value.bytes().fold(String::new(), |mut escaped, byte| {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            escaped.push(char::from(byte));
        } else {
            // Writing to a String cannot fail.
            let _ = write!(escaped, "%{byte:02X}");
        }
        escaped
    })
}

impl<T: Parameter> Parameterized for T {
    fn decode_all(values: &[&str]) -> Result<Option<Self>, (String, String)> {
        // SDKs send an unset parameter as an empty one.
        let Some(value) = values.iter().rev().find(|value| !value.is_empty()) else {
            return Ok(None);
        };
        T::decode(value).map(Some).map_err(|allowed| ((*value).to_owned(), allowed))
    }

    fn encode_all(&self) -> Vec<String> {
        vec![self.encode()]
    }

    fn number(&self) -> Option<f64> {
        Parameter::number(self)
    }
}

impl<T: Parameter> Parameterized for Option<T> {
    fn decode_all(values: &[&str]) -> Result<Option<Self>, (String, String)> {
        T::decode_all(values).map(Some)
    }

    fn decode_known(values: &[&str]) -> Option<Self> {
        Some(items(values).find_map(|item| T::decode(item).ok()))
    }

    fn encode_all(&self) -> Vec<String> {
        self.as_ref().map(T::encode_all).unwrap_or_default()
    }

    fn number(&self) -> Option<f64> {
        self.as_ref().and_then(Parameter::number)
    }
}

/// A word in the query that the handler checks, to refuse it in words of its own: what the contract
/// does not name comes as `Other`, and what is missing as one without text.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Unchecked<T>(pub T);

impl<T> From<T> for Unchecked<T> {
    fn from(word: T) -> Self {
        Self(word)
    }
}

impl<T: Described> Described for Unchecked<T> {
    fn shape() -> Shape {
        T::shape()
    }
}

impl<T: WireEnum> Parameterized for Unchecked<T> {
    fn decode_all(values: &[&str]) -> Result<Option<Self>, (String, String)> {
        let word = values.last().copied().unwrap_or_default();
        Ok(Some(Self(T::from_wire(T::FACTS.value_of(word).unwrap_or(word)))))
    }

    fn encode_all(&self) -> Vec<String> {
        vec![self.0.as_str().to_owned()]
    }
}

/// The items of a list, blank ones left out.
fn items<'a>(values: &'a [&'a str]) -> impl Iterator<Item = &'a str> {
    let items = values.iter().flat_map(|value| value.split(','));
    items.map(str::trim).filter(|item| !item.is_empty())
}

/// Lists arrive repeated (`expand=a&expand=b`), comma-joined (`expand=a,b`), or both.
impl<T: Parameter> Parameterized for Vec<T> {
    fn decode_all(values: &[&str]) -> Result<Option<Self>, (String, String)> {
        let decode = |item: &str| T::decode(item).map_err(|allowed| (item.to_owned(), allowed));
        items(values).map(decode).collect::<Result<Self, _>>().map(Some)
    }

    fn decode_known(values: &[&str]) -> Option<Self> {
        Some(items(values).filter_map(|item| T::decode(item).ok()).collect())
    }

    fn encode_all(&self) -> Vec<String> {
        self.iter().map(Parameter::encode).collect()
    }

    fn len(&self) -> usize {
        self.len()
    }
}

impl Parameter for String {
    fn decode(text: &str) -> Result<Self, String> {
        if text.contains('\0') {
            return Err("text without the character U+0000".to_owned());
        }
        Ok(text.to_owned())
    }

    fn encode(&self) -> String {
        self.clone()
    }
}

impl Parameter for bool {
    fn decode(text: &str) -> Result<Self, String> {
        // Older Python SDKs write `True`.
        match text {
            _ if text.eq_ignore_ascii_case("true") => Ok(true),
            _ if text.eq_ignore_ascii_case("false") => Ok(false),
            _ => Err("true, false".to_owned()),
        }
    }

    fn encode(&self) -> String {
        self.to_string()
    }
}

macro_rules! whole_number {
    ($ty:ty, $allowed:literal) => {
        impl Parameter for $ty {
            fn decode(text: &str) -> Result<Self, String> {
                use std::num::IntErrorKind::PosOverflow;
                match text.parse::<Self>() {
                    Ok(number) => Ok(number),
                    // A page may be asked for in any size: the most is used.
                    Err(error) if *error.kind() == PosOverflow => Ok(Self::MAX),
                    Err(_) => Err($allowed.to_owned()),
                }
            }

            fn encode(&self) -> String {
                self.to_string()
            }

            fn number(&self) -> Option<f64> {
                Some(f64::from(*self))
            }
        }
    };
}
whole_number!(u32, "a whole number, 0 or greater");
whole_number!(i32, "a whole number");

impl Parameter for f64 {
    fn decode(text: &str) -> Result<Self, String> {
        let number = text.parse::<Self>().ok().filter(|number| number.is_finite());
        number.ok_or_else(|| "a number".to_owned())
    }

    fn encode(&self) -> String {
        self.to_string()
    }

    fn number(&self) -> Option<Self> {
        Some(*self)
    }
}

impl Parameter for DateTime {
    fn decode(text: &str) -> Result<Self, String> {
        text.parse().map_err(|_| "an ISO-8601 instant, yyyy-MM-ddTHH:mm:ss.SSSZ".to_owned())
    }

    fn encode(&self) -> String {
        self.to_string()
    }
}
