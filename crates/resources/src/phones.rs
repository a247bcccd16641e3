//! Sites, base settings of phones, and phones, each of which makes stations.

use std::collections::BTreeSet;

use api::{
    DeleteTelephonyProvidersEdgesPhone, DomainEntityRef, GetTelephonyProvidersEdgesPhone,
    GetTelephonyProvidersEdgesPhonebasesetting, GetTelephonyProvidersEdgesPhonebasesettings,
    GetTelephonyProvidersEdgesPhones, GetTelephonyProvidersEdgesSite,
    GetTelephonyProvidersEdgesSites, Line, Phone, PhoneBase, PhoneBaseEntityListing,
    PhoneBaseSettings, PhoneEntityListing, PostTelephonyProvidersEdgesPhones,
    PutTelephonyProvidersEdgesPhone, Site, SiteEntityListing, SortOrder, State,
};
use gate::{
    audit::{self, Action, AuditEvent},
    call::Call,
    listing::name_fits,
    paging::Listing as _,
    refusal::{Refusal, Result},
    reply::Rendered,
    routes::Routes,
};
use store::{
    Lock, Part,
    phones::{self, PhoneFilter},
    stations::{self, StoredStation, WEB_RTC},
};

use crate::rules::{
    fields::check_version,
    people::{audited, present_to_change},
    stations::{PHONE, release},
};

/// The operations on phones that are served.
pub(crate) fn routes() -> Routes {
    Routes::default()
        .answer(list_sites)
        .answer(get_site)
        .answer(list_bases)
        .answer(get_base)
        .answer(list_phones)
        .answer(get_phone)
        .answer(create_phone)
        .answer(update_phone)
        .answer(delete_phone)
}

/// The most lines of a phone.
const MOST_LINES: usize = 16;
/// The most phones among which a name is looked for.
const MOST: i64 = 10_000;

/// Entities whose name fits, in the order that is asked for.
fn fitting<T>(
    all: Vec<T>,
    wanted: Option<&str>,
    order: &SortOrder,
    name: impl Fn(&T) -> &str,
) -> Vec<T> {
    let mut all = all;
    all.retain(|one| wanted.is_none_or(|wanted| name_fits(wanted, name(one))));
    if *order == SortOrder::Descending {
        all.reverse();
    }
    all
}

/// The sites.
pub(crate) async fn list_sites(
    call: &mut Call,
    asked: GetTelephonyProvidersEdgesSites,
) -> Result<Rendered<SiteEntityListing>> {
    let all = phones::sites(&mut call.tx).await?;
    let name = |site: &Site| site.name.clone().unwrap_or_default();
    let mut found = fitting(all, None, &asked.sort_order, |_| "");
    found.retain(|site| {
        asked.name.as_deref().is_none_or(|wanted| name_fits(wanted, &name(site)))
            && asked.location_id.is_none()
            && asked.managed != Some(true)
    });
    let (page, total) = (asked.page, i64::try_from(found.len()).unwrap_or(i64::MAX));
    page.render_models(asked, &page.of(found), total)
}

/// One site.
pub(crate) async fn get_site(
    call: &mut Call,
    GetTelephonyProvidersEdgesSite { site_id }: GetTelephonyProvidersEdgesSite,
) -> Result<Site> {
    let found = site(call, &site_id).await?;
    found.ok_or_else(|| Refusal::not_found("site", &site_id))
}

async fn site(call: &mut Call, id: &str) -> Result<Option<Site>> {
    let all = phones::sites(&mut call.tx).await?;
    let is_it = |site: &Site| site.id.as_deref().is_some_and(|it| it.eq_ignore_ascii_case(id));
    Ok(all.into_iter().find(is_it))
}

/// The base settings of phones.
pub(crate) async fn list_bases(
    call: &mut Call,
    asked: GetTelephonyProvidersEdgesPhonebasesettings,
) -> Result<Rendered<PhoneBaseEntityListing>> {
    let all = phones::bases(&mut call.tx).await?;
    let wanted = asked.name.as_deref();
    let found =
        fitting(all, wanted, &asked.sort_order, |base| base.name.as_deref().unwrap_or_default());
    let (page, total) = (asked.page, i64::try_from(found.len()).unwrap_or(i64::MAX));
    page.render_models(asked, &page.of(found), total)
}

