//! Absences as they are answered: whether one is going on depends on the time.

use api::{DateTime, OutOfOffice};
use store::users;

/// The absence of a user at this time; who never set one is present.
pub(crate) fn at(user: &str, set: Option<OutOfOffice>, now: DateTime) -> OutOfOffice {
    let set = set.unwrap_or_default();
    OutOfOffice {
        id: Some(user.to_owned()),
        user: Some(Box::new(users::reference(user))),
        active: Some(store::out_of_office::is_going_on(&set, now)),
        indefinite: Some(set.indefinite == Some(true)),
        self_uri: Some(format!("{}/outofoffice", users::uri(user))),
        ..set
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_absence_is_going_on_from_its_start_until_before_its_end() {
        let date = |at| Some(DateTime::from_milliseconds(at));
        let absence = |active, end, indefinite| OutOfOffice {
            active: Some(active),
            start_date: date(10),
            end_date: end,
            indefinite: Some(indefinite),
            ..OutOfOffice::default()
        };
        for (set, now, goes_on) in [
            (absence(true, date(20), false), 9, false),
            (absence(true, date(20), false), 10, true),
            (absence(true, date(20), false), 19, true),
            (absence(true, date(20), false), 20, false),
            (absence(false, date(20), false), 15, false),
            (absence(true, None, true), 9, false),
            (absence(true, None, true), 1000, true),
            (absence(true, None, false), 15, false),
            (OutOfOffice::default(), 15, false),
        ] {
            let shown = at("ada", Some(set), DateTime::from_milliseconds(now));
            assert_eq!(shown.active, Some(goes_on), "{shown:?} at {now}");
        }
    }
}
