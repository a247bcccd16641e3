//! Who of another organization is trusted, and with which roles.

use api::{
    GetOrgauthorizationTrusteeUsers, PostOrgauthorizationTrusteeUsers,
    PutOrgauthorizationTrusteeUserRoles, TrustMemberCreate, TrustUser, TrustUserEntityListing,
    UserAuthorization,
};
use store::{
    Divisions, Part, Tx, divisions,
    grants::HeldRole,
    groups,
    trusts::{self, MemberKind, NewMember, Pair as Sides, Trust},
    users,
};

use crate::rules::{
    grants::{MOST, Pair, authorization::authorization, may_grant, within_reach},
    trusts::{Event, ROLES, hold_both, in_trustee, user, write_down},
};
use gate::{
    audit::Action,
    call::Call,
    paging::Listing,
    refusal::{Refusal, Result},
    reply::Rendered,
};

/// The trusted users, by name, with what they hold here.
pub(crate) async fn list_users(
    call: &mut Call,
    asked: GetOrgauthorizationTrusteeUsers,
) -> Result<Rendered<TrustUserEntityListing>> {
    let trust = in_trustee(call, &asked.trustee_org_id).await?;
    let page = asked.page;
    let part = Part { offset: page.offset(), limit: page.size.into(), descending: false };
    // The divisions of another organization are none of the caller's.
    let theirs = Divisions::all();
    let of = (trust.pair(), &theirs);
    let total = trusts::count_members(&mut call.tx, of, MemberKind::User).await?;
    let found = trusts::members(&mut call.tx, of, MemberKind::User, part).await?;
    let ids: Vec<String> = found.iter().map(|member| member.id.clone()).collect();
    let held = held(call, trust.pair(), &ids).await?;
    let mut entities = Vec::with_capacity(found.len());
    for member in found {
        let own: Vec<HeldRole> =
            held.iter().filter(|role| role.subject == member.id).cloned().collect();
        entities.push(user(member, authorization(&own)?)?);
    }
    page.render_models(asked, &entities, total)
}

/// Trusts one more user.
pub(crate) async fn trust_user(
    call: &mut Call,
    asked: PostOrgauthorizationTrusteeUsers,
) -> Result<TrustUser> {
    hold_both(call, &asked.trustee_org_id.to_lowercase()).await?;
    let trust = in_trustee(call, &asked.trustee_org_id).await?;
    let id = asked.body.id.trim().to_lowercase();
    let event = add_users(call, &trust, vec![asked.body], Event::new(Action::Add)).await?;
    if !event.is_empty() {
        write_down(call, &trust, event).await?;
    }
    let theirs = Divisions::all();
    let of = (trust.pair(), &theirs);
    let member = trusts::find_member(&mut call.tx, of, (MemberKind::User, &id)).await?;
    let member = member.ok_or_else(|| Refusal::internal("a trusted user is gone at once"))?;
    let held = held(call, trust.pair(), &[id]).await?;
    user(member, authorization(&held)?)
}

/// Makes exactly these the roles of a trusted user, in the home division.
pub(crate) async fn set_user_roles(
    call: &mut Call,
    asked: PutOrgauthorizationTrusteeUserRoles,
) -> Result<UserAuthorization> {
    hold_both(call, &asked.trustee_org_id.to_lowercase()).await?;
    let trust = in_trustee(call, &asked.trustee_org_id).await?;
    let id = asked.trustee_user_id.to_lowercase();
    let theirs = Divisions::all();
    let of = (trust.pair(), &theirs);
    if trusts::find_member(&mut call.tx, of, (MemberKind::User, &id)).await?.is_none() {
        return Err(Refusal::user_not_found(&asked.trustee_user_id));
    }
    let ids = [id];
    let before = held(call, trust.pair(), &ids).await?;
    let wanted = in_home_division(call, asked.body).await?;
    for role in &before {
        let pair = Pair::new(&role.role, &role.division);
        if !wanted.contains(&pair) {
            within_reach(call, &role.division)?;
        }
    }
    let had = |pair: &Pair| {
        before.iter().any(|role| role.role == pair.role && role.division == pair.division)
    };
    for pair in wanted.iter().filter(|pair| !had(pair)) {
        may_grant(call, pair).await?;
    }
    let [id] = &ids;
    trusts::revoke_all(&mut call.tx, trust.pair(), id).await?;
    give(call, trust.pair(), id, &wanted).await?;
    let after = held(call, trust.pair(), &ids).await?;
    let event = Event::new(Action::Update).property(ROLES, texts(&before), texts(&after));
    if !event.is_empty() {
        write_down(call, &trust, event).await?;
    }
    authorization(&after)
}

