//! The built-in presences: their fixed ids and their three spellings.

/// The id of the source that this service is itself.
pub const PURECLOUD: &str = "PURECLOUD";

/// A built-in presence, which every definition belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SystemPresence {
    /// There, and open for anything.
    Available,
    /// Not at the desk.
    Away,
    /// On a break.
    Break,
    /// There, and not to be disturbed.
    Busy,
    /// At rest for a while.
    Idle,
    /// At a meal.
    Meal,
    /// In a meeting.
    Meeting,
    /// Signed out.
    Offline,
    /// Ready for what the queues offer.
    OnQueue,
    /// In a training.
    Training,
}

/// A built-in presence with its id and its spellings.
struct Facts {
    presence: SystemPresence,
    id: &'static str,
    display: &'static str,
    upper: &'static str,
    joined: &'static str,
}

macro_rules! facts {
    ($($presence:ident $id:literal $display:literal $upper:literal;)*) => {
        &[$(Facts {
            presence: SystemPresence::$presence,
            id: $id,
            display: $display,
            upper: $upper,
            joined: stringify!($presence),
        }),*]
    };
}

/// In the order of the enum.
const FACTS: &[Facts] = facts! {
    Available "6a3af858-942f-489d-9700-5f9bcdcdae9b" "Available" "AVAILABLE";
    Away "5e5c5c66-ea97-4e7f-ac41-6424784829f2" "Away" "AWAY";
    Break "227b37e2-f1d0-4dd0-8f50-badd7cf6d158" "Break" "BREAK";
    Busy "31fe3bac-dea6-44b7-bed7-47f91660a1a0" "Busy" "BUSY";
    Idle "7ffa01cd-7866-4ad7-8faa-31e11b42f51f" "Idle" "IDLE";
    Meal "3fd96123-badb-4f69-bc03-1b1ccc6d8014" "Meal" "MEAL";
    Meeting "bbdff279-7ae1-48ea-bade-7831d7234c64" "Meeting" "MEETING";
    Offline "ccf3c10a-aa2c-4845-8e8d-f59fa48c58e5" "Offline" "OFFLINE";
    OnQueue "e08eaf1b-ee47-4fa9-a231-1200e284798f" "On Queue" "ON_QUEUE";
    Training "d2390a99-8546-bad9-8f0a-219548e8aeb0" "Training" "TRAINING";
};

impl SystemPresence {
    /// All of them, by name.
    pub fn all() -> impl Iterator<Item = Self> {
        FACTS.iter().map(|facts| facts.presence)
    }

    fn facts(self) -> &'static Facts {
        &FACTS[self as usize]
    }

    /// The id of its own definition, the same in every organization.
    pub fn id(self) -> &'static str {
        self.facts().id
    }

    /// As older definitions and users' presences spell it: `On Queue`.
    pub fn display(self) -> &'static str {
        self.facts().display
    }

    /// As notifications and analytics spell it: `ON_QUEUE`. It is stored so, too.
    pub fn upper(self) -> &'static str {
        self.facts().upper
    }

    /// As newer definitions spell it: `OnQueue`.
    pub fn joined(self) -> &'static str {
        self.facts().joined
    }

    /// The presence that is spelled so: in any of the three ways, and in any case.
    pub fn named(name: &str) -> Option<Self> {
        let found = FACTS.iter().find(|facts| {
            [facts.display, facts.upper, facts.joined]
                .iter()
                .any(|it| it.eq_ignore_ascii_case(name))
        });
        found.map(|facts| facts.presence)
    }

    /// The presence whose own definition has this id.
    pub fn with_id(id: &str) -> Option<Self> {
        FACTS.iter().find(|facts| facts.id == id).map(|facts| facts.presence)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_presence_is_found_by_its_id_and_by_each_of_its_spellings() {
        for (place, presence) in SystemPresence::all().enumerate() {
            assert_eq!(presence as usize, place, "the facts are in the order of the enum");
            assert_eq!(SystemPresence::with_id(presence.id()), Some(presence));
            for name in [presence.display(), presence.upper(), presence.joined()] {
                assert_eq!(SystemPresence::named(name), Some(presence));
                assert_eq!(SystemPresence::named(&name.to_lowercase()), Some(presence));
            }
        }
        let spelled =
            [|it: SystemPresence| it.display(), SystemPresence::upper, SystemPresence::joined];
        assert_eq!(
            spelled.map(|of| of(SystemPresence::OnQueue)),
            ["On Queue", "ON_QUEUE", "OnQueue"]
        );
        assert_eq!(SystemPresence::named("Asleep"), None);
    }
}
