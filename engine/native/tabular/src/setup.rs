//! What a person decides about a table, and what opening it proposes: each column's role and encoding.

use crate::encoding::{ColumnEncoding, EncodingOptions};
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

/// What stands in place of a feature's missing cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum ImputeStrategy {
    /// The mean of the training rows; of numbers.
    Mean,
    /// The median of the training rows; of numbers.
    Median,
    /// The most frequent value of the training rows, of equally frequent ones the first in order.
    MostFrequent,
    /// A value that is given.
    Constant,
    /// A category of its own, after all others; of columns that are not encoded as numbers.
    Category,
}

/// What is done with the missing cells of a feature, so that their rows are kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct Impute {
    pub strategy: ImputeStrategy,
    /// Of `constant` alone: the value, written as a cell of the table is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub value: Option<String>,
    /// Whether one more 0/1 column says where a cell was missing.
    #[serde(default, skip_serializing_if = "is_false")]
    #[ts(optional, as = "Option<bool>")]
    pub indicator: bool,
}

/// How the numbers of a feature are scaled before the network reads them, fitted on the training rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum ColumnScaling {
    /// Not at all, by a Scale node neither.
    None,
    /// (x − min) / (max − min).
    MinMax,
    /// (x − mean) / σ, of all training rows.
    Standardize,
    /// (x − median) / (third − first quartile).
    Robust,
    /// ln(1 + x), standardized; of numbers above −1.
    Log1p,
    /// The place among the training rows' quantiles, from 0 to 1.
    Quantile,
}

/// One column's part.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct ColumnSetup {
    pub name: String,
    pub role: ColumnRole,
    pub encoding: ColumnEncoding,
    /// Of a feature: what is said of its encoding; absent where all is usual.
    #[serde(default, skip_serializing_if = "EncodingOptions::is_empty")]
    #[ts(optional, as = "Option<EncodingOptions>")]
    pub options: EncodingOptions,
    /// Of a feature: what is done with its missing cells; absent where their rows are left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub impute: Option<Impute>,
    /// Of a feature encoded as `number`: its own scaling, after its missing cells are filled; a Scale node then leaves it as
    /// it is. Absent where a Scale node alone scales it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub scaling: Option<ColumnScaling>,
}

impl Impute {
    /// What is proposed for a column with missing cells under an encoding: numbers get their median and a column that says
    /// where it stands, categories one more category.
    pub fn usual(encoding: ColumnEncoding) -> Self {
        let is_number = encoding.is_of_numbers();
        let strategy = if is_number { ImputeStrategy::Median } else { ImputeStrategy::Category };
        Self { strategy, value: None, indicator: is_number }
    }
}

fn is_false(value: &bool) -> bool {
    !*value
}

/// A file whose rows are all of one part: they validate, or test.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct DataFile {
    /// As that of the table.
    pub path: String,
    /// Of the file's bytes, lower-case hex.
    pub sha256: String,
    /// How it is read; absent where as the table is, but for format and sheet, which are guessed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub reading: Option<ReadOptions>,
}

impl DataFile {
    /// How it is read beside a table that is read so.
    pub fn reading_beside(&self, table: &ReadOptions) -> ReadOptions {
        let alike = || ReadOptions { format: None, sheet: None, ..table.clone() };
        self.reading.clone().unwrap_or_else(alike)
    }
}

/// The table a project trains on and what each column is for.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
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
    /// The rows that validate, where they have a file of their own: then none of the table's do.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub validation: Option<DataFile>,
    /// The rows that test, where they have a file of their own: then none of the table's do.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub test: Option<DataFile>,
}

impl DataSetup {
    /// The files of parts that have their own.
    pub fn files(&self) -> impl Iterator<Item = &DataFile> {
        self.validation.iter().chain(&self.test)
    }
}
