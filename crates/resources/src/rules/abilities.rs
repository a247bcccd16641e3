//! How users get routing skills and languages, and lose them: the same rules for both.

use api::State;
pub use store::abilities::{Ability, Held};
use store::users::StoredUser;

use super::{
    grants::lock_organization,
    people::{audited, present_to_change},
    routing_skills::ROUTING,
    skill_groups::sort_in,
};
use gate::{
    audit::{Action, AuditEvent, Kind},
    context::Context,
    refusal::{Refusal, Result},
};

/// The routing skills of a user, in the audit; the id is the user's.
pub const USER_ROUTING_SKILLS: Kind = Kind {
    name: "UserRoutingSkills",
    service: ROUTING,
    actions: &[Action::Update],
    uri: Some(|user| format!("/api/v2/users/{user}/routingskills")),
};

/// The routing languages of a user, in the audit; the id is the user's.
pub const USER_ROUTING_LANGUAGES: Kind = Kind {
    name: "UserRoutingLanguages",
    service: ROUTING,
    actions: &[Action::Update],
    uri: Some(|user| format!("/api/v2/users/{user}/routinglanguages")),
};

/// One request names no more than these.
pub const MAX_AT_ONCE: usize = 50;

/// A skill or language that a user is to have.
pub struct Given {
    /// Its id.
    pub id: String,
    /// How well, from 0 to 5.
    pub proficiency: f64,
}

/// What users have, in words.
struct Words {
    kind: Kind,
    one: &'static str,
    property: &'static str,
}

const fn words(ability: Ability) -> Words {
    match ability {
        Ability::Skill => {
            Words { kind: USER_ROUTING_SKILLS, one: "skill", property: "routingSkills" }
        }
        Ability::Language => {
            Words { kind: USER_ROUTING_LANGUAGES, one: "language", property: "routingLanguages" }
        }
    }
}

/// Languages are known in whole steps.
fn rounded(ability: Ability, proficiency: f64) -> f64 {
    if ability == Ability::Language { proficiency.round() } else { proficiency }
}

/// What a user has, by name.
pub async fn of_user(context: &mut Context, ability: Ability, user: &str) -> Result<Vec<Held>> {
    Ok(ability.of_users(&mut context.tx, &[user.to_owned()]).await?)
}

/// The user, and that no other call changes what the user has or what there is to have.
async fn user_to_change(context: &mut Context, id: &str) -> Result<StoredUser> {
    lock_organization(context).await?;
    present_to_change(context, id).await
}

/// Gives a user one, or another proficiency in it; answers it.
pub async fn give(
    context: &mut Context,
    ability: Ability,
    (user, given): (&str, Given),
) -> Result<Held> {
    let user = user_to_change(context, user).await?;
    let id = given.id.to_lowercase();
    if unknown(context, ability, std::slice::from_ref(&id)).await?.is_some() {
        return Err(Refusal::not_found(words(ability).one, &given.id));
    }
    let before = of_user(context, ability, &user.id).await?;
    set(context, ability, &user.id, &before, &[(id.clone(), given.proficiency)]).await?;
    let after = recorded(context, ability, &user, &before).await?;
    one(after, ability, &id)
}

/// Gives a user several, or another proficiency in them; with `replace` the user loses all others.
/// Answers all that the user has.
pub async fn give_all(
    context: &mut Context,
    ability: Ability,
    (user, given): (&str, Vec<Given>),
    replace: bool,
) -> Result<Vec<Held>> {
    let user = user_to_change(context, user).await?;
    if given.len() > MAX_AT_ONCE {
        let allowed = format!("at most {MAX_AT_ONCE} {}s at once", words(ability).one);
        return Err(Refusal::invalid_value("body", given.len().to_string(), allowed));
    }
    let given: Vec<(String, f64)> =
        given.into_iter().map(|one| (one.id.to_lowercase(), one.proficiency)).collect();
    let ids: Vec<String> = given.iter().map(|(id, _)| id.clone()).collect();
    if let Some(place) = unknown(context, ability, &ids).await? {
        let allowed = format!("the id of a {} of the organization", words(ability).one);
        return Err(Refusal::invalid_value(format!("[{place}].id"), &*ids[place], allowed));
    }
    let before = of_user(context, ability, &user.id).await?;
    if replace {
        let others = before.iter().map(|held| held.id.clone()).filter(|id| !ids.contains(id));
        ability.remove(&mut context.tx, &user.id, &others.collect::<Vec<_>>()).await?;
    }
    set(context, ability, &user.id, &before, &given).await?;
    recorded(context, ability, &user, &before).await
}

