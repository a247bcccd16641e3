//! Whom a listing of users shows.

use api::{IntegrationPresenceSource, Page, State};
use store::users::UserFilter;

use gate::refusal::{Refusal, Result};

/// More ids than this in one request are refused.
const MAX_IDS: usize = 500;
/// Longer pages than this show no presence of another system.
pub(crate) const MAX_INTEGRATED: u32 = 100;

/// The users in these states, of those with these ids or these chat addresses, which come under the
/// name of their parameter.
pub(crate) fn filter(
    states: Vec<State>,
    ids: &[String],
    (name, jabber_ids): (&str, &[String]),
    (source, page): (Option<&IntegrationPresenceSource>, Page),
) -> Result<UserFilter> {
    if ids.len() > MAX_IDS || jabber_ids.len() > MAX_IDS {
        return Err(Refusal::too_many_ids(MAX_IDS));
    }
    if !ids.is_empty() && !jabber_ids.is_empty() {
        let allowed = format!("either id or {name}");
        return Err(Refusal::invalid_value(name, jabber_ids.join(","), allowed));
    }
    if source.is_some() && page.size > MAX_INTEGRATED {
        let allowed = format!("at most {MAX_INTEGRATED} with integrationPresenceSource");
        return Err(Refusal::invalid_value("pageSize", page.size.to_string(), allowed));
    }
    let some = |list: Vec<String>| (!list.is_empty()).then_some(list);
    let ids = ids.iter().map(|id| id.to_lowercase()).collect();
    Ok(UserFilter { states, ids: some(ids), jabber_ids: some(jabber_ids.to_vec()) })
}
