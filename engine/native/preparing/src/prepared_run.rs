//! IR, table and setup joined: the rows a run trains and validates on, and what was learnt to make other rows alike.

use crate::data_tables::DataTables;
use crate::encoded_table::{EncodedTable, Rows};
use crate::file_rows::{FileRows, FileUse};
use crate::fitted_scale::{FittedScale, fitted_constants};
use crate::partition::{Partition, SplitSetup};
use crate::preparation::Preparation;
use crate::used_columns::UsedColumns;
use failures::{Failure, FailureCode};
use scratch::MEMORY_BYTES;
use std::sync::Arc;
use tabular::{ColumnRole, DataSetup};
use trainer::Dataset;
use trainer::ir::Ir;

/// A table as one network trains on it.
#[derive(Debug, Clone, PartialEq)]
pub struct PreparedRun {
    /// In file order, those of a validation file last, unscaled; with the constants of `scales`.
    pub dataset: Dataset,
    /// How other tables become rows like these.
    pub preparation: Preparation,
    /// One for each Scale of the IR, then for each scaled target, in its order; fitted on the training rows.
    pub scales: Vec<FittedScale>,
    pub training_rows: usize,
    pub validation_rows: usize,
    /// Rows kept for a test: none of the dataset's.
    pub test_rows: usize,
    /// Rows left out because a needed cell was missing or, in a validation or test file, unknown to training.
    pub missing_rows: usize,
}

impl PreparedRun {
    /// Encodes tables as a valid IR asks for it, what stands in for missing cells and its scales fitted on the rows that its
    /// training setup trains on.
    ///
    /// # Errors
    /// When the setup does not fit the table, the table not the IR, no row is left to train on, or a validation or test file
    /// cannot be read as the table was.
    pub fn of<'table>(
        ir: &Ir,
        tables: impl Into<DataTables<'table>>,
        setup: &'table DataSetup,
    ) -> Result<PreparedRun, Failure> {
        Self::within(ir, tables, setup, MEMORY_BYTES)
    }

    /// As `of`, with the rows in a scratch file from so many bytes on: training reads them from there, to the same bits.
    ///
    /// # Errors
    /// As `of`, and when the scratch file cannot be written.
    pub fn within<'table>(
        ir: &Ir,
        tables: impl Into<DataTables<'table>>,
        setup: &'table DataSetup,
        memory_bytes: u64,
    ) -> Result<PreparedRun, Failure> {
        let DataTables { table, validation, test } = tables.into();
        let used = UsedColumns::find(table, setup)?;
        let rows = EncodedTable::usable_rows(table, &used)?;
        let stratified_by = ir.targets.first().map(|target| target.name.as_str());
        let mut missing_rows = table.rows - rows.len();
        let parts = Partition::of_rows(&used, rows, SplitSetup::of(&ir.training), stratified_by)?;
        let preparation = Preparation::of_used(&used, &parts.training)?;
        let rows_of = |file, file_use| FileRows::of(&preparation, &ir.targets, file, file_use);
        let validation = validation.map(|file| rows_of(file, FileUse::Validation)).transpose()?;
        let test = test.map(|file| rows_of(file, FileUse::Test)).transpose()?;
        missing_rows += [&validation, &test].into_iter().flatten().map(FileRows::left_out).sum::<usize>();
        let test_rows = test.map_or(parts.test.len(), |test| test.rows().len());
        let seen: Arc<[u32]> = parts.seen().into();
        let mut split = parts.among(&seen);
        if let Some(validation) = &validation {
            split.validation = (seen.len() as u32..).take(validation.rows().len()).collect();
        }
        let is_told = !ir.training.split.is_of_rows() || ir.training.fold.is_some() || validation.is_some();
        let rows = Rows { all: seen, training: parts.training, after: validation };
        let mut encoded = EncodedTable::of_rows(missing_rows, &used, &preparation, &ir.targets, &rows, memory_bytes)?;
        let sample_weights = sample_weights(ir, setup, encoded.weights.take())?;
        let scales = FittedScale::of_network(ir, &encoded, &split.training, sample_weights.as_deref())?;
        drop(rows);
        Ok(PreparedRun {
            preparation,
            training_rows: split.training.len(),
            validation_rows: split.validation.len(),
            test_rows,
            missing_rows,
            dataset: Dataset {
                rows: encoded.rows,
                inputs: vec![encoded.matrix; ir.inputs.len()],
                wide: encoded.wide,
                targets: encoded.targets,
                wide_targets: encoded.wide_targets,
                fitted: fitted_constants(&scales),
                sample_weights,
                partition: is_told.then_some(split),
            },
            scales,
        })
    }
}

/// The table's weights, which must be of the column that the IR names.
fn sample_weights(ir: &Ir, setup: &DataSetup, weights: Option<Vec<f32>>) -> Result<Option<Vec<f32>>, Failure> {
    let column = setup.columns.iter().find(|column| column.role == ColumnRole::Weight).map(|column| &column.name);
    if column == ir.sample_weight.as_ref() {
        return Ok(weights);
    }
    let named = |name: Option<&String>| name.map_or("no sample weights".to_owned(), |name| format!("{name:?}"));
    let (found, expected) = (named(column), named(ir.sample_weight.as_ref()));
    Err(Failure::new(FailureCode::Dataset, found, expected, "Compile the project again."))
}
