//! Typed columns: Arrow arrays, and accessors for those who need numbers, codes or texts alone.

use crate::numbers::{NumberCells, Numbers};
use crate::times::{DAY_MILLISECONDS, WrittenDates, time_text};
use crate::values::number_text;
use arrow_array::types::UInt32Type;
use arrow_array::{
    Array, ArrayRef, BooleanArray, DictionaryArray, Float64Array, LargeStringArray, TimestampMillisecondArray,
    UInt32Array,
};
use arrow_buffer::{ArrowNativeType, BooleanBuffer, Buffer, NullBuffer, ScalarBuffer};
use bytemuck::Pod;
use bytes::Bytes;
use failures::CellPlace;
use scratch::{Cells, Pages};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::ops::Range;
use std::sync::Arc;
use ts_rs::TS;

/// Code of a missing cell in a category column.
pub const MISSING_CODE: u32 = u32::MAX;

/// Most categories of a column of which it is kept where they were first seen: those of words a person would look up.
const MOST_PLACES: usize = 64;

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum ColumnType {
    Number,
    /// One of two words for yes and no.
    Boolean,
    /// A date or an instant.
    Time,
    Category,
}

/// One column of a table.
#[derive(Debug, Clone)]
pub struct Column {
    pub name: String,
    values: Values,
    dates: Option<WrittenDates>,
    /// Where the cells of a large table lie.
    pages: Option<Pages>,
}

impl PartialEq for Column {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name && self.values == other.values
    }
}

/// A cell is missing where its array is null; there the number is NaN and the code `MISSING_CODE`, so that neither needs
/// the nulls beside it.
#[derive(Debug, Clone, PartialEq)]
enum Values {
    Number(Float64Array),
    /// And the words for no and yes.
    Boolean(BooleanArray, [String; 2]),
    Time(TimestampMillisecondArray),
    Category {
        codes: UInt32Array,
        /// Distinct values, sorted by their UTF-8 bytes. Large, since a file may have more than 2 GiB of them.
        categories: LargeStringArray,
        first_text: FirstText,
        /// Where each was first seen; empty of many.
        places: Vec<CellPlace>,
    },
}

/// A cell that is no number, and where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FirstText {
    pub place: CellPlace,
    pub text: String,
}

impl Column {
    /// A column of numbers; NaN is missing.
    pub fn number(name: String, values: Vec<f64>) -> Self {
        Self::of_cells(name, values)
    }

    /// As `number`, of cells that may be set aside.
    pub(crate) fn of_cells(name: String, values: impl Into<Cells<f64>>) -> Self {
        let (values, pages) = into_buffer(values.into());
        let nulls = nulls(values.len(), |row| !values[row].is_nan());
        Self { name, values: Values::Number(Float64Array::new(values, nulls)), dates: None, pages }
    }

    /// A column of two words, for no and for yes.
    pub(crate) fn boolean(name: String, values: BooleanArray, words: [String; 2]) -> Self {
        Self { name, values: Values::Boolean(values, words), dates: None, pages: None }
    }

    /// A column of instants, in milliseconds since 1970 began.
    pub(crate) fn time(name: String, values: TimestampMillisecondArray) -> Self {
        Self { name, values: Values::Time(values), dates: None, pages: None }
    }

