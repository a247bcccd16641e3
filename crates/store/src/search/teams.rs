//! Teams, as they are searched.

use ::search::{Document, Kind, Labels, Schema};

use super::users::{field, stored};
use crate::{Error, Result, Row, Tx, args};

/// What is kept of a team.
pub(super) static SCHEMA: Schema = Schema {
    columns: &[
        stored("id", Kind::Id),
        stored("name", Kind::Text),
        stored("description", Kind::Text),
        stored("divisionId", Kind::Reference),
        stored("dateCreated", Kind::Date),
        stored("dateModified", Kind::Date),
    ],
    fields: &[
        field("id", &["id"]),
        field("guid", &["id"]),
        field("name", &["name"]),
        field("description", &["description"]),
        field("divisionId", &["divisionId"]),
        field("division", &["divisionId"]),
        field("division.id", &["divisionId"]),
        field("dateCreated", &["dateCreated"]),
        field("dateModified", &["dateModified"]),
    ],
    usual: &["name", "description"],
};

/// The place of the division's id.
pub const DIVISION_OF_TEAM: usize = 3;

const SELECT: &str = "SELECT id, name, description, division_id, created_at, modified_at FROM teams \
                      WHERE organization_id = $1";

fn read(row: &Row<'_>) -> Result<Document> {
    let id = row.str(0)?;
    let bad = |()| Error::Storage(format!("the team id [{id}] is no UUID"));
    let mut document = Document::new(id.parse().map_err(bad)?);
    for column in 1..=DIVISION_OF_TEAM {
        document.text(column, row.str(column)?);
    }
    document.number(4, row.get(4)?);
    document.number(5, row.get(5)?);
    Ok(document)
}

/// The teams with these ids.
pub(super) async fn some(tx: &mut Tx, ids: Vec<String>) -> Result<Vec<Document>> {
    let args = args![&*tx.organization(), ids];
    tx.all(&format!("{SELECT} AND id = ANY($2)"), &args, read).await
}

/// So many teams, by id, behind this one.
pub(super) async fn slice(tx: &mut Tx, after: &str, most: i64) -> Result<Vec<Document>> {
    let args = args![&*tx.organization(), after, most];
    tx.all(&format!("{SELECT} AND id > $2 ORDER BY id LIMIT $3"), &args, read).await
}

/// The names of divisions.
pub(super) async fn labels(tx: &mut Tx) -> Result<Labels> {
    let mut labels = Labels::default();
    let sql = "SELECT id, name FROM divisions WHERE organization_id = $1";
    let args = args![&*tx.organization()];
    let names = tx.all(sql, &args, |row| Ok((row.get(0)?, row.get(1)?))).await?;
    labels.set(DIVISION_OF_TEAM, names);
    Ok(labels)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_that_is_used_stands_where_it_should() {
        let place = |name| SCHEMA.column(name).unwrap();
        assert_eq!(["divisionId", "dateModified"].map(place), [DIVISION_OF_TEAM, 5]);
        for field in SCHEMA.fields {
            assert!(
                field.columns.iter().all(|column| SCHEMA.column(column).is_some()),
                "{field:?}"
            );
        }
    }
}
