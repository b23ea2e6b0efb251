//! What a person should know of a table before a network is trained on it: judged of the columns a setup uses and of the
//! rows that a split trains and validates on. Facts only; the texts, and what mends them, are the compiler's.

mod classes;
mod features;
mod files;
mod leaks;
mod rows;
mod untrained;

use crate::coded::coded;
use crate::data_tables::DataTables;
use crate::file_rows::{FileRows, FileUse};
use crate::partition::{Partition, PartitionCounts, SplitSetup};
use crate::preparation::Preparation;
use crate::used_columns::UsedColumns;
use failures::{Failure, FailureValue, shortened};
use serde::Serialize;
use std::collections::BTreeMap;
use tabular::{Column, ColumnEncoding, DataSetup, Table};
use trainer::ir::{Target, TargetEncoding};
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
    /// Cells of a validation or test file that cannot be read as training's: `file` (`validation`, `test`), `reason` (of
    /// `UnreadReason`), `count`, `rows` of the file, `row` of the first, `names` of the first few values.
    FileCells,
    /// Lines of a validation or test file that are no rows: `file`, `count`, `example`.
    FileLines,
    /// Values of a one-hot column that no training row has: `count` rows with them, `row` of the first, `names` of the first few.
    UntrainedValues,
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
    /// Rows of the validation file.
    validation: Option<FileRows<'table>>,
    /// Rows of the test file.
    test: Option<FileRows<'table>>,
}

/// A target's class of each of `Judged::rows`.
struct Classes {
    codes: Vec<u32>,
    labels: Vec<String>,
}

/// Judges tables under a setup and a split, the gravest first. Empty where no row or no target is left to judge.
///
/// # Errors
/// As `DataSchema::of` and `Partition::of`, and of a validation or test file that cannot be read as the table was.
pub fn data_warnings<'table>(
    tables: impl Into<DataTables<'table>>,
    setup: &'table DataSetup,
    split: SplitSetup,
) -> Result<TableJudgement, Failure> {
    let DataTables { table, validation, test } = tables.into();
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
    let mut counts = parts.counts();
    let (validation, test) = if validation.is_some() || test.is_some() {
        let preparation = Preparation::of_used(&used, &parts.training)?;
        let wanted: Vec<Target> = used.targets.iter().map(|(column, _)| of_name(&column.name)).collect();
        let rows_of = |file, file_use| FileRows::of(&preparation, &wanted, file, file_use);
        let validation = validation.map(|file| rows_of(file, FileUse::Validation)).transpose()?;
        (validation, test.map(|file| rows_of(file, FileUse::Test)).transpose()?)
    } else {
        (None, None)
    };
    counts.validation += validation.as_ref().map_or(0, |file| file.rows().len());
    counts.test += test.as_ref().map_or(0, |file| file.rows().len());
    let split_rows = parts.among(&rows);
    let judged = Judged { table, used, rows, classes, setup: split, split: split_rows, validation, test };
    let mut warnings = classes::warnings(&judged);
    warnings.extend(leaks::warnings(&judged));
    warnings.extend(features::warnings(&judged));
    warnings.extend(untrained::warnings(&judged));
    warnings.extend(rows::warnings(&judged));
    warnings.extend(files::warnings(&judged));
    judged.used.needed().for_each(Column::forget);
    Ok(TableJudgement { rows: counts, warnings })
}

/// A target by its name, which is all that finding its cells goes by.
fn of_name(name: &str) -> Target {
    Target { name: name.to_owned(), width: 1, classes: 0, encoding: TargetEncoding::Value, scaling: None }
}
