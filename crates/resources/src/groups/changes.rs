//! The rules by which groups change.

use crate::rules::fields::{check_version, required_text, text};
use crate::rules::groups::GROUP;
use api::{
    Contact, ContactMedia, Group, GroupContact, GroupContactMedia, GroupCreate, GroupUpdate,
    GroupUpdateVisibility, GroupVisibility, State, User,
};
use store::{
    Part, grants, groups, organizations, queues, roles, trusts,
    users::{self, UserFilter},
};

use crate::rules::{
    self,
    groups::{find, name_taken, stored},
};
use crate::rules::{
    grants::{keep_an_administrator, lock_organization},
    people::contacts,
    queues::take_work_anew,
};
use gate::{
    audit::{self, Action, AuditEvent},
    call::Call,
    refusal::{Refusal, Result},
};

/// Makes a group without members, but for its owners where they belong to it.
pub(super) async fn create(call: &mut Call, body: GroupCreate) -> Result<Group> {
    let name = required_text(&body.name, "name")?;
    let addresses = lines(call, body.addresses.unwrap_or_default(), &[]).await?;
    lock_organization(call).await?;
    let owners = owners(call, body.owner_ids.unwrap_or_default(), &[]).await?;
    let id = call.random.id();
    let owners_belong = body.include_owners.unwrap_or(false);
    let group = Group {
        id: Some(id.clone()),
        name: Some(name.clone()),
        addresses: Some(addresses),
        calls_enabled: Some(body.calls_enabled.unwrap_or(false)),
        date_modified: Some(call.now),
        description: text(body.description.map(|text| text.trim().to_owned())),
        images: body.images,
        include_owners: Some(owners_belong),
        roles_enabled: Some(body.roles_enabled.unwrap_or(false)),
        rules_visible: Some(body.rules_visible),
        state: Some(State::Active),
        r#type: Some(body.r#type),
        version: Some(1),
        visibility: Some(body.visibility),
        self_uri: Some(format!("/api/v2/groups/{id}")),
        ..Group::default()
    };
    rules::groups::add(call, &group, (&owners, owners_belong)).await
}

/// Changes what the body names.
pub(super) async fn update(call: &mut Call, id: &str, body: GroupUpdate) -> Result<Group> {
    lock_organization(call).await?;
    let before = find(call, id).await?;
    check_version("group", body.version.into(), before.version.unwrap_or_default().into())?;
    let id = before.id.clone().unwrap_or_default();
    let mut after = before.clone();
    if let Some(name) = body.name {
        let name = required_text(&name, "name")?;
        if groups::name_is_taken(&mut call.tx, &name, &id).await? {
            return Err(name_taken(&name));
        }
        after.name = Some(name);
    }
    if let Some(new) = body.addresses {
        let old = before.addresses.as_deref().unwrap_or_default();
        after.addresses = Some(lines(call, new, old).await?);
    }
    if let Some(description) = body.description {
        after.description = text(Some(description.trim().to_owned()));
    }
    if let Some(state) = body.state {
        if state == State::Deleted {
            let allowed = "active, inactive; DELETE deletes";
            return Err(Refusal::invalid_value("state", "deleted", allowed));
        }
        after.state = Some(state);
    }
    after.calls_enabled = body.calls_enabled.or(after.calls_enabled);
    after.images = body.images.or(after.images);
    after.include_owners = body.include_owners.or(after.include_owners);
    after.roles_enabled = body.roles_enabled.or(after.roles_enabled);
    after.rules_visible = body.rules_visible.or(after.rules_visible);
    after.visibility = body.visibility.map(visibility).or(after.visibility);
    let owned_by = owner_ids(&before);
    let owners = match body.owner_ids {
        Some(ids) => owners(call, ids, &owned_by).await?,
        None => owned_by,
    };
    let owners_belong = after.include_owners.unwrap_or(false);
    let members = groups::members_among(&mut call.tx, &id, &owners).await?;
    let joins = owners_belong && owners.iter().any(|owner| !members.contains(owner));
    if joins || passes_roles(&after) && !passes_roles(&before) {
        must_hold_its_roles(call, &id).await?;
    }
    store_next(call, &mut after).await?;
    groups::set_owners(&mut call.tx, &id, (&owners, owners_belong)).await?;
    keep_an_administrator(call).await?;
    let changed = stored(call, &id).await?;
    let event = AuditEvent::new(GROUP, Action::Update, id).named(changed.name.clone());
    audit::record(call, event.between(&before, &changed)?).await?;
    Ok(changed)
}

/// Removes a group with its members and its grants, here and where it is trusted.
pub(super) async fn delete(call: &mut Call, id: &str) -> Result<()> {
    lock_organization(call).await?;
    let group = find(call, id).await?;
    let organization = call.organization();
    let id = group.id.clone().unwrap_or_default();
    grants::delete_of_subject(&mut call.tx, &id).await?;
    trusts::remove_from_all(&mut call.tx, &id).await?;
    let served = queues::are_served_by(&mut call.tx, &id).await?;
    let members = if served { groups::member_ids(&mut call.tx, &id).await? } else { Vec::new() };
    groups::delete(&mut call.tx, &id).await?;
    take_work_anew(call, members).await?;
    keep_an_administrator(call).await?;
    organizations::access_changed(&mut call.tx, &organization).await?;
    let event = AuditEvent::new(GROUP, Action::Delete, id).named(group.name.clone());
    audit::record(call, event.between(&group, &())?).await
}

