//! Tables from files: CSV to typed columns, their profile, and encoded, scaled float32 rows. Pure Rust; knows neither
//! napi nor the trainer.

mod cells;
mod column;
mod dialect;
mod encode;
mod header;
mod limits;
mod memory;
mod number;
mod preparation;
mod profile;
mod rows;
mod scale;
mod setup;
mod source;
mod store;
mod table;
mod text;
mod values;

pub use column::{Column, ColumnValues, FirstText, MISSING_CODE};
pub use encode::{EncodedTable, TargetForm, TargetRequest};
pub use failures::{CellPlace, Failure, FailureCode};
pub use limits::ReadLimits;
pub use preparation::{EncodedFeatures, MissingCells, Preparation, PreparedColumn};
pub use profile::{ColumnProfile, ColumnType, TableProfile, ValueCount};
pub use scale::{ScaleMethod, Scaling};
pub use setup::{ColumnEncoding, ColumnRole, ColumnSetup, DataSchema, DataSetup, FeatureSchema, TargetSchema};
pub use source::hash_file;
pub use store::TableStore;
pub use table::Table;
