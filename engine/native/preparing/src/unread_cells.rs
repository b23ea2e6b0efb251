//! Cells for which a row of another table cannot be encoded as those of training were, told column by column.

use serde::Serialize;
use tabular::Column;
use ts_rs::TS;

/// Rows and values that are named of each column; the rest are counted.
const MOST_NAMED: usize = 5;

/// Why a cell cannot be encoded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum UnreadReason {
    Missing,
    /// A value that training did not know.
    UnknownValue,
    /// A value that training did not know and that is encoded as all such are: its row is not left out.
    UnseenValue,
    /// A number of −1 or less, of which `log1p` takes no logarithm.
    NoLogarithm,
}

/// Cells of one feature column for which rows are left out, or that training did not know.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct UnreadCells {
    pub column: String,
    pub reason: UnreadReason,
    pub count: usize,
    /// Rows of the first few, from 1.
    pub first_rows: Vec<u32>,
    /// The first few different values; empty for missing cells.
    pub values: Vec<String>,
}

impl UnreadCells {
    /// None yet.
    pub(crate) fn none(column: &str, reason: UnreadReason) -> Self {
        Self { column: column.to_owned(), reason, count: 0, first_rows: Vec::new(), values: Vec::new() }
    }

    /// A column's missing cells among its first `rows`.
    pub(crate) fn missing(column: &Column, rows: usize) -> Self {
        let mut cells = Self::none(&column.name, UnreadReason::Missing);
        (0..rows).filter(|row| column.is_missing(*row)).for_each(|row| cells.add_row(row as u32));
        cells
    }

    /// Adds the value of a row, counted from 0.
    pub(crate) fn add(&mut self, row: u32, value: &str) {
        self.add_row(row);
        if self.values.len() < MOST_NAMED && !self.values.iter().any(|known| known == value) {
            self.values.push(value.to_owned());
        }
    }

    fn add_row(&mut self, row: u32) {
        self.count += 1;
        if self.first_rows.len() < MOST_NAMED {
            self.first_rows.push(row + 1);
        }
    }
}
