//! Languages by which work is routed, and those of a user.

mod definitions;

pub use definitions::*;

use crate::{Operation, Page, SortOrder, State, listing, model, operations};

operations! {
    "routing_languages":
    GetRoutingLanguages,
    PostRoutingLanguages,
    GetRoutingLanguage,
    DeleteRoutingLanguage,
    GetUserRoutinglanguages,
    PostUserRoutinglanguages,
    PatchUserRoutinglanguagesBulk,
    DeleteUserRoutinglanguage,
    PatchUserRoutinglanguage,
}

/// List a user's routing languages.
///
/// Answers a page of the user's routing languages with the proficiency in each, from 0 to 5.
#[derive(Debug, Clone, Operation)]
#[operation(
    GET "/api/v2/users/{userId}/routinglanguages",
    signed_in,
    returns(UserLanguageEntityListing)
)]
pub struct GetUserRoutinglanguages {
    /// Id of the user.
    pub user_id: String,
    /// Number of languages on one page: 25 by default.
    pub page: Page,
    /// Direction of the listing, ascending by default; `asc` and `desc` are understood too,
    /// in any case.
    #[query(default = SortOrder::Ascending)]
    pub sort_order: SortOrder,
}

/// Give a user a routing language.
///
/// Adds the language with a proficiency from 0 to 5, rounded to a whole number; a language that
/// the user already has takes the new proficiency. An unknown language answers 404, a
/// proficiency out of range 400.
#[derive(Debug, Clone, Operation)]
#[operation(
    POST "/api/v2/users/{userId}/routinglanguages",
    any("routing:skill:assign", "routing:language:assign"),
    returns(UserRoutingLanguage)
)]
pub struct PostUserRoutinglanguages {
    /// Id of the user.
    pub user_id: String,
    /// The body.
    pub body: UserRoutingLanguagePost,
}

/// Add or change several routing languages of a user.
///
/// Takes up to 50 languages: those that are new are added, the others take the given
/// proficiency, and languages that are not named stay as they are. All are taken or none: an unknown
/// language answers 400, which names it.
#[derive(Debug, Clone, Operation)]
#[operation(
    PATCH "/api/v2/users/{userId}/routinglanguages/bulk",
    any("routing:skill:assign", "routing:language:assign"),
    returns(UserLanguageEntityListing)
)]
pub struct PatchUserRoutinglanguagesBulk {
    /// Id of the user.
    pub user_id: String,
    /// The body.
    pub body: Vec<UserRoutingLanguagePost>,
}

/// Take a routing language from a user.
///
/// Removes the language from the user; the language itself stays.
#[derive(Debug, Clone, Operation)]
#[operation(
    DELETE "/api/v2/users/{userId}/routinglanguages/{languageId}",
    any("routing:skill:assign", "routing:language:assign"),
    returns(204),
    inferred
)]
pub struct DeleteUserRoutinglanguage {
    /// Id of the user.
    pub user_id: String,
    /// Id of the routing language.
    pub language_id: String,
}

/// Change a routing language of a user.
///
/// Sets the user's proficiency in the language, from 0 to 5 rounded to a whole number, or its
/// state, `active` or `inactive`. A language that the user does not have answers 404.
#[derive(Debug, Clone, Operation)]
#[operation(
    PATCH "/api/v2/users/{userId}/routinglanguages/{languageId}",
    any("routing:skill:assign", "routing:language:assign"),
    returns(UserRoutingLanguage)
)]
pub struct PatchUserRoutinglanguage {
    /// Id of the user.
    pub user_id: String,
    /// Id of the routing language.
    pub language_id: String,
    /// The body.
    pub body: UserRoutingLanguage,
}

listing! {
    /// One page of a user's languages.
    UserLanguageEntityListing of UserRoutingLanguage: "Languages of the user on this page."
}

/// A language that a user has, and how well.
#[model]
pub struct UserRoutingLanguage {
    /// Language id, a UUID.
    #[field(read_only)]
    pub id: Option<String>,
    /// Display name of the language.
    pub name: Option<String>,
    /// Where the language itself is read.
    #[field(read_only)]
    pub language_uri: Option<String>,
    /// How well the user speaks it, from 0 to 5; fractions are rounded to the nearest
    /// integer.
    #[field(minimum = 0, maximum = 5)]
    pub proficiency: Option<f64>,
    /// Whether the language counts for this user.
    pub state: Option<State>,
    /// Where this assignment is read.
    #[field(read_only)]
    pub self_uri: Option<String>,
}

/// A language to assign to a user.
#[model]
pub struct UserRoutingLanguagePost {
    /// The language to assign, a UUID; one already assigned gets the new proficiency.
    pub id: String,
    /// Where the language itself is read.
    #[field(read_only)]
    pub language_uri: Option<String>,
    /// How well the user speaks it, from 0 to 5; fractions are rounded to the nearest
    /// integer.
    #[field(minimum = 0, maximum = 5)]
    pub proficiency: f64,
    /// Where this assignment is read.
    #[field(read_only)]
    pub self_uri: Option<String>,
}
