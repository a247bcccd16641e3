//! Learning assignments made and deleted several at a time.

use api::{
    DisallowedEntityLearningAssignmentItem, DisallowedEntityLearningAssignmentReference,
    LearningAssignmentBulkAddResponse, LearningAssignmentBulkRemoveResponse,
    LearningAssignmentCreate, LearningAssignmentEntity, LearningAssignmentItem,
    LearningAssignmentReference, PostLearningAssignmentsBulkadd, PostLearningAssignmentsBulkremove,
};
use gate::{
    call::Call,
    refusal::{Refusal, Result},
};
use store::{Lock, learning_assignments};

use super::changes;

/// So many can be named in one request.
const MOST: usize = 50;

fn must_be_few(given: usize) -> Result<()> {
    if (1..=MOST).contains(&given) {
        return Ok(());
    }
    let allowed = format!("1 to {MOST} learning assignments");
    Err(Refusal::invalid_value("body", given.to_string(), allowed))
}

/// What becomes of one of several: where it was refused because of itself, the code says why.
fn outcome<T>(result: Result<T>) -> Result<std::result::Result<T, String>> {
    match result {
        Ok(done) => Ok(Ok(done)),
        Err(refusal) if refusal.status.is_client_error() => Ok(Err(refusal.code.to_owned())),
        Err(failure) => Err(failure),
    }
}

/// Locks users in the order in which everybody does: of two requests, each would wait for the other
/// one otherwise.
async fn lock_in_order(call: &mut Call, mut users: Vec<String>) -> Result<()> {
    users.sort_unstable();
    users.dedup();
    for user in &users {
        call.lock(Lock::User(user)).await?;
    }
    Ok(())
}

/// Assigns modules to users.
pub(super) async fn add(
    call: &mut Call,
    PostLearningAssignmentsBulkadd { body }: PostLearningAssignmentsBulkadd,
) -> Result<LearningAssignmentBulkAddResponse> {
    let items = body.unwrap_or_default();
    must_be_few(items.len())?;
    let users = items.iter().map(|item| item.user_id.trim().to_lowercase()).collect();
    lock_in_order(call, users).await?;
    let (mut entities, mut disallowed) = (Vec::new(), Vec::new());
    for item in items {
        let LearningAssignmentItem { module_id, user_id } = item.clone();
        let wanted =
            LearningAssignmentCreate { module_id, user_id, ..LearningAssignmentCreate::default() };
        match outcome(changes::assign(call, wanted).await)? {
            Ok(made) => entities.push(made),
            Err(code) => disallowed.push(DisallowedEntityLearningAssignmentItem {
                entity: Some(item),
                error_code: Some(code),
            }),
        }
    }
    Ok(LearningAssignmentBulkAddResponse {
        entities: Some(entities),
        disallowed_entities: Some(disallowed),
    })
}

/// Removes assignments.
pub(super) async fn remove(
    call: &mut Call,
    PostLearningAssignmentsBulkremove { body }: PostLearningAssignmentsBulkremove,
) -> Result<LearningAssignmentBulkRemoveResponse> {
    let ids = body.unwrap_or_default().into_iter().filter(|id| !id.trim().is_empty());
    let ids: Vec<String> = ids.collect();
    must_be_few(ids.len())?;
    let (divisions, mut users) = (call.divisions().clone(), Vec::new());
    for id in ids.iter().map(|id| id.to_lowercase()) {
        let found = learning_assignments::find(&mut call.tx, &divisions, &id).await?;
        users.extend(found.map(|found| found.user));
    }
    lock_in_order(call, users).await?;
    let (mut entities, mut disallowed) = (Vec::new(), Vec::new());
    for id in ids {
        match outcome(changes::delete(call, &id).await)? {
            Ok(()) => entities.push(LearningAssignmentEntity { assignment_id: Some(id) }),
            Err(code) => disallowed.push(DisallowedEntityLearningAssignmentReference {
                entity: Some(LearningAssignmentReference {
                    self_uri: Some(learning_assignments::uri(&id)),
                    id: Some(id),
                }),
                error_code: Some(code),
            }),
        }
    }
    Ok(LearningAssignmentBulkRemoveResponse {
        entities: Some(entities),
        disallowed_entities: Some(disallowed),
    })
}
