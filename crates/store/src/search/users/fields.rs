//! The fields of users.

use ::search::{Field, Kind, Schema, StoredField};

/// What is kept of a user.
pub(in crate::search) static SCHEMA: Schema = Schema {
    columns: &[
        stored("id", Kind::Id),
        stored("name", Kind::Text),
        stored("email", Kind::Text),
        stored("username", Kind::Text),
        stored("title", Kind::Text),
        stored("department", Kind::Text),
        stored("state", Kind::Text),
        stored("divisionId", Kind::Reference),
        stored("manager", Kind::Text),
        stored("addresses", Kind::Contact),
        stored("primaryContactInfo", Kind::Contact),
        stored("groups", Kind::Reference),
        stored("locations", Kind::Reference),
        stored("profileSkills", Kind::Text),
        stored("certifications", Kind::Text),
        stored("employerInfo.employeeId", Kind::Text),
        stored("employerInfo.officialName", Kind::Text),
        stored("employerInfo.employeeType", Kind::Text),
        stored("employerInfo.dateHire", Kind::Date),
        stored("languagePreference", Kind::Text),
        stored("acdAutoAnswer", Kind::Text),
        stored("version", Kind::Number),
        stored("dateModified", Kind::Date),
        stored("team", Kind::Reference),
        stored("routingSkills", Kind::Reference),
        stored("routingLanguages", Kind::Reference),
        stored("station", Kind::Text),
        stored("presence", Kind::Status),
        stored("routingStatus", Kind::Status),
    ],
    fields: &[
        field("id", &["id"]),
        field("guid", &["id"]),
        field("name", &["name"]),
        field("email", &["email"]),
        field("username", &["username"]),
        field("title", &["title"]),
        field("department", &["department"]),
        field("state", &["state"]),
        field("divisionId", &["divisionId"]),
        field("division", &["divisionId"]),
        field("division.id", &["divisionId"]),
        field("manager", &["manager"]),
        field("manager.id", &["manager"]),
        field("addresses", &["addresses"]),
        field("addresses.address", &["addresses"]),
        field("primaryContactInfo", &["primaryContactInfo"]),
        field("primaryContactInfo.address", &["primaryContactInfo"]),
        field("groups", &["groups"]),
        field("groups.id", &["groups"]),
        field("team", &["team"]),
        field("team.id", &["team"]),
        field("locations", &["locations"]),
        field("locations.id", &["locations"]),
        field("profileSkills", &["profileSkills"]),
        field("certifications", &["certifications"]),
        field(
            "employerInfo",
            &["employerInfo.employeeId", "employerInfo.officialName", "employerInfo.employeeType"],
        ),
        field("employerInfo.employeeId", &["employerInfo.employeeId"]),
        field("employerInfo.officialName", &["employerInfo.officialName"]),
        field("employerInfo.employeeType", &["employerInfo.employeeType"]),
        field("employerInfo.dateHire", &["employerInfo.dateHire"]),
        field("languagePreference", &["languagePreference"]),
        field("acdAutoAnswer", &["acdAutoAnswer"]),
        field("version", &["version"]),
        field("dateModified", &["dateModified"]),
        field("skills", &["routingSkills"]),
        field("skills.id", &["routingSkills"]),
        field("skills.name", &["routingSkills"]),
        field("routingSkills", &["routingSkills"]),
        field("routingSkills.id", &["routingSkills"]),
        field("routingSkills.name", &["routingSkills"]),
        field("languages", &["routingLanguages"]),
        field("languages.id", &["routingLanguages"]),
        field("languages.name", &["routingLanguages"]),
        field("routingLanguages", &["routingLanguages"]),
        field("routingLanguages.id", &["routingLanguages"]),
        field("routingLanguages.name", &["routingLanguages"]),
        field("presence", &["presence"]),
        field("presence.presenceDefinition", &["presence"]),
        field("presence.presenceDefinition.id", &["presence"]),
        field("presence.presenceDefinition.systemPresence", &["presence"]),
        field("routingStatus", &["routingStatus"]),
        field("routingStatus.status", &["routingStatus"]),
        field("station", &["station"]),
        field("station.associatedStation", &["station"]),
        field("station.associatedStation.id", &["station"]),
        field("station.associatedStation.name", &["station"]),
    ],
    usual: &["name", "email", "username", "title", "department"],
};

/// The place of the state.
pub const STATE: usize = 6;
/// The place of the division's id.
pub const DIVISION: usize = 7;
/// The place of the ids of groups.
pub const GROUPS: usize = 11;
/// The place of the ids of locations.
pub(super) const LOCATIONS: usize = 12;
/// The place of the id of the team.
pub(in crate::search) const TEAM: usize = 23;
/// The place of the ids of routing skills.
pub(in crate::search) const SKILLS: usize = 24;
/// The place of the ids of routing languages.
pub(in crate::search) const LANGUAGES: usize = 25;
/// The place of the id and the name of the station that is used.
pub(super) const STATION: usize = 26;
/// The place of the id of the presence's definition.
pub(super) const PRESENCE: usize = 27;
/// The place of the routing status.
pub(super) const ROUTING_STATUS: usize = 28;

pub(in crate::search) const fn stored(name: &'static str, kind: Kind) -> StoredField {
    StoredField { name, kind }
}

pub(in crate::search) const fn field(
    name: &'static str,
    columns: &'static [&'static str],
) -> Field {
    Field { name, columns }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::search::NAME;

    #[test]
    fn every_name_that_is_used_stands_where_it_should() {
        let place = |name| SCHEMA.column(name).unwrap();
        let named = ["name", "state", "divisionId", "groups", "locations", "team"].map(place);
        assert_eq!(named, [NAME, STATE, DIVISION, GROUPS, LOCATIONS, TEAM]);
        let routed = ["routingSkills", "routingLanguages", "station", "presence", "routingStatus"];
        let places = [SKILLS, LANGUAGES, STATION, PRESENCE, ROUTING_STATUS];
        assert_eq!(routed.map(place), places);
        let counted = ["addresses", "employerInfo.dateHire", "dateModified"].map(place);
        assert_eq!(counted, [9, 18, 22]);
        for field in SCHEMA.fields {
            assert!(
                field.columns.iter().all(|column| SCHEMA.column(column).is_some()),
                "{field:?}"
            );
        }
        assert!(SCHEMA.usual.iter().all(|name| SCHEMA.field(name).is_some()));
    }
}
