//! Which tables a statement reaches, and whether it says whose rows it means.

use std::collections::HashSet;
use std::ops::Range;

use super::parts::{Part, parts};

/// What the columns of a table say.
pub(super) trait Columns {
    /// Does the table have rows of several organizations?
    fn is_shared(&self, table: &str) -> bool;
    /// Does the column say which organization a row belongs to?
    fn is_owner(&self, table: &str, column: &str) -> bool;
    /// Does a value of the column name one row, whatever organization it belongs to?
    fn is_key(&self, table: &str, column: &str) -> bool;
}

/// The tables that a statement reads, updates or deletes from without saying whose rows it means.
/// A row is meant by its organization or its key, which is given or is that of another table's row
/// that is meant; a condition beside an OR means nothing.
pub(super) fn unlimited<'s>(sql: &'s str, columns: &dyn Columns) -> Vec<&'s str> {
    let parts = parts(sql);
    let mut reach =
        Reach { columns, reached: Vec::new(), given: HashSet::new(), follows: Vec::new() };
    reach.query(&parts, &[]);
    let Reach { reached, mut given, follows, .. } = reach;
    while let Some((_, to)) =
        follows.iter().find(|(from, to)| given.contains(from) && !given.contains(to))
    {
        given.insert(*to);
    }
    let all = reached.iter().enumerate().map(|(place, reached)| (place, reached.table));
    all.filter(|(place, table)| columns.is_shared(table) && !given.contains(place))
        .map(|(_, table)| table)
        .collect()
}

/// A table that a statement reads, updates or deletes from, under its alias.
struct Reached<'s> {
    table: &'s str,
    alias: &'s str,
}

struct Reach<'s, 'c> {
    columns: &'c dyn Columns,
    reached: Vec<Reached<'s>>,
    /// The places in `reached` whose rows are meant by a value that is given.
    given: HashSet<usize>,
    /// When the rows of the first place are meant, so are those of the second.
    follows: Vec<(usize, usize)>,
}

/// The tables of one query, and those of the queries around it, by their places.
struct Scope<'o> {
    own: Range<usize>,
    outer: &'o [usize],
}

/// What begins a part of a query.
const CLAUSES: [&str; 20] = [
    "SELECT",
    "FROM",
    "JOIN",
    "LEFT",
    "INNER",
    "CROSS",
    "ON",
    "WHERE",
    "GROUP",
    "ORDER",
    "HAVING",
    "LIMIT",
    "OFFSET",
    "SET",
    "RETURNING",
    "UPDATE",
    "DELETE",
    "INSERT",
    "VALUES",
    "USING",
];

