//! What a question has wrong.

/// What a question has wrong; each names the field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Wrong {
    /// A value that is not allowed.
    Invalid {
        /// The field, as a path in the body.
        field: String,
        /// What came.
        value: String,
        /// What may come, in words.
        allowed: String,
    },
    /// A field that must be there.
    Missing {
        /// The field, as a path in the body.
        field: String,
    },
    /// More different values of a dimension than one question may name.
    TooManyValues {
        /// The dimension.
        dimension: &'static str,
        /// How many came.
        given: usize,
        /// How many may come.
        most: usize,
    },
}

impl Wrong {
    /// A value that is not allowed.
    pub fn invalid(
        field: impl Into<String>,
        value: &(impl ToString + ?Sized),
        allowed: impl Into<String>,
    ) -> Self {
        Self::Invalid { field: field.into(), value: value.to_string(), allowed: allowed.into() }
    }

    /// A field that must be there.
    pub fn missing(field: impl Into<String>) -> Self {
        Self::Missing { field: field.into() }
    }
}
