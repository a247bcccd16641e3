//! The presences that users can choose, as they are shown in the older form and in the newer one.

use std::collections::BTreeMap;

use api::{
    OrganizationPresence, OrganizationPresenceDefinition, PresenceDefinitionType, StandardPresence,
    WireEnum as _,
};
use store::presence::definitions::Definition;

use super::definition_uri;
use crate::rules::people::audited::reference;

fn labels(definition: &Definition, locale: Option<&str>) -> BTreeMap<String, String> {
    let labels = &definition.labels;
    let Some(locale) = locale.filter(|locale| !locale.eq_ignore_ascii_case("all")) else {
        return labels.clone();
    };
    let named = labels.iter().find(|(name, _)| name.eq_ignore_ascii_case(locale));
    let shown = named.or_else(|| labels.get_key_value("en_US")).or_else(|| labels.iter().next());
    shown.into_iter().map(|(name, label)| (name.clone(), label.clone())).collect()
}

/// In the older form; `locale` names the only label that is shown.
pub(crate) fn older(definition: Definition, locale: Option<&str>) -> OrganizationPresence {
    let built_in = definition.is_built_in();
    let by = |id: Option<&String>| id.map(|id| reference(id));
    OrganizationPresence {
        language_labels: Some(labels(&definition, locale)),
        created_by: by(definition.created_by.as_ref()),
        created_date: (!built_in).then_some(definition.created_at),
        modified_by: by(definition.modified_by.as_ref()),
        modified_date: (!built_in).then_some(definition.modified_at),
        deactivated: Some(definition.deactivated),
        primary: Some(built_in),
        system_presence: Some(definition.system.display().to_owned()),
        self_uri: Some(definition_uri(&definition.id)),
        id: Some(definition.id),
        name: definition.name,
    }
}

/// In the newer form, the same.
pub(crate) fn newer(
    definition: Definition,
    locale: Option<&str>,
) -> OrganizationPresenceDefinition {
    let made = if definition.is_built_in() {
        PresenceDefinitionType::System
    } else {
        PresenceDefinitionType::User
    };
    OrganizationPresenceDefinition {
        language_labels: Some(labels(&definition, locale)),
        deactivated: Some(definition.deactivated),
        system_presence: Some(StandardPresence::from_wire(definition.system.joined())),
        r#type: Some(made),
        self_uri: Some(format!("/api/v2/presence/definitions/{}", definition.id)),
        id: Some(definition.id),
        name: definition.name,
        division_id: Some(definition.division),
    }
}
