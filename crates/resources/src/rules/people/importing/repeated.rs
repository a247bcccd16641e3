//! Rows about somebody of whom an earlier row is.

use std::collections::HashMap;

use store::{external_ids::ExternalId, fold};

use super::outcome::{Bad, Numbered, repeats};

/// What says whom a row is about.
#[derive(PartialEq, Eq, Hash)]
enum Key {
    /// An id or an address.
    Name(String),
    External(ExternalId),
}

/// Takes out the rows whose id, address or external id stands in an earlier one: slice by slice they
/// would be changes of what that has made.
pub fn take_repeated(rows: &mut Vec<Numbered>) -> Vec<Bad> {
    let (mut seen, mut repeated) = (HashMap::new(), Vec::new());
    rows.retain(|Numbered { line, row }| {
        let names = [&row.id, &row.email].into_iter().flatten().map(|text| fold(text));
        let names = names.filter(|name| !name.is_empty()).map(Key::Name);
        let mut ids = row.named_ids();
        // Twice in one row is the row's own fault.
        ids.sort_unstable();
        ids.dedup();
        let keys: Vec<Key> = names.chain(ids.into_iter().map(Key::External)).collect();
        let first = keys.iter().find_map(|key| Some((key, *seen.get(key)?)));
        if let Some((key, first)) = first {
            let reason = match key {
                Key::Name(_) => repeats(first),
                Key::External(ExternalId { authority, key }) => {
                    format!("the external id [{key}] of [{authority}] stands in line {first} too")
                }
            };
            repeated.push(Bad { line: *line, reason });
            return false;
        }
        seen.extend(keys.into_iter().map(|key| (key, *line)));
        true
    });
    repeated
}
