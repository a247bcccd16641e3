//! A believable organization out of a number: the same number makes the same people.

mod company;
mod departments;
mod names;
mod people;
mod person;
mod region;
mod sites;

use resources::rules::organization::ORGANIZATION;
use std::{
    collections::HashSet,
    sync::Arc,
    time::{Duration, Instant},
};

pub(crate) use company::Company;
pub(crate) use people::People;
use store::{Db, ServerTime, Tx, organizations, users};

use crate::operate::error::OrganizationError;
use gate::{
    audit::{Action, AuditEvent, Operator},
    clock::Clock,
    context::{Context, Lent},
    random::Random,
};

/// People added in one transaction at first, and at most. The more there are, the fewer times the
/// same pages of the indexes are written.
const SLICE: usize = 1_000;
const LARGEST: usize = 10_000;
/// About how long a transaction takes: everybody else's writes wait for it.
const SLICE_TIME: Duration = Duration::from_millis(200);

/// How far long work has come.
#[derive(Debug, Clone, Copy, serde::Serialize, serde::Deserialize)]
pub struct Progress {
    /// How much is done.
    pub done: u64,
    /// Out of how much.
    pub total: u64,
}

/// What became of the people that were to be added.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Added {
    /// They were not there before.
    pub(crate) created: u64,
    /// They were there already, from the same seed.
    pub(crate) existing: u64,
}

/// Adds people to an organization. Those of this seed who are there already stay as they are, so
/// that what was interrupted can be begun again.
pub(crate) async fn populate(
    db: &Db,
    clock: &Clock,
    (organization, mail_host): (&str, &str),
    (total, seed): (u32, u64),
    progress: &mut (dyn FnMut(Progress) + Send),
) -> Result<Added, OrganizationError> {
    let server_now = clock.now();
    let (id, host) = (organization.to_owned(), mail_host.to_owned());
    let prepared = db.write(move |tx| {
        let (id, host) = (id.clone(), host.clone());
        Box::pin(async move {
            let mut context = acting(tx, &id, server_now).await?;
            let mut random = Random::seeded(seed);
            let company = Company::prepare(&mut context, &host, &mut random).await?;
            // The generator goes on from here, so that the same seed makes the same people.
            Ok::<_, OrganizationError>((company, random))
        })
    });
    let (company, random) = prepared.await?;
    let mut people = People::new(total, random);
    let mut added = Added::default();
    progress(Progress { done: 0, total: total.into() });
    let mut size = SLICE;
    loop {
        let mut slice: Vec<_> = people.by_ref().take(size).collect();
        let taken = slice.len();
        if taken == 0 {
            return Ok(added);
        }
        let ids: Vec<String> = slice.iter().map(|person| person.id.clone()).collect();
        let addresses: Vec<String> = slice.iter().map(|person| person.email(mail_host)).collect();
        let (id, place) = (organization.to_owned(), organization.to_owned());
        let known = db.read(|tx| {
            Box::pin(async move {
                tx.enter(&id);
                let here = users::existing(tx, &ids).await?;
                Ok::<_, OrganizationError>((here, users::taken(tx, &addresses).await?))
            })
        });
        let (here, used): (HashSet<String>, HashSet<String>) = {
            let (here, used) = known.await?;
            (here.into_iter().collect(), used.into_iter().collect())
        };
        slice.retain(|person| !here.contains(&person.id));
        for person in &mut slice {
            if used.contains(&person.email(mail_host)) {
                person.tell_apart();
            }
        }
        let new = u64::try_from(slice.len()).unwrap_or_default();
        added.created += new;
        added.existing += u64::try_from(taken).unwrap_or_default() - new;
        let (rows, company) = (Arc::new(company.rows(&slice)?), company.clone());
        let began = Instant::now();
        db.write(move |tx| {
            let (rows, company) = (rows.clone(), company.clone());
            let id = place.clone();
            Box::pin(async move {
                let mut context = acting(tx, &id, server_now).await?;
                company.add(&mut context, &rows).await?;
                let people = AuditEvent::new(ORGANIZATION, Action::Add, &id)
                    .with("people", new.to_string())
                    .with("seed", seed.to_string());
                if new > 0 {
                    context.record(people).await?;
                }
                Ok::<_, OrganizationError>(())
            })
        })
        .await?;
        size = next_size(size, began.elapsed());
        progress(Progress { done: added.created + added.existing, total: total.into() });
    }
}

/// The command line, at work in an organization.
pub(super) async fn acting<'t>(
    tx: &'t mut Tx,
    organization: &str,
    server_now: ServerTime,
) -> store::Result<Lent<'t, Context>> {
    let stored = organizations::find(tx, organization).await?;
    let gone = || store::Error::Storage(format!("the organization {organization} is gone"));
    let clock = stored.ok_or_else(gone)?.clock;
    tx.enter(organization);
    Ok(Context::lend(tx, Operator::CommandLine, clock, server_now))
}

/// How many people the next transaction adds, by how long the last one took.
fn next_size(size: usize, took: Duration) -> usize {
    if took < SLICE_TIME / 2 {
        (size * 2).min(LARGEST)
    } else if took > SLICE_TIME {
        (size / 2).max(SLICE)
    } else {
        size
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slice_grows_while_it_is_quick_and_shrinks_when_others_wait() {
        assert_eq!(next_size(SLICE, Duration::from_millis(50)), 2 * SLICE);
        assert_eq!(next_size(LARGEST, Duration::ZERO), LARGEST);
        assert_eq!(next_size(4 * SLICE, Duration::from_millis(150)), 4 * SLICE);
        assert_eq!(next_size(4 * SLICE, Duration::from_secs(1)), 2 * SLICE);
        assert_eq!(next_size(SLICE, Duration::from_secs(1)), SLICE);
    }
}
