//! Roles: permissions that are granted together.

mod holders;
pub(crate) mod policies;

use crate::rules::fields::required_text;
use api::{
    DeleteAuthorizationRole, DomainOrganizationRole, GetAuthorizationRole, GetAuthorizationRoles,
    OrganizationRoleEntityListing, PatchAuthorizationRole, PostAuthorizationRoles,
    PutAuthorizationRole, RoleExpand,
};
pub(crate) use holders::{add_users, grant_role, list_subjects, list_users, remove_users};
use store::{
    Lock, grants,
    roles::{self, DefaultRole},
    trusts::{self, GrantsOf},
};

use crate::rules::roles::{ROLE, add, find, find_to_change};
use crate::rules::trusts::record_revoked;
use gate::routes::Routes;
use gate::{
    access::Authority,
    audit::{self, Action, AuditEvent},
    call::Call,
    listing::{Sort, name_fits},
    paging::Listing,
    refusal::{Refusal, Result},
    reply::Rendered,
};

/// The operations on roles that are served.
pub(crate) fn routes() -> Routes {
    Routes::default()
        .answer(list_roles)
        .answer(create_role)
        .answer(delete_role)
        .answer(get_role)
        .answer(change_role)
        .answer(replace_role)
        .answer(grant_role)
        .answer(list_subjects)
        .answer(list_users)
        .answer(add_users)
        .answer(remove_users)
}

/// An organization has no more roles than this, so that they can be filtered in memory.
const MAX_ROLES: usize = 1_000;

/// The roles of the organization, in pages.
pub(crate) async fn list_roles(
    call: &mut Call,
    asked: GetAuthorizationRoles,
) -> Result<Rendered<OrganizationRoleEntityListing>> {
    let sort = Sort::read(asked.sort_by.as_deref(), &["name", "description", "id"])?;
    let mut found = roles::all(&mut call.tx).await?;
    found.retain(|role| is_asked_for(role, &asked));
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    sort.apply(&mut found, |role| match sort.field {
        "id" => text(&role.id),
        "description" => text(&role.description),
        _ => text(&role.name),
    });
    let page = asked.page;
    let total = i64::try_from(found.len()).unwrap_or(i64::MAX);
    let mut shown = page.of(found);
    if asked.user_count {
        count_users(call, &mut shown).await?;
    }
    page.render_models(asked, &shown, total)
}

fn is_asked_for(role: &DomainOrganizationRole, asked: &GetAuthorizationRoles) -> bool {
    let among = |list: &[String], own: Option<&String>| {
        list.is_empty()
            || own.is_some_and(|own| list.iter().any(|one| one.eq_ignore_ascii_case(own)))
    };
    let name = role.name.as_deref().unwrap_or_default();
    among(&asked.id, role.id.as_ref())
        && among(&asked.default_role_id, role.default_role_id.as_ref())
        && asked.name.as_deref().is_none_or(|filter| name_fits(filter, name))
        && Authority::of_role(role).carries_all(&asked.permission)
}

/// One role.
pub(crate) async fn get_role(
    call: &mut Call,
    asked: GetAuthorizationRole,
) -> Result<DomainOrganizationRole> {
    let mut role = find(call, &asked.role_id).await?;
    if asked.expand.contains(&RoleExpand::UnusedPermissions) {
        role.unused_permissions = Some(Vec::new());
    }
    if asked.user_count {
        count_users(call, std::slice::from_mut(&mut role)).await?;
    }
    Ok(role)
}

/// Makes a role. Whose copy it is does not matter: only the server makes default roles.
pub(crate) async fn create_role(
    call: &mut Call,
    PostAuthorizationRoles { body }: PostAuthorizationRoles,
) -> Result<DomainOrganizationRole> {
    let organization = call.organization();
    call.tx.lock(Lock::Organization(&organization)).await?;
    let id = call.random.id();
    let role = DomainOrganizationRole {
        self_uri: Some(uri(&id)),
        id: Some(id.clone()),
        name: Some(required_text(&body.name, "name")?),
        addon_licenses: body.addon_licenses,
        base: Some(false),
        base_license: body.base_license,
        r#default: Some(false),
        description: body.description,
        permission_policies: Some(body.permission_policies.unwrap_or_default()),
        permissions: Some(body.permissions.unwrap_or_default()),
        ..DomainOrganizationRole::default()
    };
    policies::check(&role)?;
    may_define(call, &[&role], &[])?;
    if roles::count(&mut call.tx).await? >= i64::try_from(MAX_ROLES).unwrap_or(i64::MAX) {
        return Err(Refusal::too_many("roles", MAX_ROLES));
    }
    add(call, &role).await?;
    Ok(DomainOrganizationRole { user_count: Some(0), ..role })
}

/// Makes a role what the body says; what it leaves out becomes empty. What the administrator's role
/// allows cannot be said, so there it stays when it is left out.
pub(crate) async fn replace_role(
    call: &mut Call,
    PutAuthorizationRole { role_id, body }: PutAuthorizationRole,
) -> Result<DomainOrganizationRole> {
    let before = find_to_change(call, &role_id).await?;
    let name = Some(required_text(&body.name, "name")?);
    let (policies, permissions) = if is_administrators(&before) {
        (body.permission_policies, body.permissions)
    } else {
        let policies = body.permission_policies.unwrap_or_default();
        (Some(policies), Some(body.permissions.unwrap_or_default()))
    };
    let after = DomainOrganizationRole {
        name,
        description: body.description,
        permission_policies: policies.or_else(|| before.permission_policies.clone()),
        permissions: permissions.or_else(|| before.permissions.clone()),
        ..before.clone()
    };
    save(call, &before, after).await
}

