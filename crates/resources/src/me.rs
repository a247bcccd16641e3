//! The caller's own user, with what a client needs to start up.

use api::{GetUsersMe, ServerDate, UserExpand, UserMe, UserMeExpand, WireEnum};
use store::{Part, grants, users};

use crate::rules::people::{
    present,
    shown::{self, Object, Shown},
};
use crate::rules::{hierarchy, locations, organization, tokens, trustors};
use gate::{
    call::Call,
    refusal::{Refusal, Result},
    reply::Rendered,
    routes::Routes,
};

/// More users than this are not shown in one expansion.
const MAX_SHOWN: usize = 50;
/// The same for locations.
const MAX_LOCATIONS: i64 = 100;
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
    let schemas = &asked.user_custom_attribute_schema_ids;
    let rendered = Shown::read_with(call, std::slice::from_ref(&user), &as_user, schemas).await?;
    let mut object = Object::open(&rendered.write(String::new())?);
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
                    if !shown.contains(&role.role.as_str()) {
                        shown.push(&role.role);
                        documents.push(role.role_document.as_str());
                    }
                }
                object.raw("orgAuthorization", &list(&documents));
            }
            UserMeExpand::Superiors => {
                let (tx, divisions) = call.seeing();
                let mut found = users::superiors(tx, divisions, &user.id).await?;
                found.truncate(MAX_SHOWN);
                let superiors = shown::users(call, &found, &[]).await?;
                object.raw("superiors", &list(&superiors));
            }
            UserMeExpand::DirectReports => {
                let (tx, divisions) = call.seeing();
                let mut found = users::reports(tx, divisions, &user.id).await?;
                found.truncate(MAX_SHOWN);
                let reports = shown::users(call, &found, &[]).await?;
                object.raw("directReports", &list(&reports));
            }
            UserMeExpand::Adjacents => {
                let adjacents = hierarchy::adjacents_of(call, &user, &[], Some(MAX_SHOWN)).await?;
                object.raw("adjacents", &adjacents);
            }
            UserMeExpand::LocationDefinitions => {
                let first = locations::first(call, MAX_LOCATIONS).await?;
                object.put("locationDefinitions", &first)?;
            }
            // None can be set yet, so there are none.
            UserMeExpand::Favorites => object.raw("favorites", "[]"),
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

/// A JSON list of JSON objects.
fn list<T: AsRef<str>>(objects: &[T]) -> String {
    let objects: Vec<&str> = objects.iter().map(AsRef::as_ref).collect();
    format!("[{}]", objects.join(","))
}
