//! Another table read as the training table was: the types of its columns are the model's to say, not guessed anew from
//! cells that may tell less, as those of a few rows.

use crate::preparation::Preparation;
use crate::prepared_column::PreparedColumn;
use crate::table_store::TableStore;
use failures::{Failure, FailureCode, shortened};
use std::path::Path;
use std::sync::Arc;
use tabular::{Column, ColumnReading, ColumnType, ReadOptions, Table};

impl TableStore {
    /// The table at an absolute path, read as the options say, and what they leave open of a column as training knew it
    /// wherever its cells allow that: the types, and which of day and month comes first. One column is a table if the model
    /// reads it.
    ///
    /// # Errors
    /// As `Table::open`, and numbers where training saw times.
    pub fn table_as_trained(
        &self,
        path: &Path,
        reading: &ReadOptions,
        preparation: &Preparation,
    ) -> Result<Arc<Table>, Failure> {
        let read = self.table_of_types(path, reading, preparation)?;
        let all = || preparation.features.iter().chain(&preparation.targets);
        let turned: Vec<&PreparedColumn> = all().filter(|prepared| is_in_other_order(prepared, &read)).collect();
        let read = if turned.is_empty() { read } else { self.table(path, &ordered(&read.reading, &turned))? };
        preparation.features.iter().try_for_each(|prepared| prepared.check_times(&read))?;
        Ok(read)
    }

    /// The table with its columns' types as in training.
    fn table_of_types(
        &self,
        path: &Path,
        reading: &ReadOptions,
        preparation: &Preparation,
    ) -> Result<Arc<Table>, Failure> {
        let open: Vec<&PreparedColumn> = (preparation.features.iter().chain(&preparation.targets))
            .filter(|prepared| reading.column(&prepared.name).is_none_or(|column| column.column_type.is_none()))
            .collect();
        let found = match self.table(path, reading) {
            Err(failure) if failure.code == FailureCode::TableOneColumn && !preparation.features.is_empty() => {
                let named = ReadOptions { header: reading.header.or(Some(true)), ..typed(reading, &open) };
                // Told as it stands where the one column is another.
                return self.table(path, &named).map_err(|_| failure);
            }
            other => other?,
        };
        let mut others: Vec<&PreparedColumn> = open.into_iter().filter(|prepared| is_other(prepared, &found)).collect();
        while !others.is_empty() {
            let read = self.table(path, &typed(reading, &others))?;
            let before = others.len();
            others.retain(|prepared| keeps_cells(prepared, &found, &read));
            if others.len() == before {
                return Ok(read);
            }
        }
        Ok(found)
    }
}

impl PreparedColumn {
    /// Refuses numbers in a table's file where training saw times: nobody has said what they count.
    ///
    /// # Errors
    /// With the first of them.
    pub fn check_times(&self, table: &Table) -> Result<(), Failure> {
        let is_time = self.column_type == ColumnType::Time && self.encoding.is_of_numbers();
        let column = table.column(&self.name).filter(|column| is_time && column.column_type() != ColumnType::Time);
        let Some((column, numbers)) = column.and_then(|column| Some((column, column.numbers()?))) else {
            return Ok(());
        };
        let Some(row) = numbers.iter().position(|number| !number.is_nan()) else { return Ok(()) };
        let text = shortened(&column.text(row).unwrap_or_default());
        let found = format!("the number {text} in row {}", row + 1);
        let expected = "dates or times such as 2024-01-05, as in training".to_owned();
        let help = "write dates, or have the column read as times if it counts seconds since 1970 began";
        let refused = self.refused(FailureCode::ColumnNotNumeric, found, expected, help);
        Err(refused.case("times").text("text", text).number("row", (row + 1) as f64))
    }
}

/// The options with the types of these columns.
fn typed(reading: &ReadOptions, columns: &[&PreparedColumn]) -> ReadOptions {
    said_of(reading, columns, |prepared, said| said.column_type = Some(prepared.column_type))
}

/// The options with the order of day and month in these columns.
fn ordered(reading: &ReadOptions, columns: &[&PreparedColumn]) -> ReadOptions {
    said_of(reading, columns, |prepared, said| said.date_order = prepared.date_order)
}

/// The options with something more said of these columns.
fn said_of(
    reading: &ReadOptions,
    columns: &[&PreparedColumn],
    say: impl Fn(&PreparedColumn, &mut ColumnReading),
) -> ReadOptions {
    let mut said = reading.columns.clone().unwrap_or_default();
    for prepared in columns {
        let place = said.iter().position(|column| column.name == prepared.name).unwrap_or_else(|| {
            said.push(ColumnReading { name: prepared.name.clone(), ..ColumnReading::default() });
            said.len() - 1
        });
        say(prepared, &mut said[place]);
    }
    ReadOptions { columns: Some(said), ..reading.clone() }
}

/// Whether dates whose own cells do not tell it were read with day and month in another order than in training.
fn is_in_other_order(prepared: &PreparedColumn, table: &Table) -> bool {
    let dates = table.column(&prepared.name).and_then(Column::written_dates);
    dates.is_some_and(|dates| !dates.is_told && prepared.date_order.is_some_and(|order| order != dates.order))
}

/// Whether a column of the table was read as another type than in training, and has a cell.
fn is_other(prepared: &PreparedColumn, table: &Table) -> bool {
    let column = table.column(&prepared.name);
    column.is_some_and(|column| column.column_type() != prepared.column_type && column.missing() < column.cells())
}

/// Whether no cell is lost by the type of training; and numbers are no times unless all are dates.
fn keeps_cells(prepared: &PreparedColumn, found: &Table, read: &Table) -> bool {
    let (Some(found), Some(read)) = (found.column(&prepared.name), read.column(&prepared.name)) else { return false };
    let is_time = found.column_type() == ColumnType::Number && prepared.column_type == ColumnType::Time;
    read.missing() <= found.missing() && (!is_time || are_dates(read))
}

fn are_dates(times: &Column) -> bool {
    times.numbers().is_some_and(|days| days.iter().all(|day| day.is_nan() || day.fract() == 0.0))
}
