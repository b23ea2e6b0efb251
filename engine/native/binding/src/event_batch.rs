//! A batch of events on its way to JavaScript: columnar arrays as typed arrays that JavaScript owns.

use napi::bindgen_prelude::{
    Float32ArraySlice, Float64ArraySlice, Object, Result, ToNapiValue, TypeName, Uint32ArraySlice,
};
use napi::{Env, ValueType, sys};
use trainer::events::EventBatch;
use trainer::statistics::{GroupRecords, SeriesColumn, declared_records};

/// `RunEventBatch` without its run.
pub struct JsEventBatch(pub EventBatch);

impl JsEventBatch {
    /// Buffers are copied: Electron allows no array over memory that V8 did not allocate.
    fn to_object(&self, env: &Env) -> Result<Object<'_>> {
        let batch = &self.0;
        let mut object = Object::new(env)?;
        object.set("sequence", batch.sequence as f64)?;
        object.set("states", env.to_js_value(&batch.states)?)?;
        object.set("epochs", env.to_js_value(&batch.epochs)?)?;
        object.set("failure", env.to_js_value(&batch.failure)?)?;
        object.set("outcome", env.to_js_value(&batch.outcome)?)?;
        object.set("checkpoints", env.to_js_value(&batch.checkpoints)?)?;
        object.set("warnings", env.to_js_value(&batch.warnings)?)?;
        object.set("epoch", batch.epoch)?;
        object.set("step", batch.step as f64)?;
        object.set("rows_per_second", batch.rows_per_second)?;
        let mut records = env.create_array(0)?;
        for group in declared_records(batch) {
            records.insert(group_records(env, &group)?)?;
        }
        object.set("records", records)?;
        Ok(object)
    }
}

/// One group's records; buffers are copied.
fn group_records<'env>(env: &'env Env, group: &GroupRecords) -> Result<Object<'env>> {
    let mut object = Object::new(env)?;
    object.set("group", group.group)?;
    object.set("steps", Float64ArraySlice::copy_from(env, group.steps)?)?;
    object.set("probes", Uint32ArraySlice::copy_from(env, &group.probes)?)?;
    object.set("merged", Uint32ArraySlice::copy_from(env, group.merged)?)?;
    let mut columns = env.create_array(0)?;
    for column in &group.columns {
        match column {
            SeriesColumn::Numbers(numbers) => columns.insert(Float32ArraySlice::copy_from(env, numbers)?)?,
            SeriesColumn::Counts(counts) => columns.insert(Uint32ArraySlice::copy_from(env, counts)?)?,
        }
    }
    object.set("columns", columns)?;
    Ok(object)
}

impl TypeName for JsEventBatch {
    fn type_name() -> &'static str {
        "RunEventBatch"
    }

    fn value_type() -> ValueType {
        ValueType::Object
    }
}

impl ToNapiValue for JsEventBatch {
    unsafe fn to_napi_value(env: sys::napi_env, batch: Self) -> Result<sys::napi_value> {
        let object = batch.to_object(&Env::from_raw(env))?;
        // SAFETY: `env` is the one the object was just made in.
        unsafe { Object::to_napi_value(env, object) }
    }
}
