//! Where people are put: divisions, groups, and their rows.

use std::collections::BTreeMap;

use api::{
    Contact, ContactMedia, ContactType, DateTime, EmployerInfo, Group, GroupType, GroupVisibility,
    State, User,
};
use store::{
    divisions::{self, StoredDivision},
    groups,
    users::NewUser,
};

use super::departments::{DEPARTMENTS, EXECUTIVE};
use super::person::Person;
use super::region::Region;
use super::sites::e164;
use crate::operate::error::OrganizationError;
use gate::{context::Context, random::Random};
use resources::rules::{
    self,
    people::joining::{self, Newcomer},
};

/// An organization that is ready to take people.
#[derive(Clone)]
pub(crate) struct Company {
    mail_host: String,
    chat_host: String,
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
        context: &mut Context,
        mail_host: &str,
        random: &mut Random,
    ) -> Result<Self, OrganizationError> {
        let existing = divisions::all(&mut context.tx).await?;
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
            rules::divisions::add(context, &division).await?;
            regions.push(id);
        }
        let existing = groups::names(&mut context.tx).await?;
        let mut groups = BTreeMap::new();
        let names = DEPARTMENTS.iter().map(|department| department.name);
        for name in names.chain([EXECUTIVE]) {
            let id = random.id();
            let same = existing.iter().find(|(_, other)| store::fold(other) == store::fold(name));
            if same.is_none() {
                let group = group(&id, name, context.now);
                rules::groups::add(context, &group, (&[], false)).await?;
            }
            groups.insert(name, same.map_or(id, |(id, _)| id.clone()));
        }
        Ok(Self {
            mail_host: mail_host.to_owned(),
            chat_host: joining::chat_host(context).await?,
            home,
            regions,
            groups,
        })
    }

    /// The people as they are stored; slow enough to be done outside a transaction.
    pub(crate) fn rows(&self, people: &[Person]) -> store::Result<Rows> {
        let users = people.iter().map(|person| {
            let (shown, profile) = person.documents(&self.mail_host, &self.chat_host);
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

    /// Adds people with what every user has, and puts them into their groups.
    pub(crate) async fn add(
        &self,
        context: &mut Context,
        rows: &Rows,
    ) -> Result<(), OrganizationError> {
        if rows.users.is_empty() {
            return Ok(());
        }
        let ids = joining::join_all(context, &rows.users).await?;
        let mut members: BTreeMap<&str, Vec<String>> = BTreeMap::new();
        for (id, group) in ids.iter().zip(&rows.groups) {
            members.entry(group).or_default().push(id.clone());
        }
        for (group, members) in members {
            groups::add_members(&mut context.tx, group, &members).await?;
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
    fn documents(&self, mail_host: &str, chat_host: &str) -> (User, User) {
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
        let newcomer = Newcomer {
            id: self.id.clone(),
            chat_name: self.chat_name.clone(),
            name: self.name.clone(),
            email: self.email(mail_host),
            state: if self.active { State::Active } else { State::Inactive },
            department: Some(self.department.to_owned()),
            title: Some(self.title.to_owned()),
            manager: self.manager.clone(),
            addresses,
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
        (newcomer.shown(chat_host), profile)
    }
}
