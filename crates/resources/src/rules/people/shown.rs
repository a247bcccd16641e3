//! Users as they are answered: stored JSON, spliced with what was asked to be expanded.

use crate::rules::grants::authorization::authorization;
use std::{
    borrow::{Borrow, Cow},
    collections::HashMap,
    sync::Arc,
};

use api::{
    DateTime, Location, MediaSummary, MediaSummaryDetail, OutOfOffice, Team, User,
    UserConversationSummary, UserCustomAttributes, UserExpand, UserStations,
};
use serde::Serialize;
use serde_json::{json, value::RawValue};
use store::{
    Divisions,
    grants::{self, HeldRole},
    groups,
    presence::{self, ShownState},
    users::{self, LastDates, StoredUser},
};

use gate::{
    context::Context,
    refusal::{Refusal, Result},
    reply::Rendered,
};

/// One user.
pub async fn user<U: Borrow<StoredUser> + Sync>(
    context: &mut Context,
    user: U,
    expand: &[UserExpand],
) -> Result<Rendered<User>> {
    let mut rendered = users(context, &[user], expand).await?;
    let user = rendered.pop().ok_or_else(|| Refusal::internal("one user in, none out"))?;
    Ok(Rendered::new(user))
}

/// Each user as a JSON object. What is expanded is read for all of them together, so the number of
/// statements does not depend on the number of users.
pub async fn users<U: Borrow<StoredUser> + Sync>(
    context: &mut Context,
    users: &[U],
    expand: &[UserExpand],
) -> Result<Vec<String>> {
    let shown = Shown::read(context, users, expand).await?;
    shown.users.iter().map(|user| shown.one(String::new(), user)).collect()
}

/// Users with all that is shown of them, ready to be written.
pub struct Shown<'u> {
    users: Vec<&'u StoredUser>,
    parts: Vec<UserExpand>,
    together: Together,
}

impl<'u> Shown<'u> {
    /// Reads what is expanded.
    pub async fn read<U: Borrow<StoredUser> + Sync>(
        context: &mut Context,
        users: &'u [U],
        expand: &[UserExpand],
    ) -> Result<Self> {
        Self::read_with(context, users, expand, &[]).await
    }

    /// The same with custom attributes of these schemas, if any are named.
    pub async fn read_with<U: Borrow<StoredUser> + Sync>(
        context: &mut Context,
        users: &'u [U],
        expand: &[UserExpand],
        schemas: &[String],
    ) -> Result<Self> {
        // Asked for twice is asked for once.
        let mut parts: Vec<UserExpand> = Vec::new();
        for part in expand {
            if !parts.contains(part) {
                parts.push(part.clone());
            }
        }
        let users: Vec<&StoredUser> = users.iter().map(Borrow::borrow).collect();
        let mut together = Together::read(context, &users, &parts).await?;
        if parts.contains(&UserExpand::CustomAttributes) && !users.is_empty() {
            let ids: Vec<String> = users.iter().map(|user| user.id.clone()).collect();
            let schemas: Vec<String> = schemas.iter().map(|id| id.to_lowercase()).collect();
            together.attributes = crate::rules::attributes::shown(context, &ids, &schemas).await?;
        }
        Ok(Self { users, parts, together })
    }

    /// Writes them behind what is there, with commas between them.
    pub fn write(&self, mut json: String) -> Result<String> {
        let each = 200 + 200 * self.parts.len();
        let length: usize = self.users.iter().map(|user| user.document.len() + each).sum();
        json.reserve(length + 1024);
        for (place, user) in self.users.iter().enumerate() {
            if place > 0 {
                json.push(',');
            }
            json = self.one(json, user)?;
        }
        Ok(json)
    }

    /// The document, the division, and what is expanded.
    fn one(&self, json: String, user: &StoredUser) -> Result<String> {
        let mut object = Object::behind(json, &user.document);
        object.begin("division");
        object.json.push_str("{\"id\":\"");
        object.json.push_str(&user.division);
        object.json.push_str("\",\"name\":");
        object.value("division", &user.division_name)?;
        object.json.push_str(",\"selfUri\":\"");
        object.json.push_str(&store::divisions::uri(&user.division));
        object.json.push_str("\"}");
        if self.parts.is_empty() {
            return Ok(object.close());
        }
        let profile = if self.parts.iter().any(is_of_profile) {
            serde_json::from_str(&user.profile).map_err(|error| {
                Refusal::internal(format!("profile of user {}: {error}", user.id))
            })?
        } else {
            Profile::new()
        };
        for part in &self.parts {
            expanded(&mut object, user, part, &profile, &self.together)?;
        }
        Ok(object.close())
    }
}

