//! A table's rows as a person looks through them: those that pass filters, in the order of a column, as cells in pages.

use crate::column::{Column, MISSING_CODE};
use crate::table::Table;
use crate::values::positive_zero;
use failures::{Failure, FailureCode};
use serde::Deserialize;
use std::sync::Arc;
use ts_rs::TS;

/// Which rows are looked at, and in which order; nothing said is all of them as they stand in the file.
#[derive(Debug, Clone, Default, PartialEq, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct ViewSetup {
    pub sort: Option<ViewSort>,
    /// A row passes all of them.
    pub filters: Vec<ViewFilter>,
}

/// The order of a column's values: of numbers, of instants, or of categories by their bytes. Equal ones keep the file's
/// order, and rows without a value come last either way.
#[derive(Debug, Clone, PartialEq, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct ViewSort {
    pub column: String,
    pub descending: bool,
}

/// What a column's cell must be.
#[derive(Debug, Clone, PartialEq, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct ViewFilter {
    pub column: String,
    pub test: CellTest,
}

#[derive(Debug, Clone, PartialEq, Deserialize, TS)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum CellTest {
    /// A number, or an instant in days since 1970 began, from `minimum` to `maximum`, both included; null for no bound.
    /// Categories pass none.
    Range {
        minimum: Option<f64>,
        maximum: Option<f64>,
    },
    /// Its text has this text in it, upper and lower case alike.
    Contains {
        text: String,
    },
    /// Its text is one of these.
    Values {
        values: Vec<String>,
    },
    Missing,
}

/// The rows of a table in view.
pub struct TableView {
    table: Arc<Table>,
    /// Places in the table, in their order of view; `None` for every row as it stands.
    rows: Option<Vec<u32>>,
}

impl TableView {
    /// Finds the rows of a setup and puts them in order.
    ///
    /// # Errors
    /// `column_missing` when no column is called so.
    pub fn of(table: Arc<Table>, setup: &ViewSetup) -> Result<Self, Failure> {
        let mut rows = None;
        for ViewFilter { column, test } in &setup.filters {
            let column = named(&table, column)?;
            let passes = passes(column, test);
            let rows = rows.get_or_insert_with(|| (0..table.rows as u32).collect::<Vec<u32>>());
            rows.retain(|row| passes(*row as usize));
        }
        if let Some(ViewSort { column, descending }) = &setup.sort {
            let key = keys(named(&table, column)?, *descending);
            let found = rows.take().unwrap_or_else(|| (0..table.rows as u32).collect());
            let mut keyed: Vec<(u64, u32)> = found.into_iter().map(|row| (key(row as usize), row)).collect();
            keyed.sort_unstable();
            rows = Some(keyed.into_iter().map(|(_, row)| row).collect());
        }
        Ok(Self { table, rows })
    }

    /// How many rows are in view.
    pub fn rows(&self) -> usize {
        self.rows.as_ref().map_or(self.table.rows, Vec::len)
    }

    /// Places in the table, from 0, of at most `count` rows in view from `from` on.
    pub fn places(&self, from: usize, count: usize) -> Vec<u32> {
        let end = from.saturating_add(count).min(self.rows());
        let from = from.min(end);
        self.rows.as_ref().map_or_else(|| (from as u32..end as u32).collect(), |rows| rows[from..end].to_vec())
    }

    /// The cells of these rows.
    pub fn cells(&self, from: usize, count: usize, columns: &[u32]) -> Vec<Vec<Option<String>>> {
        self.table.cells(self.places(from, count).into_iter().map(|row| row as usize), columns)
    }
}

