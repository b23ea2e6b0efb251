//! Which losses go back through the softmax or sigmoid before them in the same visit, as (p − y).

use crate::ir::{ActivationFunction, Ir, LossFunction, OperationKind};
use crate::kernels::losses::GradientOf;

/// By loss, with respect to what it gives its gradient: a cross-entropy that alone reads its softmax or sigmoid, with
/// respect to what that read.
pub fn fuse_losses(ir: &Ir, readers: &[usize], has_gradient: &[bool]) -> Vec<GradientOf> {
    let gradient_of = |value: usize, function: LossFunction| {
        let operation = &ir.operations[value];
        let OperationKind::Activation { function: activation, .. } = operation.kind else {
            return GradientOf::Value;
        };
        if readers[value] != 1 || !has_gradient[value] {
            return GradientOf::Value;
        }
        match (activation, function) {
            (
                ActivationFunction::Softmax,
                LossFunction::CategoricalCrossEntropy | LossFunction::SparseCategoricalCrossEntropy,
            ) => GradientOf::Softmax,
            // On two units with one-hot targets binary cross-entropy is categorical cross-entropy.
            (ActivationFunction::Softmax, LossFunction::BinaryCrossEntropy) if operation.features == 2 => {
                GradientOf::Softmax
            }
            (ActivationFunction::Sigmoid, LossFunction::BinaryCrossEntropy) => GradientOf::Sigmoid,
            _ => GradientOf::Value,
        }
    };
    ir.losses.iter().map(|loss| gradient_of(loss.value as usize, loss.function)).collect()
}