impl<'s> Reach<'s, '_> {
    /// A query, or several between UNIONs; `outer` are the tables of the queries around it.
    fn query(&mut self, parts: &[Part<'s>], outer: &[usize]) {
        let unites = |part: &Part<'_>| part.is_any(&["UNION", "EXCEPT", "INTERSECT"]);
        for one in parts.split(unites) {
            let before = self.reached.len();
            self.tables(one);
            let scope = Scope { own: before..self.reached.len(), outer };
            for clause in clauses(one) {
                let decides = clause[0].is_any(&["WHERE", "ON"]);
                self.conditions(clause, &scope, decides);
            }
        }
    }

    /// Notes the tables behind FROM, JOIN and UPDATE, and those behind their commas.
    fn tables(&mut self, parts: &[Part<'s>]) {
        for (place, part) in parts.iter().enumerate() {
            let before = place.checked_sub(1).and_then(|before| parts.get(before));
            let is_after = |words: &[&str]| before.is_some_and(|part| part.is_any(words));
            let names_tables = part.is("JOIN")
                || part.is("FROM") && !is_after(&["DISTINCT"])
                || part.is("UPDATE") && !is_after(&["DO", "FOR"]);
            let mut rest = if names_tables { &parts[place + 1..] } else { &[] };
            while let Some((table, after)) = rest.split_first() {
                let after = after.strip_prefix(&[Part::Word("AS")]).unwrap_or(after);
                let alias = after.first().and_then(Part::word).filter(|word| is_alias(word));
                if let Part::Word(table) = table {
                    self.reached.push(Reached { table, alias: alias.unwrap_or(table) });
                }
                let after = if alias.is_some() { &after[1..] } else { after };
                rest = after.strip_prefix(&[Part::Word(",")]).unwrap_or_default();
            }
        }
    }

    /// Notes what conditions say of their tables, and goes into the queries in parentheses.
    /// `decides`: every row has to fulfil all of them.
    fn conditions(&mut self, parts: &[Part<'s>], scope: &Scope<'_>, decides: bool) {
        let decides = decides && !parts.iter().any(|part| part.is("OR"));
        for (place, part) in parts.iter().enumerate() {
            let before = place.checked_sub(1).and_then(|before| parts.get(before));
            let is_query = part.is_query();
            if decides
                && let Some(left) = before.and_then(Part::word)
                && (part.is("=")
                    || part.is("IN") && parts.get(place + 1).is_some_and(Part::is_query))
            {
                self.condition(left, parts.get(place + 1), scope);
            }
            if let Part::Group(inner) = part {
                if is_query {
                    let seen: Vec<usize> = scope.own.clone().chain(scope.outer.to_vec()).collect();
                    self.query(inner, &seen);
                } else {
                    let negated = before.is_some_and(|part| part.is("NOT"));
                    self.conditions(inner, scope, decides && !negated);
                }
            }
        }
    }

    /// `left = right` or `left IN (SELECT …)`.
    fn condition(&mut self, left: &str, right: Option<&Part<'s>>, scope: &Scope<'_>) {
        let Some(right) = right else { return };
        let is_value = |word: &str| word.starts_with('$') || word.eq_ignore_ascii_case("ANY");
        let value = is_value(left) || right.is_query() || right.word().is_some_and(is_value);
        let place = |word: &str| self.place(word, scope, right.is_query());
        let (left, right) = match right.word() {
            Some(right) if is_value(left) => (place(right), None),
            Some(right) if !value => (place(left), place(right)),
            _ => (place(left), None),
        };
        // A query in parentheses says nothing of the rows around it.
        let is_own = |place: &usize| scope.own.contains(place);
        match (left, right) {
            (Some(left), Some(right)) => {
                let both = [(left, right), (right, left)];
                self.follows.extend(both.into_iter().filter(|(_, to)| is_own(to)));
            }
            (Some(one), None) if value => self.given.extend(Some(one).filter(is_own)),
            _ => {}
        }
    }

    /// The place of the table whose rows the column tells apart by their organization or their key.
    fn place(&self, column: &str, scope: &Scope<'_>, keys_alone: bool) -> Option<usize> {
        let (alias, column) = match column.split_once('.') {
            Some((alias, column)) => (Some(alias), column),
            None => (None, column),
        };
        scope.own.clone().chain(scope.outer.iter().copied()).find(|place| {
            let Reached { table, alias: own } = self.reached[*place];
            alias.is_none_or(|alias| alias == own)
                && (self.columns.is_key(table, column)
                    || !keys_alone && self.columns.is_owner(table, column))
        })
    }
}

fn is_alias(word: &str) -> bool {
    let is_name = word.chars().all(|c| c.is_alphanumeric() || c == '_');
    is_name && !CLAUSES.iter().any(|clause| clause.eq_ignore_ascii_case(word))
}

/// The clauses of a query, each with the word that begins it.
fn clauses<'p, 's>(parts: &'p [Part<'s>]) -> Vec<&'p [Part<'s>]> {
    let mut clauses = Vec::new();
    let mut rest = parts;
    while !rest.is_empty() {
        let end = rest.iter().skip(1).position(|part| part.is_any(&CLAUSES));
        let (clause, after) = rest.split_at(end.map_or(rest.len(), |end| end + 1));
        clauses.push(clause);
        rest = after;
    }
    clauses
}

#[cfg(test)]
mod tests {
    use super::{Columns, unlimited};

