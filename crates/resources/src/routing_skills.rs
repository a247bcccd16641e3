//! Routing skills of the organization and of users.

use api::{
    DeleteRoutingSkill, DeleteUserRoutingskill, GetRoutingSkill, GetRoutingSkills,
    GetUserRoutingskills, Page, PatchRoutingSkill, PatchUserRoutingskillsBulk, PostRoutingSkills,
    PostUserRoutingskills, PutUserRoutingskill, PutUserRoutingskillsBulk, RoutingSkill,
    SkillEntityListing, SortOrder, State, UserRoutingSkill, UserRoutingSkillPost,
    UserSkillEntityListing,
};
use store::{
    Divisions, divisions,
    routing_skills::{self, StoredSkill},
};

use crate::rules::{
    abilities::{self, Ability, Given, Held},
    divisions::home,
    fields::required_text,
    grants::lock_organization,
    people::present,
    routing_skills::{ROUTING_SKILL, find, move_to, save},
    skill_groups::sort_in,
};
use gate::{
    audit::{self, Action, AuditEvent},
    call::Call,
    listing::name_fits,
    paging::Listing,
    refusal::{Refusal, Result},
    reply::Rendered,
    routes::Routes,
};

/// The operations on routing skills that are served.
pub(crate) fn routes() -> Routes {
    Routes::default()
        .answer(list_skills)
        .answer(create_skill)
        .answer(get_skill)
        .answer(delete_skill)
        .answer(move_skill)
        .answer(list_of_user)
        .answer(give)
        .answer(give_several)
        .answer(replace)
        .answer(take)
        .answer(change)
}

/// The skills in use, in pages.
pub(crate) async fn list_skills(
    call: &mut Call,
    asked: GetRoutingSkills,
) -> Result<Rendered<SkillEntityListing>> {
    let ids: Vec<String> = asked.id.iter().map(|id| id.to_lowercase()).collect();
    let (tx, visible) = call.seeing();
    let mut found = routing_skills::all(tx, visible).await?;
    found.retain(|one| {
        (ids.is_empty() || ids.contains(&one.id))
            && asked.name.as_deref().is_none_or(|filter| name_fits(filter, &one.name))
    });
    let (page, total) = (asked.page, i64::try_from(found.len()).unwrap_or(i64::MAX));
    let shown: Vec<RoutingSkill> = page.of(found).iter().map(StoredSkill::entity).collect();
    page.render_models(asked, &shown, total)
}

/// Makes a skill in the home division.
pub(crate) async fn create_skill(
    call: &mut Call,
    PostRoutingSkills { body }: PostRoutingSkills,
) -> Result<RoutingSkill> {
    let name = required_text(&body.name, "name")?;
    let home = home(call).await?;
    call.must_reach(&home.id)?;
    let skill = StoredSkill {
        id: call.random.id(),
        name,
        division: home.id,
        division_name: home.name,
        state: State::Active,
        version: 1,
        modified_at: call.now,
    };
    if !routing_skills::insert(&mut call.tx, &skill).await? {
        return Err(Refusal::name_taken("skill", &skill.name));
    }
    let made = skill.entity();
    let event = AuditEvent::new(ROUTING_SKILL, Action::Create, skill.id).named(Some(skill.name));
    audit::record(call, event.between(&(), &made)?).await?;
    Ok(made)
}

/// One skill, deleted or not.
pub(crate) async fn get_skill(
    call: &mut Call,
    GetRoutingSkill { skill_id }: GetRoutingSkill,
) -> Result<RoutingSkill> {
    let visible = call.divisions().clone();
    Ok(find(call, &visible, &skill_id).await?.entity())
}

/// Marks a skill as deleted; users lose it.
pub(crate) async fn delete_skill(
    call: &mut Call,
    DeleteRoutingSkill { skill_id }: DeleteRoutingSkill,
) -> Result<()> {
    lock_organization(call).await?;
    let skill = present_skill(call, &skill_id).await?;
    let after = StoredSkill { state: State::Deleted, ..skill.clone() };
    save(call, &skill, after).await?;
    let had = Ability::Skill.remove_everywhere(&mut call.tx, &skill.id).await?;
    sort_in(call, &had).await?;
    let event = AuditEvent::new(ROUTING_SKILL, Action::Delete, &skill.id).named(Some(&skill.name));
    audit::record(call, event.between(&skill.entity(), &())?).await
}

