//! Users as they are answered: stored JSON, spliced with what was asked to be expanded.

mod authorization;
mod dates;
mod expansion;
mod groups;
mod live;
mod object;
mod out_of_office;
mod profile;
mod routing;
mod station;

use std::borrow::Borrow;

use api::{User, UserExpand as Name};
use store::users::StoredUser;

pub use self::object::Object;
use self::{
    authorization::Authorization,
    dates::Dates,
    expansion::{Expanded, Expansion},
    groups::Groups,
    live::Live,
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
    Expansion::read::<Dates>(&[Name::DateLastLogin, Name::DateWelcomeSent, Name::LastTokenIssued]),
    Expansion::read::<Groups>(&[Name::Groups]),
    Expansion::read::<Live>(&[Name::ConversationSummary, Name::Presence, Name::RoutingStatus]),
    Expansion::stored(&[Name::OutOfOffice], out_of_office::write),
    Expansion::stored(
        &[
            Name::Biography,
            Name::Certifications,
            Name::EmployerInfo,
            Name::LanguagePreference,
            Name::Locations,
            Name::ProfileSkills,
        ],
        profile::write,
    ),
    Expansion::stored(&[Name::Languages, Name::Skills], routing::write),
    Expansion::read::<Stations>(&[Name::Station]),
];

/// One user.
pub async fn user<U: Borrow<StoredUser> + Sync>(
    context: &mut Context,
    user: U,
    expand: &[Name],
) -> Result<Rendered<User>> {
    Ok(Rendered::new(object(context, &user, expand).await?.close()))
}

/// One user, as an object to which the caller adds fields of its own.
pub async fn object<U: Borrow<StoredUser> + Sync>(
    context: &mut Context,
    user: &U,
    expand: &[Name],
) -> Result<Object> {
    let shown = Shown::read(context, std::slice::from_ref(user), expand).await?;
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
        let users: Vec<&StoredUser> = users.iter().map(Borrow::borrow).collect();
        let expanded = Expanded::read(context, &users, (EXPANSIONS, expand)).await?;
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
