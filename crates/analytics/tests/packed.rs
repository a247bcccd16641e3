//! Packed records are the records that were packed, and bytes that are none are refused.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use std::sync::Arc;

use analytics::{
    Aggregation, Kind, Packed, Record, Sees, Sums,
    packed::{Garbled, MAX_RECORDS, Unpackable, pack, runs},
};
use api::{DateTime, UserAggregateMetric, UserAggregationQuery};

/// Numbers that look random and are the same in each run.
struct Dice(u64);

impl Dice {
    fn below(&mut self, most: u64) -> i64 {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        i64::try_from((self.0 >> 33) % most).unwrap()
    }

    fn place(&mut self, most: usize) -> usize {
        usize::try_from(self.below(most as u64)).unwrap()
    }

    fn one_of<'t, T>(&mut self, all: &'t [T]) -> &'t T {
        &all[self.place(all.len())]
    }
}

const HOUR: u64 = 3_600_000;
const NOON: i64 = 1_767_268_800_000;
const STATES: &[(Kind, &str, Option<&str>)] = &[
    (Kind::Presence, "AVAILABLE", Some("6a3af858-942f-489d-9700-5f9bcdcdae9b")),
    (Kind::Presence, "ON_QUEUE", Some("e08eaf1b-ee47-4fa9-a231-1200e284798f")),
    (Kind::Presence, "BUSY", Some("01234567-89ab-cdef-0123-456789abcdef")),
    (Kind::Presence, "BUSY", Some("01234567-89AB-cdef-0123-456789abcdef")),
    (Kind::Presence, "BUSY", Some("not an id: ✓")),
    (Kind::Presence, "", Some("")),
    (Kind::Presence, "SOMETHING_NEW", None),
    (Kind::Routing, "IDLE", None),
    (Kind::Routing, "INTERACTING", None),
    (Kind::Routing, "OFF_QUEUE", None),
];

/// Records that follow each other, some longer than a day and some of no length.
fn history(dice: &mut Dice, kind: Kind, count: usize) -> Vec<Record<'static>> {
    let states: Vec<_> = STATES.iter().filter(|(of, ..)| *of == kind).collect();
    let mut start = NOON - dice.below(100 * HOUR);
    let longest = *dice.one_of(&[2, 60_000, HOUR / 4, 9 * HOUR, 80 * HOUR]);
    (0..count)
        .map(|_| {
            let (kind, value, definition) = **dice.one_of(&states);
            let end = start + dice.below(longest);
            let (begin, over) =
                (DateTime::from_milliseconds(start), DateTime::from_milliseconds(end));
            start = end;
            Record { kind, start: begin, end: Some(over), value, definition }
        })
        .collect()
}

