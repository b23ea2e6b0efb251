//! What a table's setup makes of it for a network: how many inputs of which names, and the classes of each target.

use crate::coded::distinct;
use crate::data_tables::{DataTables, PartTable};
use crate::limits::check_width;
use crate::split_words::SplitWord;
use crate::used_columns::UsedColumns;
use failures::Failure;
use serde::Serialize;
use tabular::{Column, ColumnEncoding, DataSetup};
use ts_rs::TS;

/// Widths after encoding, never the rows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct DataSchema {
    /// Rows of the table without a missing cell in any used column but those whose missing cells are filled: those that are
    /// split.
    pub rows: usize,
    /// Encoded feature columns, in order.
    pub features: Vec<FeatureSchema>,
    /// In setup order.
    pub targets: Vec<TargetSchema>,
    /// Column of the sample weights.
    pub weight: Option<String>,
    /// Columns that a split may go by.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub group: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub time: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub split: Option<SplitSchema>,
    /// Files of the rows that validate and that test, where they have their own.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub validation: Option<FileSchema>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub test: Option<FileSchema>,
}

/// A file of rows of one part.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct FileSchema {
    /// SHA-256 of its bytes, lower-case hex.
    pub sha256: String,
    /// All of them, before any is left out.
    pub rows: usize,
}

impl From<PartTable<'_>> for FileSchema {
    fn from(PartTable { table, .. }: PartTable) -> Self {
        Self { sha256: table.sha256.clone(), rows: table.rows }
    }
}

/// A column that says what rows are for, and what each of its words means.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct SplitSchema {
    pub column: String,
    pub words: Vec<SplitWord>,
}

/// One encoded feature: `name` is the column's, `column=value` when one-hot, `column year`, `column is missing` and the like.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct FeatureSchema {
    pub name: String,
    pub column: String,
}

/// `classes`: distinct values of the column, 0 for a numeric target.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct TargetSchema {
    pub name: String,
    pub classes: usize,
}

impl DataSchema {
    /// Schema of the tables of a setup.
    ///
    /// # Errors
    /// When the setup does not fit the table: a column that is absent, named twice, or text used as a number.
    pub fn of<'table>(tables: impl Into<DataTables<'table>>, setup: &'table DataSetup) -> Result<Self, Failure> {
        let DataTables { table, validation, test } = tables.into();
        let used = UsedColumns::find(table, setup)?;
        let mut features = Vec::new();
        for feature in &used.features {
            let column = &feature.column.name;
            let names = feature.names();
            check_width(features.len() + names.len(), column)?;
            features.extend(names.into_iter().map(|name| FeatureSchema { name, column: column.clone() }));
        }
        let mut targets = Vec::with_capacity(used.targets.len());
        for (column, encoding) in &used.targets {
            let classes = if *encoding == ColumnEncoding::Number { 0 } else { distinct(column) };
            column.forget();
            check_width(classes, &column.name)?;
            targets.push(TargetSchema { name: column.name.clone(), classes });
        }
        let name = |column: Option<&Column>| column.map(|column| column.name.clone());
        let split = name(used.split).map(|column| SplitSchema { column, words: used.split_words.clone() });
        Ok(Self {
            rows: used.whole_rows(table).len(),
            features,
            targets,
            weight: name(used.weight),
            group: name(used.group),
            time: name(used.time),
            split,
            validation: validation.map(FileSchema::from),
            test: test.map(FileSchema::from),
        })
    }
}
