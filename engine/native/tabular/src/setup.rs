//! What a person decides about a table, and what opening it proposes: each column's role and encoding.

use crate::options::ReadOptions;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// What a column is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum ColumnRole {
    Feature,
    /// What an Output predicts. Several columns may be targets; each Output reads one.
    Target,
    /// What each row's loss is multiplied by: numbers ≥ 0. At most one column.
    Weight,
    /// Rows of one value stand on one side of a split by groups. At most one column.
    Group,
    /// When a row is of, by which a split keeps the latest aside: numbers or times. At most one column.
    Time,
    /// What each row is for, by words such as train, validation and test. At most one column.
    Split,
    Ignore,
}

/// How a column is encoded: numbers may be `number`, and everything a `code` or `one_hot`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum ColumnEncoding {
    /// The value itself.
    Number,
    /// Index in the sorted list of distinct values.
    Code,
    /// One 0/1 column a distinct value.
    OneHot,
}

/// One column's part.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ColumnSetup {
    pub name: String,
    pub role: ColumnRole,
    pub encoding: ColumnEncoding,
}

/// The table a project trains on and what each column is for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct DataSetup {
    /// As stored in a project, relative to it where possible, with `/` separators; absolute where a run reads it.
    pub path: String,
    /// Of the file's bytes, lower-case hex.
    pub sha256: String,
    /// How its file is read, as far as a person said so; absent where all is guessed.
    #[serde(default, skip_serializing_if = "ReadOptions::is_empty")]
    #[ts(optional, as = "Option<ReadOptions>")]
    pub reading: ReadOptions,
    pub columns: Vec<ColumnSetup>,
}
