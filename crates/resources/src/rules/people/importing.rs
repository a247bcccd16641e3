//! Many users out of a file, by the rules of the API: new ones together, others one by one.

mod newcomers;
mod outcome;
mod row;
mod surroundings;
mod updates;

use std::collections::HashMap;

pub use outcome::{Bad, Numbered, Outcome, repeats};
pub use row::Row;
use store::fold;
use surroundings::Surroundings;

use crate::rules::grants::lock_organization;
use gate::{context::Context, refusal::Result};

/// Rows after which it is told how far the work is.
const STEP: u64 = 500;
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
