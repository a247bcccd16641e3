//! A user as a file has it.

use api::{
    Contact, ContactMedia, ContactType, EmployerInfo, Location, Patch, State, User,
    UserExternalIdentifier,
};
use serde::{Deserialize, Serialize};
use store::{external_ids::ExternalId, users::StoredUser};

use crate::rules::people::contacts;
use gate::refusal::Result;

/// A user as a file has it, by the names of the API. What is left out stays as it is.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub struct Row {
    /// The user's id, for a user that there is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// E-mail address.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    /// Another system that knows the user by a key.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub authority_name: Option<String>,
    /// The user's key there.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub external_key: Option<String>,
    /// The user's keys in other systems, all of them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub external_ids: Option<Vec<UserExternalIdentifier>>,
    /// Display name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Active or inactive.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub state: Option<State>,
    /// Name or id of the division.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub division: Option<String>,
    /// Department.
    #[serde(skip_serializing_if = "Patch::is_absent")]
    pub department: Patch<String>,
    /// Title.
    #[serde(skip_serializing_if = "Patch::is_absent")]
    pub title: Patch<String>,
    /// Name by which the user likes to be called.
    #[serde(skip_serializing_if = "Patch::is_absent")]
    pub preferred_name: Patch<String>,
    /// E-mail address or id of the manager.
    #[serde(skip_serializing_if = "Patch::is_absent")]
    pub manager: Patch<String>,
    /// Are routed interactions answered automatically?
    #[serde(skip_serializing_if = "Option::is_none")]
    pub acd_auto_answer: Option<bool>,
    /// Number at work; takes the place of the one among the addresses.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub phone: Option<String>,
    /// Mobile number; the same.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mobile: Option<String>,
    /// Numbers and further e-mail addresses, all of them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub addresses: Option<Vec<Contact>>,
    /// Free-text skills, all of them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub profile_skills: Option<Vec<String>>,
    /// Certifications, all of them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub certifications: Option<Vec<String>>,
    /// Places of work, all of them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub locations: Option<Vec<Location>>,
    /// Name in the employer's records.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub official_name: Option<String>,
    /// Number in the employer's records.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub employee_id: Option<String>,
    /// Kind of employment.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub employee_type: Option<String>,
    /// Day of hire.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub date_hire: Option<String>,
}

