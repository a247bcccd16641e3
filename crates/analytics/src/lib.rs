//! Questions about what users did, answered from the records of their presences and routing statuses.
//!
//! No I/O: whoever asks reads the records in their order, gives them to what collects them, and takes
//! the answer out. [`Details`] collects records, [`Aggregation`] adds up times, [`Activity`] counts
//! what users do now. Each of them [`Sees`] records one by one, or packed. Everything that a question can have wrong is a [`Wrong`].

mod activity;
mod aggregates;
mod buckets;
mod counts;
mod details;
pub mod packed;
mod predicates;
mod record;
mod sees;
mod span;
mod wrong;

pub use activity::{Activity, Groups, Membership, Present};
pub use aggregates::{Aggregation, Sums, TooMuch};
pub use buckets::{Buckets, FINEST};
pub use details::{Details, Hit, Hits, Page, rows};
pub use packed::Packed;
pub use predicates::{Test, Tree, Users, users_of, users_of_all};
pub use record::{Kind, Record};
pub use sees::Sees;
pub use span::Span;
pub use wrong::Wrong;
