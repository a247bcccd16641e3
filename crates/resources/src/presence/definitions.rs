//! The presences that users can choose, in the older form and in the newer one.

use std::collections::BTreeMap;

use api::{
    Deactivated, DeletePresenceDefinition0, DeletePresencedefinition, GetPresenceDefinition0,
    GetPresenceDefinitions0, GetPresencedefinition, GetPresencedefinitions, GetSystempresences,
    OrganizationPresence, OrganizationPresenceDefinition,
    OrganizationPresenceDefinitionEntityListing, OrganizationPresenceEntityListing,
    PostPresenceDefinitions0, PostPresencedefinitions, PutPresenceDefinition0,
    PutPresencedefinition, SystemPresence as Shown,
};
use gate::{
    audit::{self, Action, AuditEvent},
    call::Call,
    paging::Listing as _,
    refusal::{Refusal, Result},
    reply::Rendered,
    routes::Routes,
};
use store::{
    Lock,
    presence::{
        SystemPresence,
        definitions::{self, Definition},
    },
};

use crate::rules::{
    divisions,
    presence::{
        PRESENCE_DEFINITION,
        definitions::{newer, older},
    },
};

pub(super) fn routes() -> Routes {
    Routes::default()
        .answer(list)
        .answer(create)
        .answer(get)
        .answer(update)
        .answer(deactivate)
        .answer(list_newer)
        .answer(create_newer)
        .answer(get_newer)
        .answer(update_newer)
        .answer(deactivate_newer)
        .answer(list_system)
}

/// The built-in presences.
pub(crate) async fn list_system(_: &mut Call, _: GetSystempresences) -> Result<Vec<Shown>> {
    let shown = SystemPresence::all().map(|system| Shown {
        id: Some(system.id().to_owned()),
        name: Some(system.upper().to_owned()),
        self_uri: Some("/api/v2/systempresences".to_owned()),
    });
    Ok(shown.collect())
}

/// A page of the definitions.
pub(crate) async fn list(
    call: &mut Call,
    asked: GetPresencedefinitions,
) -> Result<Rendered<OrganizationPresenceEntityListing>> {
    let (tx, divisions) = call.seeing();
    let all = definitions::all(tx, divisions).await?;
    let wanted: Vec<_> = all.into_iter().filter(|it| is_listed(it, &asked.deleted)).collect();
    let total = i64::try_from(wanted.len()).unwrap_or(i64::MAX);
    let (page, locale) = (asked.page, asked.locale_code.clone());
    let entities: Vec<_> =
        page.of(wanted).into_iter().map(|it| older(it, locale.as_deref())).collect();
    page.render_models(asked, &entities, total)
}

/// One definition.
pub(crate) async fn get(
    call: &mut Call,
    GetPresencedefinition { presence_id, locale_code }: GetPresencedefinition,
) -> Result<OrganizationPresence> {
    Ok(older(find(call, &presence_id).await?, locale_code.as_deref()))
}

/// Adds a definition for all divisions.
pub(crate) async fn create(
    call: &mut Call,
    PostPresencedefinitions { body }: PostPresencedefinitions,
) -> Result<OrganizationPresence> {
    let wanted = Wanted {
        name: body.name,
        labels: body.language_labels,
        system: body.system_presence,
        division: None,
        deactivated: body.deactivated,
    };
    Ok(older(add(call, wanted).await?, None))
}

/// Changes a definition.
pub(crate) async fn update(
    call: &mut Call,
    PutPresencedefinition { presence_id, body }: PutPresencedefinition,
) -> Result<OrganizationPresence> {
    let wanted = Wanted {
        name: body.name,
        labels: body.language_labels,
        system: body.system_presence,
        division: None,
        deactivated: body.deactivated,
    };
    Ok(older(change(call, &presence_id, wanted).await?, None))
}

/// Deactivates a definition.
pub(crate) async fn deactivate(
    call: &mut Call,
    DeletePresencedefinition { presence_id }: DeletePresencedefinition,
) -> Result<()> {
    end(call, &presence_id).await
}

