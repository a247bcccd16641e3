//! Kinds of subjects.

/// What kind of subject holds a grant; the API's names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SubjectType {
    /// A user.
    User,
    /// A group, for its members.
    Group,
    /// An OAuth client, for its own tokens.
    OAuthClient,
}

impl SubjectType {
    /// The API's name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::User => "PC_USER",
            Self::Group => "PC_GROUP",
            Self::OAuthClient => "PC_OAUTH_CLIENT",
        }
    }

    /// The kind with this name; every name but those of groups and clients stands for a user.
    pub(super) fn from_name(name: &str) -> Self {
        let kinds = [Self::Group, Self::OAuthClient];
        kinds.into_iter().find(|kind| kind.as_str() == name).unwrap_or(Self::User)
    }
}
