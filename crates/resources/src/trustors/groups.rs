//! Groups of the caller's organization that another one trusts.

use std::collections::HashMap;

use api::{
    DeleteOrgauthorizationTrustorGroup, GetOrgauthorizationTrustorGroup,
    GetOrgauthorizationTrustorGroups, Group, PutOrgauthorizationTrustorGroup, TrustGroup,
    TrustGroupEntityListing,
};
use store::{
    Part,
    groups::{self, GroupFilter, Sight},
    trusts::{self, Member, MemberKind, NewMember, Trust},
};

use crate::rules::{
    groups::find,
    trusts::{Event, by_trustor, group, hold_both, write_down},
};
use gate::{
    audit::Action,
    call::Call,
    paging::Listing,
    refusal::{Refusal, Result},
    reply::Rendered,
};

/// The groups that are trusted, by name.
pub(crate) async fn list_groups(
    call: &mut Call,
    asked: GetOrgauthorizationTrustorGroups,
) -> Result<Rendered<TrustGroupEntityListing>> {
    let trust = by_trustor(call, &asked.trustor_org_id).await?;
    let page = asked.page;
    let part = Part { offset: page.offset(), limit: page.size.into(), descending: false };
    let divisions = call.divisions().clone();
    let of = (trust.pair(), &divisions);
    let total = trusts::count_members(&mut call.tx, of, MemberKind::Group).await?;
    let found = trusts::members(&mut call.tx, of, MemberKind::Group, part).await?;
    let entities = read(call, found).await?;
    page.render_models(asked, &entities, total)
}

/// One group that is trusted.
pub(crate) async fn get_group(
    call: &mut Call,
    asked: GetOrgauthorizationTrustorGroup,
) -> Result<TrustGroup> {
    let trust = by_trustor(call, &asked.trustor_org_id).await?;
    shown(call, &trust, &asked.trustor_group_id).await
}

/// Brings a group into the trust, without any role there.
pub(crate) async fn bring_group(
    call: &mut Call,
    asked: PutOrgauthorizationTrustorGroup,
) -> Result<TrustGroup> {
    hold_both(call, &asked.trustor_org_id.to_lowercase()).await?;
    let trust = by_trustor(call, &asked.trustor_org_id).await?;
    let id = find(call, &asked.trustor_group_id).await?.id.unwrap_or_default();
    let (own, author) = (call.organization(), call.user().map(str::to_owned));
    let member = NewMember {
        id: &id,
        kind: MemberKind::Group,
        created_in: &own,
        created_by: author.as_deref(),
        created_at: call.now,
    };
    if trusts::add_member(&mut call.tx, trust.pair(), &member).await? {
        let event = Event::new(Action::Add).property("groups", Vec::new(), vec![id.clone()]);
        write_down(call, &trust, event).await?;
    }
    shown(call, &trust, &id).await
}

/// Takes a group out of the trust.
pub(crate) async fn withdraw_group(
    call: &mut Call,
    asked: DeleteOrgauthorizationTrustorGroup,
) -> Result<()> {
    hold_both(call, &asked.trustor_org_id.to_lowercase()).await?;
    let trust = by_trustor(call, &asked.trustor_org_id).await?;
    let id = shown(call, &trust, &asked.trustor_group_id).await?.id.unwrap_or_default();
    trusts::remove_member(&mut call.tx, trust.pair(), (MemberKind::Group, &id)).await?;
    let event = Event::new(Action::Remove).property("groups", vec![id], Vec::new());
    write_down(call, &trust, event).await
}

/// A trusted group as it is answered; 404 when it is none.
async fn shown(call: &mut Call, trust: &Trust, id: &str) -> Result<TrustGroup> {
    let named = id.to_lowercase();
    let divisions = call.divisions().clone();
    let of = (trust.pair(), &divisions);
    let found = trusts::find_member(&mut call.tx, of, (MemberKind::Group, &named)).await?;
    let found = read(call, found.into_iter().collect()).await?.pop();
    found.ok_or_else(|| Refusal::not_found("trusted group", id))
}

/// The groups behind memberships, in their order: a caller who may see trusted groups sees each of
/// them whole, whatever its visibility.
async fn read(call: &mut Call, members: Vec<Member>) -> Result<Vec<TrustGroup>> {
    let ids: Vec<String> = members.iter().map(|member| member.id.clone()).collect();
    let limit = i64::try_from(ids.len()).unwrap_or(i64::MAX);
    let part = Part { offset: 0, limit, descending: false };
    let filter = GroupFilter { ids: Some(ids), ..GroupFilter::default() };
    let found = groups::list(&mut call.tx, Sight::Whole, &filter, part).await?;
    let mut found: HashMap<Option<String>, Group> =
        found.into_iter().map(|group| (group.id.clone(), group)).collect();
    let whole = members.into_iter().filter_map(|member| {
        let behind = found.remove(&Some(member.id))?;
        Some(group(behind, (member.created_at, member.created_by)))
    });
    Ok(whole.collect())
}