/// Base settings of phones.
pub(crate) async fn get_base(
    call: &mut Call,
    GetTelephonyProvidersEdgesPhonebasesetting { phone_base_id }:
        GetTelephonyProvidersEdgesPhonebasesetting,
) -> Result<PhoneBase> {
    let found = base(call, &phone_base_id).await?;
    found.ok_or_else(|| Refusal::not_found("phone base settings", &phone_base_id))
}

async fn base(call: &mut Call, id: &str) -> Result<Option<PhoneBase>> {
    let all = phones::bases(&mut call.tx).await?;
    let is_it = |base: &PhoneBase| base.id.as_deref().is_some_and(|it| it.eq_ignore_ascii_case(id));
    Ok(all.into_iter().find(is_it))
}

/// The phones, by name.
pub(crate) async fn list_phones(
    call: &mut Call,
    asked: GetTelephonyProvidersEdgesPhones,
) -> Result<Rendered<PhoneEntityListing>> {
    let page = asked.page;
    let lower = |id: &Option<String>| id.as_ref().map(|id| id.to_lowercase());
    let (ids, nothing) = by_lines(call, &asked).await?;
    let filter = PhoneFilter {
        site: lower(&asked.site_id),
        base: lower(&asked.phone_base_settings_id),
        owner: lower(&asked.web_rtc_user_id),
        ids: if nothing { Some(Vec::new()) } else { ids },
    };
    let descending = asked.sort_order == SortOrder::Descending;
    let (mut found, total) = match asked.name.clone().filter(|name| !name.trim().is_empty()) {
        Some(names) => {
            let part = Part { offset: 0, limit: MOST, descending };
            let mut all = phones::list(&mut call.tx, &filter, part).await?;
            all.retain(|phone| {
                let name = phone.name.as_deref().unwrap_or_default();
                names.split(',').any(|wanted| name_fits(wanted, name))
            });
            let total = i64::try_from(all.len()).unwrap_or(i64::MAX);
            (page.of(all), total)
        }
        None => {
            let part = Part { offset: page.offset(), limit: page.size.into(), descending };
            let total = phones::count(&mut call.tx, &filter).await?;
            (phones::list(&mut call.tx, &filter, part).await?, total)
        }
    };
    with_lines(call, &mut found).await?;
    page.render_models(asked, &found, total)
}

/// The ids of the phones whose lines are asked for; and whether something is asked for that no phone
/// here has.
async fn by_lines(
    call: &mut Call,
    asked: &GetTelephonyProvidersEdgesPhones,
) -> Result<(Option<Vec<String>>, bool)> {
    let nothing = asked.phone_hardware_id.is_some()
        || asked.status_operational_status.is_some()
        || asked.secondary_status_operational_status.is_some();
    let (name, id) = (&asked.lines_name, &asked.lines_id);
    let (user, default) = (&asked.lines_logged_in_user_id, &asked.lines_default_for_user_id);
    if name.is_none() && id.is_none() && user.is_none() && default.is_none() {
        return Ok((None, nothing));
    }
    let defaults = match default {
        Some(user) => {
            let user = user.to_lowercase();
            let found = crate::rules::stations::of_user(call, &user).await?;
            Some(found.default_station.and_then(|station| station.id))
        }
        None => None,
    };
    let part = Part { offset: 0, limit: MOST, descending: false };
    let all = stations::list(&mut call.tx, &stations::StationFilter::default(), part).await?;
    let fits = |station: &StoredStation| {
        name.as_ref().is_none_or(|name| *name == station.name)
            && id.as_ref().is_none_or(|id| id.eq_ignore_ascii_case(&station.id))
            && user.as_ref().is_none_or(|user| {
                station.user.as_ref().is_some_and(|it| it.eq_ignore_ascii_case(user))
            })
            && defaults.as_ref().is_none_or(|id| id.as_deref() == Some(&*station.id))
    };
    let found: BTreeSet<String> =
        all.into_iter().filter(fits).filter_map(|station| station.phone).collect();
    Ok((Some(found.into_iter().collect()), nothing))
}

