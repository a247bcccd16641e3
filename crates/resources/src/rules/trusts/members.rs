//! Trusted users, as either side of the trust sees them.

use api::{TrustUser, UserAuthorization};
use store::{
    Divisions, Part,
    grants::HeldRole,
    trusts::{self, Member, MemberKind, Pair, Trust},
};

use super::user;
use crate::rules::grants::authorization::authorization;
use gate::{
    context::Context,
    refusal::{Refusal, Result},
};

/// The side of a trust that looks at its users.
#[derive(Debug, Clone, Copy)]
pub enum Side {
    /// The organization that trusts. It sees all of them, because the divisions of another
    /// organization are none of the caller's, and the roles that it gave them.
    Trustor,
    /// The organization whose users they are. It sees those of the caller's divisions, and what they
    /// may do, but not the roles that this comes from.
    Trustee,
}

impl Side {
    fn divisions(self, context: &Context) -> Divisions {
        match self {
            Self::Trustor => Divisions::all(),
            Self::Trustee => context.divisions().clone(),
        }
    }

    fn authorization(self, held: &[HeldRole]) -> Result<UserAuthorization> {
        let all = authorization(held)?;
        Ok(match self {
            Self::Trustor => all,
            Self::Trustee => {
                UserAuthorization { permissions: all.permissions, ..UserAuthorization::default() }
            }
        })
    }
}

/// A part of the trusted users, by name, and how many there are.
pub async fn list(
    context: &mut Context,
    trust: &Trust,
    side: Side,
    part: Part,
) -> Result<(Vec<TrustUser>, i64)> {
    let divisions = side.divisions(context);
    let of = (trust.pair(), &divisions);
    let total = trusts::count_members(&mut context.tx, of, MemberKind::User).await?;
    let found = trusts::members(&mut context.tx, of, MemberKind::User, part).await?;
    let ids: Vec<String> = found.iter().map(|member| member.id.clone()).collect();
    let held = held(context, trust.pair(), &ids).await?;
    let mut users = Vec::with_capacity(found.len());
    for member in found {
        let own: Vec<HeldRole> =
            held.iter().filter(|role| role.subject == member.id).cloned().collect();
        users.push(user(member, side.authorization(&own)?)?);
    }
    Ok((users, total))
}

/// The trusted user with this id, as it is answered.
pub async fn find(context: &mut Context, trust: &Trust, side: Side, id: &str) -> Result<TrustUser> {
    let member = member(context, trust, side, id).await?;
    let held = held(context, trust.pair(), std::slice::from_ref(&member.id)).await?;
    user(member, side.authorization(&held)?)
}

/// The trusted user with this id.
pub async fn member(context: &mut Context, trust: &Trust, side: Side, id: &str) -> Result<Member> {
    let divisions = side.divisions(context);
    let of = (trust.pair(), &divisions);
    let named = (MemberKind::User, &*id.to_lowercase());
    let found = trusts::find_member(&mut context.tx, of, named).await?;
    found.ok_or_else(|| Refusal::user_not_found(id))
}

/// What these users and groups hold in the trusting organization.
pub async fn held(context: &mut Context, sides: Pair<'_>, ids: &[String]) -> Result<Vec<HeldRole>> {
    let trustor = [sides.trustor.to_owned()];
    let held = trusts::held(&mut context.tx, sides.trustee, &trustor, Some(ids)).await?;
    Ok(held.into_iter().map(|(_, role)| role).collect())
}
