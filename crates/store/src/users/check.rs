//! Are the columns of users and their counts as their documents and rows say?

use std::collections::BTreeMap;

use api::User;

use super::changes::Columns;
use crate::{Db, Result, Tx, args, divisions::USERS};

/// Rows that one statement reads: a snapshot lives no longer than that.
const SLICE: i64 = 2_000;
/// No more problems than this are told.
const MAX_TOLD: usize = 100;

/// What is wrong with the users of an organization, in words; nothing if all is as it should be.
pub async fn check(db: &Db, organization: &str) -> Result<Vec<String>> {
    let organization = organization.to_owned();
    db.long_read(move |tx| {
        tx.enter(&organization);
        Box::pin(async move {
            let mut problems = counts(tx).await?;
            let mut after = String::new();
            while let Some(last) = columns(tx, &after, &mut problems).await? {
                after = last;
                tx.next_snapshot().await?;
            }
            problems.truncate(MAX_TOLD);
            Ok(problems)
        })
    })
    .await
}

/// Compares the numbers of users that are kept with the rows.
async fn counts(tx: &mut Tx) -> Result<Vec<String>> {
    let organization = &*tx.organization();
    let mut numbers = BTreeMap::<(String, String), [i64; 2]>::new();
    let kept = "SELECT division_id, state, objects FROM object_counts \
                WHERE organization_id = $1 AND object_type = $2";
    let counted = "SELECT division_id, state, COUNT(*) FROM users WHERE organization_id = $1 \
                   GROUP BY division_id, state";
    let kept_args = args![organization, USERS.object_type];
    let counted_args = args![organization];
    let statements = [(kept, kept_args.as_slice()), (counted, counted_args.as_slice())];
    for (place, (sql, args)) in statements.into_iter().enumerate() {
        for (division, state, number) in tx
            .all(sql, args, |row| {
                Ok((row.get::<String>(0)?, row.get::<String>(1)?, row.get::<i64>(2)?))
            })
            .await?
        {
            numbers.entry((division, state)).or_default()[place] = number;
        }
    }
    let wrong = numbers.into_iter().filter(|(_, [kept, counted])| kept != counted);
    let told = wrong.map(|((division, state), [kept, counted])| {
        format!(
            "{kept} {state} users are counted in the division `{division}`, which has {counted}"
        )
    });
    Ok(told.collect())
}

/// Compares the columns of some users with their documents; the id of the last of them.
async fn columns(tx: &mut Tx, after: &str, problems: &mut Vec<String>) -> Result<Option<String>> {
    let organization = &*tx.organization();
    let sql = "SELECT id, name_key, email_key, jabber_id, document FROM users \
               WHERE organization_id = $1 AND id > $2 ORDER BY id LIMIT $3";
    let args = args![organization, after, SLICE];
    let rows = tx.all(sql, &args, |row| {
        let id: String = row.get(0)?;
        let shown: User = match crate::from_json(row.str(4)?) {
            Ok(shown) => shown,
            Err(error) => return Ok((id, vec![format!("the document cannot be read: {error}")])),
        };
        let columns = Columns::of(&shown, &User::default())?;
        let mut wrong = Vec::new();
        for (place, name, said) in [
            (1, "name_key", &columns.name_key),
            (2, "email_key", &columns.email_key),
            (3, "jabber_id", &columns.jabber_id),
        ] {
            if row.str(place)? != *said {
                wrong.push(format!("`{name}` is not what the document says"));
            }
        }
        Ok((id, wrong))
    });
    let rows = rows.await?;
    for (id, wrong) in &rows {
        problems.extend(wrong.iter().map(|wrong| format!("the user `{id}`: {wrong}")));
    }
    Ok(rows.into_iter().next_back().map(|(id, _)| id))
}