/// What belongs to several users and was read at once.
#[derive(Default)]
struct Together {
    live: HashMap<String, Arc<ShownState>>,
    groups: HashMap<String, Arc<String>>,
    roles: HashMap<String, Vec<HeldRole>>,
    dates: HashMap<String, LastDates>,
    locations: HashMap<String, Vec<Location>>,
    teams: HashMap<String, Team>,
    attributes: HashMap<String, Vec<UserCustomAttributes>>,
}

impl Together {
    async fn read(
        context: &mut Context,
        users: &[&StoredUser],
        expand: &[UserExpand],
    ) -> Result<Self> {
        let mut together = Self::default();
        let asked = |wanted: &[UserExpand]| expand.iter().any(|e| wanted.contains(e));
        if users.is_empty() {
            return Ok(together);
        }
        let ids: Vec<String> = users.iter().map(|user| user.id.clone()).collect();
        if asked(&[UserExpand::Presence, UserExpand::RoutingStatus]) {
            together.live = presence::shown_of_users(&mut context.tx, &ids).await?;
        }
        let dates =
            [UserExpand::LastTokenIssued, UserExpand::DateLastLogin, UserExpand::DateWelcomeSent];
        if asked(&dates) {
            together.dates = users::last_dates(&mut context.tx, &ids).await?;
        }
        if asked(&[UserExpand::Locations]) {
            let mut places = HashMap::new();
            for user in users {
                let profile = user.read_profile()?;
                places.insert(user.id.clone(), profile.locations.unwrap_or_default());
            }
            together.locations = crate::rules::locations::shown(context, places).await?;
        }
        if asked(&[UserExpand::Team]) {
            together.teams = crate::rules::teams::shown(context, &ids).await?;
        }
        if asked(&[UserExpand::Groups]) {
            let user = context.user().map(str::to_owned);
            let sight = crate::rules::groups::sight(context, user.as_deref());
            together.groups = groups::shown_of_users(&mut context.tx, sight, &ids).await?;
        }
        if asked(&[UserExpand::Authorization, UserExpand::AuthorizationUnusedRoles]) {
            let own = context.user().map(str::to_owned);
            let visible = where_grants_show(context);
            let shows = |user: &str, division: &str| {
                own.as_deref() == Some(user) || visible.contains(division)
            };
            let ids: Vec<String> = users
                .iter()
                .filter(|user| shows(&user.id, &user.division))
                .map(|user| user.id.clone())
                .collect();
            together.roles = ids.iter().map(|id| (id.clone(), Vec::new())).collect();
            for (user, role) in grants::held_by_each(&mut context.tx, &ids).await? {
                if role.division == "*" || shows(&user, &role.division) {
                    together.roles.entry(user).or_default().push(role);
                }
            }
        }
        Ok(together)
    }
}

/// The roles of others show where the caller may view grants, as in the resources of their own:
/// those of users there, and of these what they hold there or everywhere.
fn where_grants_show(context: &Context) -> Divisions {
    let visible = context.authority().divisions_with("authorization:grant:view");
    Divisions::new(visible)
}

/// The fields of a profile, by name.
type Profile<'u> = HashMap<Cow<'u, str>, &'u RawValue>;

/// Is it read from the profile?
fn is_of_profile(part: &UserExpand) -> bool {
    matches!(
        part,
        UserExpand::ProfileSkills
            | UserExpand::Certifications
            | UserExpand::Biography
            | UserExpand::EmployerInfo
            | UserExpand::LanguagePreference
    )
}

