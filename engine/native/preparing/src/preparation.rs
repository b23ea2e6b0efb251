//! How cells became a network's numbers, learnt from the table it was trained on and applied to others: the part of a
//! model that is not its weights.

use crate::column_scaling::no_logarithm;
use crate::encoder::{Encoder, Part, fill};
use crate::limits::{check_elements, check_width};
use crate::prepared_column::PreparedColumn;
use crate::unread_cells::{UnreadCells, UnreadReason};
use crate::used_columns::{UsedColumns, whole_rows};
use failures::{Failure, FailureCode, shortened};
use scratch::{MEMORY_BYTES, Stored};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;
use tabular::{Column, DataSetup, Table};
use trainer::WideColumn;
use ts_rs::TS;

/// What is done with a row in which a cell is missing that nothing stands in for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum MissingCells {
    /// The row is left out of training; a row to predict gets no prediction.
    LeaveOutRow,
}

/// Everything that turns a table's cells into a network's unscaled inputs, and its outputs into a target's words.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct Preparation {
    /// In the order of the network's inputs.
    pub features: Vec<PreparedColumn>,
    pub targets: Vec<PreparedColumn>,
    /// The column that weighed the rows.
    pub weight: Option<String>,
    pub missing_cells: MissingCells,
}

/// How the feature columns of a table become what a network reads, and of which rows.
pub struct FeatureEncoding<'table> {
    /// Rows of the table whose every feature can be encoded, ascending.
    pub rows: Vec<u32>,
    /// What the other rows lack, by column: missing cells first, then values that training did not know.
    pub unread: Vec<UnreadCells>,
    /// Rows left out for a missing cell; the others left out hold an unknown value.
    pub missing_rows: usize,
    columns: Vec<&'table Column>,
    encoders: Vec<Encoder<'table>>,
}

/// The feature columns of a table as a network reads them.
#[derive(Debug, Clone, PartialEq)]
pub struct EncodedFeatures {
    /// Rows of the table whose every feature can be encoded, ascending; those that are.
    pub rows: Arc<[u32]>,
    /// What the other rows lack, by column: missing cells first, then values that training did not know, of which those that
    /// are encoded all alike leave no row out.
    pub unread: Vec<UnreadCells>,
    /// Rows left out for a missing cell; the others left out hold an unknown value.
    pub missing_rows: usize,
    pub features: usize,
    /// `[rows, features]`, row-major, unscaled.
    pub matrix: Stored<f32>,
    /// As typed, the cells of those columns of the matrix that float32 rounds, by column.
    pub wide: BTreeMap<u32, WideColumn>,
}

impl Preparation {
    /// What encoding a table under a setup teaches, fitted on the rows `training` of the table.
    ///
    /// # Errors
    /// When the setup does not fit the table, or those rows do not let it be fitted.
    pub fn fit(table: &Table, setup: &DataSetup, training: &[u32]) -> Result<Preparation, Failure> {
        Self::of_used(&UsedColumns::find(table, setup)?, training)
    }

    /// The types of the columns used, by which another table is read; nothing is fitted yet.
    pub(crate) fn of_types(used: &UsedColumns) -> Preparation {
        let features = used.features.iter().map(|feature| PreparedColumn::of_type(feature.column, feature.encoding));
        Preparation {
            features: features.collect(),
            targets: used.targets.iter().map(|(column, encoding)| PreparedColumn::of_type(column, *encoding)).collect(),
            weight: used.weight.map(|column| column.name.clone()),
            missing_cells: MissingCells::LeaveOutRow,
        }
    }

    pub(crate) fn of_used(used: &UsedColumns, training: &[u32]) -> Result<Preparation, Failure> {
        let features = used.features.iter().map(|feature| PreparedColumn::fit(*feature, training));
        Ok(Preparation {
            features: features.collect::<Result<_, _>>()?,
            targets: used.targets.iter().map(|(column, encoding)| PreparedColumn::of(column, *encoding)).collect(),
            weight: used.weight.map(|column| column.name.clone()),
            missing_cells: MissingCells::LeaveOutRow,
        })
    }

    /// Whether it can have come of a table: names used once, values where they belong.
    ///
    /// # Errors
    /// A failure naming the column that cannot.
    pub fn check(&self) -> Result<(), Failure> {
        let mut names = HashSet::new();
        for column in self.features.iter().chain(&self.targets) {
            if !names.insert(column.name.as_str()) {
                let found = "the column twice".to_owned();
                return Err(column.refused(
                    FailureCode::ModelPreparation,
                    found,
                    "every column once".to_owned(),
                    "save it again",
                ));
            }
            column.check()?;
        }
        check_width(self.width(), self.features.last().map_or("", |column| &column.name))
    }

    /// Columns the features are encoded to.
    pub fn width(&self) -> usize {
        self.features.iter().map(PreparedColumn::width).sum()
    }

