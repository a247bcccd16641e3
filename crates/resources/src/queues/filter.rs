//! Which members of a queue a listing shows.

use api::WireEnum as _;
use store::{
    presence::{self, machine::Presence},
    queues::Member,
    users,
};

use crate::rules::abilities::{Ability, Held};
use gate::{call::Call, listing::name_fits, refusal::Result};

/// What is asked for; of a list, one that fits is enough.
pub(super) struct Wanted<'a> {
    pub(super) name: Option<&'a str>,
    pub(super) profile_skills: &'a [String],
    pub(super) skills: &'a [String],
    pub(super) languages: &'a [String],
    pub(super) routing_status: &'a [String],
    pub(super) presence: &'a [String],
    pub(super) as_user: Option<bool>,
    pub(super) joined: Option<bool>,
}

/// The members that fit. What it takes to know is read for all of them at once, and only where
/// something is asked of it.
pub(super) async fn apply(
    call: &mut Call,
    wanted: &Wanted<'_>,
    mut members: Vec<Member>,
) -> Result<Vec<Member>> {
    members.retain(|member| {
        wanted.joined.is_none_or(|joined| joined == member.joined)
            && wanted.as_user.is_none_or(|as_user| as_user == member.as_user)
    });
    let ids = |members: &[Member]| members.iter().map(|one| one.user.clone()).collect::<Vec<_>>();
    if wanted.name.is_some() || !wanted.profile_skills.is_empty() {
        let mut fitting = Vec::new();
        for user in users::in_order(&mut call.tx, &ids(&members)).await? {
            let name = user.read_document()?.name.unwrap_or_default();
            let skills = user.read_profile()?.profile_skills.unwrap_or_default();
            if wanted.name.is_none_or(|filter| name_fits(filter, &name))
                && (wanted.profile_skills.is_empty()
                    || skills.iter().any(|skill| is_among(wanted.profile_skills, skill)))
            {
                fitting.push(user.id.clone());
            }
        }
        members.retain(|member| fitting.contains(&member.user));
    }
    for (ability, names) in [(Ability::Skill, wanted.skills), (Ability::Language, wanted.languages)]
    {
        if !names.is_empty() {
            let mut held = ability.of_users(&mut call.tx, &ids(&members)).await?;
            held.retain(|held: &Held| is_among(names, &held.id) || is_among(names, &held.name));
            members.retain(|member| held.iter().any(|held| held.user == member.user));
        }
    }
    if !wanted.routing_status.is_empty() || !wanted.presence.is_empty() {
        let mut live = presence::of_users(&mut call.tx, &ids(&members)).await?;
        live.retain(|live| {
            let live = &live.live;
            (wanted.routing_status.is_empty()
                || is_among(wanted.routing_status, live.routing.as_str()))
                && (wanted.presence.is_empty() || is_present(wanted.presence, &live.presence))
        });
        members.retain(|member| live.iter().any(|live| live.user == member.user));
    }
    Ok(members)
}

/// A presence is named by the id of its definition or by the built-in one behind it, in any of its
/// spellings: `ON_QUEUE`, `OnQueue`, `On Queue`.
fn is_present(names: &[String], presence: &Presence) -> bool {
    let letters = |text: &str| text.replace(['_', ' '], "").to_lowercase();
    let built_in = letters(presence.system.upper());
    let is = |name: &String| name.eq_ignore_ascii_case(&presence.definition);
    names.iter().any(|name| is(name) || letters(name) == built_in)
}

fn is_among(names: &[String], name: &str) -> bool {
    names.iter().any(|one| store::fold(one) == store::fold(name))
}
