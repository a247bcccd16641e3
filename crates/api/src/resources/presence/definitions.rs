//! The presences that users can choose.

use crate::{DateTime, Map, Operation, Page, StandardPresence, User, listing, model, wire_enum};

/// List the presences that users can choose.
///
/// Answers a page of the definitions: the built-in ones first, then those of the organization.
#[derive(Debug, Clone, Operation)]
#[operation(GET "/api/v2/presencedefinitions", signed_in, returns(OrganizationPresenceEntityListing))]
pub struct GetPresencedefinitions {
    /// Number of definitions on one page: 25 by default.
    pub page: Page,
    /// Which definitions: `FALSE`, the default, those that can be chosen, `TRUE` those that no
    /// longer can, `ALL` both; in any case.
    #[query(default = Deactivated::False)]
    pub deleted: Deactivated,
    /// Label to answer, such as `en_US`; all labels if it is left out or `ALL`.
    pub locale_code: Option<String>,
}

/// Add a presence that users can choose.
///
/// Adds a refinement of a built-in presence, for users of all divisions.
#[derive(Debug, Clone, Operation)]
#[operation(
    POST "/api/v2/presencedefinitions",
    all("presence:presenceDefinition:add"),
    returns(OrganizationPresence)
)]
pub struct PostPresencedefinitions {
    /// The body.
    pub body: OrganizationPresence,
}

/// Read a presence that users can choose.
///
/// Answers a definition, also one that can no longer be chosen.
#[derive(Debug, Clone, Operation)]
#[operation(
    GET "/api/v2/presencedefinitions/{presenceId}",
    all("presence:presenceDefinition:view"),
    returns(OrganizationPresence)
)]
pub struct GetPresencedefinition {
    /// Id of the definition.
    pub presence_id: String,
    /// Label to answer, such as `en_US`; all labels if it is left out or `ALL`.
    pub locale_code: Option<String>,
}

/// Change a presence that users can choose.
///
/// Changes the labels of a definition of the organization, and whether it can be chosen. The
/// built-in presence that it belongs to stays, and built-in definitions are not changed.
#[derive(Debug, Clone, Operation)]
#[operation(
    PUT "/api/v2/presencedefinitions/{presenceId}",
    all("presence:presenceDefinition:edit"),
    returns(OrganizationPresence)
)]
pub struct PutPresencedefinition {
    /// Id of the definition.
    pub presence_id: String,
    /// The body.
    pub body: OrganizationPresence,
}

/// Deactivate a presence that users can choose.
///
/// The definition can no longer be chosen; it is still read, and whoever has chosen it keeps it.
#[derive(Debug, Clone, Operation)]
#[operation(
    DELETE "/api/v2/presencedefinitions/{presenceId}",
    all("presence:presenceDefinition:delete"),
    returns(204),
    inferred
)]
pub struct DeletePresencedefinition {
    /// Id of the definition.
    pub presence_id: String,
}

/// List the presences that users can choose, with their divisions.
///
/// Answers all definitions for the divisions where the caller may view them.
#[derive(Debug, Clone, Operation)]
#[operation(
    GET "/api/v2/presence/definitions",
    all("presence:presenceDefinition:view"),
    returns(OrganizationPresenceDefinitionEntityListing)
)]
pub struct GetPresenceDefinitions0 {
    /// Which definitions: `FALSE`, the default, those that can be chosen, `TRUE` those that no
    /// longer can, `ALL` both; in any case.
    #[query(default = Deactivated::False)]
    pub deactivated: Deactivated,
    /// Only definitions for users of these divisions; `*` are those for all users.
    pub division_id: Vec<String>,
    /// Label to answer; all labels if it is left out or `ALL`.
    pub locale_code: Option<LocaleCode>,
}

/// Add a presence that users can choose, for all divisions or for one.
///
/// Adds a refinement of a built-in presence.
#[derive(Debug, Clone, Operation)]
#[operation(
    POST "/api/v2/presence/definitions",
    all("presence:presenceDefinition:add"),
    returns(OrganizationPresenceDefinition)
)]
pub struct PostPresenceDefinitions0 {
    /// The body.
    pub body: OrganizationPresenceDefinition,
}

/// Read a presence that users can choose, with its division.
///
/// Answers a definition, also one that can no longer be chosen.
#[derive(Debug, Clone, Operation)]
#[operation(
    GET "/api/v2/presence/definitions/{definitionId}",
    all("presence:presenceDefinition:view"),
    returns(OrganizationPresenceDefinition)
)]
pub struct GetPresenceDefinition0 {
    /// Id of the definition.
    pub definition_id: String,
    /// Label to answer; all labels if it is left out or `ALL`.
    pub locale_code: Option<LocaleCode>,
}

/// Change a presence that users can choose, and its division.
///
/// Changes labels, division and whether it can be chosen. The built-in presence that it belongs to
/// stays, and built-in definitions are not changed.
#[derive(Debug, Clone, Operation)]
#[operation(
    PUT "/api/v2/presence/definitions/{definitionId}",
    all("presence:presenceDefinition:edit"),
    returns(OrganizationPresenceDefinition)
)]
pub struct PutPresenceDefinition0 {
    /// Id of the definition.
    pub definition_id: String,
    /// The body.
    pub body: OrganizationPresenceDefinition,
}

/// Deactivate a presence that users can choose.
///
/// The definition can no longer be chosen; a later read answers it with `deactivated` true.
#[derive(Debug, Clone, Operation)]
#[operation(
    DELETE "/api/v2/presence/definitions/{definitionId}",
    any("presence:presenceDefinition:delete", "presence:presenceDefinition:edit"),
    returns(204),
    inferred
)]
pub struct DeletePresenceDefinition0 {
    /// Id of the definition.
    pub definition_id: String,
}