/// Says of each line who uses it.
async fn with_lines(call: &mut Call, found: &mut [Phone]) -> Result<()> {
    let ids: Vec<String> = found.iter().filter_map(|phone| phone.id.clone()).collect();
    let stations = stations::of_phones(&mut call.tx, &ids).await?;
    for line in found.iter_mut().filter_map(|phone| phone.lines.as_mut()).flatten() {
        let station = stations.iter().find(|station| line.id.as_deref() == Some(&*station.id));
        let user = station.and_then(|station| station.user.as_deref());
        line.logged_in_user = user.map(user_reference);
    }
    Ok(())
}

fn user_reference(id: &str) -> DomainEntityRef {
    let self_uri = Some(store::users::uri(id));
    DomainEntityRef { id: Some(id.to_owned()), name: None, self_uri }
}

/// One phone.
pub(crate) async fn get_phone(
    call: &mut Call,
    GetTelephonyProvidersEdgesPhone { phone_id }: GetTelephonyProvidersEdgesPhone,
) -> Result<Phone> {
    let mut found = [find(call, &phone_id).await?];
    with_lines(call, &mut found).await?;
    let [phone] = found;
    Ok(phone)
}

async fn find(call: &mut Call, id: &str) -> Result<Phone> {
    let found = phones::find(&mut call.tx, &id.to_lowercase()).await?;
    found.ok_or_else(|| Refusal::not_found("phone", id))
}

/// Makes a phone, and a station for each of its lines.
pub(crate) async fn create_phone(
    call: &mut Call,
    PostTelephonyProvidersEdgesPhones { body }: PostTelephonyProvidersEdgesPhones,
) -> Result<Phone> {
    let id = call.random.id();
    let mut phone = checked(call, body).await?;
    let name = phone.name.clone().unwrap_or_default();
    let given = phone.lines.take().filter(|lines| !lines.is_empty());
    let mut lines = given.unwrap_or_else(|| vec![Line::default()]);
    if lines.len() > MOST_LINES {
        let allowed = format!("at most {MOST_LINES} lines");
        return Err(Refusal::invalid_value("lines", lines.len().to_string(), allowed));
    }
    for (line, number) in lines.iter_mut().zip(1..) {
        line.id = Some(call.random.id());
        line.name = Some(line.name.take().unwrap_or_else(|| format!("{name}_{number}")));
        line.line_base_settings =
            line.line_base_settings.take().or_else(|| phone.line_base_settings.clone());
        line.site.clone_from(&phone.site);
        line.state = Some(State::Active);
    }
    phone.lines = Some(lines);
    phone.version = Some(1);
    phone.state = Some(State::Active);
    phone.self_uri = Some(phones::uri(&id));
    phone.id = Some(id.clone());
    phone.created_by = call.user().map(str::to_owned);
    phone.modified_by.clone_from(&phone.created_by);
    phone.date_created = Some(call.now);
    phone.date_modified = Some(call.now);
    phones::save(&mut call.tx, &phone).await?;
    let owner = phone.web_rtc_user.as_ref().and_then(|user| user.id.clone());
    for (line, number) in phone.lines.iter().flatten().zip(1..) {
        let station = StoredStation {
            id: line.id.clone().unwrap_or_default(),
            name: if number == 1 { name.clone() } else { format!("{name} {number}") },
            kind: WEB_RTC.to_owned(),
            phone: Some(id.clone()),
            owner: owner.clone(),
            user: None,
            associated_at: None,
        };
        stations::insert(&mut call.tx, &station).await?;
    }
    let event = AuditEvent::new(PHONE, Action::Create, &id).named(Some(&name));
    audit::record(call, event.between(&(), &phone)?).await?;
    Ok(phone)
}

