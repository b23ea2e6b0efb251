//! `NativeModel`: a model file as a JavaScript object.

use crate::TABLES;
use crate::failure::{Outcome, guarded, json, unwritten};
use crate::plain::Plain;
use crate::work::{Promise, promise};
use modelfile::{Model, ModelOutput, TableEvaluation, TestEvaluation};
use napi::Env;
use napi::bindgen_prelude::{Float64Array, Result, Uint8Array, Uint32Array};
use napi_derive::napi;
use preparing::{FilledCells, UnreadCells};
use std::path::Path;
use std::sync::Arc;
use tabular::{Column, ColumnType, DataSetup, ReadOptions, Table};

/// A model file that was read, ready to predict any number of tables.
#[napi]
pub struct NativeModel {
    model: Arc<Model>,
}

impl From<Model> for NativeModel {
    fn from(model: Model) -> Self {
        Self { model: Arc::new(model) }
    }
}

/// A table's file, its columns of the types they had in training.
fn table_of(model: &Model, path: &str, reading: &ReadOptions) -> Outcome<Arc<Table>> {
    TABLES.table_as_trained(Path::new(path), reading, &model.description().preparation)
}

#[napi]
impl NativeModel {
    /// A `ModelDescription` as JSON text: keys in it are an enemy's, which only a JSON parser makes plain properties.
    #[napi(getter, js_name = "description_json")]
    pub fn description_json(&self, env: &Env) -> Result<String> {
        guarded(env, || json(self.model.description()))
    }

    /// Predicts every row of a table file (absolute path; CSV, plain or gzip), read as the options say, its columns found
    /// by name and encoded as in training; target columns need not be there. Rows keep their order. Fails with `column_missing` or
    /// `column_not_numeric`, naming column and row; a row with a missing feature, or a value that training did not know, is
    /// no failure, it has no prediction.
    #[napi]
    pub fn predict(&self, path: String, reading: Option<Plain<ReadOptions>>) -> Promise<Prediction> {
        let model = Arc::clone(&self.model);
        let reading = reading.map(|Plain(reading)| reading).unwrap_or_default();
        promise(move || Ok(model.predict(&*table_of(&model, &path, &reading)?)?.into()))
    }

    /// As `predict`, with the table kept beside the predictions until the object is collected.
    #[napi]
    pub fn predict_table(&self, path: String, reading: Option<Plain<ReadOptions>>) -> Promise<PredictedTable> {
        let model = Arc::clone(&self.model);
        let reading = reading.map(|Plain(reading)| reading).unwrap_or_default();
        promise(move || {
            Ok(PredictedTable::from(modelfile::PredictedTable::of(&model, table_of(&model, &path, &reading)?)?))
        })
    }

    /// As `predict`, of columns in memory with one cell for each of `rows` rows, which are to hold values of training alone:
    /// `value_unknown` where one does not, `column_length` where a column has another number of cells.
    #[napi]
    pub fn predict_columns(&self, columns: Vec<ColumnCells>, rows: u32) -> Promise<Prediction> {
        let model = Arc::clone(&self.model);
        let columns: Vec<Column> = columns.into_iter().map(|cells| cells.column(&model)).collect();
        promise(move || Ok(model.predict_columns(&columns, rows as usize)?.into()))
    }

    /// Metrics of the model's predictions over a table file that has its targets, its columns found by name and encoded as in
    /// training. Fails as `predict` does, and with `column_missing` for a target; rows with a missing cell, or a value that
    /// training did not know, are left out and told.
    #[napi]
    pub fn evaluate(&self, path: String, reading: Option<Plain<ReadOptions>>) -> Promise<Plain<TableEvaluation>> {
        let model = Arc::clone(&self.model);
        let reading = reading.map(|Plain(reading)| reading).unwrap_or_default();
        promise(move || Ok(Plain(model.evaluate(&*table_of(&model, &path, &reading)?)?)))
    }

    /// Metrics over exactly the rows that the model's run kept for a test, cut again from the table it was trained on: `data` is
    /// the project's setup with absolute paths. Fails with `test_rows` where there are none, or the table is another.
    #[napi]
    pub fn evaluate_test(&self, data: Plain<DataSetup>) -> Promise<Plain<TestEvaluation>> {
        let (model, Plain(data)) = (Arc::clone(&self.model), data);
        promise(move || Ok(Plain(model.evaluate_test(&TABLES, &data)?)))
    }
}

/// A table with what a model says of each of its rows, read in parts.
#[napi]
pub struct PredictedTable(Arc<modelfile::PredictedTable>);

#[napi]
impl PredictedTable {
    /// Names of the table's columns, in their order.
    #[napi(getter)]
    pub fn columns(&self) -> Vec<&str> {
        self.0.table().columns.iter().map(|column| column.name.as_str()).collect()
    }

