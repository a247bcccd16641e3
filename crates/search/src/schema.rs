//! What is known of the documents of a collection: their fields, by the names that searches use.

/// The fields of a collection.
#[derive(Debug)]
pub struct Schema {
    /// What is kept of a document.
    pub columns: &'static [StoredField],
    /// The names by which searches ask for it.
    pub fields: &'static [Field],
    /// Where a query string looks that names no fields.
    pub usual: &'static [&'static str],
}

/// What is kept of a document under one name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StoredField {
    /// Its name; one of the fields has it too.
    pub name: &'static str,
    /// What it holds.
    pub kind: Kind,
}

/// What a stored field holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// The id of the document.
    Id,
    /// Texts: none, one or several.
    Text,
    /// Texts of which some are telephone numbers, found in any spelling.
    Contact,
    /// Ids of other entities, found by id and by the names that the model has for them.
    Reference,
    /// A whole number.
    Number,
    /// An instant, in milliseconds.
    Date,
    /// One of few ids of other entities, or of few words, which changes many times a day: it is no
    /// part of the document, see [`Status`](crate::Status).
    Status,
}

/// A name by which searches ask.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Field {
    /// The name.
    pub name: &'static str,
    /// The stored fields behind it; none where nothing of the kind can be set yet.
    pub columns: &'static [&'static str],
}

impl Schema {
    /// The field of this name, in any case.
    pub fn field(&self, name: &str) -> Option<&'static Field> {
        self.fields.iter().find(|field| field.name.eq_ignore_ascii_case(name))
    }

    /// The place of a stored field.
    pub fn column(&self, name: &str) -> Option<usize> {
        self.columns.iter().position(|column| column.name == name)
    }

    /// Places and kinds of the stored fields behind a field.
    pub(crate) fn behind(&self, field: &Field) -> impl Iterator<Item = (usize, Kind)> {
        let places = field.columns.iter().filter_map(|name| self.column(name));
        places.map(|place| (place, self.columns[place].kind))
    }

    /// The names of fields, for refusals.
    pub(crate) fn names(&self, which: impl Fn(&Field) -> bool) -> String {
        let names: Vec<&str> =
            self.fields.iter().filter(|field| which(field)).map(|field| field.name).collect();
        names.join(", ")
    }

    /// Can results be sorted by the field?
    pub(crate) fn sorts(&self, field: &Field) -> bool {
        let mut behind = self.behind(field);
        let first = behind.next();
        let sorts = |kind| !matches!(kind, Kind::Reference | Kind::Status);
        first.is_some_and(|(_, kind)| sorts(kind)) && behind.next().is_none()
    }
}
