//! Who writes which gradient first and who adds to it.

use super::{Branch, GradientWrite, LossStage, Stage, Value};
use crate::ir::{ActivationFunction, Ir, Loss, LossFunction};
use crate::kernels::losses::GradientOf;

/// Plans the losses, and fills in how each stage writes the gradient of its input, in the order of execution: losses
/// first, then stages from the end.
pub(super) fn gradients(ir: &Ir, values: &[Value], stages: &mut [Stage], branches: &mut [Branch]) -> Vec<LossStage> {
    let mut written = vec![false; values.len()];
    let mut write_to = |value: usize| {
        if !values[value].has_gradient {
            GradientWrite::Skip
        } else if std::mem::replace(&mut written[value], true) {
            GradientWrite::Add
        } else {
            GradientWrite::Store
        }
    };
    let mut losses = Vec::with_capacity(ir.losses.len());
    for loss in &ir.losses {
        let value = loss.value as usize;
        let (gradient, gradient_of) = fused(loss, values, stages).unwrap_or((value, GradientOf::Value));
        losses.push(LossStage {
            kind: loss.function,
            value,
            target: loss.target as usize,
            weight: loss.weight as f32,
            gradient,
            gradient_of,
            write: write_to(gradient),
        });
    }
    for stage in stages.iter_mut().rev() {
        match stage {
            Stage::Dense(dense) => dense.input_gradient = write_to(dense.input),
            Stage::Epilogue(epilogue) => epilogue.input_gradient = write_to(epilogue.input),
            Stage::Softmax(softmax) if softmax.undone => {}
            Stage::Softmax(softmax) => softmax.input_gradient = write_to(softmax.input),
            Stage::LayerNorm(norm) => norm.input_gradient = write_to(norm.input),
            Stage::Noise(noise) => noise.input_gradient = write_to(noise.input),
            Stage::Joint(joint) => {
                for branch in &mut branches[joint.first..][..joint.count] {
                    branch.input_gradient = write_to(branch.input);
                }
            }
        }
    }
    losses
}

/// A cross-entropy that alone reads its softmax or sigmoid goes back through it in the same visit, (p − y): returns where
/// it then writes, and tells the stage.
fn fused(loss: &Loss, values: &[Value], stages: &mut [Stage]) -> Option<(usize, GradientOf)> {
    let value = loss.value as usize;
    if values[value].readers != 1 || !values[value].has_gradient {
        return None;
    }
    for stage in stages {
        match stage {
            Stage::Softmax(softmax) if softmax.operation == value => {
                // On two units with one-hot targets binary cross-entropy is categorical cross-entropy.
                let fits = match loss.function {
                    LossFunction::CategoricalCrossEntropy | LossFunction::SparseCategoricalCrossEntropy => true,
                    LossFunction::BinaryCrossEntropy => values[value].features == 2,
                    LossFunction::MeanSquaredError | LossFunction::MeanAbsoluteError | LossFunction::Huber { .. } => {
                        false
                    }
                };
                return fits.then(|| {
                    softmax.undone = true;
                    (softmax.input, GradientOf::Softmax)
                });
            }
            Stage::Epilogue(epilogue) if epilogue.output == value && epilogue.dropout.is_none() => {
                let of_sigmoid = epilogue.activation.is_some_and(|(_, of)| of.function == ActivationFunction::Sigmoid);
                return (of_sigmoid && loss.function == LossFunction::BinaryCrossEntropy).then(|| {
                    epilogue.activation_undone = true;
                    (value, GradientOf::Sigmoid)
                });
            }
            _ => {}
        }
    }
    None
}
