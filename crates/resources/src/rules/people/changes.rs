//! The rules by which users change.

use api::{
    BulkUser, Chat, Contact, CreateUser, EmployerInfo, Location, LocationDefinition, Patch, State,
    UpdateUser, User,
};
use serde_json::json;
use store::{
    Divisions,
    divisions::{self, StoredDivision},
    fold, grants,
    grants::{NewGrant, SubjectType},
    groups, invitations, organizations,
    outbox::{self, Event},
    passwords::{self, StoredPassword},
    presence,
    roles::{self, DefaultRole},
    tokens, trusts,
    users::{self, Saved, StoredUser, UserDates},
    verifiers,
};

use super::{audited, contacts, find_to_change};
use crate::rules::grants::{grants_in_words, hold_still, keep_an_administrator, must_hold_all_of};
use gate::{
    audit::{self, Action, Kind},
    call::Call,
    refusal::{self, Refusal, Result},
};

/// Makes a user: active unless asked otherwise, in the home division unless another is named.
pub async fn create(
    call: &mut Call,
    body: CreateUser,
    password_hash: Option<String>,
) -> Result<StoredUser> {
    let name = required_text(&body.name, "name")?;
    let email = body.email.trim().to_owned();
    contacts::email(&email, "email")?;
    let state = body.state.unwrap_or(State::Active);
    if state == State::Deleted {
        return Err(Refusal::invalid_value("state", "deleted", "active, inactive"));
    }
    let organization = call.caller.organization.clone();
    let facts = organization_facts(call).await?;
    let addresses =
        contacts::normalize(body.addresses.unwrap_or_default(), &facts.country, &email)?;
    let division = match body.division_id.as_deref().filter(|id| !id.is_empty()) {
        Some(id) => divisions::find(&mut call.tx, &organization, id).await?.ok_or_else(|| {
            Refusal::invalid_value("divisionId", id, "the id of a division of the organization")
        })?,
        None => divisions::home(&mut call.tx, &organization)
            .await?
            .ok_or_else(|| Refusal::internal("the organization has no home division"))?,
    };
    if !call.divisions.contains(&division.id) {
        let reason = format!("held, but not in the division {}", division.id);
        return Err(refusal::missing(call.meta).because(reason));
    }
    may_set_extensions(call, &division.id, &[], &addresses)?;
    let id = call.random.id();
    let shown = User {
        id: Some(id.clone()),
        name: Some(name),
        email: Some(email.clone()),
        username: Some(email.clone()),
        department: text(body.department),
        title: text(body.title),
        chat: Some(Chat {
            jabber_id: Some(format!(
                "{}@{}.orgspan.com",
                call.random.hex::<12>(),
                facts.short_name
            )),
        }),
        primary_contact_info: Some(contacts::primary(&email, &addresses)),
        addresses: Some(addresses),
        state: Some(state.clone()),
        version: Some(1),
        acd_auto_answer: Some(false),
        self_uri: Some(users::uri(&id)),
        ..User::default()
    };
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
    match users::insert(&mut call.tx, &organization, &mut user, documents, call.now).await? {
        Saved::Stored => {}
        Saved::Stale | Saved::EmailTaken => return Err(email_taken(&email)),
    }
    presence::insert(&mut call.tx, &organization, &user.id, call.now).await?;
    give_employee_role(call, &user).await?;
    let roles = grants_in_words(&mut call.tx, &organization, &user.id).await?;
    let created = audited::change(Action::Create, None, &user)?.property("roles", [""; 0], roles);
    audit::record(call, created).await?;
    if let Some(hash) = password_hash {
        // Whoever knows the password is the user, who has the role that every new user gets.
        must_hold_all_of(call, &user.id).await?;
        let password = StoredPassword { hash, changed_at: call.now, by_owner: false };
        passwords::save(&mut call.tx, &organization, &user.id, &password, 0).await?;
        let set = audit::Change::new(Kind::Password, Action::Create, &user.id);
        audit::record(call, set.named(shown.name)).await?;
    }
    tell(call, &user).await?;
    Ok(user)
}

