//! Many users out of a file, by the rules of the API: new ones together, others one by one.

mod newcomers;
mod row;
mod updates;

use std::collections::{HashMap, HashSet};

use api::State;
pub use row::Row;
use store::{
    divisions::{self, StoredDivision},
    fold,
    users::{self, StoredUser},
};

use super::joining::chat_host;
use crate::rules::{grants::lock_organization, organization};
use gate::{
    context::Context,
    refusal::{Refusal, Result},
};

/// A row, with the line of the file where it begins.
#[derive(Debug, Clone)]
pub struct Numbered {
    /// The line, counted from 1.
    pub line: u64,
    /// The row.
    pub row: Row,
}

/// A row that cannot be applied.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
pub struct Bad {
    /// The line of the file.
    pub line: u64,
    /// Why not.
    pub reason: String,
}

/// What became of rows.
#[derive(Debug, Clone, Default)]
pub struct Outcome {
    /// New users.
    pub created: u64,
    /// Users who are others than before.
    pub updated: u64,
    /// Users who were so already.
    pub unchanged: u64,
    /// Rows that could not be applied. If there are any the transaction must not be committed: a part
    /// of such a row may be written.
    pub bad: Vec<Bad>,
}

/// What rows are read against.
struct Surroundings {
    divisions: Vec<StoredDivision>,
    country: String,
    chat_host: String,
    /// Users whom a row names by id or address, by both.
    by_id: HashMap<String, StoredUser>,
    ids_by_address: HashMap<String, String>,
}

/// Rows after which it is told how far the work is.
const STEP: u64 = 500;
/// Users of one statement.
const TOGETHER: usize = 50;

impl Surroundings {
    async fn read(context: &mut Context, rows: &[Numbered]) -> Result<Self> {
        let (mut ids, mut addresses) = (HashSet::new(), HashSet::new());
        let mut note = |text: &str| {
            if text.contains('@') {
                addresses.insert(fold(text));
            } else {
                ids.insert(text.trim().to_lowercase());
            }
        };
        for Numbered { row, .. } in rows {
            let named = [&row.id, &row.email].into_iter().flatten().chain(row.manager.value());
            named.for_each(|text| note(text));
        }
        let mut found = Vec::new();
        let in_order = |all: HashSet<String>| {
            let mut all: Vec<String> = all.into_iter().collect();
            all.sort_unstable();
            all
        };
        for some in in_order(ids).chunks(TOGETHER) {
            found.extend(users::named(&mut context.tx, some, &[]).await?);
        }
        for some in in_order(addresses).chunks(TOGETHER) {
            found.extend(users::named(&mut context.tx, &[], some).await?);
        }
        let mut ids_by_address = HashMap::new();
        for user in &found {
            let email = user.read_document()?.email.unwrap_or_default();
            ids_by_address.insert(fold(&email), user.id.clone());
        }
        let country = organization::read(context).await?.default_country_code;
        Ok(Self {
            divisions: divisions::all(&mut context.tx).await?,
            country: country.unwrap_or_else(|| "US".to_owned()),
            chat_host: chat_host(context).await?,
            by_id: found.into_iter().map(|user| (user.id.clone(), user)).collect(),
            ids_by_address,
        })
    }

    /// The user that a row is about: the one with its id, or the one with its address.
    fn of(&self, row: &Row) -> Option<&StoredUser> {
        let id = row.id.as_ref().map(|id| id.trim().to_lowercase());
        id.and_then(|id| self.by_id.get(&id)).or_else(|| self.named(row.email.as_deref()?))
    }

    /// The user with this address or id.
    fn named(&self, text: &str) -> Option<&StoredUser> {
        if text.contains('@') {
            return self.by_id.get(self.ids_by_address.get(&fold(text))?);
        }
        self.by_id.get(&text.trim().to_lowercase())
    }

    /// The division with this name or id.
    fn division(&self, text: &str) -> Result<&StoredDivision> {
        let (id, key) = (text.trim().to_lowercase(), fold(text));
        let found = self.divisions.iter().find(|one| one.id == id || fold(&one.name) == key);
        found.ok_or_else(|| {
            let allowed = "the name or id of a division of the organization";
            Refusal::invalid_value("division", text, allowed)
        })
    }
}

/// Applies rows in the transaction of the context: every one that can be. Rows of one user are taken
/// once; more of them are bad.
///
/// `tell` hears how many rows are done.
pub async fn apply(
    context: &mut Context,
    rows: &[Numbered],
    tell: &mut (dyn FnMut(u64) + Send),
) -> Result<Outcome> {
    lock_organization(context).await?;
    let around = Surroundings::read(context, rows).await?;
    let mut outcome = Outcome::default();
    let (mut new, mut others, mut seen) = (Vec::new(), Vec::new(), HashMap::new());
    for numbered in rows {
        let Numbered { line, row } = numbered;
        let present = around.of(row);
        let whose = present.map(|user| user.id.clone());
        let whose = whose.unwrap_or_else(|| fold(row.email.as_deref().unwrap_or_default()));
        if let Some(first) = seen.insert(whose, *line) {
            outcome.bad.push(Bad { line: *line, reason: repeats(first) });
            continue;
        }
        match present {
            Some(user) => others.push((numbered, user)),
            None => new.push(numbered),
        }
    }
    let made = newcomers::join(context, &around, &new, (&mut outcome, tell)).await?;
    // In one order, to avoid deadlocks.
    others.sort_by(|(_, one), (_, other)| one.id.cmp(&other.id));
    let mut done = u64::try_from(rows.len() - others.len()).unwrap_or_default();
    for (Numbered { line, row }, user) in others {
        done += 1;
        if done % STEP == 0 {
            tell(done);
        }
        match updates::update(context, (&around, &made), row, user).await {
            Ok(true) => outcome.updated += 1,
            Ok(false) => outcome.unchanged += 1,
            Err(refusal) => outcome.refuse(*line, refusal)?,
        }
    }
    outcome.bad.sort_unstable();
    Ok(outcome)
}

/// Why a row is bad that is about the user of an earlier one.
pub fn repeats(first: u64) -> String {
    format!("the same user as in line {first}")
}

impl Outcome {
    /// Notes that a row is refused; what is no fault of the row ends the import.
    fn refuse(&mut self, line: u64, refusal: Refusal) -> Result<()> {
        if refusal.status.is_server_error() {
            return Err(refusal);
        }
        self.bad.push(Bad { line, reason: refusal.message() });
        Ok(())
    }
}

/// A state that a row may give.
fn state(row: &Row) -> Result<Option<State>> {
    match &row.state {
        None => Ok(None),
        Some(state @ (State::Active | State::Inactive)) => Ok(Some(state.clone())),
        Some(other) => Err(Refusal::invalid_value("state", other.to_string(), "active, inactive")),
    }
}
