//! Refusals: the API's error body, by constructor functions that read as prose.

mod too_much;

use std::{
    borrow::Cow,
    collections::BTreeMap,
    ops::{Deref, DerefMut},
};

use api::{BadParameter, BodyError, ErrorBody, ErrorDetail, Meta, Problem, ProblemKind, Scope};
use axum::http::StatusCode;

/// What a handler answers.
pub type Result<T> = std::result::Result<T, Refusal>;

/// Why a request is refused. Boxed, because every answer has room for one.
#[derive(Debug, Clone)]
pub struct Refusal(Box<Said>);

/// What a refusal says.
#[derive(Debug, Clone)]
pub struct Said {
    /// The HTTP status.
    pub status: StatusCode,
    /// What is wrong, for programs; stable.
    pub code: &'static str,
    /// The message, with names in braces where `params` has their values.
    pub template: Cow<'static, str>,
    /// The values of the template's names.
    pub params: BTreeMap<String, String>,
    /// The fields that are wrong.
    pub details: Vec<ErrorDetail>,
    /// After how many seconds to try again.
    pub retry_after: Option<u64>,
    /// Why, for operators of the server: in the log, and in the answer with `--explain`.
    pub reason: Option<String>,
}

impl Deref for Refusal {
    type Target = Said;

    fn deref(&self) -> &Said {
        &self.0
    }
}

impl DerefMut for Refusal {
    fn deref_mut(&mut self) -> &mut Said {
        &mut self.0
    }
}

impl Refusal {
    /// A refusal with this status, code and message; `{name}` in the message stands for what
    /// [`Refusal::with`] gives. For what no constructor below says.
    pub fn new(
        status: StatusCode,
        code: &'static str,
        template: impl Into<Cow<'static, str>>,
    ) -> Self {
        Self(Box::new(Said {
            status,
            code,
            template: template.into(),
            params: BTreeMap::new(),
            details: Vec::new(),
            retry_after: None,
            reason: None,
        }))
    }

    /// What the log tells: the reason, where there is more to say than the message does.
    pub fn for_log(&self) -> String {
        self.reason.clone().unwrap_or_else(|| self.message())
    }

    /// The value of a name in the message.
    #[must_use]
    pub fn with(mut self, name: &str, value: impl Into<String>) -> Self {
        self.params.insert(name.to_owned(), value.into());
        self
    }

    /// Adds a reason for operators, which callers do not see.
    #[must_use]
    pub fn because(mut self, reason: impl Into<String>) -> Self {
        self.reason = Some(reason.into());
        self
    }

    /// The message, its names replaced by their values.
    pub fn message(&self) -> String {
        self.params.iter().fold(self.template.to_string(), |message, (name, value)| {
            message.replace(&format!("{{{name}}}"), value)
        })
    }

    /// The body of the answer.
    pub fn body(&self, correlation_id: &str) -> ErrorBody {
        let templated = !self.params.is_empty();
        ErrorBody {
            message: Some(self.message()),
            code: Some(self.code.to_owned()),
            status: Some(self.status.as_u16().into()),
            message_with_params: templated.then(|| self.template.to_string()),
            message_params: templated.then(|| self.params.clone()),
            context_id: Some(correlation_id.to_owned()),
            details: self.details.clone(),
            ..ErrorBody::default()
        }
    }
}

/// 401, 403: who may not.
impl Refusal {
    /// 401: the request has no bearer token.
    pub fn authentication_required() -> Self {
        let message = "No bearer token in the Authorization header.";
        Self::new(StatusCode::UNAUTHORIZED, "authentication.required", message)
    }

    /// 401: the token is unknown, has ended, or belongs to a user or client that may not call.
    pub fn bad_credentials() -> Self {
        Self::new(StatusCode::UNAUTHORIZED, "bad.credentials", "Invalid login credentials.")
    }

    /// 403: the caller lacks all of these permissions, or some.
    pub fn missing_permissions(permissions: &[&str]) -> Self {
        let template = "Missing the permission(s): {permissions}.";
        Self::new(StatusCode::FORBIDDEN, "missing.permissions", template)
            .with("permissions", permissions.join(", "))
    }

    /// 403: the caller lacks each of these permissions, and one would do.
    pub fn missing_any_permissions(permissions: &[&str]) -> Self {
        let template = "At least one of these permissions is needed: {permissions}.";
        Self::new(StatusCode::FORBIDDEN, "missing.any.permissions", template)
            .with("permissions", permissions.join(", "))
    }

