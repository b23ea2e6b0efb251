//! A run of an IR over a table, from fresh weights or a saved model's, and what its own model is to say of both.

use crate::description::{ModelData, ModelDataFile, StartedFrom};
use crate::initial::{InitialWeights, take};
use crate::source::RunSource;
use failures::Failure;
use preparing::{PreparedRun, TableStore, TypicalCells, fitted_constants};
use serde::Deserialize;
use std::path::Path;
use std::sync::Arc;
use tabular::{DataSetup, Table};
use trainer::checkpoint::{CheckpointSettings, ContinueFrom};
use trainer::validate::parse_ir;
use trainer::{Session, SessionOptions};
use ts_rs::TS;

/// What a run may be asked beside its IR and its table. Every path is absolute.
#[derive(Debug, Clone, Default, PartialEq, Deserialize, TS)]
#[serde(default, deny_unknown_fields)]
#[ts(rename = "SessionOptions", optional_fields = nullable)]
pub struct RunOptions {
    pub checkpoints: Option<CheckpointSettings>,
    pub continue_from: Option<ContinueFrom>,
    pub initial: Option<InitialWeights>,
}

/// A session ready to start, and what it is of.
pub struct OpenedRun {
    pub session: Session,
    pub source: RunSource,
}

/// Reads the table, prepares it for the IR, takes weights to start from where asked, and allocates everything a run needs.
///
/// # Errors
/// What is wrong with the IR, the table, the model to start from or the options.
pub fn open_run(
    ir_json: &str,
    setup: &DataSetup,
    options: RunOptions,
    tables: &TableStore,
) -> Result<OpenedRun, Failure> {
    let ir = parse_ir(ir_json)?;
    let path = Path::new(&setup.path);
    let held = tables.tables(setup)?;
    let mut prepared = PreparedRun::of(&ir, held.tables(), setup)?;
    let mut initial = Vec::new();
    let mut started_from = None;
    if let Some(weights) = options.initial {
        initial = take(&weights, &mut prepared.scales)?;
        prepared.dataset.fitted = fitted_constants(&prepared.scales);
        let name = file_name(&weights.file);
        started_from = Some(StartedFrom { name, parameters: weights.parameters });
    }
    let PreparedRun { dataset, preparation, scales, training_rows, validation_rows, test_rows, missing_rows } =
        prepared;
    let typical = TypicalCells::of_features(&preparation.features, &held.table);
    let data = ModelData {
        name: file_name(path),
        sha256: held.table.sha256.clone(),
        rows: dataset.rows,
        missing_rows,
        training_rows,
        validation_rows,
        test_rows,
        validation_file: held.validation.as_ref().map(data_file),
        test_file: held.test.as_ref().map(data_file),
    };
    let RunOptions { checkpoints, continue_from, .. } = options;
    // What is held of tables is not to stand in the way of a run that needs the memory.
    drop(held);
    tables.make_room();
    let session_options = SessionOptions { checkpoints, continue_from, initial, ..SessionOptions::default() };
    let session = Session::with_options(ir, dataset, session_options)?;
    Ok(OpenedRun { session, source: RunSource { preparation, scales, typical, data, started_from } })
}

fn data_file((table, path): &(Arc<Table>, String)) -> ModelDataFile {
    ModelDataFile { name: file_name(Path::new(path)), sha256: table.sha256.clone() }
}

fn file_name(path: &Path) -> String {
    path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned()
}
