//! What is told of presences that systems outside report.

use api::{
    IntegrationPresenceEventType, UserIntegrationPresenceTopic,
    V2IntegrationPresenceEventOrganizationPresence,
    V2IntegrationPresenceEventPresenceActivityEvent as Activity,
};

use crate::{
    Result, Told, Tx, notifications,
    presence::{machine::Presence, sources, system::PURECLOUD},
};

/// What is new of the presence that others see, if a system outside reports it now or did before.
pub(super) async fn of_shown(
    tx: &mut Tx,
    user: &str,
    (before, after): (&Presence, &Presence),
) -> Result<Option<Told>> {
    if before.source != after.source {
        let event = Activity {
            current_display_source_id: outside(after),
            previous_display_source_id: outside(before),
            event_type: Some(IntegrationPresenceEventType::PrimarySourceChanged),
            ..reported(tx, user, after).await?
        };
        return told(user, &event).map(Some);
    }
    match outside(after) {
        Some(_) => of_reported(tx, user, after).await.map(Some),
        None => Ok(None),
    }
}

/// What a source reports now.
pub(super) async fn of_reported(tx: &mut Tx, user: &str, presence: &Presence) -> Result<Told> {
    let event = Activity {
        event_type: Some(IntegrationPresenceEventType::StatusChanged),
        ..reported(tx, user, presence).await?
    };
    told(user, &event)
}

fn told(user: &str, event: &Activity) -> Result<Told> {
    notifications::told(&UserIntegrationPresenceTopic { id: user.to_owned() }, event)
}

/// The id of the source, unless it is this service itself.
fn outside(presence: &Presence) -> Option<String> {
    (presence.source != PURECLOUD).then(|| presence.source.clone())
}

async fn reported(tx: &mut Tx, user: &str, presence: &Presence) -> Result<Activity> {
    let source = match outside(presence) {
        Some(id) => sources::find(tx, &id).await?.map(|source| spelled(&source.name)),
        None => Some(PURECLOUD.to_owned()),
    };
    let definition = V2IntegrationPresenceEventOrganizationPresence {
        id: Some(presence.definition.clone()),
        system_presence: Some(presence.system.upper().to_owned()),
    };
    Ok(Activity {
        user_id: Some(user.to_owned()),
        source,
        modified_date: Some(presence.modified_at),
        presence_definition: Some(definition),
        message: Some(presence.message.clone().unwrap_or_default()),
        ..Activity::default()
    })
}

/// A name as notifications spell it: `Microsoft Teams` is `MICROSOFTTEAMS`.
fn spelled(name: &str) -> String {
    name.split_whitespace().collect::<String>().to_uppercase()
}
