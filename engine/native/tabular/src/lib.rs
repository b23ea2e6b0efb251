//! Tables from files: CSV to typed columns, their profile, and encoded, scaled float32 rows. Pure Rust; knows neither
//! napi nor the trainer.

mod cells;
mod column;
mod dialect;
mod failure;
mod header;
mod limits;
mod number;
mod rows;
mod source;
mod table;
mod text;

pub use column::{Column, ColumnValues, FirstText, MISSING_CODE};
pub use failure::{Place, TableFailure};
pub use limits::ReadLimits;
pub use source::hash_file;
pub use table::Table;
