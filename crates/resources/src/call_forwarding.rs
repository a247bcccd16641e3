//! Call forwarding of users.

use std::collections::HashSet;

use api::{
    CallForwarding, CallRoute, CallTarget, CallTargetType, GetUserCallforwarding,
    PatchUserCallforwarding, PutUserCallforwarding, WireEnum,
};
use store::{
    call_forwarding, stations,
    users::{self, StoredUser},
};

use crate::rules::{
    organization,
    people::{audited, contacts, present, present_to_change},
};
use gate::routes::Routes;
use gate::{
    audit::{self, Action, AuditEvent, Kind},
    call::Call,
    refusal::{Refusal, Result},
};

/// A user's call forwarding, in the audit.
pub(crate) const CALL_FORWARDING: Kind =
    Kind { name: "CallForwarding", service: "Telephony", actions: &[Action::Update], uri: None };

/// The operations on call forwarding that are served.
pub(crate) fn routes() -> Routes {
    Routes::default().answer(get_forwarding).answer(set_forwarding).answer(update_forwarding)
}

/// The call forwarding of a user.
pub(crate) async fn get_forwarding(
    call: &mut Call,
    GetUserCallforwarding { user_id }: GetUserCallforwarding,
) -> Result<CallForwarding> {
    let user = present(call, &user_id).await?;
    let set = call_forwarding::find(&mut call.tx, &user.id).await?;
    Ok(shown(&user.id, set.unwrap_or_default()))
}

/// Replaces the call forwarding of a user.
pub(crate) async fn set_forwarding(
    call: &mut Call,
    PutUserCallforwarding { user_id, body }: PutUserCallforwarding,
) -> Result<CallForwarding> {
    let user = present_to_change(call, &user_id).await?;
    let before = call_forwarding::find(&mut call.tx, &user.id).await?.unwrap_or_default();
    let country = organization::country(call).await?;
    let forwarding = CallForwarding {
        calls: Some(routes_of(&body, &country)?.unwrap_or_default()),
        enabled: Some(body.enabled == Some(true)),
        name: body.name,
        voicemail: body.voicemail,
        ..CallForwarding::default()
    };
    save(call, &user, before, forwarding).await
}

/// Changes the call forwarding of a user; what is left out stays.
pub(crate) async fn update_forwarding(
    call: &mut Call,
    PatchUserCallforwarding { user_id, body }: PatchUserCallforwarding,
) -> Result<CallForwarding> {
    let user = present_to_change(call, &user_id).await?;
    let before = call_forwarding::find(&mut call.tx, &user.id).await?.unwrap_or_default();
    let country = organization::country(call).await?;
    let calls = routes_of(&body, &country)?.or_else(|| before.calls.clone());
    let forwarding = CallForwarding {
        calls: Some(calls.unwrap_or_default()),
        enabled: Some(body.enabled.or(before.enabled) == Some(true)),
        name: body.name.or_else(|| before.name.clone()),
        voicemail: body.voicemail.or_else(|| before.voicemail.clone()),
        ..CallForwarding::default()
    };
    save(call, &user, before, forwarding).await
}

async fn save(
    call: &mut Call,
    user: &StoredUser,
    before: CallForwarding,
    mut forwarding: CallForwarding,
) -> Result<CallForwarding> {
    let goes_nowhere = forwarding.calls.as_ref().is_none_or(Vec::is_empty);
    if forwarding.enabled == Some(true) && goes_nowhere {
        let allowed = "false while there is no target; name one in calls or in phoneNumber";
        return Err(Refusal::invalid_value("enabled", "true", allowed));
    }
    stations_must_exist(call, &before, &forwarding).await?;
    forwarding.modified_date = Some(call.now);
    call_forwarding::save(&mut call.tx, &user.id, &forwarding).await?;
    let change = AuditEvent::new(CALL_FORWARDING, Action::Update, &user.id);
    let change = change.named(audited::name(user)?).between(&before, &forwarding)?;
    audit::record(call, change).await?;
    Ok(shown(&user.id, forwarding))
}

