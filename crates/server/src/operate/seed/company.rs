//! Where people are put: divisions, groups, and their rows.

use std::collections::BTreeMap;

use api::{
    Chat, Contact, ContactMedia, ContactType, DateTime, EmployerInfo, Group, GroupType,
    GroupVisibility, Organization, State, User,
};
use store::{
    Lock, Tx,
    divisions::{self, StoredDivision},
    grants, groups, organizations, presence,
    roles::{self, DefaultRole},
    users::{self, NewUser},
};

use super::departments::{DEPARTMENTS, EXECUTIVE};
use super::person::Person;
use super::region::Region;
use super::sites::e164;
use crate::operate::error::OrganizationError;
use gate::random::Random;
use resources::rules::people::contacts;

/// An organization that is ready to take people.
#[derive(Clone)]
pub(crate) struct Company {
    mail_host: String,
    chat_host: String,
    employee_role: String,
    home: String,
    /// The division of each region, in the order of [`Region::ALL`].
    regions: Vec<String>,
    /// The group of each department, by the department's name.
    groups: BTreeMap<&'static str, String>,
}

/// People as they are stored, with the group of each.
pub(crate) struct Rows {
    users: Vec<NewUser>,
    groups: Vec<String>,
}

impl Company {
    /// Finds or makes the divisions and groups that people are put into.
    pub(crate) async fn prepare(
        tx: &mut Tx,
        organization: &str,
        mail_host: &str,
        random: &mut Random,
        now: DateTime,
    ) -> Result<Self, OrganizationError> {
        let existing = divisions::all(tx).await?;
        let home = existing.iter().find(|division| division.home);
        let home = home.map(|division| division.id.clone()).unwrap_or_default();
        let mut regions = Vec::new();
        for region in Region::ALL {
            // Drawn in any case, so that what follows is the same.
            let id = random.id();
            let same = |division: &&StoredDivision| {
                store::fold(&division.name) == store::fold(region.name())
            };
            if let Some(division) = existing.iter().find(same) {
                regions.push(division.id.clone());
                continue;
            }
            let division = StoredDivision {
                id: id.clone(),
                name: region.name().to_owned(),
                description: region.description().to_owned(),
                home: false,
            };
            divisions::insert(tx, &division).await?;
            regions.push(id);
        }
        let existing = groups::names(tx).await?;
        let mut groups = BTreeMap::new();
        let names = DEPARTMENTS.iter().map(|department| department.name);
        for name in names.chain([EXECUTIVE]) {
            let id = random.id();
            let same = existing.iter().find(|(_, other)| store::fold(other) == store::fold(name));
            if same.is_none() {
                groups::insert(tx, &group(&id, name, now)).await?;
            }
            groups.insert(name, same.map_or(id, |(id, _)| id.clone()));
        }
        let stored = organizations::find(tx, organization).await?;
        let document = stored.map(|stored| stored.document).unwrap_or_default();
        let document: Organization = serde_json::from_str(&document).map_err(|error| {
            store::Error::Storage(format!("organization {organization}: {error}"))
        })?;
        let domain = document.domain.unwrap_or_default();
        let short_name = domain.split('.').next().unwrap_or_default();
        Ok(Self {
            mail_host: mail_host.to_owned(),
            chat_host: format!("{short_name}.orgspan.com"),
            employee_role: roles::default_role(tx, DefaultRole::Employee).await?,
            home,
            regions,
            groups,
        })
    }

    /// What stands behind the `@` in chat addresses.
    pub(super) fn chat_host(&self) -> &str {
        &self.chat_host
    }

    /// The people as they are stored; slow enough to be done outside a transaction.
    pub(crate) fn rows(&self, people: &[Person]) -> store::Result<Rows> {
        let users = people.iter().map(|person| {
            let (shown, profile) = person.documents(&self.mail_host);
            NewUser::new(self.division(person.region), &shown, &profile)
        });
        let groups = people.iter().map(|person| self.groups.get(person.department).cloned());
        Ok(Rows {
            users: users.collect::<store::Result<_>>()?,
            groups: groups.map(Option::unwrap_or_default).collect(),
        })
    }

