//! Search for teams.

use super::{SearchOperator, SearchSort, SearchSortOrder};
use crate::{Operation, Team, model, wire_enum};

/// Search teams.
///
/// Finds the teams that meet the criteria, joined as in a search for users, in the divisions where
/// the caller holds `groups:team:view`. No operation repeats this search, so the answer has no links.
#[derive(Debug, Clone, Operation)]
#[operation(
    POST "/api/v2/teams/search",
    any("groups:team:view"),
    returns(TeamsSearchResponse),
    reads
)]
pub struct PostTeamsSearch {
    /// The body.
    pub body: TeamSearchRequest,
}

/// One condition of a search for teams, or a group of them.
#[model]
pub struct TeamSearchCriteria {
    /// Pattern of the dates in this condition, such as `yyyy-MM-dd`.
    pub date_format: Option<String>,
    /// Upper end of a range.
    pub end_value: Option<String>,
    /// Fields to look in, such as `name`; one that matches is enough.
    #[field(max_items = 100)]
    pub fields: Option<Vec<String>>,
    /// Conditions nested in this one.
    #[field(max_items = 100)]
    pub group: Option<Vec<Box<TeamSearchCriteria>>>,
    /// How this condition joins the others; `AND` by default.
    pub operator: Option<SearchOperator>,
    /// Lower end of a range.
    pub start_value: Option<String>,
    /// How to compare.
    pub r#type: TeamSearchType,
    /// Value to compare with.
    pub value: Option<String>,
    /// Values to compare with, any of which may match.
    #[field(max_items = 1000)]
    pub values: Option<Vec<String>>,
}

/// A search for teams. Criteria must all hold unless their operators say otherwise.
#[model]
pub struct TeamSearchRequest {
    /// Page to return, counted from 1; 1 by default.
    #[field(minimum = 1)]
    pub page_number: Option<i32>,
    /// Teams per page; 25 by default, 500 at most.
    #[field(minimum = 1, maximum = 500)]
    pub page_size: Option<i32>,
    /// What the teams must match; `[]` finds all of them.
    #[field(max_items = 100)]
    pub query: Vec<TeamSearchCriteria>,
    /// Keys to sort by, the most important first.
    #[field(max_items = 100)]
    pub sort: Option<Vec<SearchSort>>,
    /// Field to sort by; the name by default.
    pub sort_by: Option<String>,
    /// Direction, or `SCORE` for the best match first.
    pub sort_order: Option<SearchSortOrder>,
}

/// One page of teams found.
#[model]
pub struct TeamsSearchResponse {
    /// Absent: no operation repeats this search.
    pub current_page: Option<String>,
    /// Absent, for the same reason.
    pub next_page: Option<String>,
    /// Number of pages at this page size.
    #[field(required)]
    pub page_count: Option<i32>,
    /// Number of this page, counted from 1.
    #[field(required)]
    pub page_number: Option<i32>,
    /// Most teams that a page can hold.
    #[field(required)]
    pub page_size: Option<i32>,
    /// Absent, for the same reason.
    pub previous_page: Option<String>,
    /// Teams found, in order.
    pub results: Vec<Team>,
    /// Number of teams found on all pages together.
    #[field(required)]
    pub total: Option<i64>,
    /// Kinds of resource searched: `teams`.
    #[field(required)]
    pub types: Option<Vec<String>>,
}

/// How a criterion of a search for teams compares its fields with its values.
#[wire_enum]
pub enum TeamSearchType {
    /// The whole field equals the value.
    #[wire("EXACT")]
    Exact,
    /// A word of the field begins with the value.
    #[wire("STARTS_WITH")]
    StartsWith,
}