/// Adds one expansion. What this server has no data of is left out, as a failed expansion is.
fn expanded(
    object: &mut Object,
    user: &StoredUser,
    part: &UserExpand,
    profile: &Profile<'_>,
    together: &Together,
) -> Result<()> {
    let live = together.live.get(&user.id);
    let dates = together.dates.get(&user.id).copied().unwrap_or_default();
    let (name, empty) = (api::WireEnum::as_str(part), "[]");
    match part {
        UserExpand::ProfileSkills | UserExpand::Certifications => {
            object.raw(name, profile.get(name).map_or(empty, |value| value.get()));
        }
        UserExpand::Locations => {
            let none = Vec::new();
            object.put(name, together.locations.get(&user.id).unwrap_or(&none))?;
        }
        UserExpand::Biography | UserExpand::EmployerInfo | UserExpand::LanguagePreference => {
            if let Some(value) = profile.get(name) {
                object.raw(name, value.get());
            }
        }
        UserExpand::Presence => {
            if let Some(live) = live {
                object.raw(name, &live.presence);
            }
        }
        UserExpand::RoutingStatus => {
            if let Some(live) = live {
                object.raw(name, &live.routing_status);
            }
        }
        UserExpand::CustomAttributes => {
            let none = Vec::new();
            object.put(name, together.attributes.get(&user.id).unwrap_or(&none))?;
        }
        UserExpand::Team => object.put_some(name, together.teams.get(&user.id))?,
        UserExpand::Groups => {
            object.raw(name, together.groups.get(&user.id).map_or(empty, |groups| groups.as_str()));
        }
        UserExpand::Authorization | UserExpand::AuthorizationUnusedRoles => {
            if let Some(roles) = together.roles.get(&user.id) {
                object.put_once("authorization", || authorization(roles))?;
            }
        }
        UserExpand::LastTokenIssued => {
            let issued = dates.token.map(|at| json!({ "dateIssued": at }));
            object.put_some("lastTokenIssued", issued)?;
        }
        UserExpand::DateLastLogin => date(object, name, dates.login)?,
        UserExpand::DateWelcomeSent => date(object, name, dates.welcome)?,
        // Nothing of this kind can be set yet, so this is what is true of every user.
        UserExpand::Skills | UserExpand::Languages => object.raw(name, empty),
        UserExpand::Station => object.put(name, &UserStations::default())?,
        UserExpand::OutOfOffice => object.put(name, &no_absence(user))?,
        UserExpand::ConversationSummary => object.put(name, &no_conversations(user))?,
        _ => {}
    }
    Ok(())
}

fn date(object: &mut Object, name: &str, at: Option<DateTime>) -> Result<()> {
    object.put_some(name, at)
}

fn no_absence(user: &StoredUser) -> OutOfOffice {
    OutOfOffice {
        id: Some(user.id.clone()),
        user: Some(Box::new(store::users::reference(&user.id))),
        active: Some(false),
        indefinite: Some(false),
        self_uri: Some(format!("{}/outofoffice", store::users::uri(&user.id))),
        ..OutOfOffice::default()
    }
}

fn no_conversations(user: &StoredUser) -> UserConversationSummary {
    let none = || {
        let none = || Some(MediaSummaryDetail { active: Some(0), acw: Some(0) });
        Some(MediaSummary { contact_center: none(), enterprise: none() })
    };
    UserConversationSummary {
        user_id: Some(user.id.clone()),
        call: none(),
        callback: none(),
        chat: none(),
        email: none(),
        message: none(),
        social_expression: none(),
        video: none(),
    }
}

/// A JSON object that is being written, begun from one that is stored.
pub struct Object {
    json: String,
    written: Vec<String>,
}

impl Object {
    /// Everything of a stored object but its end.
    pub fn open(document: &str) -> Self {
        Self::behind(String::with_capacity(document.len() + 512), document)
    }

    /// The same, behind what is written already.
    fn behind(mut json: String, document: &str) -> Self {
        json.push_str(document.trim_end().strip_suffix('}').unwrap_or("{"));
        Self { json, written: Vec::new() }
    }

    /// Adds a field whose value is JSON already.
    pub fn raw(&mut self, name: &str, value: &str) {
        self.begin(name);
        self.json.push_str(value);
    }

    /// Begins a field, whose value is to follow.
    fn begin(&mut self, name: &str) {
        if !self.json.ends_with('{') {
            self.json.push(',');
        }
        self.json.push('"');
        self.json.push_str(name);
        self.json.push_str("\":");
    }

    /// Adds a field.
    pub fn put<T: Serialize + ?Sized>(&mut self, name: &str, value: &T) -> Result<()> {
        self.begin(name);
        self.value(name, value)
    }

    /// Writes the value of the field that was begun.
    fn value<T: Serialize + ?Sized>(&mut self, name: &str, value: &T) -> Result<()> {
        let json = serde_json::to_string(value)
            .map_err(|error| Refusal::internal(format!("{name} could not be written: {error}")))?;
        self.json.push_str(&json);
        Ok(())
    }

    /// Adds a field that there may be no value for.
    pub fn put_some<T: Serialize>(&mut self, name: &str, value: Option<T>) -> Result<()> {
        value.map_or(Ok(()), |value| self.put(name, &value))
    }

    /// Adds a field that two expansions share, once.
    fn put_once<T: Serialize>(
        &mut self,
        name: &str,
        value: impl FnOnce() -> Result<T>,
    ) -> Result<()> {
        if self.written.iter().any(|written| written == name) {
            return Ok(());
        }
        self.written.push(name.to_owned());
        self.put(name, &value()?)
    }

    /// The whole object.
    pub fn close(mut self) -> String {
        self.json.push('}');
        self.json
    }
}
