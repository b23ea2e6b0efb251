//! A model applied to tables.

use crate::description::{ModelDescription, ModelOutput, NARROW_SCALING_FORMAT};
use crate::file::ModelFile;
use failures::Failure;
use preparing::{FilledCells, UnreadCells, UnreadReason, fitted_constants};
use std::collections::BTreeMap;
use std::path::Path;
use tabular::{Column, Table};
use trainer::Predictor;
use trainer::kernels::losses::predicted_class;

/// Stands for the class of a row without prediction.
pub const NO_CLASS: u32 = u32::MAX;

/// A model ready to predict.
pub struct Model {
    description: ModelDescription,
    pub(crate) predictor: Predictor,
    /// Whether training saw cells rounded to float32, as in models of older formats.
    pub(crate) is_scaled_narrow: bool,
}

/// What one output says of each row of a table.
#[derive(Debug, Clone, PartialEq)]
pub struct OutputPrediction {
    pub output: ModelOutput,
    /// Numbers a row: one a class, or 1 for a number.
    pub width: usize,
    /// `[rows, width]` row-major: what each class was given (probabilities where the output says so), or the number itself;
    /// NaN for a row without prediction. Numbers are in the target's unit; what classes were given is float32.
    pub values: Vec<f64>,
    /// The predicted class of each row, by its place in the output's classes; `NO_CLASS` for a row without prediction.
    /// Empty where a number is predicted.
    pub classes: Vec<u32>,
}

/// What a model says of a table, in the table's order.
#[derive(Debug, Clone, PartialEq)]
pub struct Prediction {
    /// Rows of the table.
    pub rows: usize,
    /// Those of them without prediction, since a feature's cell is missing.
    pub missing_rows: usize,
    /// Further rows without prediction, since a feature's value is one that training did not know.
    pub unknown_rows: usize,
    /// The cells for which rows have no prediction, by column.
    pub unread: Vec<UnreadCells>,
    /// The missing cells that were filled, of rows that have a prediction, by column.
    pub filled: Vec<FilledCells>,
    /// Lines of the file that are no rows, having another number of cells.
    pub rejected_rows: u64,
    /// One for each Output of the network.
    pub outputs: Vec<OutputPrediction>,
}

impl Model {
    /// Reads a model file.
    ///
    /// # Errors
    /// As `ModelFile::read`.
    pub fn open(path: &Path) -> Result<Model, Failure> {
        Self::of(ModelFile::read(path)?)
    }

    /// Reads the bytes of a model file.
    ///
    /// # Errors
    /// As `ModelFile::decode`.
    pub fn decode(bytes: &[u8]) -> Result<Model, Failure> {
        Self::of(ModelFile::decode(bytes)?)
    }

    /// A model that was read.
    ///
    /// # Errors
    /// When its tensors are not its network's.
    pub fn of(file: ModelFile) -> Result<Model, Failure> {
        let ModelFile { description, tensors } = file;
        let mut fitted = fitted_constants(&description.scales);
        let is_scaled_narrow = description.format <= NARROW_SCALING_FORMAT;
        if is_scaled_narrow {
            fitted.values_mut().flatten().for_each(|constant| *constant = f64::from(*constant as f32));
        }
        let predictor = Predictor::new(&description.ir, tensors, fitted)?;
        Ok(Model { description, predictor, is_scaled_narrow })
    }

    pub fn description(&self) -> &ModelDescription {
        &self.description
    }

    /// Predicts every row of a table, its columns found by name and encoded as in training; target columns need not be
    /// there. Rows with a missing feature or a value unknown to the model have no prediction.
    ///
    /// # Errors
    /// A missing column, a text among numbers, each with its place; or want of memory.
    pub fn predict(&self, table: &Table) -> Result<Prediction, Failure> {
        let prediction = self.predict_cells(&table.columns, table.rows)?;
        Ok(Prediction { rejected_rows: table.rejected_rows, ..prediction })
    }

    /// As `predict`, of columns in memory with `rows` cells each, which are to hold values of training alone.
    ///
    /// # Errors
    /// As `predict`, a column of another number of cells, and a value unknown to the model, with its row.
    pub fn predict_columns(&self, columns: &[Column], rows: usize) -> Result<Prediction, Failure> {
        let prediction = self.predict_cells(columns, rows)?;
        let mut there = prediction.unread.iter().filter(|cells| cells.reason != UnreadReason::Missing);
        match there.find_map(|cells| self.description.preparation.unknown_value(cells)) {
            Some(refusal) => Err(refusal),
            None => Ok(prediction),
        }
    }

    fn predict_cells(&self, columns: &[Column], rows: usize) -> Result<Prediction, Failure> {
        let encoded = self.description.preparation.encode(columns, rows)?;
        let wide = if self.is_scaled_narrow { BTreeMap::new() } else { encoded.wide };
        let inputs = vec![encoded.matrix; self.description.ir.inputs.len()];
        let predicted = self.predictor.predict(encoded.rows.len(), inputs, wide)?;
        let outputs = self.description.outputs.iter().zip(predicted);
        let outputs = outputs.map(|(output, values)| spread(output, &values, rows, &encoded.rows));
        Ok(Prediction {
            rows,
            missing_rows: encoded.missing_rows,
            unknown_rows: rows - encoded.missing_rows - encoded.rows.len(),
            unread: encoded.unread,
            filled: self.description.preparation.filled_cells(columns, &encoded.rows),
            rejected_rows: 0,
            outputs: outputs.collect(),
        })
    }
}

/// The values of the rows `whole` at their places among all `rows`.
fn spread(output: &ModelOutput, predicted: &[f64], rows: usize, whole: &[u32]) -> OutputPrediction {
    let width = output.classes.len().max(1);
    let units = predicted.len() / whole.len().max(1);
    let mut values = vec![f64::NAN; rows * width];
    let mut classes = vec![NO_CLASS; if output.classes.is_empty() { 0 } else { rows }];
    for (row, units) in whole.iter().zip(predicted.chunks_exact(units.max(1))) {
        let row = *row as usize;
        let to = &mut values[row * width..][..width];
        match (units, &mut *to) {
            // One unit is the probability of the second of two classes.
            ([second], [first_to, second_to]) => (*first_to, *second_to) = (1.0 - second, *second),
            _ => to.copy_from_slice(units),
        }
        if let Some(class) = classes.get_mut(row) {
            *class = predicted_class(units) as u32;
        }
    }
    OutputPrediction { output: output.clone(), width, values, classes }
}
