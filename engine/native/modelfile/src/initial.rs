//! Weights of a saved model that a run starts from.

use crate::file::ModelFile;
use failures::Failure;
use preparing::FittedScale;
use serde::Deserialize;
use std::path::PathBuf;
use trainer::{FailureCode, NamedTensor, failure};
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

/// The tensors asked for; a Scale's replace what was fitted.
pub(crate) fn take(weights: &InitialWeights, scales: &mut [FittedScale]) -> Result<Vec<NamedTensor>, Failure> {
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
        let mut known = (model.description.scales.iter())
            .flat_map(|scale| scale.constants().map(|(tensor, constants)| (tensor, constants, scale.scaling.method)));
        let known = known.find(|(tensor, ..)| *tensor == name);
        let to = if scale.offset == *name { &mut scale.scaling.offset } else { &mut scale.scaling.factor };
        let Some((_, constants, method)) = known.filter(|(_, constants, _)| constants.len() == to.len()) else {
            let found = format!("{} constants of {name}", known.map_or(0, |(_, constants, _)| constants.len()));
            return Err(unfit(found, &format!("{}", to.len())));
        };
        to.clone_from(constants);
        scale.scaling.method = method;
    }
    Ok(taken)
}

fn unfit(found: String, expected: &str) -> Failure {
    let help = "Load the weights again, and look at the differences listed, or start fresh.";
    failure(FailureCode::ModelMismatch, found, expected, help)
}
