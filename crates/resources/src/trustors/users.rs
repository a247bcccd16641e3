//! Users of the caller's organization whom another one trusts.

use api::{
    DeleteOrgauthorizationTrustorUser, GetOrgauthorizationTrustorUser,
    GetOrgauthorizationTrustorUsers, PutOrgauthorizationTrustorUser, TrustUser,
    TrustUserEntityListing,
};
use store::{
    Part,
    grants::HeldRole,
    trusts::{self, MemberKind, NewMember, Pair, Trust},
};

use crate::rules::trustors::permissions_alone;
use crate::rules::{
    people::present,
    trusts::{Event, by_trustor, hold_both, user, write_down},
};
use gate::{
    audit::Action,
    call::Call,
    paging::Listing,
    refusal::{Refusal, Result},
    reply::Rendered,
};

/// The users who are trusted, by name.
pub(crate) async fn list_users(
    call: &mut Call,
    asked: GetOrgauthorizationTrustorUsers,
) -> Result<Rendered<TrustUserEntityListing>> {
    let trust = by_trustor(call, &asked.trustor_org_id).await?;
    let page = asked.page;
    let part = Part { offset: page.offset(), limit: page.size.into(), descending: false };
    let of = (trust.pair(), &call.divisions);
    let total = trusts::count_members(&mut call.tx, of, MemberKind::User).await?;
    let found = trusts::members(&mut call.tx, of, MemberKind::User, part).await?;
    let ids: Vec<String> = found.iter().map(|member| member.id.clone()).collect();
    let held = held(call, trust.pair(), &ids).await?;
    let mut entities = Vec::with_capacity(found.len());
    for member in found {
        let own: Vec<HeldRole> =
            held.iter().filter(|role| role.subject == member.id).cloned().collect();
        entities.push(user(member, permissions_alone(&own)?)?);
    }
    page.render_models(asked, &entities, total)
}

/// One user who is trusted.
pub(crate) async fn get_user(
    call: &mut Call,
    asked: GetOrgauthorizationTrustorUser,
) -> Result<TrustUser> {
    let trust = by_trustor(call, &asked.trustor_org_id).await?;
    shown(call, &trust, &asked.trustee_user_id).await
}

/// Brings a user into the trust, without any role there.
pub(crate) async fn bring_user(
    call: &mut Call,
    asked: PutOrgauthorizationTrustorUser,
) -> Result<TrustUser> {
    hold_both(call, &asked.trustor_org_id.to_lowercase()).await?;
    let trust = by_trustor(call, &asked.trustor_org_id).await?;
    let id = present(call, &asked.trustee_user_id).await?.id;
    let member = NewMember {
        id: &id,
        kind: MemberKind::User,
        created_in: &call.caller.organization,
        created_by: call.caller.user.as_deref(),
        created_at: call.now,
    };
    if trusts::add_member(&mut call.tx, trust.pair(), &member).await? {
        let event = Event::new(Action::Add).property("users", Vec::new(), vec![id.clone()]);
        write_down(call, &trust, event).await?;
    }
    shown(call, &trust, &id).await
}

/// Takes a user out of the trust.
pub(crate) async fn withdraw_user(
    call: &mut Call,
    asked: DeleteOrgauthorizationTrustorUser,
) -> Result<()> {
    hold_both(call, &asked.trustor_org_id.to_lowercase()).await?;
    let trust = by_trustor(call, &asked.trustor_org_id).await?;
    let id = shown(call, &trust, &asked.trustee_user_id).await?.id.unwrap_or_default();
    trusts::remove_member(&mut call.tx, trust.pair(), (MemberKind::User, &id)).await?;
    let event = Event::new(Action::Remove).property("users", vec![id], Vec::new());
    write_down(call, &trust, event).await
}

/// A trusted user as it is answered; 404 when it is none.
async fn shown(call: &mut Call, trust: &Trust, id: &str) -> Result<TrustUser> {
    let named = id.to_lowercase();
    let of = (trust.pair(), &call.divisions);
    let member = trusts::find_member(&mut call.tx, of, (MemberKind::User, &named)).await?;
    let member = member.ok_or_else(|| Refusal::user_not_found(id))?;
    let held = held(call, trust.pair(), &[named]).await?;
    user(member, permissions_alone(&held)?)
}

/// What these users hold in the trusting organization.
async fn held(call: &mut Call, sides: Pair<'_>, ids: &[String]) -> Result<Vec<HeldRole>> {
    let there = [sides.trustor.to_owned()];
    let held = trusts::held(&mut call.tx, sides.trustee, &there, Some(ids)).await?;
    Ok(held.into_iter().map(|(_, role)| role).collect())
}
