//! What programs write otherwise than the contract has it, and mean nevertheless: numbers and
//! booleans as text, blanks in lists of ids, and pages larger than any.
//!
//! It runs before the check, so that every operation takes these alike.

use crate::{Json, Shape, parameters::PAGE_SIZE};

/// Puts a body into the form that `shape` describes, where it is plain what was meant. All else
/// stays as it is, for the check to refuse.
pub(crate) fn read(value: &mut Json, shape: Shape) {
    if is_texts(shape) {
        // The lists of texts that are whole bodies hold ids, or skills in words.
        drop_blanks(value);
    }
    convert(value, shape);
}

fn convert(value: &mut Json, shape: Shape) {
    let read = match (shape, &mut *value) {
        (Shape::Boolean, Json::String(text)) => boolean(text),
        (Shape::Integer | Shape::Long, Json::String(text)) => {
            text.trim().parse::<i64>().ok().map(Json::from)
        }
        (Shape::Number, Json::String(text)) => number(text.trim()),
        (Shape::Model(facts), Json::Object(fields)) => {
            for field in facts.fields {
                let Some(value) = fields.get_mut(field.name) else { continue };
                let shape = (field.shape)();
                if field.name.ends_with("Ids") && is_texts(shape) {
                    drop_blanks(value);
                }
                convert(value, shape);
                if field.name == PAGE_SIZE {
                    no_more_than(value, field.limits.maximum);
                }
            }
            None
        }
        (Shape::Map(inner), Json::Object(fields)) => {
            fields.values_mut().for_each(|value| convert(value, inner()));
            None
        }
        (Shape::List(inner), Json::Array(items)) => {
            for item in items {
                convert(item, inner());
            }
            None
        }
        _ => None,
    };
    if let Some(read) = read {
        *value = read;
    }
}

fn is_texts(shape: Shape) -> bool {
    matches!(shape, Shape::List(inner) if matches!(inner(), Shape::Text))
}

/// A program in wide use writes `[" "]` for "none".
fn drop_blanks(value: &mut Json) {
    if let Json::Array(items) = value {
        items.retain(|item| item.as_str().is_none_or(|text| !text.trim().is_empty()));
    }
}

/// A page that is too large is the largest one, as it is in a query.
fn no_more_than(value: &mut Json, most: Option<f64>) {
    let most = most.filter(|most| value.as_f64().is_some_and(|number| number > *most));
    if let Some(most) = most.and_then(|most| number(&most.to_string())) {
        *value = most;
    }
}

fn boolean(text: &str) -> Option<Json> {
    match text.trim() {
        text if text.eq_ignore_ascii_case("true") => Some(true.into()),
        text if text.eq_ignore_ascii_case("false") => Some(false.into()),
        _ => None,
    }
}

/// A whole number stays one; `NaN` and infinity are no JSON.
fn number(text: &str) -> Option<Json> {
    if let Ok(whole) = text.parse::<i64>() {
        return Some(whole.into());
    }
    serde_json::Number::from_f64(text.parse().ok()?).map(Json::Number)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::{AuditRealtimeQueryRequest, Described, GroupUpdate, UpdateUser};

    fn taken<T: Described>(mut body: Json) -> Json {
        read(&mut body, T::shape());
        body
    }

    #[test]
    fn numbers_and_booleans_may_be_written_as_text() {
        let body = json!({"acdAutoAnswer": "True", "version": " 3 ", "title": "7"});
        let read = json!({"acdAutoAnswer": true, "version": 3, "title": "7"});
        assert_eq!(taken::<UpdateUser>(body), read, "text stays text");
    }

    #[test]
    fn what_means_nothing_stays_for_the_check() {
        for body in [
            json!({"acdAutoAnswer": "yes", "version": ""}),
            json!({"acdAutoAnswer": 1, "version": "1.5"}),
            json!([]),
        ] {
            assert_eq!(taken::<UpdateUser>(body.clone()), body);
        }
        for (text, read) in [("4.5", json!(4.5)), ("5", json!(5)), ("NaN", json!("NaN"))] {
            assert_eq!(taken::<f64>(json!(text)), read);
        }
    }

    #[test]
    fn a_page_that_is_too_large_is_the_largest() {
        let body = json!({"interval": "a/b", "pageSize": "9999", "pageNumber": 9999});
        let read = json!({"interval": "a/b", "pageSize": 500, "pageNumber": 9999});
        assert_eq!(taken::<AuditRealtimeQueryRequest>(body), read);
    }

    #[test]
    fn blanks_in_lists_of_ids_are_passed_over() {
        let body = json!({"ownerIds": [" ", "a", ""], "version": 1});
        assert_eq!(taken::<GroupUpdate>(body), json!({"ownerIds": ["a"], "version": 1}));
        assert_eq!(taken::<Vec<String>>(json!(["", "a", 1])), json!(["a", 1]));
    }
}
