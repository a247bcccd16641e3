//! What a connection becomes by an upgrade keeps its place among the connections, and hears when it
//! has to end.

use std::sync::Arc;

use tokio::sync::OwnedSemaphorePermit;
use tokio_util::{sync::CancellationToken, task::task_tracker::TaskTrackerToken};

use super::{
    crowd::Member,
    watch::{UnderWay, Watch},
};

/// The place of a connection among all that there may be. The listener waits for it when it stops.
#[derive(Debug)]
pub(super) struct Place {
    _place: (OwnedSemaphorePermit, Member),
    _token: TaskTrackerToken,
}

impl Place {
    pub(super) const fn new(
        place: (OwnedSemaphorePermit, Member),
        token: TaskTrackerToken,
    ) -> Self {
        Self { _place: place, _token: token }
    }
}

/// Comes with a request that may upgrade its connection.
#[derive(Debug, Clone)]
pub(crate) struct Upgradable {
    place: Arc<Place>,
    watch: Arc<Watch>,
    stop: CancellationToken,
    cut: CancellationToken,
}

impl Upgradable {
    /// The tokens say when the connection has to end: once it may say farewell, and at once.
    pub(super) fn new(
        place: &Arc<Place>,
        watch: &Arc<Watch>,
        (stop, cut): (&CancellationToken, &CancellationToken),
    ) -> Self {
        Self { place: place.clone(), watch: watch.clone(), stop: stop.clone(), cut: cut.clone() }
    }

    /// The connection is upgraded: it is in use, and nobody ends it to make room.
    pub(crate) fn upgraded(self) -> Upgraded {
        let Self { place, watch, stop, cut } = self;
        Upgraded { _place: place, _under_way: watch.begin(), stop, cut }
    }
}

/// An upgraded connection, for as long as it lives.
#[derive(Debug)]
pub(crate) struct Upgraded {
    _place: Arc<Place>,
    _under_way: UnderWay,
    /// Cancelled when the server stops: farewells may be said.
    pub(crate) stop: CancellationToken,
    /// Cancelled when the connection has to end at once.
    pub(crate) cut: CancellationToken,
}
