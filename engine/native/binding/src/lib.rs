//! The engine's crates as a Node addon. Thin, no logic. `npm run generate` writes what TypeScript sees of it: functions, classes
//! and objects as napi-derive describes them. Functions throw an `Error` whose property `failure` is a `Failure`; long ones run
//! off the calling thread and return promises.

mod delivery;
mod event_batch;
mod failure;
mod model;
mod plain;
mod rejected_lines;
mod session;
mod table_view;
mod work;

use crate::failure::guarded;
use crate::model::NativeModel;
use crate::plain::Plain;
use crate::rejected_lines::NativeRejectedLines;
use crate::session::NativeSession;
use crate::table_view::NativeTableView;
use crate::work::{Promise, promise};
use modelfile::{Model, RunOptions as SessionOptions, TestLook, open_run, with_test_look};
use napi::Env;
use napi::bindgen_prelude::{Result, Uint8Array, Uint8ArraySlice};
use napi_derive::napi;
use preparing::{ColumnSpreads, DataSchema, SplitSetup, TableJudgement, TableStore};
use std::path::Path;
use std::sync::LazyLock;
use tabular::{
    DataSetup, PairSetup, RawTable, ReadOptions, TableAssociation, TableNotice, TablePair, TableProfile, TableView,
    ViewSetup,
};
use trainer::checkpoint::CheckpointListing;

/// Shared by all calls of the process.
static TABLES: LazyLock<TableStore> = LazyLock::new(TableStore::default);

/// Reads a CSV (plain or gzip) whole, as the options say, and profiles it, once until the file changes.
#[napi]
pub fn open_table(path: String, reading: Option<Plain<ReadOptions>>) -> Promise<Plain<TableProfile>> {
    let reading = reading.map(|Plain(reading)| reading).unwrap_or_default();
    promise(move || Ok(Plain(TableProfile::clone(&*TABLES.profile(&path, &reading)?))))
}

/// How much each column of a table tells of the column `target`, and how its numbers go together; `column_missing` where no
/// column is called so. Of a long table it looks at rows evenly spread.
#[napi]
pub fn table_association(
    path: String,
    reading: Option<Plain<ReadOptions>>,
    target: String,
) -> Promise<Plain<TableAssociation>> {
    let reading = reading.map(|Plain(reading)| reading).unwrap_or_default();
    promise(move || TABLES.association(Path::new(&path), &reading, &target).map(Plain))
}

/// Two columns of a table together; `column_missing` where no column is called so. Of a long table it looks at rows evenly
/// spread.
#[napi]
pub fn table_pair(path: String, reading: Plain<ReadOptions>, pair: Plain<PairSetup>) -> Promise<Plain<TablePair>> {
    let (Plain(reading), Plain(pair)) = (reading, pair);
    promise(move || TABLES.pair(Path::new(&path), &reading, &pair).map(Plain))
}

/// How columns of a table under a setup whose paths are absolute lie on the rows that train with this split, and the constants
/// of each scaling fitted on them.
#[napi]
pub fn column_spreads(
    setup: Plain<DataSetup>,
    split: Plain<SplitSetup>,
    columns: Vec<String>,
) -> Promise<Plain<ColumnSpreads>> {
    let (Plain(setup), Plain(split)) = (setup, split);
    promise(move || TABLES.spreads(&setup, split, &columns).map(Plain))
}

/// The rows of a table that a setup of the view asks for, to be read in pages.
#[napi]
pub fn view_table(path: String, reading: Plain<ReadOptions>, view: Plain<ViewSetup>) -> Promise<NativeTableView> {
    let (Plain(reading), Plain(view)) = (reading, view);
    promise(move || Ok(TableView::of(TABLES.table(Path::new(&path), &reading)?, &view)?.into()))
}

/// What reading the table of a setup, whose path is absolute, found that a person should know.
#[napi]
pub fn table_notices(setup: Plain<DataSetup>) -> Promise<Plain<Vec<TableNotice>>> {
    let Plain(setup) = setup;
    promise(move || TABLES.notices(&setup).map(Plain))
}

