//! Descriptions of types as data: read by the body check, the OpenAPI document and the fidelity
//! test, so that none of them repeats what the types say.

use std::collections::BTreeMap;

/// A type that can describe itself.
pub trait Described {
    /// What it looks like on the wire.
    fn shape() -> Shape;
}

/// What a value looks like on the wire.
#[derive(Debug, Clone, Copy)]
pub enum Shape {
    /// No value.
    Nothing,
    /// Any JSON value.
    Anything,
    /// Text.
    Text,
    /// A whole number of 32 bits.
    Integer,
    /// A whole number of 64 bits.
    Long,
    /// A number.
    Number,
    /// `true` or `false`.
    Boolean,
    /// An instant, ISO-8601.
    DateTime,
    /// One of a list of texts.
    Enum(&'static EnumFacts),
    /// An object with known fields.
    Model(&'static ModelFacts),
    /// An array.
    List(fn() -> Shape),
    /// An object whose keys are data.
    Map(fn() -> Shape),
}

/// The facts about a model.
#[derive(Debug)]
pub struct ModelFacts {
    /// The API's name for it.
    pub name: &'static str,
    /// Its documentation.
    pub doc: &'static str,
    /// Its fields, in the order of the declaration.
    pub fields: &'static [Field],
}

/// A struct under `#[model]`.
pub trait Model: Described {
    /// Its facts.
    const FACTS: &'static ModelFacts;
}

/// The facts about a field of a model.
#[derive(Debug)]
#[expect(clippy::struct_excessive_bools, reason = "each is a fact by itself")]
pub struct Field {
    /// Its name on the wire.
    pub name: &'static str,
    /// Its documentation.
    pub doc: &'static str,
    /// What it holds.
    pub shape: fn() -> Shape,
    /// A request body without it is refused.
    pub demanded: bool,
    /// The API calls it required; our answers always have it.
    pub required: bool,
    /// Set by the server; ignored in a request body.
    pub read_only: bool,
    /// Newer than the documents that define the product.
    pub newer: bool,
    /// What values are allowed.
    pub limits: Limits,
}

/// Limits of a value; `None` is no limit of ours.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// The least number.
    pub minimum: Option<f64>,
    /// The greatest number.
    pub maximum: Option<f64>,
    /// The longest text, in characters.
    pub max_length: Option<usize>,
    /// The longest list.
    pub max_items: Option<usize>,
}

/// The facts about an enum under `#[wire_enum]`.
#[derive(Debug)]
pub struct EnumFacts {
    /// Our name for it.
    pub name: &'static str,
    /// Its documentation.
    pub doc: &'static str,
    /// The values on the wire.
    pub values: &'static [&'static str],
    /// Other spellings that parameters accept, with the value they mean.
    pub aliases: &'static [(&'static str, &'static str)],
}

impl EnumFacts {
    /// Is `text` a value, or another spelling of one, as it may stand in a body?
    pub fn knows(&self, text: &str) -> bool {
        self.values.contains(&text) || self.aliases.iter().any(|(alias, _)| *alias == text)
    }

    /// The value that `text` means in a parameter: any case, aliases too.
    pub fn value_of(&self, text: &str) -> Option<&'static str> {
        let exact = self.values.iter().copied().find(|value| value.eq_ignore_ascii_case(text));
        let mut aliases = self.aliases.iter();
        exact.or_else(|| aliases.find(|(alias, _)| alias.eq_ignore_ascii_case(text)).map(|a| a.1))
    }
}

macro_rules! plain {
    ($($ty:ty => $shape:ident),* $(,)?) => {$(
        impl Described for $ty {
            fn shape() -> Shape {
                Shape::$shape
            }
        }
    )*};
}
plain! {
    () => Nothing,
    crate::Json => Anything,
    String => Text,
    i32 => Integer,
    u32 => Integer,
    i64 => Long,
    f64 => Number,
    bool => Boolean,
    crate::DateTime => DateTime,
    crate::WholeSecond => DateTime,
}

macro_rules! same_as_inside {
    ($($ty:ident),*) => {$(
        impl<T: Described> Described for $ty<T> {
            fn shape() -> Shape {
                T::shape()
            }
        }
    )*};
}
use crate::Patch;
same_as_inside!(Option, Box, Patch);

impl<T: Described> Described for Vec<T> {
    fn shape() -> Shape {
        Shape::List(T::shape)
    }
}

impl<T: Described> Described for BTreeMap<String, T> {
    fn shape() -> Shape {
        Shape::Map(T::shape)
    }
}