/// The definitions with their divisions.
pub(crate) async fn list_newer(
    call: &mut Call,
    asked: GetPresenceDefinitions0,
) -> Result<OrganizationPresenceDefinitionEntityListing> {
    let (tx, divisions) = call.seeing();
    let all = definitions::all(tx, divisions).await?;
    let places: Vec<String> = asked.division_id.iter().map(|id| id.to_lowercase()).collect();
    let locale = asked.locale_code.as_ref().map(api::WireEnum::as_str);
    let entities: Vec<_> = all
        .into_iter()
        .filter(|it| is_listed(it, &asked.deactivated))
        .filter(|it| places.is_empty() || places.contains(&it.division))
        .map(|it| newer(it, locale))
        .collect();
    Ok(OrganizationPresenceDefinitionEntityListing {
        total: i64::try_from(entities.len()).ok(),
        entities,
        self_uri: Some("/api/v2/presence/definitions".to_owned()),
    })
}

/// One definition with its division.
pub(crate) async fn get_newer(
    call: &mut Call,
    GetPresenceDefinition0 { definition_id, locale_code }: GetPresenceDefinition0,
) -> Result<OrganizationPresenceDefinition> {
    let locale = locale_code.as_ref().map(api::WireEnum::as_str);
    Ok(newer(find(call, &definition_id).await?, locale))
}

/// Adds a definition for all divisions or for one.
pub(crate) async fn create_newer(
    call: &mut Call,
    PostPresenceDefinitions0 { body }: PostPresenceDefinitions0,
) -> Result<OrganizationPresenceDefinition> {
    Ok(newer(add(call, Wanted::of(body)).await?, None))
}

/// Changes a definition and its division.
pub(crate) async fn update_newer(
    call: &mut Call,
    PutPresenceDefinition0 { definition_id, body }: PutPresenceDefinition0,
) -> Result<OrganizationPresenceDefinition> {
    Ok(newer(change(call, &definition_id, Wanted::of(body)).await?, None))
}

/// Deactivates a definition.
pub(crate) async fn deactivate_newer(
    call: &mut Call,
    DeletePresenceDefinition0 { definition_id }: DeletePresenceDefinition0,
) -> Result<()> {
    end(call, &definition_id).await
}

/// What a body says of a definition.
struct Wanted {
    name: Option<String>,
    labels: Option<BTreeMap<String, String>>,
    system: Option<String>,
    division: Option<String>,
    deactivated: Option<bool>,
}

impl Wanted {
    fn of(body: OrganizationPresenceDefinition) -> Self {
        Self {
            name: body.name,
            labels: body.language_labels,
            system: body.system_presence.map(|system| system.to_string()),
            division: body.division_id,
            deactivated: body.deactivated,
        }
    }

    fn system(&self) -> Result<Option<SystemPresence>> {
        let Some(given) = &self.system else { return Ok(None) };
        let found = SystemPresence::named(given);
        let allowed = || SystemPresence::all().map(SystemPresence::display).collect::<Vec<_>>();
        let found = found
            .ok_or_else(|| Refusal::invalid_value("systemPresence", given, allowed().join(", ")))?;
        Ok(Some(found))
    }
}

fn is_listed(definition: &Definition, wanted: &Deactivated) -> bool {
    match wanted {
        Deactivated::True => definition.deactivated,
        Deactivated::All => true,
        Deactivated::False | Deactivated::Other(_) => !definition.deactivated,
    }
}

/// The label of one language, or of the organization's own where there is none; or all.
async fn find(call: &mut Call, id: &str) -> Result<Definition> {
    let (tx, divisions) = call.seeing();
    let found = definitions::find(tx, divisions, &id.to_lowercase()).await?;
    found.ok_or_else(|| Refusal::not_found("presence definition", id))
}

