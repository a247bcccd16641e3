use super::*;

const DAYS: u32 = 28;
const DAY: i64 = 86_400_000;

fn now() -> Timestamp {
    // In the fortnight before, clocks were changed in Europe and Australia.
    "2026-04-10T12:00:00Z".parse().unwrap()
}

fn of_kind(past: &Past, kind: Kind) -> Vec<&Interval> {
    past.intervals.iter().filter(|it| it.kind == kind).collect()
}

fn agents(seed: u64) -> Vec<Past> {
    let what = What { agents: 30, days: DAYS, seed };
    (0..30).map(|number| play(format!("user-{number}"), what, now()).unwrap()).collect()
}

#[test]
fn days_tile_time_without_gap_or_overlap_and_obey_the_machine() {
    for past in agents(1) {
        for kind in [Kind::Presence, Kind::Routing] {
            let intervals = of_kind(&past, kind);
            assert_eq!(intervals[0].start, past.begin);
            for pair in intervals.windows(2) {
                assert_eq!(pair[0].end, Some(pair[1].start), "{pair:?}");
                assert!(pair[0].start < pair[1].start, "{pair:?}");
                assert_ne!(pair[0].value, pair[1].value, "{pair:?}");
            }
            let last = intervals.last().unwrap();
            let rest = if kind == Kind::Presence { "OFFLINE" } else { "OFF_QUEUE" };
            assert_eq!((last.end, last.value.as_str()), (None, rest));
        }
        // The routing status is off queue exactly while the presence is not On Queue.
        for routing in of_kind(&past, Kind::Routing) {
            let presences = of_kind(&past, Kind::Presence);
            let during = presences.iter().filter(|it| {
                it.start < routing.end.unwrap_or(DateTime::from_milliseconds(i64::MAX))
                    && it.end.is_none_or(|end| end > routing.start)
            });
            for presence in during {
                let on_queue = presence.value == "ON_QUEUE";
                assert_eq!(on_queue, routing.value != "OFF_QUEUE", "{presence:?} {routing:?}");
            }
        }
    }
}

#[test]
fn a_day_is_one_that_people_have() {
    let (mut values, mut worked, mut on_queue) = (std::collections::BTreeSet::new(), 0, 0);
    for past in agents(2) {
        let long =
            |it: &Interval| it.end.map_or(0, |end| end.milliseconds() - it.start.milliseconds());
        for it in &past.intervals {
            values.insert(it.value.clone());
            if it.kind == Kind::Presence && it.value != "OFFLINE" {
                worked += long(it);
            }
            if it.value == "ON_QUEUE" {
                on_queue += long(it);
            }
        }
    }
    for value in ["AVAILABLE", "BREAK", "MEAL", "MEETING", "TRAINING", "AWAY", "OFFLINE"] {
        assert!(values.contains(value), "{values:?}");
    }
    for value in ["IDLE", "INTERACTING", "COMMUNICATING", "NOT_RESPONDING", "OFF_QUEUE"] {
        assert!(values.contains(value), "{values:?}");
    }
    // Five days in seven of eight to nine hours, some of them missed.
    let hours = worked * 24 / (30 * i64::from(DAYS) * DAY);
    assert!((4..=6).contains(&hours), "{hours}");
    assert!(on_queue * 100 > worked * 70 && on_queue * 100 < worked * 95, "{on_queue} of {worked}");
}

#[test]
fn the_same_seed_plays_the_same_days_and_another_one_does_not() {
    let all = |seed| agents(seed).into_iter().map(|past| past.intervals).collect::<Vec<_>>();
    assert!(all(3) == all(3));
    assert!(all(3) != all(4));
}

#[test]
fn what_lies_before_a_time_ends_there() {
    let past = &agents(5)[0];
    let until = past.begin.plus_seconds(10 * 86_400 + 12 * 3_600);
    for kind in [Kind::Presence, Kind::Routing] {
        let before = played::before(&past.intervals, kind, until);
        assert_eq!(before.last().unwrap().end, Some(until));
        assert!(before.iter().all(|it| it.end.is_some_and(|end| it.start < end && end <= until)));
    }
}
