//! Who writes which gradient first and who adds to it.

use super::{Branch, EpilogueStage, GradientWrite, LossStage, SoftmaxStage, Stage, Value};
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
    let write_to = |written: &mut [bool], value: usize| {
        if !values[value].has_gradient {
            GradientWrite::Skip
        } else if std::mem::replace(&mut written[value], true) {
            GradientWrite::Add
        } else {
            GradientWrite::Store
        }
    };
    let is_undone = |written: &[bool], value: usize| values[value].has_gradient && !written[value];
    let mut written = vec![false; values.len()];
    let mut losses = Vec::with_capacity(ir.losses.len());
    for (loss, gradient_of) in ir.losses.iter().zip(fused) {
        let value = loss.value as usize;
        let gradient = match gradient_of {
            GradientOf::Softmax | GradientOf::Sigmoid => ir.operations[value].inputs[0] as usize,
            GradientOf::Value => value,
        };
        losses.push(LossStage {
            kind: loss.function,
            value,
            target: loss.target as usize,
            weight: loss.weight as f32,
            gradient,
            gradient_of: *gradient_of,
            write: write_to(&mut written, gradient),
        });
    }
    for stage in stages.iter_mut().rev() {
        // Nothing comes back to an activation whose only readers are losses that went through it.
        match stage {
            Stage::Epilogue(epilogue) => epilogue.undone = is_undone(&written, epilogue.output),
            Stage::Softmax(softmax) => softmax.undone = is_undone(&written, softmax.operation),
            _ => {}
        }
        let mut write_to = |value| write_to(&mut written, value);
        match stage {
            Stage::Epilogue(EpilogueStage { undone: true, .. }) | Stage::Softmax(SoftmaxStage { undone: true, .. }) => {
            }
            Stage::Dense(dense) => dense.input_gradient = write_to(dense.input),
            Stage::Epilogue(epilogue) => epilogue.input_gradient = write_to(epilogue.input),
            Stage::Softmax(softmax) => softmax.input_gradient = write_to(softmax.input),
            Stage::LayerNorm(norm) => norm.input_gradient = write_to(norm.input),
            Stage::Noise(noise) => noise.input_gradient = write_to(noise.input),
            Stage::Merge(merge) => {
                for branch in &mut branches[merge.first..][..merge.count] {
                    branch.input_gradient = write_to(branch.input);
                }
            }
        }
    }
    losses
}
