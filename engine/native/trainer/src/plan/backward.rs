//! Who writes which gradient first and who adds to it.

use super::{Branch, GradientWrite, LossStage, Stage, Value};
use crate::ir::Ir;
use crate::kernels::losses::GradientOf;

/// Plans the losses, of which `fused` tells what each gives its gradient of, and fills in how each stage writes the
/// gradient of its input, in the order of execution: losses first, then stages from the end.
pub(super) fn gradients(
    ir: &Ir,
    fused: &[GradientOf],
    values: &[Value],
    stages: &mut [Stage],
    branches: &mut [Branch],
) -> Vec<LossStage> {
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
    for (loss, gradient_of) in ir.losses.iter().zip(fused) {
        let value = loss.value as usize;
        // The visit that a sigmoid ends starts back from the place of its value, and leaves the sigmoid out.
        let gradient = match gradient_of {
            GradientOf::Softmax => ir.operations[value].inputs[0] as usize,
            GradientOf::Value | GradientOf::Sigmoid => value,
        };
        losses.push(LossStage {
            kind: loss.function,
            value,
            target: loss.target as usize,
            weight: loss.weight as f32,
            gradient,
            gradient_of: *gradient_of,
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
