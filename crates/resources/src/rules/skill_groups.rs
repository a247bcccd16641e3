//! Who belongs to skill groups: users of their member divisions who meet their conditions. It is
//! worked out when users change, when they get skills or lose them, and when groups change; whatever
//! changes one of these holds the organization's lock, so that no two work it out at once.

use std::collections::{HashMap, HashSet};

use api::{ProficiencyComparator, SkillConditionJoin, SkillGroupCondition, State};
use store::{
    Divisions,
    abilities::{Ability, Held},
    divisions::StoredDivision,
    skill_groups::{self, StoredSkillGroup},
};

use super::{grants::lock_organization, queues, routing_skills::ROUTING};
use gate::{
    audit::{Action, AuditEvent, Kind},
    context::Context,
    refusal::{Refusal, Result},
};

/// A skill group, in the audit.
pub const SKILL_GROUP: Kind = Kind {
    name: "SkillGroup",
    service: ROUTING,
    actions: &[Action::Create, Action::Update, Action::Delete, Action::Move],
    uri: Some(skill_groups::uri),
};

/// The group with this id, within these divisions.
pub async fn find(
    context: &mut Context,
    divisions: &Divisions,
    id: &str,
) -> Result<StoredSkillGroup> {
    let found = skill_groups::find(&mut context.tx, divisions, &id.to_lowercase()).await?;
    found.ok_or_else(|| Refusal::not_found("skill group", id))
}

/// Moves a group to a division, and writes it down; one that is there stays as it is.
pub async fn move_to(
    context: &mut Context,
    group: StoredSkillGroup,
    target: &StoredDivision,
) -> Result<()> {
    if group.division == target.id {
        return Ok(());
    }
    let after = StoredSkillGroup {
        division: target.id.clone(),
        division_name: target.name.clone(),
        modified_at: context.now,
        ..group.clone()
    };
    skill_groups::save(&mut context.tx, &group, &after).await?;
    gather(context, &after).await?;
    let event = AuditEvent::new(SKILL_GROUP, Action::Move, &group.id).named(Some(&group.name));
    context.record(event.property("division", [&*group.division], [&*target.id])).await
}

/// Works out who belongs to a group that is new or has changed.
pub async fn gather(context: &mut Context, group: &StoredSkillGroup) -> Result<()> {
    let conditions = group.document.skill_conditions.clone().unwrap_or_default();
    let mut divisions = skill_groups::member_divisions(&mut context.tx).await?;
    let mut divisions = divisions.remove(&group.id).unwrap_or_default();
    divisions.push(group.division.clone());
    let mut belong = HashSet::new();
    if !conditions.is_empty() {
        let all = skill_groups::candidates(&mut context.tx, &divisions).await?;
        let held = HeldBy::everybody(context, &conditions).await?;
        belong.extend(all.into_iter().filter(|user| held.meet(user, &conditions)));
    }
    let members: HashSet<String> =
        skill_groups::member_ids(&mut context.tx, &group.id).await?.into_iter().collect();
    let come: Vec<String> = belong.difference(&members).cloned().collect();
    let go: Vec<String> = members.difference(&belong).cloned().collect();
    skill_groups::change_members(&mut context.tx, &group.id, (&come, &go)).await?;
    queues::follow_group(context, &group.id, [come, go].concat()).await
}

/// Works out to which groups users belong who are new or have changed.
pub async fn sort_in(context: &mut Context, users: &[String]) -> Result<()> {
    let groups = skill_groups::all(&mut context.tx, &Divisions::all(), None).await?;
    if groups.is_empty() || users.is_empty() {
        return Ok(());
    }
    // Whoever makes a user does not hold it yet; another may have changed the groups meanwhile.
    lock_organization(context).await?;
    let groups = skill_groups::all(&mut context.tx, &Divisions::all(), None).await?;
    let divisions = skill_groups::member_divisions(&mut context.tx).await?;
    let places = skill_groups::places(&mut context.tx, users).await?;
    let held = HeldBy::users(context, users).await?;
    let belonged = skill_groups::of_users(&mut context.tx, users).await?;
    for group in groups {
        let conditions = group.document.skill_conditions.clone().unwrap_or_default();
        let more = divisions.get(&group.id).map(Vec::as_slice).unwrap_or_default();
        let (mut come, mut go) = (Vec::new(), Vec::new());
        for user in users {
            let is_near = places
                .get(user)
                .is_some_and(|place| *place == group.division || more.contains(place));
            let belongs = is_near && held.meet(user, &conditions);
            let belonged = belonged.get(user).is_some_and(|groups| groups.contains(&group.id));
            match (belonged, belongs) {
                (false, true) => come.push(user.clone()),
                (true, false) => go.push(user.clone()),
                _ => {}
            }
        }
        skill_groups::change_members(&mut context.tx, &group.id, (&come, &go)).await?;
        queues::follow_group(context, &group.id, [come, go].concat()).await?;
    }
    Ok(())
}

