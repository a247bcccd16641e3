//! How a presence is changed, whoever asks for it.

use api::UserPresence;
use gate::{
    call::Call,
    refusal::{Refusal, Result},
};
use store::{
    Divisions,
    presence::{
        self, SystemPresence,
        definitions::Definition,
        machine::{Event, Presence},
        others,
    },
    users::StoredUser,
};

use crate::rules::presence::{happen, live, must_be_active, record_presence};

/// A change of a presence.
pub(super) struct Wanted<'a> {
    /// The id of the definition.
    pub(super) definition: Option<&'a str>,
    /// What is said about it.
    pub(super) message: Option<String>,
    /// Is the source to be the one whose presence others see?
    pub(super) primary: bool,
}

/// What a source reports of a user, and whether others see it.
pub(super) async fn reported(
    call: &mut Call,
    user: &str,
    source: &str,
) -> Result<(Presence, bool)> {
    let live = live(call, user).await?;
    if live.presence.source == source {
        return Ok((live.presence, true));
    }
    let found = others::of_users(&mut call.tx, &[user.to_owned()], source).await?;
    let found = found.into_iter().next().map(|(_, presence)| presence);
    Ok((found.unwrap_or_else(|| others::nothing_yet(source, live.presence.modified_at)), false))
}

/// A presence as its source reports it.
pub(super) fn shown(user: &str, reported: &Presence, primary: bool) -> UserPresence {
    UserPresence { primary: Some(primary), ..presence::presence(user, reported) }
}

/// Changes what a source reports of a user, who is locked.
pub(super) async fn change(
    call: &mut Call,
    user: &StoredUser,
    source: &str,
    wanted: Wanted<'_>,
) -> Result<UserPresence> {
    let (before, was_primary) = reported(call, &user.id, source).await?;
    let mut after = before.clone();
    if let Some(id) = wanted.definition {
        let definition = choosable(call, user, id).await?;
        (after.definition, after.system) = (definition.id, definition.system);
    }
    if let Some(message) = wanted.message {
        let message = message.trim();
        after.message = (!message.is_empty()).then(|| message.to_owned());
    }
    if was_primary || wanted.primary {
        return make_primary(call, user, after, was_primary).await;
    }
    if after == before {
        return Ok(shown(&user.id, &before, false));
    }
    after.modified_at = call.now;
    others::report(&mut call.tx, &user.id, &after).await?;
    let [before, after] = [before, after].map(|reported| shown(&user.id, &reported, false));
    record_presence(call, user, &before, &after).await?;
    Ok(after)
}

/// From now on others see this presence of the user.
async fn make_primary(
    call: &mut Call,
    user: &StoredUser,
    after: Presence,
    was_primary: bool,
) -> Result<UserPresence> {
    if !was_primary {
        let before = live(call, &user.id).await?.presence;
        others::save(&mut call.tx, &user.id, &before).await?;
        others::delete(&mut call.tx, &user.id, &after.source).await?;
    }
    let Presence { definition, system, message, source, .. } = after;
    let chosen = happen(call, user, Event::Choose { definition, system, message, source }).await?;
    // The state machine lets every presence be chosen.
    let step = chosen.map_err(|forbidden| Refusal::internal(forbidden.to_string()))?;
    Ok(shown(&user.id, &step.live.presence, true))
}

/// A definition that the user can choose.
async fn choosable(call: &mut Call, user: &StoredUser, id: &str) -> Result<Definition> {
    let known =
        presence::definitions::find(&mut call.tx, &Divisions::all(), &id.to_lowercase()).await?;
    let open = known.filter(|definition| definition.is_open_to(&user.division));
    let open = open.ok_or_else(|| {
        let allowed = "the id of a presence definition that is in use and open to the user's \
                       division";
        Refusal::invalid_value("presenceDefinition.id", id, allowed)
    })?;
    if open.system != SystemPresence::Offline {
        must_be_active(user)?;
    }
    Ok(open)
}
