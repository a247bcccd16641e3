//! Records that are over, packed: those of one kind and user that follow each other without a gap.
//!
//! What is stored beside the bytes is when the first begins and when the last ends. The bytes are
//!
//! 1. the version, 1;
//! 2. the number of states, then each state: its value and its definition. A byte is a number in a
//!    list of known ones, or says that what follows is a text, or an id of 16 bytes;
//! 3. the number of records, then each of them as one number: how many milliseconds it lasts, and in
//!    the lowest bits which state it has.
//!
//! Numbers have seven bits in a byte, the lowest first, and the highest bit says that more follow. So
//! a record of up to nine hours takes four bytes at most where there are eight states.

use std::borrow::Cow;

use api::DateTime;

use crate::{Kind, Record};

const VERSION: u8 = 1;
/// The most states, and so the most different presences of a day.
const MAX_STATES: usize = 1 << 12;
/// The most records that are packed together.
pub const MAX_RECORDS: usize = 1_000;
const MILLISECONDS_OF_A_DAY: i64 = 86_400_000;

/// Values by their number, from 1 on. It is stored: add at the end, and never change the order.
const VALUES: &[&str] = &[
    "AVAILABLE",
    "AWAY",
    "BREAK",
    "BUSY",
    "IDLE",
    "MEAL",
    "MEETING",
    "OFFLINE",
    "ON_QUEUE",
    "TRAINING",
    "OFF_QUEUE",
    "INTERACTING",
    "NOT_RESPONDING",
    "COMMUNICATING",
];
const VALUE_AS_TEXT: u8 = 0;

/// The ids of the built-in definitions by their number, from 3 on. It is stored, too.
const DEFINITIONS: &[&str] = &[
    "6a3af858-942f-489d-9700-5f9bcdcdae9b",
    "5e5c5c66-ea97-4e7f-ac41-6424784829f2",
    "227b37e2-f1d0-4dd0-8f50-badd7cf6d158",
    "31fe3bac-dea6-44b7-bed7-47f91660a1a0",
    "7ffa01cd-7866-4ad7-8faa-31e11b42f51f",
    "3fd96123-badb-4f69-bc03-1b1ccc6d8014",
    "bbdff279-7ae1-48ea-bade-7831d7234c64",
    "ccf3c10a-aa2c-4845-8e8d-f59fa48c58e5",
    "e08eaf1b-ee47-4fa9-a231-1200e284798f",
    "d2390a99-8546-bad9-8f0a-219548e8aeb0",
];
const NO_DEFINITION: u8 = 0;
const DEFINITION_AS_TEXT: u8 = 1;
const DEFINITION_AS_ID: u8 = 2;
const FIRST_DEFINITION: u8 = 3;

/// Why bytes are no packed records.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Garbled {
    /// They are of a version that is not known.
    #[error("version {0} of packed records is not known")]
    Version(u8),
    /// They end too early.
    #[error("packed records end too early")]
    Short,
    /// More follows than there should be.
    #[error("packed records go on after their end")]
    Long,
    /// A number, a text or a state cannot be what it says.
    #[error("packed records hold what cannot be")]
    Invalid,
    /// The records do not end where they should.
    #[error("packed records end at another time than they should")]
    End,
}

/// Why records cannot be packed together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Unpackable {
    /// There is none.
    #[error("there are no records to pack")]
    Empty,
    /// One is not over, or ends before it begins.
    #[error("a record has no end, or an end before its beginning")]
    Open,
    /// One does not begin where the one before ended, or is of another kind.
    #[error("records to pack do not follow each other")]
    Gap,
    /// They have too many different states, or last too long.
    #[error("there is too much in the records to pack")]
    TooMuch,
}

/// What a user was during a record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct State<'a> {
    /// The system presence in upper case, or the routing status.
    pub value: &'a str,
    /// The id of the presence definition; none of a routing status.
    pub definition: Option<Cow<'a, str>>,
}

/// Splits records, in their order, into those that are packed together: those that follow each other
/// and begin on the same day of UTC.
pub fn runs<'r, 'a>(records: &'r [Record<'a>]) -> impl Iterator<Item = &'r [Record<'a>]> {
    let day = |record: &Record<'_>| record.start.milliseconds().div_euclid(MILLISECONDS_OF_A_DAY);
    let together = move |one: &Record<'_>, next: &Record<'_>| {
        one.kind == next.kind && one.end == Some(next.start) && day(one) == day(next)
    };
    records.chunk_by(together).flat_map(|run| run.chunks(MAX_RECORDS))
}

