//! Users as they are answered: stored JSON, spliced with what was asked to be expanded.

mod attributes;
mod authorization;
mod dates;
mod expansion;
mod geolocations;
mod groups;
mod live;
mod object;
mod out_of_office;
mod places;
mod profile;
mod routing;
mod station;

use std::borrow::Borrow;

use api::{User, UserExpand as Name};
use store::users::StoredUser;

pub use self::object::Object;
use self::{
    attributes::Attributes,
    authorization::Authorization,
    dates::Dates,
    expansion::{Expanded, Expansion},
    geolocations::Geolocations,
    groups::Groups,
    live::Live,
    out_of_office::Absences,
    places::{Places, Teams},
    routing::{Languages, Skills},
    station::Stations,
};
use gate::{
    context::Context,
    refusal::{Refusal, Result},
    reply::Rendered,
};

/// Every expansion that there is data for: the names that ask for it, and where it comes from. What
/// other names ask for is left out of the answer, as a failed expansion is.
static EXPANSIONS: &[Expansion] = &[
    Expansion::read::<Authorization>(&[Name::Authorization, Name::AuthorizationUnusedRoles]),
    Expansion::read::<Attributes>(&[Name::CustomAttributes]),
    Expansion::read::<Dates>(&[Name::DateLastLogin, Name::DateWelcomeSent, Name::LastTokenIssued]),
    Expansion::read::<Geolocations>(&[Name::Geolocation]),
    Expansion::read::<Groups>(&[Name::Groups]),
    Expansion::read::<Live>(&[Name::ConversationSummary, Name::Presence, Name::RoutingStatus]),
    Expansion::read::<Absences>(&[Name::OutOfOffice]),
    Expansion::stored(
        &[
            Name::Biography,
            Name::Certifications,
            Name::EmployerInfo,
            Name::LanguagePreference,
            Name::ProfileSkills,
        ],
        profile::write,
    ),
    Expansion::read::<Languages>(&[Name::Languages]),
    Expansion::read::<Places>(&[Name::Locations]),
    Expansion::read::<Skills>(&[Name::Skills]),
    Expansion::read::<Teams>(&[Name::Team]),
    Expansion::read::<Stations>(&[Name::Station]),
];

/// One user.
pub async fn user<U: Borrow<StoredUser> + Sync>(
    context: &mut Context,
    user: U,
    expand: &[Name],
) -> Result<Rendered<User>> {
    Ok(Rendered::new(object(context, &user, expand, &[]).await?.close()))
}

/// One user, as an object to which the caller adds fields of its own.
pub async fn object<U: Borrow<StoredUser> + Sync>(
    context: &mut Context,
    user: &U,
    expand: &[Name],
    schemas: &[String],
) -> Result<Object> {
    let user = std::slice::from_ref(user);
    let shown = Shown::read_with(context, user, expand, schemas).await?;
    let user = shown.users.first().ok_or_else(|| Refusal::internal("one user in, none out"))?;
    shown.object(String::with_capacity(shown.length()), user)
}

/// Each user as a JSON object. What is expanded is read for all of them together, so the number of
/// statements does not depend on the number of users.
pub async fn users<U: Borrow<StoredUser> + Sync>(
    context: &mut Context,
    users: &[U],
    expand: &[Name],
) -> Result<Vec<String>> {
    let shown = Shown::read(context, users, expand).await?;
    let one = |user| Ok(shown.object(String::new(), user)?.close());
    shown.users.iter().copied().map(one).collect()
}

/// What is expanded of each user, as a JSON object by itself.
pub async fn expansions<U: Borrow<StoredUser> + Sync>(
    context: &mut Context,
    users: &[U],
    expand: &[Name],
) -> Result<Vec<String>> {
    let shown = Shown::read(context, users, expand).await?;
    let one = |user| {
        let mut object = Object::empty();
        shown.expanded.write(&mut object, user)?;
        Ok(object.close())
    };
    shown.users.iter().copied().map(one).collect()
}

/// Users with all that is shown of them, ready to be written.
pub struct Shown<'u> {
    users: Vec<&'u StoredUser>,
    expanded: Expanded,
}

impl<'u> Shown<'u> {
    /// Reads what is expanded.
    pub async fn read<U: Borrow<StoredUser> + Sync>(
        context: &mut Context,
        users: &'u [U],
        expand: &[Name],
    ) -> Result<Self> {
        Self::read_with(context, users, expand, &[]).await
    }

    /// The same with custom attributes of these schemas, if any are named.
    pub async fn read_with<U: Borrow<StoredUser> + Sync>(
        context: &mut Context,
        users: &'u [U],
        expand: &[Name],
        schemas: &[String],
    ) -> Result<Self> {
        let users: Vec<&StoredUser> = users.iter().map(Borrow::borrow).collect();
        let batch = (&users[..], schemas);
        let expanded = Expanded::read(context, batch, (EXPANSIONS, expand)).await?;
        Ok(Self { users, expanded })
    }

    /// Writes them behind what is there, with commas between them.
    pub fn write(&self, mut json: String) -> Result<String> {
        json.reserve(self.length());
        for (place, user) in self.users.iter().enumerate() {
            if place > 0 {
                json.push(',');
            }
            json = self.object(json, user)?.close();
        }
        Ok(json)
    }

    /// About how many bytes they take.
    fn length(&self) -> usize {
        let each = 200 + 200 * self.expanded.len();
        let length: usize = self.users.iter().map(|user| user.document.len() + each).sum();
        length + 1024
    }

    /// One of them behind what is there: the document, the division, and what is expanded.
    fn object(&self, json: String, user: &StoredUser) -> Result<Object> {
        let mut object = Object::behind(json, &user.document);
        let uri = store::divisions::uri(&user.division);
        object.reference("division", (&user.division, &user.division_name, &uri))?;
        self.expanded.write(&mut object, user)?;
        Ok(object)
    }
}
