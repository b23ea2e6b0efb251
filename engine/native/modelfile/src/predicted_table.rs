//! A table with what a model says of it, held together so that both are read in parts: a change of the file afterwards never
//! puts predictions beside other rows.

use crate::predict::{Model, Prediction};
use failures::Failure;
use std::sync::Arc;
use tabular::Table;

/// A table and its predictions, row by row.
pub struct PredictedTable {
    table: Arc<Table>,
    prediction: Prediction,
}

impl PredictedTable {
    /// Predicts every row of a table.
    ///
    /// # Errors
    /// As `Model::predict`.
    pub fn of(model: &Model, table: Arc<Table>) -> Result<Self, Failure> {
        let prediction = model.predict(&table)?;
        Ok(Self { table, prediction })
    }

    pub fn prediction(&self) -> &Prediction {
        &self.prediction
    }

    pub fn table(&self) -> &Table {
        &self.table
    }

    /// The cells of at most `count` rows from `from` on (counted from 0), of the columns named by their places; `None` for
    /// a missing cell, and for a column that is not there.
    pub fn cells(&self, from: usize, count: usize, columns: &[u32]) -> Vec<Vec<Option<String>>> {
        let end = from.saturating_add(count).min(self.table.rows);
        self.table.cells(from.min(end)..end, columns)
    }
}