/// Changes how well a user has one, or whether it counts; answers it.
pub async fn change(
    context: &mut Context,
    ability: Ability,
    (user, id): (&str, &str),
    (proficiency, state): (Option<f64>, Option<State>),
) -> Result<Held> {
    let user = user_to_change(context, user).await?;
    let before = of_user(context, ability, &user.id).await?;
    let held = one(before.clone(), ability, id)?;
    if state == Some(State::Deleted) {
        return Err(Refusal::invalid_value("state", "deleted", "active, inactive; DELETE removes"));
    }
    let proficiency = rounded(ability, proficiency.unwrap_or(held.proficiency));
    let state = state.unwrap_or(held.state);
    ability.set(&mut context.tx, (&user.id, &held.id), (proficiency, &state)).await?;
    let after = recorded(context, ability, &user, &before).await?;
    one(after, ability, &held.id)
}

/// Takes one from a user.
pub async fn take(context: &mut Context, ability: Ability, (user, id): (&str, &str)) -> Result<()> {
    let user = user_to_change(context, user).await?;
    let before = of_user(context, ability, &user.id).await?;
    let held = one(before.clone(), ability, id)?;
    ability.remove(&mut context.tx, &user.id, &[held.id]).await?;
    recorded(context, ability, &user, &before).await?;
    Ok(())
}

/// The place of the first id that is none of a skill or language that may be given.
async fn unknown(context: &mut Context, ability: Ability, ids: &[String]) -> Result<Option<usize>> {
    let (tx, divisions) = context.seeing();
    let present = ability.present(tx, divisions, ids).await?;
    Ok(ids.iter().position(|id| !present.contains(id)))
}

/// What is held already keeps its state.
async fn set(
    context: &mut Context,
    ability: Ability,
    user: &str,
    before: &[Held],
    given: &[(String, f64)],
) -> Result<()> {
    for (id, proficiency) in given {
        let held = before.iter().find(|held| held.id == *id);
        let state = held.map_or(State::Active, |held| held.state.clone());
        let known = (rounded(ability, *proficiency), &state);
        ability.set(&mut context.tx, (user, id), known).await?;
    }
    Ok(())
}

/// One of what a user has.
fn one(held: Vec<Held>, ability: Ability, id: &str) -> Result<Held> {
    let lower = id.to_lowercase();
    let found = held.into_iter().find(|held| held.id == lower);
    found.ok_or_else(|| Refusal::not_found(words(ability).one, id))
}

/// Writes down what a user has now, unless it is what the user had; answers it.
async fn recorded(
    context: &mut Context,
    ability: Ability,
    user: &StoredUser,
    before: &[Held],
) -> Result<Vec<Held>> {
    let after = of_user(context, ability, &user.id).await?;
    if after != before {
        let Words { kind, property, .. } = words(ability);
        let event = AuditEvent::new(kind, Action::Update, &user.id).named(audited::name(user)?);
        context.record(event.property(property, told(before), told(&after))).await?;
        sort_in(context, std::slice::from_ref(&user.id)).await?;
    }
    Ok(after)
}

fn told(held: &[Held]) -> Vec<String> {
    let told = |held: &Held| match held.state {
        State::Active => format!("{}: {}", held.name, held.proficiency),
        _ => format!("{}: {}, {}", held.name, held.proficiency, held.state),
    };
    held.iter().map(told).collect()
}
