//! Systems that report presences beside this one, and which of them is a user's primary one.

use api::{
    Deactivated, DeletePresenceSource, GetPresenceSource, GetPresenceSources,
    GetPresenceUserPrimarysource, PostPresenceSources, PresenceDefinitionType, PutPresenceSource,
    PutPresenceUserPrimarysource, Source, SourceEntityListing, UserPrimarySource,
};
use gate::{
    audit::{self, Action, AuditEvent},
    call::Call,
    refusal::{Refusal, Result},
    routes::Routes,
};
use store::{
    Lock,
    presence::{PURECLOUD, sources},
};

use super::changes::{Wanted, change};
use crate::rules::{
    people::{present, present_to_change},
    presence::{PRESENCE_SOURCE, live, source as known},
};

pub(super) fn routes() -> Routes {
    Routes::default()
        .answer(list)
        .answer(create)
        .answer(get)
        .answer(update)
        .answer(deactivate)
        .answer(get_primary)
        .answer(set_primary)
}

/// All sources.
pub(crate) async fn list(
    call: &mut Call,
    asked: GetPresenceSources,
) -> Result<SourceEntityListing> {
    let mut entities = vec![sources::own()];
    entities.extend(sources::all(&mut call.tx).await?);
    entities.retain(|source| match asked.deactivated {
        Deactivated::True => source.deactivated == Some(true),
        Deactivated::All => true,
        Deactivated::False | Deactivated::Other(_) => source.deactivated != Some(true),
    });
    Ok(SourceEntityListing {
        total: i64::try_from(entities.len()).ok(),
        entities,
        self_uri: Some("/api/v2/presence/sources".to_owned()),
    })
}

/// One source.
pub(crate) async fn get(
    call: &mut Call,
    GetPresenceSource { source_id }: GetPresenceSource,
) -> Result<Source> {
    if source_id.eq_ignore_ascii_case(PURECLOUD) {
        return Ok(sources::own());
    }
    let found = sources::find(&mut call.tx, &source_id.to_lowercase()).await?;
    found.ok_or_else(|| Refusal::not_found("source", &source_id))
}

/// The most sources that an organization can add.
const MOST: usize = 100;

/// Adds a source.
pub(crate) async fn create(
    call: &mut Call,
    PostPresenceSources { body }: PostPresenceSources,
) -> Result<Source> {
    let name = named(&body.name)?;
    let organization = call.organization();
    call.lock(Lock::Organization(&organization)).await?;
    if sources::all(&mut call.tx).await?.len() >= MOST {
        return Err(Refusal::too_many("sources of presences", MOST));
    }
    let id = call.random.id();
    let source = Source {
        name,
        description: body.description,
        deactivated: Some(body.deactivated.unwrap_or_default()),
        r#type: Some(PresenceDefinitionType::User),
        self_uri: Some(format!("/api/v2/presence/sources/{id}")),
        id: Some(id),
    };
    save(call, Action::Create, None, &source).await?;
    Ok(source)
}

/// Changes a source.
pub(crate) async fn update(
    call: &mut Call,
    PutPresenceSource { source_id, body }: PutPresenceSource,
) -> Result<Source> {
    let name = named(&body.name)?;
    let before = find_to_change(call, &source_id).await?;
    let after = Source {
        name,
        description: body.description.or_else(|| before.description.clone()),
        deactivated: body.deactivated.or(before.deactivated),
        ..before.clone()
    };
    save(call, Action::Update, Some(&before), &after).await?;
    Ok(after)
}

/// Deactivates a source.
pub(crate) async fn deactivate(
    call: &mut Call,
    DeletePresenceSource { source_id }: DeletePresenceSource,
) -> Result<()> {
    let before = find_to_change(call, &source_id).await?;
    if before.deactivated == Some(true) {
        return Ok(());
    }
    let after = Source { deactivated: Some(true), ..before.clone() };
    save(call, Action::Delete, Some(&before), &after).await
}

/// The source whose presence others see of a user.
pub(crate) async fn get_primary(
    call: &mut Call,
    GetPresenceUserPrimarysource { user_id }: GetPresenceUserPrimarysource,
) -> Result<UserPrimarySource> {
    let user = present(call, &user_id).await?;
    let source = live(call, &user.id).await?.presence.source;
    Ok(primary(&user.id, source))
}

/// Lets others see what a source reports of a user.
pub(crate) async fn set_primary(
    call: &mut Call,
    PutPresenceUserPrimarysource { user_id, body }: PutPresenceUserPrimarysource,
) -> Result<UserPrimarySource> {
    let wanted = body.source_id.ok_or_else(|| Refusal::missing_value("sourceId"))?;
    let user = present_to_change(call, &user_id).await?;
    let source = known(call, &wanted).await?;
    let wanted = Wanted { definition: None, message: None, primary: true };
    change(call, &user, &source, wanted).await?;
    Ok(primary(&user.id, source))
}

fn primary(user: &str, source: String) -> UserPrimarySource {
    UserPrimarySource {
        id: Some(user.to_owned()),
        name: None,
        registered: Some(true),
        source_id: Some(source),
        self_uri: Some(format!("/api/v2/presence/users/{user}/primarysource")),
    }
}

fn named(name: &str) -> Result<String> {
    let name = name.trim();
    if name.is_empty() { Err(Refusal::missing_value("name")) } else { Ok(name.to_owned()) }
}

/// A source of the organization, to be changed.
async fn find_to_change(call: &mut Call, id: &str) -> Result<Source> {
    if id.eq_ignore_ascii_case(PURECLOUD) {
        let message = "The source [PURECLOUD] is this service itself, and is not changed.";
        return Err(Refusal::bad_request(message));
    }
    let organization = call.organization();
    call.lock(Lock::Organization(&organization)).await?;
    let found = sources::find(&mut call.tx, &id.to_lowercase()).await?;
    found.ok_or_else(|| Refusal::not_found("source", id))
}

async fn save(
    call: &mut Call,
    action: Action,
    before: Option<&Source>,
    after: &Source,
) -> Result<()> {
    sources::save(&mut call.tx, after).await?;
    let id = after.id.as_deref().unwrap_or_default();
    let event = AuditEvent::new(PRESENCE_SOURCE, action, id).named(Some(&after.name));
    let event = match before {
        Some(before) => event.between(before, after)?,
        None => event.between(&(), after)?,
    };
    audit::record(call, event).await
}
