//! What a person should know of a table before a network is trained on it: judged of the columns a setup uses and of the
//! rows that a split trains and validates on. Facts only; the texts, and what mends them, are the compiler's.

mod classes;
mod features;
mod leaks;
mod rows;

use crate::coded::coded;
use crate::partition::{Partition, PartitionCounts, SplitSetup};
use crate::used_columns::UsedColumns;
use failures::{Failure, FailureValue, shortened};
use serde::Serialize;
use std::collections::BTreeMap;
use tabular::{Column, ColumnEncoding, DataSetup, Table};
use trainer::split::Split;
use ts_rs::TS;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum DataWarningCode {
    /// Classes of which no training row is: `names`, `count`.
    ClassNotTrained,
    /// Classes of which no validation row is: `names`, `count`.
    ClassNotValidated,
    /// Targets in order while the last rows validate: `classes` (0 for numbers).
    SortedTarget,
    /// A class much rarer than another: `name`, `rows`, `most_name`, `most_rows`.
    RareClass,
    /// A feature that counts the rows: `first`.
    IndexFeature,
    /// A feature with another value in every row: `rows`.
    IdentifierFeature,
    /// A feature that alone tells the target: `target`, `percent` of rows it tells right.
    LeakingFeature,
    /// A feature that is the same in every training row: `value`.
    ConstantFeature,
    /// More encoded features than training rows: `features`, `rows`.
    FewRows,
    /// Rows left out for a missing cell: `count`, `rows`, and the column with the most missing cells, `missing` of them.
    MissingRows,
}

/// One thing to know, with the evidence.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub struct DataWarning {
    pub code: DataWarningCode,
    /// Column it is about.
    pub column: Option<String>,
    #[ts(type = "Record<string, number | string>")]
    pub values: BTreeMap<String, FailureValue>,
}

impl DataWarning {
    fn new(code: DataWarningCode, column: Option<&Column>) -> Self {
        Self { code, column: column.map(|column| column.name.clone()), values: BTreeMap::new() }
    }

    fn text(mut self, name: &str, text: &str) -> Self {
        self.values.insert(name.to_owned(), FailureValue::Text(shortened(text)));
        self
    }

    fn number(mut self, name: &str, number: f64) -> Self {
        self.values.insert(name.to_owned(), FailureValue::Number(number));
        self
    }
}

/// What a table's rows are for, and what to know of them.
#[derive(Debug, Clone, Default, PartialEq, Serialize, TS)]
pub struct TableJudgement {
    pub rows: PartitionCounts,
    pub warnings: Vec<DataWarning>,
}

/// What the families judge.
struct Judged<'table> {
    table: &'table Table,
    used: UsedColumns<'table>,
    /// Rows of the table without a missing cell in a needed column, ascending.
    rows: Vec<u32>,
    /// Of each target its codes and the values they stand for; `None` of a number.
    classes: Vec<Option<Classes>>,
    setup: SplitSetup,
    /// Places in `rows` that train and that validate.
    split: Split,
}

/// A target's class of each of `Judged::rows`.
struct Classes {
    codes: Vec<u32>,
    labels: Vec<String>,
}

/// Judges a table under a setup and a split, the gravest first. Empty where no row or no target is left to judge.
///
/// # Errors
/// As `DataSchema::of` and `Partition::of`.
pub fn data_warnings(table: &Table, setup: &DataSetup, split: SplitSetup) -> Result<TableJudgement, Failure> {
    let used = UsedColumns::find(table, setup)?;
    let rows = used.whole_rows(table);
    if rows.is_empty() || [split.validation_split, split.test_split].iter().any(|share| !(0.0..1.0).contains(share)) {
        return Ok(TableJudgement::default());
    }
    let classes = used.targets.iter().map(|(column, encoding)| {
        (*encoding != ColumnEncoding::Number).then(|| {
            let coded = coded(column);
            Classes { codes: rows.iter().map(|row| coded.codes[*row as usize]).collect(), labels: coded.labels }
        })
    });
    let classes: Vec<Option<Classes>> = classes.collect();
    let parts = Partition::of_rows(&used, rows.clone(), split, None)?;
    let split_rows = parts.among(&rows);
    let judged = Judged { table, used, rows, classes, setup: split, split: split_rows };
    let mut warnings = classes::warnings(&judged);
    warnings.extend(leaks::warnings(&judged));
    warnings.extend(features::warnings(&judged));
    warnings.extend(rows::warnings(&judged));
    judged.used.needed().for_each(Column::forget);
    Ok(TableJudgement { rows: parts.counts(), warnings })
}
