//! Chat addresses of groups: `524b23656c2fdb575c2b9afe@conference.example.orgspan.com`.
//!
//! They follow from the ids, so that nothing is stored: 24 of an id's digits name the room.

use api::{Chat, Group};

use super::organization;
use gate::{call::Call, refusal::Result};

/// Digits of a room.
const DIGITS: usize = 24;
/// Of an id, what holds as many digits, with the hyphens between them.
const BEGINNING: usize = 28;

/// Where the rooms of the organization are.
pub(crate) async fn host(call: &mut Call) -> Result<String> {
    let domain = organization::read(call).await?.domain.unwrap_or_default();
    let short_name = domain.split('.').next().unwrap_or_default();
    Ok(format!("conference.{short_name}.orgspan.com"))
}

/// The group with its chat address.
pub(crate) fn with_room(group: Group, host: &str) -> Group {
    let id = group.id.as_deref().unwrap_or_default();
    let digits: String = id.chars().filter(|c| *c != '-').take(DIGITS).collect();
    let jabber_id = Some(format!("{digits}@{host}"));
    Group { chat: Some(Chat { jabber_id }), ..group }
}

/// How the ids begin of the groups with this chat address; a text that begins none for an address
/// that no group can have.
pub(crate) fn beginning_of_id(jabber_id: &str, host: &str) -> String {
    let room = jabber_id.to_lowercase();
    let Some((digits, _)) = room.split_once('@').filter(|(_, own)| *own == host) else {
        return room;
    };
    let mut beginning = String::with_capacity(BEGINNING);
    for (index, digit) in digits.chars().enumerate() {
        if [8, 12, 16, 20].contains(&index) {
            beginning.push('-');
        }
        beginning.push(digit);
    }
    beginning
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_room_of_a_group_leads_back_to_its_id() {
        let id = "524b2365-6c2f-4b57-8c2b-9afe0f0f0f0f";
        let group = Group { id: Some(id.to_owned()), ..Group::default() };
        let host = "conference.acme.orgspan.com";
        let room = with_room(group, host).chat.unwrap().jabber_id.unwrap();
        assert_eq!(room, "524b23656c2f4b578c2b9afe@conference.acme.orgspan.com");
        assert_eq!(beginning_of_id(&room, host), id[..BEGINNING]);
        assert_eq!(beginning_of_id("a@elsewhere", host), "a@elsewhere");
    }
}
