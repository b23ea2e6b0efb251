//! A run of an IR over a table: rows as the IR asks for them, what was learnt of the table to encode others as well, and
//! weights to start from.

use crate::description::{FittedScale, ModelData, StartedFrom};
use crate::file::ModelFile;
use crate::source::RunSource;
use failures::Failure;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use tabular::{
    ColumnRole, DataSetup, EncodedTable, Preparation, ScaleMethod, Scaling, Table, TableStore, TargetForm,
    TargetRequest,
};
use trainer::checkpoint::{CheckpointSettings, ContinueFrom};
use trainer::failure::at_operation;
use trainer::ir::{self, Ir, OperationKind, TargetEncoding};
use trainer::split::Split;
use trainer::validate::parse_ir;
use trainer::{Dataset, FailureCode, NamedTensor, Session, SessionOptions, failure};
use ts_rs::TS;

/// Weights that a run starts from instead of fresh ones.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct InitialWeights {
    /// Absolute path of a model file.
    pub file: PathBuf,
    /// Names of the parameters to take: each must be in the model and in the network, of one shape (else R051). Those of a
    /// Scale are taken instead of being fitted. Everything else starts fresh.
    pub parameters: Vec<String>,
}

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

/// Reads the table, encodes it, takes weights to start from where asked, and allocates everything a run needs.
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
    let table = tables.open(Path::new(&setup.path))?;
    let requests: Vec<TargetRequest> = ir.targets.iter().map(request).collect();
    let mut encoded = EncodedTable::encode(&table, setup, &requests)?;
    let sample_weights = sample_weights(&ir, setup, encoded.weights.take())?;
    let split = Split::new(&ir, encoded.rows, &encoded.targets)?;
    let mut scales = fit(&ir, &encoded, &split.training)?;
    let mut initial = Vec::new();
    let mut started_from = None;
    if let Some(weights) = options.initial {
        initial = take(&weights, &mut scales)?;
        let name = file_name(&weights.file);
        started_from = Some(StartedFrom { name, parameters: weights.parameters });
    }
    let fitted = scales.iter().flat_map(|FittedScale { offset, factor, scaling, .. }| {
        [(offset.clone(), scaling.offset.clone()), (factor.clone(), scaling.factor.clone())]
    });
    let dataset = Dataset {
        rows: encoded.rows,
        inputs: vec![encoded.matrix; ir.inputs.len()],
        wide: encoded.wide,
        targets: encoded.targets,
        fitted: fitted.collect::<BTreeMap<_, _>>(),
        sample_weights,
    };
    let source = RunSource {
        preparation: Preparation::of(&table, setup)?,
        scales,
        data: data(&table, setup, &split, encoded.rows, encoded.missing_rows),
        started_from,
    };
    let RunOptions { checkpoints, continue_from, .. } = options;
    let session_options = SessionOptions { checkpoints, continue_from, initial, ..SessionOptions::default() };
    Ok(OpenedRun { session: Session::with_options(ir, dataset, session_options)?, source })
}

fn data(table: &Table, setup: &DataSetup, split: &Split, rows: usize, missing_rows: usize) -> ModelData {
    ModelData {
        name: file_name(Path::new(&setup.path)),
        sha256: table.sha256.clone(),
        rows,
        missing_rows,
        training_rows: split.training.len(),
        validation_rows: split.validation.len(),
    }
}

fn file_name(path: &Path) -> String {
    path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned()
}

/// Fits every Scale on the training rows. Every input reads the same table.
fn fit(ir: &Ir, table: &EncodedTable, training: &[u32]) -> Result<Vec<FittedScale>, Failure> {
    let mut scales = Vec::new();
    for (index, operation) in ir.operations.iter().enumerate() {
        let OperationKind::Scale { offset, factor, method } = &operation.kind else { continue };
        let reads_input = operation
            .inputs
            .iter()
            .all(|input| matches!(ir.operations[*input as usize].kind, OperationKind::Input { .. }));
        if !reads_input {
            let found = "a scale of a computed value";
            let help = "Connect the Scale node directly to the Data node.";
            return Err(at_operation(ir, index, failure(FailureCode::Dataset, found, "a scale of an input", help)));
        }
        let method = match method {
            ir::ScaleMethod::Standardize => ScaleMethod::Standardize,
            ir::ScaleMethod::MinMax => ScaleMethod::MinMax,
        };
        scales.push(FittedScale {
            node: operation.node.clone(),
            offset: offset.clone(),
            factor: factor.clone(),
            scaling: Scaling::fit(&table.matrix, &table.wide, table.features, training, method),
        });
    }
    Ok(scales)
}

/// The tensors asked for; a Scale's replace what was fitted.
fn take(weights: &InitialWeights, scales: &mut [FittedScale]) -> Result<Vec<NamedTensor>, Failure> {
    let mut model = ModelFile::read(&weights.file)?;
    let mut taken = Vec::with_capacity(weights.parameters.len());
    for name in &weights.parameters {
        let Some(index) = model.tensors.iter().position(|tensor| tensor.name == *name) else {
            let found = format!("no {name} in {}", weights.file.display());
            return Err(unfit(found, "the parameters that were listed"));
        };
        let Some(scale) = scales.iter_mut().find(|scale| [&scale.offset, &scale.factor].contains(&name)) else {
            taken.push(model.tensors.swap_remove(index));
            continue;
        };
        let known = model.description.scales.iter().flat_map(|FittedScale { offset, factor, scaling, .. }| {
            [(offset, &scaling.offset, scaling.method), (factor, &scaling.factor, scaling.method)]
        });
        let constants = known.into_iter().find(|(known, ..)| *known == name);
        if let Some((.., method)) = constants {
            scale.scaling.method = method;
        }
        let constants = constants.map(|(_, constants, _)| constants);
        let to = if scale.offset == *name { &mut scale.scaling.offset } else { &mut scale.scaling.factor };
        match constants.filter(|constants| constants.len() == to.len()) {
            Some(constants) => to.clone_from(constants),
            None => {
                let found = format!("{} constants of {name}", constants.map_or(0, Vec::len));
                return Err(unfit(found, &format!("{}", to.len())));
            }
        }
    }
    Ok(taken)
}

fn unfit(found: String, expected: &str) -> Failure {
    let help = "Load the weights again, and look at the differences listed, or start fresh.";
    failure(FailureCode::ModelMismatch, found, expected, help)
}

/// A target as the IR wants it encoded.
fn request(target: &ir::Target) -> TargetRequest<'_> {
    let classes = target.classes as usize;
    let form = match target.encoding {
        TargetEncoding::Value | TargetEncoding::Index => TargetForm::Value { classes },
        TargetEncoding::OneHot => TargetForm::OneHot { classes },
    };
    TargetRequest { name: &target.name, form }
}

/// The table's weights, which must be of the column that the IR names.
fn sample_weights(ir: &Ir, setup: &DataSetup, weights: Option<Vec<f32>>) -> Result<Option<Vec<f32>>, Failure> {
    let column = setup.columns.iter().find(|column| column.role == ColumnRole::Weight).map(|column| &column.name);
    if column == ir.sample_weight.as_ref() {
        return Ok(weights);
    }
    let named = |name: Option<&String>| name.map_or("no sample weights".to_owned(), |name| format!("{name:?}"));
    let (found, expected) = (named(column), named(ir.sample_weight.as_ref()));
    Err(failure(FailureCode::Dataset, found, expected, "Compile the project again."))
}