    /// How features of `rows` rows are encoded as those of training were. Columns are found by name; others are not looked at.
    ///
    /// A row with a missing feature that nothing stands in for, or with a value that training did not know, is left out and
    /// told.
    ///
    /// # Errors
    /// A column that is not there or has another number of cells, a text among numbers; each by column and row.
    pub fn encoding<'table>(&self, given: &'table [Column], rows: usize) -> Result<FeatureEncoding<'table>, Failure> {
        let mut columns = Vec::with_capacity(self.features.len());
        for prepared in &self.features {
            let column = given.iter().find(|column| column.name == prepared.name).ok_or_else(|| {
                prepared.refused(
                    FailureCode::ColumnMissing,
                    "no column of this name".to_owned(),
                    format!("the {} feature columns of the model", self.features.len()),
                    "add the column, or name it as in the table the model was trained on",
                )
            })?;
            if column.cells() != rows {
                let cells = column.cells();
                let (found, expected) = (format!("{cells} cells"), format!("{rows}"));
                return Err(prepared
                    .refused(FailureCode::ColumnLength, found, expected, "give it one cell for each row")
                    .number("cells", cells as f64)
                    .number("rows", rows as f64));
            }
            columns.push(column);
        }
        let pairs = self.features.iter().zip(&columns);
        let needed: Vec<&Column> =
            pairs.clone().filter(|(prepared, _)| prepared.impute.is_none()).map(|(_, column)| *column).collect();
        let mut whole = whole_rows(needed.iter().copied(), rows);
        let missing_rows = rows - whole.len();
        let mut unread = Vec::new();
        if missing_rows > 0 {
            let lacking = needed.iter().filter(|column| column.missing() > 0);
            unread.extend(lacking.map(|column| UnreadCells::missing(column, rows)));
        }
        check_elements(whole.len(), self.width())?;
        let mut encoders: Vec<Encoder> = Vec::with_capacity(columns.len());
        for (prepared, column) in pairs {
            let mut unknown = UnreadCells::none(&prepared.name, prepared.unread_reason());
            encoders.extend(prepared.encoders_of_other(column, &whole, &mut unknown)?);
            unread.push(unknown);
            unread.extend(prepared.untrained_cells(column, &whole));
        }
        unread.retain(|cells| cells.count > 0);
        let leaves_out =
            |cells: &UnreadCells| !matches!(cells.reason, UnreadReason::Missing | UnreadReason::UnseenValue);
        if unread.iter().any(leaves_out) {
            whole.retain(|row| encoders.iter().all(|encoder| encoder.knows(*row)));
        }
        columns.iter().for_each(|column| column.forget());
        Ok(FeatureEncoding { rows: whole, unread, missing_rows, columns, encoders })
    }

    /// Encodes all rows of a table that can be.
    ///
    /// # Errors
    /// As `encoding` and `FeatureEncoding::encode`.
    pub fn encode(&self, given: &[Column], rows: usize) -> Result<EncodedFeatures, Failure> {
        let encoding = self.encoding(given, rows)?;
        encoding.encode(encoding.rows.as_slice().into())
    }

    /// The refusal of a table for its unknown values, where they are not to be left out.
    pub fn unknown_value(&self, cells: &UnreadCells) -> Option<Failure> {
        let prepared = self.features.iter().find(|prepared| prepared.name == cells.column)?;
        if cells.reason == UnreadReason::UnseenValue {
            return None;
        }
        let (row, text) = (cells.first_rows.first()?, shortened(cells.values.first()?));
        if cells.reason == UnreadReason::NoLogarithm {
            return Some(no_logarithm(&cells.column, &text, *row));
        }
        let expected = format!(
            "one of the {} values the model was trained on ({})",
            prepared.values.len(),
            prepared.some_values()
        );
        let help = "correct the cell, leave the row out, or train on a table that has this value";
        let found = format!("the value \"{text}\" in row {row}");
        Some(
            prepared
                .refused(FailureCode::ValueUnknown, found, expected, help)
                .text("text", text)
                .number("row", f64::from(*row))
                .number("count", prepared.values.len() as f64),
        )
    }
}

impl FeatureEncoding<'_> {
    /// Some of the rows that can be encoded, as a part of a matrix.
    pub(crate) fn part<'of>(&'of self, rows: &'of Arc<[u32]>) -> Part<'of> {
        Part { rows, encoders: &self.encoders, columns: &self.columns }
    }

    /// Encodes some of the rows that can be, ascending.
    ///
    /// # Errors
    /// When there are so many that they lie in a scratch file, and that cannot be written.
    pub fn encode(&self, rows: Arc<[u32]>) -> Result<EncodedFeatures, Failure> {
        let features = self.encoders.iter().map(Encoder::width).sum();
        let parts = [self.part(&rows)];
        let filled = fill(&parts, MEMORY_BYTES)?;
        Ok(EncodedFeatures {
            wide: filled.wide(&parts),
            matrix: filled.matrix,
            features,
            rows,
            unread: self.unread.clone(),
            missing_rows: self.missing_rows,
        })
    }
}