/// Changes a user as a PATCH says.
pub async fn update(call: &mut Call, id: &str, body: UpdateUser) -> Result<StoredUser> {
    check_texts(&body)?;
    if matches!(body.state, Patch::Value(_)) || matches!(body.manager, Patch::Value(_)) {
        // Before the user: locks are taken in one order.
        hold_still(call).await?;
    }
    let user = find_to_change(call, id).await?;
    let deleted = user.state == State::Deleted;
    if deleted && !matches!(body.state, Patch::Value(_)) {
        return Err(Refusal::user_not_found(id));
    }
    check_version(&user, body.version.into())?;
    if let Patch::Value(state) = body.state {
        if state == State::Deleted {
            let allowed = "active, inactive; DELETE deletes";
            return Err(Refusal::invalid_value("state", "deleted", allowed));
        }
        // Where a state is given it is the only change: docs/fidelity.md.
        return change_state(call, user, Change { state, reason: None }).await;
    }
    let facts = organization_facts(call).await?;
    let (mut shown, mut profile) = (user.read_document()?, user.read_profile()?);
    let mut after = user.clone();
    if let Patch::Value(name) = body.name {
        shown.name = Some(required_text(&name, "name")?);
    }
    let mut email = shown.email.clone().unwrap_or_default();
    if let Patch::Value(new) = body.email {
        let moved = fold(&new) != fold(&email);
        new.trim().clone_into(&mut email);
        if moved {
            // Invitations go to the address, so whoever sets it can become the user.
            must_hold_all_of(call, &user.id).await?;
            invitations::withdraw(&mut call.tx, &call.caller.organization, &user.id).await?;
        }
        (shown.email, shown.username) = (Some(email.clone()), Some(email.clone()));
    }
    match body.addresses {
        Patch::Absent => {}
        Patch::Null => shown.addresses = Some(Vec::new()),
        Patch::Value(new) => {
            let new = contacts::normalize(new, &facts.country, &email)?;
            let old = shown.addresses.as_deref().unwrap_or_default();
            may_set_extensions(call, &user.division, old, &new)?;
            shown.addresses = Some(new);
        }
    }
    let addresses = shown.addresses.as_deref().unwrap_or_default();
    shown.primary_contact_info = Some(contacts::primary(&email, addresses));
    apply_text(body.department, &mut shown.department);
    apply_text(body.title, &mut shown.title);
    apply_text(body.preferred_name, &mut shown.preferred_name);
    body.images.apply(&mut shown.images);
    if let Patch::Value(chat) = body.chat {
        shown.chat = Some(chat);
    }
    match body.acd_auto_answer {
        Patch::Absent => {}
        Patch::Null => shown.acd_auto_answer = Some(false),
        Patch::Value(answer) => shown.acd_auto_answer = Some(answer),
    }
    set_manager(call, body.manager, &mut after).await?;
    shown.manager = after.manager.as_deref().map(|id| Box::new(reference(id)));
    body.profile_skills.apply(&mut profile.profile_skills);
    body.certifications.apply(&mut profile.certifications);
    body.biography.apply(&mut profile.biography);
    body.employer_info.apply(&mut profile.employer_info);
    let locations = match body.locations {
        Patch::Absent => Patch::Absent,
        Patch::Null => Patch::Null,
        Patch::Value(given) => Patch::Value(locations(given)?),
    };
    locations.apply(&mut profile.locations);
    save_and_record(call, &user, after, shown, profile).await
}

/// A change of state.
pub struct Change {
    /// The new state.
    pub state: State,
    /// Why, as `stateChangeReason` says.
    pub reason: Option<String>,
}

/// Changes the state of a user, with all that hangs on it. The caller holds the organization still
/// since before it took the user: of two administrators who leave at once, the second sees that the
/// first is gone.
pub async fn change_state(call: &mut Call, user: StoredUser, change: Change) -> Result<StoredUser> {
    let mut after = user.clone();
    let organization = call.caller.organization.clone();
    hold_still(call).await?;
    after.state = change.state;
    after.dates.state_changed_at = Some(call.now);
    after.dates.state_reason = change.reason;
    let (mut shown, profile) = (user.read_document()?, user.read_profile()?);
    shown.state = Some(after.state.clone());
    if after.state != State::Active {
        tokens::delete_of_user(&mut call.tx, &organization, &user.id).await?;
        invitations::withdraw(&mut call.tx, &organization, &user.id).await?;
        presence::go_offline(&mut call.tx, &organization, &user.id, call.now).await?;
    }
    let deleted = after.state == State::Deleted && user.state != State::Deleted;
    let restored = user.state == State::Deleted && after.state != State::Deleted;
    let held = if deleted { belongings(call, &user.id).await? } else { Belongings::default() };
    if deleted {
        grants::delete_of_subject(&mut call.tx, &organization, &user.id).await?;
        groups::leave_all(&mut call.tx, &organization, &user.id).await?;
        verifiers::delete_of_user(&mut call.tx, &organization, &user.id).await?;
        trusts::forget(&mut call.tx, &organization, &user.id).await?;
        organizations::access_changed(&mut call.tx, &organization).await?;
    }
    if restored {
        give_employee_role(call, &after).await?;
        organizations::access_changed(&mut call.tx, &organization).await?;
    }
    let saved = save(call, &user, after, shown, profile).await?;
    let action = match (deleted, restored) {
        (true, _) => Action::Delete,
        (_, true) => Action::Restore,
        _ => Action::Update,
    };
    let mut told = audited::change(action, Some(&user), &saved)?;
    if deleted || restored {
        let now = belongings(call, &user.id).await?;
        told = told.property("roles", held.roles, now.roles);
        if !held.groups.is_empty() {
            told = told.property("groups", held.groups, now.groups);
        }
    }
    audit::record(call, told).await?;
    if saved.state != State::Active {
        keep_an_administrator(call).await?;
    }
    Ok(saved)
}

