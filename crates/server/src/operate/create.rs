//! Making an organization: what every one of them has.

use api::{
    DomainEntityRef, DomainOrganizationRole, DomainPermissionPolicy, LEGACY_PERMISSIONS, Map,
    OAuthClient, OAuthClientState, OAuthGrantType, Organization, ProductPlatform, RoleDivision,
    State, catalogue,
};
use store::{
    OrganizationClock, ServerTime, Tx,
    divisions::StoredDivision,
    oauth_clients::{self, StoredClient},
    organizations::{self, StoredOrganization},
    roles::DefaultRole,
};

use super::{
    blueprint::Blueprint,
    default_phones,
    default_roles::{self, ADMINISTRATOR, EMPLOYEE, role},
    error::OrganizationError,
};
use crate::operate::seed;
use gate::{
    audit::{Action, Operator},
    context::Context,
    random::Random,
};
use resources::rules::{
    clients, divisions,
    grants::make_administrator,
    people::joining::{self, Newcomer},
    roles,
};

/// How long tokens of the first client live, in seconds: a day, as the API's default.
const TOKEN_SECONDS: i64 = 86_400;
/// All divisions.
const EVERYWHERE: &str = "*";

/// Makes the organization with everything in it, and writes that down. The same blueprint makes the
/// same ids.
pub async fn create(
    tx: &mut Tx,
    id: &str,
    (operator, server_now): (Operator, ServerTime),
    (action, blueprint): (Action, &Blueprint),
) -> Result<(), OrganizationError> {
    // An organization begins with a clock like the server's.
    let clock = OrganizationClock::default();
    let stored = StoredOrganization {
        id: id.to_owned(),
        name: blueprint.name.clone(),
        document: json(&organization(id, blueprint))?,
        blueprint: json(blueprint)?,
        clock,
        created_at: clock.at(server_now),
    };
    if !organizations::insert(tx, &stored).await? {
        return Err(OrganizationError::Taken(format!(
            "there is an organization `{}` already; choose another name",
            blueprint.name
        )));
    }
    tx.enter(id);
    let mut context = Context::lend(tx, operator, clock, server_now);
    context.random = Random::seeded(blueprint.seed);
    context.record(blueprint.event(action, id)).await?;
    fill(&mut context, blueprint).await
}

/// What every organization has: the home division, the default roles, an administrator and a client.
async fn fill(context: &mut Context, blueprint: &Blueprint) -> Result<(), OrganizationError> {
    let home = StoredDivision {
        id: context.random.id(),
        name: "Home".to_owned(),
        description: "Everything that belongs to no other division.".to_owned(),
        home: true,
    };
    divisions::add(context, &home).await?;
    let administrator = administrator_role(context.random.id());
    for role in [&administrator, &employee_role(context.random.id())] {
        roles::add(context, role).await?;
    }
    // Of a sequence of their own, so that a seed makes the same people in every version.
    let random = std::mem::replace(&mut context.random, Random::seeded(!blueprint.seed));
    default_roles::add(context).await?;
    default_phones::add(context).await?;
    context.random = random;
    let email = &blueprint.administrator.email;
    let newcomer = Newcomer::new(&mut context.random, "Administrator", email);
    let admin = joining::join(context, newcomer, &home).await?;
    make_administrator(context, &admin).await?;
    joining::give_password(context, &admin, blueprint.administrator.password_hash.clone()).await?;
    add_client(context, blueprint, &admin.id, administrator.id.as_deref()).await?;
    if blueprint.users > 0 {
        let mut random = Random::seeded(u64::from_le_bytes(context.random.bytes()));
        let company = seed::Company::prepare(context, blueprint.mail_host(), &mut random).await?;
        let people: Vec<_> = seed::People::new(blueprint.users, random).collect();
        company.add(context, &company.rows(&people)?).await?;
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
        ..role(id, DefaultRole::Administrator.as_str(), ADMINISTRATOR, "May do everything.")
    }
}

/// The role of every user, which permits nothing by itself.
fn employee_role(id: String) -> DomainOrganizationRole {
    let description = "Held by every user; permits what needs no permission.";
    role(id, DefaultRole::Employee.as_str(), EMPLOYEE, description)
}

async fn add_client(
    context: &mut Context,
    blueprint: &Blueprint,
    admin: &str,
    role: Option<&str>,
) -> Result<(), OrganizationError> {
    let (id, now) = (&blueprint.client.id, context.now);
    let by = || DomainEntityRef {
        id: Some(admin.to_owned()),
        self_uri: Some(store::users::uri(admin)),
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
        organization: context.organization().to_string(),
        client,
        secret_hash: blueprint.client.secret_hash.clone(),
        previous_secret: None,
        token_seconds: TOKEN_SECONDS,
    };
    let administrator =
        RoleDivision { role_id: role.map(str::to_owned), division_id: Some(EVERYWHERE.to_owned()) };
    if oauth_clients::sign_in(&mut context.tx, id).await?.is_some() {
        return Err(OrganizationError::Taken(format!(
            "there is an OAuth client `{id}` already; choose another id"
        )));
    }
    clients::add(context, stored, &[administrator]).await?;
    Ok(())
}

fn json<T: serde::Serialize>(value: &T) -> store::Result<String> {
    serde_json::to_string(value)
        .map_err(|error| store::Error::Storage(format!("a document could not be written: {error}")))
}