/// Packs records of one kind that follow each other.
///
/// # Errors
///
/// When they do not, or one of them is not over.
pub fn pack(records: &[Record<'_>]) -> Result<Vec<u8>, Unpackable> {
    let first = records.first().ok_or(Unpackable::Empty)?;
    let mut states: Vec<(&str, Option<&str>)> = Vec::new();
    let mut lasting = Vec::with_capacity(records.len());
    let mut begins = first.start;
    for record in records {
        if record.kind != first.kind || record.start != begins {
            return Err(Unpackable::Gap);
        }
        let end = record.end.ok_or(Unpackable::Open)?;
        let length = end.milliseconds().checked_sub(record.start.milliseconds());
        let length =
            length.and_then(|length| u64::try_from(length).ok()).ok_or(Unpackable::Open)?;
        let state = (record.value, record.definition);
        let place = states.iter().position(|known| *known == state).unwrap_or_else(|| {
            states.push(state);
            states.len() - 1
        });
        lasting.push((length, place));
        begins = end;
    }
    let bits = bits(states.len()).filter(|_| states.len() <= MAX_STATES);
    let bits = bits.ok_or(Unpackable::TooMuch)?;
    let mut bytes = Vec::with_capacity(8 + states.len() * 2 + records.len() * 4);
    bytes.push(VERSION);
    put(&mut bytes, states.len() as u64);
    for (value, definition) in states {
        put_value(&mut bytes, value);
        put_definition(&mut bytes, definition);
    }
    put(&mut bytes, records.len() as u64);
    for (length, place) in lasting {
        if length.leading_zeros() < bits {
            return Err(Unpackable::TooMuch);
        }
        put(&mut bytes, length << bits | place as u64);
    }
    Ok(bytes)
}

/// How many bits tell so many states apart; none for no states.
const fn bits(states: usize) -> Option<u32> {
    match states.checked_sub(1) {
        Some(last) => Some(usize::BITS - last.leading_zeros()),
        None => None,
    }
}

fn put(bytes: &mut Vec<u8>, mut number: u64) {
    while number >= 0x80 {
        bytes.push(number.to_le_bytes()[0] | 0x80);
        number >>= 7;
    }
    bytes.push(number.to_le_bytes()[0]);
}

fn put_text(bytes: &mut Vec<u8>, text: &str) {
    put(bytes, text.len() as u64);
    bytes.extend_from_slice(text.as_bytes());
}

fn put_value(bytes: &mut Vec<u8>, value: &str) {
    let known = (1..).zip(VALUES).find(|(_, known)| **known == value);
    match known {
        Some((number, _)) => bytes.push(number),
        None => {
            bytes.push(VALUE_AS_TEXT);
            put_text(bytes, value);
        }
    }
}

fn put_definition(bytes: &mut Vec<u8>, definition: Option<&str>) {
    let Some(definition) = definition else { return bytes.push(NO_DEFINITION) };
    let known = (FIRST_DEFINITION..).zip(DEFINITIONS).find(|(_, known)| **known == definition);
    if let Some((number, _)) = known {
        bytes.push(number);
    } else if let Some(id) = id_of(definition) {
        bytes.push(DEFINITION_AS_ID);
        bytes.extend_from_slice(&id.to_be_bytes());
    } else {
        bytes.push(DEFINITION_AS_TEXT);
        put_text(bytes, definition);
    }
}

/// The number that an id is, if [`text_of`] makes the same text of it.
fn id_of(text: &str) -> Option<u128> {
    let digits: String = text.chars().filter(|it| *it != '-').collect();
    let id = u128::from_str_radix(&digits, 16).ok()?;
    (text_of(id) == text).then_some(id)
}

fn text_of(id: u128) -> String {
    let digits = format!("{id:032x}");
    let mut text = String::with_capacity(36);
    for (place, digit) in digits.chars().enumerate() {
        if [8, 12, 16, 20].contains(&place) {
            text.push('-');
        }
        text.push(digit);
    }
    text
}

/// Packed records, of which the states are read.
#[derive(Debug, Clone)]
pub struct Packed<'a> {
    kind: Kind,
    start: i64,
    end: i64,
    states: Vec<State<'a>>,
    bits: u32,
    count: u64,
    rest: &'a [u8],
}

impl<'a> Packed<'a> {
    /// Reads what stands before the records. They begin and end at these times.
    ///
    /// # Errors
    ///
    /// When the bytes cannot be that.
    pub fn read(
        kind: Kind,
        (start, end): (DateTime, DateTime),
        bytes: &'a [u8],
    ) -> Result<Self, Garbled> {
        let mut bytes = Bytes(bytes);
        let version = bytes.byte()?;
        if version != VERSION {
            return Err(Garbled::Version(version));
        }
        let many = usize::try_from(bytes.number()?).map_err(|_| Garbled::Invalid)?;
        let bits = bits(many).filter(|_| many <= MAX_STATES).ok_or(Garbled::Invalid)?;
        let mut states = Vec::with_capacity(many.min(16));
        for _ in 0..many {
            let (value, definition) = (bytes.value()?, bytes.definition()?);
            states.push(State { value, definition });
        }
        let count = bytes.number()?;
        if count == 0 {
            return Err(Garbled::Invalid);
        }
        let (start, end) = (start.milliseconds(), end.milliseconds());
        Ok(Self { kind, start, end, states, bits, count, rest: bytes.0 })
    }

