//! What an operation is: the facts that need no types, and the trait that ties them to types.

use std::fmt;

use serde::{Serialize, de::DeserializeOwned};

use crate::{BadParameter, Described, Limits, Parameters, Shape};

/// One HTTP operation: what the server answers and the SDK asks.
///
/// Written by `#[derive(Operation)]`, never by hand.
pub trait Operation: Sized + Clone + Send + Sync + 'static {
    /// Method, path, permissions and the other facts without types.
    const META: &'static Meta;
    /// Path and query parameters, in the order of the declaration.
    const PARAMETERS: &'static [ParameterFacts];
    /// Whether a body is sent.
    const BODY: BodyRule;
    /// The model of the request body; `()` without one.
    type Body: Serialize + DeserializeOwned + Described + Send + 'static;
    /// The model of a successful answer; `()` for an empty one.
    type Response: Serialize + DeserializeOwned + Described + Send + 'static;

    /// Builds the operation from what came over the wire.
    fn from_parts(parts: &Parameters, body: Option<Self::Body>) -> Result<Self, BadParameter>;

    /// Takes it apart to be sent.
    fn into_parts(self) -> (Parameters, Option<Self::Body>);
}

/// The facts about an operation that need no types.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Meta {
    /// The API's own name for it, such as `getUser`; unique.
    pub id: &'static str,
    /// Its HTTP method.
    pub method: Method,
    /// Its path template, such as `/api/v2/users/{userId}`.
    pub path: &'static str,
    /// Who may call it.
    pub rule: Rule,
    /// The status of a successful answer.
    pub status: u16,
    /// How its work is scheduled.
    pub lane: Lane,
    /// It speaks about the caller, so a token without a user is refused with `not.a.user`.
    pub needs_user: bool,
    /// Any caller may use it; those who hold this permission see only the divisions where they do.
    pub narrowed_by: Option<&'static str>,
    /// The API discourages its use.
    pub deprecated: bool,
    /// Its behaviour is our best reading, where no source states it.
    pub inferred: bool,
    /// One line.
    pub summary: &'static str,
    /// The rest of its documentation; may be empty.
    pub description: &'static str,
}

impl Meta {
    /// Stands where the derive refused a declaration, so that rustc reports that error alone.
    #[doc(hidden)]
    pub const REFUSED: Self = Self {
        id: "",
        method: Method::Get,
        path: "",
        rule: Rule::SignedIn,
        status: 200,
        lane: Lane::Read,
        needs_user: false,
        narrowed_by: None,
        deprecated: false,
        inferred: false,
        summary: "",
        description: "",
    };
}

/// An HTTP method.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Method {
    /// Reads.
    Get,
    /// Asks whether a read would succeed.
    Head,
    /// Creates, or queries with a body.
    Post,
    /// Replaces.
    Put,
    /// Changes a part.
    Patch,
    /// Removes.
    Delete,
}

impl Method {
    /// As it stands in a request: `GET`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Head => "HEAD",
            Self::Post => "POST",
            Self::Put => "PUT",
            Self::Patch => "PATCH",
            Self::Delete => "DELETE",
        }
    }
}

impl fmt::Display for Method {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// Who may call an operation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rule {
    /// Anyone with a valid token.
    SignedIn,
    /// Holders of at least one of these permissions.
    Any(&'static [&'static str]),
    /// Holders of all of these permissions.
    All(&'static [&'static str]),
}

impl Rule {
    /// The permissions it names.
    pub const fn permissions(self) -> &'static [&'static str] {
        match self {
            Self::SignedIn => &[],
            Self::Any(permissions) | Self::All(permissions) => permissions,
        }
    }
}

/// How the work of an operation is scheduled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lane {
    /// Short reading, at once.
    Read,
    /// Reading that may take long: whole on a blocking thread, as many at once as cores.
    LongRead,
    /// Changes, in one transaction.
    Write,
}

/// Whether a request has a body.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BodyRule {
    /// It has none; one that comes is ignored.
    Absent,
    /// It may have one.
    Optional,
    /// It must have one.
    Required,
}

/// Where a parameter travels.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ParameterPlace {
    /// In the path.
    Path,
    /// In the query string.
    Query,
}

/// The facts about one path or query parameter.
#[derive(Debug, Clone, Copy)]
pub struct ParameterFacts {
    /// Its name on the wire.
    pub name: &'static str,
    /// Where it travels.
    pub place: ParameterPlace,
    /// Its documentation.
    pub doc: &'static str,
    /// Must it be given?
    pub required: bool,
    /// What it holds.
    pub shape: fn() -> Shape,
    /// What it is when not given.
    pub default: Option<DefaultText>,
    /// What values are allowed.
    pub limits: Limits,
}

/// The default of a parameter, as text.
#[derive(Debug, Clone, Copy)]
pub enum DefaultText {
    /// Written in the declaration.
    Literal(&'static str),
    /// The wire form of an enum value.
    Wire(fn() -> String),
}

impl DefaultText {
    /// The text.
    pub fn text(self) -> String {
        match self {
            Self::Literal(text) => text.to_owned(),
            Self::Wire(text) => text(),
        }
    }
}

/// One line of a resource's table of contents, written by [`operations!`](crate::operations).
#[derive(Debug, Clone, Copy)]
pub struct Entry {
    /// The resource's name: the name of its file, such as `users`.
    pub resource: &'static str,
    /// The facts without types.
    pub meta: &'static Meta,
    /// Its parameters.
    pub parameters: &'static [ParameterFacts],
    /// Whether it has a body.
    pub body_rule: BodyRule,
    /// What the body holds.
    pub body: fn() -> Shape,
    /// What a successful answer holds.
    pub response: fn() -> Shape,
}

impl Entry {
    /// The entry of operation `O` in `module`, a path such as `api::resources::users`.
    pub const fn of<O: Operation>(resource: &'static str) -> Self {
        Self {
            resource,
            meta: O::META,
            parameters: O::PARAMETERS,
            body_rule: O::BODY,
            body: <O::Body as Described>::shape,
            response: <O::Response as Described>::shape,
        }
    }
}

/// An operation named in its resource's [`operations!`](crate::operations) list.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not listed in any `operations!` table of contents",
    note = "add it to the `operations!` list at the top of its file in `crates/api/src/resources`"
)]
pub trait Listed: Operation {}

/// A resource's table of contents: `operations! { "users": GetUser, PatchUser }`.
#[macro_export]
macro_rules! operations {
    ($resource:literal: $($operation:ident),* $(,)?) => {
        /// The operations of this resource, in the order of the documentation.
        pub(crate) const OPERATIONS: &[$crate::Entry] = &[$($crate::Entry::of::<$operation>($resource)),*];
        $(impl $crate::Listed for $operation {})*
    };
}
