//! Sample entities: one of any kind, made over HTTP in a named division and organization.
//!
//! The sweeps of organizations and divisions, the loops over the audit and the test of removing an
//! organization take their entities from here, so that a kind is described once. [`Samples`] is one
//! set of entities that belong together: its verifier is its user's, its granted role is granted to
//! its user in its division. Everything is made when it is asked for first.
//!
//! **A new kind of entity** takes three edits in this folder:
//!
//! 1. a variant of [`Kind`], a row in `names::TABLE` for each parameter and field that names such an
//!    entity, and a line in [`Samples::make`];
//! 2. a function that makes one, in the file of its neighbours, by the operations of the API. It
//!    makes the entity in `samples.division()` if the kind belongs to divisions;
//! 3. for operations whose body the contract does not say well enough, an arm in `bodies::more`.
//!
//! A kind that belongs to no division also has a row in `sweeps/divisions.rs` of the server's tests,
//! with the reason.
//! Until then the sweeps fail, and their messages say which parameter or field is unknown.

mod access;
mod analytics;
mod attributes;
mod bodies;
mod chats;
mod development;
mod kinds;
mod names;
mod people;
mod places;
mod presence;
mod requests;
mod routing;
mod sign_in;
mod stations;
mod trusts;

use std::{collections::HashMap, pin::Pin};

use api::{Entry, Rule};
pub use kinds::Kind;
pub use names::{Named, names, unused_rows};
pub use requests::{Request, nonsense, nonsense_path, variants};
use serde_json::{Value, json};
use server::Random;

use crate::{Stranger, TestServer};

/// The password of every sample that has one.
pub const PASSWORD: &str = "Sweep-Password-Of-Nobody-1";

/// A time around that at which the clock of test servers stands.
const SAMPLED: &str = "2026-01-01T00:00:00Z/2026-01-04T00:00:00Z";

/// A set of entities that belong together, of one organization.
pub struct Samples<'s> {
    /// The server that they are made on.
    pub server: &'s TestServer,
    /// The id of the organization that they are made in.
    pub organization: String,
    /// Of a client that may do everything in the organization.
    token: String,
    /// Where users are made: the home division, if none is named.
    division: Option<String>,
    /// Which kind the subjects of grants are.
    subject: Kind,
    made: HashMap<Kind, String>,
    /// Another organization, with which trust is made.
    partner: Option<Stranger>,
    /// What was answered and must not be written down.
    pub secrets: Vec<String>,
}

impl<'s> Samples<'s> {
    /// Of the first organization of the server.
    pub fn of(server: &'s TestServer) -> Self {
        Self::within(server, &server.organization, &server.token)
    }

    /// Of another organization.
    pub fn of_stranger(server: &'s TestServer, stranger: &Stranger) -> Self {
        Self::within(server, &stranger.organization, &stranger.token)
    }

    fn within(server: &'s TestServer, organization: &str, token: &str) -> Self {
        Self {
            server,
            organization: organization.to_owned(),
            token: token.to_owned(),
            division: None,
            subject: Kind::User,
            made: HashMap::new(),
            partner: None,
            secrets: Vec::new(),
        }
    }

    /// Whose users are made in this division, which is also the division of the set.
    #[must_use]
    pub fn in_division(mut self, division: &str) -> Self {
        self.division = Some(division.to_owned());
        self
    }

