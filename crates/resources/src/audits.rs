//! What was changed, for those who may ask.

use std::collections::BTreeMap;

use api::{
    AuditExpand, AuditQueryEntity, AuditQueryFilter, AuditQueryProperty, AuditQueryService,
    AuditQueryServiceMapping, AuditRealtimeQueryRequest, AuditRealtimeQueryResultsResponse,
    DateTime, GetAuditsQueryRealtimeServicemapping, Operation as _, Page, PostAuditsQueryRealtime,
    SortOrder,
};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use store::{
    Visible,
    audits::{self, AuditFilter, AuditPart, Found, GroupsSeen},
};

use crate::kinds::KINDS;
use crate::rules::{
    audits::{conceal, in_words, name_users, read},
    groups::sight,
};
use gate::routes::Routes;
use gate::{
    audit::Action,
    call::Call,
    context::Context,
    paging::{Listing, WINDOW},
    refusal::{Refusal, Result},
};

/// The operations on audits that are served.
pub(crate) fn routes() -> Routes {
    Routes::default().answer(query_audits).answer(list_services)
}

/// What a cursor begins with, so that nothing else is taken for one.
const CURSOR: &str = "page:";
/// The longest interval of a query.
const MAX_DAYS: i64 = 31;
const MILLISECONDS_OF_A_DAY: i64 = 86_400_000;

/// A page of what was changed.
pub(crate) async fn query_audits(
    call: &mut Call,
    PostAuditsQueryRealtime { body, expand, cursor }: PostAuditsQueryRealtime,
) -> Result<AuditRealtimeQueryResultsResponse> {
    let page = page(&body, cursor.as_deref())?;
    let mut filter = filter(&body)?;
    let user = Context::user(call).map(str::to_owned);
    let sight = sight(call, user.as_deref());
    let somewhere = call.divisions().visible() != &Visible::All;
    if let Some(filter) = filter.as_mut().filter(|_| somewhere) {
        filter.groups = GroupsSeen::of(sight);
    }
    let sort = body.sort.as_deref().and_then(<[_]>::first).map(|sort| &sort.sort_order);
    let part = AuditPart {
        offset: page.offset(),
        limit: page.size.into(),
        oldest_first: sort == Some(&SortOrder::Ascending),
    };
    let Found { total, documents } = match filter {
        Some(filter) => {
            let (tx, divisions) = call.seeing();
            audits::search(tx, divisions, &filter, part, WINDOW).await?
        }
        None => Found::default(),
    };
    let mut entities =
        documents.iter().map(|text| read(text)).collect::<store::Result<Vec<_>>>()?;
    let (tx, divisions) = call.seeing();
    conceal(tx, divisions, sight, &mut entities).await?;
    if expand.contains(&AuditExpand::User) {
        let (tx, divisions) = call.seeing();
        name_users(tx, divisions, &mut entities).await?;
    }
    Ok(AuditRealtimeQueryResultsResponse {
        next_uri: next_uri(page, total, &expand),
        ..AuditRealtimeQueryResultsResponse::page(page, entities, total)
    })
}

/// The services, with what can be done to their entities.
pub(crate) async fn list_services(
    _: &mut Call,
    _: GetAuditsQueryRealtimeServicemapping,
) -> Result<AuditQueryServiceMapping> {
    let mut services: BTreeMap<&str, Vec<AuditQueryEntity>> = BTreeMap::new();
    for kind in KINDS {
        let actions = kind.actions.iter().map(|action| action.as_str().to_owned()).collect();
        let entity = AuditQueryEntity { name: Some(kind.name.to_owned()), actions: Some(actions) };
        services.entry(kind.service).or_default().push(entity);
    }
    let services = services.into_iter().map(|(name, entities)| AuditQueryService {
        name: Some(name.to_owned()),
        entities: Some(entities),
    });
    Ok(AuditQueryServiceMapping { services: Some(services.collect()) })
}

fn page(body: &AuditRealtimeQueryRequest, cursor: Option<&str>) -> Result<Page> {
    let given = |number: Option<i32>| number.and_then(|number| u32::try_from(number).ok());
    let number = match cursor {
        Some(cursor) => page_of(cursor)?,
        None => given(body.page_number).unwrap_or(1),
    };
    let page = Page { number, size: given(body.page_size).unwrap_or(25) };
    page.within_window()?;
    Ok(page)
}

