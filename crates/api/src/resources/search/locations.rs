//! Search for locations.

use super::{EntitySearchType, SearchOperator, SearchSort, SearchSortOrder};
use crate::{LocationDefinition, LocationExpand, Operation, model};

/// Repeat a location search.
///
/// Runs the search again that `q64` holds and answers as the first time. A value that cannot be
/// read is refused with 400.
#[derive(Debug, Clone, Operation)]
#[operation(GET "/api/v2/locations/search", signed_in, returns(LocationsSearchResponse))]
pub struct GetLocationsSearch {
    /// The encoded search, as the links of a search answer give it.
    pub q64: String,
    /// Further parts of each location to include: how far the check of the address is. Pictures are
    /// left out, since nothing can set them.
    pub expand: Vec<LocationExpand>,
}

/// Search locations.
///
/// Finds the locations that meet the criteria, joined as in a search for users. Deleted locations are
/// found only by a criterion on `state`.
#[derive(Debug, Clone, Operation)]
#[operation(
    POST "/api/v2/locations/search",
    signed_in,
    returns(LocationsSearchResponse),
    reads
)]
pub struct PostLocationsSearch {
    /// The body.
    pub body: LocationSearchRequest,
}

/// One condition of a search for locations, or a group of them.
#[model]
pub struct LocationSearchCriteria {
    /// Pattern of the dates in this condition, such as `yyyy-MM-dd`.
    pub date_format: Option<String>,
    /// Upper end of a range.
    pub end_value: Option<String>,
    /// Fields to look in, such as `name` or `address.city`; one that matches is enough.
    #[field(max_items = 100)]
    pub fields: Option<Vec<String>>,
    /// Conditions nested in this one.
    #[field(max_items = 100)]
    pub group: Option<Vec<Box<LocationSearchCriteria>>>,
    /// How this condition joins the others; `AND` by default.
    pub operator: Option<SearchOperator>,
    /// Lower end of a range.
    pub start_value: Option<String>,
    /// How to compare.
    pub r#type: EntitySearchType,
    /// Value to compare with.
    pub value: Option<String>,
    /// Values to compare with, any of which may match.
    #[field(max_items = 1000)]
    pub values: Option<Vec<String>>,
}

/// A search for locations. Criteria must all hold unless their operators say otherwise.
#[model]
pub struct LocationSearchRequest {
    /// What to add to each location: `addressVerificationDetails`.
    #[field(max_items = 100)]
    pub expand: Option<Vec<String>>,
    /// Page to return, counted from 1; 1 by default.
    #[field(minimum = 1)]
    pub page_number: Option<i32>,
    /// Locations per page; 25 by default, 500 at most.
    #[field(minimum = 1, maximum = 500)]
    pub page_size: Option<i32>,
    /// What the locations must match.
    #[field(max_items = 100)]
    pub query: Option<Vec<LocationSearchCriteria>>,
    /// Keys to sort by, the most important first.
    #[field(max_items = 100)]
    pub sort: Option<Vec<SearchSort>>,
    /// Field to sort by; the name by default.
    pub sort_by: Option<String>,
    /// Direction, or `SCORE` for the best match first.
    pub sort_order: Option<SearchSortOrder>,
}

/// One page of locations found.
#[model]
pub struct LocationsSearchResponse {
    /// Relative link that repeats this page.
    pub current_page: Option<String>,
    /// Relative link to the next page; absent on the last one.
    pub next_page: Option<String>,
    /// Number of pages at this page size.
    #[field(required)]
    pub page_count: Option<i32>,
    /// Number of this page, counted from 1.
    #[field(required)]
    pub page_number: Option<i32>,
    /// Most locations that a page can hold.
    #[field(required)]
    pub page_size: Option<i32>,
    /// Relative link to the previous page; absent on the first one.
    pub previous_page: Option<String>,
    /// Locations found, in order.
    pub results: Vec<LocationDefinition>,
    /// Number of locations found on all pages together.
    #[field(required)]
    pub total: Option<i64>,
    /// Kinds of resource searched: `locations`.
    #[field(required)]
    pub types: Option<Vec<String>>,
}
