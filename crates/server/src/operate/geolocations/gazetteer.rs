//! Towns of the world, by position: GeoNames (CC BY 4.0), in the program.

use std::{sync::Arc, time::Duration};

use resources::rules::people::geolocations::Place;
use reverse_geocoder::ReverseGeocoder;
use tokio::{task::spawn_blocking, time::Instant};

/// Farther than this from the nearest town nobody says to be there, in metres.
const FARTHEST: f64 = 100_000.0;
/// The mean radius of the earth, in metres.
const RADIUS: f64 = 6_371_000.0;
/// Unused for so long, it is put away: it takes some 40 MB.
const IDLE: Duration = Duration::from_mins(5);

/// Finds the nearest town.
pub(super) struct Gazetteer(ReverseGeocoder);

impl Gazetteer {
    fn open() -> Self {
        Self(ReverseGeocoder::new())
    }

    /// The place at so many degrees north and east, unless it is far from any.
    pub(super) fn place_at(&self, at: (f64, f64)) -> Option<Place> {
        let found = self.0.search(at);
        // The chord between two points of a sphere of radius 1, squared.
        let metres = 2.0 * RADIUS * (found.distance.sqrt() / 2.0).min(1.0).asin();
        (metres <= FARTHEST).then(|| Place {
            city: found.record.name.clone(),
            region: found.record.admin1.clone(),
            country: found.record.cc.clone(),
        })
    }
}

/// Where the gazetteer is while it is in use.
#[derive(Default)]
pub(super) struct Shelf(Option<(Arc<Gazetteer>, Instant)>);

impl Shelf {
    /// The gazetteer, opened if it is not; opening takes a moment, and another thread.
    pub(super) async fn take(&mut self, now: Instant) -> Result<Arc<Gazetteer>, String> {
        let gazetteer = match self.0.take() {
            Some((gazetteer, _)) => gazetteer,
            None => Arc::new(
                spawn_blocking(Gazetteer::open)
                    .await
                    .map_err(|error| format!("the gazetteer could not be opened: {error}"))?,
            ),
        };
        self.0 = Some((gazetteer.clone(), now));
        Ok(gazetteer)
    }

    /// Lets it go if it was not used for a while.
    pub(super) fn put_away_if_idle(&mut self, now: Instant) {
        self.0 = self.0.take().filter(|(_, used)| now.duration_since(*used) < IDLE);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn it_names_the_nearest_town_and_nothing_far_out_at_sea() {
        let gazetteer = Shelf::default().take(Instant::now()).await.unwrap();
        let place =
            |at| gazetteer.place_at(at).map(|place| (place.city, place.region, place.country));
        let expected = |city: &str, region: &str, country: &str| {
            Some((city.to_owned(), region.to_owned(), country.to_owned()))
        };
        assert_eq!(place((39.7684, -86.1581)), expected("Indianapolis", "Indiana", "US"));
        assert_eq!(place((35.6895, 139.6917)), expected("Tokyo", "Tokyo", "JP"));
        for nowhere in [(0.0, 0.0), (90.0, 180.0), (-90.0, -180.0)] {
            assert_eq!(place(nowhere), None, "{nowhere:?}");
        }
    }

    #[tokio::test]
    async fn it_is_put_away_when_nobody_has_used_it_for_a_while() {
        let (mut shelf, start) = (Shelf::default(), Instant::now());
        let first = shelf.take(start).await.unwrap();
        shelf.put_away_if_idle(start + IDLE / 2);
        let again = shelf.take(start + IDLE / 2).await.unwrap();
        assert!(Arc::ptr_eq(&first, &again));
        shelf.put_away_if_idle(start + IDLE);
        assert!(shelf.0.is_some());
        shelf.put_away_if_idle(start + IDLE * 2);
        assert!(shelf.0.is_none());
    }
}