/// A definition of the organization, to be changed where the call's permission is held.
async fn find_to_change(call: &mut Call, id: &str) -> Result<Definition> {
    let organization = call.organization();
    call.lock(Lock::Organization(&organization)).await?;
    let found = find(call, id).await?;
    if found.is_built_in() {
        let message = format!("The presence definition [{id}] is built in, and is not changed.");
        return Err(Refusal::bad_request(message));
    }
    call.must_reach(&found.division)?;
    Ok(found)
}

/// The division of a definition, which must be one where the call's permission is held.
async fn place(call: &mut Call, given: Option<String>) -> Result<String> {
    let Some(given) = given.filter(|given| given != "*") else {
        call.must_reach("*")?;
        return Ok("*".to_owned());
    };
    let division = divisions::find(call, &given).await?;
    call.must_reach(&division.id)?;
    Ok(division.id)
}

/// The most definitions that an organization can add.
const MOST: usize = 500;

async fn add(call: &mut Call, wanted: Wanted) -> Result<Definition> {
    let system = wanted.system()?.ok_or_else(|| Refusal::missing_value("systemPresence"))?;
    let labels = some_labels(wanted.labels)?;
    let organization = call.organization();
    call.lock(Lock::Organization(&organization)).await?;
    let division = place(call, wanted.division).await?;
    let known = definitions::all(&mut call.tx, &store::Divisions::all()).await?;
    if known.len() >= MOST {
        return Err(Refusal::too_many("presence definitions", MOST));
    }
    let by = call.user().map(str::to_owned);
    let definition = Definition {
        id: call.random.id(),
        name: wanted.name,
        labels,
        system,
        division,
        deactivated: wanted.deactivated.unwrap_or_default(),
        created_by: by.clone(),
        created_at: call.now,
        modified_by: by,
        modified_at: call.now,
    };
    definitions::save(&mut call.tx, &definition).await?;
    record(call, Action::Create, None, &definition).await?;
    Ok(definition)
}

async fn change(call: &mut Call, id: &str, wanted: Wanted) -> Result<Definition> {
    let system = wanted.system()?;
    let labels = some_labels(wanted.labels)?;
    let before = find_to_change(call, id).await?;
    if let Some(other) = system.filter(|system| *system != before.system) {
        let allowed = format!("{}, which stays", before.system.display());
        return Err(Refusal::invalid_value("systemPresence", other.display(), allowed));
    }
    let division = match wanted.division {
        Some(given) => place(call, Some(given)).await?,
        None => before.division.clone(),
    };
    let after = Definition {
        name: wanted.name.or_else(|| before.name.clone()),
        labels,
        division,
        deactivated: wanted.deactivated.unwrap_or(before.deactivated),
        modified_by: call.user().map(str::to_owned),
        modified_at: call.now,
        ..before.clone()
    };
    definitions::save(&mut call.tx, &after).await?;
    record(call, Action::Update, Some(before), &after).await?;
    Ok(after)
}

async fn end(call: &mut Call, id: &str) -> Result<()> {
    let before = find_to_change(call, id).await?;
    if before.deactivated {
        return Ok(());
    }
    let after = Definition {
        deactivated: true,
        modified_by: call.user().map(str::to_owned),
        modified_at: call.now,
        ..before.clone()
    };
    definitions::save(&mut call.tx, &after).await?;
    record(call, Action::Delete, Some(before), &after).await
}

fn some_labels(labels: Option<BTreeMap<String, String>>) -> Result<BTreeMap<String, String>> {
    let labels = labels.filter(|labels| !labels.is_empty());
    labels.ok_or_else(|| Refusal::missing_value("languageLabels"))
}

async fn record(
    call: &mut Call,
    action: Action,
    before: Option<Definition>,
    after: &Definition,
) -> Result<()> {
    let name = after.name.clone().or_else(|| after.labels.values().next().cloned());
    let event = AuditEvent::new(PRESENCE_DEFINITION, action, &after.id).named(name);
    let shown = newer(after.clone(), None);
    let event = match before {
        Some(before) => event.between(&newer(before, None), &shown)?,
        None => event.between(&(), &shown)?,
    };
    audit::record(call, event).await
}
