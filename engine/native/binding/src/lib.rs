//! The engine's crates as a Node addon: `NativeModule` of engine/contract/native-addon.ts. Thin, no logic.

mod delivery;
mod event_batch;
mod failure;
mod model;
mod session;
mod work;

use crate::failure::{guarded, unreadable};
use crate::model::OpenModelWork;
use crate::session::SessionWork;
use crate::work::Work;
use failures::FailureCode;
use modelfile::RunOptions;
use napi::bindgen_prelude::{AsyncTask, Result, Uint8ArraySlice};
use napi::{Env, Unknown};
use napi_derive::napi;
use preparing::DataSchema;
use std::path::Path;
use std::sync::LazyLock;
use tabular::{DataSetup, TableProfile, TableStore};
use trainer::checkpoint::CheckpointListing;

/// Shared by all calls of the process, so that changing a column's role does not read the file again.
static TABLES: LazyLock<TableStore> = LazyLock::new(TableStore::default);

/// Reads a table whole and profiles it.
#[napi]
pub fn open_table(path: String) -> AsyncTask<Work<TableProfile>> {
    Work::task(move || Ok(TableProfile::of(&*TABLES.open(Path::new(&path))?, &path)))
}

/// Widths after encoding.
#[napi]
pub fn table_schema(env: Env, setup: Unknown) -> Result<AsyncTask<Work<DataSchema>>> {
    let setup = data_setup(&env, setup)?;
    Ok(Work::task(move || DataSchema::of(&*TABLES.open(Path::new(&setup.path))?, &setup)))
}

/// A session ready to start, with checkpoints and from a checkpoint where asked.
#[napi]
pub fn create_session(
    env: Env,
    ir_json: String,
    data: Unknown,
    options: Option<Unknown>,
) -> Result<AsyncTask<SessionWork>> {
    let setup = data_setup(&env, data)?;
    let options = guarded(&env, || {
        options.map_or_else(
            || Ok(RunOptions::default()),
            |given| {
                env.from_js_value(given).map_err(|error| unreadable(FailureCode::SessionOptions, error.reason.clone()))
            },
        )
    })?;
    Ok(AsyncTask::new(SessionWork::new(ir_json, setup, options)))
}

/// A model file, read and checked.
#[napi]
pub fn load_model(path: String) -> AsyncTask<OpenModelWork> {
    AsyncTask::new(OpenModelWork::File(path))
}

/// The bytes of a model file, read and checked.
#[napi]
pub fn read_model(bytes: Uint8ArraySlice) -> AsyncTask<OpenModelWork> {
    AsyncTask::new(OpenModelWork::Bytes(bytes.to_vec()))
}

/// The checkpoints in a folder, as far as their headers tell.
#[napi]
pub fn list_checkpoints(directory: String) -> AsyncTask<Work<CheckpointListing>> {
    Work::task(move || trainer::checkpoint::list(Path::new(&directory)))
}

/// SHA-256 of a file, lower-case hex.
#[napi]
pub fn hash_file(path: String) -> AsyncTask<Work<String>> {
    Work::task(move || tabular::hash_file(Path::new(&path)))
}

/// The instruction sets that kernels may use here, narrowest first; the last is used. `LAYERGLASS_ISA` caps them.
#[napi]
pub fn instruction_sets(env: &Env) -> Result<Vec<String>> {
    guarded(env, || {
        trainer::processor::check_cap()?;
        Ok(trainer::kernels::Isa::available().iter().map(|isa| isa.name().to_owned()).collect())
    })
}

fn data_setup(env: &Env, value: Unknown) -> Result<DataSetup> {
    guarded(env, || env.from_js_value(value).map_err(|error| unreadable(FailureCode::TableSetup, error.reason.clone())))
}
