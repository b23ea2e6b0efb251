//! What a model file says beside its tensors: `ModelDescription`, JSON under one key of the safetensors metadata.
//! docs/model-file.md tells every field.

use crate::fault::unreadable;
use crate::test_look::TestLook;
use failures::Failure;
use preparing::{FittedScale, Preparation, Scaling, TypicalCells};
use serde::{Deserialize, Serialize};
use trainer::TrainedFigures;
use trainer::ir::{Ir, OperationKind, TargetScaling};
use ts_rs::TS;

/// The format that is written, and the newest that is read. A change of the format raises it and keeps reading the older.
pub const MODEL_FORMAT: u32 = 6;
/// The newest format whose networks were trained on cells and constants rounded to float32 before they were scaled.
pub(crate) const NARROW_SCALING_FORMAT: u32 = 2;

/// Versions of the programs that wrote the file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct ModelVersions {
    pub app: String,
    pub engine: String,
}

/// What an output predicts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct ModelOutput {
    /// The Output node.
    pub node: String,
    /// Column it was trained to predict.
    pub target: String,
    /// The target's values in the order of the output's units; with one unit it is the probability of the second. Empty
    /// where a number is predicted.
    pub classes: Vec<String>,
    /// Whether the output was trained as probabilities, by a cross-entropy.
    pub is_probability: bool,
}

/// A file whose rows were all of one part.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct ModelDataFile {
    /// The file's name, without its folder.
    pub name: String,
    /// Of the file's bytes, lower-case hex.
    pub sha256: String,
}

/// The table a model was trained on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct ModelData {
    /// The file's name, without its folder.
    pub name: String,
    /// Of the file's bytes, lower-case hex.
    pub sha256: String,
    /// Rows that trained and validated: those without a missing cell in a used column but those whose missing cells are
    /// filled.
    pub rows: usize,
    /// Rows left out for a missing cell, or in a validation or test file for one that training did not know.
    pub missing_rows: usize,
    pub training_rows: usize,
    pub validation_rows: usize,
    /// Rows kept for a test, which no run saw; none in files before format 5.
    #[serde(default)]
    pub test_rows: usize,
    /// The file of the rows that validated, where they had their own; absent in files before format 6, as the next is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub validation_file: Option<ModelDataFile>,
    /// The file of the rows kept for a test, where they have their own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub test_file: Option<ModelDataFile>,
}

/// The model whose weights a run started from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct StartedFrom {
    /// The file's name, without its folder.
    pub name: String,
    /// Names of the parameters taken.
    pub parameters: Vec<String>,
}

/// A model but for its tensors. `ir.training` has the training setup and the seed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct ModelDescription {
    pub format: u32,
    /// The project's.
    pub name: String,
    pub versions: ModelVersions,
    /// Milliseconds since 1970.
    #[ts(type = "number")]
    pub saved_at_unix_millis: u64,
    pub ir: Ir,
    pub preparation: Preparation,
    /// One for each Scale of the IR, in its order, then one for each target that it scales.
    pub scales: Vec<FittedScale>,
    /// What is usual in the feature columns, for rows typed by hand; none in files before format 4.
    #[serde(default)]
    pub typical: Vec<TypicalCells>,
    /// One for each loss of the IR, in its order.
    pub outputs: Vec<ModelOutput>,
    pub data: ModelData,
    pub figures: TrainedFigures,
    /// What was seen of the rows kept for a test, once somebody looked; none in files before format 6.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub test: Option<TestLook>,
    pub started_from: Option<StartedFrom>,
    /// The project as a `.layerglass` file holds it, to be opened again.
    #[ts(type = "unknown")]
    pub project: serde_json::Value,
}