/// Rows from the top of a text table as they are cut into cells, for a preview while a person chooses how it is read: until
/// there are so many rows, or so many lines that are none.
#[napi]
pub fn raw_table(
    path: String,
    reading: Plain<ReadOptions>,
    most_rows: u32,
    most_rejected: u32,
) -> Promise<Plain<RawTable>> {
    let Plain(reading) = reading;
    promise(move || RawTable::open(Path::new(&path), &reading, most_rows as usize, most_rejected as usize).map(Plain))
}

/// The lines of a table's file that are no rows of it, to be read in pages.
#[napi]
pub fn rejected_lines(path: String, reading: Plain<ReadOptions>) -> Promise<NativeRejectedLines> {
    let Plain(reading) = reading;
    promise(move || Ok(tabular::rejected_lines(Path::new(&path), &reading)?.into()))
}

/// The row, counted from 0, that stands at a line of a table's file as a notice numbers it; null where no row begins.
#[napi]
pub fn row_at_line(path: String, reading: Plain<ReadOptions>, line: u32) -> Promise<Plain<Option<u32>>> {
    let Plain(reading) = reading;
    promise(move || Ok(Plain(tabular::row_at_line(Path::new(&path), &reading, line.into())?.map(|row| row as u32))))
}

/// Widths after encoding under a setup whose paths are absolute.
#[napi]
pub fn table_schema(setup: Plain<DataSetup>) -> Promise<Plain<DataSchema>> {
    let Plain(setup) = setup;
    promise(move || Ok(Plain(DataSchema::clone(&*TABLES.schema(&setup)?))))
}

/// What the rows of a table under a setup whose paths are absolute are for with this split, and what a person should know
/// before training over them.
#[napi]
pub fn judge_table(setup: Plain<DataSetup>, split: Plain<SplitSetup>) -> Promise<Plain<TableJudgement>> {
    let (Plain(setup), Plain(split)) = (setup, split);
    promise(move || TABLES.judgement(&setup, split).map(Plain))
}

/// Validates the IR, encodes and scales the data (fitted on training rows), and allocates everything a run needs.
/// The paths in `data` and `options` are absolute. Nothing trains until `start`.
#[napi]
pub fn create_session(
    ir_json: String,
    data: Plain<DataSetup>,
    options: Option<Plain<SessionOptions>>,
) -> Promise<NativeSession> {
    let options = options.map(|Plain(options)| options).unwrap_or_default();
    promise(move || Ok(NativeSession::new(open_run(&ir_json, &data.0, options, &TABLES)?)))
}

/// Reads a model file as if an enemy had written it: R050 when it is none, damaged, newer, or its parts do not fit each
/// other.
#[napi]
pub fn load_model(path: String) -> Promise<NativeModel> {
    promise(move || Ok(Model::open(Path::new(&path))?.into()))
}

/// As `loadModel`, of the bytes of a model file.
#[napi]
pub fn read_model(bytes: Uint8ArraySlice) -> Promise<NativeModel> {
    let bytes = bytes.to_vec();
    promise(move || Ok(Model::decode(&bytes)?.into()))
}

/// The bytes of the model file at a path with a look at its test rows kept in it.
#[napi]
pub fn model_with_test_look(path: String, look: Plain<TestLook>) -> Promise<Uint8Array> {
    let Plain(look) = look;
    promise(move || Ok(with_test_look(Path::new(&path), look)?.into()))
}

/// The checkpoints in a folder by training step, and files that only look like some; none if the folder is not there.
#[napi]
pub fn list_checkpoints(directory: String) -> Promise<Plain<CheckpointListing>> {
    promise(move || trainer::checkpoint::list(Path::new(&directory)).map(Plain))
}

/// SHA-256 of a file, lower-case hex.
#[napi]
pub fn hash_file(path: String) -> Promise<String> {
    promise(move || tabular::hash_file(Path::new(&path)))
}

/// The instruction sets that kernels may use here, narrowest first; the last is used. `LAYERGLASS_ISA` caps them.
#[napi]
pub fn instruction_sets(env: &Env) -> Result<Vec<String>> {
    guarded(env, || {
        trainer::processor::check_cap()?;
        Ok(trainer::kernels::Isa::available().iter().map(|isa| isa.name().to_owned()).collect())
    })
}
