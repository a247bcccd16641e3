//! Users out of a file: all of them or none, unless bad rows may be left out.

use std::{path::PathBuf, sync::Arc};

use serde_json::{Value, json};
use store::{Db, ServerTime, organizations::StoredOrganization};
use tokio::sync::mpsc::{self, UnboundedSender};

use super::{FileFormat, lines::Lines, unusable};
use crate::operate::{error::OrganizationError, seed::Progress};
use gate::{audit::Operator, clock::Clock, context::Context, refusal::Refusal};
use resources::rules::people::importing::{self, Bad, Numbered, Outcome};

/// What is to be done with a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct How {
    /// Do all of it and take it back: only tell what would happen.
    pub(crate) dry_run: bool,
    /// Leave out rows that cannot be applied; otherwise one of them and nothing is changed.
    pub(crate) skip_bad: bool,
}

/// All or none takes one transaction, for which everybody else's writes wait; more rows than these
/// would take too long, and too much memory.
const MAX_TOGETHER: usize = 100_000;
/// Rows of a transaction where bad ones are left out.
const SLICE: usize = 1_000;
/// Bad rows that an answer names; the others are counted.
const MAX_TOLD: usize = 1_000;

/// Why a transaction ended.
enum Ended {
    /// It could not go on.
    Failed(OrganizationError),
    /// It did everything, and takes it back.
    TakenBack(Outcome),
}

impl From<store::Error> for Ended {
    fn from(error: store::Error) -> Self {
        Self::Failed(error.into())
    }
}

impl From<gate::refusal::Refusal> for Ended {
    fn from(refusal: gate::refusal::Refusal) -> Self {
        Self::Failed(refusal.into())
    }
}

/// Reads the file and applies its rows to the organization.
pub(crate) async fn import(
    (db, clock): (&Db, &Clock),
    organization: &StoredOrganization,
    (file, format): (PathBuf, Option<FileFormat>),
    how: How,
    progress: &mut (dyn FnMut(Progress) + Send),
) -> Result<Value, OrganizationError> {
    let format = FileFormat::of(&file, format)?;
    let path = file.clone();
    let read = tokio::task::spawn_blocking(move || Lines::read(&path, format));
    let Lines { mut rows, bad } = read.await.map_err(|error| unusable("read", &file, error))??;
    let work = Work { db, organization, server_now: clock.now() };
    let mut report = Report { rows: rows.len() + bad.len(), bad, ..Report::default() };
    report.bad.extend(importing::take_repeated(&mut rows));
    if how.skip_bad && !how.dry_run {
        work.in_slices(rows, &mut report, progress).await?;
    } else if rows.len() > MAX_TOGETHER {
        let number = rows.len();
        return Err(OrganizationError::Invalid(format!(
            "`{}` has {number} rows, and at most {MAX_TOGETHER} are applied all or none; divide \
             it, or leave bad rows out with `--skip-bad`, which goes slice by slice",
            file.display()
        )));
    } else {
        work.together(rows, (&mut report, how), progress).await?;
    }
    Ok(report.told(organization, how))
}

/// What became of a file.
#[derive(Default)]
struct Report {
    rows: usize,
    created: u64,
    updated: u64,
    unchanged: u64,
    bad: Vec<Bad>,
    committed: bool,
}

impl Report {
    fn add(&mut self, outcome: Outcome) {
        self.created += outcome.created;
        self.updated += outcome.updated;
        self.unchanged += outcome.unchanged;
        self.bad.extend(outcome.bad);
    }

    fn told(mut self, organization: &StoredOrganization, how: How) -> Value {
        self.bad.sort_unstable();
        let bad = self.bad.len();
        self.bad.truncate(MAX_TOLD);
        json!({
            "organization": { "id": organization.id, "name": organization.name },
            "rows": self.rows,
            "created": self.created,
            "updated": self.updated,
            "unchanged": self.unchanged,
            "bad": bad,
            "errors": self.bad,
            "dryRun": how.dry_run,
            "committed": self.committed,
        })
    }
}

