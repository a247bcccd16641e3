//! The fields that persons, groups and the organization have: those that the API takes and keeps.

use api::{
    ContactType, FieldConfig, FieldConfigType, FieldConfigs, FieldList, GroupVisibility, Section,
    WireEnum,
};

/// A section by its key, and its fields.
type Fields = (&'static str, &'static [Field]);

/// One field of an entity.
struct Field {
    key: &'static str,
    kind: &'static str,
    repeatable: bool,
    required: bool,
    labels: fn() -> Vec<&'static str>,
    /// Is it about a person, so that data protection law speaks of it?
    personal: bool,
}

impl Field {
    const fn of(kind: &'static str, key: &'static str) -> Self {
        Self { key, kind, repeatable: false, required: false, labels: Vec::new, personal: true }
    }

    const fn text(key: &'static str) -> Self {
        Self::of("text", key)
    }

    const fn boolean(key: &'static str) -> Self {
        Self::of("boolean", key)
    }

    const fn date(key: &'static str) -> Self {
        Self::of("date", key)
    }

    const fn required(self) -> Self {
        Self { required: true, ..self }
    }

    const fn repeatable(self) -> Self {
        Self { repeatable: true, ..self }
    }

    const fn labelled(self, labels: fn() -> Vec<&'static str>) -> Self {
        Self { labels, ..self }
    }

    /// Not about a person.
    const fn impersonal(self) -> Self {
        Self { personal: false, ..self }
    }

    fn shown(&self) -> FieldList {
        let labels: Vec<String> = (self.labels)().into_iter().map(str::to_owned).collect();
        FieldList {
            key: Some(self.key.to_owned()),
            r#type: Some(self.kind.to_owned()),
            state: Some(IN_USE.to_owned()),
            label_keys: Some(labels),
            repeatable: Some(self.repeatable),
            required: Some(self.required),
            custom_labels: Some(false),
            gdpr: Some(self.personal),
            ..FieldList::default()
        }
    }
}

const IN_USE: &str = "active";
/// Raised when the fields below change, and when their form does.
const VERSIONS: (&str, &str) = ("1", "1");

fn contact_types() -> Vec<&'static str> {
    ContactType::FACTS.values.to_vec()
}

fn employee_types() -> Vec<&'static str> {
    vec!["Full-time", "Part-time", "Contractor"]
}

fn visibilities() -> Vec<&'static str> {
    GroupVisibility::FACTS.values.to_vec()
}

const PERSON: &[Fields] = &[
    (
        "general",
        &[
            Field::text("name").required(),
            Field::text("preferredName"),
            Field::text("title"),
            Field::text("department"),
            Field::of("person", "manager"),
            Field::of("location", "locations").repeatable(),
            Field::of("image", "images").repeatable(),
            Field::text("languagePreference"),
            Field::boolean("acdAutoAnswer").impersonal(),
        ],
    ),
    (
        "contactInfo",
        &[
            Field::of("email", "email").required(),
            Field::of("contact", "addresses").repeatable().labelled(contact_types),
            Field::of("chat", "chat"),
        ],
    ),
    (
        "bio",
        &[
            Field::text("biography"),
            Field::text("interests").repeatable(),
            Field::text("hobbies").repeatable(),
            Field::text("spouse"),
        ],
    ),
    (
        "education",
        &[
            Field::text("school"),
            Field::text("fieldOfStudy"),
            Field::text("notes"),
            Field::date("dateStart"),
            Field::date("dateEnd"),
        ],
    ),
    (
        "skills",
        &[Field::text("profileSkills").repeatable(), Field::text("certifications").repeatable()],
    ),
    (
        "hr",
        &[
            Field::text("officialName"),
            Field::text("employeeId"),
            Field::text("employeeType").labelled(employee_types),
            Field::date("dateHire"),
        ],
    ),
];

