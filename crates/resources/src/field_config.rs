//! The fields that entities have.

use api::{FieldConfig, FieldConfigType, GetFieldconfig, Unchecked, WireEnum};
use axum::http::StatusCode;

use crate::rules::field_config;
use gate::routes::Routes;
use gate::{
    call::Call,
    refusal::{Refusal, Result},
};

/// The operation on the fields of entities.
pub(crate) fn routes() -> Routes {
    Routes::default().answer(get_field_config)
}

/// The fields of an entity type.
pub(crate) async fn get_field_config(
    _: &mut Call,
    GetFieldconfig { r#type: Unchecked(entity) }: GetFieldconfig,
) -> Result<FieldConfig> {
    field_config::of(&entity).ok_or_else(|| {
        let template = "The entity type is invalid: [{value}] is none of {allowed}.";
        Refusal::new(StatusCode::BAD_REQUEST, "bad.entity.type", template)
            .with("value", entity.as_str())
            .with("allowed", FieldConfigType::FACTS.values.join(", "))
    })
}
