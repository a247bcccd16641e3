//! Routing languages of the organization and of users.

use api::{
    DeleteRoutingLanguage, DeleteUserRoutinglanguage, GetRoutingLanguage, GetRoutingLanguages,
    GetUserRoutinglanguages, Language, LanguageEntityListing, Page, PatchUserRoutinglanguage,
    PatchUserRoutinglanguagesBulk, PostRoutingLanguages, PostUserRoutinglanguages, SortOrder,
    State, UserLanguageEntityListing, UserRoutingLanguage, UserRoutingLanguagePost,
};
use store::routing_languages;

use crate::rules::{
    abilities::{self, Ability, Given, Held},
    fields::required_text,
    grants::lock_organization,
    people::present,
    routing_skills::ROUTING,
    skill_groups::sort_in,
};
use gate::{
    audit::{self, Action, AuditEvent, Kind},
    call::Call,
    listing::name_fits,
    paging::Listing,
    refusal::{Refusal, Result},
    reply::Rendered,
    routes::Routes,
};

/// A routing language, in the audit.
pub(crate) const ROUTING_LANGUAGE: Kind = Kind {
    name: "RoutingLanguage",
    service: ROUTING,
    actions: &[Action::Create, Action::Delete],
    uri: Some(routing_languages::uri),
};

/// The operations on routing languages that are served.
pub(crate) fn routes() -> Routes {
    Routes::default()
        .answer(list_languages)
        .answer(create_language)
        .answer(get_language)
        .answer(delete_language)
        .answer(list_of_user)
        .answer(give)
        .answer(give_several)
        .answer(take)
        .answer(change)
}

/// The languages in use, in pages.
pub(crate) async fn list_languages(
    call: &mut Call,
    asked: GetRoutingLanguages,
) -> Result<Rendered<LanguageEntityListing>> {
    let ids: Vec<String> = asked.id.iter().map(|id| id.to_lowercase()).collect();
    let mut found = routing_languages::all(&mut call.tx).await?;
    found.retain(|one| {
        (ids.is_empty() || one.id.as_ref().is_some_and(|id| ids.contains(id)))
            && asked.name.as_deref().is_none_or(|filter| name_fits(filter, &one.name))
    });
    if asked.sort_order == SortOrder::Descending {
        found.reverse();
    }
    let (page, total) = (asked.page, i64::try_from(found.len()).unwrap_or(i64::MAX));
    page.render_models(asked, &page.of(found), total)
}

/// Makes a language.
pub(crate) async fn create_language(
    call: &mut Call,
    PostRoutingLanguages { body }: PostRoutingLanguages,
) -> Result<Language> {
    let (id, name) = (call.random.id(), required_text(&body.name, "name")?);
    let now = call.now;
    if !routing_languages::insert(&mut call.tx, (&id, &name), now).await? {
        return Err(Refusal::name_taken("language", &name));
    }
    let made = find(call, &id).await?;
    let event = AuditEvent::new(ROUTING_LANGUAGE, Action::Create, id).named(Some(name));
    audit::record(call, event.between(&(), &made)?).await?;
    Ok(made)
}

/// One language, deleted or not.
pub(crate) async fn get_language(
    call: &mut Call,
    GetRoutingLanguage { language_id }: GetRoutingLanguage,
) -> Result<Language> {
    find(call, &language_id).await
}

async fn find(call: &mut Call, id: &str) -> Result<Language> {
    let found = routing_languages::find(&mut call.tx, &id.to_lowercase()).await?;
    found.ok_or_else(|| Refusal::not_found("language", id))
}

/// Marks a language as deleted; users lose it.
pub(crate) async fn delete_language(
    call: &mut Call,
    DeleteRoutingLanguage { language_id }: DeleteRoutingLanguage,
) -> Result<()> {
    lock_organization(call).await?;
    let language = find(call, &language_id).await?;
    let (id, now) = (language_id.to_lowercase(), call.now);
    if language.state == Some(State::Deleted)
        || !routing_languages::delete(&mut call.tx, &id, now).await?
    {
        return Err(Refusal::not_found("language", &language_id));
    }
    let had = Ability::Language.remove_everywhere(&mut call.tx, &id).await?;
    sort_in(call, &had).await?;
    let event = AuditEvent::new(ROUTING_LANGUAGE, Action::Delete, id).named(Some(&language.name));
    audit::record(call, event.between(&language, &())?).await
}

/// The languages of a user, in pages.
pub(crate) async fn list_of_user(
    call: &mut Call,
    asked: GetUserRoutinglanguages,
) -> Result<Rendered<UserLanguageEntityListing>> {
    let user = present(call, &asked.user_id).await?;
    let mut held = abilities::of_user(call, Ability::Language, &user.id).await?;
    if asked.sort_order == SortOrder::Descending {
        held.reverse();
    }
    let (page, total) = (asked.page, i64::try_from(held.len()).unwrap_or(i64::MAX));
    let shown: Vec<_> = page.of(held).into_iter().map(Held::language).collect();
    page.render_models(asked, &shown, total)
}

/// Gives a user a language, or another proficiency in it.
pub(crate) async fn give(
    call: &mut Call,
    PostUserRoutinglanguages { user_id, body }: PostUserRoutinglanguages,
) -> Result<UserRoutingLanguage> {
    abilities::give(call, Ability::Language, (&user_id, given(body))).await.map(Held::language)
}

/// Gives a user several languages.
pub(crate) async fn give_several(
    call: &mut Call,
    asked: PatchUserRoutinglanguagesBulk,
) -> Result<Rendered<UserLanguageEntityListing>> {
    let body = asked.body.iter().cloned().map(given).collect();
    let held = abilities::give_all(call, Ability::Language, (&asked.user_id, body), false).await?;
    let size = u32::try_from(held.len().max(1)).unwrap_or(u32::MAX);
    let total = i64::try_from(held.len()).unwrap_or(i64::MAX);
    let shown: Vec<_> = held.into_iter().map(Held::language).collect();
    Page { number: 1, size }.render_models(asked, &shown, total)
}

/// Takes a language from a user.
pub(crate) async fn take(call: &mut Call, asked: DeleteUserRoutinglanguage) -> Result<()> {
    abilities::take(call, Ability::Language, (&asked.user_id, &asked.language_id)).await
}

/// Changes how well a user speaks a language, or whether it counts.
pub(crate) async fn change(
    call: &mut Call,
    PatchUserRoutinglanguage { user_id, language_id, body }: PatchUserRoutinglanguage,
) -> Result<UserRoutingLanguage> {
    let wanted = (body.proficiency, body.state);
    abilities::change(call, Ability::Language, (&user_id, &language_id), wanted)
        .await
        .map(Held::language)
}

fn given(body: UserRoutingLanguagePost) -> Given {
    Given { id: body.id, proficiency: body.proficiency }
}