impl TableView {
    /// The numbers of these rows and columns as shades, row by row: 0 at `low` and below and where a cell is missing or no
    /// number, 255 at `high` and above.
    pub fn shades(&self, from: usize, count: usize, columns: &[u32], [low, high]: [f64; 2]) -> Vec<u8> {
        let rows = self.places(from, count);
        let mut shades = vec![0; rows.len() * columns.len()];
        let factor = if high > low { 255.0 / (high - low) } else { 0.0 };
        for (place, column) in columns.iter().enumerate() {
            let numbers = self.table.columns.get(*column as usize).and_then(Column::numbers);
            let Some(numbers) = numbers else { continue };
            let of_column = shades.iter_mut().skip(place).step_by(columns.len());
            // A float becomes the nearest byte there is, and NaN 0.
            of_column
                .zip(&rows)
                .for_each(|(shade, row)| *shade = ((numbers[*row as usize] - low) * factor).round() as u8);
        }
        shades
    }
}

impl Table {
    /// Cells as texts of the rows and columns at these places; `None` for a missing cell, and for a column that is not there.
    pub fn cells(&self, rows: impl Iterator<Item = usize>, columns: &[u32]) -> Vec<Vec<Option<String>>> {
        let columns: Vec<_> = columns.iter().map(|place| self.columns.get(*place as usize)).collect();
        rows.map(|row| columns.iter().map(|column| column.and_then(|column| column.text(row))).collect()).collect()
    }
}

pub(crate) fn named<'table>(table: &'table Table, name: &str) -> Result<&'table Column, Failure> {
    table.column(name).ok_or_else(|| {
        let (expected, help) = ("a column of the table", "choose another column");
        Failure::new(FailureCode::ColumnMissing, format!("no column called {name:?}"), expected, help).in_column(name)
    })
}

/// Whether the cell of a row passes a test.
fn passes<'column>(column: &'column Column, test: &CellTest) -> Box<dyn Fn(usize) -> bool + 'column> {
    match test {
        CellTest::Missing => Box::new(|row| column.is_missing(row)),
        CellTest::Range { minimum, maximum } => {
            let (low, high) = (minimum.unwrap_or(f64::NEG_INFINITY), maximum.unwrap_or(f64::INFINITY));
            match column.numbers() {
                Some(numbers) => Box::new(move |row| numbers[row] >= low && numbers[row] <= high),
                None => Box::new(|_| false),
            }
        }
        CellTest::Contains { text } => {
            let wanted = text.to_lowercase();
            with_text(column, move |cell| cell.to_lowercase().contains(&wanted))
        }
        CellTest::Values { values } => {
            let values = values.clone();
            with_text(column, move |cell| values.iter().any(|value| value == cell))
        }
    }
}

/// A test of a cell's text; of categories each is tested once.
fn with_text<'column>(
    column: &'column Column,
    test: impl Fn(&str) -> bool + 'column,
) -> Box<dyn Fn(usize) -> bool + 'column> {
    match column.codes() {
        Some(codes) => {
            let passing: Vec<bool> = column.categories().map(test).collect();
            Box::new(move |row| passing.get(codes[row] as usize).copied().unwrap_or(false))
        }
        None => Box::new(move |row| column.text(row).is_some_and(|text| test(&text))),
    }
}

/// What orders a column's rows as whole numbers: a missing cell's is the greatest.
fn keys(column: &Column, descending: bool) -> Box<dyn Fn(usize) -> u64 + '_> {
    // Every key is below the greatest but one, so that no value turns into what stands for a missing cell.
    let turned = move |key: u64| if descending { u64::MAX - 1 - key } else { key };
    if let Some(codes) = column.codes() {
        return Box::new(move |row| match codes[row] {
            MISSING_CODE => u64::MAX,
            code => turned(u64::from(code)),
        });
    }
    let numbers = column.numbers().unwrap_or_default();
    Box::new(move |row| {
        if numbers[row].is_nan() {
            return u64::MAX;
        }
        // The bits of floats of one sign are in the order of their values.
        let bits = positive_zero(numbers[row]).to_bits();
        turned(if bits >> 63 == 1 { !bits } else { bits | 1 << 63 })
    })
}
