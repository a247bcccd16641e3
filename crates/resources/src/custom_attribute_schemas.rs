//! Schemas of users' custom attributes.

use api::{
    Coretype, CoretypeListing, DataSchema, DataSchemaListing, DataSchemaSubject,
    DeleteUsersCustomattributesSchema, DomainEntityRef, GetUsersCustomattributesSchema,
    GetUsersCustomattributesSchemaVersion, GetUsersCustomattributesSchemaVersions,
    GetUsersCustomattributesSchemas, GetUsersCustomattributesSchemasCoretype,
    GetUsersCustomattributesSchemasCoretypes, GetUsersCustomattributesSchemasLimits,
    JsonSchemaDocument, Operation, PostUsersCustomattributesSchemas,
    PutUsersCustomattributesSchema, SchemaQuantityLimits,
};
use store::{custom_attribute_schemas as schemas, custom_attributes, users};

use crate::rules::{
    attributes::{
        ATTRIBUTE_SCHEMA,
        core_types::CoreType,
        fields::{self, Fields, MAX_DESCRIPTION, MAX_FIELDS, MAX_NAME, MAX_TITLE},
        schema_uri,
    },
    fields::check_version,
    grants::lock_organization,
};
use gate::{
    audit::{self, Action, AuditEvent},
    call::Call,
    refusal::{Refusal, Result},
    routes::Routes,
};

/// The operations on schemas of custom attributes that are served.
pub(crate) fn routes() -> Routes {
    Routes::default()
        .answer(list_schemas)
        .answer(create_schema)
        .answer(list_core_types)
        .answer(get_core_type)
        .answer(get_limits)
        .answer(delete_schema)
        .answer(get_schema)
        .answer(update_schema)
        .answer(list_versions)
        .answer(get_version)
}

/// Most schemas of an organization.
const MAX_SCHEMAS: usize = 100;
/// Most attributes of all its schemas: each may have as many as it can.
const MAX_ALL_FIELDS: usize = MAX_SCHEMAS * MAX_FIELDS;

/// All schemas, by name.
async fn list_schemas(
    call: &mut Call,
    _: GetUsersCustomattributesSchemas,
) -> Result<DataSchemaListing> {
    let path = GetUsersCustomattributesSchemas::META.path;
    Ok(listing(schemas::all(&mut call.tx).await?, path.to_owned()))
}

fn listing(entities: Vec<DataSchema>, path: String) -> DataSchemaListing {
    let total = i64::try_from(entities.len()).ok();
    DataSchemaListing { entities, total, self_uri: Some(path) }
}

/// The core types.
async fn list_core_types(
    _: &mut Call,
    _: GetUsersCustomattributesSchemasCoretypes,
) -> Result<CoretypeListing> {
    let entities: Vec<Coretype> = CoreType::ALL.into_iter().map(CoreType::entity).collect();
    let path = GetUsersCustomattributesSchemasCoretypes::META.path.to_owned();
    Ok(CoretypeListing {
        total: i64::try_from(entities.len()).ok(),
        entities,
        self_uri: Some(path),
    })
}

/// One core type.
async fn get_core_type(
    _: &mut Call,
    asked: GetUsersCustomattributesSchemasCoretype,
) -> Result<Coretype> {
    let name = asked.core_type_name;
    let found = CoreType::named(&name.to_lowercase()).map(CoreType::entity);
    found.ok_or_else(|| Refusal::not_found("core type", &name))
}

/// How much there may be.
async fn get_limits(
    _: &mut Call,
    _: GetUsersCustomattributesSchemasLimits,
) -> Result<SchemaQuantityLimits> {
    let number = |limit: usize| i32::try_from(limit).ok();
    Ok(SchemaQuantityLimits {
        id: Some("users".to_owned()),
        min_field_name_characters: Some(1),
        max_field_name_characters: number(MAX_NAME),
        min_field_title_characters: Some(0),
        max_field_title_characters: number(MAX_TITLE),
        min_field_description_characters: Some(0),
        max_field_description_characters: number(MAX_DESCRIPTION),
        min_schema_name_characters: Some(1),
        max_schema_name_characters: number(MAX_NAME),
        min_schema_description_characters: Some(0),
        max_schema_description_characters: number(MAX_DESCRIPTION),
        max_number_of_schemas_per_org: number(MAX_SCHEMAS),
        max_number_of_fields_per_schema: number(MAX_FIELDS),
        max_number_of_fields_per_org: number(MAX_ALL_FIELDS),
        self_uri: Some(GetUsersCustomattributesSchemasLimits::META.path.to_owned()),
        ..SchemaQuantityLimits::default()
    })
}

/// A schema in its current version.
async fn get_schema(call: &mut Call, asked: GetUsersCustomattributesSchema) -> Result<DataSchema> {
    find(call, &asked.schema_id).await
}

/// All versions of a schema.
async fn list_versions(
    call: &mut Call,
    asked: GetUsersCustomattributesSchemaVersions,
) -> Result<DataSchemaListing> {
    let schema = find(call, &asked.schema_id).await?;
    let id = schema.id.unwrap_or_default();
    let versions = schemas::versions(&mut call.tx, &id).await?;
    Ok(listing(versions, format!("{}/versions", schema_uri(&id))))
}

/// A schema in some version.
async fn get_version(
    call: &mut Call,
    asked: GetUsersCustomattributesSchemaVersion,
) -> Result<DataSchema> {
    let schema = find(call, &asked.schema_id).await?;
    let version = asked.version_id.trim().parse::<i64>().ok();
    let unknown = || Refusal::not_found("version of the schema", &asked.version_id);
    let version = version.ok_or_else(unknown)?;
    let id = schema.id.unwrap_or_default();
    schemas::find_version(&mut call.tx, &id, version).await?.ok_or_else(unknown)
}

