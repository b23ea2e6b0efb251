//! A column's cells as numbers, one by one.

use crate::times::DAY_MILLISECONDS;
use arrow_array::{Array, BooleanArray, TimestampMillisecondArray};
use arrow_buffer::ScalarBuffer;
use scratch::Pages;
use std::ops::Range;

/// The cells of a column that holds numbers, booleans or times, as `Column::numbers` has them. They are the column's own and
/// outlive it.
#[derive(Debug, Clone)]
pub struct Numbers {
    cells: NumberCells,
    /// Where those of a large table lie.
    pages: Option<Pages>,
}

#[derive(Debug, Clone)]
pub(crate) enum NumberCells {
    Number(ScalarBuffer<f64>),
    Boolean(BooleanArray),
    Time(TimestampMillisecondArray),
}

impl Numbers {
    pub(crate) fn new(cells: NumberCells, pages: Option<Pages>) -> Self {
        Self { cells, pages }
    }

    /// A row's number; NaN where it is missing.
    #[inline]
    pub fn get(&self, row: usize) -> f64 {
        match &self.cells {
            NumberCells::Number(cells) => cells[row],
            NumberCells::Boolean(cells) if cells.is_valid(row) => f64::from(u8::from(cells.value(row))),
            NumberCells::Time(cells) if cells.is_valid(row) => cells.value(row) as f64 / DAY_MILLISECONDS as f64,
            NumberCells::Boolean(_) | NumberCells::Time(_) => f64::NAN,
        }
    }

    /// The cells where they lie as numbers.
    pub fn as_slice(&self) -> Option<&[f64]> {
        match &self.cells {
            NumberCells::Number(cells) => Some(cells),
            NumberCells::Boolean(_) | NumberCells::Time(_) => None,
        }
    }

    /// How many.
    pub fn len(&self) -> usize {
        match &self.cells {
            NumberCells::Number(cells) => cells.len(),
            NumberCells::Boolean(cells) => cells.len(),
            NumberCells::Time(cells) => cells.len(),
        }
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Gives back the memory that rows of a large table take where they were looked at; they are read again.
    pub fn forget(&self, rows: Range<usize>) {
        if let Some(pages) = &self.pages {
            pages.forget_part(rows.start * size_of::<f64>(), rows.len() * size_of::<f64>());
        }
    }
}
