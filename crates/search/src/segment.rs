//! A part of a model: documents in columns, by id.

use std::cmp::Ordering;
use std::sync::Arc;

use crate::{
    Document, Id, Kind, Schema,
    column::{Column, ColumnBuilder},
    narrow,
    too_large::TooLarge,
};

/// Stands for no number.
const NONE: i64 = i64::MIN;

/// Documents in columns, by id.
#[derive(Debug)]
pub(crate) struct Segment {
    ids: Vec<Id>,
    columns: Vec<Stored>,
}

/// The values of one stored field.
#[derive(Debug)]
pub(crate) enum Stored {
    /// They are the ids of the rows.
    Ids,
    /// They are kept beside the segment.
    Statuses,
    Texts(Arc<Column>),
    /// A number a row.
    Numbers(Vec<i64>),
}

/// A segment while it is built.
pub(crate) struct SegmentBuilder {
    ids: Vec<Id>,
    columns: Vec<Building>,
}

enum Building {
    Ids,
    Statuses,
    Texts(ColumnBuilder),
    Numbers(Vec<i64>),
}

impl SegmentBuilder {
    pub(crate) fn new(schema: &Schema) -> Self {
        let building = |kind| match kind {
            Kind::Id => Building::Ids,
            Kind::Status => Building::Statuses,
            Kind::Text | Kind::Contact | Kind::Reference => {
                Building::Texts(ColumnBuilder::default())
            }
            Kind::Number | Kind::Date => Building::Numbers(Vec::new()),
        };
        let columns = schema.columns.iter().map(|column| building(column.kind)).collect();
        Self { ids: Vec::new(), columns }
    }

    /// Adds a document, whose id comes after those before it.
    pub(crate) fn push(&mut self, document: &Document) -> Result<(), TooLarge> {
        if narrow(self.ids.len()) >= u32::MAX - 1 {
            return Err(TooLarge);
        }
        debug_assert!(self.ids.last().is_none_or(|last| *last < document.id), "ids are in order");
        let row = narrow(self.ids.len());
        self.ids.push(document.id);
        for column in &mut self.columns {
            if let Building::Numbers(numbers) = column {
                numbers.push(NONE);
            }
        }
        for (place, text) in &document.texts {
            if let Some(Building::Texts(column)) = self.columns.get_mut(*place) {
                column.push(row, text)?;
            }
        }
        for (place, number) in &document.numbers {
            if let Some(Building::Numbers(numbers)) = self.columns.get_mut(*place) {
                numbers[row as usize] = *number;
            }
        }
        Ok(())
    }

    pub(crate) fn finish(self) -> Segment {
        let count = self.ids.len();
        let mut columns: Vec<Stored> = Vec::with_capacity(self.columns.len());
        for column in self.columns {
            columns.push(match column {
                Building::Ids => Stored::Ids,
                Building::Statuses => Stored::Statuses,
                Building::Numbers(numbers) => Stored::Numbers(numbers),
                Building::Texts(column) => {
                    let column = column.finish(count);
                    // User names are mostly e-mail addresses: what is the same is kept once.
                    let same = columns.iter().find_map(|before| match before {
                        Stored::Texts(before) if before.is_like(&column) => Some(before.clone()),
                        _ => None,
                    });
                    Stored::Texts(same.unwrap_or_else(|| Arc::new(column)))
                }
            });
        }
        Segment { ids: self.ids, columns }
    }
}

impl Segment {
    pub(crate) fn len(&self) -> usize {
        self.ids.len()
    }

    pub(crate) fn ids(&self) -> &[Id] {
        &self.ids
    }

    pub(crate) fn id(&self, row: u32) -> Id {
        self.ids[row as usize]
    }

    pub(crate) fn row(&self, id: Id) -> Option<u32> {
        self.ids.binary_search(&id).ok().map(narrow)
    }

    pub(crate) fn column(&self, place: usize) -> &Stored {
        &self.columns[place]
    }

    /// What is kept of a row.
    pub(crate) fn document(&self, row: u32) -> Document {
        let mut document = Document::new(self.id(row));
        for (place, column) in self.columns.iter().enumerate() {
            match column {
                Stored::Ids | Stored::Statuses => {}
                Stored::Texts(column) => {
                    let texts = column.of_row(row).map(|text| (place, text.to_owned()));
                    document.texts.extend(texts);
                }
                Stored::Numbers(numbers) => {
                    let number = Some(numbers[row as usize]).filter(|number| *number != NONE);
                    document.numbers.extend(number.map(|number| (place, number)));
                }
            }
        }
        document
    }

    /// Rows and numbers of a column, where there are any.
    pub(crate) fn numbers(numbers: &[i64]) -> impl Iterator<Item = (u32, i64)> {
        let numbers = numbers.iter().enumerate().filter(|(_, number)| **number != NONE);
        numbers.map(|(row, number)| (narrow(row), *number))
    }

    /// About how many bytes it takes.
    pub(crate) fn bytes(&self) -> usize {
        let mut counted: Vec<*const Column> = Vec::new();
        let columns = self.columns.iter().map(|column| match column {
            Stored::Ids | Stored::Statuses => 0,
            Stored::Numbers(numbers) => numbers.len() * 8,
            Stored::Texts(column) => {
                let known = counted.contains(&Arc::as_ptr(column));
                counted.push(Arc::as_ptr(column));
                if known { 0 } else { column.bytes() }
            }
        });
        columns.sum::<usize>() + self.ids.len() * size_of::<Id>()
    }
}

/// The place of a row in the order of one stored field.
impl Stored {
    /// A number that sorts rows of this segment as the field does; rows without a value are last.
    pub(crate) fn rank(&self, row: u32, descending: bool) -> u64 {
        let turned = |rank: u64| if descending { u64::MAX - 1 - rank } else { rank };
        match self {
            Self::Ids => turned(row.into()),
            // Nothing is sorted by them.
            Self::Statuses => u64::MAX,
            Self::Texts(column) => column.first(row).map_or(u64::MAX, |first| turned(first.into())),
            Self::Numbers(numbers) => match numbers[row as usize] {
                NONE => u64::MAX,
                number => turned((number.cast_unsigned() ^ 1 << 63).min(u64::MAX - 1)),
            },
        }
    }

    /// The most that a rank can be, for those that have a value.
    pub(crate) const fn is_narrow(&self) -> bool {
        !matches!(self, Self::Numbers(_))
    }

    /// Compares rows of two segments by one field.
    pub(crate) fn compare(
        (one, row): (&Self, u32),
        (other, other_row): (&Self, u32),
        descending: bool,
    ) -> Ordering {
        let order = |order: Ordering| if descending { order.reverse() } else { order };
        match (one, other) {
            (Self::Texts(one), Self::Texts(other)) => {
                match (one.of_row(row).next(), other.of_row(other_row).next()) {
                    (Some(one), Some(other)) => order(one.cmp(other)),
                    (one, other) => one.is_none().cmp(&other.is_none()),
                }
            }
            (Self::Numbers(one), Self::Numbers(other)) => {
                match (one[row as usize], other[other_row as usize]) {
                    (NONE, NONE) => Ordering::Equal,
                    (NONE, _) => Ordering::Greater,
                    (_, NONE) => Ordering::Less,
                    (one, other) => order(one.cmp(&other)),
                }
            }
            // Ids decide at the end, whatever comes before.
            _ => Ordering::Equal,
        }
    }
}
