//! Organizations that trust the caller's: the side whose users are let in.

mod groups;
mod users;

use api::{
    DeleteOrgauthorizationTrustor, GetOrgauthorizationTrustor, GetOrgauthorizationTrustors,
    GetUserTrustors, Trustor, TrustorEntityListing,
};
pub(crate) use groups::{bring_group, get_group, list_groups, withdraw_group};
use store::{
    Part,
    trusts::{self, Which},
};
pub(crate) use users::{bring_user, get_user, list_users, withdraw_user};

use crate::rules::trustors::{of_user, shown};
use crate::rules::{
    people::present,
    trusts::{Event, by_trustor, hold_both, write_down},
};
use gate::routes::Routes;
use gate::{audit::Action, call::Call, paging::Listing, refusal::Result, reply::Rendered};

/// The operations on trustors that are served.
pub(crate) fn routes() -> Routes {
    Routes::default()
        .answer(list_trustors)
        .answer(get_trustor)
        .answer(give_up_trust)
        .answer(list_groups)
        .answer(get_group)
        .answer(bring_group)
        .answer(withdraw_group)
        .answer(list_users)
        .answer(get_user)
        .answer(bring_user)
        .answer(withdraw_user)
        .answer(list_trustors_of_user)
}

/// The trusting organizations, by name.
pub(crate) async fn list_trustors(
    call: &mut Call,
    asked: GetOrgauthorizationTrustors,
) -> Result<Rendered<TrustorEntityListing>> {
    let page = asked.page;
    let part = Part { offset: page.offset(), limit: page.size.into(), descending: false };
    let own = call.organization();
    let total = trusts::count(&mut call.tx, Which::OfTrustee(&own)).await?;
    let found = trusts::list(&mut call.tx, Which::OfTrustee(&own), part).await?;
    let entities = shown(call, found, None).await?;
    page.render_models(asked, &entities, total)
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
    let page = asked.page;
    let part = Part { offset: page.offset(), limit: page.size.into(), descending: false };
    let (entities, total) = of_user(call, &user.id, part).await?;
    page.render_models(asked, &entities, total)
}
