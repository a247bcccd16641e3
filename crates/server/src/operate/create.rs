//! Making an organization: what every one of them has.

use api::{
    Chat, DateTime, DomainEntityRef, DomainOrganizationRole, DomainPermissionPolicy,
    LEGACY_PERMISSIONS, Map, OAuthClient, OAuthClientState, OAuthGrantType, Organization,
    ProductPlatform, State, User, catalogue,
};
use store::{
    Tx,
    divisions::{self, StoredDivision},
    grants::{self, NewGrant, SubjectType},
    oauth_clients::{self, StoredClient},
    organizations::{self, StoredOrganization},
    passwords::{self, StoredPassword},
    presence,
    roles::{self, DefaultRole},
    users::{self, NewUser},
};

use super::{blueprint::Blueprint, error::OrganizationError};
use crate::operate::seed;
use gate::random::Random;
use resources::rules::people::contacts;

/// How long tokens of the first client live, in seconds: a day, as the API's default.
const TOKEN_SECONDS: i64 = 86_400;
/// All divisions.
const EVERYWHERE: &str = "*";

/// Makes the organization with everything in it. The same blueprint makes the same ids.
pub async fn create(
    tx: &mut Tx,
    id: &str,
    now: DateTime,
    blueprint: &Blueprint,
) -> Result<(), OrganizationError> {
    let mut random = Random::seeded(blueprint.seed);
    let stored = StoredOrganization {
        id: id.to_owned(),
        name: blueprint.name.clone(),
        document: json(&organization(id, blueprint))?,
        blueprint: json(blueprint)?,
        clock_offset: 0,
        clock_stopped_at: None,
        created_at: now,
    };
    if !organizations::insert(tx, &stored).await? {
        return Err(OrganizationError::Taken(format!(
            "there is an organization `{}` already; choose another name",
            blueprint.name
        )));
    }
    tx.enter(id);
    let home = StoredDivision {
        id: random.id(),
        name: "Home".to_owned(),
        description: "Everything that belongs to no other division.".to_owned(),
        home: true,
    };
    divisions::insert(tx, &home).await?;
    let (administrator, employee) = (administrator_role(random.id()), employee_role(random.id()));
    for role in [&administrator, &employee] {
        roles::insert(tx, role).await?;
    }
    let role_ids = [administrator.id.unwrap_or_default(), employee.id.unwrap_or_default()];
    let admin = add_administrator(tx, now, (blueprint, &home.id), &mut random).await?;
    let [administrator, employee] = role_ids.each_ref().map(String::as_str);
    let client = &blueprint.client.id;
    for (subject, subject_type, role, division) in [
        (&admin, SubjectType::User, administrator, EVERYWHERE),
        (&admin, SubjectType::User, employee, home.id.as_str()),
        (client, SubjectType::OAuthClient, administrator, EVERYWHERE),
    ] {
        let grant = NewGrant { subject, subject_type, role, division, made_at: now };
        grants::insert(tx, &grant).await?;
    }
    add_client(tx, id, now, blueprint, &admin).await?;
    if blueprint.users > 0 {
        let host = blueprint.mail_host();
        let company = seed::Company::prepare(tx, id, host, &mut random, now).await?;
        let people: Vec<_> = seed::People::new(&company, blueprint.users, random).collect();
        company.add(tx, &company.rows(&people)?, now).await?;
    }
    Ok(())
}

/// As the API shows it. The default country is always there: clients read it without looking.
fn organization(id: &str, blueprint: &Blueprint) -> Organization {
    Organization {
        id: Some(id.to_owned()),
        name: Some(blueprint.name.clone()),
        default_country_code: Some("US".to_owned()),
        default_language: Some("en-us".to_owned()),
        domain: Some(format!("{}.example", blueprint.short_name())),
        features: Some(Map::new()),
        product_platform: Some(ProductPlatform::GenesysCloud),
        state: Some(State::Active),
        version: Some(1),
        voicemail_enabled: Some(true),
        self_uri: Some("/api/v2/organizations/me".to_owned()),
        ..Organization::default()
    }
}

/// The role with every permission: a policy over each domain, so that permissions to come are in
/// it, and the words of old.
fn administrator_role(id: String) -> DomainOrganizationRole {
    let everything = || Some("*".to_owned());
    let policies = catalogue().keys().map(|domain| DomainPermissionPolicy {
        domain: Some(domain.clone()),
        entity_name: everything(),
        action_set: Some(everything().into_iter().collect()),
        allow_conditions: Some(false),
        ..DomainPermissionPolicy::default()
    });
    DomainOrganizationRole {
        permissions: Some(LEGACY_PERMISSIONS.map(str::to_owned).into()),
        permission_policies: Some(policies.collect()),
        ..role(id, DefaultRole::Administrator, "Administrator", "May do everything.")
    }
}

