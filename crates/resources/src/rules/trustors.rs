//! Organizations that trust the caller's, as they are answered.

use std::collections::HashMap;

use super::{
    grants::authorization::authorization,
    trusts::{author, organization},
};
use api::{TrusteeAuthorization, Trustor};
use gate::{context::Context, refusal::Result};
use store::{
    Part,
    grants::HeldRole,
    groups as store_groups,
    trusts::{self, Trust, Which},
};

/// A part of the organizations that trust a user, named or through a group that passes roles on, and
/// how many there are.
pub async fn of_user(context: &mut Context, user: &str, part: Part) -> Result<(Vec<Trustor>, i64)> {
    let own = context.organization();
    let mut members = store_groups::passing_roles_to(&mut context.tx, user).await?;
    members.push(user.to_owned());
    let which = Which::OfMembers(&own, &members);
    let total = trusts::count(&mut context.tx, which).await?;
    let found = trusts::list(&mut context.tx, which, part).await?;
    Ok((shown(context, found, Some(&members)).await?, total))
}

/// Trusting organizations as they are answered, with what these users and groups may do there, or
/// everybody who is trusted.
pub async fn shown(
    context: &mut Context,
    trusts: Vec<Trust>,
    members: Option<&[String]>,
) -> Result<Vec<Trustor>> {
    let own = context.organization();
    let ids: Vec<String> = trusts.iter().map(|trust| trust.trustor.id.clone()).collect();
    let mut held: HashMap<String, Vec<HeldRole>> = HashMap::new();
    for (trustor, role) in trusts::held(&mut context.tx, &own, &ids, members).await? {
        held.entry(trustor).or_default().push(role);
    }
    let mut shown = Vec::with_capacity(trusts.len());
    for trust in trusts {
        let is_in_force = trust.is_in_force(context.now);
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
