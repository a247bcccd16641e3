//! The core types, which attributes are of.

use api::{Coretype, ItemValidationLimits, Items, MaxLength, MinLength, Schema, ValidationLimits};

/// What values of an attribute are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CoreType {
    /// A short text.
    Text,
    /// A long text.
    LongText,
    /// An address on the web.
    Url,
    /// A name for programs.
    Identifier,
    /// One of several texts.
    Enum,
    /// A day.
    Date,
    /// A moment.
    DateTime,
    /// A whole number.
    Integer,
    /// A number.
    Number,
    /// Yes or no.
    Checkbox,
    /// Several short texts.
    Tag,
}

use CoreType::{
    Checkbox, Date, DateTime, Enum, Identifier, Integer, LongText, Number, Tag, Text, Url,
};

/// The integers that every program reads exactly.
pub const LARGEST_INTEGER: i64 = (1 << 53) - 1;
/// Most texts of an enum.
pub const MAX_OPTIONS: usize = 200;
/// Most tags.
const MAX_TAGS: i64 = 10;
/// Most characters of a tag, and of a text in an enum.
pub const MAX_TAG: i64 = 100;

impl CoreType {
    /// Every core type.
    pub const ALL: [Self; 11] =
        [Text, LongText, Url, Identifier, Enum, Date, DateTime, Integer, Number, Checkbox, Tag];

    /// Its name.
    pub const fn name(self) -> &'static str {
        match self {
            Text => "text",
            LongText => "longtext",
            Url => "url",
            Identifier => "identifier",
            Enum => "enum",
            Date => "date",
            DateTime => "datetime",
            Integer => "integer",
            Number => "number",
            Checkbox => "checkbox",
            Tag => "tag",
        }
    }

    /// The core type of this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.name() == name)
    }

    /// Most characters of a text.
    pub const fn most_characters(self) -> Option<i64> {
        match self {
            Text | Identifier => Some(100),
            LongText => Some(1000),
            Url => Some(200),
            Enum | Date | DateTime | Integer | Number | Checkbox | Tag => None,
        }
    }

    /// The smallest and the largest number.
    pub const fn range(self) -> Option<(i64, i64)> {
        match self {
            Integer | Number => Some((-LARGEST_INTEGER, LARGEST_INTEGER)),
            _ => None,
        }
    }

    /// Most items of a list.
    pub const fn most_items(self) -> Option<i64> {
        match self {
            Tag => Some(MAX_TAGS),
            _ => None,
        }
    }

    const fn json_type(self) -> &'static str {
        match self {
            Integer => "integer",
            Number => "number",
            Checkbox => "boolean",
            Tag => "array",
            Text | LongText | Url | Identifier | Enum | Date | DateTime => "string",
        }
    }

    const fn about(self) -> &'static str {
        match self {
            Text => "A short text",
            LongText => "A long text",
            Url => "An address on the web",
            Identifier => "A name for programs",
            Enum => "One of several texts",
            Date => "A day, yyyy-MM-dd",
            DateTime => "A moment, in ISO 8601 with its offset",
            Integer => "A whole number",
            Number => "A number",
            Checkbox => "Yes or no",
            Tag => "Several short texts",
        }
    }

    /// As the API shows it.
    pub fn entity(self) -> Coretype {
        let lower = |max| Some(MinLength { min: 0, max });
        let upper = |max| Some(MaxLength { min: 1, max });
        let name = self.name();
        let (mut limits, mut fields) = (ValidationLimits::default(), Vec::new());
        if let Some(most) = self.most_characters() {
            (limits.min_length, limits.max_length) = (lower(most), upper(most));
            fields.extend(["minLength", "maxLength"]);
        }
        if let Some(most) = self.most_items() {
            (limits.min_items, limits.max_items) = (lower(most), upper(most));
            fields.extend(["minItems", "maxItems"]);
        }
        if let Some((min, max)) = self.range() {
            limits.minimum = Some(MinLength { min, max });
            limits.maximum = Some(MaxLength { min, max });
            fields.extend(["minimum", "maximum"]);
        }
        let is_list = self == Tag;
        let items = ItemValidationLimits { min_length: lower(MAX_TAG), max_length: upper(MAX_TAG) };
        let texts = |names: &[&str]| names.iter().map(|&name| name.to_owned()).collect();
        Coretype {
            id: Some(name.to_owned()),
            name: Some(name.to_owned()),
            version: Some(1),
            current: Some(true),
            schema: Some(Schema {
                title: Some(name.to_owned()),
                description: Some(self.about().to_owned()),
                r#type: Some(texts(&[self.json_type(), "null"])),
                items: is_list
                    .then(|| Items { r#type: Some("string".to_owned()), ..Items::default() }),
                pattern: (self == Date).then(|| r"^\d{4}-\d{2}-\d{2}$".to_owned()),
            }),
            validation_limits: (!fields.is_empty()).then_some(limits),
            validation_fields: (!fields.is_empty()).then(|| texts(&fields)),
            item_validation_fields: is_list.then(|| texts(&["minLength", "maxLength"])),
            item_validation_limits: is_list.then_some(items),
            self_uri: Some(format!("/api/v2/users/customattributes/schemas/coretypes/{name}")),
            ..Coretype::default()
        }
    }
}