impl ModelDescription {
    /// Reads a description without trusting it.
    ///
    /// # Errors
    /// What is wrong, a newer format among it.
    pub(crate) fn parse(json: &str) -> Result<ModelDescription, Failure> {
        #[derive(Deserialize)]
        struct Format {
            format: u32,
        }
        let described = "a model description";
        let Format { format } = serde_json::from_str(json).map_err(|error| unreadable(error.to_string(), described))?;
        if format > MODEL_FORMAT {
            let mut failure = unreadable(format!("model format {format}"), format!("format {MODEL_FORMAT} or older"));
            "Open it with a newer Layerglass; the file was left as it is.".clone_into(&mut failure.help);
            return Err(failure
                .case("newer")
                .number("format", f64::from(format))
                .number("known", f64::from(MODEL_FORMAT)));
        }
        if format == 0 {
            return Err(unreadable("model format 0", format!("a format from 1 to {MODEL_FORMAT}")));
        }
        let description: ModelDescription =
            serde_json::from_str(json).map_err(|error| unreadable(error.to_string(), described))?;
        trainer::validate::validate(&description.ir)?;
        description.check()?;
        Ok(description)
    }

    /// Whether preparation, scales and outputs are of the IR.
    fn check(&self) -> Result<(), Failure> {
        self.preparation.check()?;
        let width = self.preparation.width();
        if let Some(input) = self.ir.inputs.iter().find(|input| input.features as usize != width) {
            let found = format!("features encoded to {width} columns");
            return Err(unreadable(found, format!("{} columns of input {}", input.features, input.name)));
        }
        let named = self.scales.iter().map(|scale| [&scale.node, &scale.offset, &scale.factor]);
        let scales = scales(&self.ir);
        if !scales.iter().map(|(names, _)| *names).eq(named) {
            let expected = "one for each Scale and scaled target";
            return Err(unreadable("scales that are not those of the network", expected));
        }
        let widths = scales.iter().map(|(_, features)| *features);
        for (FittedScale { node, scaling: Scaling { offset, factor, .. }, .. }, width) in self.scales.iter().zip(widths)
        {
            if [offset.len(), factor.len()] != [width, width] {
                let found = format!("{} offsets and {} factors of {node}", offset.len(), factor.len());
                return Err(unreadable(found, format!("{width} of each")));
            }
        }
        if self.outputs != outputs(&self.ir, &self.preparation)? {
            return Err(unreadable("outputs that do not follow from the network and its targets", "those that do"));
        }
        Ok(())
    }
}

/// Node, offset and factor of every Scale and then of every scaled target, each with its number of features.
fn scales(ir: &Ir) -> Vec<([&String; 3], usize)> {
    let of_inputs = ir.operations.iter().filter_map(|operation| match &operation.kind {
        OperationKind::Scale { offset, factor, .. } => {
            Some(([&operation.node, offset, factor], operation.features as usize))
        }
        _ => None,
    });
    let of_targets = ir.targets.iter().filter_map(|target| {
        let TargetScaling { offset, factor, .. } = target.scaling.as_ref()?;
        let parameter = ir.parameters.iter().find(|parameter| parameter.name == *offset)?;
        Some(([&parameter.node, offset, factor], 1))
    });
    of_inputs.chain(of_targets).collect()
}

/// What each loss' value predicts, in the targets' words.
pub(crate) fn outputs(ir: &Ir, preparation: &Preparation) -> Result<Vec<ModelOutput>, Failure> {
    let outputs = ir.losses.iter().map(|loss| {
        let target = &ir.targets[loss.target as usize];
        let prepared = preparation.targets.iter().find(|column| column.name == target.name);
        let classes = target.classes as usize;
        let known = prepared.map(|column| column.values.len());
        if known != Some(classes) {
            let found = known.map_or("no such target".to_owned(), |known| format!("{known} values"));
            let expected = format!("the {classes} values of target {} (none for a number)", target.name);
            return Err(unreadable(found, expected));
        }
        Ok(ModelOutput {
            node: loss.node.clone(),
            target: target.name.clone(),
            classes: prepared.map(|column| column.values.clone()).unwrap_or_default(),
            is_probability: loss.function.is_of_probabilities(),
        })
    });
    outputs.collect()
}
