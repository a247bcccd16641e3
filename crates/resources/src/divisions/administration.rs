//! Divisions as they are listed, made and changed.

use crate::rules::divisions::DIVISION;
use crate::rules::fields::required_text;
use std::collections::HashMap;

use api::{
    AuthzDivision, AuthzDivisionEntityListing, AuthzDivisionGrantEntityListing,
    GetAuthorizationDivision, GetAuthorizationDivisionGrants, GetAuthorizationDivisions,
    GetAuthorizationDivisionsHome, GetAuthorizationDivisionsLimit, PostAuthorizationDivisions,
    PutAuthorizationDivision,
};
use store::{
    Lock,
    divisions::{self, KINDS, ObjectCounts, StoredDivision},
    grants,
};

use crate::rules::divisions::{add, find, find_to_change, home};
use crate::rules::grants as rules;
use gate::{
    audit::{self, Action, AuditEvent},
    call::Call,
    listing::{Sort, name_fits},
    paging::Listing,
    refusal::{Refusal, Result},
    reply::Rendered,
};

/// An organization has no more divisions than this, so that they can be filtered in memory.
const MAX_DIVISIONS: usize = 1_000;

/// The divisions of the organization, in pages.
pub(crate) async fn list_divisions(
    call: &mut Call,
    asked: GetAuthorizationDivisions,
) -> Result<Rendered<AuthzDivisionEntityListing>> {
    let sort = Sort::read(asked.sort_by.as_deref(), &["name", "description", "id"])?;
    let page = asked.page;
    let mut found = matching(call, &asked.id, asked.name.as_deref()).await?;
    sort.apply(&mut found, |one| match sort.field {
        "id" => one.id.clone(),
        "description" => one.description.clone(),
        _ => one.name.clone(),
    });
    let total = i64::try_from(found.len()).unwrap_or(i64::MAX);
    let counts = counts(call, asked.object_count).await?;
    let shown: Vec<_> = page.of(found).iter().map(|one| shown(one, counts.as_ref())).collect();
    page.render_models(asked, &shown, total)
}

/// The divisions with these ids, if any are named, and names that fit the filter, by name.
pub(super) async fn matching(
    call: &mut Call,
    ids: &[String],
    name: Option<&str>,
) -> Result<Vec<StoredDivision>> {
    let ids: Vec<String> = ids.iter().map(|id| id.to_lowercase()).collect();
    let mut found = divisions::all(&mut call.tx).await?;
    found.retain(|one| {
        (ids.is_empty() || ids.contains(&one.id))
            && name.is_none_or(|filter| name_fits(filter, &one.name))
    });
    Ok(found)
}

/// One division.
pub(crate) async fn get_division(
    call: &mut Call,
    asked: GetAuthorizationDivision,
) -> Result<AuthzDivision> {
    let division = find(call, &asked.division_id).await?;
    let counts = counts(call, asked.object_count).await?;
    Ok(shown(&division, counts.as_ref()))
}

/// The division of everything that belongs to no other.
pub(crate) async fn get_home(
    call: &mut Call,
    _: GetAuthorizationDivisionsHome,
) -> Result<AuthzDivision> {
    Ok(home(call).await?.entity())
}

/// How many divisions there may be.
pub(crate) async fn get_limit(_: &mut Call, _: GetAuthorizationDivisionsLimit) -> Result<i32> {
    Ok(i32::try_from(MAX_DIVISIONS).unwrap_or(i32::MAX))
}

/// Makes a division.
pub(crate) async fn create_division(
    call: &mut Call,
    PostAuthorizationDivisions { body }: PostAuthorizationDivisions,
) -> Result<AuthzDivision> {
    for_the_organization(call).await?;
    let division = StoredDivision {
        id: call.random.id(),
        name: name(body.name)?.ok_or_else(|| Refusal::missing_value("name"))?,
        description: body.description.unwrap_or_default(),
        home: false,
    };
    room_for_one(call).await?;
    add(call, &division).await?;
    Ok(division.entity())
}

/// Changes name and description of a division; it stays the home division if it is.
pub(crate) async fn update_division(
    call: &mut Call,
    PutAuthorizationDivision { division_id, body }: PutAuthorizationDivision,
) -> Result<AuthzDivision> {
    let before = find_to_change(call, &division_id).await?;
    let mut after = before.clone();
    after.name = name(body.name)?.unwrap_or(after.name);
    after.description = body.description.unwrap_or(after.description);
    if !divisions::save(&mut call.tx, &after).await? {
        return Err(Refusal::name_taken("division", &after.name));
    }
    let event = AuditEvent::new(DIVISION, Action::Update, &after.id);
    let event = event.named(Some(&after.name)).between(&before.entity(), &after.entity())?;
    audit::record(call, event).await?;
    Ok(after.entity())
}

/// The grants in just this division.
pub(crate) async fn list_grants(
    call: &mut Call,
    asked: GetAuthorizationDivisionGrants,
) -> Result<AuthzDivisionGrantEntityListing> {
    let division = find(call, &asked.division_id).await?;
    if !call.divisions().contains(&division.id) {
        let refusal = Refusal::not_found("division", &asked.division_id);
        return Err(refusal.because("the permission is not held in this division"));
    }
    let page = asked.page;
    let part = (page.offset(), page.size.into());
    let held = grants::in_division(&mut call.tx, &division.id, part).await?;
    let total = grants::count_in_division(&mut call.tx, &division.id).await?;
    let entities = held.iter().map(|one| rules::shown::grant(one, division.entity()));
    Ok(AuthzDivisionGrantEntityListing::page(page, entities.collect::<Result<_>>()?, total))
}

/// What is made for the organization takes the permission in all divisions or in the home division,
/// to which what belongs nowhere else belongs; nothing of the kind changes until the call has ended.
pub(super) async fn for_the_organization(call: &mut Call) -> Result<()> {
    let organization = call.organization();
    call.tx.lock(Lock::Organization(&organization)).await?;
    let home = home(call).await?;
    call.must_reach(&home.id)
}

/// Refuses one more division than there may be.
pub(super) async fn room_for_one(call: &mut Call) -> Result<()> {
    if divisions::all(&mut call.tx).await?.len() < MAX_DIVISIONS {
        return Ok(());
    }
    Err(Refusal::too_many("divisions", MAX_DIVISIONS))
}

/// A name that is given, which may not be empty.
pub(super) fn name(given: Option<String>) -> Result<Option<String>> {
    given.map(|name| required_text(&name, "name")).transpose()
}

/// How many objects each division holds, if that is asked for.
async fn counts(call: &mut Call, asked: bool) -> Result<Option<HashMap<String, ObjectCounts>>> {
    if !asked {
        return Ok(None);
    }
    Ok(Some(divisions::object_counts(&mut call.tx).await?))
}

fn shown(
    division: &StoredDivision,
    counts: Option<&HashMap<String, ObjectCounts>>,
) -> AuthzDivision {
    let object_counts = counts.map(|counts| {
        let held = counts.get(&division.id);
        let of = |kind: &str| held.and_then(|held| held.get(kind)).copied().unwrap_or_default();
        KINDS.iter().map(|kind| (kind.object_type.to_owned(), of(kind.object_type))).collect()
    });
    AuthzDivision { object_counts, ..division.entity() }
}
