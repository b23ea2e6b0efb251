//! `NativeModel`: a model file as a JavaScript object.

use crate::TABLES;
use crate::failure::{guarded, json};
use modelfile::{Model, OutputPrediction, Prediction};
use napi::bindgen_prelude::{AsyncTask, Float32ArraySlice, Object, Result, Uint32ArraySlice};
use napi::{Env, ScopedTask, Task};
use napi_derive::napi;
use std::path::Path;
use std::sync::Arc;

/// A model that was read; freed with the object.
#[napi]
pub struct NativeModel {
    model: Arc<Model>,
}

#[napi]
impl NativeModel {
    /// The description as JSON text: keys in it are an enemy's, which only a JSON parser makes plain properties.
    #[napi(getter)]
    pub fn description_json(&self) -> Result<String> {
        guarded(|| json(self.model.description()))
    }

    /// Predicts every row of a table file.
    #[napi]
    pub fn predict(&self, path: String) -> AsyncTask<PredictWork> {
        AsyncTask::new(PredictWork { model: Arc::clone(&self.model), path })
    }
}

/// Reads a model file off the JavaScript thread.
pub struct OpenModelWork {
    path: String,
}

impl OpenModelWork {
    pub fn new(path: String) -> Self {
        Self { path }
    }
}

impl Task for OpenModelWork {
    type Output = Model;
    type JsValue = NativeModel;

    fn compute(&mut self) -> Result<Self::Output> {
        guarded(|| Ok(Model::open(Path::new(&self.path))?))
    }

    fn resolve(&mut self, _env: Env, model: Self::Output) -> Result<Self::JsValue> {
        Ok(NativeModel { model: Arc::new(model) })
    }
}

/// Predicts off the JavaScript thread.
pub struct PredictWork {
    model: Arc<Model>,
    path: String,
}

impl<'task> ScopedTask<'task> for PredictWork {
    type Output = Prediction;
    type JsValue = Object<'task>;

    fn compute(&mut self) -> Result<Self::Output> {
        guarded(|| Ok(self.model.predict(&*TABLES.open(Path::new(&self.path))?)?))
    }

    fn resolve(&mut self, env: &'task Env, prediction: Self::Output) -> Result<Self::JsValue> {
        let mut object = Object::new(env)?;
        object.set("rows", prediction.rows as f64)?;
        object.set("missingRows", prediction.missing_rows as f64)?;
        object.set("rejectedRows", prediction.rejected_rows as f64)?;
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
