//! Another table read as the training table was: the types of its columns are the model's to say, not guessed anew from
//! cells that may tell less, as those of a few rows.

use crate::preparation::Preparation;
use crate::prepared_column::PreparedColumn;
use crate::table_store::TableStore;
use failures::{Failure, FailureCode};
use std::path::Path;
use std::sync::Arc;
use tabular::{Column, ColumnReading, ColumnType, ReadOptions, Table};

impl TableStore {
    /// The table at an absolute path, read as the options say, and what they leave open of a column as training knew it
    /// wherever its cells allow that. One column is a table if the model reads it.
    ///
    /// # Errors
    /// As `Table::open`.
    pub fn table_as_trained(
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

/// The options with the types of these columns.
fn typed(reading: &ReadOptions, columns: &[&PreparedColumn]) -> ReadOptions {
    let mut said = reading.columns.clone().unwrap_or_default();
    for PreparedColumn { name, column_type, .. } in columns {
        match said.iter_mut().find(|column| column.name == *name) {
            Some(column) => column.column_type = Some(*column_type),
            None => said.push(ColumnReading {
                name: name.clone(),
                column_type: Some(*column_type),
                ..ColumnReading::default()
            }),
        }
    }
    ReadOptions { columns: Some(said), ..reading.clone() }
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