const GROUP: &[Fields] = &[
    (
        "general",
        &[
            Field::text("name").required().impersonal(),
            Field::text("description").impersonal(),
            Field::of("image", "images").repeatable().impersonal(),
            Field::text("visibility").labelled(visibilities).impersonal(),
            Field::boolean("rulesVisible").impersonal(),
            Field::boolean("rolesEnabled").impersonal(),
            Field::boolean("callsEnabled").impersonal(),
        ],
    ),
    ("contactInfo", &[Field::of("contact", "addresses").repeatable().impersonal()]),
    (
        "members",
        &[
            Field::of("person", "ownerIds").repeatable(),
            Field::boolean("includeOwners").impersonal(),
        ],
    ),
];

const ORGANIZATION: &[Fields] = &[(
    "general",
    &[
        Field::text("name").required().impersonal(),
        Field::text("domain").impersonal(),
        Field::text("defaultLanguage").impersonal(),
        Field::text("defaultCountryCode").impersonal(),
    ],
)];

/// The fields of an entity type; none if there is no such type.
pub(crate) fn of(entity: &FieldConfigType) -> Option<FieldConfig> {
    let sections = match entity {
        FieldConfigType::Person => PERSON,
        FieldConfigType::Group => GROUP,
        FieldConfigType::Org => ORGANIZATION,
        FieldConfigType::Other(_) => return None,
    };
    let section = |(key, fields): &Fields| Section {
        key: Some((*key).to_owned()),
        state: Some(IN_USE.to_owned()),
        field_list: Some(fields.iter().map(Field::shown).collect()),
        ..Section::default()
    };
    Some(FieldConfig {
        id: Some(entity.to_string()),
        entity_type: Some(entity.clone()),
        state: Some(IN_USE.to_owned()),
        sections: Some(sections.iter().map(section).collect()),
        version: Some(VERSIONS.0.to_owned()),
        schema_version: Some(VERSIONS.1.to_owned()),
        self_uri: Some(format!("/api/v2/fieldconfig?type={entity}")),
        ..FieldConfig::default()
    })
}

/// Those of all types.
pub(crate) fn all() -> FieldConfigs {
    FieldConfigs {
        person: of(&FieldConfigType::Person),
        group: of(&FieldConfigType::Group),
        org: of(&FieldConfigType::Org),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use api::{Described, GroupUpdate, Shape, UpdateUser};

    use super::*;

    /// What a body can set, with what is within the models that are written as one.
    fn settable(shape: Shape, within: &[&str], but: &[&str]) -> BTreeSet<&'static str> {
        let Shape::Model(facts) = shape else { panic!("no model") };
        let mut found = BTreeSet::new();
        for field in facts.fields.iter().filter(|field| !field.read_only) {
            match (field.shape)() {
                inner @ Shape::Model(_) if within.contains(&field.name) => {
                    found.extend(settable(inner, within, but));
                }
                Shape::List(inner) if within.contains(&field.name) => {
                    found.extend(settable(inner(), within, but));
                }
                _ if but.contains(&field.name) => {}
                _ => {
                    found.insert(field.name);
                }
            }
        }
        found
    }

    fn keys(entity: &FieldConfigType) -> BTreeSet<String> {
        let sections = of(entity).unwrap().sections.unwrap().into_iter();
        let fields = sections.flat_map(|section| section.field_list.unwrap());
        fields.map(|field| field.key.unwrap()).collect()
    }

    #[test]
    fn a_person_has_a_field_for_everything_of_a_user_that_can_be_set() {
        let within = ["biography", "education", "employerInfo"];
        let but = ["version", "state", "username", "groups"];
        let settable = settable(UpdateUser::shape(), &within, &but);
        assert_eq!(
            keys(&FieldConfigType::Person),
            settable.into_iter().map(str::to_owned).collect()
        );
    }

    #[test]
    fn a_group_has_a_field_for_everything_that_can_be_set() {
        let settable = settable(GroupUpdate::shape(), &[], &["version", "state"]);
        assert_eq!(
            keys(&FieldConfigType::Group),
            settable.into_iter().map(str::to_owned).collect()
        );
    }
}