/// What users have, by user.
struct HeldBy {
    skills: HashMap<String, Vec<Held>>,
    languages: HashMap<String, Vec<Held>>,
}

impl HeldBy {
    /// Of these users.
    async fn users(context: &mut Context, users: &[String]) -> Result<Self> {
        Ok(Self {
            skills: by_user(Ability::Skill.of_users(&mut context.tx, users).await?),
            languages: by_user(Ability::Language.of_users(&mut context.tx, users).await?),
        })
    }

    /// Of everybody, as far as the conditions ask for it.
    async fn everybody(context: &mut Context, conditions: &[SkillGroupCondition]) -> Result<Self> {
        let mut named = Named::default();
        for condition in conditions {
            named.add(condition);
        }
        let of = async |context: &mut Context, ability: Ability, names: &[String]| {
            Result::Ok(by_user(ability.of_everybody(&mut context.tx, names).await?))
        };
        Ok(Self {
            skills: of(context, Ability::Skill, &named.skills).await?,
            languages: of(context, Ability::Language, &named.languages).await?,
        })
    }

    /// Does a user meet all of these conditions? Where there is none, nobody does.
    fn meet(&self, user: &str, conditions: &[SkillGroupCondition]) -> bool {
        let of = |held: &HashMap<String, Vec<Held>>| held.get(user).cloned().unwrap_or_default();
        let own = Own { skills: of(&self.skills), languages: of(&self.languages) };
        !conditions.is_empty() && conditions.iter().all(|condition| own.meets(condition))
    }
}

fn by_user(held: Vec<Held>) -> HashMap<String, Vec<Held>> {
    let mut users = HashMap::<String, Vec<Held>>::new();
    for one in held.into_iter().filter(|one| one.state == State::Active) {
        users.entry(one.user.clone()).or_default().push(one);
    }
    users
}

/// The skills and languages that conditions name, by name or id.
#[derive(Default)]
pub(crate) struct Named {
    pub(crate) skills: Vec<String>,
    pub(crate) languages: Vec<String>,
}

impl Named {
    /// Those of a condition, and of the ones within it.
    pub(crate) fn add(&mut self, condition: &SkillGroupCondition) {
        for one in condition.routing_skill_conditions.iter().flatten() {
            self.skills.extend(one.routing_skill.clone());
            for child in one.child_conditions.iter().flatten() {
                self.add(child);
            }
        }
        for one in condition.language_skill_conditions.iter().flatten() {
            self.languages.extend(one.language_skill.clone());
            for child in one.child_conditions.iter().flatten() {
                self.add(child);
            }
        }
    }
}

/// What one user has.
struct Own {
    skills: Vec<Held>,
    languages: Vec<Held>,
}

impl Own {
    /// Its parts are joined as it says; one without parts is met by nobody.
    fn meets(&self, condition: &SkillGroupCondition) -> bool {
        let children = |children: &Option<Vec<SkillGroupCondition>>| {
            children.iter().flatten().all(|child| self.meets(child))
        };
        let skills = condition.routing_skill_conditions.iter().flatten().map(|one| {
            let wanted = (&one.routing_skill, &one.comparator, one.proficiency);
            compares(&self.skills, wanted) && children(&one.child_conditions)
        });
        let languages = condition.language_skill_conditions.iter().flatten().map(|one| {
            let wanted = (&one.language_skill, &one.comparator, one.proficiency);
            compares(&self.languages, wanted) && children(&one.child_conditions)
        });
        let parts: Vec<bool> = skills.chain(languages).collect();
        if parts.is_empty() {
            return false;
        }
        match condition.operation {
            Some(SkillConditionJoin::Or) => parts.contains(&true),
            Some(SkillConditionJoin::Not) => !parts.contains(&true),
            _ => !parts.contains(&false),
        }
    }
}

