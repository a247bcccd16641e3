//! Users of the caller's organization whom another one trusts.

use api::{
    DeleteOrgauthorizationTrustorUser, GetOrgauthorizationTrustorUser,
    GetOrgauthorizationTrustorUsers, PutOrgauthorizationTrustorUser, TrustUser,
    TrustUserEntityListing,
};
use store::{
    Part,
    trusts::{self, MemberKind, NewMember},
};

use crate::rules::{
    people::present,
    trusts::{
        Event, by_trustor, hold_both,
        members::{self, Side},
        write_down,
    },
};
use gate::{audit::Action, call::Call, paging::Listing, refusal::Result, reply::Rendered};

/// The users who are trusted, by name.
pub(crate) async fn list_users(
    call: &mut Call,
    asked: GetOrgauthorizationTrustorUsers,
) -> Result<Rendered<TrustUserEntityListing>> {
    let trust = by_trustor(call, &asked.trustor_org_id).await?;
    let page = asked.page;
    let part = Part { offset: page.offset(), limit: page.size.into(), descending: false };
    let (entities, total) = members::list(call, &trust, Side::Trustee, part).await?;
    page.render_models(asked, &entities, total)
}

/// One user who is trusted.
pub(crate) async fn get_user(
    call: &mut Call,
    asked: GetOrgauthorizationTrustorUser,
) -> Result<TrustUser> {
    let trust = by_trustor(call, &asked.trustor_org_id).await?;
    members::find(call, &trust, Side::Trustee, &asked.trustee_user_id).await
}

/// Brings a user into the trust, without any role there.
pub(crate) async fn bring_user(
    call: &mut Call,
    asked: PutOrgauthorizationTrustorUser,
) -> Result<TrustUser> {
    let (own, author) = (call.organization(), call.user().map(str::to_owned));
    hold_both(call, &asked.trustor_org_id.to_lowercase()).await?;
    let trust = by_trustor(call, &asked.trustor_org_id).await?;
    let id = present(call, &asked.trustee_user_id).await?.id;
    let member = NewMember {
        id: &id,
        kind: MemberKind::User,
        created_in: &own,
        created_by: author.as_deref(),
        created_at: call.now,
    };
    if trusts::add_member(&mut call.tx, trust.pair(), &member).await? {
        let event = Event::new(Action::Add).property("users", Vec::new(), vec![id.clone()]);
        write_down(call, &trust, event).await?;
    }
    members::find(call, &trust, Side::Trustee, &id).await
}

/// Takes a user out of the trust.
pub(crate) async fn withdraw_user(
    call: &mut Call,
    asked: DeleteOrgauthorizationTrustorUser,
) -> Result<()> {
    hold_both(call, &asked.trustor_org_id.to_lowercase()).await?;
    let trust = by_trustor(call, &asked.trustor_org_id).await?;
    let id = members::find(call, &trust, Side::Trustee, &asked.trustee_user_id)
        .await?
        .id
        .unwrap_or_default();
    trusts::remove_member(&mut call.tx, trust.pair(), (MemberKind::User, &id)).await?;
    let event = Event::new(Action::Remove).property("users", vec![id], Vec::new());
    write_down(call, &trust, event).await
}