/// Stores a changed group under its next version; what it passes on may be another thing now.
pub(super) async fn store_next(call: &mut Call, group: &mut Group) -> Result<()> {
    let organization = call.organization();
    let before = group.version.unwrap_or_default();
    (group.version, group.date_modified) = (Some(before + 1), Some(call.now));
    if !groups::save(&mut call.tx, group).await? {
        return Err(Refusal::stale_version("group", before.into(), i64::from(before) + 1));
    }
    Ok(organizations::access_changed(&mut call.tx, &organization).await?)
}

/// Callers give through a group only what they hold themselves, and let its members into the
/// organizations that trust it only if they could do so by name. It does not matter whether the
/// group passes its roles on now: another caller may switch that on later without checking its
/// members.
pub(super) async fn must_hold_its_roles(call: &mut Call, group: &str) -> Result<()> {
    const TRUST: &str = "authorization:orgTrusteeUser:add";
    let organization = call.organization();
    for (role, division) in grants::direct(&mut call.tx, group).await? {
        let Some(role) = roles::find(&mut call.tx, &role).await? else { continue };
        if !call.holds_all_of(&role, &division) {
            let name = role.name.unwrap_or_default();
            let reason = format!("granted to the group {group}");
            return Err(Refusal::more_than_held(&name, &division).because(reason));
        }
    }
    let ids = [group.to_owned()];
    let which = trusts::Which::OfMembers(&organization, &ids);
    if trusts::count(&mut call.tx, which).await? > 0 && !call.holds(TRUST) {
        let reason = format!("another organization trusts the group {group}");
        return Err(Refusal::missing_permissions(&[TRUST]).because(reason));
    }
    Ok(())
}

/// Do the members of the group hold what it is granted?
fn passes_roles(group: &Group) -> bool {
    group.roles_enabled == Some(true) && group.state == Some(State::Active)
}

/// The ids of a group's owners.
pub(super) fn owner_ids(group: &Group) -> Vec<String> {
    let owners = group.owners.iter().flatten();
    owners.filter_map(|owner: &User| owner.id.clone()).collect()
}

/// Owners as a body names them: users who are not deleted, and whom the caller sees unless they are
/// owners already.
async fn owners(call: &mut Call, given: Vec<String>, already: &[String]) -> Result<Vec<String>> {
    let mut ids: Vec<String> = Vec::with_capacity(given.len());
    for id in given.iter().map(|id| id.trim().to_lowercase()) {
        if !ids.contains(&id) {
            ids.push(id);
        }
    }
    let filter = UserFilter {
        states: vec![State::Active, State::Inactive],
        ids: Some(ids.clone()),
        ..UserFilter::default()
    };
    let limit = i64::try_from(ids.len()).unwrap_or(i64::MAX);
    let part = Part { offset: 0, limit, descending: false };
    let (tx, divisions) = call.seeing();
    let found = users::list(tx, divisions, &filter, part).await?;
    let known = |id: &String| already.contains(id) || found.iter().any(|user| user.id == *id);
    if let Some(place) = ids.iter().position(|id| !known(id)) {
        let allowed = "the id of a user who is not deleted";
        return Err(Refusal::invalid_value(format!("ownerIds[{place}]"), &*ids[place], allowed));
    }
    Ok(ids)
}

/// Numbers as they are kept, in the same shapes as those of users; an extension that was not there
/// before takes the permission that it takes for users.
async fn lines(
    call: &mut Call,
    given: Vec<GroupContact>,
    old: &[GroupContact],
) -> Result<Vec<GroupContact>> {
    const ASSIGN: &str = "telephony:extension:assign";
    if given.is_empty() {
        return Ok(given);
    }
    let country =
        crate::rules::organization::read(call).await?.default_country_code.unwrap_or_default();
    let mut kept = Vec::with_capacity(given.len());
    let mut contacts = Vec::with_capacity(given.len());
    for (index, line) in given.into_iter().enumerate() {
        for (field, is_missing) in
            [("mediaType", line.media_type.is_none()), ("type", line.r#type.is_none())]
        {
            if is_missing {
                return Err(Refusal::missing_value(format!("addresses[{index}].{field}")));
            }
        }
        let (kind, contact) = (line.r#type.clone(), contact(line));
        let contact = contacts::shared_line(index, contact, &country)?;
        kept.push(GroupContact {
            address: contact.address.clone(),
            display: contact.display.clone(),
            extension: contact.extension.clone(),
            media_type: Some(GroupContactMedia::Phone),
            r#type: kind,
        });
        contacts.push(contact);
    }
    let old: Vec<Contact> = old.iter().cloned().map(contact).collect();
    let old = contacts::extensions(&old);
    let added = contacts::extensions(&contacts).into_iter().find(|added| !old.contains(added));
    if let Some(added) = added.filter(|_| !call.holds(ASSIGN)) {
        let reason = format!("setting the extension {added}: {ASSIGN} not held");
        return Err(Refusal::missing_permissions(&[ASSIGN]).because(reason));
    }
    Ok(kept)
}

/// A number of a group, as one of a user.
fn contact(line: GroupContact) -> Contact {
    Contact {
        address: line.address,
        display: line.display,
        extension: line.extension,
        media_type: Some(ContactMedia::Phone),
        ..Contact::default()
    }
}

fn visibility(given: GroupUpdateVisibility) -> GroupVisibility {
    match given {
        GroupUpdateVisibility::Public => GroupVisibility::Public,
        GroupUpdateVisibility::Owners => GroupVisibility::Owners,
        GroupUpdateVisibility::Members => GroupVisibility::Members,
        GroupUpdateVisibility::Other(other) => GroupVisibility::Other(other),
    }
}
