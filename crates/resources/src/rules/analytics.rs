//! What questions of analytics share: who is seen, and how their records are read.

mod aggregates;
mod jobs;

pub(crate) use aggregates::{Added, add_up, mappings};
use analytics::{Hits, Kind, Sees, Span, TooMuch, Users, Wrong};
use axum::http::StatusCode;
pub(crate) use jobs::read_question;
pub use jobs::{ANALYTICS_JOB, Answering};
use store::{Divisions, Tx, analytics_users};

use gate::refusal::{Refusal, Result};

/// The records of so many users are read in one snapshot: some tenths of a second for a month.
const SLICE: usize = 50;
/// The most values of an answer.
const MAX_VALUES: usize = 200_000;

/// Why a question is refused.
pub(crate) fn refused(wrong: Wrong) -> Refusal {
    match wrong {
        Wrong::Invalid { field, value, allowed } => Refusal::invalid_value(field, value, allowed),
        Wrong::Missing { field } => Refusal::missing_value(field),
        Wrong::TooManyValues { dimension, given, most } => {
            let template = "Dimension value exceeds limit of {limit} for dimension {dimension}: \
                            {given} values.";
            Refusal::new(StatusCode::BAD_REQUEST, "invalid.value", template)
                .with("limit", most.to_string())
                .with("dimension", dimension)
                .with("given", given.to_string())
        }
    }
}

/// Why a question is refused whose answer would be too long.
fn too_much(TooMuch { most }: TooMuch) -> Refusal {
    let template = "The answer would have more than {limit} values; ask for a shorter interval, fewer \
                    users or a longer granularity.";
    Refusal::new(StatusCode::BAD_REQUEST, "response.entity.too.large", template)
        .with("limit", most.to_string())
}

/// The ids of the users that a question is about and these divisions show, in order.
pub(crate) async fn users(
    tx: &mut Tx,
    divisions: &Divisions,
    asked: &Users,
) -> Result<Vec<String>> {
    let only = asked.only();
    let mut found = analytics_users::users(tx, divisions, only.as_deref()).await?;
    found.retain(|user| asked.has(user));
    Ok(found)
}

/// Something that collects records.
pub(crate) trait Collects: Sees {
    /// All records of some users were shown.
    fn close(&mut self) -> Result<()> {
        Ok(())
    }
}

impl Collects for Hits<'_> {}

/// Shows all records of these users that have something in common with the interval.
pub(crate) async fn show(
    tx: &mut Tx,
    users: &[String],
    (kinds, span): (&[Kind], Span),
    to: &mut impl Collects,
) -> Result<()> {
    for (place, users) in users.chunks(SLICE).enumerate() {
        if place > 0 {
            tx.next_snapshot().await?;
        }
        for kind in kinds {
            analytics_users::each(tx, users, *kind, (span.from, span.until), to).await?;
        }
        to.close()?;
    }
    Ok(())
}
