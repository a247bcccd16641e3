//! Wrap-up codes: what agents say of a conversation when it is over.

use crate::{DateTime, Operation, Page, SortOrder, listing, model, operations, wire_enum};

operations! {
    "wrapup_codes":
    GetRoutingWrapupcodes,
    PostRoutingWrapupcodes,
    DeleteRoutingWrapupcode,
    GetRoutingWrapupcode,
    PutRoutingWrapupcode,
}

/// List wrap-up codes.
///
/// Answers a page of the codes in the divisions where the caller may see them, by name.
#[derive(Debug, Clone, Operation)]
#[operation(
    GET "/api/v2/routing/wrapupcodes",
    any("routing:wrapupCode:view"),
    returns(WrapupCodeEntityListing)
)]
pub struct GetRoutingWrapupcodes {
    /// Number of codes on one page: 25 by default.
    pub page: Page,
    /// What the codes are sorted by where a name is searched for: the id by default. Without one
    /// they are sorted by name.
    #[query(default = WrapupCodeSort::Id)]
    pub sort_by: WrapupCodeSort,
    /// Direction of the listing, ascending by default; `asc` and `desc` are understood too,
    /// in any case.
    #[query(default = SortOrder::Ascending)]
    pub sort_order: SortOrder,
    /// Only codes whose name contains this, in any case; `*` stands for any text.
    pub name: Option<String>,
    /// Only codes with these ids.
    pub id: Vec<String>,
    /// Only codes in these divisions.
    pub division_id: Vec<String>,
}

/// Create a wrap-up code.
///
/// Makes a code in the division that the body names, or in the home division. A name that is taken,
/// upper and lower case being the same, answers 409.
#[derive(Debug, Clone, Operation)]
#[operation(
    POST "/api/v2/routing/wrapupcodes",
    any("routing:wrapupCode:add"),
    returns(WrapupCode)
)]
pub struct PostRoutingWrapupcodes {
    /// The body.
    pub body: WrapupCodeRequest,
}

/// Delete a wrap-up code.
///
/// The code is gone for good. The answer is empty.
#[derive(Debug, Clone, Operation)]
#[operation(
    DELETE "/api/v2/routing/wrapupcodes/{codeId}",
    any("routing:wrapupCode:delete"),
    returns(204),
    inferred
)]
pub struct DeleteRoutingWrapupcode {
    /// Id of the wrap-up code.
    pub code_id: String,
}

/// Read a wrap-up code.
#[derive(Debug, Clone, Operation)]
#[operation(
    GET "/api/v2/routing/wrapupcodes/{codeId}",
    any("routing:wrapupCode:view"),
    returns(WrapupCode)
)]
pub struct GetRoutingWrapupcode {
    /// Id of the wrap-up code.
    pub code_id: String,
}

/// Change a wrap-up code.
///
/// Sets name and description; a division that the body names is where the code belongs afterwards,
/// and the caller needs the permission in both.
#[derive(Debug, Clone, Operation)]
#[operation(
    PUT "/api/v2/routing/wrapupcodes/{codeId}",
    any("routing:wrapupCode:edit"),
    returns(WrapupCode)
)]
pub struct PutRoutingWrapupcode {
    /// Id of the wrap-up code.
    pub code_id: String,
    /// The body.
    pub body: WrapupCodeRequest,
}

/// What agents say of a conversation when it is over.
#[model]
pub struct WrapupCode {
    /// Wrap-up code id, a UUID.
    #[field(read_only)]
    pub id: Option<String>,
    /// Display name of the code.
    pub name: Option<String>,
    /// Division in which the code lives.
    pub division: Option<StarrableDivision>,
    /// What the code is for.
    pub description: Option<String>,
    /// When the code was made.
    #[field(read_only)]
    pub date_created: Option<DateTime>,
    /// When the code was last changed.
    #[field(read_only)]
    pub date_modified: Option<DateTime>,
    /// Id of the user or client that made it.
    #[field(read_only)]
    pub created_by: Option<String>,
    /// Id of the user or client that changed it last.
    #[field(read_only)]
    pub modified_by: Option<String>,
    /// Where this resource is read.
    #[field(read_only)]
    pub self_uri: Option<String>,
}

/// A wrap-up code to be made or changed.
#[model]
pub struct WrapupCodeRequest {
    /// Wrap-up code id, a UUID.
    #[field(read_only)]
    pub id: Option<String>,
    /// Display name of the code.
    #[field(max_length = 256)]
    pub name: String,
    /// Division in which the code lives.
    pub division: Option<WritableStarrableDivision>,
    /// What the code is for.
    #[field(max_length = 1000)]
    pub description: Option<String>,
    /// When the code was made.
    #[field(read_only)]
    pub date_created: Option<DateTime>,
    /// When the code was last changed.
    #[field(read_only)]
    pub date_modified: Option<DateTime>,
    /// Id of the user or client that made it.
    #[field(read_only)]
    pub created_by: Option<String>,
    /// Id of the user or client that changed it last.
    #[field(read_only)]
    pub modified_by: Option<String>,
    /// Where this resource is read.
    #[field(read_only)]
    pub self_uri: Option<String>,
}

/// A division of a wrap-up code.
#[model]
pub struct StarrableDivision {
    /// Division id, a UUID.
    #[field(read_only)]
    pub id: Option<String>,
    /// Display name of the division.
    pub name: Option<String>,
    /// Where this resource is read.
    #[field(read_only)]
    pub self_uri: Option<String>,
}

/// A division of a wrap-up code, named by its id when written.
#[model]
pub struct WritableStarrableDivision {
    /// Division id, a UUID.
    pub id: Option<String>,
    /// Display name of the division.
    pub name: Option<String>,
    /// Where this resource is read.
    #[field(read_only)]
    pub self_uri: Option<String>,
}

listing! {
    /// One page of wrap-up codes.
    WrapupCodeEntityListing of WrapupCode: "Wrap-up codes on this page."
}

/// What wrap-up codes are sorted by.
#[wire_enum]
pub enum WrapupCodeSort {
    /// The id.
    #[wire("id")]
    Id,
    /// The name.
    #[wire("name")]
    Name,
}
