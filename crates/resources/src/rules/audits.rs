//! Audit messages, read for those who ask.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use api::{AuditLogMessage, State};
use store::{
    Divisions, Part, Tx, Visible,
    groups::{self, Sight},
    users::{self, UserFilter},
};

/// Names as a message lists them.
pub fn in_words(names: impl Iterator<Item = &'static str>) -> String {
    let mut names: Vec<&str> = names.collect();
    names.sort_unstable();
    names.dedup();
    names.join(", ")
}

/// A message as it was stored.
pub fn read(document: &str) -> store::Result<AuditLogMessage> {
    serde_json::from_str(document)
        .map_err(|error| store::Error::Storage(format!("an audit message: {error}")))
}

/// Adds the names that the users have now, as far as the divisions show them.
pub async fn name_users(
    tx: &mut Tx,
    divisions: &Divisions,
    messages: &mut [AuditLogMessage],
) -> store::Result<()> {
    let users = messages.iter_mut().filter_map(|message| message.user.as_mut());
    let mut ids: Vec<String> = users.filter_map(|user| user.id.clone()).collect();
    ids.sort_unstable();
    ids.dedup();
    let part =
        Part { offset: 0, limit: i64::try_from(ids.len()).unwrap_or(i64::MAX), descending: false };
    let states = vec![State::Active, State::Inactive, State::Deleted];
    let filter = UserFilter { states, ids: Some(ids), ..UserFilter::default() };
    let mut names = BTreeMap::new();
    for user in users::list(tx, divisions, &filter, part).await? {
        if let Some(name) = user.read_document()?.name {
            names.insert(user.id.clone(), name);
        }
    }
    for user in messages.iter_mut().filter_map(|message| message.user.as_mut()) {
        user.name = user.id.as_ref().and_then(|id| names.get(id)).cloned();
    }
    Ok(())
}

/// What stands where something is not shown.
const NOT_SHOWN: &str = "(not shown)";
/// Properties that list users.
const USERS: [&str; 2] = ["members", "owners"];
/// The property that lists groups, by their names.
const GROUPS: &str = "groups";

/// Hides from callers who may not see all divisions what messages tell of the others: names of users
/// there, except of the one who made the change, their addresses, and groups that the caller does
/// not see.
pub async fn conceal(
    tx: &mut Tx,
    divisions: &Divisions,
    sight: Sight<'_>,
    messages: &mut [AuditLogMessage],
) -> store::Result<()> {
    if divisions.visible() == &Visible::All {
        return Ok(());
    }
    let known = Known::of(tx, divisions, sight, messages).await?;
    for message in messages {
        if !known.shows_address(message) {
            message.remote_ip = None;
        }
        for value in message.context.iter_mut().flat_map(|context| context.values_mut()) {
            known.conceal(None, value);
        }
        for change in message.property_changes.iter_mut().flatten() {
            let property = change.property.clone();
            for values in [&mut change.old_values, &mut change.new_values] {
                for value in values.iter_mut().flatten() {
                    known.conceal(property.as_deref(), value);
                }
            }
        }
    }
    Ok(())
}

/// What is known of the users and groups that messages name.
struct Known {
    /// Users, and whether they are seen.
    users: HashMap<String, bool>,
    hidden_groups: HashSet<String>,
    /// Names of the groups that are seen.
    groups: HashSet<String>,
}

impl Known {
    async fn of(
        tx: &mut Tx,
        divisions: &Divisions,
        sight: Sight<'_>,
        messages: &[AuditLogMessage],
    ) -> store::Result<Self> {
        let (mut ids, mut names) = (BTreeSet::new(), Vec::new());
        for message in messages {
            let parties = [&message.user, &message.entity].into_iter().flatten();
            ids.extend(parties.filter_map(|party| party.id.clone()));
            for value in message.context.iter().flat_map(|context| context.values()) {
                ids.extend(ids_in(value));
            }
            for change in message.property_changes.iter().flatten() {
                let values = [&change.old_values, &change.new_values].into_iter().flatten();
                for value in values.flatten() {
                    ids.extend(ids_in(value));
                    if change.property.as_deref() == Some(GROUPS) {
                        names.push(value.clone());
                    }
                }
            }
        }
        let ids: Vec<String> = ids.into_iter().collect();
        let places = users::places(tx, &ids).await?;
        let asked = (ids.as_slice(), names.as_slice());
        let all = groups::seen_among(tx, Sight::Whole, asked).await?;
        let seen = groups::seen_among(tx, sight, asked).await?;
        let mut hidden_groups: HashSet<String> = all.into_iter().map(|(id, _)| id).collect();
        for (id, _) in &seen {
            hidden_groups.remove(id);
        }
        Ok(Self {
            users: places
                .into_iter()
                .map(|(id, division)| (id, divisions.contains(&division)))
                .collect(),
            hidden_groups,
            groups: seen.into_iter().map(|(_, name)| name).collect(),
        })
    }

    /// Is the address that of a user who is seen, or who changed one who is seen?
    fn shows_address(&self, message: &AuditLogMessage) -> bool {
        let whose = message.user.as_ref().or(message.entity.as_ref());
        let id = whose.and_then(|party| party.id.as_ref());
        id.and_then(|id| self.users.get(id)).copied().unwrap_or_default()
    }

    fn conceal(&self, property: Option<&str>, value: &mut String) {
        let is_hidden = |id: &String| {
            self.users.get(id).is_some_and(|seen| !seen) || self.hidden_groups.contains(id)
        };
        let shown = match property {
            Some(name) if USERS.contains(&name) => {
                self.users.get(value).copied().unwrap_or_default()
            }
            Some(GROUPS) => self.groups.contains(value),
            _ => !ids_in(value).any(|id| is_hidden(&id)),
        };
        if !shown {
            NOT_SHOWN.clone_into(value);
        }
    }
}

/// The ids that stand in a text.
fn ids_in(text: &str) -> impl Iterator<Item = String> {
    let words = text.split(|letter: char| !letter.is_ascii_hexdigit() && letter != '-');
    words.filter(|word| is_id(word)).map(str::to_lowercase)
}

fn is_id(word: &str) -> bool {
    let dashes = [8, 13, 18, 23];
    word.len() == 36 && word.bytes().enumerate().all(|(at, b)| (b == b'-') == dashes.contains(&at))
}
