//! The audit on the command line.

use api::DateTime;
use serde_json::{Value, json};
use store::{
    Db, Divisions, ServerTime, Tx,
    audits::{self as stored_audits, AuditFilter, AuditPart},
    organizations::StoredOrganization,
    users,
};

use super::{
    command::{AuditQuestion, Moment},
    target::{BY_OPTION, named, the_only_one},
};
use crate::operate::error::OrganizationError;
use gate::{audit::Action, clock::Clock};
use resources::{
    kinds::KINDS,
    rules::audits::{in_words, name_users, read},
};

/// The newest changes that fit the question.
pub(super) async fn ask(
    db: &Db,
    clock: &Clock,
    question: AuditQuestion,
) -> Result<Value, OrganizationError> {
    let server_now = clock.now();
    db.long_read(move |tx| Box::pin(async move { answer(tx, server_now, question).await })).await
}

async fn answer(
    tx: &mut Tx,
    server_now: ServerTime,
    question: AuditQuestion,
) -> Result<Value, OrganizationError> {
    let stored = match &question.organization {
        Some(reference) => named(tx, reference).await?,
        None => the_only_one(tx, BY_OPTION).await?,
    };
    let now = stored.clock.at(server_now);
    tx.enter(&stored.id);
    let divisions = Divisions::all();
    let part = AuditPart { offset: 0, limit: question.limit.into(), oldest_first: false };
    let filter = filter(tx, &stored, question, now).await?;
    let most = part.limit;
    let found = stored_audits::search(tx, &divisions, &filter, part, most).await?;
    let messages = found.documents.iter().map(|text| read(text)).collect::<store::Result<Vec<_>>>();
    let mut messages = messages?;
    name_users(tx, &divisions, &mut messages).await?;
    Ok(json!({
        "organization": { "id": stored.id, "name": stored.name },
        "entities": messages,
    }))
}

async fn filter(
    tx: &mut Tx,
    stored: &StoredOrganization,
    question: AuditQuestion,
    now: DateTime,
) -> Result<AuditFilter, OrganizationError> {
    let at = |moment: Moment| match moment {
        Moment::At(at) => at,
        Moment::SecondsAgo(seconds) => now.plus_seconds(-i64::from(seconds)),
    };
    let mut filter = AuditFilter {
        since: question.since.map(at),
        until: question.until.map(at),
        clients: question.client.into_iter().collect(),
        ..AuditFilter::default()
    };
    if let Some(name) = question.entity_type {
        filter.entity_types.push(one_of(&name, "entity type", KINDS.iter().map(|kind| kind.name))?);
    }
    if let Some(name) = question.action {
        filter.actions.push(one_of(&name, "action", Action::ALL.iter().map(|one| one.as_str()))?);
    }
    if let Some(user) = question.user {
        filter.users.push(id_of(tx, stored, user).await?);
    }
    if let Some(entity) = question.entity {
        filter.entities.push(id_of(tx, stored, entity).await?);
    }
    Ok(filter)
}

/// The known name that is given, in any case.
fn one_of(
    given: &str,
    what: &str,
    known: impl Iterator<Item = &'static str> + Clone,
) -> Result<String, OrganizationError> {
    let found = known.clone().find(|name| name.eq_ignore_ascii_case(given));
    found.map(str::to_owned).ok_or_else(|| {
        let known = in_words(known);
        OrganizationError::Invalid(format!("there is no {what} `{given}`; there are: {known}"))
    })
}

/// The id of the user with this address; text that is not an address is taken as an id.
async fn id_of(
    tx: &mut Tx,
    stored: &StoredOrganization,
    reference: String,
) -> Result<String, OrganizationError> {
    if !reference.contains('@') {
        return Ok(reference);
    }
    let found = users::by_email(tx, &Divisions::all(), &reference).await?;
    let unknown = || {
        let name = &stored.name;
        OrganizationError::Invalid(format!(
            "there is no user `{reference}` in `{name}`; give an id, or the address of a user"
        ))
    };
    Ok(found.ok_or_else(unknown)?.id)
}