/// Makes a schema.
async fn create_schema(
    call: &mut Call,
    PostUsersCustomattributesSchemas { body }: PostUsersCustomattributesSchemas,
) -> Result<DataSchema> {
    let (name, document, attributes) = read(&body)?;
    lock_organization(call).await?;
    room(call, "", &attributes).await?;
    let id = call.random.id();
    let by = call.user().map(|user| DomainEntityRef {
        id: Some(user.to_owned()),
        self_uri: Some(users::uri(user)),
        ..DomainEntityRef::default()
    });
    let schema = DataSchema {
        id: Some(id.clone()),
        name: Some(name.clone()),
        applies_to: Some(vec![DataSchemaSubject::UserCustomAttributes]),
        created_by: by,
        date_created: Some(call.now),
        enabled: Some(body.enabled.unwrap_or(true)),
        json_schema: Some(document),
        version: Some(1),
        self_uri: Some(schema_uri(&id)),
    };
    if !schemas::insert(&mut call.tx, &schema).await? {
        return Err(Refusal::name_taken("schema", &name));
    }
    let change = AuditEvent::new(ATTRIBUTE_SCHEMA, Action::Create, id).named(Some(name));
    audit::record(call, change.between(&(), &schema)?).await?;
    Ok(schema)
}

/// Makes the next version of a schema.
async fn update_schema(
    call: &mut Call,
    PutUsersCustomattributesSchema { schema_id, body }: PutUsersCustomattributesSchema,
) -> Result<DataSchema> {
    lock_organization(call).await?;
    let before = find(call, &schema_id).await?;
    let version = before.version.unwrap_or_default();
    let given = body.version.ok_or_else(|| Refusal::missing_value("version"))?;
    check_version("schema", given.into(), version.into())?;
    let (name, document, attributes) = read(&body)?;
    let old = before.json_schema.as_ref().map(fields::read).transpose()?;
    fields::keep_types(&old.unwrap_or_default(), &attributes)?;
    room(call, before.id.as_deref().unwrap_or_default(), &attributes).await?;
    let after = DataSchema {
        name: Some(name.clone()),
        enabled: body.enabled.or(before.enabled),
        json_schema: Some(document),
        version: Some(version + 1),
        ..before.clone()
    };
    if !schemas::save(&mut call.tx, &after).await? {
        return Err(Refusal::name_taken("schema", &name));
    }
    let id = after.id.clone().unwrap_or_default();
    let change = AuditEvent::new(ATTRIBUTE_SCHEMA, Action::Update, id).named(Some(name));
    audit::record(call, change.between(&before, &after)?).await?;
    Ok(after)
}

/// Removes a schema; what users have of it only if the request insists.
async fn delete_schema(
    call: &mut Call,
    DeleteUsersCustomattributesSchema { schema_id }: DeleteUsersCustomattributesSchema,
) -> Result<()> {
    lock_organization(call).await?;
    let schema = find(call, &schema_id).await?;
    let (id, name) = (schema.id.clone().unwrap_or_default(), schema.name.clone());
    let users = custom_attributes::count_of_schema(&mut call.tx, &id).await?;
    if users > 0 && !call.is_forced() {
        let name = name.unwrap_or_default();
        return Err(Refusal::conflict(format!(
            "{users} users have attributes of the schema [{name}]; the header Callroster-Force: \
             true removes them too."
        )));
    }
    schemas::delete(&mut call.tx, &id).await?;
    let change = AuditEvent::new(ATTRIBUTE_SCHEMA, Action::Delete, id).named(name);
    let change = change.between(&schema, &())?.with("usersRemoved", users.to_string());
    audit::record(call, change).await
}

/// A schema in its current version.
async fn find(call: &mut Call, id: &str) -> Result<DataSchema> {
    let found = schemas::find(&mut call.tx, &id.to_lowercase()).await?;
    found.ok_or_else(|| Refusal::not_found("schema", id))
}

/// The name, the document and the attributes that a body gives a schema.
fn read(body: &DataSchema) -> Result<(String, JsonSchemaDocument, Fields)> {
    let document = body.json_schema.clone();
    let document = document.ok_or_else(|| Refusal::missing_value("jsonSchema"))?;
    let filled = |text: Option<&String>| {
        text.map(|text| text.trim().to_owned()).filter(|text| !text.is_empty())
    };
    let name = filled(body.name.as_ref()).or_else(|| filled(document.title.as_ref()));
    let name = name.ok_or_else(|| Refusal::missing_value("name"))?;
    if name.chars().count() > MAX_NAME {
        let allowed = format!("at most {MAX_NAME} characters");
        return Err(Refusal::invalid_value("name", name, allowed));
    }
    let attributes = fields::read(&document)?;
    Ok((name, document, attributes))
}

/// Refuses more schemas or attributes than an organization may have.
async fn room(call: &mut Call, except: &str, attributes: &Fields) -> Result<()> {
    let (others, fields) = schemas::others(&mut call.tx, except).await?;
    if usize::try_from(others).unwrap_or(usize::MAX) >= MAX_SCHEMAS {
        return Err(Refusal::too_many("schemas", MAX_SCHEMAS));
    }
    let all = usize::try_from(fields).unwrap_or(usize::MAX).saturating_add(attributes.len());
    if all > MAX_ALL_FIELDS {
        return Err(Refusal::too_many("attributes", MAX_ALL_FIELDS));
    }
    Ok(())
}
