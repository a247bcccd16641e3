//! The house dialect in SQLite's words.

/// Rewrites a statement: `$1` becomes `?1`, because SQLite takes `$1` for a name and numbers names
/// by their first appearance; `= ANY($1)` and `<> ALL($1)` read their list through `json_each`.
pub(in crate::db) fn translate(sql: &str) -> String {
    let mut out = String::with_capacity(sql.len() + 48);
    // Text between quotes is data; a doubled quote closes and opens again, which is as good.
    for (index, part) in sql.split('\'').enumerate() {
        if index > 0 {
            out.push('\'');
        }
        if index % 2 == 1 {
            out.push_str(part);
        } else {
            translate_code(part, &mut out);
        }
    }
    out
}

fn translate_code(code: &str, out: &mut String) {
    let mut rest = code;
    while let Some(at) = rest.find('$') {
        let (before, parameter) = rest.split_at(at);
        let digits = parameter[1..].bytes().take_while(u8::is_ascii_digit).count();
        let (number, after) = parameter[1..].split_at(digits);
        let list = LISTS.iter().find_map(|(from, to)| Some((before.strip_suffix(from)?, to)));
        if let (Some((before, operator)), Some(after)) = (list, after.strip_prefix(')')) {
            out.push_str(before);
            out.push_str(operator);
            out.push_str(" (SELECT value FROM json_each(?");
            out.push_str(number);
            out.push_str("))");
            rest = after;
        } else {
            out.push_str(before);
            out.push('?');
            out.push_str(number);
            rest = after;
        }
    }
    out.push_str(rest);
}

const LISTS: [(&str, &str); 2] = [("= ANY(", "IN"), ("<> ALL(", "NOT IN")];

#[cfg(test)]
mod tests {
    use super::translate;

    #[test]
    fn parameters_are_numbers_and_not_names() {
        assert_eq!(
            translate("UPDATE a SET b = $2, c = '$3''$4' WHERE d = $10"),
            "UPDATE a SET b = ?2, c = '$3''$4' WHERE d = ?10"
        );
    }

    #[test]
    fn a_list_is_one_parameter() {
        assert_eq!(
            translate("SELECT a FROM b WHERE c = ANY($1) AND d <> ALL($2) AND e = $3"),
            "SELECT a FROM b WHERE c IN (SELECT value FROM json_each(?1)) \
             AND d NOT IN (SELECT value FROM json_each(?2)) AND e = ?3"
        );
    }
}