    /// What all of them tell of.
    pub const fn kind(&self) -> Kind {
        self.kind
    }

    /// The states that they have.
    pub fn states(&self) -> &[State<'a>] {
        &self.states
    }

    /// When the first begins and the last ends.
    pub const fn times(&self) -> (DateTime, DateTime) {
        (DateTime::from_milliseconds(self.start), DateTime::from_milliseconds(self.end))
    }

    /// Shows those that have something in common with a time, in their order: when each begins and
    /// ends, in milliseconds, and which of the states it has.
    ///
    /// # Errors
    ///
    /// When the bytes cannot be records; some may have been shown then.
    pub fn each(
        &self,
        (from, until): (i64, i64),
        mut see: impl FnMut(i64, i64, usize),
    ) -> Result<(), Garbled> {
        let (mut bytes, mut start) = (Bytes(self.rest), self.start);
        let mask = (1_u64 << self.bits) - 1;
        for _ in 0..self.count {
            let number = bytes.number()?;
            let length = i64::try_from(number >> self.bits).map_err(|_| Garbled::Invalid)?;
            let end = start.checked_add(length).filter(|end| *end <= self.end);
            let end = end.ok_or(Garbled::End)?;
            let state = usize::try_from(number & mask).map_err(|_| Garbled::Invalid)?;
            if state >= self.states.len() {
                return Err(Garbled::Invalid);
            }
            if start >= until {
                return Ok(());
            }
            if end > from {
                see(start, end, state);
            }
            start = end;
        }
        if !bytes.0.is_empty() {
            return Err(Garbled::Long);
        }
        if start == self.end { Ok(()) } else { Err(Garbled::End) }
    }

    /// The same as records.
    ///
    /// # Errors
    ///
    /// When the bytes cannot be records; some may have been shown then.
    pub fn records(
        &self,
        within: (i64, i64),
        mut see: impl FnMut(&Record<'_>),
    ) -> Result<(), Garbled> {
        self.each(within, |start, end, state| {
            if let Some(State { value, definition }) = self.states.get(state) {
                see(&Record {
                    kind: self.kind,
                    start: DateTime::from_milliseconds(start),
                    end: Some(DateTime::from_milliseconds(end)),
                    value,
                    definition: definition.as_deref(),
                });
            }
        })
    }
}

/// Bytes that are read from their beginning.
struct Bytes<'a>(&'a [u8]);

impl<'a> Bytes<'a> {
    #[inline]
    fn byte(&mut self) -> Result<u8, Garbled> {
        let (first, rest) = self.0.split_first().ok_or(Garbled::Short)?;
        self.0 = rest;
        Ok(*first)
    }

    #[inline]
    fn number(&mut self) -> Result<u64, Garbled> {
        let (mut number, mut shift) = (0, 0);
        loop {
            let byte = self.byte()?;
            let part = u64::from(byte & 0x7f);
            if shift > 63 || (shift == 63 && part > 1) {
                return Err(Garbled::Invalid);
            }
            number |= part << shift;
            if byte < 0x80 {
                return Ok(number);
            }
            shift += 7;
        }
    }

    fn some(&mut self, count: usize) -> Result<&'a [u8], Garbled> {
        let (some, rest) = self.0.split_at_checked(count).ok_or(Garbled::Short)?;
        self.0 = rest;
        Ok(some)
    }

    fn text(&mut self) -> Result<&'a str, Garbled> {
        let length = usize::try_from(self.number()?).map_err(|_| Garbled::Invalid)?;
        std::str::from_utf8(self.some(length)?).map_err(|_| Garbled::Invalid)
    }

    fn value(&mut self) -> Result<&'a str, Garbled> {
        match self.byte()? {
            VALUE_AS_TEXT => self.text(),
            number => VALUES.get(usize::from(number) - 1).copied().ok_or(Garbled::Invalid),
        }
    }

    fn definition(&mut self) -> Result<Option<Cow<'a, str>>, Garbled> {
        Ok(Some(match self.byte()? {
            NO_DEFINITION => return Ok(None),
            DEFINITION_AS_TEXT => Cow::Borrowed(self.text()?),
            DEFINITION_AS_ID => {
                let bytes = self.some(16)?.try_into().map_err(|_| Garbled::Short)?;
                Cow::Owned(text_of(u128::from_be_bytes(bytes)))
            }
            number => {
                let known = DEFINITIONS.get(usize::from(number - FIRST_DEFINITION));
                Cow::Borrowed(*known.ok_or(Garbled::Invalid)?)
            }
        }))
    }
}