    /// The sample of a kind: its id. The first call makes it.
    pub fn make(&mut self, kind: Kind) -> Pin<Box<dyn Future<Output = String> + Send + '_>> {
        Box::pin(async move {
            if let Some(id) = self.made.get(&kind) {
                return id.clone();
            }
            let id = match kind {
                Kind::User => people::user(self).await,
                Kind::Colleague => people::colleague(self).await,
                Kind::Administrator => people::administrator(self).await,
                Kind::Report => people::report(self).await,
                Kind::Superior => people::superior(self).await,
                Kind::Password => people::password(self).await,
                Kind::Verifier => people::verifier(self).await,
                Kind::Favorite => people::favorite(self).await,
                Kind::Device => people::device(self).await,
                Kind::Authority => people::authority(self).await,
                Kind::ExternalKey => people::external_key(self).await,
                Kind::Division => access::division(self).await,
                Kind::InhabitedDivision => access::inhabited_division(self).await,
                Kind::DeletedDivision => access::deleted_division(self).await,
                Kind::Unresponsive => presence::unresponsive(self).await,
                Kind::Station => stations::station(self).await,
                Kind::UsedStation => stations::used(self).await,
                Kind::DefaultStation => stations::default(self).await,
                Kind::Phone => stations::phone(self).await,
                Kind::Site => stations::first(self, "sites").await,
                Kind::PhoneBase => stations::first(self, "phonebasesettings").await,
                Kind::Channel => presence::channel(self).await,
                Kind::Subscription => presence::subscription(self).await,
                Kind::PresenceDefinition => presence::definition(self).await,
                Kind::PresenceSource => presence::source(self).await,
                Kind::Role => access::role(self).await,
                Kind::GrantedRole => access::granted_role(self).await,
                Kind::Skill => routing::skill(self).await,
                Kind::HeldSkill => routing::held_skill(self).await,
                Kind::WrapupCode => routing::wrapup_code(self).await,
                Kind::Language => routing::language(self).await,
                Kind::HeldLanguage => routing::held_language(self).await,
                Kind::Queue => routing::queue(self).await,
                Kind::Label => routing::label(self).await,
                Kind::LimitedUser => routing::limited_user(self).await,
                Kind::BackedUpUser => routing::backed_up_user(self).await,
                Kind::SkillGroup => routing::skill_group(self).await,
                Kind::SkillGroupMember => routing::skill_group_member(self).await,
                Kind::SkillGroupDivision => routing::skill_group_division(self).await,
                Kind::QueueMember => routing::queue_member(self).await,
                Kind::JoinedQueue => routing::joined_queue(self).await,
                Kind::Group => access::group(self).await,
                Kind::Member => access::member(self).await,
                Kind::OauthClient => access::client(self).await,
                Kind::Scope => access::SCOPE.to_owned(),
                Kind::Location | Kind::Campus => places::location(self).await,
                Kind::Sublocation => places::sublocation(self).await,
                Kind::CoreType => "text".to_owned(),
                Kind::SchemaVersion => "1".to_owned(),
                Kind::AttributeSchema => attributes::schema(self).await,
                Kind::CustomAttributes => attributes::of_user(self).await,
                Kind::Team => places::team(self).await,
                Kind::Teammate => places::teammate(self).await,
                Kind::Subject => self.make(self.subject).await,
                Kind::Organization => trusts::organization(self).await,
                Kind::ForeignUser => trusts::foreign_user(self).await,
                Kind::ForeignGroup => trusts::foreign_group(self).await,
                Kind::Trustee => trusts::trustee(self).await,
                Kind::TrustedUser => trusts::trusted_user(self).await,
                Kind::Trustor => trusts::trustor(self).await,
                Kind::DetailsJob => analytics::details_job(self).await,
                Kind::AggregatesJob => analytics::aggregates_job(self).await,
                Kind::BroughtUser => trusts::brought_user(self).await,
                Kind::BroughtGroup => trusts::brought_group(self).await,
                Kind::ChatRoom => chats::room(self).await,
                Kind::ChatPartner => chats::partner(self).await,
                Kind::ChatMessage => chats::message(self).await,
                Kind::ChatAddress => chats::address(self).await,
                Kind::DirectMessage => chats::direct_message(self).await,
                Kind::UnpublishedModule => development::unpublished_module(self).await,
                Kind::LearningModule => development::module(self).await,
                Kind::LearningAssignment => development::assignment(self).await,
                Kind::BegunAssignment => development::begun_assignment(self).await,
                Kind::CoachingAppointment => development::appointment(self).await,
                Kind::Activity => self.make(Kind::LearningAssignment).await,
            };
            self.made.insert(kind, id.clone());
            id
        })
    }

    /// A token for the operation: of the client that may do everything, or of a user who may where
    /// none but a user is let in, or of the set's user where the operation is about the caller.
    pub async fn token_for(&mut self, entry: &Entry) -> String {
        let user = if is_about_the_caller(entry) {
            access::allow(self, entry.meta.rule.permissions()).await;
            self.make(Kind::User).await
        } else if entry.meta.needs_user {
            self.make(Kind::Administrator).await
        } else {
            return self.token.clone();
        };
        let token = self.server.token_in(&self.organization, &user).await;
        self.secrets.push(token.clone());
        token
    }

    /// What a `POST` answers, which must succeed.
    async fn post(&self, path: &str, body: Value) -> Value {
        self.send("POST", path, body, &self.token).await
    }

    async fn send(&self, method: &str, path: &str, body: Value, token: &str) -> Value {
        let ask = self.server.ask(method, path).token(token);
        let answer = if body.is_null() { ask.await } else { ask.json(body).await };
        let status = answer.status;
        assert!((200..300).contains(&status), "{method} {path}: {status} {}", answer.body);
        answer.body
    }

    /// The same as the caller's own.
    async fn post_as_user(&mut self, path: &str, body: Value) -> Value {
        let user = self.make(Kind::User).await;
        let token = self.server.token_in(&self.organization, &user).await;
        self.send("POST", path, body, &token).await
    }

    /// Keeps the secrets of an answer.
    fn keep_secrets(&mut self, answer: &Value) {
        self.secrets.extend(secrets_in(answer));
    }
}

/// What users do to themselves alone, whatever they may do to others. The token that
/// `deleteTokensMe` ends is better a user's than the one that the tests use.
const OWN: [&str; 3] = ["deleteTokensMe", "patchUserGeolocation", "putUserOutofoffice"];

/// Does the operation speak about the caller, so that a sample of the caller is needed?
pub fn is_about_the_caller(entry: &Entry) -> bool {
    let path = entry.meta.path;
    let is_own = entry.meta.rule == Rule::SignedIn
        || path.ends_with("/me")
        || path.contains("/me/")
        || path.starts_with("/api/v2/chats/");
    (entry.meta.needs_user && is_own)
        || OWN.contains(&entry.meta.id)
        || path.starts_with("/api/v2/notifications/channels")
}

/// A name that nothing else has.
fn unique(what: &str) -> String {
    format!("{what} {}", Random::System.hex::<6>())
}

/// An address that nobody else has.
fn address() -> String {
    format!("{}@example.com", Random::System.hex::<6>())
}

fn id(made: &Value) -> String {
    made["id"].as_str().unwrap_or_else(|| panic!("no id in {made}")).to_owned()
}

/// A group that anybody sees, and whose members hold what it is granted.
fn group_body() -> Value {
    json!({
        "name": unique("Group"), "type": "official", "visibility": "public",
        "rulesVisible": true, "rolesEnabled": true,
    })
}

/// The secrets of an answer: a client's, and that of a verifier, by itself and in its address.
pub fn secrets_in(answer: &Value) -> Vec<String> {
    let texts = ["secret", "keyUri"].map(|name| answer[name].as_str());
    let mut found: Vec<String> = texts.into_iter().flatten().map(str::to_owned).collect();
    if let Some((_, rest)) = answer["keyUri"].as_str().and_then(|uri| uri.split_once("secret=")) {
        found.push(rest.split('&').next().unwrap().to_owned());
    }
    found
}
