//! One made-up person, and how something is chosen at random.

use gate::random::Random;

use super::region::Region;

/// A made-up person.
pub(crate) struct Person {
    pub(crate) id: String,
    /// The part of the e-mail address before the `@`.
    pub(super) local_part: String,
    pub(super) name: String,
    pub(super) title: &'static str,
    pub(super) department: &'static str,
    pub(super) manager: Option<String>,
    /// Where the person belongs; the head office when none.
    pub(super) region: Option<Region>,
    /// The part of the chat address before the `@`.
    pub(super) chat_name: String,
    /// As people read them.
    pub(super) phone: String,
    pub(super) mobile: Option<String>,
    pub(super) country: &'static str,
    pub(super) skills: Vec<&'static str>,
    pub(super) employee_number: usize,
    pub(super) employment: &'static str,
    pub(super) hired: String,
    pub(super) active: bool,
}

impl Person {
    /// The e-mail address.
    pub(super) fn email(&self, host: &str) -> String {
        format!("{}@{host}", self.local_part)
    }

    /// Takes another address, because another user has this one.
    pub(super) fn tell_apart(&mut self) {
        let tail: String = self.id.chars().take(6).collect();
        self.local_part = format!("{}.{tail}", self.local_part);
    }
}

/// One of several; there must be one.
pub(super) fn pick<'a, T>(random: &mut Random, from: &'a [T]) -> &'a T {
    &from[random.below(from.len())]
}
