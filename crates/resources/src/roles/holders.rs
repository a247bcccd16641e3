//! Who holds a role, and giving it to many at once.

use crate::rules::grants::GRANT;
use std::collections::HashSet;

use api::{
    DomainOrganizationRole, GetAuthorizationRoleSubjectgrants, GetAuthorizationRoleUsers,
    GrantSubjectType, PostAuthorizationRole, PutAuthorizationRoleUsersAdd,
    PutAuthorizationRoleUsersRemove, SubjectDivisionGrants, SubjectDivisionGrantsEntityListing,
    UserReference, UserReferenceEntityListing,
};
use store::{
    Divisions,
    divisions::{self, StoredDivision},
    grants::{self, Holder, HolderOrder, HolderPart, SubjectType},
    users,
};

use crate::rules::roles::{find, find_to_change};
use crate::rules::{
    divisions::home,
    grants::{self as rules, Pair, shown::everywhere},
};
use gate::{
    audit::{self, Action, AuditEvent},
    call::Call,
    listing::Sort,
    paging::Listing,
    refusal::{Refusal, Result},
    reply::Rendered,
};

/// More grants than this in one request are refused.
const MAX_GRANTS: usize = 5_000;

/// The subjects to which a role was granted, in pages.
pub(crate) async fn list_subjects(
    call: &mut Call,
    asked: GetAuthorizationRoleSubjectgrants,
) -> Result<Rendered<SubjectDivisionGrantsEntityListing>> {
    let sort = Sort::read(asked.sort_by.as_deref(), &["name", "type", "id"])?;
    let role = find(call, &asked.role_id).await?.id.unwrap_or_default();
    let page = asked.page;
    let part = HolderPart {
        order: match sort.field {
            "type" => HolderOrder::Type,
            "id" => HolderOrder::Id,
            _ => HolderOrder::Name,
        },
        descending: sort.descending,
        offset: page.offset(),
        limit: page.size.into(),
    };
    let (tx, divisions) = call.seeing();
    let holders = grants::subjects(tx, divisions, &role, part).await?;
    let (tx, divisions) = call.seeing();
    let total = grants::count_subjects(tx, divisions, &role).await?;
    let ids: Vec<String> = holders.iter().map(|holder| holder.id.clone()).collect();
    let (tx, divisions) = call.seeing();
    let places = grants::divisions_of(tx, divisions, &role, &ids).await?;
    let all = divisions::all(&mut call.tx).await?;
    let shown: Vec<_> = holders.into_iter().map(|holder| shown(holder, &places, &all)).collect();
    page.render_models(asked, &shown, total)
}

fn shown(
    holder: Holder,
    places: &[(String, String)],
    all: &[StoredDivision],
) -> SubjectDivisionGrants {
    let own = places.iter().filter(|(subject, _)| *subject == holder.id);
    let divisions = own.map(|(_, division)| {
        let known = all.iter().find(|known| known.id == *division);
        known.map_or_else(all_divisions, StoredDivision::reference)
    });
    SubjectDivisionGrants {
        divisions: Some(divisions.collect()),
        name: Some(holder.name),
        self_uri: Some(format!("/api/v2/authorization/subjects/{}", holder.id)),
        id: Some(holder.id),
        r#type: Some(match holder.kind {
            SubjectType::User => GrantSubjectType::User,
            SubjectType::Group => GrantSubjectType::Group,
            SubjectType::OAuthClient => GrantSubjectType::OAuthClient,
        }),
    }
}

/// The division that stands for all of them, in short.
fn all_divisions() -> api::Division {
    let api::AuthzDivision { id, name, self_uri, .. } = everywhere();
    api::Division { id, name, self_uri }
}

/// The users who hold a role, in pages.
pub(crate) async fn list_users(
    call: &mut Call,
    asked: GetAuthorizationRoleUsers,
) -> Result<UserReferenceEntityListing> {
    let role = find(call, &asked.role_id).await?.id.unwrap_or_default();
    let page = asked.page;
    let part = (page.offset(), page.size.into());
    let ids = grants::users_of_role(&mut call.tx, &role, part).await?;
    let counts = grants::user_counts(&mut call.tx, std::slice::from_ref(&role)).await?;
    let total = counts.get(&role).copied().unwrap_or_default();
    let entities =
        ids.into_iter().map(|id| UserReference { self_uri: Some(users::uri(&id)), id: Some(id) });
    Ok(UserReferenceEntityListing::page(page, entities.collect(), total))
}

