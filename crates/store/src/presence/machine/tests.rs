//! Examples of the table, and sequences of events that nobody thought of.

use super::*;
use crate::presence::intervals::{Interval, Kind, apply};

fn at(milliseconds: i64) -> DateTime {
    DateTime::from_milliseconds(milliseconds)
}

fn choose(system: SystemPresence) -> Event {
    Event::Choose {
        definition: system.id().to_owned(),
        system,
        message: None,
        source: crate::presence::PURECLOUD.to_owned(),
    }
}

fn conversation(id: &str, routed: bool, queue: Option<&str>) -> Event {
    let (id, media, queue) = (id.to_owned(), "call".to_owned(), queue.map(str::to_owned));
    Event::Start(Conversation { id, media, routed, queue, after_call: false })
}

/// The state of a new user after these events, a second apart; the last one is answered as it is.
fn after(events: &[Event]) -> Result<Step, Forbidden> {
    let (last, events) = events.split_last().unwrap();
    let mut live = Live::new(at(0));
    for (second, event) in (1..).zip(events) {
        live = live.after(event.clone(), at(second * 1000)).unwrap().live;
    }
    live.after(last.clone(), at(60_000))
}

fn status(events: &[Event]) -> Routing {
    after(events).unwrap().live.routing
}

#[test]
fn the_routing_status_follows_from_presence_and_conversations() {
    let on = || choose(SystemPresence::OnQueue);
    let (routed, own) = (|| conversation("r", true, None), || conversation("o", false, None));
    let end = |id: &str| Event::End(id.to_owned());
    for (events, expected) in [
        (vec![choose(SystemPresence::Busy)], Routing::OffQueue),
        (vec![on()], Routing::Idle),
        (vec![on(), routed()], Routing::Interacting),
        (vec![on(), own()], Routing::Communicating),
        (vec![on(), own(), routed()], Routing::Interacting),
        (vec![on(), own(), routed(), end("r")], Routing::Communicating),
        (vec![on(), routed(), Event::AfterCall("r".to_owned())], Routing::Interacting),
        (vec![on(), routed(), end("r")], Routing::Idle),
        (vec![own(), on()], Routing::Communicating),
        (vec![own()], Routing::OffQueue),
        (vec![on(), Event::Miss], Routing::NotResponding),
        (vec![on(), Event::Miss, own()], Routing::NotResponding),
        (vec![on(), Event::Miss, on()], Routing::NotResponding),
        (vec![on(), Event::Miss, choose(SystemPresence::Break)], Routing::OffQueue),
        (vec![on(), Event::Miss, Event::Ask(Routing::Idle)], Routing::Idle),
        (vec![on(), Event::Miss, own(), Event::Ask(Routing::Idle)], Routing::Communicating),
        (vec![on(), routed(), choose(SystemPresence::Away)], Routing::OffQueue),
        (vec![on(), routed(), Event::Leave], Routing::OffQueue),
        (vec![on(), Event::Report(Routing::Interacting)], Routing::Interacting),
    ] {
        assert_eq!(status(&events), expected, "{events:?}");
    }
}

#[test]
fn what_the_table_forbids_is_refused_and_says_why() {
    let on = || choose(SystemPresence::OnQueue);
    for (events, says) in [
        (vec![Event::Ask(Routing::Idle)], "is not possible while the routing status is OFF_QUEUE"),
        (vec![on(), Event::Ask(Routing::OffQueue)], "while the routing status is IDLE"),
        (vec![on(), Event::Ask(Routing::Interacting)], "while the routing status is IDLE"),
        (vec![Event::Miss], "missing an alert is not possible"),
        (vec![conversation("c", true, None)], "a conversation from a queue is not possible"),
        (vec![on(), Event::Miss, conversation("c", true, None)], "NOT_RESPONDING"),
        (vec![on(), conversation("c", true, Some("q"))], "has not joined the queue [q]"),
        (
            vec![on(), conversation("c", true, None), conversation("c", true, None)],
            "started already",
        ),
        (vec![on(), Event::End("c".to_owned())], "no conversation with the id [c]"),
        (
            vec![on(), conversation("c", false, None), Event::AfterCall("c".to_owned())],
            "after-call",
        ),
        (vec![Event::Report(Routing::Idle)], "OFF_QUEUE"),
        (vec![on(), Event::Report(Routing::OffQueue)], "IDLE"),
        (vec![on(), Event::Report(Routing::Other("BUSY".to_owned()))], "IDLE"),
    ] {
        let refused = after(&events).expect_err("the table has a dash").to_string();
        assert!(refused.contains(says), "{events:?}: {refused}");
    }
}

#[test]
fn an_event_that_changes_nothing_keeps_every_time() {
    let step = after(&[choose(SystemPresence::Busy), choose(SystemPresence::Busy)]).unwrap();
    assert!(!step.changes());
    assert_eq!(step.live.presence.since, at(1000));
    let same = after(&[Event::Ask(Routing::OffQueue)]).unwrap();
    assert!(!same.changes() && same.live.routing_since == at(0));
}

