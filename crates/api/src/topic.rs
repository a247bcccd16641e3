//! What a topic of notifications is: a template of names, who may subscribe, and what is sent.

use serde::{Serialize, de::DeserializeOwned};

use crate::{Described, Shape};

/// One topic of notifications, with its parameters filled in.
///
/// Written by `#[derive(Topic)]`, never by hand.
pub trait Topic: Sized + Clone + Send + Sync + 'static {
    /// Template, rule and documentation.
    const META: &'static TopicMeta;
    /// The parameters of the template, in its order.
    const PARAMETERS: &'static [TopicParameter];
    /// The model of `eventBody`.
    type Body: Serialize + DeserializeOwned + Described + Send + 'static;

    /// Its name, such as `v2.users.524b2365-6c2f-4dd5-b5c2-b9afe1d0c001.presence`.
    fn name(&self) -> String;

    /// The topic of this name; `None` if the name does not fit the template.
    fn from_name(name: &str) -> Option<Self>;
}

/// The facts about a topic that need no types.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TopicMeta {
    /// How its names look, such as `v2.users.{id}.presence`; unique.
    pub template: &'static str,
    /// Who may subscribe.
    pub rule: TopicRule,
    /// One line.
    pub summary: &'static str,
    /// The rest of its documentation; may be empty.
    pub description: &'static str,
}

/// A parameter of a template.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TopicParameter {
    /// Its name between the braces.
    pub name: &'static str,
    /// Its documentation.
    pub doc: &'static str,
}

/// Who may subscribe to a topic. A permission counts in the division of the user or queue that the
/// topic names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TopicRule {
    /// Anyone with a valid token.
    SignedIn,
    /// Only the user that the topic names.
    Own,
    /// The user that the topic names, and holders of at least one of these permissions.
    OwnOr(&'static [&'static str]),
    /// Holders of at least one of these permissions.
    Any(&'static [&'static str]),
}

impl TopicRule {
    /// The permissions it names.
    pub const fn permissions(self) -> &'static [&'static str] {
        match self {
            Self::SignedIn | Self::Own => &[],
            Self::OwnOr(permissions) | Self::Any(permissions) => permissions,
        }
    }

    /// Must the caller be the user that the topic names?
    pub const fn current_user(self) -> bool {
        matches!(self, Self::Own)
    }

    /// Does the user that the topic names need none of the permissions?
    pub const fn current_user_or_permission(self) -> bool {
        matches!(self, Self::OwnOr(_))
    }
}

impl TopicMeta {
    /// Stands where the derive refused a declaration, so that rustc reports that error alone.
    #[doc(hidden)]
    pub const REFUSED: Self =
        Self { template: "", rule: TopicRule::SignedIn, summary: "", description: "" };

    /// The template with these values for its parameters, in its order.
    pub fn name(&self, values: &[&str]) -> String {
        let mut values = values.iter();
        let part = |part| if is_parameter(part) { values.next().copied() } else { Some(part) };
        self.template.split('.').filter_map(part).collect::<Vec<_>>().join(".")
    }

    /// The values of the parameters in a name; `None` if the name does not fit the template.
    pub fn values<'a>(&self, name: &'a str) -> Option<Vec<&'a str>> {
        let (mut wanted, mut values) = (self.template.split('.'), Vec::new());
        for part in name.split('.') {
            match wanted.next()? {
                parameter if is_parameter(parameter) && !part.is_empty() => values.push(part),
                word if word == part => {}
                _ => return None,
            }
        }
        wanted.next().is_none().then_some(values)
    }
}

fn is_parameter(part: &str) -> bool {
    part.starts_with('{')
}

/// One line of a resource's list of topics, written by [`topics!`](crate::topics).
#[derive(Debug, Clone, Copy)]
pub struct TopicEntry {
    /// The resource's name: the name of its file, such as `presence`.
    pub resource: &'static str,
    /// The facts without types.
    pub meta: &'static TopicMeta,
    /// Its parameters.
    pub parameters: &'static [TopicParameter],
    /// What `eventBody` holds.
    pub body: fn() -> Shape,
}

impl TopicEntry {
    /// The entry of topic `T` in the file `resource`.
    pub const fn of<T: Topic>(resource: &'static str) -> Self {
        let body = <T::Body as Described>::shape;
        Self { resource, meta: T::META, parameters: T::PARAMETERS, body }
    }
}

/// A resource's topics: `topics! { "presence": UserPresenceTopic }`.
#[macro_export]
macro_rules! topics {
    ($resource:literal: $($topic:ident),* $(,)?) => {
        /// The topics of this resource.
        pub(crate) const TOPICS: &[$crate::TopicEntry] =
            &[$($crate::TopicEntry::of::<$topic>($resource)),*];
    };
}

#[cfg(test)]
mod tests {
    use super::*;

    const RECORDING: TopicMeta = TopicMeta {
        template: "v2.users.{id}.conversations.{conversationId}.recordings",
        ..TopicMeta::REFUSED
    };

    #[test]
    fn a_name_is_the_template_with_its_values() {
        let name = "v2.users.ada.conversations.first.recordings";
        assert_eq!(RECORDING.name(&["ada", "first"]), name);
        assert_eq!(RECORDING.values(name), Some(vec!["ada", "first"]));
    }

    #[test]
    fn a_name_of_another_form_has_no_values() {
        for name in [
            "",
            "v2.users.ada.conversations.first",
            "v2.users.ada.conversations.first.recordings.more",
            "v2.users..conversations.first.recordings",
            "v2.users.ada.conversations.first.Recordings",
            "v2.groups.ada.conversations.first.recordings",
        ] {
            assert_eq!(RECORDING.values(name), None, "{name}");
        }
    }
}
