//! How the cells of one column are to be read.

use crate::column::ColumnType;
use crate::number::{Cell, parse_cell};
use crate::options::{ColumnReading, Mark, ReadOptions};
use crate::times::DateOrder;
use crate::words::is_missing;

/// What a builder takes its column for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ColumnKind {
    /// Numbers, with few other cells among them.
    Number,
    /// Texts, of which it is told at the end what they are.
    Text,
}

/// What a person said of a column, and its file's decimal mark.
#[derive(Debug, Clone, Copy)]
pub(crate) struct CellRules<'options> {
    pub name: &'options str,
    /// `.` or `,`
    pub decimal: u8,
    pub reading: &'options ReadOptions,
    column: Option<&'options ColumnReading>,
}

impl<'options> CellRules<'options> {
    /// Rules of the column `name` in a file whose numbers have `decimal` before their decimals.
    pub fn new(name: &'options str, decimal: u8, reading: &'options ReadOptions) -> Self {
        Self { name, decimal, reading, column: reading.column(name) }
    }

    /// The kind of cells to begin with.
    pub fn first_kind(&self) -> ColumnKind {
        match self.column_type() {
            None | Some(ColumnType::Number) => ColumnKind::Number,
            Some(ColumnType::Boolean | ColumnType::Time | ColumnType::Category) => ColumnKind::Text,
        }
    }

    /// The type that the column is said to have.
    pub fn column_type(&self) -> Option<ColumnType> {
        self.column.and_then(|column| column.column_type)
    }

    /// Whether the words that usually say that a value is missing do so here: not where a person listed the column's own.
    pub fn has_known_words(&self) -> bool {
        self.column.is_none_or(|column| column.missing.is_none())
    }

    /// Whether a cell says that its value is missing, whatever the column holds.
    pub fn is_missing(&self, cell: &str) -> bool {
        let cell = cell.trim();
        let own = self.column.and_then(|column| column.missing.as_ref());
        let mut listed = self.reading.missing.iter().chain(own).flatten();
        cell.is_empty() || listed.any(|word| word.trim() == cell) || own.is_none() && is_missing(cell)
    }

    /// Numbers that a person listed as standing for a missing one, as in −999.
    pub fn missing_numbers(&self) -> Vec<f64> {
        let own = self.column.and_then(|column| column.missing.as_ref());
        let words = self.reading.missing.iter().chain(own).flatten();
        words
            .filter_map(|word| match parse_cell(word.trim().as_bytes(), self.decimal) {
                Cell::Number(value) => Some(value),
                _ => None,
            })
            .collect()
    }

    /// The decimal mark, where a person said it or the other mark.
    pub fn given_decimal(&self) -> Option<u8> {
        match (self.reading.decimal, self.reading.thousands) {
            (Some(_), _) => Some(self.decimal),
            (None, Some(Mark::Character(','))) => Some(b'.'),
            (None, Some(Mark::Character('.'))) => Some(b','),
            _ => None,
        }
    }

    /// Whether marks between thousands are no part of numbers.
    pub fn refuses_thousands(&self) -> bool {
        self.reading.thousands == Some(Mark::None)
    }

    pub fn date_order(&self) -> Option<DateOrder> {
        self.column.and_then(|column| column.date_order)
    }

    pub fn merges_variants(&self) -> bool {
        self.column.is_some_and(|column| column.merge_variants == Some(true))
    }

    /// The options with another reading of this column.
    pub fn with_column(&self, change: impl FnOnce(&mut ColumnReading)) -> ReadOptions {
        let mut reading = self.reading.clone();
        let columns = reading.columns.get_or_insert_default();
        let index = columns.iter().position(|column| column.name == self.name).unwrap_or_else(|| {
            columns.push(ColumnReading { name: self.name.to_owned(), ..ColumnReading::default() });
            columns.len() - 1
        });
        change(&mut columns[index]);
        reading
    }
}