#[test]
fn another_message_changes_the_date_and_not_the_interval() {
    let message = Event::Choose {
        definition: SystemPresence::Busy.id().to_owned(),
        system: SystemPresence::Busy,
        message: Some("back at noon".to_owned()),
        source: crate::presence::PURECLOUD.to_owned(),
    };
    let step = after(&[choose(SystemPresence::Busy), message]).unwrap();
    assert!(step.presence && !step.definition);
    let presence = step.live.presence;
    assert_eq!((presence.since, presence.modified_at), (at(1000), at(60_000)));
}

/// Numbers that are the same for the same seed.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, end: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % end
    }

    fn one_of<T: Clone>(&mut self, all: &[T]) -> T {
        let place = self.below(all.len() as u64);
        all[usize::try_from(place).unwrap()].clone()
    }

    fn event(&mut self) -> Event {
        let statuses = [
            Routing::OffQueue,
            Routing::Idle,
            Routing::Interacting,
            Routing::NotResponding,
            Routing::Communicating,
        ];
        let systems: Vec<_> = SystemPresence::all().collect();
        let id = self.one_of(&["a", "b", "c"]);
        match self.below(12) {
            0..=2 => choose(SystemPresence::OnQueue),
            3 => Event::Choose {
                definition: self.one_of(&["a refinement", "another"]).to_owned(),
                system: self.one_of(&systems),
                message: self.one_of(&[None, Some("soon".to_owned())]),
                source: self.one_of(&["PURECLOUD", "teams"]).to_owned(),
            },
            4 => choose(self.one_of(&systems)),
            5 => Event::Ask(self.one_of(&statuses)),
            6 => Event::Report(self.one_of(&statuses)),
            7 => conversation(id, true, self.one_of(&[None, Some("q")])),
            8 => conversation(id, false, None),
            9 => self.one_of(&[Event::End(id.to_owned()), Event::AfterCall(id.to_owned())]),
            10 => Event::Miss,
            _ if self.below(4) == 0 => Event::Leave,
            _ => Event::Queues(self.one_of(&[vec![], vec!["q".to_owned()]]).into_iter().collect()),
        }
    }
}

/// Sequences, and events in each.
const SEQUENCES: (u64, usize) = (12_000, 40);

#[test]
fn no_sequence_of_events_reaches_a_state_that_the_table_forbids() {
    let mut reached = BTreeSet::new();
    for seed in 1..=SEQUENCES.0 {
        let mut numbers = Numbers(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15));
        let (mut live, mut now) = (Live::new(at(0)), 0);
        let mut reported = false;
        for _ in 0..SEQUENCES.1 {
            now += i64::try_from(numbers.below(3)).unwrap() * 500;
            let event = numbers.event();
            let Ok(step) = live.after(event.clone(), at(now)) else { continue };
            reported = match event {
                Event::Report(_) => true,
                _ if step.routing => false,
                _ => reported,
            };
            let missed = live.routing == Routing::NotResponding || event == Event::Miss;
            live = step.live;
            let context = || format!("seed {seed}: {event:?} to {live:?}");
            assert_eq!(live.is_on_queue(), live.routing != Routing::OffQueue, "{}", context());
            if live.routing == Routing::NotResponding {
                assert!(missed || reported, "{}", context());
            } else if !reported {
                assert_eq!(live.routing, live.follows(), "{}", context());
            }
            reached.insert(live.routing.to_string());
        }
    }
    assert_eq!(reached.len(), 5, "every status was reached: {reached:?}");
}

#[test]
fn the_intervals_of_each_kind_tile_time_without_gap_or_overlap() {
    for seed in 1..=SEQUENCES.0 {
        let mut numbers = Numbers(seed.wrapping_mul(0xd134_2543_de82_ef95));
        let (mut live, mut now) = (Live::new(at(0)), 0);
        let mut intervals: Vec<Interval> = Interval::first(&live).into();
        for _ in 0..SEQUENCES.1 {
            // The clock stands still, goes on, and now and then runs backwards.
            now += (i64::try_from(numbers.below(5)).unwrap() - 1) * 400;
            let Ok(step) = live.after(numbers.event(), at(now)) else { continue };
            for change in Interval::of_step(&live, &step) {
                apply(&mut intervals, change);
            }
            live = step.live;
            for kind in [Kind::Presence, Kind::Routing] {
                let of_kind = intervals.iter().filter(|interval| interval.kind == kind);
                tiles(&of_kind.collect::<Vec<_>>(), &live, kind);
            }
        }
    }
}

#[track_caller]
fn tiles(intervals: &[&Interval], live: &Live, kind: Kind) {
    assert_eq!(intervals[0].start, at(0));
    for pair in intervals.windows(2) {
        assert_eq!(pair[0].end, Some(pair[1].start), "{intervals:?}");
    }
    let (last, closed) = intervals.split_last().unwrap();
    assert!(closed.iter().all(|it| it.end.is_some_and(|end| it.start < end)), "{intervals:?}");
    let (value, start) = match kind {
        Kind::Presence => (live.presence.system.upper().to_owned(), live.presence.since),
        Kind::Routing => (live.routing.to_string(), live.routing_since),
    };
    assert_eq!((last.end, &last.value, last.start), (None, &value, start), "{live:?}");
}
