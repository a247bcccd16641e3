//! Languages of the organization.

use crate::{Operation, Page, SortOrder, State, WholeSecond, listing, model};

/// List routing languages.
///
/// Answers a page of the languages that are in use, by name.
#[derive(Debug, Clone, Operation)]
#[operation(GET "/api/v2/routing/languages", signed_in, returns(LanguageEntityListing))]
pub struct GetRoutingLanguages {
    /// Number of languages on one page: 25 by default.
    pub page: Page,
    /// Direction of the listing, ascending by default; `asc` and `desc` are understood too,
    /// in any case.
    #[query(default = SortOrder::Ascending)]
    pub sort_order: SortOrder,
    /// Only languages whose name contains this, in any case; `*` stands for any text.
    pub name: Option<String>,
    /// Only languages with these ids.
    pub id: Vec<String>,
}

/// Create a routing language.
///
/// The name must be free among the languages in use, upper and lower case being the same; a name
/// that is taken answers 409 `general.conflict`. Fields other than the name are passed over.
#[derive(Debug, Clone, Operation)]
#[operation(
    POST "/api/v2/routing/languages",
    any("routing:skill:manage"),
    returns(Language)
)]
pub struct PostRoutingLanguages {
    /// The body.
    pub body: Language,
}

/// Read a routing language.
///
/// A deleted language is answered too, with the state `deleted`.
#[derive(Debug, Clone, Operation)]
#[operation(GET "/api/v2/routing/languages/{languageId}", signed_in, returns(Language))]
pub struct GetRoutingLanguage {
    /// Id of the language.
    pub language_id: String,
}

/// Delete a routing language.
///
/// Users lose the language, and its name is free again. By its id it can still be read. A language
/// that is deleted already answers 404.
#[derive(Debug, Clone, Operation)]
#[operation(
    DELETE "/api/v2/routing/languages/{languageId}",
    any("routing:skill:manage"),
    returns(204),
    inferred
)]
pub struct DeleteRoutingLanguage {
    /// Id of the language.
    pub language_id: String,
}

/// A language of the organization, by which work is matched with agents.
#[model]
pub struct Language {
    /// Language id, a UUID.
    #[field(read_only)]
    pub id: Option<String>,
    /// Display name of the language.
    #[field(max_length = 255)]
    pub name: String,
    /// When the language was last changed, in whole seconds.
    pub date_modified: Option<WholeSecond>,
    /// Whether the language is in use; a deleted language can still be read.
    pub state: Option<State>,
    /// Revision of the language, as text.
    pub version: Option<String>,
    /// Where this resource is read.
    #[field(read_only)]
    pub self_uri: Option<String>,
}

listing! {
    /// One page of routing languages.
    LanguageEntityListing of Language: "Languages on this page."
}
