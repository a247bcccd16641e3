//! What users are doing, which changes many times a day.

use ::search::Status;

use super::fields::{PRESENCE, ROUTING_STATUS};
use crate::{Error, Result, Row, Tx, args};

const SELECT: &str = "SELECT user_id, presence_definition_id, routing_status FROM live_states \
                      WHERE organization_id = $1";

fn read(row: &Row<'_>) -> Result<Status> {
    let id = row.str(0)?;
    let id = id.parse().map_err(|()| Error::Storage(format!("the user id [{id}] is no UUID")))?;
    let mut status = Status::new(id);
    status.text(PRESENCE, row.str(1)?);
    status.text(ROUTING_STATUS, row.str(2)?);
    Ok(status)
}

/// What the users with these ids are doing.
pub(in crate::search) async fn some(tx: &mut Tx, ids: Vec<String>) -> Result<Vec<Status>> {
    let sql = format!("{SELECT} AND user_id = ANY($2)");
    tx.all(&sql, &args![&*tx.organization(), ids], read).await
}

/// What so many users are doing, by id, behind this one.
pub(in crate::search) async fn slice(tx: &mut Tx, after: &str, most: i64) -> Result<Vec<Status>> {
    let sql = format!("{SELECT} AND user_id > $2 ORDER BY user_id LIMIT $3");
    tx.all(&sql, &args![&*tx.organization(), after, most], read).await
}