fn times(records: &[Record<'_>]) -> (DateTime, DateTime) {
    (records[0].start, records.last().unwrap().end.unwrap())
}

const ALWAYS: (i64, i64) = (i64::MIN, i64::MAX);

/// The records again, each written out.
fn unpacked(packed: &Packed<'_>, within: (i64, i64)) -> Result<Vec<String>, Garbled> {
    let mut all = Vec::new();
    packed.records(within, |record| all.push(format!("{record:?}")))?;
    Ok(all)
}

fn written(records: &[Record<'_>]) -> Vec<String> {
    records.iter().map(|record| format!("{record:?}")).collect()
}

#[test]
fn what_is_packed_is_unpacked_in_its_order_without_gap_or_overlap() {
    let mut dice = Dice(1);
    for number in 0..2_000 {
        let kind = *dice.one_of(&Kind::ALL);
        let count = 1 + dice.place(if number % 10 == 0 { 900 } else { 60 });
        let records = history(&mut dice, kind, count);
        let bytes = pack(&records).unwrap();
        let packed = Packed::read(kind, times(&records), &bytes).unwrap();
        assert_eq!(unpacked(&packed, ALWAYS).unwrap(), written(&records));
        let mut end = packed.times().0.milliseconds();
        let shown = packed.each(ALWAYS, |start, over, _| {
            assert_eq!(start, end);
            assert!(over >= start);
            end = over;
        });
        shown.unwrap();
        assert_eq!(end, packed.times().1.milliseconds());
    }
}

#[test]
fn only_records_that_touch_the_time_are_shown() {
    let mut dice = Dice(2);
    for _ in 0..500 {
        let records = history(&mut dice, Kind::Presence, 40);
        let bytes = pack(&records).unwrap();
        let packed = Packed::read(Kind::Presence, times(&records), &bytes).unwrap();
        let from = NOON - dice.below(100 * HOUR);
        let until = from + 1 + dice.below(50 * HOUR);
        let touching: Vec<_> = records
            .iter()
            .filter(|it| it.start.milliseconds() < until && it.end.unwrap().milliseconds() > from)
            .copied()
            .collect();
        assert_eq!(unpacked(&packed, (from, until)).unwrap(), written(&touching));
    }
}

#[test]
fn a_record_of_a_day_takes_less_than_seventeen_bytes() {
    let mut dice = Dice(3);
    for kind in Kind::ALL {
        let states: Vec<_> = STATES.iter().filter(|(of, ..)| *of == kind).collect();
        let mut start = NOON;
        let records = (0..60).map(|_| {
            let (kind, value, definition) = **dice.one_of(&states);
            let (begin, end) = (start, start + 1 + dice.below(HOUR / 4));
            start = end;
            let (start, end) =
                (DateTime::from_milliseconds(begin), DateTime::from_milliseconds(end));
            Record { kind, start, end: Some(end), value, definition }
        });
        let records: Vec<_> = records.collect();
        let bytes = pack(&records).unwrap().len();
        assert!(bytes < 60 * 17 && (kind == Kind::Presence || bytes <= 60 * 4 + 12), "{bytes}");
    }
}

#[test]
fn records_are_packed_by_day_and_only_where_they_follow_each_other() {
    let mut dice = Dice(4);
    for _ in 0..300 {
        let mut records = history(&mut dice, Kind::Routing, 200);
        let gap = dice.place(records.len());
        records.remove(gap);
        let mut all = Vec::new();
        for run in runs(&records) {
            let day = |record: &Record<'_>| record.start.milliseconds().div_euclid(86_400_000);
            assert!(run.iter().all(|record| day(record) == day(&run[0])));
            assert!(run.len() <= MAX_RECORDS);
            let bytes = pack(run).unwrap();
            let packed = Packed::read(Kind::Routing, times(run), &bytes).unwrap();
            all.extend(unpacked(&packed, ALWAYS).unwrap());
        }
        assert_eq!(all, written(&records));
    }
    let many = history(&mut dice, Kind::Routing, 5 * MAX_RECORDS);
    assert!(runs(&many).all(|run| run.len() <= MAX_RECORDS));
}

#[test]
fn records_that_do_not_follow_each_other_or_are_not_over_are_not_packed() {
    let mut dice = Dice(5);
    let records = history(&mut dice, Kind::Routing, 10);
    assert_eq!(pack(&[]), Err(Unpackable::Empty));
    let mut open = records.clone();
    open[9].end = None;
    assert_eq!(pack(&open), Err(Unpackable::Open));
    let mut reversed = records.clone();
    reversed[9].end = Some(reversed[9].start.plus_milliseconds(-1));
    assert_eq!(pack(&reversed), Err(Unpackable::Open));
    let mut gap = records.clone();
    gap[4].start = gap[4].start.plus_milliseconds(1);
    assert_eq!(pack(&gap), Err(Unpackable::Gap));
    let mut mixed = records;
    mixed[4].kind = Kind::Presence;
    assert_eq!(pack(&mixed), Err(Unpackable::Gap));
    let longest = Record { start: DateTime::FIRST, end: Some(DateTime::LAST), ..mixed[0] };
    assert!(pack(&[longest]).is_ok(), "no time is too long");
}

/// Reads bytes as a reader of the database does; whatever they are, it must come back.
fn read(kind: Kind, times: (DateTime, DateTime), bytes: &[u8]) -> Result<Vec<String>, Garbled> {
    unpacked(&Packed::read(kind, times, bytes)?, ALWAYS)
}

#[test]
fn bytes_that_are_no_packed_records_are_refused() {
    let mut dice = Dice(6);
    let records = history(&mut dice, Kind::Presence, 30);
    let (bytes, times) = (pack(&records).unwrap(), times(&records));
    assert_eq!(read(Kind::Presence, times, &bytes).unwrap(), written(&records));
    assert_eq!(read(Kind::Presence, times, &[]), Err(Garbled::Short));
    for length in 0..bytes.len() {
        assert!(read(Kind::Presence, times, &bytes[..length]).is_err(), "{length} bytes");
    }
    let mut longer = bytes.clone();
    longer.push(0);
    assert_eq!(read(Kind::Presence, times, &longer), Err(Garbled::Long));
    let mut newer = bytes.clone();
    newer[0] = 2;
    assert_eq!(read(Kind::Presence, times, &newer), Err(Garbled::Version(2)));
    let (start, end) = times;
    assert_eq!(read(Kind::Presence, (start, end.plus_milliseconds(1)), &bytes), Err(Garbled::End));
    assert_eq!(read(Kind::Presence, (start, end.plus_milliseconds(-1)), &bytes), Err(Garbled::End));
    assert!(read(Kind::Presence, (DateTime::from_milliseconds(i64::MAX), end), &bytes).is_err());
    // Many states or records that are said to follow take no memory before they are read.
    let huge = [1, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f];
    assert_eq!(read(Kind::Presence, times, &huge), Err(Garbled::Invalid));
    let huge = [1, 1, 1, 0, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f, 0];
    assert_eq!(read(Kind::Presence, times, &huge), Err(Garbled::Short));
}

#[test]
fn no_bytes_bring_a_reader_down() {
    let mut dice = Dice(7);
    let (mut refused, mut taken) = (0, 0);
    for number in 0..20_000 {
        let kind = *dice.one_of(&Kind::ALL);
        let count = 1 + dice.place(12);
        let records = history(&mut dice, kind, count);
        let (mut bytes, times) = (pack(&records).unwrap(), times(&records));
        for _ in 0..=dice.place(3) {
            let place = dice.place(bytes.len());
            match number % 4 {
                0 => bytes[place] = dice.below(256).to_le_bytes()[0],
                1 => bytes[place] ^= 1 << dice.place(8),
                2 => drop(bytes.remove(place)),
                _ => bytes.insert(place, dice.below(256).to_le_bytes()[0]),
            }
            if bytes.is_empty() {
                break;
            }
        }
        match read(kind, times, &bytes) {
            Ok(_) => taken += 1,
            Err(_) => refused += 1,
        }
    }
    assert!(refused > 10_000 && taken > 0, "{refused} {taken}");
}

#[test]
fn packed_records_are_added_up_as_each_of_them_is() {
    let mut dice = Dice(8);
    for _ in 0..500 {
        let from = NOON - dice.below(80 * HOUR);
        let until = from + 1 + dice.below(100 * HOUR);
        let at = DateTime::from_milliseconds;
        let now = at(from + dice.below(120 * HOUR));
        let metrics = vec![
            UserAggregateMetric::SystemPresence,
            UserAggregateMetric::OrganizationPresence,
            UserAggregateMetric::AgentRoutingStatus,
        ];
        let interval = format!("{}/{}", at(from), at(until));
        let mut body = UserAggregationQuery::new(interval, metrics);
        body.granularity = Some((*dice.one_of(&["PT30M", "PT1H", "P1D"])).to_owned());
        body.time_zone = Some((*dice.one_of(&["UTC", "Asia/Kolkata"])).to_owned());
        let asked = Arc::new(Aggregation::read(&body).unwrap());
        let mut plain = Sums::new(asked.clone(), now, usize::MAX);
        let mut packed = Sums::new(asked, now, usize::MAX);
        for kind in Kind::ALL {
            let records = history(&mut dice, kind, 50);
            for record in &records {
                plain.see("ada", record);
            }
            for run in runs(&records) {
                let bytes = pack(run).unwrap();
                let run = Packed::read(kind, times(run), &bytes).unwrap();
                packed.see_packed("ada", &run, (from, until)).unwrap();
            }
        }
        let (plain, packed) = (plain.finish().unwrap(), packed.finish().unwrap());
        assert_eq!(format!("{packed:?}"), format!("{plain:?}"));
    }
}