/// Brings users of the other organization in, with their roles; all or none.
pub(super) async fn add_users(
    call: &mut Call,
    trust: &Trust,
    named: Vec<TrustMemberCreate>,
    event: Event,
) -> Result<Event> {
    let here = call.tx.enter(&trust.trustee.id);
    let found = users_there(&mut call.tx, &named).await;
    call.tx.enter(&here);
    let ids = found?;
    add(call, trust, (MemberKind::User, "users"), ids, named, event).await
}

/// Brings groups of the other organization in, with their roles; all or none.
pub(super) async fn add_groups(
    call: &mut Call,
    trust: &Trust,
    named: Vec<TrustMemberCreate>,
    event: Event,
) -> Result<Event> {
    let here = call.tx.enter(&trust.trustee.id);
    let found = groups_there(&mut call.tx, &named).await;
    call.tx.enter(&here);
    let ids = found?;
    add(call, trust, (MemberKind::Group, "groups"), ids, named, event).await
}

/// The ids of these users of the other organization, which the transaction looks into meanwhile.
async fn users_there(tx: &mut Tx, named: &[TrustMemberCreate]) -> Result<Vec<String>> {
    let mut ids = Vec::with_capacity(named.len());
    for one in named {
        let id = one.id.trim().to_lowercase();
        let found = users::find(tx, &Divisions::all(), &id).await?;
        if found.is_none_or(|user| user.state == api::State::Deleted) {
            return Err(Refusal::user_not_found(&one.id));
        }
        ids.push(id);
    }
    Ok(ids)
}

/// The ids of these groups of the other organization, which the transaction looks into meanwhile.
async fn groups_there(tx: &mut Tx, named: &[TrustMemberCreate]) -> Result<Vec<String>> {
    let mut ids = Vec::with_capacity(named.len());
    for one in named {
        let id = one.id.trim().to_lowercase();
        if groups::find(tx, &id).await?.is_none() {
            return Err(Refusal::not_found("group", &one.id));
        }
        ids.push(id);
    }
    Ok(ids)
}

async fn add(
    call: &mut Call,
    trust: &Trust,
    (kind, property): (MemberKind, &'static str),
    ids: Vec<String>,
    named: Vec<TrustMemberCreate>,
    event: Event,
) -> Result<Event> {
    let (own, pair) = (call.caller.organization.clone(), trust.pair());
    let before = held(call, pair, &ids).await?;
    let mut new = Vec::new();
    for (id, one) in ids.iter().zip(named) {
        let member = NewMember {
            id,
            kind,
            created_in: &own,
            created_by: call.caller.user.as_deref(),
            created_at: call.now,
        };
        if trusts::add_member(&mut call.tx, pair, &member).await? {
            new.push(id.clone());
        }
        let mut pairs = one.role_divisions.as_ref().map(Pair::all).unwrap_or_default();
        pairs.extend(in_home_division(call, one.role_ids.unwrap_or_default()).await?);
        for pair in &pairs {
            may_grant(call, pair).await?;
        }
        give(call, pair, id, &pairs).await?;
    }
    let after = held(call, pair, &ids).await?;
    if ids.iter().any(|id| after.iter().filter(|role| role.subject == *id).count() > MOST) {
        return Err(Refusal::too_many_roles(MOST));
    }
    let event = event.property(property, Vec::new(), new);
    Ok(event.property(ROLES, texts(&before), texts(&after)))
}

/// Roles that are named without a division hold in the home division, as those of users do.
async fn in_home_division(call: &mut Call, roles: Vec<String>) -> Result<Vec<Pair>> {
    if roles.is_empty() {
        return Ok(Vec::new());
    }
    let home = divisions::home(&mut call.tx).await?;
    let home = home.ok_or_else(|| Refusal::internal("the organization has no home division"))?;
    Ok(roles.iter().map(|role| Pair::new(role, &home.id)).collect())
}

async fn give(call: &mut Call, sides: Sides<'_>, member: &str, pairs: &[Pair]) -> Result<()> {
    for pair in pairs {
        let grant = (pair.role.as_str(), pair.division.as_str(), call.now);
        trusts::grant(&mut call.tx, sides, member, grant).await?;
    }
    Ok(())
}

/// What these users and groups hold here.
async fn held(call: &mut Call, sides: Sides<'_>, ids: &[String]) -> Result<Vec<HeldRole>> {
    let here = [sides.trustor.to_owned()];
    let held = trusts::held(&mut call.tx, sides.trustee, &here, Some(ids)).await?;
    Ok(held.into_iter().map(|(_, role)| role).collect())
}

/// Roles as the audit shows them.
fn texts(held: &[HeldRole]) -> Vec<String> {
    let one = |role: &HeldRole| {
        format!("{} ({}) in {} for {}", role.role_name, role.role, role.division, role.subject)
    };
    held.iter().map(one).collect()
}