/// Moves a skill to another division.
pub(crate) async fn move_skill(
    call: &mut Call,
    PatchRoutingSkill { skill_id, body }: PatchRoutingSkill,
) -> Result<RoutingSkill> {
    lock_organization(call).await?;
    let skill = present_skill(call, &skill_id).await?;
    let Some(division) = body.division_id else { return Ok(skill.entity()) };
    let target = divisions::find(&mut call.tx, &division.to_lowercase()).await?;
    let target = target
        .ok_or_else(|| Refusal::invalid_value("divisionId", &*division, "the id of a division"))?;
    call.must_reach(&target.id)?;
    Ok(move_to(call, skill, &target).await?.entity())
}

async fn present_skill(call: &mut Call, id: &str) -> Result<StoredSkill> {
    let visible: Divisions = call.divisions().clone();
    let skill = find(call, &visible, id).await?;
    if skill.state == State::Deleted {
        return Err(Refusal::not_found("skill", id));
    }
    Ok(skill)
}

/// The skills of a user, in pages.
pub(crate) async fn list_of_user(
    call: &mut Call,
    asked: GetUserRoutingskills,
) -> Result<Rendered<UserSkillEntityListing>> {
    let user = present(call, &asked.user_id).await?;
    let mut held = abilities::of_user(call, Ability::Skill, &user.id).await?;
    if asked.sort_order == SortOrder::Descending {
        held.reverse();
    }
    let (page, total) = (asked.page, i64::try_from(held.len()).unwrap_or(i64::MAX));
    let shown: Vec<_> = page.of(held).into_iter().map(Held::skill).collect();
    page.render_models(asked, &shown, total)
}

/// Gives a user a skill, or another proficiency in it.
pub(crate) async fn give(
    call: &mut Call,
    PostUserRoutingskills { user_id, body }: PostUserRoutingskills,
) -> Result<UserRoutingSkill> {
    abilities::give(call, Ability::Skill, (&user_id, given(body))).await.map(Held::skill)
}

/// Gives a user several skills.
pub(crate) async fn give_several(
    call: &mut Call,
    asked: PatchUserRoutingskillsBulk,
) -> Result<Rendered<UserSkillEntityListing>> {
    let body = asked.body.iter().cloned().map(given).collect();
    let held = abilities::give_all(call, Ability::Skill, (&asked.user_id, body), false).await?;
    all(asked, held)
}

/// Leaves a user with just these skills.
pub(crate) async fn replace(
    call: &mut Call,
    asked: PutUserRoutingskillsBulk,
) -> Result<Rendered<UserSkillEntityListing>> {
    let body = asked.body.iter().cloned().map(given).collect();
    let held = abilities::give_all(call, Ability::Skill, (&asked.user_id, body), true).await?;
    all(asked, held)
}

/// Takes a skill from a user.
pub(crate) async fn take(call: &mut Call, asked: DeleteUserRoutingskill) -> Result<()> {
    abilities::take(call, Ability::Skill, (&asked.user_id, &asked.skill_id)).await
}

/// Changes how well a user has a skill, or whether it counts.
pub(crate) async fn change(
    call: &mut Call,
    PutUserRoutingskill { user_id, skill_id, body }: PutUserRoutingskill,
) -> Result<UserRoutingSkill> {
    let wanted = (body.proficiency, body.state);
    abilities::change(call, Ability::Skill, (&user_id, &skill_id), wanted).await.map(Held::skill)
}

/// All skills of a user, on one page.
fn all<O: api::Operation>(asked: O, held: Vec<Held>) -> Result<Rendered<O::Response>> {
    let size = u32::try_from(held.len().max(1)).unwrap_or(u32::MAX);
    let total = i64::try_from(held.len()).unwrap_or(i64::MAX);
    let shown: Vec<_> = held.into_iter().map(Held::skill).collect();
    Page { number: 1, size }.render_models(asked, &shown, total)
}

fn given(body: UserRoutingSkillPost) -> Given {
    Given { id: body.id, proficiency: body.proficiency }
}
