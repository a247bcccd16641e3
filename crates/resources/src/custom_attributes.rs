//! Custom attributes of users.

use api::{
    DataSchema, DeleteUserCustomattribute, GetUserCustomattribute, GetUserCustomattributesBulk,
    Json, PatchUserCustomattributes, PatchUserCustomattributesBulk, PutUserCustomattributes,
    UserCustomAttributes, UserCustomAttributesUpdateRequest,
};
use store::{
    custom_attribute_schemas as schemas,
    custom_attributes::{self, Record},
    users::StoredUser,
};

use crate::rules::{
    attributes::{CUSTOM_ATTRIBUTES, fields, values},
    grants::lock_organization,
    people::{audited, present, present_to_change},
};
use gate::{
    audit::{self, Action, AuditEvent},
    call::Call,
    refusal::{Refusal, Result},
    routes::Routes,
};

/// The operations on users' custom attributes that are served.
pub(crate) fn routes() -> Routes {
    Routes::default()
        .answer(change_attributes)
        .answer(replace_attributes)
        .answer(list_attributes)
        .answer(change_in_bulk)
        .answer(delete_attributes)
        .answer(get_attributes)
}

/// Changes of more schemas than this in one request are refused.
const MAX_BULK: usize = 100;

/// What becomes of attributes that a body does not name.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Others {
    Stay,
    Go,
}

/// What a user has of a schema.
async fn get_attributes(
    call: &mut Call,
    asked: GetUserCustomattribute,
) -> Result<UserCustomAttributes> {
    let user = present(call, &asked.user_id).await?;
    Ok(find(call, &user, &asked.schema_id).await?.entity())
}

/// What a user has of several schemas.
async fn list_attributes(
    call: &mut Call,
    asked: GetUserCustomattributesBulk,
) -> Result<Vec<UserCustomAttributes>> {
    let user = present(call, &asked.user_id).await?;
    let ids: Vec<String> = asked.schema_ids.iter().map(|id| id.to_lowercase()).collect();
    if ids.is_empty() {
        return Err(Refusal::missing_value("schemaIds"));
    }
    let known = schemas::all(&mut call.tx).await?;
    let is_known = |id: &String| known.iter().any(|schema| schema.id.as_ref() == Some(id));
    if let Some(unknown) = ids.iter().find(|id| !is_known(id)) {
        let allowed = "ids of schemas of users";
        return Err(Refusal::invalid_value("schemaIds", &**unknown, allowed));
    }
    let mut found =
        custom_attributes::of_users(&mut call.tx, std::slice::from_ref(&user.id), &ids).await?;
    Ok(found.remove(&user.id).unwrap_or_default().iter().map(Record::entity).collect())
}

/// Sets what the body names.
async fn change_attributes(
    call: &mut Call,
    PatchUserCustomattributes { user_id, body }: PatchUserCustomattributes,
) -> Result<UserCustomAttributes> {
    set_one(call, &user_id, body, Others::Stay).await
}

/// Sets what the body names, and removes the rest.
async fn replace_attributes(
    call: &mut Call,
    PutUserCustomattributes { user_id, body }: PutUserCustomattributes,
) -> Result<UserCustomAttributes> {
    set_one(call, &user_id, body, Others::Go).await
}

async fn set_one(
    call: &mut Call,
    user: &str,
    body: UserCustomAttributesUpdateRequest,
    others: Others,
) -> Result<UserCustomAttributes> {
    // Before the user: nobody may change or delete the schema meanwhile.
    lock_organization(call).await?;
    let user = present_to_change(call, user).await?;
    Ok(set(call, &user, body, others).await?.entity())
}

/// Sets what the bodies name, each of another schema: all or none.
async fn change_in_bulk(
    call: &mut Call,
    PatchUserCustomattributesBulk { user_id, body }: PatchUserCustomattributesBulk,
) -> Result<UserCustomAttributes> {
    if body.is_empty() || body.len() > MAX_BULK {
        let allowed = format!("1 to {MAX_BULK} schemas");
        return Err(Refusal::invalid_value("body", format!("{} schemas", body.len()), allowed));
    }
    lock_organization(call).await?;
    let user = present_to_change(call, &user_id).await?;
    let mut records = Vec::with_capacity(body.len());
    for one in body {
        records.push(set(call, &user, one, Others::Stay).await?);
    }
    if let [only] = records.as_slice() {
        return Ok(only.entity());
    }
    Ok(UserCustomAttributes {
        user_id: Some(user.id),
        attributes: records.into_iter().flat_map(|record| record.attributes).collect(),
        ..UserCustomAttributes::default()
    })
}