/// Where the work is done.
struct Work<'a> {
    db: &'a Db,
    organization: &'a StoredOrganization,
    server_now: ServerTime,
}

impl Work<'_> {
    /// Applies rows in one transaction, which is kept if all of them are good.
    async fn apply(
        &self,
        rows: Arc<[Numbered]>,
        keep: bool,
        told: UnboundedSender<u64>,
    ) -> Result<Outcome, Ended> {
        let (stored, server_now) = (self.organization.clone(), self.server_now);
        let work = self.db.write(move |tx| {
            let (stored, rows, told) = (stored.clone(), rows.clone(), told.clone());
            Box::pin(async move {
                tx.enter(&stored.id);
                let clock = stored.clock;
                let mut context = Context::lend(tx, Operator::CommandLine, clock, server_now);
                context.name_command("import");
                // Nobody listens any more where the caller has left, who then wants none of it.
                let left = || Refusal::internal("who asked for the import has left");
                let mut tell = |done| told.send(done).map_err(|_| left());
                let outcome = importing::apply(&mut context, &rows, &mut tell).await?;
                drop(context);
                if told.is_closed() {
                    return Err(left().into());
                }
                if keep && outcome.bad.is_empty() {
                    return Ok(outcome);
                }
                Err(Ended::TakenBack(outcome))
            })
        });
        work.await
    }

    /// All or none.
    async fn together(
        &self,
        rows: Vec<Numbered>,
        (report, how): (&mut Report, How),
        progress: &mut (dyn FnMut(Progress) + Send),
    ) -> Result<(), OrganizationError> {
        let total = u64::try_from(rows.len()).unwrap_or(u64::MAX);
        let keep = !how.dry_run && report.bad.is_empty();
        let (told, mut heard) = mpsc::unbounded_channel();
        progress(Progress { done: 0, total });
        let mut work = Box::pin(self.apply(rows.into(), keep, told));
        let done = loop {
            tokio::select! {
                biased;
                Some(done) = heard.recv() => progress(Progress { done, total }),
                done = &mut work => break done,
            }
        };
        match done {
            Ok(outcome) => {
                report.committed = true;
                report.add(outcome);
            }
            Err(Ended::TakenBack(outcome)) => report.add(outcome),
            Err(Ended::Failed(error)) => return Err(error),
        }
        Ok(())
    }

    /// Slice after slice; bad rows are left out of theirs, and tried again while that helps: a manager
    /// may come later in the file. What was done before a crash stays, and the same file may be given
    /// again: rows that are so already change nothing.
    async fn in_slices(
        &self,
        rows: Vec<Numbered>,
        report: &mut Report,
        progress: &mut (dyn FnMut(Progress) + Send),
    ) -> Result<(), OrganizationError> {
        let total = u64::try_from(rows.len()).unwrap_or(u64::MAX);
        let (mut left, mut done) = (rows, 0);
        progress(Progress { done, total });
        loop {
            let (mut failed, mut bad) = (Vec::new(), Vec::new());
            for slice in left.chunks(SLICE) {
                let mut rows = slice.to_vec();
                let outcome = loop {
                    let (told, _unheard) = mpsc::unbounded_channel();
                    match self.apply(rows.clone().into(), true, told).await {
                        Ok(outcome) => break outcome,
                        Err(Ended::TakenBack(outcome)) => {
                            let is_bad =
                                |row: &Numbered| outcome.bad.iter().any(|bad| bad.line == row.line);
                            failed.extend(rows.iter().filter(|row| is_bad(row)).cloned());
                            rows.retain(|row| !is_bad(row));
                            bad.extend(outcome.bad);
                        }
                        Err(Ended::Failed(error)) => return Err(error),
                    }
                };
                report.add(outcome);
                done += u64::try_from(rows.len()).unwrap_or_default();
                progress(Progress { done, total });
            }
            if failed.is_empty() || failed.len() == left.len() {
                report.bad.extend(bad);
                report.committed = true;
                return Ok(());
            }
            left = failed;
        }
    }
}
