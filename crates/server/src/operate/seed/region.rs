//! The parts of the world in which people work; each is a division.

/// A part of the world, which is a division of the organization.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Region {
    Americas,
    Europe,
    AsiaPacific,
}

impl Region {
    pub(super) const ALL: [Self; 3] = [Self::Americas, Self::Europe, Self::AsiaPacific];

    /// The name of its division.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Americas => "Americas",
            Self::Europe => "Europe",
            Self::AsiaPacific => "Asia Pacific",
        }
    }

    /// What its division is for.
    pub(super) const fn description(self) -> &'static str {
        match self {
            Self::Americas => "People in North, Central and South America.",
            Self::Europe => "People in Europe, the Middle East and Africa.",
            Self::AsiaPacific => "People in Asia and Oceania.",
        }
    }
}