/// The page that a cursor stands for.
fn page_of(cursor: &str) -> Result<u32> {
    let bytes = URL_SAFE_NO_PAD.decode(cursor).ok();
    let text = bytes.and_then(|bytes| String::from_utf8(bytes).ok());
    let number = text.as_deref().and_then(|text| text.strip_prefix(CURSOR)?.parse().ok());
    number.filter(|number| *number > 0).ok_or_else(|| {
        Refusal::invalid_value("cursor", cursor, "the cursor of the nextUri of an earlier answer")
    })
}

/// Where the next page is read, if there is one within the window. The body is the same.
fn next_uri(page: Page, total: i64, expand: &[AuditExpand]) -> Option<String> {
    let next = Page { number: page.number.checked_add(1)?, ..page };
    if next.offset() >= total || next.within_window().is_err() {
        return None;
    }
    let path = PostAuditsQueryRealtime::META.path;
    let cursor = URL_SAFE_NO_PAD.encode(format!("{CURSOR}{}", next.number));
    let mut query = url::form_urlencoded::Serializer::new(String::new());
    query.append_pair("cursor", &cursor);
    query.extend_pairs(expand.iter().map(|one| ("expand", one.to_string())));
    Some(format!("{path}?{}", query.finish()))
}

/// What the query asks for; none when nothing can be it.
fn filter(body: &AuditRealtimeQueryRequest) -> Result<Option<AuditFilter>> {
    let (since, until) = interval(&body.interval)?;
    let mut filter =
        AuditFilter { since: Some(since), until: Some(until), ..AuditFilter::default() };
    if let Some(name) = body.service_name.as_deref().filter(|name| !name.is_empty()) {
        filter.services.push(one_of(name, "serviceName", KINDS.iter().map(|kind| kind.service))?);
    }
    for (index, AuditQueryFilter { property, value }) in body.filters.iter().flatten().enumerate() {
        let field = format!("filters[{index}].value");
        match property {
            AuditQueryProperty::UserId => filter.users.push(value.to_lowercase()),
            AuditQueryProperty::ClientId => filter.clients.push(value.clone()),
            AuditQueryProperty::EntityId => filter.entities.push(value.clone()),
            AuditQueryProperty::Action => {
                let known = Action::ALL.iter().map(|action| action.as_str());
                filter.actions.push(one_of(value, &field, known)?);
            }
            AuditQueryProperty::EntityType => {
                let known = KINDS.iter().map(|kind| kind.name);
                filter.entity_types.push(one_of(value, &field, known)?);
            }
            // Users act in their own organization alone, so no trustee has changed anything.
            AuditQueryProperty::TrusteeOrganizationId | AuditQueryProperty::Other(_) => {
                return Ok(None);
            }
        }
    }
    Ok(Some(filter))
}

/// The known name that this is, in whatever case.
fn one_of(
    given: &str,
    field: &str,
    known: impl Iterator<Item = &'static str> + Clone,
) -> Result<String> {
    match known.clone().find(|name| name.eq_ignore_ascii_case(given)) {
        Some(name) => Ok(name.to_owned()),
        None => Err(Refusal::invalid_value(field, given, in_words(known))),
    }
}

/// Both ends of an interval in ISO-8601.
fn interval(text: &str) -> Result<(DateTime, DateTime)> {
    let refused = |allowed: &str| Refusal::invalid_value("interval", text, allowed);
    let ends = text.split_once('/').and_then(|(start, end)| {
        Some((start.trim().parse::<DateTime>().ok()?, end.trim().parse::<DateTime>().ok()?))
    });
    let example = "two ISO-8601 instants with a slash between, such as 2026-01-01T00:00:00.000Z/2026-01-02T00:00:00.000Z";
    let (start, end) = ends.ok_or_else(|| refused(example))?;
    if start >= end {
        return Err(refused("an interval whose start is before its end"));
    }
    if end.milliseconds() - start.milliseconds() > MAX_DAYS * MILLISECONDS_OF_A_DAY {
        return Err(refused(&format!("an interval of at most {MAX_DAYS} days")));
    }
    Ok((start, end))
}
