//! What is told of how long a user was in each status.
//!
//! When an interval ends, the half hours that it belongs to are told anew, each with all that has
//! ended in it. So the last notification about a half hour says the same as analytics does; of a long
//! interval the earlier half hours are not told.

use std::collections::BTreeMap;

use api::{
    DateTime, Map, StatEventUserTopicIntervalMetrics, StatEventUserTopicMetricStats,
    StatEventUserTopicStatsNotification, UserAggregatesTopic,
};

use crate::{
    Result, Told, Tx, notifications,
    presence::{
        intervals::{Interval, Kind},
        machine::{Live, Step},
        packs,
    },
};

/// Half an hour, in milliseconds.
const HALF_HOUR: i64 = 30 * 60 * 1000;
/// Of a longer interval, its last half hours are told: a night that ends with a sign-in would fill the
/// outbox otherwise.
const MOST: i64 = 4;

/// Milliseconds by metric and qualifier.
type Sums = BTreeMap<(&'static str, String), i64>;

/// What is told once the intervals of a step are stored; none if no time has passed.
pub(super) async fn of_step(
    tx: &mut Tx,
    user: &str,
    before: &Live,
    step: &Step,
) -> Result<Option<Told>> {
    let (old, new) = (&before.presence, &step.live.presence);
    let ended = [
        (Kind::Presence, step.definition.then_some((old.since, new.since))),
        (Kind::Routing, step.routing.then_some((before.routing_since, step.live.routing_since))),
    ];
    let mut halves: BTreeMap<i64, Sums> = BTreeMap::new();
    for (kind, ended) in ended {
        let Some((start, end)) = ended.filter(|(start, end)| start < end) else { continue };
        let last = (end.milliseconds() - 1).div_euclid(HALF_HOUR);
        let first = start.milliseconds().div_euclid(HALF_HOUR).max(last + 1 - MOST);
        let from = DateTime::from_milliseconds(first * HALF_HOUR);
        for interval in packs::since(tx, user, kind, from).await? {
            add(&mut halves, &interval, (first, last));
        }
    }
    if halves.is_empty() {
        return Ok(None);
    }
    let body = StatEventUserTopicStatsNotification {
        group: Some(Map::from_iter([("userId".to_owned(), user.to_owned())])),
        data: Some(halves.into_iter().map(|(half, sums)| shown(half, sums)).collect()),
    };
    notifications::told(&UserAggregatesTopic { id: user.to_owned() }, &body).map(Some)
}

/// Adds an interval to the half hours that it belongs to; what lasts is not added yet.
fn add(halves: &mut BTreeMap<i64, Sums>, interval: &Interval, (first, last): (i64, i64)) {
    let (start, Some(end)) = (interval.start.milliseconds(), interval.end) else { return };
    let end = end.milliseconds();
    let until = (end - 1).div_euclid(HALF_HOUR).min(last);
    for half in first.max(start.div_euclid(HALF_HOUR))..=until {
        let (from, to) = (half * HALF_HOUR, (half + 1) * HALF_HOUR);
        let length = end.min(to) - start.max(from);
        let sums = halves.entry(half).or_default();
        let mut count = |metric, qualifier| *sums.entry((metric, qualifier)).or_default() += length;
        match interval.kind {
            Kind::Presence => {
                count("tSystemPresence", interval.value.clone());
                if let Some(definition) = &interval.definition {
                    count("tOrganizationPresence", definition.clone());
                }
            }
            Kind::Routing => count("tAgentRoutingStatus", interval.value.clone()),
        }
    }
}

fn shown(half: i64, sums: Sums) -> StatEventUserTopicIntervalMetrics {
    let [from, to] = [half, half + 1].map(|it| DateTime::from_milliseconds(it * HALF_HOUR));
    let metrics = sums.into_iter().map(|((metric, qualifier), sum)| {
        // Half an hour in milliseconds has no fraction that could be lost.
        let sum = i32::try_from(sum).unwrap_or(i32::MAX);
        StatEventUserTopicMetricStats {
            metric: Some(metric.to_owned()),
            qualifier: Some(qualifier),
            stats: Some(Map::from_iter([("sum".to_owned(), f64::from(sum))])),
        }
    });
    StatEventUserTopicIntervalMetrics {
        interval: Some(format!("{from}/{to}")),
        metrics: Some(metrics.collect()),
    }
}