    /// The application was not registered for this, whatever its user may do.
    pub fn out_of_scope(wanted: &[Scope], held: &[String]) -> Self {
        let wanted: Vec<&str> = wanted.iter().map(|scope| scope.id).collect();
        let template =
            "The application may not use the scope [{scope}]; it is registered for [{registered}].";
        Self::new(StatusCode::FORBIDDEN, "app.not.authorized.for.scope", template)
            .with("scope", wanted.join(" or "))
            .with("registered", held.join(", "))
    }

    /// 403: callers grant no more than they hold.
    pub fn more_than_held(role: &str, division: &str) -> Self {
        let template = "The role [{role}] in the division [{division}] allows more than the caller may do there.";
        Self::new(StatusCode::FORBIDDEN, "not.authorized", template)
            .with("role", role)
            .with("division", division)
    }

    /// 403: callers make and change only roles that they could grant.
    pub fn role_out_of_reach(role: &str, division: &str) -> Self {
        let template = "The role [{role}] allows more, now or after this change, than the caller may do in {division}.";
        Self::new(StatusCode::FORBIDDEN, "not.authorized", template)
            .with("role", role)
            .with("division", division)
    }

    /// 403: an application grants no scopes that it was not registered for.
    pub fn wider_than_scopes(held: &[String]) -> Self {
        let template = "The application is registered for [{registered}] and can neither create nor \
                        manage an OAuth client with more rights.";
        Self::new(StatusCode::FORBIDDEN, "not.authorized", template)
            .with("registered", held.join(", "))
    }

    /// 400: the operation is for users, and a client calls.
    pub fn not_a_user() -> Self {
        let message = "This operation needs the token of a user; this token belongs to a client.";
        Self::new(StatusCode::BAD_REQUEST, "not.a.user", message)
    }
}

/// 400: what is wrong with the request.
impl Refusal {
    /// 400: the request makes no sense, as the message says.
    pub fn bad_request(message: impl Into<Cow<'static, str>>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "bad.request", message)
    }

    /// A value that is well-formed and not allowed.
    pub fn invalid_value(
        field: impl Into<String>,
        value: impl Into<String>,
        allowed: impl Into<String>,
    ) -> Self {
        let field = field.into();
        let template = "Value [{value}] is not valid for field [{field}]; allowed: {allowed}.";
        let mut refusal = Self::new(StatusCode::BAD_REQUEST, "invalid.value", template)
            .with("value", value)
            .with("field", &*field)
            .with("allowed", allowed);
        refusal.details.push(ErrorDetail {
            error_code: Some("invalid.value".to_owned()),
            field_name: Some(field),
            ..ErrorDetail::default()
        });
        refusal
    }

    /// 400: a field or parameter is missing.
    pub fn missing_value(field: impl Into<String>) -> Self {
        let field = field.into();
        let mut refusal =
            Self::new(StatusCode::BAD_REQUEST, "bad.request", "Field [{field}] is required.")
                .with("field", &*field);
        refusal.details.push(ErrorDetail {
            error_code: Some("bad.request".to_owned()),
            field_name: Some(field),
            ..ErrorDetail::default()
        });
        refusal
    }

    /// 400: more roles are named than one request may name.
    pub fn too_many_roles(most: usize) -> Self {
        let template = "Too many roles granted to a subject; at most {max}.";
        Self::new(StatusCode::BAD_REQUEST, "max.role.assignments.exceeded", template)
            .with("max", most.to_string())
    }

    /// 400: more ids are named than one request may name.
    pub fn too_many_ids(most: usize) -> Self {
        let template = "Only {max} users can be requested at a time.";
        Self::new(StatusCode::BAD_REQUEST, "max.user.ids", template).with("max", most.to_string())
    }
}

/// 404, 409 and the rest.
impl Refusal {
    /// There is no such entity that the caller may see.
    pub fn not_found(what: &str, id: &str) -> Self {
        let template = "Unable to find the {entity} with the id [{id}].";
        Self::new(StatusCode::NOT_FOUND, "general.resource.not.found", template)
            .with("entity", what)
            .with("id", id)
    }

