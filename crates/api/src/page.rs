//! Pages of listings: how they are asked for, and where they begin.

use crate::{
    BadParameter, DefaultText, Described, Limits, ParameterFacts, Parameters,
    operation::ParameterPlace, parameters::PAGE_SIZE as SIZE,
};

const NUMBER: &str = "pageNumber";

/// Which page of a listing is asked for: a field of this type in an operation declares the
/// parameters `pageSize` and `pageNumber`.
///
/// A page has at most 500 entries. Programs ask for more, and get so many: the answer says how many
/// there may be. The documentation of the field is that of `pageSize`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Page {
    /// How many entries a page has.
    pub size: u32,
    /// Counted from 1.
    pub number: u32,
}

impl Default for Page {
    fn default() -> Self {
        Self { size: 25, number: 1 }
    }
}

impl Page {
    /// How many entries a page may have.
    pub const MAXIMUM: u32 = 500;

    /// How many entries stand before it.
    pub fn offset(self) -> i64 {
        i64::from(self.number.saturating_sub(1)) * i64::from(self.size)
    }

    /// Its part of everything that there is.
    pub fn of<T>(self, all: Vec<T>) -> Vec<T> {
        let offset = usize::try_from(self.offset()).unwrap_or(usize::MAX);
        let size = usize::try_from(self.size).unwrap_or(usize::MAX);
        all.into_iter().skip(offset).take(size).collect()
    }

    /// How many such pages there are.
    pub fn count(self, total: i64) -> i64 {
        let size = i64::from(self.size.max(1));
        (total + size - 1) / size
    }

    /// What the contract says of `pageSize`.
    #[doc(hidden)]
    pub const fn size_facts(doc: &'static str) -> ParameterFacts {
        facts(SIZE, doc, "25", Self::MAXIMUM)
    }

    /// What the contract says of `pageNumber`.
    #[doc(hidden)]
    pub const fn number_facts() -> ParameterFacts {
        facts(NUMBER, "Page to return, counted from 1; 1 by default.", "1", 2_147_483_647)
    }

    /// Reads both parameters.
    #[doc(hidden)]
    pub fn take(
        parts: &Parameters,
        facts: &'static [ParameterFacts],
    ) -> Result<Self, BadParameter> {
        let Self { size, number } = Self::default();
        Ok(Self {
            size: parts.query::<Option<u32>>(facts, SIZE)?.unwrap_or(size),
            number: parts.query::<Option<u32>>(facts, NUMBER)?.unwrap_or(number),
        })
    }

    /// Sends both parameters, unless they have their defaults.
    #[doc(hidden)]
    pub fn give(self, parts: &mut Parameters) {
        let Self { size, number } = Self::default();
        if self.size != size {
            parts.set_query(SIZE, &self.size);
        }
        if self.number != number {
            parts.set_query(NUMBER, &self.number);
        }
    }
}

const fn facts(
    name: &'static str,
    doc: &'static str,
    default: &'static str,
    maximum: u32,
) -> ParameterFacts {
    ParameterFacts {
        name,
        place: ParameterPlace::Query,
        doc,
        required: false,
        shape: <u32 as Described>::shape,
        default: Some(DefaultText::Literal(default)),
        limits: Limits {
            minimum: Some(1.0),
            maximum: Some(maximum as f64),
            max_length: None,
            max_items: None,
        },
    }
}

/// Declares models of pages: `listing! { /// One page of users.
/// UserEntityListing of User: "Users on this page." }`.
///
/// `, without links` leaves out the links to other pages; fields between braces come on top. Each
/// gets the functions `page` and `whole`, which fill in all but the links.
macro_rules! listing {
    (
        $(#[$($attribute:tt)*])*
        $name:ident of $entry:ident: $entries:tt, without links
    ) => {
        $crate::listing! {@
            $(#[$($attribute)*])* $name of $entry: $entries { } { } { }
        }
    };
    (
        $(#[$($attribute:tt)*])*
        $name:ident of $entry:ident: $entries:tt, without links { $($more:tt)* }
    ) => {
        $crate::listing! {@
            $(#[$($attribute)*])* $name of $entry: $entries { } { $($more)* } { ..Self::default() }
        }
    };
    (
        $(#[$($attribute:tt)*])*
        $name:ident of $entry:ident: $entries:tt $({ $($more:tt)* })?
    ) => {
        $crate::listing! {@
            $(#[$($attribute)*])* $name of $entry: $entries {
                /// Relative link to the first page.
                pub first_uri: Option<String>,
                /// Relative link to the last page.
                pub last_uri: Option<String>,
                /// Relative link to the next page; absent on the last one.
                pub next_uri: Option<String>,
                /// Relative link to the previous page; absent on the first one.
                pub previous_uri: Option<String>,
                /// Relative link to this page.
                pub self_uri: Option<String>,
            } { $($($more)*)? } { ..Self::default() }
        }
    };
    (@
        $(#[$($attribute:tt)*])*
        $name:ident of $entry:ident: $entries:tt
        { $($links:tt)* } { $($more:tt)* } { $($rest:tt)* }
    ) => {
        $(#[$($attribute)*])*
        #[$crate::model]
        pub struct $name {
            #[doc = $entries]
            pub entities: Vec<$entry>,
            /// Number of pages at this page size.
            pub page_count: Option<i32>,
            /// Number of this page, counted from 1.
            pub page_number: Option<i32>,
            /// Most entries that a page can hold.
            pub page_size: Option<i32>,
            /// Number of entries on all pages together.
            pub total: Option<i64>,
            $($links)*
            $($more)*
        }

        impl $name {
            /// This page, out of so many entries, without links to others.
            pub fn page(page: $crate::Page, entities: Vec<$entry>, total: i64) -> Self {
                Self {
                    entities,
                    page_count: i32::try_from(page.count(total)).ok(),
                    page_number: i32::try_from(page.number).ok(),
                    page_size: i32::try_from(page.size).ok(),
                    total: Some(total),
                    $($rest)*
                }
            }

            /// The one page of a listing that is never divided.
            pub fn whole(entities: Vec<$entry>) -> Self {
                let size = u32::try_from(entities.len()).unwrap_or(u32::MAX);
                Self::page($crate::Page { size, number: 1 }, entities, size.into())
            }
        }
    };
}
pub(crate) use listing;
