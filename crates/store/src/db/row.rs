//! One row of an answer, read in place.

use std::error::Error as StdError;

use rusqlite::types::ValueRef;
use tokio_postgres::types::{FromSql, Type};

use crate::error::{Error, Result};

/// One row of an answer; columns are counted from 0.
#[derive(Clone, Copy)]
pub struct Row<'a>(Source<'a>);

#[derive(Clone, Copy)]
enum Source<'a> {
    Sqlite(&'a rusqlite::Row<'a>),
    Postgres(&'a tokio_postgres::Row),
}

impl<'a> Row<'a> {
    pub(super) fn sqlite(row: &'a rusqlite::Row<'a>) -> Self {
        Self(Source::Sqlite(row))
    }

    pub(super) fn postgres(row: &'a tokio_postgres::Row) -> Self {
        Self(Source::Postgres(row))
    }

    /// The column as `String`, `i64`, `bool`, `f64`, or an `Option` of these.
    pub fn get<T: Column>(&self, index: usize) -> Result<T> {
        T::read(self, index)?.ok_or_else(|| unexpected(index, "NULL where a value was expected"))
    }

    /// The text of the column, without a copy.
    pub fn str(&self, index: usize) -> Result<&'a str> {
        self.optional_str(index)?
            .ok_or_else(|| unexpected(index, "NULL where a value was expected"))
    }

    /// The text of the column, without a copy, or `None` for NULL.
    pub fn optional_str(&self, index: usize) -> Result<Option<&'a str>> {
        match self.0 {
            Source::Sqlite(row) => match sqlite(row, index)? {
                ValueRef::Null => Ok(None),
                value => value.as_str().map(Some).map_err(|error| unexpected(index, error)),
            },
            Source::Postgres(row) => row.try_get(index).map_err(|error| mismatch(index, &error)),
        }
    }

    /// The bytes of the column, without a copy.
    pub fn bytes(&self, index: usize) -> Result<&'a [u8]> {
        match self.0 {
            Source::Sqlite(row) => {
                sqlite(row, index)?.as_blob().map_err(|error| unexpected(index, error))
            }
            Source::Postgres(row) => row.try_get(index).map_err(|error| mismatch(index, &error)),
        }
    }

    fn value<T, P>(
        &self,
        index: usize,
        from_sqlite: impl FnOnce(ValueRef<'a>) -> Option<T>,
        from_postgres: impl FnOnce(P) -> T,
    ) -> Result<Option<T>>
    where
        P: FromSql<'a>,
    {
        match self.0 {
            Source::Sqlite(row) => match sqlite(row, index)? {
                ValueRef::Null => Ok(None),
                value => from_sqlite(value)
                    .map(Some)
                    .ok_or_else(|| unexpected(index, format!("unexpected {}", value.data_type()))),
            },
            Source::Postgres(row) => row
                .try_get::<_, Option<P>>(index)
                .map(|value| value.map(from_postgres))
                .map_err(|error| mismatch(index, &error)),
        }
    }
}

fn sqlite<'a>(row: &'a rusqlite::Row<'a>, index: usize) -> Result<ValueRef<'a>> {
    row.get_ref(index).map_err(|error| unexpected(index, error))
}

fn unexpected(index: usize, what: impl std::fmt::Display) -> Error {
    Error::Storage(format!("column {index}: {what}"))
}

/// The driver's own text says "error deserializing column 0"; its source says why.
fn mismatch(index: usize, error: &tokio_postgres::Error) -> Error {
    match error.source() {
        Some(source) => unexpected(index, source),
        None => unexpected(index, error),
    }
}

/// A type that a column can be read as.
pub trait Column: Sized {
    /// Reads the column; `None` when it is NULL and the type has no place for that.
    fn read(row: &Row<'_>, index: usize) -> Result<Option<Self>>;
}

impl<T: Column> Column for Option<T> {
    fn read(row: &Row<'_>, index: usize) -> Result<Option<Self>> {
        T::read(row, index).map(Some)
    }
}

impl Column for String {
    fn read(row: &Row<'_>, index: usize) -> Result<Option<Self>> {
        Ok(row.optional_str(index)?.map(str::to_owned))
    }
}

impl Column for i64 {
    fn read(row: &Row<'_>, index: usize) -> Result<Option<Self>> {
        row.value(index, |value| value.as_i64().ok(), |Integer(integer)| integer)
    }
}

impl Column for bool {
    fn read(row: &Row<'_>, index: usize) -> Result<Option<Self>> {
        row.value(index, |value| value.as_i64().ok().map(|flag| flag != 0), |flag: bool| flag)
    }
}

impl Column for f64 {
    fn read(row: &Row<'_>, index: usize) -> Result<Option<Self>> {
        let from_sqlite = |value: ValueRef<'_>| match value {
            ValueRef::Real(number) => Some(number),
            // An expression without a declared type keeps whole numbers as integers.
            #[expect(clippy::cast_precision_loss, reason = "PostgreSQL rounds in the same way")]
            ValueRef::Integer(integer) => Some(integer as f64),
            _ => None,
        };
        row.value(index, from_sqlite, |Real(number)| number)
    }
}

/// An integer of any width.
struct Integer(i64);

impl<'a> FromSql<'a> for Integer {
    fn from_sql(ty: &Type, raw: &'a [u8]) -> Result<Self, Box<dyn StdError + Sync + Send>> {
        Ok(Self(match *ty {
            Type::INT2 => i16::from_sql(ty, raw)?.into(),
            Type::INT4 => i32::from_sql(ty, raw)?.into(),
            _ => i64::from_sql(ty, raw)?,
        }))
    }

    fn accepts(ty: &Type) -> bool {
        matches!(*ty, Type::INT2 | Type::INT4 | Type::INT8)
    }
}

/// A floating-point number of either width.
struct Real(f64);

impl<'a> FromSql<'a> for Real {
    fn from_sql(ty: &Type, raw: &'a [u8]) -> Result<Self, Box<dyn StdError + Sync + Send>> {
        Ok(Self(match *ty {
            Type::FLOAT4 => f32::from_sql(ty, raw)?.into(),
            _ => f64::from_sql(ty, raw)?,
        }))
    }

    fn accepts(ty: &Type) -> bool {
        matches!(*ty, Type::FLOAT4 | Type::FLOAT8)
    }
}
