//! Organizations that trust the caller's: the side whose users are let in.

mod groups;
mod users;

use std::collections::HashMap;

use api::{
    DeleteOrgauthorizationTrustor, GetOrgauthorizationTrustor, GetOrgauthorizationTrustors,
    GetUserTrustors, TrusteeAuthorization, Trustor, TrustorEntityListing, UserAuthorization,
};
pub(crate) use groups::{bring_group, get_group, list_groups, withdraw_group};
use store::{
    Part,
    grants::HeldRole,
    groups as store_groups,
    trusts::{self, Trust, Which},
};
pub(crate) use users::{bring_user, get_user, list_users, withdraw_user};

use crate::{
    audit::Action,
    call::Call,
    paging::{Page, written},
    refusal::Result,
    reply::Rendered,
    trusts::{Event, author, by_trustor, hold_both, organization, write_down},
    users::{present, render::authorization},
};

/// The trusting organizations, by name.
pub(crate) async fn list_trustors(
    call: &mut Call,
    asked: GetOrgauthorizationTrustors,
) -> Result<Rendered<TrustorEntityListing>> {
    let page = Page { number: asked.page_number, size: asked.page_size };
    let part = Part { offset: page.offset(), limit: page.size.into(), descending: false };
    let own = call.caller.organization.clone();
    let total = trusts::count(&mut call.tx, Which::OfTrustee(&own)).await?;
    let found = trusts::list(&mut call.tx, Which::OfTrustee(&own), part).await?;
    let entities = shown(call, found, None).await?;
    Ok(page.render(asked, &written(&entities)?, total))
}

/// One trusting organization.
pub(crate) async fn get_trustor(
    call: &mut Call,
    asked: GetOrgauthorizationTrustor,
) -> Result<Trustor> {
    let trust = by_trustor(call, &asked.trustor_org_id).await?;
    Ok(shown(call, vec![trust], None).await?.pop().unwrap_or_default())
}

/// Leaves a trust.
pub(crate) async fn give_up_trust(
    call: &mut Call,
    asked: DeleteOrgauthorizationTrustor,
) -> Result<()> {
    hold_both(call, &asked.trustor_org_id.to_lowercase()).await?;
    let trust = by_trustor(call, &asked.trustor_org_id).await?;
    trusts::delete(&mut call.tx, trust.pair()).await?;
    write_down(call, &trust, Event::new(Action::Delete)).await
}

/// The organizations that trust a user, by name.
pub(crate) async fn list_trustors_of_user(
    call: &mut Call,
    asked: GetUserTrustors,
) -> Result<Rendered<TrustorEntityListing>> {
    let user = present(call, &asked.user_id).await?;
    let page = Page { number: asked.page_number, size: asked.page_size };
    let part = Part { offset: page.offset(), limit: page.size.into(), descending: false };
    let (entities, total) = of_user(call, &user.id, part).await?;
    Ok(page.render(asked, &written(&entities)?, total))
}

/// A part of the organizations that trust a user, named or through a group that passes roles on, and
/// how many there are.
pub(crate) async fn of_user(
    call: &mut Call,
    user: &str,
    part: Part,
) -> Result<(Vec<Trustor>, i64)> {
    let own = call.caller.organization.clone();
    let mut members = store_groups::passing_roles_to(&mut call.tx, &own, user).await?;
    members.push(user.to_owned());
    let which = Which::OfMembers(&own, &members);
    let total = trusts::count(&mut call.tx, which).await?;
    let found = trusts::list(&mut call.tx, which, part).await?;
    Ok((shown(call, found, Some(&members)).await?, total))
}

/// Trusting organizations as they are answered, with what these users and groups may do there, or
/// everybody who is trusted.
async fn shown(
    call: &mut Call,
    trusts: Vec<Trust>,
    members: Option<&[String]>,
) -> Result<Vec<Trustor>> {
    let own = call.caller.organization.clone();
    let ids: Vec<String> = trusts.iter().map(|trust| trust.trustor.id.clone()).collect();
    let mut held: HashMap<String, Vec<HeldRole>> = HashMap::new();
    for (trustor, role) in trusts::held(&mut call.tx, &own, &ids, members).await? {
        held.entry(trustor).or_default().push(role);
    }
    let mut shown = Vec::with_capacity(trusts.len());
    for trust in trusts {
        let is_in_force = trust.is_in_force(call.now);
        let roles = held.remove(&trust.trustor.id).filter(|_| is_in_force).unwrap_or_default();
        shown.push(Trustor {
            self_uri: Some(format!("/api/v2/orgauthorization/trustors/{}", trust.trustor.id)),
            id: Some(trust.trustor.id.clone()),
            authorization: Some(TrusteeAuthorization {
                permissions: authorization(&roles)?.permissions,
            }),
            created_by: trust.created_by.map(author),
            date_created: Some(trust.created_at),
            enabled: Some(is_in_force),
            organization: Some(organization(trust.trustor)),
        });
    }
    Ok(shown)
}

/// What a trusted user may do in the trusting organization, as the trusted one sees it: the
/// permissions, and not the roles that they come from.
fn permissions_alone(held: &[HeldRole]) -> Result<UserAuthorization> {
    let permissions = authorization(held)?.permissions;
    Ok(UserAuthorization { permissions, ..UserAuthorization::default() })
}