    /// 404: the caller sees no user with this id.
    pub fn user_not_found(id: &str) -> Self {
        let template = "Unable to find a user with that userId: [{id}].";
        Self::new(StatusCode::NOT_FOUND, "general.resource.not.found", template).with("id", id)
    }

    /// 409: the request does not fit what is there, as the message says.
    pub fn conflict(message: impl Into<Cow<'static, str>>) -> Self {
        Self::new(StatusCode::CONFLICT, "general.conflict", message)
    }

    /// An invitation was sent, and the user has not followed it yet.
    pub fn invitation_pending(user: &str) -> Self {
        let template = "An invitation of the user [{id}] is pending; send another with force=true.";
        Self::new(StatusCode::CONFLICT, "invitation.pending", template).with("id", user)
    }

    /// Who is not active cannot sign in, invited or not.
    pub fn user_inactive(user: &str) -> Self {
        let template = "The user [{id}] is inactive; make the user active first.";
        Self::new(StatusCode::CONFLICT, "user.inactive", template).with("id", user)
    }

    /// Names are unique without regard to case.
    pub fn name_taken(what: &str, name: &str) -> Self {
        let template = "A {entity} with the name [{name}] already exists.";
        Self::new(StatusCode::CONFLICT, "general.conflict", template)
            .with("entity", what)
            .with("name", name)
    }

    /// 409: the organization has as many of these as it may have.
    pub fn too_many(what: &str, most: usize) -> Self {
        let template = "The organization already has the maximum of {max} {entities}.";
        Self::new(StatusCode::CONFLICT, "general.conflict", template)
            .with("max", most.to_string())
            .with("entities", what)
    }

    /// The same for whatever else has a version.
    pub fn stale_version(entity: &str, given: i64, current: i64) -> Self {
        let template = "The version [{version}] supplied does not match the current version \
                        [{currentVersion}] of the {entity}.";
        Self::new(StatusCode::CONFLICT, "general.conflict", template)
            .with("version", given.to_string())
            .with("currentVersion", current.to_string())
            .with("entity", entity)
    }

    /// 501: this server does not answer the operation.
    pub fn not_implemented(method: &str, path: &str) -> Self {
        let template = "{method} {path} is not implemented by this server.";
        Self::new(StatusCode::NOT_IMPLEMENTED, "not.implemented", template)
            .with("method", method)
            .with("path", path)
    }

    /// 405: the path is known, and this is none of its methods. The header `Allow` has those.
    pub fn method_not_allowed(method: &str, path: &str) -> Self {
        let template = "{method} is no method of {path}; the header Allow names those that are.";
        Self::new(StatusCode::METHOD_NOT_ALLOWED, "method.not.allowed", template)
            .with("method", method)
            .with("path", path)
    }

    /// A path outside the API.
    pub fn no_such_page(method: &str, path: &str) -> Self {
        Self::new(StatusCode::NOT_FOUND, "not.found", "This server has no {method} {path}.")
            .with("method", method)
            .with("path", path)
    }

