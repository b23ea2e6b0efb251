//! IR, table and setup joined: the rows a run trains and validates on, and what was learnt to make other rows alike.

use crate::encoded_table::{EncodedTable, Rows};
use crate::fitted_scale::{FittedScale, fitted_constants};
use crate::partition::{Partition, SplitSetup};
use crate::preparation::Preparation;
use crate::used_columns::UsedColumns;
use failures::{Failure, FailureCode};
use scratch::MEMORY_BYTES;
use std::sync::Arc;
use tabular::{ColumnRole, DataSetup, Table};
use trainer::Dataset;
use trainer::ir::Ir;

/// A table as one network trains on it.
#[derive(Debug, Clone, PartialEq)]
pub struct PreparedRun {
    /// In file order, unscaled; with the constants of `scales`.
    pub dataset: Dataset,
    /// How other tables become rows like these.
    pub preparation: Preparation,
    /// One for each Scale of the IR, then for each scaled target, in its order; fitted on the training rows.
    pub scales: Vec<FittedScale>,
    pub training_rows: usize,
    pub validation_rows: usize,
    /// Rows kept for a test: none of the dataset's.
    pub test_rows: usize,
    /// Rows left out because a needed cell was missing.
    pub missing_rows: usize,
}

impl PreparedRun {
    /// Encodes a table as a valid IR asks for it, what stands in for missing cells and its scales fitted on the rows that its
    /// training setup trains on.
    ///
    /// # Errors
    /// When the setup does not fit the table, the table not the IR, or no row is left to train on.
    pub fn of(ir: &Ir, table: &Table, setup: &DataSetup) -> Result<PreparedRun, Failure> {
        Self::within(ir, table, setup, MEMORY_BYTES)
    }

    /// As `of`, with the rows in a scratch file from so many bytes on: training reads them from there, to the same bits.
    ///
    /// # Errors
    /// As `of`, and when the scratch file cannot be written.
    pub fn within(ir: &Ir, table: &Table, setup: &DataSetup, memory_bytes: u64) -> Result<PreparedRun, Failure> {
        let used = UsedColumns::find(table, setup)?;
        let rows = EncodedTable::usable_rows(table, &used)?;
        let missing_rows = table.rows - rows.len();
        let stratified_by = ir.targets.first().map(|target| target.name.as_str());
        let parts = Partition::of_rows(&used, rows, SplitSetup::of(&ir.training), stratified_by)?;
        let preparation = Preparation::of_used(&used, &parts.training)?;
        let test_rows = parts.test.len();
        let seen: Arc<[u32]> = parts.seen().into();
        let split = parts.among(&seen);
        let rows = Rows { all: seen, training: parts.training };
        let mut encoded = EncodedTable::of_rows(missing_rows, &used, &preparation, &ir.targets, rows, memory_bytes)?;
        let sample_weights = sample_weights(ir, setup, encoded.weights.take())?;
        let scales = FittedScale::of_network(ir, &encoded, &split.training, sample_weights.as_deref())?;
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
                partition: (!ir.training.split.is_of_rows() || ir.training.fold.is_some()).then_some(split),
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
