//! What the tests of formats share.

use arrow_array::cast::AsArray;
use arrow_array::types::TimestampMillisecondType;
use serde::Deserialize;
use std::io::Write;
use std::path::PathBuf;
use tabular::{Column, ColumnType};
use tempfile::NamedTempFile;

/// A cell as it is compared: times in milliseconds since 1970 began.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(untagged)]
pub enum Cell {
    Truth(bool),
    Number(f64),
    Text(String),
    Missing(()),
}

/// A file of these bytes.
pub fn file(bytes: &[u8]) -> NamedTempFile {
    let mut file = NamedTempFile::new().unwrap();
    file.write_all(bytes).unwrap();
    file
}

pub fn fixtures() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../test/fixtures/formats")
}

/// The cells of a column in order.
pub fn cells(column: &Column) -> Vec<Cell> {
    let numbers = column.numbers().unwrap_or_default();
    let array = column.array();
    let cell = |row: usize| match column.column_type() {
        _ if column.is_missing(row) => Cell::Missing(()),
        ColumnType::Number => Cell::Number(numbers[row]),
        ColumnType::Boolean => Cell::Truth(numbers[row] != 0.0),
        ColumnType::Time => Cell::Number(array.as_primitive::<TimestampMillisecondType>().value(row) as f64),
        ColumnType::Category => Cell::Text(column.category_of(column.codes().unwrap_or_default()[row]).to_owned()),
    };
    (0..column.cells()).map(cell).collect()
}
