//! Presences of users, what they choose from, and the sources that report them.

mod changes;
mod definitions;
mod events;
mod sources;

use std::collections::HashMap;

use self::changes::{Wanted, change, reported, shown};
use api::{
    GetUserPresence, GetUserPresencesPurecloud, GetUsersPresenceBulk,
    GetUsersPresencesPurecloudBulk, MutableUserPresence, PatchUserPresence,
    PatchUserPresencesPurecloud, PutUsersPresencesBulk, UcUserPresence, UserPresence,
};
use gate::{
    call::Call,
    refusal::{Refusal, Result},
    routes::Routes,
};
use store::{
    Lock,
    presence::{self, PURECLOUD, machine::Presence, others},
    users,
};

use crate::rules::{
    people::{present, present_to_change},
    presence::{must_be_own_or, source},
};

/// The operations on presences that are served.
pub(crate) fn routes() -> Routes {
    Routes::default()
        .answer(get_presence)
        .answer(get_own_source)
        .answer(change_presence)
        .answer(change_own_source)
        .answer(list_presences)
        .answer(list_own_source)
        .answer(change_presences)
        .and(definitions::routes())
        .and(sources::routes())
        .and(events::routes())
}

/// What it takes to change the presence of another user.
const OF_OTHERS: &[&str] = &["presence:userPresence:edit"];
/// The most users in one request.
const MOST: usize = 50;

/// What a source reports of a user.
pub(crate) async fn get_presence(
    call: &mut Call,
    GetUserPresence { user_id, source_id }: GetUserPresence,
) -> Result<UserPresence> {
    let user = present(call, &user_id).await?;
    let source = source(call, &source_id).await?;
    let (reported, primary) = reported(call, &user.id, &source).await?;
    Ok(shown(&user.id, &reported, primary))
}

/// What this service itself reports of a user.
pub(crate) async fn get_own_source(
    call: &mut Call,
    GetUserPresencesPurecloud { user_id }: GetUserPresencesPurecloud,
) -> Result<UserPresence> {
    get_presence(call, GetUserPresence { user_id, source_id: PURECLOUD.to_owned() }).await
}

/// Changes what a source reports of a user.
pub(crate) async fn change_presence(
    call: &mut Call,
    PatchUserPresence { user_id, source_id, body }: PatchUserPresence,
) -> Result<UserPresence> {
    let user = present_to_change(call, &user_id).await?;
    must_be_own_or(call, &user, OF_OTHERS)?;
    let source = source(call, &source_id).await?;
    if let Some(other) = body.source_id.filter(|named| !named.eq_ignore_ascii_case(&source)) {
        let allowed = format!("{source}, the source that the path names");
        return Err(Refusal::invalid_value("sourceId", other, allowed));
    }
    let definition = match &body.presence_definition {
        Some(definition) => Some(
            definition
                .id
                .as_deref()
                .ok_or_else(|| Refusal::missing_value("presenceDefinition.id"))?,
        ),
        None => None,
    };
    let wanted =
        Wanted { definition, message: body.message, primary: body.primary.unwrap_or_default() };
    change(call, &user, &source, wanted).await
}

/// Changes what this service itself reports of a user.
pub(crate) async fn change_own_source(
    call: &mut Call,
    PatchUserPresencesPurecloud { user_id, body }: PatchUserPresencesPurecloud,
) -> Result<UserPresence> {
    let source_id = PURECLOUD.to_owned();
    change_presence(call, PatchUserPresence { user_id, source_id, body }).await
}

/// What a source reports of users, in the order in which they are named.
pub(crate) async fn list_presences(
    call: &mut Call,
    GetUsersPresenceBulk { source_id, id }: GetUsersPresenceBulk,
) -> Result<Vec<UcUserPresence>> {
    let source = source(call, &source_id).await?;
    if id.len() > MOST {
        return Err(Refusal::too_many_ids(MOST));
    }
    let mut ids: Vec<String> = Vec::new();
    for id in id.iter().map(|id| id.to_lowercase()) {
        if !ids.contains(&id) {
            ids.push(id);
        }
    }
    let known = users::existing(&mut call.tx, &ids).await?;
    let mut found: HashMap<String, Presence> = HashMap::new();
    for state in presence::of_users(&mut call.tx, &known).await? {
        let reported = if state.live.presence.source == source {
            state.live.presence
        } else {
            others::nothing_yet(&source, state.live.presence.modified_at)
        };
        found.insert(state.user, reported);
    }
    found.extend(others::of_users(&mut call.tx, &known, &source).await?);
    let each = ids.into_iter().filter_map(|id| {
        let reported = found.remove(&id)?;
        Some(UcUserPresence {
            message: Some(reported.message.clone().unwrap_or_default()),
            modified_date: Some(reported.modified_at),
            presence_definition: Some(presence::definition(&reported.definition, reported.system)),
            self_uri: Some(presence::presence_uri(&id, &reported.source)),
            source_id: Some(reported.source.clone()),
            source: Some(reported.source),
            user_id: Some(id),
            ..UcUserPresence::default()
        })
    });
    Ok(each.collect())
}

/// What this service itself reports of users.
pub(crate) async fn list_own_source(
    call: &mut Call,
    GetUsersPresencesPurecloudBulk { id }: GetUsersPresencesPurecloudBulk,
) -> Result<Vec<UcUserPresence>> {
    list_presences(call, GetUsersPresenceBulk { source_id: PURECLOUD.to_owned(), id }).await
}

/// Changes the presences of users, all or none.
pub(crate) async fn change_presences(
    call: &mut Call,
    PutUsersPresencesBulk { body }: PutUsersPresencesBulk,
) -> Result<Vec<UserPresence>> {
    if body.len() > MOST {
        let (given, allowed) = (body.len().to_string(), format!("at most {MOST} users"));
        return Err(Refusal::invalid_value("body", given, allowed));
    }
    let mut ids = Vec::new();
    for (place, one) in body.iter().enumerate() {
        let id =
            one.id.as_deref().ok_or_else(|| Refusal::missing_value(format!("[{place}].id")))?;
        ids.push(id.to_lowercase());
    }
    // In one order, to avoid deadlocks.
    ids.sort_unstable();
    for id in &ids {
        call.lock(Lock::User(id)).await?;
    }
    let mut changed = Vec::new();
    for (place, one) in body.into_iter().enumerate() {
        let MutableUserPresence { id, presence_definition, message, primary, .. } = &one;
        let user = present_to_change(call, id.as_deref().unwrap_or_default()).await?;
        let reports = one.source_id.as_deref().or(one.source.as_deref()).unwrap_or(PURECLOUD);
        let source = source(call, reports).await?;
        let missing = || Refusal::missing_value(format!("[{place}].presenceDefinition.id"));
        let definition = match presence_definition {
            Some(definition) => Some(definition.id.as_deref().ok_or_else(missing)?),
            None => None,
        };
        let wanted =
            Wanted { definition, message: message.clone(), primary: primary.unwrap_or_default() };
        changed.push(change(call, &user, &source, wanted).await?);
    }
    Ok(changed)
}