    struct Known;

    impl Columns for Known {
        fn is_shared(&self, table: &str) -> bool {
            ["users", "members", "roles", "tokens"].contains(&table)
        }

        fn is_owner(&self, table: &str, column: &str) -> bool {
            if table == "organizations" { column == "id" } else { column == "organization_id" }
        }

        fn is_key(&self, table: &str, column: &str) -> bool {
            table == "tokens" && column == "hash"
        }
    }

    #[test]
    fn a_statement_that_says_whose_rows_it_means_is_limited() {
        for sql in [
            "SELECT id FROM users WHERE organization_id = $1 AND id = $2",
            "SELECT id FROM users WHERE organization_id = $1 AND (name = $2 OR email = $2)",
            "UPDATE users SET name = 'a = b OR ''c''' WHERE id = $2 AND organization_id = $1",
            "DELETE FROM users WHERE organization_id = $1 AND id = ANY($2)",
            "SELECT u.id FROM users u JOIN members AS m ON (m.organization_id = u.organization_id \
             AND m.user_id = u.id) WHERE m.organization_id = $1",
            "SELECT u.id FROM users u, organizations o WHERE u.organization_id = o.id AND o.id = $1",
            "SELECT id FROM users u WHERE u.organization_id = $1 AND NOT EXISTS (SELECT 1 \
             FROM members m WHERE m.organization_id = u.organization_id AND m.user_id = u.id)",
            "WITH some (id) AS (SELECT id FROM users WHERE organization_id = $1 UNION SELECT id \
             FROM roles WHERE organization_id = $1) SELECT id FROM some WHERE id <> $2",
            "INSERT INTO users (organization_id, id) VALUES ($1, $2) \
             ON CONFLICT (organization_id, id) DO UPDATE SET id = excluded.id",
            "SELECT u.id FROM tokens t LEFT JOIN users u ON u.organization_id = t.organization_id \
             AND u.id = t.user_id WHERE t.hash = $1",
            "DELETE FROM tokens WHERE hash IN (SELECT hash FROM tokens WHERE organization_id = $1)",
            "SELECT organization_id FROM organizations WHERE name = $1",
        ] {
            assert_eq!(unlimited(sql, &Known), [""; 0], "{sql}");
        }
    }

    #[test]
    fn one_that_forgets_a_condition_is_not() {
        let limited = |sql: &'static str| unlimited(sql, &Known);
        for sql in [
            "SELECT organization_id FROM users WHERE id = $1",
            "SELECT id FROM users WHERE organization_id = $1 OR id = $2",
            "SELECT id FROM users WHERE NOT (organization_id = $1)",
            "SELECT id FROM users WHERE organization_id <> $1",
            "SELECT id FROM users WHERE organization_id NOT IN (SELECT id FROM organizations)",
            "UPDATE users SET organization_id = $1 WHERE id = $2",
            "DELETE FROM users WHERE id = $1",
            "SELECT u.id FROM users u JOIN organizations o ON o.id = u.organization_id",
            "SELECT id FROM users u WHERE EXISTS (SELECT 1 FROM members m \
             WHERE m.organization_id = $1 AND m.organization_id = u.organization_id)",
        ] {
            assert_eq!(limited(sql), ["users"], "{sql}");
        }
        let joined = "SELECT u.id FROM users u JOIN members m ON m.user_id = u.id \
                      WHERE u.organization_id = $1";
        assert_eq!(limited(joined), ["members"]);
        let both =
            "SELECT u.id FROM users u JOIN members m ON m.organization_id = u.organization_id";
        assert_eq!(limited(both), ["users", "members"]);
        let below = "SELECT id FROM users WHERE organization_id = $1 AND id IN \
                     (SELECT user_id FROM members WHERE group_id = $2)";
        assert_eq!(limited(below), ["members"]);
        let united = "SELECT id FROM users WHERE organization_id = $1 UNION SELECT id FROM roles";
        assert_eq!(limited(united), ["roles"]);
    }
}
