//! Creates users. The API, the first start, recovery and seeds all create them here.

use api::{Chat, Contact, State, User};
use identity::passwords::PASSWORD;
use store::{
    Lock,
    divisions::StoredDivision,
    grants,
    passwords::{self, StoredPassword},
    presence,
    roles::{self, DefaultRole},
    users::{self, NewUser, Saved, StoredUser, UserDates},
};

use super::{
    audited, contacts,
    saving::{email_taken, give_employee_role},
};
use crate::rules::{grants::grants_in_words, organization, skill_groups::sort_in};
use gate::{
    audit::{Action, AuditEvent},
    context::Context,
    random::Random,
    refusal::Result,
};

/// A user who is to be created.
pub struct Newcomer {
    /// The id.
    pub id: String,
    /// The part of the chat address before the `@`.
    pub chat_name: String,
    /// The name.
    pub name: String,
    /// The e-mail address.
    pub email: String,
    /// Active or inactive.
    pub state: State,
    /// The department, if any.
    pub department: Option<String>,
    /// The title, if any.
    pub title: Option<String>,
    /// The id of the manager, if any.
    pub manager: Option<String>,
    /// Numbers and further e-mail addresses.
    pub addresses: Vec<Contact>,
}

impl Newcomer {
    /// An active one with a name and an e-mail address alone.
    pub fn new(random: &mut Random, name: &str, email: &str) -> Self {
        Self {
            id: random.id(),
            chat_name: random.hex::<12>(),
            name: name.to_owned(),
            email: email.to_owned(),
            state: State::Active,
            department: None,
            title: None,
            manager: None,
            addresses: Vec::new(),
        }
    }

    /// What every answer shows of a new user. `chat_host` stands behind the `@` of the chat address.
    pub fn shown(self, chat_host: &str) -> User {
        User {
            self_uri: Some(users::uri(&self.id)),
            id: Some(self.id),
            name: Some(self.name),
            username: Some(self.email.clone()),
            department: self.department,
            title: self.title,
            chat: Some(Chat { jabber_id: Some(format!("{}@{chat_host}", self.chat_name)) }),
            primary_contact_info: Some(contacts::primary(&self.email, &self.addresses)),
            email: Some(self.email),
            addresses: Some(self.addresses),
            manager: self.manager.as_deref().map(|id| Box::new(audited::reference(id))),
            state: Some(self.state),
            version: Some(1),
            acd_auto_answer: Some(false),
            ..User::default()
        }
    }
}

/// What stands behind the `@` in the chat addresses of the organization.
pub async fn chat_host(context: &mut Context) -> Result<String> {
    let domain = organization::read(context).await?.domain.unwrap_or_default();
    Ok(format!("{}.orgspan.com", domain.split('.').next().unwrap_or_default()))
}

/// Makes a user with what every user has: presence and the role of every employee.
pub async fn join(
    context: &mut Context,
    newcomer: Newcomer,
    division: &StoredDivision,
) -> Result<StoredUser> {
    let (id, state) = (newcomer.id.clone(), newcomer.state.clone());
    let email = newcomer.email.clone();
    let shown = newcomer.shown(&chat_host(context).await?);
    let mut user = StoredUser {
        id,
        division: division.id.clone(),
        division_name: division.name.clone(),
        state,
        version: 1,
        manager: None,
        document: String::new(),
        profile: String::new(),
        dates: UserDates::default(),
    };
    let documents = (&shown, &User::default());
    match users::insert(&mut context.tx, &mut user, documents, context.now).await? {
        Saved::Stored => {}
        Saved::Stale | Saved::EmailTaken => return Err(email_taken(&email)),
    }
    presence::insert(&mut context.tx, &user.id, context.now).await?;
    give_employee_role(context, &user).await?;
    sort_in(context, std::slice::from_ref(&user.id)).await?;
    let roles = grants_in_words(&mut context.tx, &user.id).await?;
    let created = audited::change(Action::Create, None, &user)?.property("roles", [""; 0], roles);
    context.record(created).await?;
    Ok(user)
}

/// Creates many users with what every user has; answers their ids. The caller audits it, with one
/// message for all.
pub async fn join_all(context: &mut Context, new: &[NewUser]) -> Result<Vec<String>> {
    // Before the members of groups are counted.
    let organization = context.organization();
    context.lock(Lock::Organization(&organization)).await?;
    let now = context.now;
    let ids: Vec<String> = new.iter().map(|user| user.id().to_owned()).collect();
    users::insert_all(&mut context.tx, new, now).await?;
    presence::insert_all(&mut context.tx, &ids, now).await?;
    let employee = roles::default_role(&mut context.tx, DefaultRole::Employee).await?;
    grants::insert_all(&mut context.tx, &ids, &employee, now).await?;
    sort_in(context, &ids).await?;
    Ok(ids)
}

/// Gives a new user a password, whose hash this is.
pub async fn give_password(context: &mut Context, user: &StoredUser, hash: String) -> Result<()> {
    let password = StoredPassword { hash, changed_at: context.now, by_owner: false };
    passwords::save(&mut context.tx, &user.id, &password, 0).await?;
    let set = AuditEvent::new(PASSWORD, Action::Create, &user.id);
    context.record(set.named(audited::name(user)?)).await
}
