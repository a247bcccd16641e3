//! The caller's own user, with what a client needs to start up.

use api::{
    GeolocationSettings, GetUsersMe, ServerDate, UserExpand, UserMe, UserMeExpand, WireEnum,
};
use store::{
    Divisions, Part, Visible, favorites, grants, presence::definitions, routing_skills,
    routing_skills::StoredSkill,
};

use crate::rules::people::{present, shown};
use crate::rules::presence::definitions::{newer, older};
use crate::rules::{field_config, hierarchy, locations, organization, tokens, trustors};
use gate::{
    call::Call,
    refusal::{Refusal, Result},
    reply::Rendered,
    routes::Routes,
};

/// More users than this are not shown in one expansion.
const MAX_SHOWN: usize = 50;
/// The same for favorites.
const MAX_FAVORITES: i64 = 50;
/// The same for locations.
const MAX_LOCATIONS: i64 = 100;
/// The same for presences.
const MAX_PRESENCES: usize = 100;
/// The same for the skills of the organization.
const MAX_SKILLS: usize = 50;
/// The same for the roles that the user holds.
const MAX_ROLES: usize = 100;
/// The same for trusting organizations.
const MAX_TRUSTORS: i64 = 50;

/// The operation on the caller's own user.
pub(crate) fn routes() -> Routes {
    Routes::default().answer(get_me)
}

/// The caller's own user.
async fn get_me(call: &mut Call, asked: GetUsersMe) -> Result<Rendered<UserMe>> {
    let id = call.caller().user()?.to_owned();
    let expand = &asked.expand;
    let apart = [UserMeExpand::Superiors, UserMeExpand::DirectReports];
    if expand.contains(&UserMeExpand::Adjacents) && expand.iter().any(|part| apart.contains(part)) {
        let allowed = "either adjacents, or superiors and directreports";
        return Err(Refusal::invalid_value("expand", "adjacents", allowed));
    }
    let user = present(call, &id).await?;
    let as_user: Vec<UserExpand> = expand
        .iter()
        .map(|part| UserExpand::from_wire(part.as_str()))
        .filter(|part| !matches!(part, UserExpand::Other(_)))
        .collect();
    let mut object =
        shown::object(call, &user, &as_user, &asked.user_custom_attribute_schema_ids).await?;
    let mut done: Vec<&UserMeExpand> = Vec::new();
    for part in expand {
        if done.contains(&part) {
            continue;
        }
        done.push(part);
        match part {
            UserMeExpand::Date => {
                object.put("date", &ServerDate { current_date: Some(call.now) })?;
            }
            UserMeExpand::Organization => {
                object.put("organization", &organization::read(call).await?)?;
            }
            UserMeExpand::OrgProducts => object.put("orgProducts", &organization::products())?,
            UserMeExpand::Token => object.put("token", &tokens::info(call).await?)?,
            UserMeExpand::OrgAuthorization => {
                let roles = grants::held_by(&mut call.tx, &user.id).await?;
                let mut shown: Vec<&str> = Vec::new();
                let mut documents = Vec::new();
                for role in &roles {
                    if shown.len() < MAX_ROLES && !shown.contains(&role.role.as_str()) {
                        shown.push(&role.role);
                        documents.push(role.role_document.as_str());
                    }
                }
                object.list("orgAuthorization", documents);
            }
            UserMeExpand::Superiors => {
                let superiors = hierarchy::superiors(call, &user, (&[], MAX_SHOWN)).await?;
                object.raw("superiors", &superiors);
            }
            UserMeExpand::DirectReports => {
                let reports = hierarchy::direct_reports(call, &user, (&[], MAX_SHOWN)).await?;
                object.raw("directReports", &reports);
            }
            UserMeExpand::Adjacents => {
                let adjacents = hierarchy::adjacents(call, &user, (&[], MAX_SHOWN)).await?;
                object.raw("adjacents", &adjacents);
            }
            UserMeExpand::Favorites => {
                let part = Part { offset: 0, limit: MAX_FAVORITES, descending: false };
                let (tx, divisions) = call.seeing();
                let found = favorites::list(tx, divisions, &user.id, part).await?;
                object.list("favorites", shown::users(call, &found, &[]).await?);
            }
            UserMeExpand::FieldConfigs => object.put("fieldConfigs", &field_config::all())?,
            UserMeExpand::GeolocationSettings => {
                // Positions are always taken; maps are the clients' own.
                let (id, enabled) = (Some(call.organization().to_string()), Some(true));
                let settings =
                    GeolocationSettings { id, enabled, ..GeolocationSettings::default() };
                object.put("geolocationSettings", &settings)?;
            }
            UserMeExpand::LocationDefinitions => {
                let first = locations::first(call, MAX_LOCATIONS).await?;
                object.put("locationDefinitions", &first)?;
            }
            UserMeExpand::PresenceDefinitions => {
                let (tx, divisions) = call.seeing();
                let all = definitions::all(tx, divisions).await?;
                let some = all.into_iter().filter(|one| !one.deactivated).take(MAX_PRESENCES);
                let some: Vec<_> = some.map(|one| older(one, None)).collect();
                object.put("presenceDefinitions", &some)?;
            }
            UserMeExpand::DivisionedPresenceDefinitions => {
                // Those that are the user's to choose.
                let own = Divisions::new(Visible::Some(vec![user.division.clone()]));
                let all = definitions::all(&mut call.tx, &own).await?;
                let some = all.into_iter().filter(|one| !one.deactivated).take(MAX_PRESENCES);
                let some: Vec<_> = some.map(|one| newer(one, None)).collect();
                object.put("divisionedPresenceDefinitions", &some)?;
            }
            UserMeExpand::RoutingSkills => {
                let (tx, divisions) = call.seeing();
                let all = routing_skills::all(tx, divisions).await?;
                let some: Vec<_> = all.iter().take(MAX_SKILLS).map(StoredSkill::entity).collect();
                object.put("routingSkills", &some)?;
            }
            UserMeExpand::Trustors => {
                let part = Part { offset: 0, limit: MAX_TRUSTORS, descending: false };
                let (trustors, _) = trustors::of_user(call, &user.id, part).await?;
                object.put("trustors", &trustors)?;
            }
            _ => {}
        }
    }
    Ok(Rendered::new(object.close()))
}
