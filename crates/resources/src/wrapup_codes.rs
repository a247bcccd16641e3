//! Wrap-up codes: what agents say of a conversation when it is over.

use api::{
    DeleteRoutingWrapupcode, GetRoutingWrapupcode, GetRoutingWrapupcodes, PostRoutingWrapupcodes,
    PutRoutingWrapupcode, SortOrder, WrapupCode, WrapupCodeEntityListing, WrapupCodeSort,
    WritableStarrableDivision,
};
use store::{
    divisions::{self, StoredDivision},
    wrapup_codes::{self, StoredWrapupCode},
};

use crate::rules::{
    divisions::home,
    fields::required_text,
    grants::lock_organization,
    wrapup_codes::{WRAPUP_CODE, find, save, who},
};
use gate::{
    audit::{self, Action, AuditEvent},
    call::Call,
    listing::name_fits,
    paging::Listing,
    refusal::{Refusal, Result},
    reply::Rendered,
    routes::Routes,
};

/// The operations on wrap-up codes that are served.
pub(crate) fn routes() -> Routes {
    Routes::default()
        .answer(list_codes)
        .answer(create_code)
        .answer(delete_code)
        .answer(get_code)
        .answer(replace_code)
}

/// The codes, in pages.
pub(crate) async fn list_codes(
    call: &mut Call,
    asked: GetRoutingWrapupcodes,
) -> Result<Rendered<WrapupCodeEntityListing>> {
    let lower = |ids: &[String]| ids.iter().map(|id| id.to_lowercase()).collect::<Vec<_>>();
    let (ids, places) = (lower(&asked.id), lower(&asked.division_id));
    let (tx, visible) = call.seeing();
    let mut found = wrapup_codes::all(tx, visible).await?;
    found.retain(|one| {
        (ids.is_empty() || ids.contains(&one.id))
            && (places.is_empty() || places.contains(&one.division))
            && asked.name.as_deref().is_none_or(|filter| name_fits(filter, &one.name))
    });
    // Without a name to search for, the order is that of names.
    if asked.name.is_some() && asked.sort_by == WrapupCodeSort::Id {
        found.sort_by(|one, other| one.id.cmp(&other.id));
    }
    if asked.sort_order == SortOrder::Descending {
        found.reverse();
    }
    let (page, total) = (asked.page, i64::try_from(found.len()).unwrap_or(i64::MAX));
    let shown: Vec<WrapupCode> = page.of(found).iter().map(StoredWrapupCode::entity).collect();
    page.render_models(asked, &shown, total)
}

/// One code.
pub(crate) async fn get_code(
    call: &mut Call,
    GetRoutingWrapupcode { code_id }: GetRoutingWrapupcode,
) -> Result<WrapupCode> {
    Ok(visible(call, &code_id).await?.entity())
}

/// Makes a code.
pub(crate) async fn create_code(
    call: &mut Call,
    PostRoutingWrapupcodes { body }: PostRoutingWrapupcodes,
) -> Result<WrapupCode> {
    let name = required_text(&body.name, "name")?;
    // Before the division is looked at: nobody may delete it meanwhile.
    lock_organization(call).await?;
    let division = match division(call, body.division).await? {
        Some(division) => division,
        None => home(call).await?,
    };
    call.must_reach(&division.id)?;
    let code = StoredWrapupCode {
        id: call.random.id(),
        division: division.id,
        division_name: division.name,
        name,
        description: description(body.description).unwrap_or_default(),
        created_at: call.now,
        created_by: who(call),
        modified_at: None,
        modified_by: None,
    };
    if !wrapup_codes::insert(&mut call.tx, &code).await? {
        return Err(Refusal::name_taken("wrap-up code", &code.name));
    }
    let made = code.entity();
    let change = AuditEvent::new(WRAPUP_CODE, Action::Create, code.id).named(Some(code.name));
    audit::record(call, change.between(&(), &made)?).await?;
    Ok(made)
}

/// Changes a code: what the body leaves out stays, but for the name, which it must have.
pub(crate) async fn replace_code(
    call: &mut Call,
    PutRoutingWrapupcode { code_id, body }: PutRoutingWrapupcode,
) -> Result<WrapupCode> {
    let name = required_text(&body.name, "name")?;
    lock_organization(call).await?;
    let before = visible(call, &code_id).await?;
    let mut after = before.clone();
    after.name = name;
    after.description = description(body.description).unwrap_or(after.description);
    if let Some(division) = division(call, body.division).await?
        && division.id != before.division
    {
        call.must_reach(&division.id)?;
        (after.division, after.division_name) = (division.id, division.name);
    }
    Ok(save(call, &before, after).await?.entity())
}

/// Removes a code for good.
pub(crate) async fn delete_code(
    call: &mut Call,
    DeleteRoutingWrapupcode { code_id }: DeleteRoutingWrapupcode,
) -> Result<()> {
    lock_organization(call).await?;
    let code = visible(call, &code_id).await?;
    wrapup_codes::delete(&mut call.tx, &code).await?;
    let change = AuditEvent::new(WRAPUP_CODE, Action::Delete, &code.id).named(Some(&code.name));
    audit::record(call, change.between(&code.entity(), &())?).await
}

async fn visible(call: &mut Call, id: &str) -> Result<StoredWrapupCode> {
    let divisions = call.divisions().clone();
    find(call, &divisions, id).await
}

/// The division that a body names.
async fn division(
    call: &mut Call,
    given: Option<WritableStarrableDivision>,
) -> Result<Option<StoredDivision>> {
    let id = given.and_then(|division| division.id).filter(|id| !id.trim().is_empty());
    let Some(id) = id else { return Ok(None) };
    let found = divisions::find(&mut call.tx, &id.to_lowercase()).await?;
    let allowed = "the id of a division of the organization";
    found.map(Some).ok_or_else(|| Refusal::invalid_value("division.id", id, allowed))
}

fn description(given: Option<String>) -> Option<String> {
    given.map(|text| text.trim().to_owned())
}
