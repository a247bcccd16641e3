//! Pages of listings.

use crate::{Query, args};

/// Which part of a listing, and from which end.
#[derive(Debug, Clone, Copy)]
pub struct Part {
    /// How many rows are passed over.
    pub offset: i64,
    /// How many rows at most.
    pub limit: i64,
    /// From the last name to the first.
    pub descending: bool,
}

/// Which part of a listing that is walked through by name and then by id.
#[derive(Debug, Clone, Copy)]
pub struct Slice<'a> {
    /// The folded name and the id from which it goes on; none, from the beginning.
    pub from: Option<(&'a str, &'a str)>,
    /// Against the order of the listing: what is found comes in this direction.
    pub backwards: bool,
    /// The listing goes from the last name to the first.
    pub descending: bool,
    /// How many rows at most.
    pub limit: i64,
}

impl Slice<'_> {
    /// Limits and orders a query by these columns.
    pub(crate) fn limit_by(self, query: &mut Query, (key, id): (&str, &str)) {
        let down = self.descending != self.backwards;
        let (direction, beyond) = if down { ("DESC", "<") } else { ("ASC", ">") };
        if let Some((from_key, from_id)) = self.from {
            query.and(&format!("({key}, {id}) {beyond} ($, $)"), args![from_key, from_id]);
        }
        let order = format!(" ORDER BY {key} {direction}, {id} {direction} LIMIT $");
        query.push(&order, args![self.limit]);
    }
}