    /// A column of categories: codes into `categories`, which are sorted by their bytes. `first_text` is where it was first
    /// seen not to be numeric.
    pub(crate) fn category<'text>(
        name: String,
        codes: Cells<u32>,
        categories: impl Iterator<Item = &'text str>,
        first_text: FirstText,
    ) -> Self {
        let (codes, pages) = into_buffer(codes);
        let nulls = nulls(codes.len(), |row| codes[row] != MISSING_CODE);
        let categories = LargeStringArray::from_iter_values(categories);
        let codes = UInt32Array::new(codes, nulls);
        Self {
            name,
            values: Values::Category { codes, categories, first_text, places: Vec::new() },
            dates: None,
            pages,
        }
    }

    /// The same with the places where its categories were first seen, in their order, which are kept of a few.
    pub(crate) fn seen_at(mut self, seen: impl ExactSizeIterator<Item = CellPlace>) -> Self {
        if let Values::Category { places, .. } = &mut self.values
            && seen.len() <= MOST_PLACES
        {
            *places = seen.collect();
        }
        self
    }

    /// The same with how its dates were written.
    pub(crate) fn in_order(self, dates: Option<WrittenDates>) -> Self {
        Self { dates, ..self }
    }

    /// How its dates were written, where they have day or month first.
    pub fn written_dates(&self) -> Option<WrittenDates> {
        self.dates
    }

    pub fn column_type(&self) -> ColumnType {
        match self.values {
            Values::Number(_) => ColumnType::Number,
            Values::Boolean(..) => ColumnType::Boolean,
            Values::Time(_) => ColumnType::Time,
            Values::Category { .. } => ColumnType::Category,
        }
    }

    /// The cells as numbers: themselves, 0 and 1 of booleans, days since 1970 began of times; NaN where missing. `None` of
    /// categories.
    pub fn numbers(&self) -> Option<Cow<'_, [f64]>> {
        if let Values::Number(values) = &self.values {
            return Some(Cow::Borrowed(values.values()));
        }
        let numbers = self.number_cells()?;
        Some((0..numbers.len()).map(|row| numbers.get(row)).collect())
    }

    /// The same one by one, with nothing copied.
    pub fn number_cells(&self) -> Option<Numbers> {
        let cells = match &self.values {
            Values::Number(values) => NumberCells::Number(values.values().clone()),
            Values::Boolean(values, _) => NumberCells::Boolean(values.clone()),
            Values::Time(values) => NumberCells::Time(values.clone()),
            Values::Category { .. } => return None,
        };
        Some(Numbers::new(cells, self.pages.clone()))
    }

    /// The cells of a category column as indices into `categories`; `MISSING_CODE` where missing. `None` of others.
    pub fn codes(&self) -> Option<&[u32]> {
        match &self.values {
            Values::Category { codes, .. } => Some(codes.values()),
            _ => None,
        }
    }

    /// The distinct values of a category column, sorted by their UTF-8 bytes; none of others.
    pub fn categories(&self) -> impl ExactSizeIterator<Item = &str> {
        let categories = match &self.values {
            Values::Category { categories, .. } => Some(categories),
            _ => None,
        };
        let count = categories.map_or(0, Array::len);
        (0..count).map(move |code| categories.map_or("", |categories| categories.value(code)))
    }

    /// The text of a code; empty where there is none.
    pub fn category_of(&self, code: u32) -> &str {
        match &self.values {
            Values::Category { categories, .. } if (code as usize) < categories.len() => {
                categories.value(code as usize)
            }
            _ => "",
        }
    }

    /// Where a column of categories was first seen not to be numeric.
    pub fn first_text(&self) -> Option<&FirstText> {
        match &self.values {
            Values::Category { first_text, .. } => Some(first_text),
            _ => None,
        }
    }

    /// Where a category was first seen, if that is known.
    pub fn place_of(&self, code: u32) -> Option<CellPlace> {
        match &self.values {
            Values::Category { places, .. } => places.get(code as usize).copied(),
            _ => None,
        }
    }

    /// The cells as an Arrow array: Float64, Boolean, Timestamp(Millisecond), or Dictionary(UInt32, LargeUtf8).
    pub fn array(&self) -> ArrayRef {
        match &self.values {
            Values::Number(values) => Arc::new(values.clone()),
            Values::Boolean(values, _) => Arc::new(values.clone()),
            Values::Time(values) => Arc::new(values.clone()),
            Values::Category { codes, categories, .. } => {
                Arc::new(DictionaryArray::<UInt32Type>::new(codes.clone(), Arc::new(categories.clone())))
            }
        }
    }

    /// Clears the mark of every row whose cell is missing.
    pub fn mark_missing(&self, whole: &mut [bool]) {
        if let Some(nulls) = self.nulls() {
            for (whole, is_there) in whole.iter_mut().zip(nulls) {
                *whole &= is_there;
            }
        }
    }

    /// Whether a row has no value.
    pub fn is_missing(&self, row: usize) -> bool {
        self.nulls().is_some_and(|nulls| nulls.is_null(row))
    }

    /// A row's value as text; `None` where it is missing.
    pub fn text(&self, row: usize) -> Option<String> {
        if self.is_missing(row) {
            return None;
        }
        match &self.values {
            Values::Category { codes, categories, .. } => Some(categories.value(codes.value(row) as usize).to_owned()),
            Values::Number(values) => Some(number_text(values.value(row))),
            Values::Boolean(values, [no, yes]) => Some(if values.value(row) { yes } else { no }.clone()),
            Values::Time(values) => Some(time_text(values.value(row))),
        }
    }

    /// The text of one of `numbers`: a number, the word for no or yes, a date or instant.
    pub fn number_text(&self, number: f64) -> String {
        match &self.values {
            Values::Boolean(_, [no, yes]) => if number == 0.0 { no } else { yes }.clone(),
            Values::Time(_) => time_text((number * DAY_MILLISECONDS as f64).round() as i64),
            Values::Number(_) | Values::Category { .. } => number_text(number),
        }
    }

    /// How many rows have no value.
    pub fn missing(&self) -> usize {
        self.nulls().map_or(0, NullBuffer::null_count)
    }

    /// How many cells, missing ones among them.
    pub fn cells(&self) -> usize {
        self.as_array().len()
    }

    /// Gives back the memory that the cells of a large table take where they were looked at; they are read again.
    pub fn forget(&self) {
        if let Some(pages) = &self.pages {
            pages.forget();
        }
    }

    /// The same of some rows.
    pub fn forget_rows(&self, rows: Range<usize>) {
        let cell = if matches!(self.values, Values::Category { .. }) { size_of::<u32>() } else { size_of::<f64>() };
        if let Some(pages) = &self.pages {
            pages.forget_part(rows.start * cell, rows.len() * cell);
        }
    }

    /// Memory the cells take that the system cannot take back.
    pub(crate) fn bytes(&self) -> usize {
        let categories = match &self.values {
            Values::Category { categories, .. } => categories.get_buffer_memory_size(),
            _ => 0,
        };
        let cells = if self.pages.is_some() { 0 } else { self.as_array().get_buffer_memory_size() };
        cells + categories
    }

    fn nulls(&self) -> Option<&NullBuffer> {
        self.as_array().nulls()
    }

    /// The array that has one element a cell.
    fn as_array(&self) -> &dyn Array {
        match &self.values {
            Values::Number(values) => values,
            Values::Boolean(values, _) => values,
            Values::Time(values) => values,
            Values::Category { codes, .. } => codes,
        }
    }
}

/// Settled cells as Arrow has them, and the pages they lie in.
fn into_buffer<T: Pod + ArrowNativeType>(cells: Cells<T>) -> (ScalarBuffer<T>, Option<Pages>) {
    match cells.pages().cloned() {
        Some(pages) => (Buffer::from(Bytes::from_owner(pages.clone())).into(), Some(pages)),
        None => (cells.into_vec().into(), None),
    }
}

/// Arrow's nulls; `None` when every row is there.
fn nulls(rows: usize, is_there: impl Fn(usize) -> bool) -> Option<NullBuffer> {
    let nulls = NullBuffer::new(BooleanBuffer::collect_bool(rows, is_there));
    (nulls.null_count() > 0).then_some(nulls)
}
