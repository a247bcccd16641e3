//! Users as a change makes them, before they are stored. What must be looked up for it, the caller
//! looks up.

use api::{Contact, Location, Patch, UpdateUser, User};
use store::{fold, users::StoredUser};

use super::{
    audited, contacts,
    fields::{apply_text, locations},
};
use crate::rules::fields::required_text;
use gate::refusal::Result;

/// A user as a change makes it.
pub(super) struct Draft {
    /// The user; its documents are those from before.
    pub(super) after: StoredUser,
    /// What every answer shows.
    pub(super) shown: User,
    /// What is shown when expanded.
    pub(super) profile: User,
    /// Is the e-mail address another one?
    pub(super) is_readdressed: bool,
    /// What every answer showed before.
    pub(super) old: User,
    old_places: Vec<Location>,
}

impl Draft {
    /// The user as it is.
    pub(super) fn unchanged(user: &StoredUser) -> Result<Self> {
        let (shown, profile) = (user.read_document()?, user.read_profile()?);
        Ok(Self {
            after: user.clone(),
            is_readdressed: false,
            old: shown.clone(),
            old_places: profile.locations.clone().unwrap_or_default(),
            shown,
            profile,
        })
    }

    /// Makes the user what the body says, but for the state and the manager. `country` is that of
    /// numbers without one.
    pub(super) fn change(&mut self, body: UpdateUser, country: &str) -> Result<()> {
        let Self { shown, profile, .. } = self;
        if let Patch::Value(name) = body.name {
            shown.name = Some(required_text(&name, "name")?);
        }
        let mut email = shown.email.clone().unwrap_or_default();
        if let Patch::Value(new) = body.email {
            self.is_readdressed = fold(&new) != fold(&email);
            new.trim().clone_into(&mut email);
            (shown.email, shown.username) = (Some(email.clone()), Some(email.clone()));
        }
        match body.addresses {
            Patch::Absent => {}
            Patch::Null => shown.addresses = Some(Vec::new()),
            Patch::Value(new) => {
                shown.addresses = Some(contacts::normalize(new, country, &email)?);
            }
        }
        let addresses = shown.addresses.as_deref().unwrap_or_default();
        shown.primary_contact_info = Some(contacts::primary(&email, addresses));
        apply_text(body.department, &mut shown.department);
        apply_text(body.title, &mut shown.title);
        apply_text(body.preferred_name, &mut shown.preferred_name);
        body.images.apply(&mut shown.images);
        if let Patch::Value(chat) = body.chat {
            shown.chat = Some(chat);
        }
        match body.acd_auto_answer {
            Patch::Absent => {}
            Patch::Null => shown.acd_auto_answer = Some(false),
            Patch::Value(answer) => shown.acd_auto_answer = Some(answer),
        }
        body.profile_skills.apply(&mut profile.profile_skills);
        body.certifications.apply(&mut profile.certifications);
        body.biography.apply(&mut profile.biography);
        body.employer_info.apply(&mut profile.employer_info);
        apply_text(body.language_preference, &mut profile.language_preference);
        match body.locations {
            Patch::Absent => {}
            Patch::Null => profile.locations = None,
            Patch::Value(given) => profile.locations = Some(locations(given)?),
        }
        Ok(())
    }

    /// The numbers and further addresses, from before and now.
    pub(super) fn addresses(&self) -> (&[Contact], &[Contact]) {
        let [old, new] =
            [&self.old, &self.shown].map(|user| user.addresses.as_deref().unwrap_or_default());
        (old, new)
    }

    /// Shows the manager that the user has.
    pub(super) fn show_manager(&mut self) {
        let manager = self.after.manager.as_deref();
        self.shown.manager = manager.map(|id| Box::new(audited::reference(id)));
    }

    /// The places of work, and those from before, which may stay.
    pub(super) fn places(&self) -> (&[Location], &[Location]) {
        (self.profile.locations.as_deref().unwrap_or_default(), &self.old_places)
    }
}
