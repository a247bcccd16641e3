//! Who looks at records.

use crate::{Hits, Packed, Record, Sums, packed::Garbled};

/// Something that looks at the records of users, whatever the order of users and times is.
pub trait Sees: Send {
    /// Looks at a record of a user.
    fn see(&mut self, user: &str, record: &Record<'_>);

    /// Looks at those packed records of a user that have something in common with a time, given in
    /// milliseconds.
    ///
    /// # Errors
    ///
    /// When they cannot be read.
    fn see_packed(
        &mut self,
        user: &str,
        packed: &Packed<'_>,
        within: (i64, i64),
    ) -> Result<(), Garbled> {
        packed.records(within, |record| self.see(user, record))
    }
}

impl<F: FnMut(&str, &Record<'_>) + Send> Sees for F {
    fn see(&mut self, user: &str, record: &Record<'_>) {
        self(user, record);
    }
}

impl Sees for Hits<'_> {
    fn see(&mut self, user: &str, record: &Record<'_>) {
        Hits::see(self, user, record);
    }
}

impl Sees for Sums {
    fn see(&mut self, user: &str, record: &Record<'_>) {
        self.add(user, record);
    }

    fn see_packed(
        &mut self,
        user: &str,
        packed: &Packed<'_>,
        _: (i64, i64),
    ) -> Result<(), Garbled> {
        self.add_packed(user, packed)
    }
}
