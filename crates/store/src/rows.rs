//! Rows with documents.

use crate::{Error, Result, Row, Tx, Value, limits::LARGEST_READ};

/// All rows of a statement, unless the documents in these columns are too large together. Not more
/// is kept in memory than one answer may read.
pub(crate) async fn all_within<T: Send>(
    tx: &mut Tx,
    (sql, args): (&str, &[Value]),
    documents: &[usize],
    mut map: impl FnMut(&Row<'_>) -> Result<T> + Send,
) -> Result<Vec<T>> {
    let mut bytes = 0_usize;
    let found = tx.all(sql, args, |row| {
        for &column in documents {
            bytes = bytes.saturating_add(row.str(column)?.len());
        }
        // The rest is passed over, so that the connection can be used again.
        if bytes > LARGEST_READ { Ok(None) } else { map(row).map(Some) }
    });
    let found = found.await?;
    if bytes > LARGEST_READ {
        return Err(Error::LargeRead);
    }
    Ok(found.into_iter().flatten().collect())
}
