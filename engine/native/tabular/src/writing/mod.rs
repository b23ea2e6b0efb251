//! Columns to files: delimited text that spreadsheets take no cell of for a formula, and Parquet.

mod csv;
mod parquet;

pub use csv::write_csv;
pub use parquet::write_parquet;
