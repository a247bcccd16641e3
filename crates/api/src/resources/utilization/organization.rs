//! How much work at once the users of the organization take, and the labels that limit it.

use crate::{
    LabelUtilizationRequest, LabelUtilizationResponse, Map, MediaUtilization, Operation, Page,
    SortOrder, UtilizationRequest, listing, model,
};

/// Read how many interactions users may handle at once.
///
/// Answers what applies to users without settings of their own: the capacity for each media type
/// and for every label of the organization.
#[derive(Debug, Clone, Operation)]
#[operation(
    GET "/api/v2/routing/utilization",
    any("routing:utilization:manage", "routing:utilization:view"),
    returns(UtilizationResponse)
)]
pub struct GetRoutingUtilization {}

/// Set how many interactions users may handle at once.
///
/// Sets the capacity, from 0 to 25, of each given media type and label; the others have their
/// defaults again. Another media type or an unknown label answers 400.
#[derive(Debug, Clone, Operation)]
#[operation(
    PUT "/api/v2/routing/utilization",
    all("routing:utilization:manage"),
    returns(UtilizationResponse)
)]
pub struct PutRoutingUtilization {
    /// The body.
    pub body: UtilizationRequest,
}

/// Return to the default utilization.
///
/// Drops what was set for the organization; settings of users stay.
#[derive(Debug, Clone, Operation)]
#[operation(
    DELETE "/api/v2/routing/utilization",
    all("routing:utilization:manage"),
    returns(204),
    inferred
)]
pub struct DeleteRoutingUtilization {}

/// List utilization labels.
///
/// Answers a page of the labels, by name.
#[derive(Debug, Clone, Operation)]
#[operation(
    GET "/api/v2/routing/utilization/labels",
    all("routing:utilization:view"),
    returns(UtilizationLabelEntityListing)
)]
pub struct GetRoutingUtilizationLabels {
    /// Number of labels on one page: 25 by default.
    pub page: Page,
    /// Direction of the listing, ascending by default; `asc` and `desc` are understood too,
    /// in any case.
    #[query(default = SortOrder::Ascending)]
    pub sort_order: SortOrder,
    /// Only labels whose name contains this, in any case; `*` stands for any text.
    pub name: Option<String>,
}

/// Create a utilization label.
///
/// Makes a label, with how much of it the organization takes if the body says so. A name that is
/// taken answers 409 `general.conflict`.
#[derive(Debug, Clone, Operation)]
#[operation(
    POST "/api/v2/routing/utilization/labels",
    all("routing:utilization:manage"),
    returns(UtilizationLabel)
)]
pub struct PostRoutingUtilizationLabels {
    /// The body.
    pub body: CreateUtilizationLabelRequest,
}

/// Read a utilization label.
///
/// Answers the label with its name.
#[derive(Debug, Clone, Operation)]
#[operation(
    GET "/api/v2/routing/utilization/labels/{labelId}",
    all("routing:utilization:view"),
    returns(UtilizationLabel)
)]
pub struct GetRoutingUtilizationLabel {
    /// Id of the label.
    pub label_id: String,
}

/// Rename a utilization label.
///
/// A name that is taken answers 409 `general.conflict`.
#[derive(Debug, Clone, Operation)]
#[operation(
    PUT "/api/v2/routing/utilization/labels/{labelId}",
    all("routing:utilization:manage"),
    returns(UtilizationLabel)
)]
pub struct PutRoutingUtilizationLabel {
    /// Id of the label.
    pub label_id: String,
    /// The body.
    pub body: UpdateUtilizationLabelRequest,
}

/// Delete a utilization label.
///
/// A label that limits the work of a user is refused with 409 unless `forceDelete` is set.
#[derive(Debug, Clone, Operation)]
#[operation(
    DELETE "/api/v2/routing/utilization/labels/{labelId}",
    all("routing:utilization:manage"),
    returns(204),
    inferred
)]
pub struct DeleteRoutingUtilizationLabel {
    /// Id of the label.
    pub label_id: String,
    /// Whether to delete a label that is in use.
    #[query(default = false)]
    pub force_delete: bool,
}

/// How many interactions users of the organization handle at once, by media type and by label.
#[model]
pub struct UtilizationResponse {
    /// Limits for labelled interactions, keyed by label id.
    pub label_utilizations: Option<Map<LabelUtilizationResponse>>,
    /// Most inbound calls at one time.
    #[field(newer)]
    pub max_inbound_calls: Option<i32>,
    /// Limits for each media type: call, callback, chat, email, message or workitem.
    pub utilization: Option<Map<MediaUtilization>>,
}

/// A label of interactions whose number is limited.
#[model]
pub struct UtilizationLabel {
    /// Label id, a UUID.
    #[field(read_only)]
    pub id: Option<String>,
    /// Display name of the label.
    pub name: Option<String>,
    /// Where this resource is read.
    #[field(read_only)]
    pub self_uri: Option<String>,
}

/// A utilization label to be made.
#[model]
pub struct CreateUtilizationLabelRequest {
    /// Display name of the label, unique in the organization without regard to case.
    #[field(max_length = 255)]
    pub name: String,
    /// How much of it the organization takes.
    pub utilization: Option<LabelUtilizationRequest>,
}

/// A new name of a utilization label.
#[model]
pub struct UpdateUtilizationLabelRequest {
    /// Display name of the label, unique in the organization without regard to case.
    #[field(max_length = 255)]
    pub name: String,
}

listing! {
    /// One page of utilization labels.
    UtilizationLabelEntityListing of UtilizationLabel: "Labels on this page."
}