    fn division(&self, region: Option<Region>) -> &str {
        let place = region.and_then(|region| Region::ALL.iter().position(|it| *it == region));
        place.and_then(|place| self.regions.get(place)).unwrap_or(&self.home)
    }

    /// Adds people with what every user has.
    pub(crate) async fn add(
        &self,
        tx: &mut Tx,
        rows: &Rows,
        now: DateTime,
    ) -> Result<(), OrganizationError> {
        if rows.users.is_empty() {
            return Ok(());
        }
        // Before the members of groups are counted.
        tx.lock(Lock::Organization(&tx.organization())).await?;
        users::insert_all(tx, &rows.users, now).await?;
        let ids: Vec<String> = rows.users.iter().map(|user| user.id().to_owned()).collect();
        presence::insert_all(tx, &ids, now).await?;
        grants::insert_all(tx, &ids, &self.employee_role, now).await?;
        let mut members: BTreeMap<&str, Vec<String>> = BTreeMap::new();
        for (id, group) in ids.iter().zip(&rows.groups) {
            members.entry(group).or_default().push(id.clone());
        }
        for (group, members) in members {
            groups::add_members(tx, group, &members).await?;
        }
        Ok(())
    }
}

fn group(id: &str, name: &str, now: DateTime) -> Group {
    Group {
        id: Some(id.to_owned()),
        name: Some(name.to_owned()),
        description: Some(format!("Everybody in {name}.")),
        calls_enabled: Some(false),
        date_modified: Some(now),
        include_owners: Some(false),
        roles_enabled: Some(false),
        rules_visible: Some(true),
        state: Some(State::Active),
        r#type: Some(GroupType::Official),
        version: Some(1),
        visibility: Some(GroupVisibility::Public),
        self_uri: Some(format!("/api/v2/groups/{id}")),
        ..Group::default()
    }
}

impl Person {
    /// What every answer shows, and what is shown when it is expanded.
    fn documents(&self, mail_host: &str) -> (User, User) {
        let email = self.email(mail_host);
        let number = |display: &str, r#type| Contact {
            address: Some(e164(display)),
            display: Some(display.to_owned()),
            country_code: Some(self.country.to_owned()),
            media_type: Some(ContactMedia::Phone),
            r#type: Some(r#type),
            ..Contact::default()
        };
        let mut addresses = vec![number(&self.phone, ContactType::Work)];
        addresses.extend(self.mobile.as_deref().map(|mobile| number(mobile, ContactType::Mobile)));
        let manager = self.manager.as_ref().map(|id| {
            let self_uri = Some(users::uri(id));
            Box::new(User { id: Some(id.clone()), self_uri, ..User::default() })
        });
        let shown = User {
            id: Some(self.id.clone()),
            name: Some(self.name.clone()),
            department: Some(self.department.to_owned()),
            title: Some(self.title.to_owned()),
            primary_contact_info: Some(contacts::primary(&email, &addresses)),
            email: Some(email.clone()),
            username: Some(email),
            chat: Some(Chat { jabber_id: Some(self.jabber_id.clone()) }),
            addresses: Some(addresses),
            manager,
            state: Some(if self.active { State::Active } else { State::Inactive }),
            version: Some(1),
            acd_auto_answer: Some(false),
            self_uri: Some(users::uri(&self.id)),
            ..User::default()
        };
        let employer = EmployerInfo {
            date_hire: Some(self.hired.clone()),
            employee_id: Some(format!("E{:06}", self.employee_number)),
            employee_type: Some(self.employment.to_owned()),
            official_name: Some(self.name.clone()),
        };
        let skills = self.skills.iter().map(|&skill| skill.to_owned()).collect();
        let profile =
            User { employer_info: Some(employer), profile_skills: Some(skills), ..User::default() };
        (shown, profile)
    }
}
