//! What a person decided about a table, and what follows for the network.

use crate::column::{Column, ColumnValues};
use crate::table::Table;
use crate::values::{coded, number_text};
use failures::{Failure, FailureCode, shortened};
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
    pub columns: Vec<ColumnSetup>,
}

/// Widths after encoding, never the rows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct DataSchema {
    /// Rows without a missing cell in any used column: those a run trains and validates on.
    pub rows: usize,
    /// Encoded feature columns, in order.
    pub features: Vec<FeatureSchema>,
    /// In setup order.
    pub targets: Vec<TargetSchema>,
    /// Column of the sample weights.
    pub weight: Option<String>,
}

/// One encoded feature: `name` is the column's, or `column=value` when one-hot.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct FeatureSchema {
    pub name: String,
    pub column: String,
}

/// `classes`: distinct values of the column, 0 for a numeric target.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct TargetSchema {
    pub name: String,
    pub classes: usize,
}

/// Most features or classes a table may be encoded to.
pub(crate) const MOST_ENCODED_COLUMNS: usize = 65_536;

/// A setup's columns found in a table.
pub(crate) struct UsedColumns<'table> {
    pub features: Vec<(&'table Column, ColumnEncoding)>,
    pub targets: Vec<(&'table Column, ColumnEncoding)>,
    pub weight: Option<&'table Column>,
}

impl<'table> UsedColumns<'table> {
    pub fn find(table: &'table Table, setup: &DataSetup) -> Result<Self, Failure> {
        let mut used = Self { features: Vec::new(), targets: Vec::new(), weight: None };
        for (index, column_setup) in setup.columns.iter().enumerate() {
            if setup.columns[..index].iter().any(|earlier| earlier.name == column_setup.name) {
                return Err(about(
                    column_setup,
                    FailureCode::TableSetup,
                    "the column twice in the setup",
                    "each column once",
                )
                .with_help("remove one of the two"));
            }
            if column_setup.role == ColumnRole::Ignore {
                continue;
            }
            let Some(column) = table.column(&column_setup.name) else {
                return Err(about(
                    column_setup,
                    FailureCode::ColumnMissing,
                    "no column of this name in the file",
                    "every used column",
                )
                .with_help("choose the columns again, or the file this project was made with"));
            };
            check_encoding(column, column_setup)?;
            match column_setup.role {
                ColumnRole::Target => used.targets.push((column, column_setup.encoding)),
                ColumnRole::Weight => {
                    if let Some(first) = used.weight {
                        let found = format!("a second weight beside \"{}\"", first.name);
                        return Err(about(column_setup, FailureCode::TableSetup, &found, "one column of weights")
                            .with_help("make one of the two a feature, or ignore it"));
                    }
                    used.weight = Some(column);
                }
                ColumnRole::Feature => used.features.push((column, column_setup.encoding)),
                ColumnRole::Ignore => {}
            }
        }
        if let Some(column) = used.weight {
            check_weights(column, &used.whole_rows(table))?;
        }
        Ok(used)
    }

    /// Every column whose cells a run reads.
    pub fn columns(&self) -> impl Iterator<Item = &'table Column> {
        self.features.iter().chain(&self.targets).map(|(column, _)| *column).chain(self.weight)
    }

    /// Rows in which no used cell is missing.
    pub fn whole_rows(&self, table: &Table) -> Vec<u32> {
        let mut whole = vec![true; table.rows];
        for column in self.columns() {
            column.values.mark_missing(&mut whole);
        }
        whole.iter().enumerate().filter(|(_, whole)| **whole).map(|(row, _)| row as u32).collect()
    }
}

impl DataSchema {
    /// Schema of a table under a setup.
    ///
    /// # Errors
    /// When the setup does not fit the table: a column that is absent, named twice, or text used as a number.
    pub fn of(table: &Table, setup: &DataSetup) -> Result<Self, Failure> {
        let used = UsedColumns::find(table, setup)?;
        let mut features = Vec::new();
        for (column, encoding) in &used.features {
            if *encoding == ColumnEncoding::OneHot {
                let values = coded(column).labels;
                check_width(features.len() + values.len(), &column.name)?;
                features.extend(values.into_iter().map(|value| FeatureSchema {
                    name: format!("{}={value}", column.name),
                    column: column.name.clone(),
                }));
            } else {
                features.push(FeatureSchema { name: column.name.clone(), column: column.name.clone() });
            }
        }
        let mut targets = Vec::with_capacity(used.targets.len());
        for (column, encoding) in &used.targets {
            let classes = if *encoding == ColumnEncoding::Number { 0 } else { coded(column).labels.len() };
            check_width(classes, &column.name)?;
            targets.push(TargetSchema { name: column.name.clone(), classes });
        }
        let weight = used.weight.map(|column| column.name.clone());
        Ok(Self { rows: used.whole_rows(table).len(), features, targets, weight })
    }
}

pub(crate) fn check_width(columns: usize, name: &str) -> Result<(), Failure> {
    if columns <= MOST_ENCODED_COLUMNS {
        return Ok(());
    }
    Err(Failure::new(
        FailureCode::TableTooWide,
        format!("more than {MOST_ENCODED_COLUMNS} columns after encoding"),
        format!("at most {MOST_ENCODED_COLUMNS}"),
        "encode the column as number or code, or ignore it",
    )
    .number("limit", MOST_ENCODED_COLUMNS as f64)
    .in_column(name))
}

fn check_encoding(column: &Column, setup: &ColumnSetup) -> Result<(), Failure> {
    let is_weight = setup.role == ColumnRole::Weight;
    let help = if is_weight {
        "correct the cell, or give the column another role"
    } else {
        "encode the column as code or one-hot, correct the cell, or ignore the column"
    };
    match column.first_text() {
        Some(first_text) if is_weight || setup.encoding == ColumnEncoding::Number => {
            let found = format!("the text \"{}\"", shortened(&first_text.text));
            Err(about(setup, FailureCode::ColumnNotNumeric, &found, "numbers")
                .text("text", shortened(&first_text.text))
                .at_cell(first_text.place)
                .with_help(help))
        }
        _ => Ok(()),
    }
}

/// Weights are numbers from 0 up, not all 0: with none, every loss would be 0 and nothing would be learned.
fn check_weights(column: &Column, rows: &[u32]) -> Result<(), Failure> {
    let ColumnValues::Number(values) = &column.values else { return Ok(()) };
    let refused = |code: FailureCode, found: String, expected: &str| {
        let help = "correct the cells, or give the column another role";
        Failure::new(code, found, expected, help).in_column(&column.name)
    };
    if let Some(row) = rows.iter().find(|row| values[**row as usize] < 0.0) {
        let weight = values[*row as usize];
        let found = format!("the weight {} in row {}", number_text(weight), row + 1);
        return Err(refused(FailureCode::WeightNegative, found, "weights of 0 or more")
            .number("weight", weight)
            .number("row", f64::from(row + 1)));
    }
    if !rows.is_empty() && rows.iter().all(|row| values[*row as usize] as f32 == 0.0) {
        let found = "the weight 0 in every row".to_owned();
        return Err(refused(FailureCode::WeightsAllZero, found, "a weight above 0 in some row"));
    }
    Ok(())
}

fn about(column: &ColumnSetup, code: FailureCode, found: &str, expected: &str) -> Failure {
    Failure::new(code, found, expected, "").in_column(&column.name)
}
