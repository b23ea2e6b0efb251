//! `NativeModel`: a model file as a JavaScript object.

use crate::TABLES;
use crate::failure::{Outcome, caught, delivered, guarded, json};
use modelfile::{Model, OutputPrediction, Prediction};
use napi::bindgen_prelude::{AsyncTask, Float32ArraySlice, Float64Array, Object, Result, Uint32ArraySlice};
use napi::{Env, ScopedTask, Task};
use napi_derive::napi;
use std::path::Path;
use std::sync::Arc;
use tabular::Column;

/// A model that was read; freed with the object.
#[napi]
pub struct NativeModel {
    model: Arc<Model>,
}

#[napi]
impl NativeModel {
    /// The description as JSON text: keys in it are an enemy's, which only a JSON parser makes plain properties.
    #[napi(getter)]
    pub fn description_json(&self, env: &Env) -> Result<String> {
        guarded(env, || json(self.model.description()))
    }

    /// Predicts every row of a table file.
    #[napi]
    pub fn predict(&self, path: String) -> AsyncTask<PredictWork> {
        AsyncTask::new(PredictWork { model: Arc::clone(&self.model), table: TableToPredict::File(path) })
    }

    /// Predicts `rows` rows that JavaScript holds.
    #[napi]
    pub fn predict_columns(&self, columns: Vec<ColumnCells>, rows: u32) -> AsyncTask<PredictWork> {
        let columns = columns.into_iter().map(Column::from).collect();
        let table = TableToPredict::Memory { columns, rows: rows as usize };
        AsyncTask::new(PredictWork { model: Arc::clone(&self.model), table })
    }
}

/// A column of JavaScript's: numbers where they are there, else texts.
#[napi(object, object_to_js = false)]
pub struct ColumnCells {
    pub name: String,
    pub numbers: Option<Float64Array>,
    pub texts: Option<Vec<Option<String>>>,
}

impl From<ColumnCells> for Column {
    fn from(cells: ColumnCells) -> Self {
        match cells.numbers {
            Some(numbers) => Column::of_numbers(cells.name, numbers.to_vec()),
            None => Column::of_texts(cells.name, &cells.texts.unwrap_or_default()),
        }
    }
}

/// Reads a model off the JavaScript thread.
pub enum OpenModelWork {
    File(String),
    Bytes(Vec<u8>),
}

impl Task for OpenModelWork {
    type Output = Outcome<Model>;
    type JsValue = NativeModel;

    fn compute(&mut self) -> Result<Self::Output> {
        Ok(caught(|| {
            Ok(match self {
                Self::File(path) => Model::open(Path::new(path))?,
                Self::Bytes(bytes) => Model::decode(bytes)?,
            })
        }))
    }

    fn resolve(&mut self, env: Env, model: Self::Output) -> Result<Self::JsValue> {
        Ok(NativeModel { model: Arc::new(delivered(&env, model)?) })
    }
}

enum TableToPredict {
    File(String),
    Memory { columns: Vec<Column>, rows: usize },
}

/// Predicts off the JavaScript thread.
pub struct PredictWork {
    model: Arc<Model>,
    table: TableToPredict,
}

impl<'task> ScopedTask<'task> for PredictWork {
    type Output = Outcome<Prediction>;
    type JsValue = Object<'task>;

    fn compute(&mut self) -> Result<Self::Output> {
        Ok(caught(|| {
            Ok(match &self.table {
                TableToPredict::File(path) => self.model.predict(&*TABLES.open(Path::new(path))?)?,
                TableToPredict::Memory { columns, rows } => self.model.predict_columns(columns, *rows)?,
            })
        }))
    }

    fn resolve(&mut self, env: &'task Env, prediction: Self::Output) -> Result<Self::JsValue> {
        let prediction = delivered(env, prediction)?;
        let mut object = Object::new(env)?;
        object.set("rows", prediction.rows as f64)?;
        object.set("missing_rows", prediction.missing_rows as f64)?;
        object.set("rejected_rows", prediction.rejected_rows as f64)?;
        let mut outputs = env.create_array(prediction.outputs.len() as u32)?;
        for (index, OutputPrediction { output, width, values, classes }) in (0..).zip(prediction.outputs) {
            let mut told = Object::new(env)?;
            told.set("output", env.to_js_value(&output)?)?;
            told.set("width", width as f64)?;
            told.set("values", Float32ArraySlice::copy_from(env, values)?)?;
            told.set("classes", Uint32ArraySlice::copy_from(env, classes)?)?;
            outputs.set(index, told)?;
        }
        object.set("outputs", outputs)?;
        Ok(object)
    }
}