/// The role of every user, which permits nothing by itself.
fn employee_role(id: String) -> DomainOrganizationRole {
    let description = "Held by every user; permits what needs no permission.";
    role(id, DefaultRole::Employee, "Employee", description)
}

fn role(id: String, kind: DefaultRole, name: &str, description: &str) -> DomainOrganizationRole {
    DomainOrganizationRole {
        self_uri: Some(format!("/api/v2/authorization/roles/{id}")),
        id: Some(id),
        name: Some(name.to_owned()),
        description: Some(description.to_owned()),
        default_role_id: Some(kind.as_str().to_owned()),
        r#default: Some(true),
        base: Some(false),
        permissions: Some(Vec::new()),
        permission_policies: Some(Vec::new()),
        ..DomainOrganizationRole::default()
    }
}

async fn add_administrator(
    tx: &mut Tx,
    now: DateTime,
    (blueprint, division): (&Blueprint, &str),
    random: &mut Random,
) -> store::Result<String> {
    let person = Person {
        name: "Administrator",
        email: &blueprint.administrator.email,
        division,
        short_name: &blueprint.short_name(),
    };
    let id = add_person(tx, now, person, random).await?;
    let hash = blueprint.administrator.password_hash.clone();
    let password = StoredPassword { hash, changed_at: now, by_owner: false };
    passwords::save(tx, &id, &password, 0).await?;
    Ok(id)
}

/// Somebody to be added beside the API.
pub struct Person<'a> {
    /// The name.
    pub name: &'a str,
    /// The e-mail address.
    pub email: &'a str,
    /// The id of a division.
    pub division: &'a str,
    /// The organization's part of chat addresses.
    pub short_name: &'a str,
}

/// Adds a user who may not sign in yet; answers its id.
pub async fn add_person(
    tx: &mut Tx,
    now: DateTime,
    person: Person<'_>,
    random: &mut Random,
) -> store::Result<String> {
    let Person { name, email, division, short_name } = person;
    let id = random.id();
    let chat = format!("{}@{short_name}.orgspan.com", random.hex::<12>());
    let shown = User {
        id: Some(id.clone()),
        name: Some(name.to_owned()),
        email: Some(email.to_owned()),
        username: Some(email.to_owned()),
        chat: Some(Chat { jabber_id: Some(chat) }),
        primary_contact_info: Some(contacts::primary(email, &[])),
        addresses: Some(Vec::new()),
        state: Some(State::Active),
        version: Some(1),
        acd_auto_answer: Some(false),
        self_uri: Some(users::uri(&id)),
        ..User::default()
    };
    let user = NewUser::new(division, &shown, &User::default())?;
    users::insert_all(tx, &[user], now).await?;
    presence::insert(tx, &id, now).await?;
    Ok(id)
}

async fn add_client(
    tx: &mut Tx,
    organization: &str,
    now: DateTime,
    blueprint: &Blueprint,
    admin: &str,
) -> Result<(), OrganizationError> {
    let id = &blueprint.client.id;
    let by = || DomainEntityRef {
        id: Some(admin.to_owned()),
        self_uri: Some(users::uri(admin)),
        ..DomainEntityRef::default()
    };
    let client = OAuthClient {
        id: Some(id.clone()),
        name: Some("First client".to_owned()),
        description: Some("Made with the organization; may do everything.".to_owned()),
        access_token_validity_seconds: Some(TOKEN_SECONDS),
        authorized_grant_type: Some(OAuthGrantType::ClientCredentials),
        created_by: Some(by()),
        date_created: Some(now),
        modified_by: Some(by()),
        date_modified: Some(now),
        registered_redirect_uri: Some(Vec::new()),
        scope: Some(Vec::new()),
        state: Some(OAuthClientState::Active),
        self_uri: Some(format!("/api/v2/oauth/clients/{id}")),
        ..OAuthClient::default()
    };
    let stored = StoredClient {
        organization: organization.to_owned(),
        client,
        secret_hash: blueprint.client.secret_hash.clone(),
        previous_secret: None,
        token_seconds: TOKEN_SECONDS,
    };
    if oauth_clients::insert(tx, &stored, now).await? {
        return Ok(());
    }
    Err(OrganizationError::Taken(format!(
        "there is an OAuth client `{id}` already; choose another id"
    )))
}

fn json<T: serde::Serialize>(value: &T) -> store::Result<String> {
    serde_json::to_string(value)
        .map_err(|error| store::Error::Storage(format!("a document could not be written: {error}")))
}
