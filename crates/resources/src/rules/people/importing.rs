//! Many users out of a file, by the rules of the API, with statements that make and change many.

mod keys;
mod managers;
mod newcomers;
mod outcome;
mod repeated;
mod row;
mod surroundings;
mod updates;

use std::collections::HashMap;

use managers::in_circles;
use newcomers::Newcomers;
use outcome::repeats;
pub use outcome::{Bad, Numbered, Outcome};
pub use repeated::take_repeated;
pub use row::Row;
use store::{fold, users};
use surroundings::Surroundings;
use updates::{Against, to_be_freed, update_all};

use crate::rules::grants::lock_organization;
use gate::{context::Context, refusal::Result};

/// Users whose locks are taken by one statement.
const LOCKED_TOGETHER: usize = 1000;

/// Applies rows in the transaction of the context: every one that can be. Rows of one user are taken
/// once; more of them are bad.
///
/// `tell` hears how many rows are done, and ends the work with its refusal.
pub async fn apply(
    context: &mut Context,
    rows: &[Numbered],
    tell: &mut (dyn FnMut(u64) -> Result<()> + Send),
) -> Result<Outcome> {
    lock_organization(context).await?;
    let around = Surroundings::read(context, rows).await?;
    let mut outcome = Outcome::default();
    let (mut new, mut others, mut seen) = (Vec::new(), Vec::new(), HashMap::new());
    for numbered in rows {
        let Numbered { line, row } = numbered;
        let present = match around.of(row) {
            Ok(present) => present,
            Err(refusal) => {
                outcome.refuse(*line, refusal)?;
                continue;
            }
        };
        let whose = present.map(|user| user.id.clone());
        let whose = whose.or_else(|| row.email.as_deref().map(fold).filter(|key| !key.is_empty()));
        if let Some(first) = whose.and_then(|whose| seen.insert(whose, *line)) {
            outcome.bad.push(Bad { line: *line, reason: repeats(first) });
            continue;
        }
        match present {
            Some(user) => others.push((numbered, user)),
            None => new.push(numbered),
        }
    }
    // Locks are taken in one order.
    others.sort_by(|(_, one), (_, other)| one.id.cmp(&other.id));
    for some in others.chunks(LOCKED_TOGETHER) {
        let ids: Vec<String> = some.iter().map(|(_, user)| user.id.clone()).collect();
        context.tx.lock_users(&ids).await?;
    }
    let mut newcomers = Newcomers::check(context, &around, &new, &mut outcome)?;
    let managers = newcomers.find_managers(&around, &mut outcome)?;
    let made = newcomers.made.clone();
    let circles = in_circles(context, (&around, &made), managers, &others).await?;
    newcomers.join(context, &circles, (&mut outcome, &mut *tell)).await?;
    let freed = to_be_freed(&around, &others);
    if !freed.is_empty() {
        let freed: Vec<String> = freed.iter().cloned().collect();
        users::free_addresses(&mut context.tx, &freed).await?;
    }
    let against = Against { around: &around, made: &made, circles: &circles, freed: &freed };
    let before = u64::try_from(rows.len() - others.len()).unwrap_or_default();
    let mut tell = |done: u64| tell(before + done);
    update_all(context, &against, &others, (&mut outcome, &mut tell)).await?;
    outcome.bad.sort_unstable();
    Ok(outcome)
}
