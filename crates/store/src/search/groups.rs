//! Groups, as they are searched.

use std::collections::HashMap;

use ::search::{Document, Id, Kind, Schema};
use api::Group;

use super::users::{field, reached, stored};
use crate::{Error, Result, Row, Tx, Value, args};

/// What is kept of a group.
pub(super) static SCHEMA: Schema = Schema {
    columns: &[
        stored("id", Kind::Id),
        stored("name", Kind::Text),
        stored("description", Kind::Text),
        stored("state", Kind::Text),
        stored("type", Kind::Text),
        stored("visibility", Kind::Text),
        stored("addresses", Kind::Contact),
        stored("owners", Kind::Text),
        stored("rolesEnabled", Kind::Text),
        stored("memberCount", Kind::Number),
        stored("version", Kind::Number),
        stored("dateModified", Kind::Date),
    ],
    fields: &[
        field("id", &["id"]),
        field("guid", &["id"]),
        field("name", &["name"]),
        field("description", &["description"]),
        field("state", &["state"]),
        field("type", &["type"]),
        field("visibility", &["visibility"]),
        field("addresses", &["addresses"]),
        field("addresses.address", &["addresses"]),
        field("owners", &["owners"]),
        field("owners.id", &["owners"]),
        field("rolesEnabled", &["rolesEnabled"]),
        field("memberCount", &["memberCount"]),
        field("version", &["version"]),
        field("dateModified", &["dateModified"]),
    ],
    usual: &["name", "description"],
};

const SELECT: &str = "SELECT id, member_count, document FROM groups WHERE organization_id = $1";

fn read(row: &Row<'_>) -> Result<Document> {
    let id = row.str(0)?;
    let mut document = Document::new(
        id.parse().map_err(|()| Error::Storage(format!("the group id [{id}] is no UUID")))?,
    );
    let group: Group = crate::from_json(row.str(2)?)?;
    let text = |value: Option<String>| value.unwrap_or_default();
    document.text(1, &text(group.name));
    document.text(2, &text(group.description));
    document.text(3, &text(group.state.map(|state| state.to_string())));
    document.text(4, &text(group.r#type.map(|kind| kind.to_string())));
    document.text(5, &text(group.visibility.map(|visibility| visibility.to_string())));
    for contact in group.addresses.into_iter().flatten() {
        let texts = [&contact.address, &contact.extension, &contact.display].map(Option::as_deref);
        reached(texts).for_each(|text| document.text(6, &text));
    }
    document.text(8, if group.roles_enabled.unwrap_or_default() { "true" } else { "false" });
    document.number(9, row.get(1)?);
    document.number(10, group.version.unwrap_or_default().into());
    if let Some(at) = group.date_modified {
        document.number(11, at.milliseconds());
    }
    Ok(document)
}

/// The groups with these ids.
pub(super) async fn some(tx: &mut Tx, ids: Vec<String>) -> Result<Vec<Document>> {
    let organization = &*tx.organization();
    let args = args![organization, ids];
    let mut groups = tx.all(&format!("{SELECT} AND id = ANY($2)"), &args, read).await?;
    let sql = "SELECT group_id, user_id FROM group_owners WHERE organization_id = $1 AND group_id = ANY($2)";
    add_owners(tx, (sql, &args), &mut groups).await?;
    Ok(groups)
}

/// So many groups, by id, behind this one.
pub(super) async fn slice(tx: &mut Tx, after: &str, most: i64) -> Result<Vec<Document>> {
    let organization = &*tx.organization();
    let sql = format!("{SELECT} AND id > $2 ORDER BY id LIMIT $3");
    let mut groups = tx.all(&sql, &args![organization, after, most], read).await?;
    if let Some(last) = groups.last() {
        let sql = "SELECT group_id, user_id FROM group_owners WHERE organization_id = $1 \
                   AND group_id > $2 AND group_id <= $3";
        let args = args![organization, after, last.id.to_string()];
        add_owners(tx, (sql, &args), &mut groups).await?;
    }
    Ok(groups)
}

async fn add_owners(
    tx: &mut Tx,
    (sql, args): (&str, &[Value]),
    groups: &mut [Document],
) -> Result<()> {
    let places: HashMap<Id, usize> =
        groups.iter().enumerate().map(|(place, group)| (group.id, place)).collect();
    let owners =
        tx.all(sql, args, |row| Ok((row.str(0)?.parse::<Id>().ok(), row.get::<String>(1)?)));
    for (group, owner) in owners.await? {
        if let Some(place) = group.and_then(|group| places.get(&group)) {
            groups[*place].text(7, &owner);
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_that_is_used_stands_where_it_should() {
        let place = |name| SCHEMA.column(name).unwrap();
        assert_eq!(["addresses", "owners", "dateModified"].map(place), [6, 7, 11]);
        for field in SCHEMA.fields {
            assert!(
                field.columns.iter().all(|column| SCHEMA.column(column).is_some()),
                "{field:?}"
            );
        }
    }
}