/// The routes that a body gives: those of `calls`, or else the one that `phoneNumber` stands for;
/// `None` where it speaks of neither.
fn routes_of(body: &CallForwarding, country: &str) -> Result<Option<Vec<CallRoute>>> {
    let number = body.phone_number.as_deref().map(str::trim);
    match (body.calls.as_deref(), number.filter(|number| !number.is_empty())) {
        (Some(calls @ [_, ..]), _) => {
            let each = calls.iter().enumerate();
            each.map(|(place, route)| checked(place, route, country))
                .collect::<Result<_>>()
                .map(Some)
        }
        (_, Some(number)) => {
            let number = contacts::phone_number(number, country, "phoneNumber")?;
            Ok(Some(vec![to_number(number)]))
        }
        (Some([]), None) => Ok(Some(Vec::new())),
        (None, None) => Ok(number.map(|_| Vec::new())),
    }
}

fn to_number(number: String) -> CallRoute {
    let target = CallTarget { r#type: Some(CallTargetType::PhoneNumber), value: Some(number) };
    CallRoute { targets: Some(vec![target]) }
}

/// Refuses targets that are no stations. Those that were there already may stay, since programs send
/// back what they read.
async fn stations_must_exist(
    call: &mut Call,
    before: &CallForwarding,
    after: &CallForwarding,
) -> Result<()> {
    let kept: HashSet<&str> = stations_of(before).map(|(_, id)| id).collect();
    let mut new: Vec<(String, &str)> = stations_of(after).collect();
    new.retain(|(_, id)| !kept.contains(id));
    if new.is_empty() {
        return Ok(());
    }
    let ids: Vec<String> = new.iter().map(|(_, id)| (*id).to_owned()).collect();
    let found = stations::existing(&mut call.tx, &ids).await?;
    match new.into_iter().find(|(_, id)| !found.iter().any(|one| one == id)) {
        Some((field, id)) => Err(Refusal::invalid_value(field, id, "the id of a station")),
        None => Ok(()),
    }
}

/// The ids of the stations that are called, each with its place.
fn stations_of(forwarding: &CallForwarding) -> impl Iterator<Item = (String, &str)> {
    forwarding.calls.iter().flatten().enumerate().flat_map(|(route, called)| {
        let targets = called.targets.iter().flatten().enumerate();
        targets.filter_map(move |(target, one)| {
            let is_station = one.r#type == Some(CallTargetType::Station);
            let id = one.value.as_deref().filter(|_| is_station)?;
            Some((format!("calls[{route}].targets[{target}].value"), id))
        })
    })
}

/// A route with its numbers in E.164, and the ids of its stations in lower case.
fn checked(place: usize, route: &CallRoute, country: &str) -> Result<CallRoute> {
    let targets = route.targets.as_deref().filter(|targets| !targets.is_empty());
    let field = format!("calls[{place}].targets");
    let targets = targets.ok_or_else(|| Refusal::missing_value(&*field))?;
    let one = |(index, target): (usize, &CallTarget)| {
        let missing = |name: &str| Refusal::missing_value(format!("{field}[{index}].{name}"));
        let kind = target.r#type.clone().ok_or_else(|| missing("type"))?;
        let value = target.value.as_deref().map(str::trim).filter(|value| !value.is_empty());
        let value = value.ok_or_else(|| missing("value"))?;
        let value = match kind {
            CallTargetType::Station => value.to_lowercase(),
            CallTargetType::PhoneNumber => {
                contacts::phone_number(value, country, &format!("{field}[{index}].value"))?
            }
            CallTargetType::Other(kind) => {
                let allowed = CallTargetType::FACTS.values.join(", ");
                return Err(Refusal::invalid_value(
                    format!("{field}[{index}].type"),
                    kind,
                    allowed,
                ));
            }
        };
        Ok(CallTarget { r#type: Some(kind), value: Some(value) })
    };
    let targets = targets.iter().enumerate().map(one).collect::<Result<_>>()?;
    Ok(CallRoute { targets: Some(targets) })
}

/// What is answered. `phoneNumber` is there when one number is all that is called.
fn shown(user: &str, forwarding: CallForwarding) -> CallForwarding {
    let calls = forwarding.calls.unwrap_or_default();
    let only = match calls.as_slice() {
        [CallRoute { targets: Some(targets) }] => match targets.as_slice() {
            [CallTarget { r#type: Some(CallTargetType::PhoneNumber), value }] => value.clone(),
            _ => None,
        },
        _ => None,
    };
    CallForwarding {
        id: Some(user.to_owned()),
        user: Some(users::reference(user)),
        enabled: Some(forwarding.enabled == Some(true)),
        phone_number: only,
        calls: Some(calls),
        self_uri: Some(format!("{}/callforwarding", users::uri(user))),
        ..forwarding
    }
}