/// Is it held, and as well as the comparison asks for? What is not held compares with nothing.
fn compares(
    held: &[Held],
    (name, comparator, proficiency): (&Option<String>, &Option<ProficiencyComparator>, Option<i32>),
) -> bool {
    let (Some(name), Some(comparator)) = (name, comparator) else { return false };
    let wanted = f64::from(proficiency.unwrap_or_default());
    let is_it =
        |one: &&Held| one.id == name.to_lowercase() || store::fold(&one.name) == store::fold(name);
    let Some(has) = held.iter().find(is_it).map(|one| one.proficiency) else { return false };
    let is_equal = (has - wanted).abs() < f64::EPSILON;
    match comparator {
        ProficiencyComparator::EqualTo => is_equal,
        ProficiencyComparator::NotEqualTo => !is_equal,
        ProficiencyComparator::LessThan => has < wanted && !is_equal,
        ProficiencyComparator::GreaterThan => has > wanted && !is_equal,
        ProficiencyComparator::GreaterThanOrEqualTo => has > wanted || is_equal,
        ProficiencyComparator::LessThanOrEqualTo => has < wanted || is_equal,
        ProficiencyComparator::Other(_) => false,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn held(name: &str, proficiency: f64) -> Held {
        let (user, id) = ("u".to_owned(), format!("id-{}", name.to_lowercase()));
        Held { user, id, name: name.to_owned(), proficiency, state: State::Active }
    }

    fn part(skill: &str, comparator: &str, proficiency: i32) -> Value {
        json!({ "routingSkill": skill, "comparator": comparator, "proficiency": proficiency })
    }

    fn meets(operation: &str, skills: &Value, languages: &Value) -> bool {
        let condition = json!({
            "operation": operation,
            "routingSkillConditions": skills, "languageSkillConditions": languages,
        });
        let own = Own {
            skills: vec![held("Billing", 3.0), held("Sales", 1.5)],
            languages: vec![held("Spanish", 4.0)],
        };
        own.meets(&serde_json::from_value(condition).unwrap())
    }

    #[test]
    fn a_proficiency_is_compared_as_the_condition_says() {
        for (comparator, proficiency, is_met) in [
            ("EqualTo", 3, true),
            ("EqualTo", 2, false),
            ("NotEqualTo", 2, true),
            ("NotEqualTo", 3, false),
            ("LessThan", 4, true),
            ("LessThan", 3, false),
            ("GreaterThan", 2, true),
            ("GreaterThan", 3, false),
            ("GreaterThanOrEqualTo", 3, true),
            ("GreaterThanOrEqualTo", 4, false),
            ("LessThanOrEqualTo", 3, true),
            ("LessThanOrEqualTo", 2, false),
        ] {
            let skills = json!([part("billing", comparator, proficiency)]);
            assert_eq!(meets("And", &skills, &json!([])), is_met, "{comparator} {proficiency}");
        }
        assert!(
            meets("And", &json!([part("id-Sales", "GreaterThan", 1)]), &json!([])),
            "by its id"
        );
        let lacking = json!([part("Support", "NotEqualTo", 3)]);
        assert!(!meets("And", &lacking, &json!([])), "what is not held compares with nothing");
    }

    #[test]
    fn conditions_are_joined_and_nested() {
        let (good, bad) = (part("Billing", "EqualTo", 3), part("Sales", "GreaterThan", 4));
        let spanish =
            json!({ "languageSkill": "spanish", "comparator": "GreaterThan", "proficiency": 3 });
        assert!(meets("And", &json!([good]), &json!([spanish])));
        assert!(!meets("And", &json!([good, bad]), &json!([])));
        assert!(meets("Or", &json!([good, bad]), &json!([])));
        assert!(!meets("Or", &json!([bad]), &json!([])));
        assert!(meets("Not", &json!([bad]), &json!([])));
        assert!(!meets("Not", &json!([bad]), &json!([spanish])));
        assert!(!meets("And", &json!([]), &json!([])), "nothing is met by nobody");
        for (child, is_met) in [(&good, true), (&bad, false)] {
            let mut parent = good.clone();
            parent["childConditions"] = json!([{
                "operation": "And",
                "routingSkillConditions": [child], "languageSkillConditions": [],
            }]);
            assert_eq!(meets("And", &json!([parent]), &json!([])), is_met);
        }
    }
}
