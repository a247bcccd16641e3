//! Lists of wire values.

use std::fmt::Display;

use crate::EnumFacts;

/// An enum under `#[wire_enum]`.
pub trait WireEnum: Sized + Clone + Display {
    /// Its name and its values.
    const FACTS: &'static EnumFacts;

    /// The value as it stands on the wire.
    fn as_str(&self) -> &str;

    /// The value that stands for this text; `Other` when the contract does not name it.
    fn from_wire(value: &str) -> Self;
}

/// The traits that every wire enum has alike.
#[doc(hidden)]
#[macro_export]
macro_rules! wire_enum_traits {
    ($name:ident) => {
        impl ::std::fmt::Display for $name {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                f.pad(::api::WireEnum::as_str(self))
            }
        }

        impl ::api::Described for $name {
            fn shape() -> ::api::Shape {
                ::api::Shape::Enum(<Self as ::api::WireEnum>::FACTS)
            }
        }

        impl ::serde::Serialize for $name {
            fn serialize<S: ::serde::Serializer>(
                &self,
                to: S,
            ) -> ::core::result::Result<S::Ok, S::Error> {
                to.serialize_str(::api::WireEnum::as_str(self))
            }
        }

        impl<'de> ::serde::Deserialize<'de> for $name {
            fn deserialize<D: ::serde::Deserializer<'de>>(
                from: D,
            ) -> ::core::result::Result<Self, D::Error> {
                let text =
                    <::std::borrow::Cow<'de, str> as ::serde::Deserialize>::deserialize(from)?;
                Ok(<Self as ::api::WireEnum>::from_wire(&text))
            }
        }

        impl ::api::Parameter for $name {
            fn decode(text: &str) -> ::core::result::Result<Self, ::std::string::String> {
                let facts = <Self as ::api::WireEnum>::FACTS;
                let value = facts.value_of(text).ok_or_else(|| facts.values.join(", "))?;
                Ok(<Self as ::api::WireEnum>::from_wire(value))
            }

            fn encode(&self) -> ::std::string::String {
                ::api::WireEnum::as_str(self).to_owned()
            }
        }
    };
}