/// Grants a role to subjects in divisions, all or none.
pub(crate) async fn grant_role(call: &mut Call, asked: PostAuthorizationRole) -> Result<()> {
    rules::check_type(&asked.subject_type)?;
    let role = find_to_change(call, &asked.role_id).await?.id.unwrap_or_default();
    let (ids, places) = (unique(asked.body.subject_ids), unique(asked.body.division_ids));
    for (list, field) in [(&ids, "subjectIds"), (&places, "divisionIds")] {
        if list.is_empty() {
            return Err(Refusal::missing_value(field));
        }
    }
    if ids.len().saturating_mul(places.len()) > MAX_GRANTS {
        let given = format!("{} subjects in {} divisions", ids.len(), places.len());
        return Err(Refusal::invalid_value("body", given, format!("at most {MAX_GRANTS} grants")));
    }
    let pairs: Vec<Pair> = places.iter().map(|place| Pair::new(&role, place)).collect();
    for id in &ids {
        let subject = rules::find(call, id).await?;
        rules::add(call, &subject, &pairs).await?;
    }
    Ok(())
}

/// Grants a role to users in the home division, all or none.
pub(crate) async fn add_users(
    call: &mut Call,
    asked: PutAuthorizationRoleUsersAdd,
) -> Result<Vec<String>> {
    let role = find_to_change(call, &asked.role_id).await?.id.unwrap_or_default();
    let pairs = [Pair::new(&role, &home(call).await?.id)];
    let ids = unique(asked.body);
    for id in &ids {
        let user = rules::find_user(call, id).await?;
        rules::add(call, &user, &pairs).await?;
    }
    Ok(ids)
}

/// Takes a role away from users in every division, all or none.
pub(crate) async fn remove_users(
    call: &mut Call,
    asked: PutAuthorizationRoleUsersRemove,
) -> Result<Vec<String>> {
    let role = find_to_change(call, &asked.role_id).await?.id.unwrap_or_default();
    let ids = unique(asked.body);
    for id in &ids {
        let user = rules::find_user(call, id).await?;
        let held = grants::direct(&mut call.tx, &user.id).await?;
        let held = held.iter().filter(|(held, _)| *held == role);
        let pairs: Vec<Pair> = held.map(|(role, place)| Pair::new(role, place)).collect();
        rules::remove(call, &user, &pairs).await?;
    }
    Ok(ids)
}

/// Writes down for each of its holders that a role goes away; how many grants they have of it. A
/// role of too many holders has to be taken away from some first, because no other write can go on
/// meanwhile.
pub(super) async fn record_all_removed(
    call: &mut Call,
    role: &DomainOrganizationRole,
) -> Result<usize> {
    let everywhere = Divisions::all();
    let role = role.id.as_deref().unwrap_or_default();
    let most = i64::try_from(MAX_GRANTS).unwrap_or(i64::MAX);
    if grants::count_subjects(&mut call.tx, &everywhere, role).await? > most {
        let message =
            format!("More than {MAX_GRANTS} subjects hold the role; take it away from some first.");
        return Err(Refusal::conflict(message));
    }
    let part = HolderPart { order: HolderOrder::Id, descending: false, offset: 0, limit: most };
    let holders = grants::subjects(&mut call.tx, &everywhere, role, part).await?;
    let ids: Vec<String> = holders.iter().map(|holder| holder.id.clone()).collect();
    let places = grants::divisions_of(&mut call.tx, &everywhere, role, &ids).await?;
    for holder in holders {
        let own = places.iter().filter(|(subject, _)| *subject == holder.id);
        let told = own.map(|(_, division)| format!("{role} in {division}"));
        let event = AuditEvent::new(GRANT, Action::Remove, &holder.id).named(Some(&holder.name));
        audit::record(call, event.property("roles", told, None::<String>)).await?;
    }
    Ok(places.len())
}

/// Each of them once, in their order.
fn unique(ids: Vec<String>) -> Vec<String> {
    let mut seen = HashSet::with_capacity(ids.len());
    ids.into_iter().filter(|id| seen.insert(id.clone())).collect()
}