    /// The first few lines of the file that are no rows: `line 12: 14 cells, expected 15`.
    #[napi(getter, js_name = "rejected_examples")]
    pub fn rejected_examples(&self) -> Vec<&str> {
        self.0.table().rejected_examples.iter().map(String::as_str).collect()
    }

    /// What the model says of all rows, copied.
    #[napi]
    pub fn prediction(&self) -> Prediction {
        self.0.prediction().clone().into()
    }

    /// The bytes of a Parquet file: the row's number from 1, the table's own columns as they were read where they are kept,
    /// and for each output the class as a text, or the number, and of classes what each was given; null without prediction.
    /// `names` are those of the columns that are not the table's own, in this order.
    #[napi]
    pub fn parquet(&self, keep_columns: bool, names: Vec<String>) -> Promise<Uint8Array> {
        let predicted = Arc::clone(&self.0);
        promise(move || Ok(predicted.parquet(keep_columns, &names).map_err(|error| unwritten(&error))?.into()))
    }

    /// The cells of at most `count` rows from `from` on (counted from 0), of the columns at these places, as texts; null for
    /// a missing one.
    #[napi]
    pub fn cells(&self, from: u32, count: u32, columns: Vec<u32>) -> Vec<Vec<Option<String>>> {
        self.0.cells(from as usize, count as usize, &columns)
    }
}

impl From<modelfile::PredictedTable> for PredictedTable {
    fn from(predicted: modelfile::PredictedTable) -> Self {
        Self(Arc::new(predicted))
    }
}

/// A column in memory: numbers (NaN is missing) where they are there, else texts, read as a file's cells are (null is missing).
#[napi(object, object_to_js = false)]
pub struct ColumnCells {
    pub name: String,
    pub numbers: Option<Float64Array>,
    pub texts: Option<Vec<Option<String>>>,
}

impl ColumnCells {
    /// The column; texts are categories where training saw such, whatever a few of them look like.
    fn column(self, model: &Model) -> Column {
        if let Some(numbers) = self.numbers {
            return Column::of_numbers(self.name, numbers.to_vec());
        }
        let mut features = model.description().preparation.features.iter();
        let trained = features.find(|prepared| prepared.name == self.name).map(|prepared| prepared.column_type);
        let texts = self.texts.unwrap_or_default();
        let texts = texts.iter().map(Option::as_deref);
        if trained == Some(ColumnType::Category) {
            Column::of_categories(self.name, texts)
        } else {
            Column::of_texts(self.name, texts)
        }
    }
}

/// What a model says of a table, in the table's order.
#[napi(object, object_from_js = false)]
pub struct Prediction {
    /// Rows of the table.
    pub rows: f64,
    /// Those of them without prediction, since a feature's cell is missing.
    #[napi(js_name = "missing_rows")]
    pub missing_rows: f64,
    /// Further rows without prediction, since a feature's value is one that training did not know.
    #[napi(js_name = "unknown_rows")]
    pub unknown_rows: f64,
    /// The cells for which rows have no prediction, by column.
    pub unread: Plain<Vec<UnreadCells>>,
    /// The missing cells that were filled, of rows that have a prediction, by column.
    pub filled: Plain<Vec<FilledCells>>,
    /// Lines of the file that are no rows, having another number of cells.
    #[napi(js_name = "rejected_rows")]
    pub rejected_rows: f64,
    /// One for each Output of the network.
    pub outputs: Vec<OutputPrediction>,
}

/// What one output says of each row of a table.
#[napi(object, object_from_js = false)]
pub struct OutputPrediction {
    pub output: Plain<ModelOutput>,
    /// Numbers a row: one a class, or 1 for a number.
    pub width: f64,
    /// `[rows, width]` row-major: what each class was given (probabilities where the output says so), or the number itself;
    /// NaN for a row without prediction. Numbers are in the target's unit; what classes were given is float32.
    pub values: Float64Array,
    /// The predicted class of each row, by its place in the output's classes; `NO_CLASS` for a row without prediction.
    /// Empty where a number is predicted.
    pub classes: Uint32Array,
}

impl From<modelfile::Prediction> for Prediction {
    fn from(prediction: modelfile::Prediction) -> Self {
        let modelfile::Prediction { rows, missing_rows, unknown_rows, unread, filled, rejected_rows, outputs } =
            prediction;
        Self {
            rows: rows as f64,
            missing_rows: missing_rows as f64,
            unknown_rows: unknown_rows as f64,
            unread: Plain(unread),
            filled: Plain(filled),
            rejected_rows: rejected_rows as f64,
            outputs: outputs.into_iter().map(OutputPrediction::from).collect(),
        }
    }
}

impl From<modelfile::OutputPrediction> for OutputPrediction {
    fn from(prediction: modelfile::OutputPrediction) -> Self {
        let modelfile::OutputPrediction { output, width, values, classes } = prediction;
        Self { output: Plain(output), width: width as f64, values: values.into(), classes: classes.into() }
    }
}
