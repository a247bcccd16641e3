//! Statements whose filters come and go.

use super::value::Value;

/// A statement put together from parts. Each bare `$` takes the next value.
///
/// Filters that are absent leave no trace in the text, and a list is one value, so that the number
/// of different texts is bounded by the number of filters.
///
/// ```
/// # use store::{Query, args};
/// # let (organization, states, from, after) = ("o", vec!["active".to_owned()], Some("a"), None::<i64>);
/// let mut query = Query::new("SELECT id FROM users WHERE organization_id = $", args![organization]);
/// query.and("state = ANY($)", args![states]);
/// if let Some(from) = from {
///     query.and("name_key >= $ OR mail_key >= $", args![from, from]);
/// }
/// if let Some(after) = after {
///     query.and("changed_at > $", args![after]);
/// }
/// query.push(" ORDER BY name_key, id LIMIT $ OFFSET $", args![25, 0]);
/// let (sql, args) = query.finish();
/// assert_eq!(
///     sql,
///     "SELECT id FROM users WHERE organization_id = $1 AND (state = ANY($2)) \
///      AND (name_key >= $3 OR mail_key >= $4) ORDER BY name_key, id LIMIT $5 OFFSET $6"
/// );
/// # assert_eq!(args.len(), 6);
/// ```
#[derive(Debug, Clone)]
#[must_use = "a query does nothing until its parts are given to a transaction"]
pub struct Query {
    sql: String,
    args: Vec<Value>,
}

impl Query {
    /// Starts with a statement that already has its `WHERE`: every row belongs to an organization,
    /// so there is always a first condition.
    pub fn new<const N: usize>(sql: &str, args: [Value; N]) -> Self {
        let mut query = Self { sql: String::with_capacity(256), args: Vec::with_capacity(8) };
        query.push(sql, args);
        query
    }

    /// Adds a condition that must hold as well; it may contain an `OR`.
    pub fn and<const N: usize>(&mut self, condition: &str, args: [Value; N]) -> &mut Self {
        self.sql.push_str(" AND (");
        self.push(condition, args);
        self.sql.push(')');
        self
    }

    /// Adds any text as it stands: an order, a limit, a second part of a `UNION`.
    pub fn push<const N: usize>(&mut self, sql: &str, args: [Value; N]) -> &mut Self {
        let mut parts = sql.split('$');
        self.sql.push_str(parts.next().unwrap_or_default());
        let mut number = self.args.len();
        for part in parts {
            number += 1;
            self.sql.push('$');
            self.sql.push_str(&number.to_string());
            self.sql.push_str(part);
        }
        self.args.extend(args);
        debug_assert_eq!(number, self.args.len(), "one value for each `$` of `{sql}`");
        self
    }

    /// The text and its values, for [`Tx::all`](crate::Tx::all) and its siblings.
    pub fn finish(self) -> (String, Vec<Value>) {
        (self.sql, self.args)
    }
}
