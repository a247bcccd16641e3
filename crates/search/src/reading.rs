//! What is counted while criteria are read.

use std::collections::BTreeSet;

use crate::{Attribute, Field, Kind, Schema};

/// Fields × values of one search, over all criteria.
const MAX_TESTS: usize = 20_000;
/// Of these, such as look at every value of a field.
const MAX_SCANS: usize = 100;

/// A field that is asked for: one of the schema, or attributes of one name.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Target<'s> {
    Field(&'static Field),
    Attributes(Vec<&'s Attribute>),
}

/// Where the values of a field are.
pub(crate) struct Place<'s> {
    pub(crate) column: usize,
    pub(crate) kind: Kind,
    /// The key of an attribute.
    pub(crate) key: Option<&'s str>,
}

/// So many attributes are named in a refusal.
const NAMED: usize = 50;

/// The schema, what was asked for so far, and what it costs.
pub(crate) struct Reading<'s> {
    pub(crate) schema: &'s Schema,
    /// What documents have beside its fields.
    pub(crate) attributes: &'s [Attribute],
    /// The stored fields that criteria look at.
    pub(crate) mentioned: BTreeSet<usize>,
    tests: usize,
    scans: usize,
}

impl Target<'_> {
    /// Its name, for refusals.
    pub(crate) fn name(&self) -> &str {
        match self {
            Self::Field(field) => field.name,
            Self::Attributes(attributes) => {
                let first = attributes.first().and_then(|one| one.names.first());
                first.map_or("", String::as_str)
            }
        }
    }
}

impl<'s> Reading<'s> {
    pub(crate) const fn of((schema, attributes): (&'s Schema, &'s [Attribute])) -> Self {
        Self { schema, attributes, mentioned: BTreeSet::new(), tests: 0, scans: 0 }
    }

    /// The field of this name, in any case.
    pub(crate) fn target(&self, name: &str) -> Option<Target<'s>> {
        if let Some(field) = self.schema.field(name) {
            return Some(Target::Field(field));
        }
        let is = |one: &&Attribute| one.names.iter().any(|known| known.eq_ignore_ascii_case(name));
        let found: Vec<&Attribute> = self.attributes.iter().filter(is).collect();
        (!found.is_empty()).then_some(Target::Attributes(found))
    }

    /// Where the values of a field are.
    pub(crate) fn behind<'t>(&self, target: &'t Target<'s>) -> Vec<Place<'t>> {
        match target {
            Target::Field(field) => {
                let behind = self.schema.behind(field);
                behind.map(|(column, kind)| Place { column, kind, key: None }).collect()
            }
            Target::Attributes(attributes) => {
                let columns = self.schema.columns.iter();
                let column = columns.enumerate().find(|(_, one)| one.kind == Kind::Attributes);
                let place = |attribute: &&'s Attribute| {
                    let (key, kind) = (Some(attribute.key.as_str()), attribute.kind);
                    column.map(|(column, _)| Place { column, kind, key })
                };
                attributes.iter().filter_map(place).collect()
            }
        }
    }

    /// The names of all fields, for refusals of another one.
    pub(crate) fn names(&self, other: &str) -> String {
        let own = |known: &&Attribute| known.names.first().cloned();
        let of_attributes = self.schema.fields.iter().find(|field| {
            let begins = other.get(..field.name.len());
            let begins = begins.is_some_and(|begin| begin.eq_ignore_ascii_case(field.name));
            let mut behind = self.schema.behind(field);
            begins && behind.any(|(_, kind)| kind == Kind::Attributes)
        });
        if of_attributes.is_none() {
            return self.schema.names(|_| true);
        }
        let mut names: Vec<String> = self.attributes.iter().filter_map(|one| own(&one)).collect();
        names.sort_unstable();
        names.dedup();
        if names.is_empty() {
            return "names of attributes; there are none".to_owned();
        }
        let more = names.len().saturating_sub(NAMED);
        names.truncate(NAMED);
        let rest = if more > 0 { format!(" and {more} more") } else { String::new() };
        format!("{}{rest}", names.join(", "))
    }

    /// Counts tests, and those among them that look at every value; the error says what is allowed.
    pub(crate) fn spend(&mut self, scans: usize, tests: usize) -> Result<(), String> {
        self.scans += scans;
        self.tests += tests;
        if self.scans > MAX_SCANS || self.tests > MAX_TESTS {
            return Err(format!(
                "at most {MAX_TESTS} values times fields in one search, and at most {MAX_SCANS} \
                 that look into the midst of fields"
            ));
        }
        Ok(())
    }
}
