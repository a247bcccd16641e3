//! The rules by which users change.

use api::{BulkUser, Contact, CreateUser, Patch, State, UpdateUser};
use store::{
    Divisions, divisions, invitations,
    users::{self, StoredUser},
};

use super::{
    contacts,
    drafts::Draft,
    fields::check_texts,
    find_to_change,
    joining::{self, Newcomer},
    saving::save_and_record,
    state::{StateChange, change_state},
};
use crate::rules::fields::{check_version, required_text, text};
use crate::rules::grants::{lock_organization, must_hold_all_of};
use crate::rules::locations::must_exist;
use crate::rules::organization;
use gate::{
    context::Context,
    refusal::{Refusal, Result},
};

/// Makes a user: active unless asked otherwise, in the home division unless another is named.
pub async fn create(
    context: &mut Context,
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
    let country = organization::country(context).await?;
    let addresses = contacts::normalize(body.addresses.unwrap_or_default(), &country, &email)?;
    let division = match body.division_id.as_deref().filter(|id| !id.is_empty()) {
        Some(id) => divisions::find(&mut context.tx, id).await?.ok_or_else(|| {
            Refusal::invalid_value("divisionId", id, "the id of a division of the organization")
        })?,
        None => divisions::home(&mut context.tx)
            .await?
            .ok_or_else(|| Refusal::internal("the organization has no home division"))?,
    };
    context.must_reach(&division.id)?;
    may_set_extensions(context, &division.id, (&[], &addresses))?;
    let newcomer = Newcomer {
        state,
        department: text(body.department),
        title: text(body.title),
        addresses,
        ..Newcomer::new(&mut context.random, &name, &email)
    };
    let user = joining::join(context, newcomer, &division).await?;
    if let Some(hash) = password_hash {
        // The caller knows the password and could sign in as the user, who gets the role of every
        // new user.
        must_hold_all_of(context, &user.id).await?;
        joining::give_password(context, &user, hash).await?;
    }
    Ok(user)
}

/// Changes a user as a PATCH says.
pub async fn update(context: &mut Context, id: &str, body: UpdateUser) -> Result<StoredUser> {
    check_texts(&body)?;
    if matches!(body.state, Patch::Value(_)) || matches!(body.manager, Patch::Value(_)) {
        // Before the user: locks are taken in one order.
        lock_organization(context).await?;
    }
    let user = find_to_change(context, id).await?;
    let deleted = user.state == State::Deleted;
    if deleted && !matches!(body.state, Patch::Value(_)) {
        return Err(Refusal::user_not_found(id));
    }
    check_version("user", body.version.into(), user.version)?;
    if let Patch::Value(state) = body.state {
        if state == State::Deleted {
            let allowed = "active, inactive; DELETE deletes";
            return Err(Refusal::invalid_value("state", "deleted", allowed));
        }
        // Where a state is given it is the only change: docs/fidelity.md.
        return change_state(context, user, StateChange { state, reason: None }).await;
    }
    let country = organization::country(context).await?;
    let manager = body.manager.clone();
    let mut draft = Draft::unchanged(&user)?;
    draft.change(body, &country)?;
    if draft.is_readdressed {
        // Invitations go to the address: callers who set it could become the user.
        must_hold_all_of(context, &user.id).await?;
        invitations::withdraw(&mut context.tx, &user.id).await?;
    }
    may_set_extensions(context, &user.division, draft.addresses())?;
    set_manager(context, manager, &mut draft.after).await?;
    draft.show_manager();
    let (given, kept) = draft.places();
    must_exist(context, given, kept).await?;
    let Draft { after, shown, profile, .. } = draft;
    save_and_record(context, &user, after, shown, profile).await
}

/// Sets what the bulk update may; what it leaves out stays, and the version rises anyway.
pub async fn set_in_bulk(
    context: &mut Context,
    user: StoredUser,
    change: &BulkUser,
) -> Result<StoredUser> {
    let (mut shown, profile) = (user.read_document()?, user.read_profile()?);
    shown.acd_auto_answer = change.acd_auto_answer.or(shown.acd_auto_answer);
    shown.preferred_name = change.preferred_name.clone().or(shown.preferred_name);
    save_and_record(context, &user, user.clone(), shown, profile).await
}

/// Replaces the profile skills.
pub async fn set_profile_skills(
    context: &mut Context,
    user: StoredUser,
    skills: Vec<String>,
) -> Result<StoredUser> {
    let (shown, mut profile) = (user.read_document()?, user.read_profile()?);
    profile.profile_skills = Some(skills);
    save_and_record(context, &user, user.clone(), shown, profile).await
}

/// An extension that was not there before takes a permission of its own, in the user's division.
fn may_set_extensions(
    context: &Context,
    division: &str,
    (old, new): (&[Contact], &[Contact]),
) -> Result<()> {
    const ASSIGN: &str = "telephony:extension:assign";
    let old = contacts::extensions(old);
    let added = contacts::extensions(new).into_iter().find(|extension| !old.contains(extension));
    let Some(added) = added else { return Ok(()) };
    let held = context.must_hold(ASSIGN, division);
    held.map_err(|refusal| refusal.because(format!("to set the extension {added}")))
}

/// Sets or removes the manager: an id of the organization, and no cycle.
async fn set_manager(
    context: &mut Context,
    manager: Patch<String>,
    user: &mut StoredUser,
) -> Result<()> {
    let id = match manager {
        Patch::Absent => return Ok(()),
        Patch::Null => String::new(),
        Patch::Value(id) => id.trim().to_lowercase(),
    };
    if id.is_empty() {
        user.manager = None;
        return Ok(());
    }
    // Two changes at once could close a cycle that neither of them sees.
    lock_organization(context).await?;
    let everywhere = Divisions::all();
    let manager = users::find(&mut context.tx, &everywhere, &id).await?;
    if manager.is_none_or(|manager| manager.state == State::Deleted) {
        return Err(Refusal::invalid_value("manager", id, "the id of a user who is not deleted"));
    }
    if id == user.id || users::reports_to(&mut context.tx, &id, &user.id).await? {
        let allowed = "a user who does not report to this one, directly or through others";
        return Err(Refusal::invalid_value("manager", id, allowed));
    }
    user.manager = Some(id);
    Ok(())
}