/// List the built-in presences.
///
/// Answers all of them; they are the same in every organization.
#[derive(Debug, Clone, Operation)]
#[operation(GET "/api/v2/systempresences", signed_in, returns(Vec<SystemPresence>))]
pub struct GetSystempresences {}

/// A presence that users can choose: a system presence, or a refinement of one made by the
/// organization.
#[model]
pub struct OrganizationPresence {
    /// Definition id, a UUID; ids of system presences are the same in every organization.
    #[field(read_only)]
    pub id: Option<String>,
    /// Name of the definition.
    pub name: Option<String>,
    /// Who made the definition.
    pub created_by: Option<User>,
    /// When the definition was made.
    pub created_date: Option<DateTime>,
    /// Whether the definition can no longer be chosen.
    pub deactivated: Option<bool>,
    /// Label by language tag, such as `en_US`.
    #[field(required)]
    pub language_labels: Option<Map<String>>,
    /// Who changed the definition last.
    pub modified_by: Option<User>,
    /// When the definition was last changed.
    pub modified_date: Option<DateTime>,
    /// True for the built-in definition of its system presence, false for those the
    /// organization made.
    pub primary: Option<bool>,
    /// System presence this definition belongs to, in display form, such as `Available` or
    /// `On Queue`.
    pub system_presence: Option<String>,
    /// Where this resource is read.
    #[field(read_only)]
    pub self_uri: Option<String>,
}

/// A presence that users can choose, limited to a division if it names one.
#[model]
pub struct OrganizationPresenceDefinition {
    /// Definition id, a UUID; ids of system presences are the same in every organization.
    #[field(read_only)]
    pub id: Option<String>,
    /// Name of the definition.
    pub name: Option<String>,
    /// Whether the definition can no longer be chosen.
    pub deactivated: Option<bool>,
    /// Division whose users can choose this presence, a UUID, or `*` for all divisions.
    pub division_id: Option<String>,
    /// Label by language tag, such as `en_US`.
    #[field(required)]
    pub language_labels: Option<Map<String>>,
    /// System presence this definition belongs to, written without spaces, such as
    /// `OnQueue`.
    pub system_presence: Option<StandardPresence>,
    /// `System` for a built-in definition, `User` for one the organization made.
    pub r#type: Option<PresenceDefinitionType>,
    /// Where this resource is read.
    #[field(read_only)]
    pub self_uri: Option<String>,
}

/// Who made a presence definition.
#[wire_enum]
pub enum PresenceDefinitionType {
    /// It is built in.
    #[wire("System")]
    System,
    /// The organization added it.
    #[wire("User")]
    User,
}

/// A built-in presence.
#[model]
pub struct SystemPresence {
    /// Id of the presence's own definition, the same in every organization.
    #[field(read_only)]
    pub id: Option<String>,
    /// Name of the presence in upper case, such as `ON_QUEUE`.
    pub name: Option<String>,
    /// Where this resource is read.
    #[field(read_only)]
    pub self_uri: Option<String>,
}

listing! {
    /// One page of presences that users can choose.
    OrganizationPresenceEntityListing of OrganizationPresence: "Definitions on this page."
}

/// All presences that users can choose.
#[model]
pub struct OrganizationPresenceDefinitionEntityListing {
    /// The definitions.
    pub entities: Vec<OrganizationPresenceDefinition>,
    /// Where this listing is read.
    pub self_uri: Option<String>,
    /// Number of definitions.
    pub total: Option<i64>,
}

/// Which definitions or sources are listed.
#[wire_enum]
pub enum Deactivated {
    /// Those in use.
    #[wire("FALSE")]
    False,
    /// Those that are deactivated.
    #[wire("TRUE")]
    True,
    /// All of them.
    #[wire("ALL")]
    All,
}

/// The language of a label.
#[wire_enum]
pub enum LocaleCode {
    /// All languages.
    #[wire("ALL")]
    All,
    /// Hebrew.
    #[wire("he")]
    He,
    /// French.
    #[wire("fr")]
    Fr,
    /// English of the United States.
    #[wire("en_US")]
    EnUs,
    /// Danish.
    #[wire("da")]
    Da,
    /// German.
    #[wire("de")]
    De,
    /// Italian.
    #[wire("it")]
    It,
    /// Czech.
    #[wire("cs")]
    Cs,
    /// Spanish.
    #[wire("es")]
    Es,
    /// Finnish.
    #[wire("fi")]
    Fi,
    /// Arabic.
    #[wire("ar")]
    Ar,
    /// Japanese.
    #[wire("ja")]
    Ja,
    /// Korean.
    #[wire("ko")]
    Ko,
    /// Dutch.
    #[wire("nl")]
    Nl,
    /// Norwegian.
    #[wire("no")]
    No,
    /// Polish.
    #[wire("pl")]
    Pl,
    /// Portuguese of Brazil.
    #[wire("pt_BR")]
    PtBr,
    /// Portuguese of Portugal.
    #[wire("pt_PT")]
    PtPt,
    /// Russian.
    #[wire("ru")]
    Ru,
    /// Swedish.
    #[wire("sv")]
    Sv,
    /// Thai.
    #[wire("th")]
    Th,
    /// Turkish.
    #[wire("tr")]
    Tr,
    /// Ukrainian.
    #[wire("uk")]
    Uk,
    /// Chinese, simplified.
    #[wire("zh_CN")]
    ZhCn,
    /// Chinese, traditional.
    #[wire("zh_TW")]
    ZhTw,
}
