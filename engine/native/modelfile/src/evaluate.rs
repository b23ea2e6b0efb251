//! How good a model's predictions are on a table that has its targets.

use crate::predict::Model;
use failures::Failure;
use preparing::{EncodedFeatures, EncodedTargets, FilledCells, UnreadCells};
use serde::Serialize;
use std::collections::BTreeMap;
use tabular::{Column, Table};
use trainer::Dataset;
use trainer::events::OutputMetrics;
use ts_rs::TS;

/// A model's metrics over the rows of a table.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub struct TableEvaluation {
    /// Rows of the table.
    pub rows: usize,
    /// Those of them that the metrics are of: every feature and target there and known to the model.
    pub evaluated_rows: usize,
    /// Lines of the file that are no rows.
    #[ts(type = "number")]
    pub rejected_rows: u64,
    /// What was missing or unknown, by column.
    pub unread: Vec<UnreadCells>,
    /// The missing cells of evaluated rows that were filled, by column.
    pub filled: Vec<FilledCells>,
    /// One for each Output; numbers in their target's unit. Empty without a row to evaluate.
    pub outputs: Vec<OutputMetrics>,
}

impl Model {
    /// Compares the predictions of a table's rows with its targets, columns found by name and encoded as in training. The
    /// weights of rows do not count.
    ///
    /// # Errors
    /// A missing column, a text among numbers, each with its place; or want of memory.
    pub fn evaluate(&self, table: &Table) -> Result<TableEvaluation, Failure> {
        self.description().preparation.targets.iter().try_for_each(|target| target.check_times(table))?;
        let evaluation = self.evaluate_columns(&table.columns, table.rows)?;
        Ok(TableEvaluation { rejected_rows: table.rejected_rows, ..evaluation })
    }

    /// As `evaluate`, of columns in memory with `rows` cells each.
    ///
    /// # Errors
    /// As `evaluate`, and a column of another number of cells.
    pub fn evaluate_columns(&self, columns: &[Column], rows: usize) -> Result<TableEvaluation, Failure> {
        self.evaluate_some(columns, rows, None)
    }

    /// As `evaluate_columns`, of the rows `only` alone, ascending, where they are given; what was unread is told of all rows.
    pub(crate) fn evaluate_some(
        &self,
        columns: &[Column],
        rows: usize,
        only: Option<&[u32]>,
    ) -> Result<TableEvaluation, Failure> {
        let preparation = &self.description().preparation;
        let ir = &self.description().ir;
        let mut features = preparation.encoding(columns, rows)?;
        let is_asked = |row: &&u32| only.is_none_or(|only| only.binary_search(row).is_ok());
        let asked: Vec<u32> = features.rows.iter().filter(is_asked).copied().collect();
        let EncodedTargets { rows: kept, targets, wide: wide_targets, unread: unknown } =
            preparation.encode_targets(&ir.targets, columns, &asked)?;
        let unread = [std::mem::take(&mut features.unread), unknown].concat();
        let filled = preparation.filled_cells(columns, &kept);
        let evaluated_rows = kept.len();
        let EncodedFeatures { matrix, wide, .. } = features.encode(kept)?;
        let outputs = if evaluated_rows == 0 {
            Vec::new()
        } else {
            self.predictor.evaluate(Dataset {
                rows: evaluated_rows,
                inputs: vec![matrix; ir.inputs.len()],
                wide: if self.is_scaled_narrow { BTreeMap::new() } else { wide },
                targets,
                wide_targets,
                ..Dataset::default()
            })?
        };
        Ok(TableEvaluation { rows, evaluated_rows, rejected_rows: 0, unread, filled, outputs })
    }
}