/// Sets what the bulk update may; what it leaves out stays, and the version rises anyway.
pub async fn set_in_bulk(
    call: &mut Call,
    user: StoredUser,
    change: &BulkUser,
) -> Result<StoredUser> {
    let (mut shown, profile) = (user.read_document()?, user.read_profile()?);
    shown.acd_auto_answer = change.acd_auto_answer.or(shown.acd_auto_answer);
    shown.preferred_name = change.preferred_name.clone().or(shown.preferred_name);
    save_and_record(call, &user, user.clone(), shown, profile).await
}

/// Replaces the profile skills.
pub async fn set_profile_skills(
    call: &mut Call,
    user: StoredUser,
    skills: Vec<String>,
) -> Result<StoredUser> {
    let (shown, mut profile) = (user.read_document()?, user.read_profile()?);
    profile.profile_skills = Some(skills);
    save_and_record(call, &user, user.clone(), shown, profile).await
}

/// What a user holds and belongs to, in words.
#[derive(Default)]
struct Belongings {
    roles: Vec<String>,
    groups: Vec<String>,
}

async fn belongings(call: &mut Call, user: &str) -> Result<Belongings> {
    let organization = call.caller.organization.clone();
    let (all, of) = (groups::Sight::Whole, [user.to_owned()]);
    let groups = groups::of_users(&mut call.tx, &organization, all, &of).await?;
    Ok(Belongings {
        roles: grants_in_words(&mut call.tx, &organization, user).await?,
        groups: groups.into_iter().filter_map(|membership| membership.group.name).collect(),
    })
}

/// Stores what was changed under the next version, and writes it down.
async fn save_and_record(
    call: &mut Call,
    before: &StoredUser,
    after: StoredUser,
    shown: User,
    profile: User,
) -> Result<StoredUser> {
    let saved = save(call, before, after, shown, profile).await?;
    audit::record(call, audited::change(Action::Update, Some(before), &saved)?).await?;
    Ok(saved)
}

/// Moves a user to another division.
pub async fn move_to(
    call: &mut Call,
    user: StoredUser,
    division: &StoredDivision,
) -> Result<StoredUser> {
    let (shown, profile) = (user.read_document()?, user.read_profile()?);
    let mut after = user.clone();
    after.division.clone_from(&division.id);
    after.division_name.clone_from(&division.name);
    save(call, &user, after, shown, profile).await
}

/// Stores what was changed under the next version.
async fn save(
    call: &mut Call,
    before: &StoredUser,
    mut after: StoredUser,
    mut shown: User,
    profile: User,
) -> Result<StoredUser> {
    after.version = before.version + 1;
    shown.version = i32::try_from(after.version).ok();
    let saved = users::save(
        &mut call.tx,
        &call.divisions,
        before,
        &mut after,
        (&shown, &profile),
        call.now,
    );
    match saved.await? {
        Saved::Stored => {}
        Saved::Stale => return Err(Refusal::stale_version(before.version, before.version + 1)),
        Saved::EmailTaken => return Err(email_taken(shown.email.as_deref().unwrap_or_default())),
    }
    tell(call, &after).await?;
    Ok(after)
}

/// Tells the read models of a change.
async fn tell(call: &mut Call, user: &StoredUser) -> Result<()> {
    let body = json!({ "id": user.id, "version": user.version, "state": user.state });
    let event =
        Event { topic: "callroster.directory.users", user: Some(&user.id), body, at: call.now };
    Ok(outbox::write(&mut call.tx, &call.caller.organization, event).await?)
}

async fn give_employee_role(call: &mut Call, user: &StoredUser) -> Result<()> {
    let organization = call.caller.organization.clone();
    let role = roles::default_role(&mut call.tx, &organization, DefaultRole::Employee).await?;
    let grant = NewGrant {
        subject: &user.id,
        subject_type: SubjectType::User,
        role: &role,
        division: &user.division,
        made_at: call.now,
    };
    grants::insert(&mut call.tx, &organization, &grant).await?;
    Ok(())
}

/// An extension that was not there before takes a permission of its own, in the user's division.
fn may_set_extensions(call: &Call, division: &str, old: &[Contact], new: &[Contact]) -> Result<()> {
    const ASSIGN: &str = "telephony:extension:assign";
    let old = contacts::extensions(old);
    let added = contacts::extensions(new).into_iter().find(|extension| !old.contains(extension));
    let Some(added) = added else { return Ok(()) };
    let held =
        Divisions::new(&call.caller.organization, call.caller.authority.divisions_with(ASSIGN));
    if held.contains(division) {
        return Ok(());
    }
    let reason = format!("setting the extension {added}: {ASSIGN} not held in {division}");
    Err(Refusal::missing_permissions(&[ASSIGN]).because(reason))
}

