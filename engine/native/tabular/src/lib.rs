//! Tables from files: CSV bytes to typed columns and their profile. Pure Rust; knows neither napi nor networks.

mod arrow_column;
mod cells;
mod column;
mod column_builder;
mod dialect;
mod guess;
mod header;
mod limits;
mod memory;
mod notice;
mod number;
mod options;
mod profile;
mod rows;
mod setup;
mod source;
mod table;
mod text;
mod values;

pub use column::{Column, ColumnType, FirstText, MISSING_CODE};
pub use failures::{CellPlace, Failure, FailureCode};
pub use guess::{EVIDENCE_CODES, Evidence, EvidenceCode, Guess, OptionValue, ReadOption};
pub use limits::ReadLimits;
pub use notice::{NOTICE_CODES, NoticeCode, NoticeFix, NoticeLine, NoticeSeverity, TableNotice};
pub use options::{ColumnReading, Delimiter, Mark, ReadOptions, TableFormat};
pub use profile::{ColumnProfile, TableProfile, ValueCount};
pub use setup::{ColumnEncoding, ColumnRole, ColumnSetup, DataSetup};
pub use source::hash_file;
pub use table::Table;
pub use values::{number_text, positive_zero};