impl Row {
    /// The names of what a file may have, in the order in which it is written.
    pub const COLUMNS: [&'static str; 23] = [
        "id",
        "email",
        "authorityName",
        "externalKey",
        "externalIds",
        "name",
        "state",
        "division",
        "department",
        "title",
        "preferredName",
        "manager",
        "acdAutoAnswer",
        "phone",
        "mobile",
        "addresses",
        "profileSkills",
        "certifications",
        "locations",
        "officialName",
        "employeeId",
        "employeeType",
        "dateHire",
    ];
    /// Those that are lists of texts.
    pub const TEXT_LISTS: [&'static str; 2] = ["profileSkills", "certifications"];
    /// Those that are lists of objects, as JSON.
    pub const OBJECT_LISTS: [&'static str; 3] = ["externalIds", "addresses", "locations"];
    /// Those that say whom a row is about; each has one of them.
    pub const NAMES: [&'static str; 4] = ["id", "email", "externalKey", "externalIds"];

    /// Does the row say whom it is about?
    pub fn names_somebody(&self) -> bool {
        let filled =
            |text: &Option<String>| text.as_ref().is_some_and(|text| !text.trim().is_empty());
        [&self.id, &self.email, &self.external_key].into_iter().any(filled)
            || self.external_ids.as_ref().is_some_and(|ids| !ids.is_empty())
    }

    /// A user that is stored, with the address of the manager and with the external ids.
    pub fn of(
        user: &StoredUser,
        manager: Option<String>,
        external_ids: Vec<ExternalId>,
    ) -> store::Result<Self> {
        let (shown, profile) = (user.read_document()?, user.read_profile()?);
        let filled = |text: Option<String>| text.map_or(Patch::Absent, Patch::Value);
        let some = |list: Option<Vec<_>>| list.filter(|list| !list.is_empty());
        let EmployerInfo { official_name, employee_id, employee_type, date_hire } =
            profile.employer_info.unwrap_or_default();
        let bare = |place: Location| Location { location_definition: None, ..place };
        let locations = profile.locations.filter(|places| !places.is_empty());
        let id = |id: ExternalId| UserExternalIdentifier {
            authority_name: id.authority,
            external_key: id.key,
            self_uri: None,
        };
        let external_ids: Vec<_> = external_ids.into_iter().map(id).collect();
        Ok(Self {
            id: Some(user.id.clone()),
            email: shown.email,
            authority_name: None,
            external_key: None,
            external_ids: (!external_ids.is_empty()).then_some(external_ids),
            name: shown.name,
            state: Some(user.state.clone()),
            division: Some(user.division_name.clone()),
            department: filled(shown.department),
            title: filled(shown.title),
            preferred_name: filled(shown.preferred_name),
            manager: filled(manager),
            acd_auto_answer: shown.acd_auto_answer,
            phone: None,
            mobile: None,
            addresses: shown.addresses.filter(|addresses| !addresses.is_empty()),
            profile_skills: some(profile.profile_skills),
            certifications: some(profile.certifications),
            locations: locations.map(|places| places.into_iter().map(bare).collect()),
            official_name,
            employee_id,
            employee_type,
            date_hire,
        })
    }

    /// The addresses that the user is to have, given those that there are; none, if the row says
    /// nothing of them.
    pub(super) fn all_addresses(&self, present: &[Contact]) -> Option<Vec<Contact>> {
        let numbers = [(&self.phone, ContactType::Work), (&self.mobile, ContactType::Mobile)];
        if self.addresses.is_none() && numbers.iter().all(|(number, _)| number.is_none()) {
            return None;
        }
        let mut all = self.addresses.clone().unwrap_or_else(|| present.to_vec());
        for (number, kind) in numbers {
            let Some(number) = number else { continue };
            let is_same = |contact: &Contact| {
                contact.media_type == Some(ContactMedia::Phone)
                    && contact.r#type.as_ref() == Some(&kind)
            };
            all.retain(|contact| !is_same(contact));
            all.push(Contact {
                address: Some(number.clone()),
                media_type: Some(ContactMedia::Phone),
                r#type: Some(kind),
                ..Contact::default()
            });
        }
        Some(all)
    }

    /// Addresses in the form in which they are stored; a bad number is told by its column.
    pub(super) fn normalized(
        &self,
        addresses: Vec<Contact>,
        country: &str,
        email: &str,
    ) -> Result<Vec<Contact>> {
        contacts::normalize(addresses, country, email).map_err(|refusal| {
            let numbers = [(&self.phone, "phone"), (&self.mobile, "mobile")];
            let bad = numbers.into_iter().find_map(|(number, column)| {
                contacts::phone_number(number.as_deref()?, country, column).err()
            });
            bad.unwrap_or(refusal)
        })
    }

    /// What the employer knows, given what there is.
    pub(super) fn employer(&self, present: Option<&EmployerInfo>) -> Option<EmployerInfo> {
        let given = [&self.official_name, &self.employee_id, &self.employee_type, &self.date_hire];
        if given.iter().all(|text| text.is_none()) {
            return present.cloned();
        }
        let present = present.cloned().unwrap_or_default();
        Some(EmployerInfo {
            official_name: self.official_name.clone().or(present.official_name),
            employee_id: self.employee_id.clone().or(present.employee_id),
            employee_type: self.employee_type.clone().or(present.employee_type),
            date_hire: self.date_hire.clone().or(present.date_hire),
        })
    }

    /// Puts what the row says into a new user's document and profile.
    pub(super) fn fill(&self, shown: &mut User, profile: &mut User) {
        let text = |patch: &Patch<String>| patch.value().filter(|text| !text.is_empty()).cloned();
        shown.department = text(&self.department);
        shown.title = text(&self.title);
        shown.preferred_name = text(&self.preferred_name);
        shown.acd_auto_answer = self.acd_auto_answer.or(shown.acd_auto_answer);
        profile.profile_skills.clone_from(&self.profile_skills);
        profile.certifications.clone_from(&self.certifications);
        profile.locations.clone_from(&self.locations);
        profile.employer_info = self.employer(None);
    }
}