/// Refuses a version that is not the present one.
pub fn check_version(user: &StoredUser, given: i64) -> Result<()> {
    if given == user.version {
        return Ok(());
    }
    Err(Refusal::stale_version(given, user.version))
}

/// Sets or removes the manager: an id of the organization, and no cycle.
async fn set_manager(call: &mut Call, manager: Patch<String>, user: &mut StoredUser) -> Result<()> {
    let id = match manager {
        Patch::Absent => return Ok(()),
        Patch::Null => String::new(),
        Patch::Value(id) => id.trim().to_lowercase(),
    };
    if id.is_empty() {
        user.manager = None;
        return Ok(());
    }
    let organization = call.caller.organization.clone();
    // Two changes at once could close a cycle that neither of them sees.
    hold_still(call).await?;
    let everywhere = call.whole_organization();
    let manager = users::find(&mut call.tx, &everywhere, &id).await?;
    if manager.is_none_or(|manager| manager.state == State::Deleted) {
        return Err(Refusal::invalid_value("manager", id, "the id of a user who is not deleted"));
    }
    if id == user.id || users::reports_to(&mut call.tx, &organization, &id, &user.id).await? {
        let allowed = "a user who does not report to this one, directly or through others";
        return Err(Refusal::invalid_value("manager", id, allowed));
    }
    user.manager = Some(id);
    Ok(())
}

fn reference(id: &str) -> User {
    User { id: Some(id.to_owned()), self_uri: Some(users::uri(id)), ..User::default() }
}

/// What is wrong with a body by itself, before anything is looked up.
fn check_texts(body: &UpdateUser) -> Result<()> {
    match &body.name {
        Patch::Null => return Err(Refusal::missing_value("name")),
        Patch::Value(name) => drop(required_text(name, "name")?),
        Patch::Absent => {}
    }
    match &body.email {
        Patch::Null => return Err(Refusal::missing_value("email")),
        Patch::Value(email) => contacts::email(email.trim(), "email")?,
        Patch::Absent => {}
    }
    if let Patch::Value(EmployerInfo { date_hire: Some(date), .. }) = &body.employer_info
        && date.parse::<jiff::civil::Date>().is_err()
    {
        let field = "employerInfo.dateHire";
        return Err(Refusal::invalid_value(field, date, "a date, yyyy-MM-dd"));
    }
    Ok(())
}

/// Locations come as `{id}` or as `{locationDefinition: {id}}`; both are stored, and answered, with
/// both.
fn locations(given: Vec<Location>) -> Result<Vec<Location>> {
    let one = |(index, location): (usize, Location)| {
        let defined = location.location_definition.as_ref().and_then(|d| d.id.clone());
        let id = location.id.clone().or(defined).filter(|id| !id.is_empty());
        let id = id.ok_or_else(|| Refusal::missing_value(format!("locations[{index}].id")))?;
        let definition = LocationDefinition {
            id: Some(id.clone()),
            self_uri: Some(format!("/api/v2/locations/{id}")),
            ..LocationDefinition::default()
        };
        Ok(Location { id: Some(id), location_definition: Some(definition), ..location })
    };
    given.into_iter().enumerate().map(one).collect()
}

/// A text that may not be empty, without white space around it.
fn required_text(value: &str, field: &str) -> Result<String> {
    let value = value.trim();
    if value.is_empty() {
        return Err(Refusal::missing_value(field));
    }
    Ok(value.to_owned())
}

/// Empty text is no text.
fn text(value: Option<String>) -> Option<String> {
    value.filter(|value| !value.is_empty())
}

fn apply_text(patch: Patch<String>, field: &mut Option<String>) {
    patch.apply(field);
    *field = field.take().filter(|text| !text.is_empty());
}

fn email_taken(email: &str) -> Refusal {
    Refusal::conflict(format!(
        "A user with the e-mail address [{email}] exists already, possibly a deleted one."
    ))
}

/// What of the organization the rules need.
struct OrganizationFacts {
    /// The country of numbers without one, such as `US`.
    country: String,
    /// The organization's part of chat addresses.
    short_name: String,
}

async fn organization_facts(call: &mut Call) -> Result<OrganizationFacts> {
    let organization = crate::rules::organization::read(call).await?;
    let domain = organization.domain.unwrap_or_default();
    let short_name = domain.split('.').next().unwrap_or_default().to_owned();
    Ok(OrganizationFacts {
        country: organization.default_country_code.unwrap_or_else(|| "US".to_owned()),
        short_name,
    })
}