    /// 415: the body is not JSON.
    pub fn unsupported_media_type(given: &str) -> Self {
        let template = "The media type [{given}] is not supported; send application/json.";
        Self::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "unsupported.media.type", template)
            .with("given", given)
    }

    /// 413: the body is larger than the limit, in bytes.
    pub fn too_large(limit: usize) -> Self {
        let template = "The request body is larger than the limit of {limit} bytes.";
        Self::new(StatusCode::PAYLOAD_TOO_LARGE, "request.entity.too.large", template)
            .with("limit", limit.to_string())
    }

    /// 408: the body did not come in the time that a request may take.
    pub fn body_too_late() -> Self {
        let message = "The request body did not come in time.";
        Self::new(StatusCode::REQUEST_TIMEOUT, "request.timeout", message)
    }

    /// 429: the token has called too often; it may call again after so many seconds.
    pub fn too_many_requests(seconds: u64) -> Self {
        let template = "Rate limit exceeded the maximum. Retry the request in [{seconds}] seconds";
        let code = "too.many.requests.retry.after";
        let mut refusal = Self::new(StatusCode::TOO_MANY_REQUESTS, code, template)
            .with("seconds", seconds.to_string());
        refusal.retry_after = Some(seconds);
        refusal
    }

    /// Too many wrong passwords from here, or for this account.
    pub fn too_many_attempts(seconds: u64) -> Self {
        let template = "Too many wrong passwords. Retry the request in [{seconds}] seconds";
        let code = "too.many.requests.retry.after";
        let mut refusal = Self::new(StatusCode::TOO_MANY_REQUESTS, code, template)
            .with("seconds", seconds.to_string());
        refusal.retry_after = Some(seconds);
        refusal
    }

    /// Clients take 400 and 409 for an invitation that is pending, and this is none.
    pub fn no_mail() -> Self {
        let message = "This server sends no mail; start it with `--smtp-url`, or with `--mail-outbox` \
                       to write mail to a directory.";
        Self::new(StatusCode::SERVICE_UNAVAILABLE, "mail.not.configured", message)
    }

    /// 500: the server failed. The log has the reason, the answer has not.
    pub fn internal(reason: impl Into<String>) -> Self {
        let message = "The server failed; the log has the reason under the contextId.";
        Self::new(StatusCode::INTERNAL_SERVER_ERROR, "internal.server.error", message)
            .because(reason)
    }

    /// 503: the server cannot do this now, but may soon. The log has the reason.
    pub fn unavailable(reason: impl Into<String>) -> Self {
        let message = "The server cannot do this now; try again.";
        let code = "service.unavailable";
        let mut refusal = Self::new(StatusCode::SERVICE_UNAVAILABLE, code, message).because(reason);
        refusal.retry_after = Some(1);
        refusal
    }

    /// Without `Retry-After`, because sending it again may do it twice.
    pub fn may_have_happened(reason: impl Into<String>) -> Self {
        let message = "The server does not know whether this was stored; check before you send it \
                       again.";
        let code = "service.unavailable";
        Self::new(StatusCode::SERVICE_UNAVAILABLE, code, message).because(reason)
    }

    /// 504: the request took longer than so many seconds.
    pub fn timed_out(seconds: u64) -> Self {
        let template = "The request took longer than {seconds} seconds.";
        Self::new(StatusCode::GATEWAY_TIMEOUT, "request.timeout", template)
            .with("seconds", seconds.to_string())
    }
}

impl From<store::Error> for Refusal {
    fn from(error: store::Error) -> Self {
        match error {
            store::Error::Unavailable(reason) => Self::unavailable(reason),
            store::Error::Unknown(reason) => Self::may_have_happened(reason),
            store::Error::LargeDocument { what, bytes, most, field } => {
                Self::large_document(what, (bytes, most), field)
            }
            store::Error::LargeRead => Self::large_answer(),
            store::Error::Bug(reason) | store::Error::Storage(reason) => Self::internal(reason),
        }
    }
}

impl From<BadParameter> for Refusal {
    fn from(bad: BadParameter) -> Self {
        match bad {
            BadParameter::Missing { name } => Self::missing_value(name),
            BadParameter::Invalid { name, value, allowed } => {
                Self::invalid_value(name, value, allowed)
            }
            BadParameter::NoBody => Self::bad_request("This operation needs a JSON body."),
        }
    }
}

impl From<BodyError> for Refusal {
    fn from(error: BodyError) -> Self {
        match error {
            BodyError::Malformed(position) => {
                Self::bad_request(format!("The body is not JSON: {position}."))
            }
            BodyError::Wrong(problem) => problem.into(),
        }
    }
}

impl From<Problem> for Refusal {
    fn from(problem: Problem) -> Self {
        let Problem { kind, path, value, allowed } = problem;
        let field = if path.is_empty() { "body".to_owned() } else { path };
        let value = if is_secret(&field) { "(not shown)".to_owned() } else { value };
        match kind {
            ProblemKind::Missing => Self::missing_value(field),
            ProblemKind::Invalid => Self::invalid_value(field, value, allowed),
            ProblemKind::InvalidDate => {
                let mut refusal = Self::invalid_value(field, value, allowed);
                refusal.code = "invalid.date";
                refusal
            }
        }
    }
}

/// The value of such a field is never repeated in an answer, a log or the audit.
pub fn is_secret(field: &str) -> bool {
    let field = field.to_ascii_lowercase();
    ["password", "secret", "pin", "hash"].iter().any(|word| field.ends_with(word))
}

/// Which code a missing permission has depends on whether one of several would do.
pub fn missing(meta: &Meta) -> Refusal {
    match meta.rule {
        api::Rule::Any(permissions) => Refusal::missing_any_permissions(permissions),
        rule => Refusal::missing_permissions(rule.permissions()),
    }
}
