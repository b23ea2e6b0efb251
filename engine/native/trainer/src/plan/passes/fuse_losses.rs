//! Which losses go back through the softmax or sigmoid before them in the same visit, as (p − y).

use crate::ir::{ActivationFunction, Ir, LossFunction, OperationKind};
use crate::kernels::losses::GradientOf;

/// By loss, with respect to what it gives its gradient: a cross-entropy of a softmax or sigmoid, with respect to what that
/// read, whoever else reads it. So a loss trains the same alone and in parts, and does not vanish where p is 0 or 1.
pub fn fuse_losses(ir: &Ir, has_gradient: &[bool]) -> Vec<GradientOf> {
    let gradient_of = |value: usize, function| {
        if has_gradient[value] { through(ir, value, function) } else { GradientOf::Value }
    };
    ir.losses.iter().map(|loss| gradient_of(loss.value as usize, loss.function)).collect()
}

/// What a loss of this function that reads operation `value` goes back through, if there is something trainable before.
pub(super) fn through(ir: &Ir, value: usize, function: LossFunction) -> GradientOf {
    let operation = &ir.operations[value];
    let OperationKind::Activation { function: activation, .. } = operation.kind else {
        return GradientOf::Value;
    };
    match (activation, function) {
        (
            ActivationFunction::Softmax,
            LossFunction::CategoricalCrossEntropy | LossFunction::SparseCategoricalCrossEntropy,
        ) => GradientOf::Softmax,
        (ActivationFunction::Softmax, LossFunction::BinaryCrossEntropy) if operation.features > 1 => {
            GradientOf::Softmax
        }
        (ActivationFunction::Sigmoid, LossFunction::BinaryCrossEntropy) => GradientOf::Sigmoid,
        _ => GradientOf::Value,
    }
}
