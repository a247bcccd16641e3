//! A search through many changes, a slice of the interval at a time.

use api::DateTime;

use super::{AuditFilter, AuditPart, count, list};
use crate::{Divisions, Query, Result, Tx, args};

/// So many changes are looked at in one snapshot: some 100 ms when each row must be read.
const SLICE: i64 = 20_000;

/// What a search found.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Found {
    /// How many changes the filter lets through, or `most`.
    pub total: i64,
    /// The messages of the part, as JSON.
    pub documents: Vec<String>,
}

/// Counts the changes that the filter lets through, `most` at most, and lists a part of them: as
/// [`count`] and [`list`] do together, but with a new snapshot for each slice of the interval. For
/// transactions that read.
pub async fn search(
    tx: &mut Tx,
    divisions: &Divisions,
    filter: &AuditFilter,
    part: AuditPart,
    most: i64,
) -> Result<Found> {
    search_by(tx, divisions, filter, (part, most), SLICE).await
}

async fn search_by(
    tx: &mut Tx,
    divisions: &Divisions,
    filter: &AuditFilter,
    (part, most): (AuditPart, i64),
    slice: i64,
) -> Result<Found> {
    let mut found = Found::default();
    let mut rest = filter.clone();
    loop {
        let end = end(tx, &rest, part.oldest_first, slice).await?;
        let mut here = rest.clone();
        match end {
            Some(end) if part.oldest_first => (here.until, rest.since) = (Some(end), Some(end)),
            Some(end) => (here.since, rest.until) = (Some(end), Some(end)),
            None => {}
        }
        let listed = i64::try_from(found.documents.len()).unwrap_or(i64::MAX);
        let (counted, offset) = (found.total, (part.offset - found.total).max(0));
        found.total += count(tx, divisions, &here, most - counted).await?;
        if found.total > part.offset && listed < part.limit {
            let part = AuditPart { offset, limit: part.limit - listed, ..part };
            found.documents.extend(list(tx, divisions, &here, part).await?);
        }
        if end.is_none() || found.total >= most {
            return Ok(found);
        }
        tx.next_snapshot().await?;
    }
}

/// Where the first slice of the interval ends; none when all of it is one slice. The changes of one
/// entity are few.
async fn end(
    tx: &mut Tx,
    filter: &AuditFilter,
    oldest_first: bool,
    slice: i64,
) -> Result<Option<DateTime>> {
    if filter.entities.len() == 1 {
        return Ok(None);
    }
    let sql = "SELECT at FROM audits WHERE organization_id = $";
    let mut query = Query::new(sql, args![&*tx.organization()]);
    if let Some(since) = filter.since {
        query.and("at >= $", args![since.milliseconds()]);
    }
    if let Some(until) = filter.until {
        query.and("at < $", args![until.milliseconds()]);
    }
    let direction = if oldest_first { "ASC" } else { "DESC" };
    query.push(
        &format!(" ORDER BY at {direction}, number {direction} LIMIT 1 OFFSET $"),
        args![slice],
    );
    let (sql, values) = query.finish();
    let last = tx.one(&sql, &values, |row| row.get::<i64>(0)).await?;
    // All changes of one millisecond are in one slice.
    let end = last.map(|last| if oldest_first { last + 1 } else { last });
    Ok(end.map(DateTime::from_milliseconds))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        Db, Location, Options,
        audits::{NewAudit, insert},
    };

    #[tokio::test]
    async fn a_search_in_slices_finds_what_one_in_a_single_snapshot_finds() {
        let db = Db::open(&Location::Memory, Options::default()).await.unwrap();
        let write = db.write(|tx| {
            Box::pin(async move {
                let sql = "INSERT INTO organizations (id, name, name_key, document, access_version, \
                           clock_offset, blueprint, created_at) VALUES ('o', '', '', '', 1, 0, '', 1)";
                tx.run(sql, &[]).await?;
                tx.enter("o");
                for number in 0..40_i64 {
                    let audit = NewAudit {
                        at: DateTime::from_milliseconds(number / 3),
                        service: "s",
                        entity_type: "t",
                        entity_id: "e",
                        action: if number % 4 == 0 { "one" } else { "other" },
                        user: None,
                        client: None,
                        document: &number.to_string(),
                    };
                    insert(tx, &audit).await?;
                }
                Ok::<_, crate::Error>(())
            })
        });
        write.await.unwrap();
        let mut tx = db.snapshot().await.unwrap();
        tx.enter("o");
        let divisions = Divisions::all();
        let at = |milliseconds| Some(DateTime::from_milliseconds(milliseconds));
        let interval = AuditFilter { since: at(1), until: at(12), ..AuditFilter::default() };
        let some = AuditFilter { actions: vec!["one".to_owned()], ..interval.clone() };
        for filter in [AuditFilter::default(), interval, some] {
            for (offset, limit, most) in
                [(0, 5, 100), (3, 9, 100), (0, 100, 100), (2, 3, 7), (50, 5, 100)]
            {
                for oldest_first in [false, true] {
                    let part = AuditPart { offset, limit, oldest_first };
                    let total = count(&mut tx, &divisions, &filter, most).await.unwrap();
                    let documents = list(&mut tx, &divisions, &filter, part).await.unwrap();
                    for slice in [1, 2, 7, 1_000] {
                        let asked = (part, most);
                        let found = search_by(&mut tx, &divisions, &filter, asked, slice).await;
                        let expected = Found { total, documents: documents.clone() };
                        assert_eq!(found.unwrap(), expected, "{part:?} in slices of {slice}");
                    }
                }
            }
        }
    }
}
