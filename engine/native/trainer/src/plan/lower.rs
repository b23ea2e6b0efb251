//! From the visits of an IR to the stages that execute them.

use super::passes::Answers;
use super::{
    Branch, DenseStage, EpilogueStage, GradientWrite, LayerNormStage, Merge, MergeStage, NoiseStage, NormStage,
    SoftmaxStage, Stage,
};
use crate::ir::{ActivationFunction, Ir, OperationKind, RunningVariance};
use crate::kernels::epilogue::Function;
use std::collections::HashMap;

/// A stage for each visit, and the branches of those that merge. Where gradients go is left to the way back.
pub(super) fn stages(ir: &Ir, answers: &Answers) -> (Vec<Stage>, Vec<Branch>) {
    let indices = ir.parameters.iter().enumerate().map(|(index, parameter)| (parameter.name.as_str(), index));
    let mut lowering = Lowering { ir, descends: &answers.descends, indices: indices.collect(), branches: Vec::new() };
    let stages = answers.visits.iter().filter_map(|visit| lowering.stage(visit)).collect();
    (stages, lowering.branches)
}

struct Lowering<'a> {
    ir: &'a Ir,
    /// By operation, as the passes answered.
    descends: &'a [bool],
    /// Of the parameters in `Ir::parameters`, by name.
    indices: HashMap<&'a str, usize>,
    branches: Vec<Branch>,
}

impl Lowering<'_> {
    fn index(&self, name: &str) -> usize {
        self.indices[name]
    }

    fn stage(&mut self, visit: &[usize]) -> Option<Stage> {
        let operation = *visit.first()?;
        let input = *self.ir.operations[operation].inputs.first()? as usize;
        let input_gradient = GradientWrite::Skip;
        Some(match &self.ir.operations[operation].kind {
            // Computed once for the dataset, in no visit.
            OperationKind::Input { .. } | OperationKind::Scale { .. } => return None,
            OperationKind::Dense { weight, bias } => Stage::Dense(DenseStage {
                operation,
                input,
                weight: self.index(weight),
                bias: bias.as_ref().map(|bias| self.index(bias)),
                input_gradient,
                descends: self.descends[operation],
            }),
            OperationKind::LayerNorm { gamma, beta, epsilon } => Stage::LayerNorm(LayerNormStage {
                operation,
                input,
                gamma: gamma.as_ref().map(|gamma| self.index(gamma)),
                beta: beta.as_ref().map(|beta| self.index(beta)),
                epsilon: *epsilon as f32,
                input_gradient,
            }),
            OperationKind::GaussianNoise { standard_deviation } => {
                Stage::Noise(NoiseStage { operation, input, standard_deviation: *standard_deviation, input_gradient })
            }
            OperationKind::Activation { function: ActivationFunction::Softmax, .. } => {
                Stage::Softmax(SoftmaxStage { operation, input, input_gradient, undone: false })
            }
            OperationKind::BatchNorm { .. } | OperationKind::Activation { .. } | OperationKind::Dropout { .. } => {
                Stage::Epilogue(self.epilogue(input, visit))
            }
            OperationKind::Add {} => self.merge(operation, Merge::Add),
            OperationKind::Multiply {} => self.merge(operation, Merge::Multiply),
            OperationKind::Concat {} => self.merge(operation, Merge::Concat),
        })
    }

    fn epilogue(&self, input: usize, visit: &[usize]) -> EpilogueStage {
        let mut epilogue = EpilogueStage {
            input,
            norm: None,
            activation: None,
            dropout: None,
            output: input,
            input_gradient: GradientWrite::Skip,
            undone: false,
        };
        for operation in visit.iter().copied() {
            match &self.ir.operations[operation].kind {
                OperationKind::BatchNorm { gamma, beta, mean, variance, epsilon, momentum, running_variance } => {
                    epilogue.norm = Some(NormStage {
                        operation,
                        gamma: gamma.as_ref().map(|gamma| self.index(gamma)),
                        beta: beta.as_ref().map(|beta| self.index(beta)),
                        mean: self.index(mean),
                        variance: self.index(variance),
                        epsilon: *epsilon as f32,
                        momentum: *momentum,
                        unbiased: *running_variance == RunningVariance::Unbiased,
                    });
                }
                OperationKind::Activation { function, alpha } => {
                    let alpha = alpha.map_or(0.0, |alpha| alpha as f32);
                    epilogue.activation = Some((operation, Function { function: *function, alpha }));
                }
                OperationKind::Dropout { rate } => epilogue.dropout = Some((operation, *rate)),
                // No other kind is part of a visit of several.
                _ => {}
            }
            epilogue.output = operation;
        }
        epilogue
    }

    fn merge(&mut self, operation: usize, merge: Merge) -> Stage {
        let (first, inputs) = (self.branches.len(), &self.ir.operations[operation].inputs);
        let branch = |input: &u32| Branch { input: *input as usize, input_gradient: GradientWrite::Skip };
        self.branches.extend(inputs.iter().map(branch));
        Stage::Merge(MergeStage { operation, merge, first, count: inputs.len() })
    }
}
