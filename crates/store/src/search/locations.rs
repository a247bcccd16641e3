//! Locations, as they are searched.

use ::search::{Document, Kind, Schema};
use api::LocationDefinition;

use super::users::{field, stored};
use crate::{Error, Result, Row, Tx, args};

/// What is kept of a location.
pub(super) static SCHEMA: Schema = Schema {
    columns: &[
        stored("id", Kind::Id),
        stored("name", Kind::Text),
        stored("state", Kind::Text),
        stored("notes", Kind::Text),
        stored("address.street1", Kind::Text),
        stored("address.street2", Kind::Text),
        stored("address.city", Kind::Text),
        stored("address.state", Kind::Text),
        stored("address.zipcode", Kind::Text),
        stored("address.country", Kind::Text),
        stored("address.countryName", Kind::Text),
        stored("contactUser", Kind::Text),
        stored("emergencyNumber", Kind::Contact),
        stored("parent", Kind::Text),
        stored("version", Kind::Number),
    ],
    fields: &[
        field("id", &["id"]),
        field("guid", &["id"]),
        field("name", &["name"]),
        field("state", &["state"]),
        field("notes", &["notes"]),
        field(
            "address",
            &[
                "address.street1",
                "address.street2",
                "address.city",
                "address.state",
                "address.zipcode",
                "address.country",
                "address.countryName",
            ],
        ),
        field("address.street1", &["address.street1"]),
        field("address.street2", &["address.street2"]),
        field("address.city", &["address.city"]),
        field("address.state", &["address.state"]),
        field("address.zipcode", &["address.zipcode"]),
        field("address.country", &["address.country"]),
        field("address.countryName", &["address.countryName"]),
        field("contactUser", &["contactUser"]),
        field("contactUser.id", &["contactUser"]),
        field("emergencyNumber", &["emergencyNumber"]),
        field("emergencyNumber.e164", &["emergencyNumber"]),
        field("emergencyNumber.number", &["emergencyNumber"]),
        field("path", &["parent"]),
        field("version", &["version"]),
    ],
    usual: &["name", "address", "notes"],
};

/// The place of the state.
pub const STATE_OF_LOCATION: usize = 2;

const SELECT: &str = "SELECT id, parent_id, document FROM locations WHERE organization_id = $1";

fn read(row: &Row<'_>) -> Result<Document> {
    let id = row.str(0)?;
    let mut document = Document::new(
        id.parse().map_err(|()| Error::Storage(format!("the location id [{id}] is no UUID")))?,
    );
    let location: LocationDefinition = crate::from_json(row.str(2)?)?;
    let address = location.address.unwrap_or_default();
    let number = location.emergency_number.unwrap_or_default();
    let texts = [
        location.name,
        location.state.map(|state| state.to_string()),
        location.notes,
        address.street1,
        address.street2,
        address.city,
        address.state,
        address.zipcode,
        address.country,
        address.country_name,
        location.contact_user.and_then(|user| user.id),
        number.e164.or(number.number),
        row.get(1)?,
    ];
    for (column, text) in (1..).zip(texts) {
        if let Some(text) = text {
            document.text(column, &text);
        }
    }
    document.number(14, location.version.unwrap_or_default().into());
    Ok(document)
}

/// The locations with these ids.
pub(super) async fn some(tx: &mut Tx, ids: Vec<String>) -> Result<Vec<Document>> {
    let args = args![&*tx.organization(), ids];
    tx.all(&format!("{SELECT} AND id = ANY($2)"), &args, read).await
}

/// So many locations, by id, behind this one.
pub(super) async fn slice(tx: &mut Tx, after: &str, most: i64) -> Result<Vec<Document>> {
    let args = args![&*tx.organization(), after, most];
    tx.all(&format!("{SELECT} AND id > $2 ORDER BY id LIMIT $3"), &args, read).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_that_is_used_stands_where_it_should() {
        let place = |name| SCHEMA.column(name).unwrap();
        assert_eq!(["state", "parent", "version"].map(place), [STATE_OF_LOCATION, 13, 14]);
        for field in SCHEMA.fields {
            assert!(
                field.columns.iter().all(|column| SCHEMA.column(column).is_some()),
                "{field:?}"
            );
        }
    }
}