/// Changes what the body names.
pub(crate) async fn change_role(
    call: &mut Call,
    PatchAuthorizationRole { role_id, body }: PatchAuthorizationRole,
) -> Result<DomainOrganizationRole> {
    let before = find_to_change(call, &role_id).await?;
    let mut after = before.clone();
    if let Some(given) = body.name {
        after.name = Some(required_text(&given, "name")?);
    }
    after.description = body.description.or(after.description);
    after.addon_licenses = body.addon_licenses.or(after.addon_licenses);
    after.base_license = body.base_license.or(after.base_license);
    after.permission_policies = body.permission_policies.or(after.permission_policies);
    after.permissions = body.permissions.or(after.permissions);
    save(call, &before, after).await
}

/// Stores a changed role, if the caller could have granted it before and can afterwards, wherever it
/// is granted.
async fn save(
    call: &mut Call,
    before: &DomainOrganizationRole,
    after: DomainOrganizationRole,
) -> Result<DomainOrganizationRole> {
    let id = after.id.clone().unwrap_or_default();
    let allowed_alike = before.permission_policies == after.permission_policies
        && before.permissions == after.permissions;
    if is_administrators(before) && !allowed_alike {
        let message = "The administrator's role allows everything; only its name and description can be changed.";
        return Err(Refusal::bad_request(message));
    }
    if !allowed_alike {
        // What was allowed stays allowed to stand: an older catalogue may have had other names.
        policies::check(&after)?;
    }
    let places = grants::divisions_of_role(&mut call.tx, &id).await?;
    may_define(call, &[before, &after], &places)?;
    if !roles::save(&mut call.tx, &after).await? {
        return Err(Refusal::name_taken("role", after.name.as_deref().unwrap_or_default()));
    }
    let event = AuditEvent::new(ROLE, Action::Update, id).named(after.name.as_deref());
    audit::record(call, event.between(before, &after)?).await?;
    let mut shown = after;
    count_users(call, std::slice::from_mut(&mut shown)).await?;
    Ok(shown)
}

/// Deletes a role. Where it is granted, its grants go with it if the request insists and the caller
/// could take each of them away.
pub(crate) async fn delete_role(
    call: &mut Call,
    DeleteAuthorizationRole { role_id }: DeleteAuthorizationRole,
) -> Result<()> {
    const REVOKE: &str = "authorization:grant:delete";
    let organization = call.organization();
    let role = find_to_change(call, &role_id).await?;
    let (id, name) = (role.id.clone().unwrap_or_default(), role.name.clone().unwrap_or_default());
    if role.default_role_id.is_some() {
        return Err(Refusal::bad_request(format!("The default role [{name}] cannot be deleted.")));
    }
    let places = grants::divisions_of_role(&mut call.tx, &id).await?;
    if !places.is_empty() && !call.is_forced() {
        let message = format!(
            "The role [{name}] is granted in {} divisions. Take it away from everybody first; the header \
             Callroster-Force: true does so.",
            places.len()
        );
        return Err(Refusal::conflict(message));
    }
    for place in &places {
        if !call.authority().reaches(REVOKE, place) {
            let reason = format!("{REVOKE} is not held in {place}, where the role is granted");
            return Err(Refusal::missing_permissions(&[REVOKE]).because(reason));
        }
    }
    let mut gone = holders::record_all_removed(call, &role).await?;
    let trusted = trusts::grants(&mut call.tx, &organization, GrantsOf::Role(&id)).await?;
    record_revoked(call, &trusted).await?;
    gone += trusted.len();
    roles::delete(&mut call.tx, &id).await?;
    crate::rules::grants::keep_an_administrator(call).await?;
    let event = AuditEvent::new(ROLE, Action::Delete, id).named(Some(name));
    let event = event.between(&role, &())?.with("grantsRemoved", gone.to_string());
    audit::record(call, event).await
}

/// Callers define only roles that they could grant. A role takes effect wherever it is granted, so
/// the caller must hold all its permissions there; those of a role that is granted nowhere must be
/// held in some division.
fn may_define(call: &Call, states: &[&DomainOrganizationRole], places: &[String]) -> Result<()> {
    let authority = &call.authority();
    for role in states {
        let name = role.name.as_deref().unwrap_or_default();
        if places.is_empty() && !authority.holds_all_somewhere(role) {
            return Err(Refusal::role_out_of_reach(name, "any division"));
        }
        if let Some(place) = places.iter().find(|place| !authority.holds_all_of(role, place)) {
            let place = if place == "*" { "all divisions" } else { place };
            return Err(Refusal::role_out_of_reach(name, place));
        }
    }
    Ok(())
}

/// Sets how many users hold each of the roles.
async fn count_users(call: &mut Call, shown: &mut [DomainOrganizationRole]) -> Result<()> {
    let ids: Vec<String> = shown.iter().filter_map(|role| role.id.clone()).collect();
    let counts = grants::user_counts(&mut call.tx, &ids).await?;
    for role in shown {
        let users = role.id.as_ref().and_then(|id| counts.get(id)).copied().unwrap_or_default();
        role.user_count = i32::try_from(users).ok();
    }
    Ok(())
}

fn is_administrators(role: &DomainOrganizationRole) -> bool {
    role.default_role_id.as_deref() == Some(DefaultRole::Administrator.as_str())
}

fn uri(id: &str) -> String {
    format!("/api/v2/authorization/roles/{id}")
}