/// Removes what a user has of a schema.
async fn delete_attributes(
    call: &mut Call,
    DeleteUserCustomattribute { user_id, schema_id }: DeleteUserCustomattribute,
) -> Result<()> {
    let user = present_to_change(call, &user_id).await?;
    let record = find(call, &user, &schema_id).await?;
    custom_attributes::delete(&mut call.tx, &user.id, &record.schema).await?;
    let change = AuditEvent::new(CUSTOM_ATTRIBUTES, Action::Delete, &user.id);
    let change = change.named(audited::name(&user)?).between(&record.attributes, &())?;
    audit::record(call, change.with("schema", record.schema_name.unwrap_or_default())).await
}

async fn find(call: &mut Call, user: &StoredUser, schema: &str) -> Result<Record> {
    let found = custom_attributes::find(&mut call.tx, &user.id, &schema.to_lowercase()).await?;
    found.ok_or_else(|| Refusal::not_found("user's custom attributes of the schema", schema))
}

/// Sets attributes of one schema, if all that the user has of it then fits.
async fn set(
    call: &mut Call,
    user: &StoredUser,
    body: UserCustomAttributesUpdateRequest,
    others: Others,
) -> Result<Record> {
    let schema = schema(call, &body).await?;
    let id = schema.id.clone().unwrap_or_default();
    let before = custom_attributes::find(&mut call.tx, &user.id, &id).await?;
    let kept = before.as_ref().filter(|_| others == Others::Stay);
    let mut attributes = kept.map(|record| record.attributes.clone()).unwrap_or_default();
    for (name, value) in body.attributes.unwrap_or_default() {
        match value {
            Json::Null => drop(attributes.remove(&name)),
            value => drop(attributes.insert(name, value)),
        }
    }
    let document = schema.json_schema.as_ref();
    values::check(&document.map(fields::read).transpose()?.unwrap_or_default(), &attributes)?;
    let record = Record {
        id: before.as_ref().map_or_else(|| call.random.id(), |record| record.id.clone()),
        user: user.id.clone(),
        schema: id,
        schema_name: schema.name,
        version: schema.version.unwrap_or(1).into(),
        attributes,
    };
    custom_attributes::save(&mut call.tx, &record).await?;
    let old = before.map(|record| record.attributes).unwrap_or_default();
    let change = AuditEvent::new(CUSTOM_ATTRIBUTES, Action::Update, &user.id);
    let change = change.named(audited::name(user)?).between(&old, &record.attributes)?;
    let name = record.schema_name.clone().unwrap_or_default();
    audit::record(call, change.with("schema", name)).await?;
    Ok(record)
}

/// The schema that a body names, in the version that it names, if it is enabled.
async fn schema(call: &mut Call, body: &UserCustomAttributesUpdateRequest) -> Result<DataSchema> {
    let id = body.schema_id.as_deref().map(str::trim).filter(|id| !id.is_empty());
    let id = id.ok_or_else(|| Refusal::missing_value("schemaId"))?;
    let current = schemas::find(&mut call.tx, &id.to_lowercase()).await?;
    let current = current
        .ok_or_else(|| Refusal::invalid_value("schemaId", id, "the id of a schema of users"))?;
    if current.enabled == Some(false) {
        let name = current.name.unwrap_or_default();
        return Err(Refusal::conflict(format!(
            "The schema [{name}] is disabled; enable it to set attributes of it."
        )));
    }
    let newest = current.version.unwrap_or(1);
    match body.schema_version {
        Some(version) if version != newest => {
            let id = current.id.as_deref().unwrap_or_default();
            let found = schemas::find_version(&mut call.tx, id, version.into()).await?;
            found.ok_or_else(|| {
                let allowed = format!("1 to {newest}");
                Refusal::invalid_value("schemaVersion", version.to_string(), allowed)
            })
        }
        _ => Ok(current),
    }
}