/// Changes a phone; its lines stay.
pub(crate) async fn update_phone(
    call: &mut Call,
    PutTelephonyProvidersEdgesPhone { phone_id, body }: PutTelephonyProvidersEdgesPhone,
) -> Result<Phone> {
    let organization = call.organization();
    call.lock(Lock::Organization(&organization)).await?;
    let before = find(call, &phone_id).await?;
    let version = before.version.unwrap_or(1);
    if let Some(given) = body.version {
        check_version("phone", given.into(), version.into())?;
    }
    let wanted = checked(call, body).await?;
    let after = Phone {
        id: before.id.clone(),
        self_uri: before.self_uri.clone(),
        lines: before.lines.clone(),
        created_by: before.created_by.clone(),
        date_created: before.date_created,
        modified_by: call.user().map(str::to_owned),
        date_modified: Some(call.now),
        state: before.state.clone(),
        version: Some(version + 1),
        ..wanted
    };
    phones::save(&mut call.tx, &after).await?;
    let name = after.name.clone().unwrap_or_default();
    let owner = after.web_rtc_user.as_ref().and_then(|user| user.id.as_deref());
    for (line, number) in after.lines.iter().flatten().zip(1..) {
        let id = line.id.as_deref().unwrap_or_default();
        let name = if number == 1 { name.clone() } else { format!("{name} {number}") };
        stations::rename(&mut call.tx, id, &name, owner).await?;
    }
    let id = after.id.as_deref().unwrap_or_default();
    let event = AuditEvent::new(PHONE, Action::Update, id).named(Some(&name));
    audit::record(call, event.between(&before, &after)?).await?;
    Ok(after)
}

/// Removes a phone with its stations.
pub(crate) async fn delete_phone(
    call: &mut Call,
    DeleteTelephonyProvidersEdgesPhone { phone_id }: DeleteTelephonyProvidersEdgesPhone,
) -> Result<()> {
    let organization = call.organization();
    call.lock(Lock::Organization(&organization)).await?;
    let phone = find(call, &phone_id).await?;
    let id = phone.id.clone().unwrap_or_default();
    let stations = stations::of_phones(&mut call.tx, std::slice::from_ref(&id)).await?;
    let users: BTreeSet<String> = stations.into_iter().filter_map(|station| station.user).collect();
    // In one order, to avoid deadlocks.
    for user in &users {
        call.lock(Lock::User(user)).await?;
        release(call, user).await?;
    }
    phones::delete(&mut call.tx, &id).await?;
    let event = AuditEvent::new(PHONE, Action::Delete, &id).named(phone.name.as_deref());
    audit::record(call, event.between(&phone, &())?).await
}

/// What a body says of a phone, with the names of what it refers to.
async fn checked(call: &mut Call, body: Phone) -> Result<Phone> {
    let name = body.name.as_deref().map(str::trim).filter(|name| !name.is_empty());
    let name = name.ok_or_else(|| Refusal::missing_value("name"))?.to_owned();
    let given = body.site.and_then(|site| site.id);
    let given = given.ok_or_else(|| Refusal::missing_value("site.id"))?;
    let site = site(call, &given).await?.ok_or_else(|| {
        Refusal::invalid_value("site.id", &*given, "the id of a site of the organization")
    })?;
    let given = body.phone_base_settings.and_then(|base| base.id);
    let given = given.ok_or_else(|| Refusal::missing_value("phoneBaseSettings.id"))?;
    let base = base(call, &given).await?.ok_or_else(|| {
        let allowed = "the id of phone base settings of the organization";
        Refusal::invalid_value("phoneBaseSettings.id", &*given, allowed)
    })?;
    let line_base = base.lines.as_ref().and_then(|lines| lines.first()).map(|line| {
        DomainEntityRef { id: line.id.clone(), name: line.name.clone(), self_uri: None }
    });
    let owner = match body.web_rtc_user.and_then(|user| user.id) {
        Some(id) => {
            let user = present_to_change(call, &id).await?;
            Some(DomainEntityRef { name: audited::name(&user)?, ..user_reference(&user.id) })
        }
        None => None,
    };
    Ok(Phone {
        name: Some(name),
        site: Some(DomainEntityRef { id: site.id, name: site.name, self_uri: site.self_uri }),
        phone_meta_base: base.phone_meta_base,
        phone_base_settings: Some(PhoneBaseSettings {
            id: base.id,
            name: base.name,
            self_uri: base.self_uri,
        }),
        line_base_settings: line_base,
        web_rtc_user: owner,
        division: None,
        status: None,
        secondary_status: None,
        user_agent_info: None,
        ..body
    })
}
