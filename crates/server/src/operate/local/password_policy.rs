//! What an organization demands of passwords, shown and changed.

use identity::passwords::PASSWORD;
use serde_json::{Value, json};
use store::{
    Db, Lock,
    organizations::StoredOrganization,
    passwords::{self, CharacterClass, Policy},
};

use super::{command::PolicyChange, target::asked_for};
use crate::operate::error::OrganizationError;
use gate::{
    audit::{Action, AuditEvent, Operator},
    clock::Clock,
    context::Context,
};
use identity::passwords::policy::MAX_DEMANDED;

/// The fewest characters that may be demanded.
const LEAST: i64 = 8;
/// The most passwords that may be remembered: a new one is compared with each, slowly.
const MAX_REMEMBERED: i64 = 24;
/// The longest ages, in seconds: a year before a change, ten years until one.
const LONGEST: (i64, i64) = (366 * 86_400, 3660 * 86_400);

/// Changes the policy, writes that down, and answers what it is then.
pub(super) async fn execute(
    db: &Db,
    clock: &Clock,
    organization: Option<String>,
    change: PolicyChange,
) -> Result<Value, OrganizationError> {
    let server_now = clock.now();
    let done = db.write(move |tx| {
        let (organization, change) = (organization.clone(), change.clone());
        Box::pin(async move {
            let stored =
                asked_for(tx, organization.as_deref(), "name one after the command").await?;
            tx.enter(&stored.id);
            tx.lock(Lock::Organization(&stored.id)).await?;
            let before = passwords::policy(tx).await?;
            let after = changed(&before, change)?;
            if after != before {
                passwords::set_policy(tx, &after).await?;
                let mut context =
                    Context::lend(tx, Operator::CommandLine, stored.clock, server_now);
                context.record(change_of(&stored, (&before, &after))?).await?;
            }
            Ok::<_, OrganizationError>((stored, after))
        })
    });
    let (stored, policy) = done.await?;
    let mut answer = shown(&policy);
    answer["organization"] = json!({ "id": stored.id, "name": stored.name });
    Ok(answer)
}

/// The policy with the change in it, every value checked.
fn changed(before: &Policy, change: PolicyChange) -> Result<Policy, OrganizationError> {
    let mut after = before.clone();
    after.minimum_length = change.minimum_length.unwrap_or(after.minimum_length);
    after.history = change.history.unwrap_or(after.history);
    after.minimum_age = change.minimum_age.unwrap_or(after.minimum_age);
    after.maximum_age = change.maximum_age.unwrap_or(after.maximum_age);
    if let Some(names) = change.classes {
        after.classes = classes(&names)?;
    }
    for (what, value, least, most) in [
        ("minimum length", after.minimum_length, LEAST, MAX_DEMANDED),
        ("history", after.history, 0, MAX_REMEMBERED),
        ("minimum age in seconds", after.minimum_age, 0, LONGEST.0),
        ("maximum age in seconds", after.maximum_age, 0, LONGEST.1),
    ] {
        if !(least..=most).contains(&value) {
            let words = format!("the {what} is `{value}`; allowed: {least} to {most}");
            return Err(OrganizationError::Invalid(words));
        }
    }
    if after.maximum_age > 0 && after.minimum_age >= after.maximum_age {
        let words = "a password would run out before it may be changed; make the minimum age shorter than the maximum age";
        return Err(OrganizationError::Invalid(words.to_owned()));
    }
    Ok(after)
}

fn classes(names: &[String]) -> Result<Vec<CharacterClass>, OrganizationError> {
    let class = |name: &String| {
        let allowed = CharacterClass::ALL.map(CharacterClass::as_str).join(", ");
        let unknown = || {
            OrganizationError::Invalid(format!(
                "unknown class of characters `{name}`; allowed: {allowed}"
            ))
        };
        CharacterClass::parse(name).ok_or_else(unknown)
    };
    let mut classes: Vec<CharacterClass> = names.iter().map(class).collect::<Result<_, _>>()?;
    classes.sort_unstable();
    classes.dedup();
    Ok(classes)
}

fn shown(policy: &Policy) -> Value {
    let classes: Vec<&str> = policy.classes.iter().map(|class| class.as_str()).collect();
    json!({
        "minimumLength": policy.minimum_length,
        "classes": classes,
        "history": policy.history,
        "minimumAgeSeconds": policy.minimum_age,
        "maximumAgeSeconds": policy.maximum_age,
    })
}

fn change_of(
    stored: &StoredOrganization,
    (before, after): (&Policy, &Policy),
) -> store::Result<AuditEvent> {
    AuditEvent::new(PASSWORD, Action::Update, &stored.id)
        .named(Some("password policy"))
        .between(&shown(before), &shown(after))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(change: PolicyChange) -> String {
        changed(&Policy::default(), change).unwrap_err().to_string()
    }

    #[test]
    fn what_is_not_given_stays() {
        let classes = Some(vec!["symbol".to_owned(), "digit".to_owned(), "digit".to_owned()]);
        let first = PolicyChange { minimum_length: Some(12), classes, ..PolicyChange::default() };
        let first = changed(&Policy::default(), first).unwrap();
        assert_eq!(first.classes, [CharacterClass::Digit, CharacterClass::Symbol]);
        let second = PolicyChange { history: Some(5), ..PolicyChange::default() };
        let second = changed(&first, second).unwrap();
        assert_eq!((second.minimum_length, second.history), (12, 5));
        assert_eq!(second.classes, first.classes);
    }

    #[test]
    fn values_that_are_not_allowed_are_named_with_those_that_are() {
        let change = PolicyChange { minimum_length: Some(7), ..PolicyChange::default() };
        assert_eq!(refused(change), "the minimum length is `7`; allowed: 8 to 128");
        let change = PolicyChange { history: Some(25), ..PolicyChange::default() };
        assert_eq!(refused(change), "the history is `25`; allowed: 0 to 24");
        let classes = Some(vec!["letters".to_owned()]);
        let change = PolicyChange { classes, ..PolicyChange::default() };
        assert!(refused(change).contains("`letters`; allowed: upper, lower, digit, symbol"));
        let ages = (Some(86_400), Some(3600));
        let change =
            PolicyChange { minimum_age: ages.0, maximum_age: ages.1, ..PolicyChange::default() };
        assert!(refused(change).contains("run out before"));
    }
}
