//! How much the places that are measured need to work in.

use crate::ir::{Ir, OperationKind, Parameter};
use crate::kernels::matrix::stride_of;
use crate::plan::{Plan, Stage};
use crate::statistics::{Scratch, is_by_input};

/// Elements of the memory that statistics work in, for batches of a size.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct ProbeSizes {
    /// Of the widest measured value.
    pub features: usize,
    /// Of the largest measured value.
    pub elements: usize,
    /// Of the largest measured weight.
    pub heaviest: usize,
    /// Of the largest of both that has padding to be taken out.
    pub padded: usize,
    /// Of the largest input by which an activation is measured, if that has padding.
    pub inputs: usize,
}

impl ProbeSizes {
    /// Nothing unless statistics are wanted.
    pub fn of(ir: &Ir, plan: &Plan, batch: usize) -> ProbeSizes {
        let mut sizes = ProbeSizes::default();
        if !ir.training.statistics {
            return sizes;
        }
        let padded = |rows: usize, features: usize| if stride_of(features) == features { 0 } else { rows * features };
        for operation in probed(ir, plan) {
            let features = plan.values[operation].features;
            sizes.features = sizes.features.max(features);
            sizes.elements = sizes.elements.max(batch.saturating_mul(features));
            sizes.padded = sizes.padded.max(padded(batch, features));
            if matches!(ir.operations[operation].kind, OperationKind::Activation { function, .. } if is_by_input(function))
            {
                sizes.inputs = sizes.inputs.max(padded(batch, features));
            }
        }
        for index in plan.stages.iter().filter_map(measured_weight) {
            let (height, width) = sides(&ir.parameters[index]);
            sizes.heaviest = sizes.heaviest.max(height * width);
            sizes.padded = sizes.padded.max(padded(height, width));
        }
        sizes
    }

    /// What `Scratch` and the copies take.
    pub fn bytes(&self) -> u64 {
        let copies = (self.heaviest + self.padded + self.inputs) as u64 * 4;
        copies.saturating_add(Scratch::bytes(self.elements, self.features))
    }
}

/// The operations whose values are measured.
pub(super) fn probed(ir: &Ir, plan: &Plan) -> impl Iterator<Item = usize> {
    (0..ir.operations.len()).filter(|operation| {
        plan.values[*operation].is_of_batch() && !matches!(ir.operations[*operation].kind, OperationKind::Input { .. })
    })
}

/// The parameter that stands for what a stage learns: a Dense's weight, a normalisation's γ.
pub(super) fn measured_weight(stage: &Stage) -> Option<usize> {
    match stage {
        Stage::Dense(dense) => Some(dense.weight),
        Stage::Epilogue(epilogue) => epilogue.norm.and_then(|norm| norm.gamma),
        Stage::LayerNorm(norm) => norm.gamma,
        Stage::Softmax(_) | Stage::Noise(_) | Stage::Merge(_) => None,
    }
}

fn sides(parameter: &Parameter) -> (usize, usize) {
    match parameter.shape[..] {
        [height, width] => (height as usize, width as usize),
        _ => (1, parameter.shape.first().map_or(0, |width| *width as usize)),
    }
}
