//! Who of another organization is trusted, and with which roles.

use api::{
    GetOrgauthorizationTrusteeUsers, PostOrgauthorizationTrusteeUsers,
    PutOrgauthorizationTrusteeUserRoles, State, TrustMemberCreate, TrustUser,
    TrustUserEntityListing, UserAuthorization,
};
use store::{
    Divisions, Part, Tx, divisions,
    grants::HeldRole,
    groups,
    trusts::{self, MemberKind, NewMember, Pair as Sides, Trust},
    users,
};

use crate::rules::{
    grants::{MAX_GRANTS, Pair, authorization::authorization, may_grant},
    trusts::{
        Event, ROLES, hold_both, in_trustee,
        members::{self, Side, held},
        write_down,
    },
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
    let (entities, total) = members::list(call, &trust, Side::Trustor, part).await?;
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
    let event = Event::new(Action::Add);
    let event = add(call, &trust, MemberKind::User, vec![asked.body], event).await?;
    if !event.is_empty() {
        write_down(call, &trust, event).await?;
    }
    members::find(call, &trust, Side::Trustor, &id).await
}

/// Makes exactly these the roles of a trusted user, in the home division.
pub(crate) async fn set_user_roles(
    call: &mut Call,
    asked: PutOrgauthorizationTrusteeUserRoles,
) -> Result<UserAuthorization> {
    hold_both(call, &asked.trustee_org_id.to_lowercase()).await?;
    let trust = in_trustee(call, &asked.trustee_org_id).await?;
    let ids = [members::member(call, &trust, Side::Trustor, &asked.trustee_user_id).await?.id];
    let before = held(call, trust.pair(), &ids).await?;
    let wanted = in_home_division(call, asked.body).await?;
    for role in &before {
        let pair = Pair::new(&role.role, &role.division);
        if !wanted.contains(&pair) {
            call.must_reach(&role.division)?;
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

/// Brings users or groups of the other organization in, with their roles; all or none.
pub(super) async fn add(
    call: &mut Call,
    trust: &Trust,
    kind: MemberKind,
    named: Vec<TrustMemberCreate>,
    event: Event,
) -> Result<Event> {
    let author = call.user().map(str::to_owned);
    // The transaction looks into the other organization meanwhile.
    let here = call.tx.enter(&trust.trustee.id);
    let found = ids_there(&mut call.tx, kind, &named).await;
    call.tx.enter(&here);
    let ids = found?;
    let (own, pair) = (call.organization(), trust.pair());
    let before = held(call, pair, &ids).await?;
    let mut new = Vec::new();
    for (id, one) in ids.iter().zip(named) {
        let member = NewMember {
            id,
            kind,
            created_in: &own,
            created_by: author.as_deref(),
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
    if ids.iter().any(|id| after.iter().filter(|role| role.subject == *id).count() > MAX_GRANTS) {
        return Err(Refusal::too_many_roles(MAX_GRANTS));
    }
    let property = match kind {
        MemberKind::User => "users",
        MemberKind::Group => "groups",
    };
    let event = event.property(property, Vec::new(), new);
    Ok(event.property(ROLES, texts(&before), texts(&after)))
}

/// The ids of these users or groups, which must be in the organization of the transaction.
async fn ids_there(
    tx: &mut Tx,
    kind: MemberKind,
    named: &[TrustMemberCreate],
) -> Result<Vec<String>> {
    let mut ids = Vec::with_capacity(named.len());
    for one in named {
        let id = one.id.trim().to_lowercase();
        match kind {
            MemberKind::User => {
                let found = users::find(tx, &Divisions::all(), &id).await?;
                if found.is_none_or(|user| user.state == State::Deleted) {
                    return Err(Refusal::user_not_found(&one.id));
                }
            }
            MemberKind::Group => {
                if groups::find(tx, &id).await?.is_none() {
                    return Err(Refusal::not_found("group", &one.id));
                }
            }
        }
        ids.push(id);
    }
    Ok(ids)
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

/// Roles as the audit shows them.
fn texts(held: &[HeldRole]) -> Vec<String> {
    let one = |role: &HeldRole| {
        format!("{} ({}) in {} for {}", role.role_name, role.role, role.division, role.subject)
    };
    held.iter().map(one).collect()
}
