//! Kinds of entities that the audit tells of, and what is done to them.

/// A kind of entity that changes: a constant beside its resource.
#[derive(Debug, Clone, Copy)]
pub struct Kind {
    /// Its name as an entity type.
    pub name: &'static str,
    /// The part of the platform under which the API lists it.
    pub service: &'static str,
    /// What can be done to it, for callers who ask what they can look for.
    pub actions: &'static [Action],
    /// The address at which an entity is read, from its id; none if it has none of its own.
    pub uri: Option<fn(&str) -> String>,
}

/// The service of most kinds: users, their rights and their credentials.
pub const PEOPLE_PERMISSIONS: &str = "PeoplePermissions";

/// Declares the actions, each with its name.
macro_rules! actions {
    ($($(#[$doc:meta])* $action:ident,)*) => {
        /// What is done to an entity.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum Action {
            $($(#[$doc])* $action,)*
        }

        impl Action {
            /// Every action.
            pub const ALL: &'static [Self] = &[$(Self::$action),*];

            /// Its name.
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$action => stringify!($action),)*
                }
            }
        }
    };
}

actions! {
    /// Something becomes part of it: a role, a member.
    Add,
    /// It is made.
    Create,
    /// It is deleted.
    Delete,
    /// A sign-in or a session is refused.
    Deny,
    /// It goes to another division.
    Move,
    /// Something is taken out of it: a role, a member.
    Remove,
    /// A secret or password is replaced.
    Reset,
    /// It comes back after it was deleted.
    Restore,
    /// Tokens end before their time.
    Revoke,
    /// A user signs in.
    SignIn,
    /// It is changed.
    Update,
}
