//! Organizations that the caller's trusts: the side whose data it is.

mod members;

use api::{
    DeleteOrgauthorizationTrustee, GetOrgauthorizationTrustee, GetOrgauthorizationTrustees,
    PostOrgauthorizationTrustees, TrustEntityListing, Trustee,
};
pub(crate) use members::{list_users, set_user_roles, trust_user};
use store::{
    Part, organizations,
    trusts::{self, MemberKind, NewTrust, Pair, Trust, Which},
};

use crate::rules::trusts::{Event, author, hold_both, in_trustee, organization, write_down};
use gate::routes::Routes;
use gate::{
    audit::Action,
    call::Call,
    paging::Listing,
    refusal::{Refusal, Result},
    reply::Rendered,
};

/// The operations on trustees that are served.
pub(crate) fn routes() -> Routes {
    Routes::default()
        .answer(list_trustees)
        .answer(trust_organization)
        .answer(get_trustee)
        .answer(end_trust)
        .answer(list_users)
        .answer(trust_user)
        .answer(set_user_roles)
}

/// The trusted organizations, by name.
pub(crate) async fn list_trustees(
    call: &mut Call,
    asked: GetOrgauthorizationTrustees,
) -> Result<Rendered<TrustEntityListing>> {
    let page = asked.page;
    let part = Part { offset: page.offset(), limit: page.size.into(), descending: false };
    let own = call.organization();
    let total = trusts::count(&mut call.tx, Which::OfTrustor(&own)).await?;
    let found = trusts::list(&mut call.tx, Which::OfTrustor(&own), part).await?;
    let entities: Vec<Trustee> = found.into_iter().map(shown).collect();
    page.render_models(asked, &entities, total)
}

/// One trusted organization.
pub(crate) async fn get_trustee(
    call: &mut Call,
    asked: GetOrgauthorizationTrustee,
) -> Result<Trustee> {
    in_trustee(call, &asked.trustee_org_id).await.map(shown)
}

/// Trusts another organization, and users and groups of it, all or nothing.
pub(crate) async fn trust_organization(
    call: &mut Call,
    PostOrgauthorizationTrustees { body }: PostOrgauthorizationTrustees,
) -> Result<Trustee> {
    const GROUPS: &str = "authorization:orgTrusteeGroup:add";
    let given = body.pairing_id.map(|id| id.trim().to_owned()).filter(|id| !id.is_empty());
    let given = given.ok_or_else(|| Refusal::missing_value("pairingId"))?;
    let (own, trustee) = (call.organization(), given.to_lowercase());
    let author = call.user().map(str::to_owned);
    if *trustee == *own {
        let allowed = "the id of another organization";
        return Err(Refusal::invalid_value("pairingId", given, allowed));
    }
    if let Some(end) = body.date_expired.filter(|end| *end <= call.now) {
        let allowed = "a time in the future";
        return Err(Refusal::invalid_value("dateExpired", end.to_string(), allowed));
    }
    let (users, groups) = (body.users.unwrap_or_default(), body.groups.unwrap_or_default());
    if !groups.is_empty() && !call.holds(GROUPS) {
        return Err(Refusal::missing_permissions(&[GROUPS]).because("the request trusts groups"));
    }
    hold_both(call, &trustee).await?;
    if organizations::find(&mut call.tx, &trustee).await?.is_none() {
        return Err(Refusal::not_found("organization", &given));
    }
    let new = NewTrust {
        pair: Pair { trustor: &own, trustee: &trustee },
        enabled: body.enabled,
        expires_at: body.date_expired,
        created_by: author.as_deref(),
        created_at: call.now,
    };
    if !trusts::insert(&mut call.tx, &new).await? {
        let message = format!("The organization [{given}] is trusted already.");
        return Err(Refusal::conflict(message));
    }
    let trust = in_trustee(call, &trustee).await?;
    let mut event = Event::new(Action::Create);
    event = members::add(call, &trust, MemberKind::User, users, event).await?;
    event = members::add(call, &trust, MemberKind::Group, groups, event).await?;
    write_down(call, &trust, event).await?;
    Ok(shown(trust))
}

/// Ends the trust in an organization.
pub(crate) async fn end_trust(call: &mut Call, asked: DeleteOrgauthorizationTrustee) -> Result<()> {
    hold_both(call, &asked.trustee_org_id.to_lowercase()).await?;
    let trust = in_trustee(call, &asked.trustee_org_id).await?;
    trusts::delete(&mut call.tx, trust.pair()).await?;
    write_down(call, &trust, Event::new(Action::Delete)).await
}

/// A trusted organization as it is answered.
fn shown(trust: Trust) -> Trustee {
    Trustee {
        self_uri: Some(format!("/api/v2/orgauthorization/trustees/{}", trust.trustee.id)),
        id: Some(trust.trustee.id.clone()),
        created_by: trust.created_by.map(author),
        date_created: Some(trust.created_at),
        date_expired: trust.expires_at,
        enabled: Some(trust.enabled),
        has_full_access: Some(false),
        is_trusted_user: Some(false),
        organization: Some(organization(trust.trustee)),
        uses_default_role: Some(false),
    }
}
